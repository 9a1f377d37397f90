"""Asks for the passphrase of an encrypted office, or the code of its recovery sheet."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from officedesk.context import AppContext
from officedesk.errors import OfficeError, OfficeLocked, SignInNeeded
from officedesk.secrets import SecretStore
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.form_field import FormField


class UnlockDialog(QDialog):
    """``opened`` hands over the office, or whoever signs in to it; the passphrase stays in the field until it fits."""

    opened = Signal(object)

    def __init__(
        self,
        office: str,
        open_office: Callable[[str], AppContext],
        secrets: SecretStore | None,
        runner: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        """``open_office`` takes what was typed and runs off the GUI thread."""
        super().__init__(parent)
        self._open, self._runner = open_office, runner
        self.setWindowTitle("Encrypted office")
        self.setMinimumWidth(420)
        told = label("This office is encrypted. Enter its passphrase, or the code of its recovery sheet.", "muted")
        told.setWordWrap(True)
        self.words = QLineEdit()
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.returnPressed.connect(self._try)
        self._field = FormField("Passphrase", self.words)
        show = QCheckBox("Show what I type")
        show.toggled.connect(
            lambda on: self.words.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        )
        self.notice = label("", "small")
        self.notice.setWordWrap(True)
        self.unlock = button("Open", self._try, kind="primary")
        cancel = button("Cancel", self.reject)
        for made in (cancel, self.unlock):
            # Enter opens; it must not press the first button besides.
            made.setAutoDefault(False)
        self.words.textEdited.connect(lambda _: self._field.show_error(""))
        card = holder(
            column(
                label(Path(office).stem, "title"),
                told,
                self._field,
                show,
                self.notice,
                row(None, cancel, self.unlock),
                spacing=10,
                margins=(24, 20, 24, 18),
            ),
            "card",
        )
        self.setLayout(column(card, margins=(16, 16, 16, 16)))
        self.words.setFocus()
        if secrets is not None:
            # Asking the keyring can take a moment.
            runner.submit(lambda: secrets.notice, self._noticed, owner=self)

    def _noticed(self, notice: str) -> None:
        self.notice.setText(notice or "This computer keeps the key in its keyring and does not ask again.")
        self.adjustSize()

    def _try(self) -> None:
        words = self.words.text()
        if not words.strip() or not self.unlock.isEnabled():
            return
        self.unlock.setEnabled(False)
        self.unlock.setText("Opening…")
        self._runner.submit(lambda: self._open(words), self._done, self._refused, owner=self)

    def _done(self, context: AppContext) -> None:
        self.accept()
        self.opened.emit(context)

    def _refused(self, error: Exception) -> None:
        self.unlock.setEnabled(True)
        self.unlock.setText("Open")
        if isinstance(error, SignInNeeded):
            # The key fits; the office has passwords besides.
            self.accept()
            self.opened.emit(error.doorway)
            return
        if not isinstance(error, OfficeError):
            raise error
        wrong = isinstance(error, OfficeLocked)
        self._field.show_error("That does not open it. Check the passphrase, and Caps Lock." if wrong else str(error))
        self.adjustSize()
        self.words.setFocus()
        self.words.selectAll()
