"""Tells when the first list was on screen, for the start-up benchmark."""

import json
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from officedesk.views.main_window import MainWindow


class _Painted(QObject):
    def __init__(self, window: MainWindow, report: str) -> None:
        super().__init__(window)
        self._report = Path(report)
        self._table = window.page("customers").panel.table  # type: ignore[attr-defined]
        self._table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._table.model().rowCount():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._write)
        return False

    def _write(self) -> None:
        rollup = Path("/proc/self/smaps_rollup")
        pss = 0
        if rollup.exists():
            pss = next(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
        self._report.write_text(json.dumps({"painted_ns": time.monotonic_ns(), "pss_kb": pss}))
        QApplication.exit(0)


def report_when_painted(window: MainWindow, report: str) -> None:
    """Write ``{"painted_ns": CLOCK_MONOTONIC, "pss_kb": …}`` to ``report`` once the customers are painted, and quit."""
    _Painted(window, report)
