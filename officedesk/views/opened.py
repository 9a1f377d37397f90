"""Files and links that the system gives to a running program, and coming to the front for them."""

import os

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.links import is_link


class Application(QApplication):
    """The Qt application, which tells of files and links that a Mac gives to the program.

    They come as events of the application alone. A filter of its events would see those of every object, wrap each for
    Python, and end the process over one that the web engine is about to delete.
    """

    office_given = Signal(str)
    link_given = Signal(str)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self._given(event.file(), event.url())
            return True
        return super().event(event)

    def _given(self, file: str, url: QUrl) -> None:
        text = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if is_link(text):
            self.link_given.emit(text)
        elif file:
            self.office_given.emit(file)


def come_forward(window: QWidget, token: str = "") -> None:
    """Bring a window to the front. ``token`` is the leave that a Wayland desktop gave to whoever asked for it."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.show()
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()
