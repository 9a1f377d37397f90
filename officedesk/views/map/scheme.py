"""Serves the map page under a scheme of its own, and lets it reach nothing else: no file, no network, no other page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from officedesk.maps.page.parts import BASE, CHANNEL, DATA, ORIGIN, POLICY, SCHEME, Part, Served, files

if TYPE_CHECKING:
    from officedesk.maps.base.reply import TileProvider

log = logging.getLogger(__name__)

WORKERS: Final = 4
GROUND_WORKERS: Final = 8
_GET: Final = b"GET"
_BETWEEN: Final = b"\n"
"""Between the files of one part. Each of them ends what it began."""
_HOST: Final = QUrl(ORIGIN).host()
_HEADERS: Final = {
    b"Content-Security-Policy": POLICY.encode(),
    b"X-Content-Type-Options": b"nosniff",
    b"Referrer-Policy": b"no-referrer",
    b"Cache-Control": b"no-store",
}


def register_scheme() -> None:
    """Make the scheme known to the engine; before its first page, and only once in a process."""
    if QWebEngineUrlScheme.schemeByName(SCHEME.encode()).name() == SCHEME.encode():
        return
    scheme = QWebEngineUrlScheme(SCHEME.encode())
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flags = QWebEngineUrlScheme.Flag
    scheme.setFlags(flags.SecureScheme | flags.CorsEnabled | flags.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def is_ours(url: QUrl) -> bool:
    """Whether an address is one of the map page's own."""
    return url.scheme() == SCHEME and url.host() == _HOST and url.port() == -1 and not url.userInfo()


class Gate(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not for something of ours."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        # Pictures of style sheets stand in them as data; nothing is fetched for those.
        picture = info.resourceType() is QWebEngineUrlRequestInfo.ResourceType.ResourceTypeImage
        if not is_ours(url) and not (picture and url.scheme() == "data"):
            log.warning("the map asked for something that is not its own: %s", url.toString()[:200])
            info.block(True)


class Scheme(QWebEngineUrlSchemeHandler):
    """Answers what the page asks for: files of an allow-list, data that it was told of, what base maps are made of.

    All of it is read, or made, off the GUI thread.
    """

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, "map")
        # Tiles may wait for the network, and the first names for the ZIP codes: nothing else waits with them.
        self._ground = ThreadPoolExecutor(GROUND_WORKERS, "map ground")
        self._names = ThreadPoolExecutor(1, "map names")
        self._ended = False
        self._telling = Lock()
        """Held while a worker tells this object something, and while it stops listening: afterwards nobody does."""
        self._data: dict[str, Callable[[], bytes]] = {}
        self.bases: dict[str, TileProvider] = {}
        """Who provides the ground of each map, by the name that its page was told."""
        self._files = files()
        self._page = self._pool.submit(_built)
        self._answered.connect(self._reply, Qt.ConnectionType.QueuedConnection)

    def put(self, name: str, make: Callable[[], bytes] | None) -> None:
        """Offer JSON at ``/data/<name>``, made when it is asked for on a worker's thread; ``None`` takes it away."""
        if make is None:
            self._data.pop(name, None)
        else:
            self._data[name] = make

    def end(self) -> None:
        """Answer nothing any more."""
        with self._telling:
            self._ended = True
        self._data.clear()
        self.bases.clear()
        for pool in (self._pool, self._ground, self._names):
            pool.shutdown(wait=False, cancel_futures=True)

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        url = job.requestUrl()
        if self._ended or job.requestMethod().data() != _GET or not is_ours(url):
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        work = self._work(url.path(QUrl.ComponentFormattingOption.FullyDecoded), job)
        if work is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return

        def done(future: Future[Served | None]) -> None:
            # On a worker's thread, while the window may be going.
            with self._telling:
                if not self._ended and not future.cancelled() and shiboken6.isValid(self):
                    self._answered.emit(job, future)

        self._pool_for(url.path()).submit(work).add_done_callback(done)

    def _pool_for(self, path: str) -> ThreadPoolExecutor:
        if not path.startswith(BASE):
            return self._pool
        return self._names if "/labels/" in path else self._ground

    def _work(self, path: str, job: QWebEngineUrlRequestJob) -> Callable[[], Served | None] | None:
        if path in self._files:
            part = self._files[path]
            return lambda: _read(part)
        if path.startswith(DATA):
            make = self._data.get(path.removeprefix(DATA))
            return None if make is None else lambda: Served(make(), "application/json")
        if path.startswith(BASE):
            return self._base(path.removeprefix(BASE), job)
        page = self._page
        return lambda: page.result().get(path)

    def _base(self, path: str, job: QWebEngineUrlRequestJob) -> Callable[[], Served | None] | None:
        token, _, path = path.partition("/")
        provider = self.bases.get(token)
        if provider is None:
            return None

        def work() -> Served | None:
            reply = provider.answer(path, lambda: not self._ended and shiboken6.isValid(job))
            return Served(reply.body, reply.media_type) if reply.status == 200 else None

        return work

    @Slot(object, object)
    def _reply(self, job: QWebEngineUrlRequestJob, future: Future[Served | None]) -> None:
        # The page may have gone on meanwhile: its job is gone then.
        if self._ended or not shiboken6.isValid(job):
            return
        error = future.exception()
        if error is not None:
            log.warning("the map cannot have %s: %s", job.requestUrl().toString()[:200], error)
            job.fail(QWebEngineUrlRequestJob.Error.RequestFailed)
            return
        served = future.result()
        if served is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        buffer = QBuffer(job)
        buffer.setData(served.content)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.setAdditionalResponseHeaders({QByteArray(name): [QByteArray(value)] for name, value in _HEADERS.items()})
        job.reply(served.kind.encode(), buffer)


def _built() -> Mapping[str, Served]:
    # Imported on the worker: the window goes on with the engine meanwhile.
    from officedesk.config import cache_dir
    from officedesk.maps.page.kept import page

    return page(cache_dir())


def _read(part: Part) -> Served:
    return Served(_BETWEEN.join(_content(file) for file in part.files), part.kind)


def _content(file: Path | str) -> bytes:
    if file != CHANNEL:
        return Path(file).read_bytes()
    resource = QFile(CHANNEL)
    if not resource.open(QIODevice.OpenModeFlag.ReadOnly):
        raise OSError(resource.errorString())
    return bytes(resource.readAll().data())
