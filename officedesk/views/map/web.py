"""Qt's web engine as maps use it: one profile that leaves nothing behind, and pages that go nowhere."""

from __future__ import annotations

import logging
import os
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
)

from officedesk.maps.page.parts import ORIGIN, SCHEME, START
from officedesk.views.map.scheme import Gate, Scheme, register_scheme

log = logging.getLogger(__name__)

_FLAGS: Final = (
    # Nothing of a map needs a name looked up, nor may anything go out beside the gate.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-breakpad",
    # Its own remarks about the machine (no message bus, no graphics card) are not the user's business.
    "--log-level=3",
)
_OFF: Final = (
    "AutoLoadIconsForPage",
    "DnsPrefetchEnabled",
    "ErrorPageEnabled",
    "FullScreenSupportEnabled",
    "HyperlinkAuditingEnabled",
    "JavascriptCanAccessClipboard",
    "JavascriptCanOpenWindows",
    "JavascriptCanPaste",
    "LocalContentCanAccessFileUrls",
    "LocalContentCanAccessRemoteUrls",
    "LocalStorageEnabled",
    "NavigateOnDropEnabled",
    "PdfViewerEnabled",
    "PluginsEnabled",
    "ScreenCaptureEnabled",
    "WebGLEnabled",
)


def prepare_engine() -> None:
    """Tell the engine how to start; without effect once it runs. Nothing of it is needed before the first map."""
    given = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    missing = [flag for flag in _FLAGS if flag.split("=")[0] not in given]
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join((given, *missing)).strip()
    # Drawn by the processor: a window that stands would have to be made anew, and vanish for a moment, to be drawn by
    # the graphics card from then on. It also needs nothing set before the application starts.
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    register_scheme()


class WebRoom(QObject):
    """What all maps of a window share. Its pages go before it does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        prepare_engine()
        # Without a name it keeps nothing on disk.
        self.profile = QWebEngineProfile(self)
        self.scheme = Scheme(self.profile)
        self._gate = Gate(self.profile)
        self.profile.installUrlSchemeHandler(SCHEME.encode(), self.scheme)
        self.profile.setUrlRequestInterceptor(self._gate)
        self.profile.setSpellCheckEnabled(False)
        self.profile.downloadRequested.connect(_refuse_download)

    def end(self) -> None:
        """No map is shown any more. What still stands goes first: this waits in the same queue."""
        self.scheme.end()
        self.deleteLater()


class MapPage(QWebEnginePage):
    """A page that shows the map and nothing else."""

    said_in_page = Signal(str)
    """What the page wrote to its console: something went wrong in it."""
    left = Signal()
    """The map is not there any more: another page is."""

    def __init__(self, room: WebRoom, parent: QObject) -> None:
        super().__init__(room.profile, parent)
        settings = self.settings()
        for name in _OFF:
            # Some came with later versions of Qt.
            if (attribute := getattr(QWebEngineSettings.WebAttribute, name, None)) is not None:
                settings.setAttribute(attribute, False)
        settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
        self.urlChanged.connect(self._look_where)
        self.newWindowRequested.connect(_refuse_window)
        self.permissionRequested.connect(_refuse_permission)

    def _look_where(self, url: QUrl) -> None:
        # To an empty page it goes without asking.
        if url != QUrl(ORIGIN + START):
            log.warning("the map went elsewhere: %s", url.toString()[:200])
            self.left.emit()

    def open(self) -> None:
        """Load the map, or load it again."""
        self.load(QUrl(ORIGIN + START))

    def acceptNavigationRequest(self, url: QUrl | str, _kind: QWebEnginePage.NavigationType, is_main: bool) -> bool:
        if is_main and QUrl(url) == QUrl(ORIGIN + START):
            return True
        log.warning("the map wanted to go elsewhere: %s", QUrl(url).toString()[:200])
        return False

    def chooseFiles(self, *_: object) -> list[str]:
        return []

    def javaScriptAlert(self, *_: object) -> None:
        return None

    def javaScriptConfirm(self, *_: object) -> bool:
        return False

    def javaScriptPrompt(self, *_: object) -> tuple[bool, str]:
        return False, ""

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        if level is not QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel:
            log.warning("the map's page: %s (%s:%d)", message[:500], source[-60:], line)
            self.said_in_page.emit(message)


def _refuse_download(download: QWebEngineDownloadRequest) -> None:
    download.cancel()


def _refuse_window(_request: QWebEngineNewWindowRequest) -> None:
    """Whoever does not open it refuses it."""


def _refuse_permission(permission: QWebEnginePermission) -> None:
    permission.deny()
