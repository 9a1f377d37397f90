"""What waits until a list is on screen: its first rows, or the words that it has none."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from officedesk.views.lists.panel import ListPanel


class _Painted(QObject):
    def __init__(self, panel: ListPanel, then: Callable[[], None]) -> None:
        super().__init__(panel)
        self._view, self._then = panel.view, then
        self._rows, self._none = panel.view.viewport(), panel.empty
        for watched in (self._rows, self._none):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and (watched is self._none or self._view.model().rowCount()):
            for one in (self._rows, self._none):
                one.removeEventFilter(self)
            # The filter sees the event before the view does.
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        self.deleteLater()
        self._then()


def when_painted(panel: ListPanel, then: Callable[[], None]) -> None:
    """Call ``then`` once rows of ``panel`` are painted for the first time from now on, or that there are none."""
    _Painted(panel, then)


def report_and_quit(report: str) -> None:
    """Write ``{"painted_ns": CLOCK_MONOTONIC, "pss_kb": …, "rss_kb": …}`` to ``report`` and quit, for benchmarks."""
    rollup = Path("/proc/self/smaps_rollup")
    memory: dict[str, int] = {}
    if rollup.exists():
        lines = [line.split() for line in rollup.read_text().splitlines()[1:]]
        memory = {
            parts[0].lower().rstrip(":") + "_kb": int(parts[1]) for parts in lines if parts[0] in ("Pss:", "Rss:")
        }
    told = {"painted_ns": time.monotonic_ns(), "pss_kb": 0, "rss_kb": 0, **memory}
    Path(report).write_text(json.dumps(told))
    QApplication.exit(0)
