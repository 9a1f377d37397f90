"""Reads a mailbox by IMAP: only looks, marks nothing, and takes no more of a message than is read."""

import contextlib
import imaplib
import re
from collections.abc import Iterator

from officedesk.services.messaging import tls
from officedesk.services.messaging.accounts import Auth, MailAccount
from officedesk.services.messaging.incoming import LARGEST
from officedesk.services.messaging.smtp import hidden

_MOST_AT_ONCE = 50
"""Messages of one look; the rest come with the next."""
_ROOM = 1_000_000
"""Bytes that a server may send in one piece, whatever it was asked for."""


class MailboxTrouble(Exception):
    """The mailbox cannot be read now; the text is the user's."""

    def __init__(self, said: str) -> None:
        super().__init__(said)


class _Bounded(imaplib.IMAP4_SSL):
    """Takes no larger pieces than asked for: a server says how much it sends, and it would all be in memory."""

    def read(self, size: int) -> bytes:
        if size > LARGEST + _ROOM:
            raise self.abort("the server sends more than was asked for")
        return super().read(size)


class Mailbox:
    """A connection to the account's mailbox. ``shown``: the password, or an access token."""

    def __init__(self, account: MailAccount, shown: str, timeout: float = 30.0) -> None:
        self._account, self._shown = account, shown
        try:
            self._server = _Bounded(account.imap_host, account.imap_port, ssl_context=tls.context(), timeout=timeout)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxTrouble(tls.words(error)) from None
        try:
            self._sign_in()
            self.validity, self.next_uid = self._open()
        except BaseException as error:
            self.close()
            if isinstance(error, OSError | imaplib.IMAP4.error):
                raise MailboxTrouble(self._words(error)) from None
            raise

    def after(self, uid: int) -> Iterator[tuple[int, bytes]]:
        """The messages that came after ``uid``, oldest first: their ids and the beginning of each."""
        try:
            _, answer = self._server.uid("SEARCH", f"UID {uid + 1}:*")
            ids = sorted(int(one) for one in (answer[0] or b"").split() if one.isdigit() and int(one) > uid)
            for one in ids[:_MOST_AT_ONCE]:
                _, parts = self._server.uid("FETCH", str(one), f"(BODY.PEEK[]<0.{LARGEST}>)")
                yield one, next((part[1] for part in parts if isinstance(part, tuple)), b"")
        except (OSError, imaplib.IMAP4.error, ValueError, IndexError, TypeError) as error:
            raise MailboxTrouble(self._words(error)) from None

    def close(self) -> None:
        """Sign off."""
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()
        with contextlib.suppress(OSError):
            self._server.shutdown()

    def _sign_in(self) -> None:
        account = self._account
        if account.auth is Auth.PASSWORD:
            if self._offers("AUTH=PLAIN"):
                self._server.authenticate("PLAIN", self._plain)
            else:
                self._log_in()
        else:
            said = f"user={account.user}\1auth=Bearer {self._shown}\1\1".encode()
            # The second time the server tells what it does not like, and wants nothing but an empty line.
            answers = iter((said,))
            self._server.authenticate("XOAUTH2", lambda _challenge: next(answers, b""))

    def _offers(self, what: str) -> bool:
        return what in self._server.capabilities

    def _plain(self, _challenge: bytes) -> bytes:
        return f"\0{self._account.user}\0{self._shown}".encode()

    def _log_in(self) -> None:
        if not (self._account.user.isascii() and self._shown.isascii()):
            raise MailboxTrouble("The server takes no passwords with letters such as é.")
        self._server.login(self._account.user, self._shown)

    def _open(self) -> tuple[int, int]:
        """Open the folder for reading only: which numbering of it holds, and the number the next message gets."""
        folder = self._account.imap_folder.replace("\\", "\\\\").replace('"', '\\"')
        status, _ = self._server.select(f'"{folder}"', readonly=True)
        if status != "OK":
            raise MailboxTrouble(f"There is no folder {self._account.imap_folder} in the mailbox.")
        found = {}
        for name in ("UIDVALIDITY", "UIDNEXT"):
            _, answer = self._server.response(name)
            number = re.search(rb"\d+", answer[0] or b"") if answer else None
            found[name] = int(number[0]) if number else 0
        return found["UIDVALIDITY"], found["UIDNEXT"]

    def _words(self, error: BaseException) -> str:
        if isinstance(error, OSError):
            return tls.words(error)
        said = error.args[0] if error.args else ""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return hidden(" ".join(text.split())[:300] or "The server refused.", self._shown)
