"""Asking a geocoder over the network: one question at a time, as slowly as it wants, and never longer than it takes.

Not for the GUI thread.
"""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from math import isfinite

from officedesk import __version__
from officedesk.errors import Cancelled
from officedesk.maps.geocoding.answers import MOST_CHOICES, FoundPoint, GeocodingFailed, read
from officedesk.maps.geocoding.endpoint import Endpoint, Kind

LONGEST_ANSWER = 1_000_000
"""Bytes; of the eight places that are asked for it takes a few thousand."""
LONGEST = 30.0
"""Seconds that one answer may take in all."""
LONGEST_BACKOFF = 600.0
_STEP = 0.25
_CHUNK = 65_536

Cancelling = Callable[[], bool]


def _never() -> bool:
    return False


class TooManyRequests(GeocodingFailed):
    """The service wants to be left alone for ``seconds``."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asks to wait before it is asked again.", hint="Try again in a few minutes.")
        self.seconds = seconds


class Refused(GeocodingFailed):
    """The service does not answer us: there is no point in asking on."""


class Turns:
    """Whose turn it is: one request at a time to each host, and a pause between their beginnings.

    ``clock`` gives seconds, ``wait`` sleeps some; tests hand in their own.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, wait: Callable[[float], object] = time.sleep
    ) -> None:
        self._clock, self._wait = clock, wait
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def take(self, host: str, pause: float, cancelled: Cancelling = _never) -> None:
        """Wait until ``host`` may be asked. Raises :class:`Cancelled` as soon as ``cancelled`` says so."""
        with self._lock:
            now = self._clock()
            mine = max(now, self._next.get(host, now))
            self._next[host] = mine + pause
        while (left := mine - self._clock()) > 0:
            if cancelled():
                self._give_back(host, mine, pause)
                raise Cancelled("The search for places was stopped.")
            self._wait(min(left, _STEP))
        if cancelled():
            raise Cancelled("The search for places was stopped.")

    def hold(self, host: str, seconds: float) -> None:
        """Ask ``host`` nothing for ``seconds``."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._clock() + seconds)

    def _give_back(self, host: str, mine: float, pause: float) -> None:
        with self._lock:
            # Only the last in the row can step out of it without making another too early.
            if self._next.get(host) == mine + pause:
                self._next[host] = mine


class Geocoder:
    """Asks any endpoint. One for a whole program: it is what keeps the pauses between all that ask."""

    def __init__(self, turns: Turns | None = None, timeout: tuple[float, float] = (10, 15)) -> None:
        """``timeout``: seconds to connect, and for each piece of an answer."""
        self._turns, self._timeout = turns or Turns(), timeout

    def ask(
        self, endpoint: Endpoint, key: str, question: str, country: str = "", cancelled: Cancelling = _never
    ) -> tuple[FoundPoint, ...]:
        """The places that ``question`` may mean, in the service's order; ``country`` is a code of two letters.

        Raises :class:`GeocodingFailed` in the user's words, :class:`Cancelled`, and for what a service wants waited
        :class:`TooManyRequests`.
        """
        self._turns.take(endpoint.host, endpoint.wait, cancelled)
        status, headers, raw = self._asked(endpoint, _parameters(endpoint, key, question, country), cancelled)
        if status == HTTPStatus.OK:
            return read(endpoint.kind, raw, endpoint.host)
        raise self._refusal(endpoint, status, headers)

    def _refusal(self, endpoint: Endpoint, status: int, headers: dict[str, str]) -> GeocodingFailed:
        host = endpoint.host
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            seconds = _seconds(headers.get("retry-after"))
            self._turns.hold(host, seconds)
            return TooManyRequests(host, seconds)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PAYMENT_REQUIRED):
            return Refused(f"{host} does not answer this office (status {status}).", hint="Check the key in Settings.")
        if 300 <= status < 400:
            return Refused(f"{host} says that it moved.", hint="Enter its new address in Settings.")
        if status == HTTPStatus.NOT_FOUND:
            return Refused(f"{host} knows no search at {endpoint.url}.", hint="Check its address in Settings.")
        return GeocodingFailed(f"{host} could not answer (status {status}).", hint="Try again later.")

    def _asked(
        self, endpoint: Endpoint, parameters: dict[str, str], cancelled: Cancelling
    ) -> tuple[int, dict[str, str], bytes]:
        import requests
        from urllib3.exceptions import HTTPError

        begun = time.monotonic()
        try:
            with (
                requests.Session() as session,
                session.get(
                    endpoint.url,
                    params=parameters,
                    headers={
                        "User-Agent": f"OfficeDesk/{__version__} ({endpoint.email})",
                        "Accept": "application/json",
                        "Accept-Language": "en",
                    },
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                raw = bytearray()
                while piece := answer.raw.read1(_CHUNK, decode_content=True):
                    raw += piece
                    if len(raw) > LONGEST_ANSWER:
                        raise GeocodingFailed(f"{endpoint.host} answered with more than can be places.")
                    if time.monotonic() - begun > LONGEST:
                        raise GeocodingFailed(f"{endpoint.host} did not answer in time.", hint="Try again later.")
                    if cancelled():
                        raise Cancelled("The search for places was stopped.")
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status_code, headers, bytes(raw)
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise _unreached(endpoint, error) from None


def _parameters(endpoint: Endpoint, key: str, question: str, country: str) -> dict[str, str]:
    found = {"q": question, "limit": str(MOST_CHOICES)}
    if endpoint.kind is Kind.PHOTON:
        found["lang"] = "en"
    else:
        found |= {"format": "jsonv2", "addressdetails": "1", "email": endpoint.email}
        if country:
            found["countrycodes"] = country
    return found | ({"key": key} if key else {})


def _unreached(endpoint: Endpoint, error: Exception) -> GeocodingFailed:
    import requests
    from urllib3.exceptions import ReadTimeoutError

    # Never the error's own words: they hold the whole address with the key.
    host = endpoint.host
    if isinstance(error, requests.exceptions.SSLError):
        return GeocodingFailed(f"The certificate of {host} could not be checked.", hint="Check the computer's clock.")
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return GeocodingFailed(f"{host} did not answer in time.", hint="Try again later.")
    return GeocodingFailed(f"{host} was not reached.", hint="Everything but finding addresses online works without it.")


def _seconds(text: str | None) -> float:
    try:
        seconds = float(text or "")
    except ValueError:
        seconds = 60.0
    return min(max(seconds, 1.0), LONGEST_BACKOFF) if isfinite(seconds) else LONGEST_BACKOFF
