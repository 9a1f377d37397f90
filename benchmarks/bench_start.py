"""From starting the process to the painted customer list, and the memory it takes then."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.offices import ROOT, office

FLOOR = ROOT / "benchmarks" / "floors" / "list_floor.py"
RUNS = 7


def run(sizes: tuple[int, ...]) -> list[Figure]:
    path = str(office(max(sizes)))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ours = Program([sys.executable, "-m", "officedesk", path], home)
        floor = Program([sys.executable, str(FLOOR), path, str(home / "report")], home)
        figures = [*_measure("warm", ours, floor, 1.4, cold=False)]
        if _can_drop_caches():
            figures += _measure("cold", ours, floor, 1.5, cold=True)
    return figures


class Program:
    """Something that paints a list and ends: started again and again in the same home."""

    def __init__(self, command: list[str], home: Path) -> None:
        self._command, self._report = command, home / "report"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            # An installed program has its bytecode; both write it at the first run, which is not counted.
            "PYTHONPYCACHEPREFIX": str(home / "bytecode"),
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "OFFICEDESK_PAINTED_REPORT": str(self._report),
            "OFFICEDESK_CONFIG": str(home / "config"),
            "OFFICEDESK_DATA": str(home / "data"),
        }

    def start(self, *, cold: bool) -> tuple[float, int, int]:
        """(milliseconds until painted, proportional memory, all memory, both in KiB) of one run."""
        self._report.unlink(missing_ok=True)
        if cold:
            os.sync()
            Path("/proc/sys/vm/drop_caches").write_text("3")
        begin = time.monotonic_ns()
        subprocess.run(self._command, env=self._environment, cwd=ROOT, check=True, capture_output=True, timeout=120)
        report = json.loads(self._report.read_text())
        return (report["painted_ns"] - begin) / 1e6, report["pss_kb"], report.get("rss_kb", 0)


def _measure(name: str, ours: Program, floor: Program, target: float, *, cold: bool) -> list[Figure]:
    mine, theirs = [ours.start(cold=cold)], [floor.start(cold=cold)]
    mine.clear()
    theirs.clear()
    for _ in range(RUNS):
        mine.append(ours.start(cold=cold))
        theirs.append(floor.start(cold=cold))
    ms, floor_ms = (statistics.median(run[0] for run in runs) for runs in (mine, theirs))
    figures = [Figure("start", f"process to painted list, {name}", ms, "ms", target, floor_ms)]
    if not cold:
        kb, floor_kb = (statistics.median(run[1] for run in runs) for runs in (mine, theirs))
        figures.append(Figure("start", "memory then (PSS)", kb / 1024, "MiB", 1.5, floor_kb / 1024))
    return figures


def _can_drop_caches() -> bool:
    return os.access("/proc/sys/vm/drop_caches", os.W_OK)
