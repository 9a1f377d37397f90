"""One request for a tile: identified, bounded in time and size, and kept out of private networks."""

import logging
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from officedesk.maps.base.online.cache import LARGEST
from officedesk.maps.base.online.template import is_private
from officedesk.maps.base.reply import Wanted

log = logging.getLogger(__name__)

TIMEOUT = (5.0, 8.0)
"""Seconds to connect, and between two parts of an answer."""
LONGEST = 30.0
"""Seconds for a whole answer."""
MOST_HOPS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})


class Unreachable(Exception):
    """No answer came. The words are for the log."""


class Strange(Exception):
    """An answer came that cannot be used."""


class NotWanted(Exception):
    """The page lost interest meanwhile."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer. ``body`` is empty but for status 200; header names are found however they are written."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Asker:
    """Asks with one name for everything, few at a time. Thread-safe."""

    def __init__(self, agent: str, parallel: int, typed_hosts: frozenset[str] = frozenset()) -> None:
        self._agent, self._parallel, self._typed_hosts = agent, parallel, typed_hosts
        self._free = threading.Condition()
        self._busy = 0
        self._session: Any = None
        self._making = threading.Lock()
        self._closed = False

    def ask(self, url: str, headers: Mapping[str, str], wanted: Wanted) -> Answered:
        """What is at ``url``. Raises Unreachable, Strange or NotWanted."""
        with self._turn(wanted):
            return self._follow(url, headers, wanted)

    def close(self) -> None:
        """Nobody wants anything any more: who waits gives up, and connections are closed."""
        with self._free:
            self._closed = True
            self._free.notify_all()
        if self._session is not None:
            self._session.close()

    def _turn(self, wanted: Wanted) -> "_Turn":
        with self._free:
            while self._busy >= self._parallel and not self._closed and wanted():
                # Nobody tells when a page loses interest: it is looked at again.
                self._free.wait(0.25)
            if self._closed or not wanted():
                raise NotWanted
            self._busy += 1
        return _Turn(self)

    def _give_back(self) -> None:
        with self._free:
            self._busy -= 1
            self._free.notify()

    def _follow(self, url: str, headers: Mapping[str, str], wanted: Wanted) -> Answered:
        import requests

        begun = time.monotonic()
        self._check(url)
        for _ in range(MOST_HOPS + 1):
            try:
                with self._made().get(
                    url, headers=dict(headers), timeout=TIMEOUT, allow_redirects=False, stream=True, auth=_nobody
                ) as answer:
                    if answer.status_code not in _MOVED:
                        body = self._body(answer, begun, wanted) if answer.status_code == 200 else b""
                        return Answered(answer.status_code, answer.headers, body)
                    url = urljoin(url, answer.headers.get("Location", ""))
            except requests.Timeout as error:
                raise Unreachable("no answer in time") from error
            except requests.ConnectionError as error:
                raise Unreachable("no connection") from error
            except (requests.RequestException, ValueError) as error:
                raise Strange(type(error).__name__) from error
            self._check(url)
        raise Strange("it sends from one address to the next")

    def _body(self, answer: Any, begun: float, wanted: Wanted) -> bytes:
        parts, length = [], 0
        for part in answer.iter_content(64 * 1024):
            length += len(part)
            if length > LARGEST:
                raise Strange("a tile is too large")
            if time.monotonic() - begun > LONGEST:
                raise Unreachable("it takes too long")
            if self._closed or not wanted():
                raise NotWanted
            parts.append(part)
        return b"".join(parts)

    def _check(self, url: str) -> None:
        """Only the web, and only what is public, unless the office itself typed a server of its own."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise Strange("it sends to no web address") from error
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise Strange("it sends to something that is not on the web")
        if host in self._typed_hosts or _goes_by_proxy(url):
            return
        try:
            known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable("its name is not known") from error
        if any(is_private(str(address[4][0])) for address in known):
            raise Strange("it sends into a private network")

    def _made(self) -> Any:
        with self._making:
            if self._session is None:
                import http.cookiejar

                import requests
                from requests.adapters import HTTPAdapter

                session = requests.Session()
                session.headers["User-Agent"] = self._agent
                session.headers["Accept"] = "image/webp,image/png,image/jpeg,image/*;q=0.8"
                # Pictures are packed already; packed once more they could unpack to anything.
                session.headers["Accept-Encoding"] = "identity"
                # Nobody is followed from tile to tile.
                session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
                for scheme in ("http://", "https://"):
                    session.mount(scheme, HTTPAdapter(pool_maxsize=self._parallel, max_retries=0))
                self._session = session
            return self._session


class _Turn:
    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._asker._give_back()


def _goes_by_proxy(url: str) -> bool:
    """Whether this computer's settings send it through a proxy, which then looks names up itself."""
    from requests.utils import get_environ_proxies

    return urlsplit(url).scheme in get_environ_proxies(url)


def _nobody(request: Any) -> Any:
    """Nothing of this person's passwords (``.netrc``) goes to a tile service."""
    return request
