"""Papers drawn by a process of their own: the interpreter of the window has other things to do.

In a thread beside the window a long paper would not be drawn any slower, but the two take turns at the interpreter, and
every event of the window would wait for several of them.
"""

import logging
import pickle
import signal
import threading
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from officedesk.models.papers import PaperData

log = logging.getLogger(__name__)
IDLE = 180.0
"""Seconds without a paper after which the process ends; the next paper starts it again."""
LONGEST = 30.0
"""Seconds after which a process that does not answer is given up."""


class DrawingRoom:
    """``render`` in another process, which is started by the first paper. Safe to call from any thread.

    Whatever becomes of that process, the paper is drawn: here, if it must be.
    """

    def __init__(self, *, idle: float = IDLE, longest: float = LONGEST) -> None:
        self._idle, self._longest = idle, longest
        self._lock = threading.Lock()
        self._process: Any = None
        self._line: Connection | None = None

    @property
    def process_id(self) -> int | None:
        """The process that draws, if there is one."""
        return self._process.pid if self._process is not None else None

    def render(self, paper: PaperData) -> bytes:
        """``paper`` as PDF, the same bytes as :func:`officedesk.reports.render.render` gives. Takes a while: waits."""
        asked = pickle.dumps(paper, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            # It may have gone home meanwhile: that is no failure.
            answer = self._ask(asked) or self._ask(asked)
        # A paper that could not be drawn there raises here what is wrong with it.
        return answer or _render(paper)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, asked: bytes) -> bytes:
        """The answer, empty where there is none."""
        try:
            line = self._line or self._start()
            line.send_bytes(asked)
            if line.poll(self._longest):
                return line.recv_bytes()
            log.warning("a paper was not drawn within %s seconds", self._longest)
        except (EOFError, OSError) as error:
            log.info("the process that draws papers is gone: %r", error)
        self._end()
        return b""

    def _start(self) -> Connection:
        # Spawned, not forked: this process has windows and threads.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_draw, args=(theirs, self._idle), name="drawing", daemon=True)
        process.start()
        theirs.close()
        self._process, self._line = process, ours
        return ours

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._line = self._process = None


def _render(paper: PaperData) -> bytes:
    # What draws is loaded where it is drawn: in the window's process perhaps never.
    from officedesk.reports.render import render

    return render(paper)


def _draw(line: Connection, idle: float) -> None:
    """What the process does: a paper comes, a PDF goes, until nobody is there or nobody asks."""
    # Ctrl+C in a terminal is meant for the window, which ends this process with itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while line.poll(idle):
        try:
            paper = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            made = _render(paper)
        except Exception:  # noqa: BLE001 - who asked draws it again, and tells what is wrong
            made = b""
        line.send_bytes(made)
