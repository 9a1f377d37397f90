"""A process of its own that looks for words in files: a hostile one can stop that process, never the window."""

import logging
import os
import pickle
import signal
import threading
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

log = logging.getLogger(__name__)
LONGEST = 10.0
"""Seconds for one file."""
_START = 60.0
"""Seconds until the process must be there: a busy machine takes its time."""
MEMORY = 900 << 20
"""Bytes of address space that it may have, where the system keeps count."""
_READY = b"ready"


class Reader:
    """``words`` in another process, which the first file starts. Use in a ``with``; safe to call from any thread."""

    def __init__(self, *, longest: float = LONGEST) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._process: Any = None
        self._line: Connection | None = None

    def words(self, kind: str, content: bytes) -> str:
        """The words in ``content`` (see ``extracting``); nothing where it takes too long, or has none."""
        with self._lock:
            try:
                line = self._line or self._start()
                line.send_bytes(pickle.dumps((kind, content), pickle.HIGHEST_PROTOCOL))
                if line.poll(self._longest):
                    return line.recv_bytes().decode("utf-8", "replace")
                log.warning("a file was given up: no words were found within %s seconds", self._longest)
            except (EOFError, OSError) as error:
                log.warning("the process that looks for words in files ended at one: %r", error)
            self._end()
            return ""

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def _start(self) -> Connection:
        # Spawned, not forked: this process has windows and threads.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_read, args=(theirs,), name="words", daemon=True)
        process.start()
        theirs.close()
        self._process, self._line = process, ours
        # The time of a file is not the time that it takes to begin.
        if not ours.poll(_START) or ours.recv_bytes() != _READY:
            raise EOFError
        return ours

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._line = self._process = None


def _read(line: Connection) -> None:
    """What the process does: a file comes, its words go, until nobody is there."""
    # Ctrl+C in a terminal is meant for the window, which ends this process with itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound()
    from officedesk.services.files.extracting import words_in

    # What libraries say of broken files is of no use to anybody.
    logging.disable(logging.CRITICAL)
    line.send_bytes(_READY)
    with suppress(EOFError, OSError):
        while True:
            kind, content = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started this one
            try:
                found = words_in(kind, content)
            except (Exception, MemoryError, RecursionError):  # noqa: BLE001 - whatever the file does, it has no words
                found = ""
            line.send_bytes(found.encode("utf-8", "replace"))


def _bound() -> None:
    """Take no more memory than a file may cost, and let whoever works at the window go first."""
    if os.name == "nt":
        return
    import resource

    os.nice(10)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
