"""Signs this desktop in to the office's email account, in the browser."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from officedesk.errors import OfficeError
from officedesk.services.messaging.accounts import Auth, MailAccount
from officedesk.views.messaging.account_trial import AccountTrial
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tips import breakable


class SignInDialog(QDialog):
    """Whoever may send may do it: the account is the office's, and what is kept is in this computer's keyring."""

    def __init__(self, shell: Shell, parent: QWidget, room: PostRoom) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Sign in")
        self._shell, self._room = shell, room
        self.account: MailAccount | None = None
        self.about = label("", "muted")
        self.about.setWordWrap(True)
        self.client_secret = QLineEdit()
        self.client_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.client_secret.setMaxLength(1_000)
        self._secret_field = FormField("Client secret", self.client_secret)
        self.client_secret.setPlaceholderText("Empty: none, or the one this computer knows")
        self._secret_field.hide()
        self.trial = AccountTrial(shell)
        self.trial.stored.connect(self._keep)
        self.go = button(
            "Sign in in the browser…", self._go, kind="primary", icon=shell.icons("arrow-square-out", "on_accent")
        )
        self.go.setEnabled(False)
        close = button("Close", self.reject)
        self.setLayout(
            column(
                label("Sign in to send", "title"),
                self.about,
                self._secret_field,
                self.trial,
                None,
                row(None, close, self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(made is self.go)
        self.resize(500, 310)
        desk = shell.desk

        def work() -> MailAccount:
            from officedesk.services.messaging.accounts import account

            return account(desk)

        shell.load(self, work, self._show)

    def _show(self, account: MailAccount) -> None:
        self.account = account
        provider = "Google" if account.auth is Auth.XOAUTH2_GOOGLE else "Microsoft"
        self.about.setText(
            f"Emails of your office go out as {account.address}. Sign in as {account.user} on {provider}'s page; "
            "this computer stays signed in afterwards."
        )
        self._secret_field.setVisible(account.auth is Auth.XOAUTH2_GOOGLE)
        self.go.setEnabled(True)
        self.go.setFocus()

    def _go(self) -> None:
        if self.account is not None:
            self.trial.sign_in(self.account, self.client_secret.text())

    def _keep(self, secret: str) -> None:
        account, shell = self.account, self._shell
        if account is None:
            return

        def work() -> None:
            from officedesk.services.messaging.accounts import keep_secret

            keep_secret(shell.desk, account, secret, shell.secrets)

        def done(_: object) -> None:
            self._room.wake()
            shell.toast("Signed in. What waits in the outbox is sent now.")
            self.accept()

        def failed(error: Exception) -> None:
            if isinstance(error, OfficeError):
                self.about.setText(breakable(str(error)))
            else:
                shell.fail(error)

        shell.load(self, work, done, failed)
