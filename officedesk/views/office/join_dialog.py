"""Getting into an office on a server: with an invitation code, or with the password that was lost."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from officedesk.errors import OfficeError
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tips import breakable


class EntryDialog(QDialog):
    """One secret, Cancel and one button. ``entered(address)`` once it was accepted; it stays until then."""

    entered = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QWidget | None, title: str, answer: str, told: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self._runner = runner
        self.told = label(told, "muted")
        self.told.setWordWrap(True)
        self.field = self._make_field()
        self.ok = button(answer, self.answer, kind="primary", tip=f"{answer} (Ctrl+Enter)")
        cancel = button("Cancel", self.reject)
        for made in (self.ok, cancel):
            made.setAutoDefault(False)
        self.setLayout(
            column(
                label(title, "title"), self.told, self.field, None, row(None, cancel, self.ok),
                spacing=12, margins=(18, 16, 18, 14),
            )
        )  # fmt: skip
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.answer)
        self.field.control.setFocus()

    def answer(self) -> None:
        """Use what was typed."""
        text = self._typed()
        if not text or not self.ok.isEnabled():
            return
        self.ok.setEnabled(False)
        self.ok.setText("Connecting…")
        self.field.show_error("")
        self._runner.submit(lambda: self._use(text), self._done, self._refused, owner=self)

    def _make_field(self) -> FormField:
        raise NotImplementedError

    def _typed(self) -> str:
        raise NotImplementedError

    def _use(self, text: str) -> str:
        """Off the GUI thread: the address that opens the office now."""
        raise NotImplementedError

    def _done(self, address: str) -> None:
        self.entered.emit(address)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.ok.setEnabled(True)
        self.ok.setText(self.ok.accessibleName())
        if not isinstance(error, OfficeError):
            raise error
        self.field.show_error(breakable(str(error)))
        self.field.control.setFocus()


class JoinDialog(EntryDialog):
    """Paste or type an invitation code."""

    def __init__(
        self, runner: TaskRunner, join: Callable[[str], str], parent: QWidget | None = None, told: str = ""
    ) -> None:
        self._join = join
        told = told or (
            "Paste the invitation code. On the computer that hosts the office it is made in Settings → This office → "
            "Invite a desktop."
        )
        super().__init__(runner, parent, "Join an office", "Join", told)

    def _make_field(self) -> FormField:
        made = QPlainTextEdit()
        made.setFixedHeight(64)
        made.setTabChangesFocus(True)
        made.setPlaceholderText("XXXXX-XXXXX-XXXXX-…")
        return FormField("Invitation code", made, required=True)

    def _typed(self) -> str:
        return str(self.field.control.toPlainText()).strip()

    def _use(self, text: str) -> str:
        return self._join(text)


class PasswordDialog(EntryDialog):
    """The password of a server that this computer's keyring does not have (any more)."""

    def __init__(
        self,
        runner: TaskRunner,
        address: str,
        keep: Callable[[str, str], str],
        told: str,
        parent: QWidget | None = None,
    ) -> None:
        self._address, self._keep = address, keep
        super().__init__(runner, parent, "Server password", "Open office", told)

    def _make_field(self) -> FormField:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return FormField("Password", made, required=True)

    def _typed(self) -> str:
        return str(self.field.control.text())

    def _use(self, text: str) -> str:
        return self._keep(self._address, text)


def ask_again(
    runner: TaskRunner,
    address: str,
    told: str,
    join: Callable[[str], str],
    keep: Callable[[str, str], str],
    parent: QWidget | None,
) -> EntryDialog:
    """What a server that wants another password is answered with: a new code where desktops join, else a password."""
    if "sslmode=verify-ca" in address:
        return JoinDialog(runner, join, parent, told)
    return PasswordDialog(runner, address, keep, told, parent)
