"""Tries an email account, step by step, and signs in to one in the browser."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.errors import Cancelled, OfficeError
from officedesk.services.messaging.accounts import STEPS, MailAccount, Step
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, row
from officedesk.views.widgets.tips import breakable


class AccountTrial(QWidget):
    """``stored(secret)`` once somebody signed in in the browser. Each step is shown as soon as it is done."""

    stored = Signal(str)
    _stepped = Signal(object)
    _page_opened = Signal(str, bool)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._task: Task | None = None
        self.steps: list[Step] = []
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.stop = button("Cancel", self._cancel)
        self.copy = button("Copy the address", self._copy, tip="To open it in another browser of this computer")
        self._address = ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.setLayout(column(row(self.said, self.copy, self.stop, None), self._rows, spacing=6))
        self._stepped.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        self._page_opened.connect(self._show_page, Qt.ConnectionType.QueuedConnection)
        self.copy.hide()
        self.hide()

    def try_account(self, account: MailAccount, secret: str | None) -> None:
        """Try it without sending anything; ``secret`` ``None``: the one that this desktop has."""
        if self._task is not None:
            return
        desk, secrets, tell = self._shell.desk, self._shell.secrets, self._stepped.emit
        self._begin("Trying the account…")

        def work(_report: object, _stopped: object) -> None:
            from officedesk.services.messaging.accounts import secret_of, try_account

            known = secret if secret is not None else secret_of(desk, account, secrets)
            for step in try_account(account, known or ""):
                tell(step)

        self._run(work, lambda _: self._tried())

    def sign_in(self, account: MailAccount, client_secret: str) -> None:
        """Open the provider's page in the browser, and wait for its answer."""
        if self._task is not None:
            return
        self._begin("Your browser asks you to sign in. Come back here afterwards.")
        self.stop.show()
        desk, secrets, tell = self._shell.desk, self._shell.secrets, self._page_opened.emit

        def open_page(address: str) -> None:
            import webbrowser

            tell(address, webbrowser.open(address))

        def work(_report: object, stopped):  # type: ignore[no-untyped-def]
            from officedesk.services.messaging.accounts import secret_of
            from officedesk.services.messaging.oauth import client_secret_of, sign_in

            known = client_secret or client_secret_of(secret_of(desk, account, secrets))
            return sign_in(account, known, open_page=open_page, cancelled=stopped)

        self._run(work, self._signed_in)

    def _begin(self, text: str) -> None:
        self.steps = []
        clear_layout(self._rows)
        self.said.setText(text)
        self.stop.hide()
        self.copy.hide()
        self.show()

    def _run(self, work, done) -> None:  # type: ignore[no-untyped-def]
        self._task = self._shell.runner.submit_long(
            work, done, self._failed, owner=self, progress=lambda _done, _total: None
        )

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.stop()

    def _show_page(self, address: str, opened: bool) -> None:
        if self._task is None:
            return
        self._address = address
        self.copy.show()
        if not opened:
            self.said.setText("No browser could be opened. Copy the address, and open it in one on this computer.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self._shell.toast("The address is on the clipboard.")

    def _show_step(self, step: Step) -> None:
        self.steps.append(step)
        picture = label()
        picture.setPixmap(
            self._shell.icons("check" if step.ok else "x-circle", "ok" if step.ok else "bad").pixmap(14, 14)
        )
        name = label(STEPS.get(step.name, step.name), "strong")
        said = label(breakable(step.said), "muted" if step.ok else "", "" if step.ok else "bad")
        said.setWordWrap(True)
        line = row(picture, name, said, spacing=8)
        line.setStretchFactor(said, 1)
        made = holder(line)
        made.setAccessibleName(f"{name.text()}: {'works' if step.ok else 'failed'}. {step.said}")
        self._rows.addWidget(made)

    def _tried(self) -> None:
        self._task = None
        failed = next((step for step in self.steps if not step.ok), None)
        if failed is None:
            self.said.setText("The account works.")
        else:
            self.said.setText(f"It does not work yet: “{STEPS.get(failed.name, failed.name)}” failed.")

    def _signed_in(self, secret: str) -> None:
        self._task = None
        self.stop.hide()
        self.copy.hide()
        self.said.setText("Signed in. Save to keep it at this computer.")
        self.stored.emit(secret)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.stop.hide()
        self.copy.hide()
        if isinstance(error, Cancelled):
            self.said.setText("Not signed in.")
        elif isinstance(error, OfficeError):
            self.said.setText(breakable(str(error)))
        else:
            self._shell.fail(error)
