"""Files and links that the system gives to a running program, and coming to the front for them."""

import os

from PySide6.QtCore import QEvent, QObject, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.links import is_link


class Opened(QObject):
    """Tells of files and links that a Mac gives to the program: they come as events of the application."""

    office = Signal(str)
    link = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self._opened(event.file(), event.url())
            return True
        return super().eventFilter(watched, event)

    def _opened(self, file: str, url: QUrl) -> None:
        text = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if is_link(text):
            self.link.emit(text)
        elif file:
            self.office.emit(file)


def come_forward(window: QWidget, token: str = "") -> None:
    """Bring a window to the front. ``token`` is the leave that a Wayland desktop gave to whoever asked for it."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.show()
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()
