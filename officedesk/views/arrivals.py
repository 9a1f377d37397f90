"""What reaches the program from outside while it runs: later starts, with an office or a link that was clicked."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from officedesk import handover

log = logging.getLogger(__name__)

Receive = Callable[[dict[str, Any]], bool]
_LONGEST = 4096


class Arrivals(QObject):
    """Listens for later starts of the program (:mod:`officedesk.handover`); ``receive(request)`` says if it took it.

    Only programs of the same person can ask, and a request is one short line: an office that may be open here, or a
    link.
    """

    def __init__(self, receive: Receive, parent: QObject) -> None:
        super().__init__(parent)
        self._receive = receive
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(8)
        self._server.newConnection.connect(self._connected)

    @property
    def listens(self) -> bool:
        return self._server.isListening()

    def listen(self) -> None:
        """Begin. Where it cannot, a second start opens a second window, and nothing else is lost."""
        if not handover.ensure_folder():
            log.warning("other starts of the program cannot be heard: %s", handover.folder())
            return
        place = handover.place()
        # Of a program that was killed and had the same number.
        QLocalServer.removeServer(place)
        if not self._server.listen(place):
            log.warning("other starts of the program cannot be heard: %s", self._server.errorString())

    def close(self) -> None:
        """Hear no more; the last one leaves no folder behind."""
        if self.listens:
            self._server.close()
            with suppress(OSError):
                handover.folder().rmdir()

    def _connected(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.setReadBufferSize(_LONGEST)
            connection.readyRead.connect(lambda connection=connection: self._read(connection))
            connection.disconnected.connect(connection.deleteLater)
            self._read(connection)

    def _read(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() >= _LONGEST:
                connection.abort()
            return
        try:
            request = json.loads(bytes(connection.readLine(_LONGEST).data()))
        except ValueError:
            request = None
        taken = isinstance(request, dict) and self._receive(request)
        connection.write(b"taken\n" if taken else b"no\n")
        connection.flush()
        connection.disconnectFromServer()
