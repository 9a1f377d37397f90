"""A process of its own beside the program's, for work that must not hold up or bring down the window."""

import logging
import signal
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

log = logging.getLogger(__name__)
_START = 60.0
"""Seconds until the process must be there: a busy machine takes its time."""
_READY = b"ready"


class Companion:
    """Sends bytes to another process and waits for its answer. Safe to call from any thread.

    The first question starts it. ``work(line, *more)`` is what the process does: a function of a module, which begins
    with :func:`settle_in`. ``longest``: seconds after which a process that does not answer is given up and ended.
    """

    def __init__(self, name: str, work: Callable[..., None], more: tuple[Any, ...], longest: float) -> None:
        self._name, self._work, self._more, self._longest = name, work, more, longest
        self._lock = threading.RLock()
        self._process: Any = None
        self._line: Connection | None = None

    @property
    def process_id(self) -> int | None:
        """The process, if there is one."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, asked: bytes) -> bytes | None:
        """The answer; ``None`` where there is none, and the process is ended."""
        with self._lock:
            try:
                line = self._line or self._start()
                line.send_bytes(asked)
                if line.poll(self._longest):
                    return line.recv_bytes()
                log.warning("%s: no answer within %s seconds", self._name, self._longest)
            except (EOFError, OSError) as error:
                log.info("%s: the process is gone: %r", self._name, error)
            self._end()
            return None

    def _start(self) -> Connection:
        # Spawned, not forked: this process has windows and threads.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._work, args=(theirs, *self._more), name=self._name, daemon=True)
        process.start()
        theirs.close()
        self._process, self._line = process, ours
        # The time of an answer is not the time that it takes to begin.
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


def settle_in(line: Connection) -> None:
    """Say to the program that this process is there, and leave Ctrl+C in a terminal to it: it ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line.send_bytes(_READY)
