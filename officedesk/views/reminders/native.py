"""Notifications of the system, by desktop-notifier, on a thread of their own."""

import asyncio
import logging
import platform
import threading
from contextlib import suppress
from html import escape
from typing import Any

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)
PATIENCE = 10.0
"""Seconds that the system has to say whether it shows notifications."""


class Native(QObject):
    """Shows notifications where the system can; where it cannot, ``available`` stays false and one line of log says so.

    ``clicked(number)`` when the user clicked one.
    """

    ready = Signal()
    clicked = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.available = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._notifier: Any = None
        self._stopped = threading.Event()
        self._telling = threading.Lock()
        """Held while the thread tells this object something, and while it is stopped: it is not told any more then."""
        self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)

    def start(self) -> None:
        """Ask the system, off the GUI thread; ``ready`` where it shows notifications. Once."""
        self._thread.start()

    def show(self, number: int, title: str, text: str) -> None:
        """Show one. What goes wrong then is logged: the bell shows it anyway."""
        if self.available and self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._send(number, title, text), self._loop)

    def stop(self, seconds: float = 2.0) -> None:
        """End the thread. What is on the screen stays there."""
        with self._telling:
            self._stopped.set()
            self.available = False
            loop, ended = self._loop, self._ended
        if loop is not None and ended is not None:
            # Its thread may have ended by itself, and closed it.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(ended.set)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as problem:  # noqa: BLE001 - a system without notifications has many ways to say so
            log.info("this system shows no notifications, the bell does: %s", problem)
        self.available = False

    async def _serve(self) -> None:
        # Here, not above: the package and what it takes of the system are nothing that a start waits for.
        from desktop_notifier import Capability, DesktopNotifier

        with self._telling:
            if self._stopped.is_set():
                return
            self._ended = asyncio.Event()
            self._loop = asyncio.get_running_loop()
        self._notifier = DesktopNotifier("OfficeDesk", None)
        can = await asyncio.wait_for(self._notifier.get_capabilities(), PATIENCE)
        if Capability.TITLE not in can or not await self._notifier.request_authorisation():
            log.info("this system shows no notifications, the bell does")
            return
        with self._telling:
            if self._stopped.is_set():
                return
            self.available = True
            self.ready.emit()
        await self._ended.wait()
        # WORKAROUND(https://github.com/samschott/desktop-notifier): it never lets go of its connection to the bus.
        bus = getattr(self._notifier._backend, "bus", None)
        if bus is not None:
            bus.disconnect()

    async def _send(self, number: int, title: str, text: str) -> None:
        # On Linux the text is markup to most servers, and people type what looks like it.
        body = escape(text, quote=False) if platform.system() == "Linux" else text
        await self._notifier.send(title, body, on_clicked=lambda: self._tell_clicked(number))

    def _tell_clicked(self, number: int) -> None:
        with self._telling:
            if not self._stopped.is_set():
                self.clicked.emit(number)
