"""The office's email account and its account for text messages; passwords stay in each desktop's keyring."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from officedesk.models.company import Company, Setting
from officedesk.models.enums import Channel
from officedesk.models.text import clean
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.messaging import keeping
from officedesk.services.messaging.addresses import e164, email_fault, region_of, tidy_email
from officedesk.services.messaging.drafts import Address
from officedesk.services.office import settings
from officedesk.services.office.records import refuse
from officedesk.services.permissions import Permission

MAIL, SMS = "messaging.mail", "messaging.sms"
"""Settings of the office that hold the accounts, never their passwords."""
_HOST = re.compile(r"[\w.-]{1,253}|\[?[0-9a-fA-F:.]{2,45}\]?")
_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")


class Security(StrEnum):
    """``STARTTLS``: plain first, then encrypted, mostly port 587. ``TLS``: encrypted from the first byte, port 465."""

    STARTTLS = "starttls"
    TLS = "tls"


class Auth(StrEnum):
    """How the server is told who we are."""

    PASSWORD = "password"  # noqa: S105 - a way to sign in
    XOAUTH2_GOOGLE = "google"
    XOAUTH2_MICROSOFT = "microsoft"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailAccount:
    """Where email goes out, and where answers are read. ``name`` empty: the brand's name.

    ``client_id`` (and for Microsoft 365 ``tenant``) are those under which the office registered this program.
    """

    address: str = ""
    name: str = ""
    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    auth: Auth = Auth.PASSWORD
    client_id: str = ""
    tenant: str = "common"
    read_answers: bool = False
    """Whether the mailbox is read for answers and for mail that came back."""
    imap_host: str = ""
    imap_port: int = 993
    imap_folder: str = "INBOX"

    @property
    def ready(self) -> bool:
        """Whether an account was set up."""
        return bool(self.address and self.host)

    @property
    def in_browser(self) -> bool:
        """Whether one signs in at the provider's page; there is no password then."""
        return self.auth in (Auth.XOAUTH2_GOOGLE, Auth.XOAUTH2_MICROSOFT)


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """An account at Twilio: its SID and the number (or messaging service) that texts come from."""

    sid: str = ""
    sender: str = ""

    @property
    def ready(self) -> bool:
        """Whether an account was set up."""
        return bool(self.sid and self.sender)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of trying an account. ``said`` are the server's words, or what went wrong."""

    name: str
    ok: bool
    said: str = ""


STEPS = {
    "name": "Find the server",
    "connect": "Connect",
    "encrypt": "Encrypt the connection",
    "login": "Sign in",
    "mail from": "Send from this address",
    "mailbox": "Read the mailbox",
}
"""The steps in order, and how they are called."""
AccountT = TypeVar("AccountT", MailAccount, SmsAccount)


def account(desk: Desk) -> MailAccount:
    """The office's email account; an empty one where none was set up."""
    desk.need(Permission.OFFICE_READ)
    return _read(settings.get(desk, MAIL, user=False), MailAccount)


def sms_account(desk: Desk) -> SmsAccount:
    """The office's account for text messages; an empty one where none was set up."""
    desk.need(Permission.OFFICE_READ)
    return _read(settings.get(desk, SMS, user=False), SmsAccount)


def stored_mail_account(session: Session) -> MailAccount:
    """The email account in a transaction of the caller's."""
    return _read(session.scalar(_stored(MAIL)), MailAccount)


def stored_sms_account(session: Session) -> SmsAccount:
    """The account for text messages in a transaction of the caller's."""
    return _read(session.scalar(_stored(SMS)), SmsAccount)


def _stored(key: str) -> Select[Any]:
    return select(Setting.value).where(Setting.key == key, Setting.user_id.is_(None)).limit(1)


def save_account(desk: Desk, account: MailAccount, secret: str | None, secrets: SecretStore) -> MailAccount:
    """Store the email account for the office, and its password (``None``: as it is) in this desktop's keyring."""
    desk.need(Permission.OFFICE_WRITE)
    account = replace(
        account,
        address=tidy_email(Address("", account.address)).address,
        name=clean(account.name),
        host=clean(account.host).lower(),
        user=clean(account.user),
        imap_host=clean(account.imap_host).lower(),
        imap_folder=clean(account.imap_folder) or "INBOX",
        client_id=clean(account.client_id),
        tenant=clean(account.tenant) or "common",
    )
    refuse(account_problems(account))
    settings.put(desk, MAIL, asdict(account), user=False)
    if secret is not None:
        keeping.put(secrets, _secret_name(desk, account), secret)
    return account


def save_sms_account(desk: Desk, account: SmsAccount, secret: str | None, secrets: SecretStore) -> SmsAccount:
    """Store the account for text messages, and its token (``None``: as it is) in this desktop's keyring."""
    desk.need(Permission.OFFICE_WRITE)
    problems: dict[str, str] = {}
    sid, sender = clean(account.sid), clean(account.sender)
    if not _SID.fullmatch(sid):
        problems["sid"] = "The account SID begins with AC and has 34 letters and digits."
    if not _SERVICE.fullmatch(sender):
        with desk.read() as session:
            region = region_of(session)
        try:
            sender = e164(sender, region)
        except ValueError as problem:
            problems["sender"] = str(problem)
    refuse(problems)
    account = SmsAccount(sid, sender)
    settings.put(desk, SMS, asdict(account), user=False)
    if secret is not None:
        keeping.put(secrets, _secret_name(desk, account), secret)
    return account


