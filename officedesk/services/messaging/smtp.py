"""Email to a server by SMTP. The last byte of a message goes out on its own, after that was stored."""

import base64
import contextlib
import re
import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass

from officedesk.services.messaging import tls
from officedesk.services.messaging.accounts import Auth, MailAccount, Security
from officedesk.services.messaging.mime import Outgoing, needs_utf8, to_bytes, wire_address
from officedesk.services.messaging.outcome import HandOver, LeaseLost, Outcome, Result

_CHUNK = 64 * 1024
_STUFF = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that the server is waited for: at each step, for its answer to a whole message, and for all of it."""

    step: float = 60.0
    answer: float = 300.0
    whole: float = 1_200.0


class Trouble(Exception):
    """A step that failed. ``permanent``: trying again cannot help."""

    def __init__(self, step: str, said: str, *, permanent: bool = False) -> None:
        super().__init__(said)
        self.step = step
        self.said = said
        self.permanent = permanent


class Smtp:
    """A connection to the account's server, kept between messages. ``secret``: its password or access token."""

    def __init__(self, account: MailAccount, secret: str, patience: Patience | None = None) -> None:
        self._account, self._secret = account, secret
        self._patience = patience or Patience()
        self._server: smtplib.SMTP | None = None
        self._aborted = False

    def connect(self, tell: Callable[[str, str], object] = lambda step, said: None) -> None:
        """Connect, encrypt and sign in; ``tell`` hears of each step that went well. Raises :class:`Trouble`."""
        account, patience = self._account, self._patience
        server: smtplib.SMTP
        step = "connect"
        try:
            if account.security is Security.TLS:
                server = smtplib.SMTP_SSL(timeout=patience.step, context=tls.context(), local_hostname=_own_name())
            else:
                server = smtplib.SMTP(timeout=patience.step, local_hostname=_own_name())
            self._server = server
            # What smtplib checks a certificate against is set by its constructor only where that connects.
            server._host = account.host  # type: ignore[attr-defined]
            code, said = server.connect(account.host, account.port)
            _expect(step, code, said, 220)
            tell(step, _text(said))
            step = "encrypt"
            server.ehlo_or_helo_if_needed()
            if account.security is Security.STARTTLS:
                if not server.has_extn("starttls"):
                    raise Trouble(step, "The server does not offer STARTTLS.", permanent=True)
                code, said = server.starttls(context=tls.context())
                _expect(step, code, said, 220)
                server.ehlo()
            tell(step, _tls_words(server))
            step = "login"
            self._sign_in(server)
            tell(step, "")
        except Trouble as trouble:
            self.close()
            raise Trouble(trouble.step, self._hidden(trouble.said), permanent=trouble.permanent) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            said_so = self._hidden(f"{error.smtp_code} {_text(error.smtp_error)}")
            raise Trouble(step, said_so, permanent=error.smtp_code >= 500) from None
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            raise Trouble(step, _lost(error)) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise Trouble(_step_of(step, error), self._hidden(tls.words(error))) from None

    def mail_from(self) -> str:
        """Ask whether the server takes mail of the account's address; what it said. Raises :class:`Trouble`."""
        server = self._connected()
        try:
            code, said = server.mail(wire_address(self._account.address))
            _expect("mail from", code, said, 250)
            server.rset()
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble("mail from", tls.words(error)) from None
        return _text(said)

    def send(self, outgoing: Outgoing, hand_over: HandOver, alive: Callable[[], object]) -> Outcome:
        """As :class:`Transport` says. One message at a time."""
        watch = threading.Timer(self._patience.whole, self._break_off)
        watch.daemon = True
        watch.start()
        try:
            return self._send(outgoing, hand_over, alive)
        finally:
            watch.cancel()

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            # A server that said no is left politely, one that is gone quietly.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if server.sock is not None:
                    server.sock.settimeout(5)
                    server.quit()
            server.close()

    def abort(self) -> None:
        self._aborted = True
        self._break_off()

    def _break_off(self) -> None:
        """End the connection in the middle: what was begun is no message."""
        server = self._server
        sock = server.sock if server is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(2)

    def _send(self, outgoing: Outgoing, hand_over: HandOver, alive: Callable[[], object]) -> Outcome:
        handed = False
        try:
            data = to_bytes(outgoing)
            server = self._ready()
            refused, early = self._envelope(server, outgoing, len(data))
            if early is not None:
                self._reset(server)
                return early
            _expect("data", *server.docmd("DATA"), 354)
            self._write(server, data, alive)
            self._hand_over(hand_over)
            handed = True
            _wait(server, self._patience.answer)
            server.send(b".\r\n")
            code, said = server.getreply()
            _wait(server, self._patience.step)
        except LeaseLost:
            # Without the final dot the server has no message; an orderly end would give it one.
            self._break_off()
            self._drop()
            raise
        except Trouble as trouble:
            if trouble.step in ("connect", "encrypt", "login"):
                return Outcome(Result.LATER, trouble.said, account=True)
            self._drop()
            return Outcome(Result.FAILED if trouble.permanent else Result.LATER, trouble.said)
        except (OSError, smtplib.SMTPException) as error:
            said_so = _lost(error) if _closed(error) else tls.words(error)
            self._drop()
            return Outcome(Result.UNSURE if handed else Result.LATER, self._hidden(said_so), account=not handed)
        return self._answered(code, said, refused)

    def _answered(self, code: int, said: bytes, refused: dict[str, str]) -> Outcome:
        words = self._hidden(f"{code} {_text(said)}".strip())
        if code == 250 or 200 <= code < 300:
            return Outcome(Result.SENT, words, refused)
        if 400 <= code < 500:
            if code == 421:
                self._drop()
            return Outcome(Result.LATER, words)
        if 500 <= code < 600:
            return Outcome(Result.FAILED, words)
        # No answer that means anything: nobody knows whether it was taken.
        self._drop()
        return Outcome(Result.UNSURE, words)

    def _hand_over(self, hand_over: HandOver) -> None:
        try:
            if hand_over():
                return
        except BaseException:
            # It could not be stored that the message goes out now: so it does not.
            self._break_off()
            self._drop()
            raise
        raise LeaseLost

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            raise Trouble("connect", "The connection is closed.")
        return self._server

    def _ready(self) -> smtplib.SMTP:
        if self._aborted:
            raise Trouble("connect", "It was stopped.")
        server = self._server
        if server is not None:
            try:
                if server.rset()[0] == 250:
                    return server
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self.connect()
        return self._connected()

    def _envelope(self, server: smtplib.SMTP, outgoing: Outgoing, size: int) -> tuple[dict[str, str], Outcome | None]:
        """Tell the server from whom and to whom. What it refused by address, and an early end."""
        options = []
        if needs_utf8(outgoing):
            if not server.has_extn("smtputf8"):
                return {}, Outcome(Result.FAILED, "The server takes no addresses with letters such as é.")
            options.append("SMTPUTF8")
            server.command_encoding = "utf-8"
        else:
            server.command_encoding = "ascii"
        if server.has_extn("size"):
            most = server.esmtp_features["size"].strip()
            if most.isdecimal() and 0 < int(most) < size:
                return {}, Outcome(Result.FAILED, f"The server takes messages up to {int(most) // 1_000_000} MB.")
            options.append(f"SIZE={size}")
        _expect("mail from", *server.mail(wire_address(outgoing.sender.address), options), 250)
        refused: dict[str, str] = {}
        later: dict[str, str] = {}
        for address in outgoing.recipients:
            code, said = server.rcpt(address)
            words = self._hidden(f"{code} {_text(said)}")
            if code == 421 or code < 0:
                raise Trouble("recipient", words)
            if code not in (250, 251, 252):
                (later if 400 <= code < 500 else refused)[address] = words
        nobody = len(refused) + len(later) == len(outgoing.recipients)
        if later and (outgoing.patient or nobody):
            # All of them at once, or none yet: nobody gets it twice.
            return {}, Outcome(Result.LATER, "; ".join(dict.fromkeys(later.values())), refused)
        refused |= later
        if len(refused) == len(outgoing.recipients):
            return refused, Outcome(Result.FAILED, "; ".join(dict.fromkeys(refused.values())), refused)
        return refused, None

    def _write(self, server: smtplib.SMTP, data: bytes, alive: Callable[[], object]) -> None:
        stuffed = _STUFF.sub(b"..", data)
        if not stuffed.endswith(b"\r\n"):
            stuffed += b"\r\n"
        view = memoryview(stuffed)
        for start in range(0, len(view), _CHUNK):
            server.send(bytes(view[start : start + _CHUNK]))
            alive()

    def _sign_in(self, server: smtplib.SMTP) -> None:
        account = self._account
        if account.auth is Auth.NONE:
            return
        offered = server.esmtp_features.get("auth", "").upper().split()
        if account.auth is not Auth.PASSWORD:
            said = f"user={account.user}\1auth=Bearer {self._secret}\1\1"
            code, answer = server.docmd("AUTH", f"XOAUTH2 {_b64(said)}")
            if code == 334:
                # The server tells what it does not like, and wants an empty line before it says no.
                code, answer = server.docmd("")
        elif "PLAIN" in offered:
            code, answer = server.docmd("AUTH", f"PLAIN {_b64(f'{chr(0)}{account.user}{chr(0)}{self._secret}')}")
        elif "LOGIN" in offered:
            code, answer = server.docmd("AUTH", f"LOGIN {_b64(account.user)}")
            if code == 334:
                code, answer = server.docmd(_b64(self._secret))
        else:
            raise Trouble("login", "The server offers no way to sign in with a password.", permanent=True)
        _expect("login", code, answer, 235)

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _hidden(self, said: str) -> str:
        both = f"{chr(0)}{self._account.user}{chr(0)}{self._secret}"
        return hidden(said.replace(_b64(both), "•••") if self._secret else said, self._secret)


