"""The frozen program beside the checkout: its start, its memory, its size. Needs “python3 dev.py freeze”."""

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.bench_start import Program
from benchmarks.figures import Figure
from benchmarks.offices import office
from officedesk.itself import WINDOW
from tooling.freeze import DIST

RUNS = 9
TREE = DIST / WINDOW


def run(sizes: tuple[int, ...]) -> list[Figure]:
    program = TREE / f"{WINDOW}{'.exe' if sys.platform == 'win32' else ''}"
    if not program.is_file():
        raise FileNotFoundError(f"{program} is not there: run “python3 dev.py freeze” first")
    path = str(office(max(sizes)))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        frozen = Program([str(program), path], home)
        checkout = Program([sys.executable, "-m", "officedesk", path], home)
        # The first of each is not counted: it fills the caches.
        both = [(frozen.start(cold=False), checkout.start(cold=False)) for _ in range(RUNS + 1)][1:]
    ms, ms_there = (statistics.median(pair[which][0] for pair in both) for which in (0, 1))
    # All of it: shared pages count for less where other programs have the checkout's libraries open.
    kb, kb_there = (statistics.median(pair[which][2] for pair in both) for which in (0, 1))
    size = sum(file.stat().st_size for file in TREE.rglob("*") if file.is_file() and not file.is_symlink())
    return [
        Figure("frozen", "process to painted list", ms, "ms", 1.2, ms_there, note="yardstick: the checkout"),
        Figure("frozen", "memory then (RSS)", kb / 1024, "MiB", 1.05, kb_there / 1024, note="yardstick: the checkout"),
        Figure("frozen", "size of the folder", size / 1e6, "MB", 450),
    ]