def remove_account(desk: Desk, channel: Channel, secrets: SecretStore) -> None:
    """Forget an account and, at this desktop, its password. What waits in the outbox stays there."""
    desk.need(Permission.OFFICE_WRITE)
    stored: MailAccount | SmsAccount = account(desk) if channel is Channel.EMAIL else sms_account(desk)
    keeping.remove(secrets, _secret_name(desk, stored))
    settings.forget(desk, MAIL if channel is Channel.EMAIL else SMS, user=False)


def keep_secret(desk: Desk, account: MailAccount | SmsAccount, secret: str, secrets: SecretStore) -> None:
    """Remember the account's password at this desktop, whoever sits here: only then does it send."""
    desk.need(Permission.MESSAGES_SEND)
    keeping.put(secrets, _secret_name(desk, account), secret)


def secret_of(desk: Desk, account: MailAccount | SmsAccount, secrets: SecretStore) -> str | None:
    """The account's password as this desktop knows it; ``None`` where it was never typed here."""
    desk.need(Permission.MESSAGES_SEND)
    if isinstance(account, MailAccount) and account.auth is Auth.NONE:
        return ""
    return keeping.get(secrets, _secret_name(desk, account))


def account_problems(account: MailAccount) -> dict[str, str]:
    """What is wrong with an account by field."""
    found: dict[str, str] = {}
    if fault := email_fault(Address("", account.address)):
        found["address"] = fault
    if not _HOST.fullmatch(account.host):
        found["host"] = "Enter the name of the outgoing mail server, such as smtp.example.com."
    for field in ("port", "imap_port"):
        if not 0 < getattr(account, field) < 65_536:
            found[field] = "A port is a number from 1 to 65535."
    if account.auth is not Auth.NONE and not account.user:
        found["user"] = "Enter the name to sign in with; it is mostly the email address."
    if account.in_browser and not account.client_id:
        found["client_id"] = "Enter the client ID under which OfficeDesk was registered for your office."
    if account.read_answers and not _HOST.fullmatch(account.imap_host):
        found["imap_host"] = "Enter the name of the incoming mail server, such as imap.example.com."
    return found


def try_account(account: MailAccount, secret: str) -> Iterator[Step]:
    """Try the account without sending anything: a step at a time, up to the first that fails. It takes seconds.

    ``secret`` is a password, or what :func:`officedesk.services.messaging.oauth.sign_in` gave.
    """
    import socket

    from officedesk.services.messaging.smtp import Patience, Smtp, Trouble

    if problems := account_problems(account):
        yield Step("name", ok=False, said=next(iter(problems.values())))
        return
    try:
        socket.getaddrinfo(account.host, account.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        yield Step("name", ok=False, said=f"There is no server called {account.host}.")
        return
    yield Step("name", ok=True)
    from officedesk.services.messaging.oauth import SignInAgain, Tokens

    try:
        shown, _ = Tokens().current(account, secret)
    except (SignInAgain, OSError) as error:
        yield Step("login", ok=False, said=str(error))
        return
    went_well: list[Step] = []
    server = Smtp(account, shown, Patience(step=15))
    try:
        server.connect(lambda step, said: went_well.append(Step(step, ok=True, said=said)))
        went_well.append(Step("mail from", ok=True, said=server.mail_from()))
    except Trouble as trouble:
        yield from went_well
        yield Step(trouble.step, ok=False, said=trouble.said)
        return
    finally:
        server.close()
    yield from went_well
    if account.read_answers:
        yield _try_mailbox(account, shown)


def _try_mailbox(account: MailAccount, shown: str) -> Step:
    from officedesk.services.messaging.mailbox import Mailbox, MailboxTrouble

    try:
        Mailbox(account, shown, timeout=15).close()
    except MailboxTrouble as trouble:
        return Step("mailbox", ok=False, said=str(trouble))
    return Step("mailbox", ok=True, said=account.imap_folder)


def _secret_name(desk: Desk, account: MailAccount | SmsAccount) -> str:
    with desk.read() as session:
        office = session.scalar(select(Company.office_key).limit(1)) or "office"
    # A password belongs to one server: it is not shown to another one that somebody put in its place.
    if isinstance(account, SmsAccount):
        return f"sms:{office}:{account.sid}"
    return f"mail:{office}:{account.host}:{account.user}"


def _read(value: Any, kind: type[AccountT]) -> AccountT:
    """An account from JSON; what is not known, or not as it should be, is left at its default."""
    stored = value if isinstance(value, dict) else {}
    found: dict[str, Any] = {}
    for part in fields(kind):
        given = stored.get(part.name)
        if part.name in ("security", "auth"):
            words = Security if part.name == "security" else Auth
            if given in list(words):
                found[part.name] = words(given)
        elif given is not None and type(given) is type(part.default):
            found[part.name] = given
    return kind(**found)