def _wait(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def hidden(said: str, secret: str) -> str:
    """A server's words without the password, should it ever repeat it."""
    if secret:
        for form in (secret, _b64(secret)):
            said = said.replace(form, "•••")
    return said[:1_000]


def _expect(step: str, code: int, said: bytes, wanted: int) -> None:
    if code != wanted:
        raise Trouble(step, f"{code} {_text(said)}".strip(), permanent=500 <= code < 600)


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:500]


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _closed(error: BaseException) -> bool:
    return isinstance(error, smtplib.SMTPServerDisconnected | BrokenPipeError | ConnectionResetError)


def _lost(error: BaseException) -> str:
    # smtplib tells a server that said nothing for too long as one that hung up.
    slow = isinstance(error.__context__, TimeoutError)
    return "The server did not answer in time." if slow else "The server closed the connection."


def _step_of(step: str, error: BaseException) -> str:
    import socket
    import ssl

    if isinstance(error, socket.gaierror):
        return "name"
    return "encrypt" if isinstance(error, ssl.SSLError) else step


def _tls_words(server: smtplib.SMTP) -> str:
    version = getattr(server.sock, "version", None)
    return str(version() or "") if version is not None else ""


def _own_name() -> str:
    # Nobody's computer name goes out into the world.
    return "localhost"
