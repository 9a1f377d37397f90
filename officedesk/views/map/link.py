"""The page behind a map: what it was told stands, and is told again whenever it had to be loaded anew."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView

from officedesk.views.map.channel import Channel
from officedesk.views.map.scheme import Scheme
from officedesk.views.map.standing import Standing
from officedesk.views.map.web import MapPage, WebRoom

if TYPE_CHECKING:
    from officedesk.maps.base.reply import TileProvider
    from officedesk.maps.page.hearing import Message

log = logging.getLogger(__name__)

MOST_CRASHES: Final = 3
"""The page is loaded again after it crashed, unless it crashed so often within a minute."""
_FORGET_CRASHES: Final = 60_000


class PageLink(QObject):
    """Loads the page into ``web`` and keeps it: ``on_message`` gets what it says, ``ready`` tells that it stands."""

    ready = Signal()
    failed = Signal(str)
    """It crashed again and again, in the user's words."""

    def __init__(self, room: WebRoom, web: QWebEngineView, on_message: Callable[[Message], object]) -> None:
        super().__init__(web)
        self.standing = Standing()
        self.is_ready = False
        self._scheme, self._on_message = room.scheme, on_message
        self._crashes, self._puts = 0, 0
        # Other pages cannot guess where this one's data lies.
        self._token, self._offered = secrets.token_hex(8), dict[str, str]()
        self.page = MapPage(room, web)
        self._connect_page()
        self.page.renderProcessTerminated.connect(self._crashed)
        self.page.left.connect(self._lost)
        web.setPage(self.page)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_FORGET_CRASHES)
        self._calm.timeout.connect(self._forget_crashes)
        self.destroyed.connect(partial(_withdraw, self._scheme, self._token, self._offered))

    def open(self) -> None:
        """Load the page, also after ``failed``."""
        self._crashes = 0
        self._load_again()

    def tell(self, what: str, **more: Any) -> None:
        """Tell the page to do something, where it stands."""
        if not self.is_ready:
            return
        if shiboken6.isValid(self._channel):
            self._channel.tell(what, **more)
        else:
            # Whatever a channel shares can also be thrown away by the page.
            self._lost()

    def stand(self, about: str, what: str, **more: Any) -> None:
        """Tell the page something that stands until something else is told of it."""
        self.standing.put(about, what, **more)
        self.tell(what, **more)

    def show(self, about: str, make: Callable[[], bytes], what: str, **more: Any) -> None:
        """Tell the page to draw data, which ``make`` puts into JSON once it is asked for, on a worker's thread."""
        self._puts += 1
        name = f"{self._token}/{self._puts}"
        self._withdraw(about)
        self._offered[about] = name
        self._scheme.put(name, make)
        self.stand(about, what, data=name, **more)

    def hide(self, about: str) -> None:
        """Data that is shown no longer."""
        self._withdraw(about)
        self.standing.drop(about)

    def provide(self, provider: TileProvider) -> str:
        """Let a provider answer what the page asks for its base map; the address below which it asks."""
        self._scheme.bases[self._token] = provider
        return f"/base/{self._token}/"

    def _withdraw(self, about: str) -> None:
        if before := self._offered.pop(about, None):
            self._scheme.put(before, None)

    def _connect_page(self) -> None:
        self._channel = Channel(self._heard, self.page)
        self._web_channel = QWebChannel(self.page)
        self._web_channel.registerObject("office", self._channel)
        self.page.setWebChannel(self._web_channel)

    def _heard(self, said: Message) -> None:
        from officedesk.maps.page.hearing import Ready

        if not isinstance(said, Ready):
            self._on_message(said)
            return
        self.is_ready = True
        for what, more in self.standing:
            self._channel.tell(what, **more)
        self.ready.emit()

    def _crashed(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        log.warning("the map's process ended: %s, %d", status.name, code)
        self._lost()

    def _lost(self) -> None:
        self.is_ready = False
        self._crashes += 1
        if self._crashes > MOST_CRASHES:
            self.failed.emit("The map stopped working several times. Open it again, or go on without it.")
            return
        self._calm.start()
        # Loading at once, from within the signal, would be lost.
        QTimer.singleShot(0, self, self._load_again)

    def _load_again(self) -> None:
        if not shiboken6.isValid(self._channel):
            self._connect_page()
        self.page.open()

    def _forget_crashes(self) -> None:
        self._crashes = 0


def _withdraw(scheme: Scheme, token: str, offered: dict[str, str], *_: object) -> None:
    """Nothing more is offered to a page that is gone."""
    if shiboken6.isValid(scheme):
        scheme.bases.pop(token, None)
        for name in offered.values():
            scheme.put(name, None)
