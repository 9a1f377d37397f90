"""Text messages by Twilio's HTTP interface."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from officedesk.services.messaging.accounts import SmsAccount, Step
from officedesk.services.messaging.mime import Outgoing
from officedesk.services.messaging.outcome import HandOver, LeaseLost, Outcome, Result
from officedesk.services.messaging.smtp import hidden

if TYPE_CHECKING:
    import requests

SERVER = "https://api.twilio.com"
_MOST = 200_000
"""Bytes of an answer that are read."""
_NOT_THE_MESSAGE = frozenset({20003, 20005, 20404})
"""Twilio's codes for an account that is wrong, closed or unknown."""


class Twilio:
    """Texts from one account. ``secret`` is its auth token; ``timeout`` seconds to connect and for each answer."""

    def __init__(
        self, account: SmsAccount, secret: str, server: str = SERVER, timeout: tuple[float, float] = (15, 60)
    ) -> None:
        self._account, self._secret, self._server, self._timeout = account, secret, server, timeout
        self._session: requests.Session | None = None
        self._known = False

    def send(self, outgoing: Outgoing, hand_over: HandOver, alive: Callable[[], object]) -> Outcome:
        """As :class:`Transport` says: one request, which either came to an answer or is :attr:`Result.UNSURE`."""
        import requests

        alive()
        sender = self._account.sender
        values = {
            "To": outgoing.to[0].address,
            "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
            "Body": outgoing.text,
        }
        try:
            # That the server is there and knows us is tried before it is stored that the message goes out.
            if not self._known:
                status, headers, said = self._asked("GET", f"Accounts/{self._account.sid}.json")
                if status != 200:
                    return replace(self._answered(status, headers, said), result=Result.LATER, account=True)
                self._known = True
        except requests.RequestException as error:
            return Outcome(Result.LATER, self._words(error), account=True)
        if not hand_over():
            raise LeaseLost
        try:
            status, headers, said = self._asked("POST", f"Accounts/{self._account.sid}/Messages.json", values)
        except requests.RequestException as error:
            return Outcome(Result.LATER if _never_left(error) else Result.UNSURE, self._words(error))
        return self._answered(status, headers, said)

    def try_account(self) -> Step:
        """Ask for the account itself: whether SID and token are right."""
        import requests

        try:
            status, _, said = self._asked("GET", f"Accounts/{self._account.sid}.json")
        except requests.RequestException as error:
            return Step("connect", ok=False, said=self._words(error))
        words = str(said.get("friendly_name") or said.get("message") or f"The server answered {status}.")
        return Step("login", ok=status == 200, said=hidden(words, self._secret))

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def abort(self) -> None:
        self.close()

    def _answered(self, status: int, headers: Mapping[str, str], said: dict[str, Any]) -> Outcome:
        code = said.get("code")
        words = hidden(str(said.get("message") or f"The server answered {status}."), self._secret)
        if isinstance(code, int):
            words = f"{words} (Twilio {code})"
        if status in (200, 201):
            return Outcome(Result.SENT, provider_id=str(said.get("sid") or "")[:200])
        if status == 429 or status >= 500:
            return Outcome(Result.LATER, words, after=_seconds(headers.get("Retry-After")))
        if status in (401, 403) or code in _NOT_THE_MESSAGE:
            return Outcome(Result.LATER, words, account=True)
        return Outcome(Result.FAILED, words)

    def _asked(
        self, method: str, path: str, values: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], dict[str, Any]]:
        import requests
        from urllib3.exceptions import HTTPError

        if self._session is None:
            self._session = requests.Session()
        with self._session.request(
            method,
            f"{self._server}/2010-04-01/{path}",
            data=dict(values) if values else None,
            auth=(self._account.sid, self._secret),
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        ) as answer:
            try:
                raw = answer.raw.read(_MOST, decode_content=True)
            except HTTPError as error:
                raise requests.ConnectionError(error) from error
            try:
                said = json.loads(raw)
            except ValueError:
                said = {}
            return answer.status_code, answer.headers, said if isinstance(said, dict) else {}

    def _words(self, error: Exception) -> str:
        import requests

        if isinstance(error, requests.Timeout):
            return "The server did not answer in time."
        if isinstance(error, requests.exceptions.SSLError):
            return "The server's certificate could not be checked."
        return "The connection to the server failed."


def _never_left(error: Exception) -> bool:
    """Whether the request cannot have reached the server."""
    import requests
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    reason = error.args[0] if error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)


def _seconds(text: str | None) -> float | None:
    try:
        return min(max(float(text or ""), 1.0), 86_400.0)
    except ValueError:
        return None
