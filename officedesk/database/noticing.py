"""How a desktop notices that somebody saved: a cheap look at a file, a word from a server.

Neither ever raises for a file or server that is busy or gone: it says "maybe", and goes on when it is back.
"""

import logging
import selectors
import socket
import threading
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from officedesk.database.unit import CHANNEL, Database
from officedesk.errors import OfficeError

log = logging.getLogger(__name__)
LOOK_EVERY = 0.5
"""Seconds between two looks at a file."""
ASK_EVERY = 20.0
"""Seconds after which a server that said nothing is asked: a connection can die without a word."""
ASK_WITHOUT_EAR = 1.5
"""The same where the server takes no listeners (a pooler between, another make)."""
_REOPEN_AFTER, _REOPEN_AT_MOST = 0.5, 10.0


class Ear(Protocol):
    """Notices changes. Only one thread waits; :meth:`wake` and :meth:`close` may come from others."""

    def wait(self, seconds: float) -> bool:
        """Wait until something may have changed (``True``), :meth:`wake` is called, or the time is over."""

    def wake(self) -> None:
        """End a wait, now or the next one."""

    def close(self) -> None:
        """Let go of the connection."""


def ear_of(database: Database, every: float = LOOK_EVERY) -> Ear:
    """The ear for the office's engine; a file is looked at ``every`` so many seconds."""
    return FileEar(database, every) if database.place.path is not None else ServerEar(database)


def troubles(database: Database) -> tuple[type[Exception], ...]:
    """What an office that cannot be reached just now raises."""
    dbapi: Any = database.engine.dialect.loaded_dbapi
    return (OfficeError, SQLAlchemyError, OSError, dbapi.Error)


def _own_connection(database: Database) -> Any:
    """The driver's connection, set up as all of this office's, but apart from the pool: it lives with the window."""
    held = database.engine.raw_connection()
    connection = held.driver_connection
    held.detach()
    return connection


class FileEar:
    """Polls ``PRAGMA data_version``, which tells of commits by any other connection, on a connection of its own."""

    def __init__(self, database: Database, every: float) -> None:
        self._database, self._every = database, every
        self._troubles = troubles(database)
        self._woken = threading.Event()
        self._connection: Any = None
        self._version: int | None = None
        self._identity: tuple[int, int, int] | None = None

    def wait(self, seconds: float) -> bool:
        until = monotonic() + seconds
        while True:
            if self._woken.wait(max(0.0, min(self._every, until - monotonic()))):
                self._woken.clear()
                return self._look()
            if self._look():
                return True
            if monotonic() >= until:
                return False

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except self._troubles as problem:
                log.debug("the connection of the change feed did not close: %s", problem)

    def _look(self) -> bool:
        try:
            identity = self._file()
            if self._connection is None or identity != self._identity:
                # The first look, or another file lies there now: a backup was restored, a share came back.
                self.close()
                self._connection, self._identity = self._connect(), identity
                self._version = None
            version = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except self._troubles as problem:
            if "locked" not in str(problem) and "busy" not in str(problem):
                log.debug("the office cannot be looked at: %s", problem)
                self.close()
            return False
        changed, self._version = version != self._version, version
        return changed

    def _file(self) -> tuple[int, int, int]:
        # Not opened here: closing a file lets go of all locks that this program holds on it.
        found = Path(self._database.place.path or "").stat()
        # The guard may have taken the right to write away, and with it every connection that has it.
        return found.st_dev, found.st_ino, self._database.generation

    def _connect(self) -> Any:
        connection = _own_connection(self._database)
        # A look never waits: the next one comes soon.
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA cache_size = -64")
        return connection


class ServerEar:
    """``LISTEN`` on a connection of its own; a lost one is opened again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._troubles = troubles(database)
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._connection: Any = None
        self._listens = False
        self._open_at = 0.0
        self._pause = _REOPEN_AFTER
        self._asked = 0.0
        self._last: object = None

    def wait(self, seconds: float) -> bool:
        until = monotonic() + seconds
        if self._connection is None and monotonic() >= self._open_at and self._open():
            # What was saved while nobody listened.
            return True
        if self._connection is not None and self._due():
            return self._ask()
        while (left := until - monotonic()) > 0:
            woken, heard = self._select(min(left, self._patience()))
            if heard:
                return True
            if woken:
                return False
            if self._connection is None and monotonic() >= self._open_at:
                return False
            if self._connection is not None and self._due():
                return self._ask()
        return False

    def wake(self) -> None:
        try:
            self._waker.send(b"!")
        except (BlockingIOError, OSError):
            # Woken already, or closed.
            return

    def close(self) -> None:
        self._lose()
        self._waker.close()
        self._woken.close()

    def _patience(self) -> float:
        if self._connection is None:
            return max(0.05, self._open_at - monotonic())
        return max(0.05, self._asked + (ASK_EVERY if self._listens else ASK_WITHOUT_EAR) - monotonic())

    def _due(self) -> bool:
        return monotonic() - self._asked >= (ASK_EVERY if self._listens else ASK_WITHOUT_EAR)

    def _open(self) -> bool:
        try:
            connection = _own_connection(self._database)
            connection.rollback()
            connection.autocommit = True
            self._connection = connection
            self._pause = _REOPEN_AFTER
            try:
                connection.execute(f"LISTEN {CHANNEL}")
                self._listens = True
            except self._troubles as problem:
                log.info("this server takes no listeners; it is asked instead: %s", problem)
                self._listens = False
            self._asked = monotonic()
        except self._troubles as problem:
            log.debug("the server cannot be listened to: %s", problem)
            self._lose()
            return False
        return True

    def _ask(self) -> bool:
        """Is there something new? Also finds out whether the connection still lives."""
        self._asked = monotonic()
        try:
            newest = self._connection.execute("SELECT max(id) FROM change_log").fetchone()[0]
        except self._troubles as problem:
            log.debug("the server does not answer: %s", problem)
            self._lose()
            return False
        changed, self._last = bool(newest != self._last), newest
        return changed

    def _select(self, seconds: float) -> tuple[bool, bool]:
        """(woken, heard) after at most so many seconds."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            if self._connection is not None:
                selector.register(self._connection.fileno(), selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(max(0.0, seconds))}
        woken = self._woken in ready
        if woken:
            self._woken.recv(4096)
        return woken, bool(ready - {self._woken}) and self._hear()

    def _hear(self) -> bool:
        try:
            return bool(list(self._connection.notifies(timeout=0)))
        except self._troubles as problem:
            log.debug("the server hung up: %s", problem)
            self._lose()
            return False

    def _lose(self) -> None:
        connection, self._connection = self._connection, None
        self._open_at = monotonic() + self._pause
        self._pause = min(self._pause * 2, _REOPEN_AT_MOST)
        if connection is not None:
            try:
                connection.close()
            except self._troubles as problem:
                log.debug("the connection of the change feed did not close: %s", problem)
