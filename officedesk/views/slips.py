"""Errors that come up where Qt calls the program (a click, a timer, a paint): told in the window, not only logged."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from officedesk.views.application import Desktop

log = logging.getLogger(__name__)
_Trace = TracebackType | None


class Slips:
    """While it is entered such errors come to the window of ``desktop()``; without a window they go where they went.

    Each place in the code is told once: what fails while it is painted fails again with the next paint.
    """

    def __init__(self, desktop: Callable[[], Desktop | None]) -> None:
        self._desktop = desktop
        self._before: Callable[[type[BaseException], BaseException, _Trace], Any] = sys.excepthook
        self._told: set[tuple[str, int]] = set()

    def __enter__(self) -> Self:
        self._before, sys.excepthook = sys.excepthook, self.caught
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: _Trace) -> None:
        """An error that nobody handled."""
        desktop = self._desktop()
        here = threading.current_thread() is threading.main_thread()
        if desktop is None or desktop.shell.ended or not here or not isinstance(error, Exception):
            self._before(kind, error, trace)
            return
        place = _place(trace)
        if place in self._told:
            log.error("a bug, again", exc_info=error)
            return
        self._told.add(place)
        desktop.shell.fail(error)


def _place(trace: _Trace) -> tuple[str, int]:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else ("", 0)
