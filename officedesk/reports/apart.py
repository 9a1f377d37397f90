"""Papers drawn by a process of their own: the interpreter of the window has other things to do.

In a thread beside the window a long paper would not be drawn any slower, but the two take turns at the interpreter, and
every event of the window would wait for several of them.
"""

import pickle
from multiprocessing.connection import Connection

from officedesk.companion import Companion, settle_in
from officedesk.models.papers import PaperData

IDLE = 180.0
"""Seconds without a paper after which the process ends; the next paper starts it again."""
LONGEST = 30.0
"""Seconds after which a process that does not answer is given up."""


class DrawingRoom(Companion):
    """``render`` in another process, which is started by the first paper. Safe to call from any thread.

    Whatever becomes of that process, the paper is drawn: here, if it must be.
    """

    def __init__(self, *, idle: float = IDLE, longest: float = LONGEST) -> None:
        super().__init__("drawing", _draw, (idle,), longest)

    def render(self, paper: PaperData) -> bytes:
        """``paper`` as PDF, the same bytes as :func:`officedesk.reports.render.render` gives. Takes a while: waits."""
        asked = pickle.dumps(paper, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            # It may have gone home meanwhile: that is no failure.
            answer = self._ask(asked) or self._ask(asked)
        # A paper that could not be drawn there raises here what is wrong with it.
        return answer or _render(paper)


def _render(paper: PaperData) -> bytes:
    # What draws is loaded where it is drawn: in the window's process perhaps never.
    from officedesk.reports.render import render

    return render(paper)


def _draw(line: Connection, idle: float) -> None:
    """What the process does: a paper comes, a PDF goes, until nobody is there or nobody asks."""
    settle_in(line)
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
