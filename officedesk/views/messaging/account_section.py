"""Settings: the office's email account, its account for text messages, and each user's signature."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.messaging.accounts import Auth, MailAccount, Security, SmsAccount
from officedesk.services.permissions import Permission
from officedesk.views.messaging.account_trial import AccountTrial
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tips import breakable

MAIL_FIELDS = (
    FieldSpec("address", "Send from", span=2, required=True, hint="office@example.com"),
    FieldSpec("name", "Name that customers see", span=2, hint="Empty: your brand's name"),
    FieldSpec("host", "Outgoing mail server", span=2, required=True, hint="smtp.example.com"),
    FieldSpec("port", "Port", "whole", highest=65_535),
    FieldSpec(
        "security",
        "Encryption",
        "choice",
        choices=((Security.STARTTLS, "STARTTLS"), (Security.TLS, "TLS from the start")),
    ),
    FieldSpec(
        "auth",
        "Sign-in",
        "choice",
        span=2,
        choices=(
            (Auth.PASSWORD, "Name and password"),
            (Auth.XOAUTH2_GOOGLE, "In the browser, at Google"),
            (Auth.XOAUTH2_MICROSOFT, "In the browser, at Microsoft"),
            (Auth.NONE, "None: the server knows this network"),
        ),
    ),
    FieldSpec("user", "Sign-in name", span=2, hint="Mostly the email address"),
    FieldSpec("client_id", "Client ID", span=2, hint="Under which your office registered OfficeDesk"),
    FieldSpec("tenant", "Tenant", span=2, hint="common"),
)
ANSWER_FIELDS = (
    FieldSpec("read_answers", "Read the mailbox for answers and returned mail", "check", span=4),
    FieldSpec("imap_host", "Incoming mail server", span=2, hint="imap.example.com"),
    FieldSpec("imap_port", "Port", "whole", highest=65_535),
    FieldSpec("imap_folder", "Folder", hint="INBOX"),
)  # fmt: skip
SMS_FIELDS = (
    FieldSpec("sid", "Account SID", span=2, hint="AC…"),
    FieldSpec("sender", "From number or messaging service", span=2, hint="(612) 555-0100 or MG…"),
)
REGISTERED = {
    Auth.XOAUTH2_GOOGLE: "Google takes no passwords from programs. Once for your office, make an OAuth client ID of "
    "the type “Desktop app” in the Google Cloud console, under Credentials, and type what it says here.",
    Auth.XOAUTH2_MICROSOFT: "Microsoft takes no passwords from programs. Once for your office, register an app in the "
    "Entra admin center, for mobile and desktop, with the redirect URI http://localhost, and type its ID here.",
}
"""Where the client ID comes from."""
PROVIDERS: dict[str, dict[str, Any]] = {
    "google": {
        "host": "smtp.gmail.com",
        "port": 587,
        "security": Security.STARTTLS,
        "auth": Auth.XOAUTH2_GOOGLE,
        "imap_host": "imap.gmail.com",
    },
    "microsoft": {
        "host": "smtp.office365.com",
        "port": 587,
        "security": Security.STARTTLS,
        "auth": Auth.XOAUTH2_MICROSOFT,
        "imap_host": "outlook.office365.com",
    },
}


class AccountSection(QWidget):
    """One Save for all of it. Passwords go into this desktop's keyring, everything else into the office."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._secret: str | None = None
        """What signing in in the browser gave, until it is saved."""
        self._signature_clean = ""
        self._loaded = False
        self._saving = False
        self.mail, self.answers = RecordForm(shell, MAIL_FIELDS), RecordForm(shell, ANSWER_FIELDS)
        self.sms = RecordForm(shell, SMS_FIELDS)
        self.provider = Combo(shell.icons, shell.theme)
        self.provider.set_choices(
            [("other", "Another provider"), ("google", "Google Workspace, Gmail"), ("microsoft", "Microsoft 365")]
        )
        self.provider.set_value("other")
        self.provider.edited.connect(self._take_provider)
        self.password, self.token = _secret_edit(), _secret_edit()
        self.client_secret = _secret_edit()
        self.password_field = FormField("Password", self.password)
        self.client_secret_field = FormField("Client secret", self.client_secret)
        self.token_field = FormField("Auth token", self.token)
        self.registered = label("", "muted")
        self.registered.setWordWrap(True)
        self.sign_in = button("Sign in in the browser…", self._sign_in, icon=shell.icons("arrow-square-out"))
        self.signed_in = label("", "muted")
        self.trial = AccountTrial(shell)
        self.try_button = button("Test this account", self._try, tip="Nothing is sent")
        self.signature = QPlainTextEdit()
        self.signature.setAccessibleName("Signature")
        self.signature.setFixedHeight(96)
        self.signature.setTabChangesFocus(True)
        self.signature.setPlaceholderText("Your name and the brand's, where you write none of your own")
        self.keyring = label(shell.secrets.notice, "note")
        self.keyring.setWordWrap(True)
        if not shell.secrets.notice:
            self.keyring.hide()
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Save", self.save, kind="primary", tip="Save (Ctrl+S)")
        self._lay_out()
        for form in (self.mail, self.answers, self.sms):
            form.edited.connect(self._edited)
        for line in (self.password, self.token, self.client_secret):
            line.textEdited.connect(lambda _: self._edited())
        self.signature.textChanged.connect(self._edited)
        self.trial.stored.connect(self._signed_in)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._edited()

    def _lay_out(self) -> None:
        who = FormField("Provider", self.provider)
        who.setMaximumWidth(320)
        beside = QWidget()
        secrets = row(self.password_field, self.client_secret_field, beside, spacing=12)
        # One of the two is shown, as wide as the fields above it.
        for half in (self.password_field, self.client_secret_field, beside):
            secrets.setStretchFactor(half, 1)
        email = _card(
            "Email",
            "The account that estimates, invoices and messages are sent from, for everybody in the office.",
            who,
            self.mail,
            secrets,
            self.registered,
            row(self.sign_in, self.signed_in, None),
            self.answers,
            self.keyring,
            row(self.try_button, None),
            self.trial,
        )
        sms = _card("Text messages", "Sent through Twilio.", self.sms, self.token_field)
        self._office = holder(column(email, sms, spacing=12))
        if not self._shell.may(Permission.OFFICE_WRITE):
            self._office.hide()
        mine = _card("Your signature", "Under the emails that you write.", self.signature)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder(column(self._office, mine, None, spacing=12, margins=(16, 16, 16, 16))))
        foot = row(self._error, None, self._save)
        foot.setStretchFactor(self._error, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(holder(column(foot, margins=(16, 8, 16, 10)), "panel"))

    # --- the page's section ---

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        if not self._loaded:
            return False
        return self._mail_dirty or self._sms_dirty or self.signature.toPlainText() != self._signature_clean

    def show_section(self) -> None:
        """Read it, unless there is something unsaved."""
        if self.dirty:
            return
        desk, secrets = self._shell.desk, self._shell.secrets

        def work() -> tuple[MailAccount, SmsAccount, str, bool, bool]:
            from officedesk.services.messaging.accounts import account, secret_of, sms_account
            from officedesk.services.messaging.signatures import signature

            mail, sms = account(desk), sms_account(desk)
            known = [bool(one.ready and secret_of(desk, one, secrets) is not None) for one in (mail, sms)]
            return mail, sms, signature(desk), known[0], known[1]

        self._shell.load(self, work, lambda found: self._show(*found))

    def forget(self) -> None:
        """Drop what was typed."""
        self._loaded = False
        self.show_section()

    def account(self) -> MailAccount:
        """The email account as it is typed."""
        account: MailAccount = self.mail.draft()
        answers = self.answers.draft()
        return replace(account, **{spec.name: getattr(answers, spec.name) for spec in ANSWER_FIELDS})

    def save(self) -> None:
        """Store what was typed; it stays in the form where it cannot be stored."""
        if self._saving or not self.dirty or any(form.unreadable() for form in (self.mail, self.answers, self.sms)):
            return
        self._saving = True
        self._error.clear()
        self._edited()
        desk, secrets = self._shell.desk, self._shell.secrets
        mail = self.account() if self._mail_dirty else None
        secret = self._secret if self._secret is not None else self.password.text() or None
        sms: SmsAccount | None = self.sms.draft() if self._sms_dirty else None
        token, words = self.token.text() or None, self.signature.toPlainText()
        signed = words != self._signature_clean
        at = [self.mail]

        def work() -> None:
            from officedesk.services.messaging.accounts import save_account, save_sms_account
            from officedesk.services.messaging.signatures import save_signature

            if mail is not None:
                save_account(desk, mail, secret, secrets)
            if sms is not None:
                at[0] = self.sms
                save_sms_account(desk, sms, token, secrets)
            if signed:
                save_signature(desk, words)

        self._shell.load(self, work, self._saved, lambda error: self._refused(error, at[0]))

    # --- what is shown ---

    def _show(self, mail: MailAccount, sms: SmsAccount, words: str, mail_known: bool, sms_known: bool) -> None:
        self._loaded = False
        self._secret = None
        self.mail.load(mail)
        self.answers.load(mail)
        self.sms.load(sms)
        self.provider.set_value(next((key for key, one in PROVIDERS.items() if one["host"] == mail.host), "other"))
        for edit, known in ((self.password, mail_known), (self.token, sms_known)):
            edit.clear()
            edit.setPlaceholderText("Kept in this computer's keyring" if known else "Not known at this computer")
        self.client_secret.clear()
        self.signed_in.setText("Signed in at this computer." if mail_known else "Not signed in at this computer.")
        self._signature_clean = words
        self.signature.setPlainText(words)
        self._loaded = True
        self._edited()

    @property
    def _mail_dirty(self) -> bool:
        typed = bool(self.password.text() or self.client_secret.text() or self._secret)
        return self._loaded and (typed or self.mail.dirty or self.answers.dirty)

    @property
    def _sms_dirty(self) -> bool:
        return self._loaded and (bool(self.token.text()) or self.sms.dirty)

    def _edited(self) -> None:
        auth = self.mail.control("auth").value()
        browser = auth in REGISTERED
        self.registered.setText(REGISTERED.get(auth, ""))
        self.registered.setVisible(browser)
        self.mail.fields["client_id"].setVisible(browser)
        self.mail.fields["tenant"].setVisible(auth is Auth.XOAUTH2_MICROSOFT)
        self.mail.fields["user"].setVisible(auth is not Auth.NONE)
        self.password_field.setVisible(auth is Auth.PASSWORD)
        self.client_secret_field.setVisible(auth is Auth.XOAUTH2_GOOGLE)
        self.sign_in.setVisible(browser)
        self.signed_in.setVisible(browser)
        reads = self.answers.control("read_answers").isChecked()
        for name in ("imap_host", "imap_port", "imap_folder"):
            self.answers.fields[name].setVisible(reads)
        self._save.setEnabled(self.dirty and not self._saving)
        self._save.setText("Saving…" if self._saving else "Save")

    def _take_provider(self) -> None:
        known = PROVIDERS.get(self.provider.value())
        if known is None or not self._loaded:
            return
        account = replace(self.account(), **known)
        account = replace(account, user=account.user or account.address)
        self.mail.take(account, self.mail.base)
        self.answers.take(account, self.answers.base)
        self._edited()

    # --- trying and signing in ---

    def _try(self) -> None:
        if any(form.unreadable() for form in (self.mail, self.answers)):
            return
        self.trial.try_account(
            self.account(), self._secret if self._secret is not None else self.password.text() or None
        )

    def _sign_in(self) -> None:
        if not self.mail.unreadable():
            self.trial.sign_in(self.account(), self.client_secret.text())

    def _signed_in(self, secret: str) -> None:
        self._secret = secret
        self.signed_in.setText("Signed in. Save to keep it.")
        self._edited()

    def _saved(self, _done: object) -> None:
        self._saving = False
        self._loaded = False
        self._shell.toast("Saved.")
        # Whoever sends is woken by it: what waited for this account goes out now.
        self._shell.signals.changed.emit("message", 0, 0)
        self.show_section()

    def _refused(self, error: Exception, form: RecordForm) -> None:
        self._saving = False
        self._edited()
        if isinstance(error, InvalidInput):
            left = form.show_errors(error.fields)
            if form is self.mail:
                left = self.answers.show_errors({name: text for name, text in error.fields.items() if text in left})
            self._error.setText(breakable(" ".join(left)))
        elif isinstance(error, OfficeError):
            self._error.setText(breakable(str(error)))
        else:
            self._shell.fail(error)


def _card(title: str, about: str, *parts: QWidget | Any) -> QWidget:
    text = label(about, "muted")
    text.setWordWrap(True)
    return holder(column(label(title, "title"), text, *parts, spacing=12, margins=(20, 16, 20, 16)), "card")


def _secret_edit() -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setMaxLength(1_000)
    return made
