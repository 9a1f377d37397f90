"""The first map of a process after its window stands, and a hundred thousand points on it."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, percentile
from benchmarks.offices import ROOT, office

FLOOR = ROOT / "benchmarks" / "floors" / "map_floor.py"
RUNS = 7
POINTS = 100_000
FRAME = 50.0
"""Milliseconds that a frame may take while the map is dragged."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    path = str(office(min(sizes)))
    with tempfile.TemporaryDirectory() as folder:
        report = str(Path(folder) / "report")
        ours, floor = ["-m", "benchmarks.first_map", path, report], [str(FLOOR), report]
        _measured(ours, report)
        _measured(floor, report)
        mine, theirs = [], []
        for _ in range(RUNS):
            mine.append(_measured(ours, report)["shown_ms"])
            theirs.append(_measured(floor, report)["shown_ms"])
        one, many = _measured([*ours, "1"], report), _measured([*ours, str(POINTS)], report)
    first, least = statistics.median(mine), statistics.median(theirs)
    figures = [
        Figure("map", "first map after the window stands", first, "ms", 1.5, least),
        Figure("map", f"{POINTS:,} points clustered, until shown", many["points_ms"], "ms", 1_000.0),
    ]
    for zoom, frames in many["frames"].items():
        bare = percentile(one["frames"][zoom], 0.99)
        note = f"median {statistics.median(frames):.0f}, longest {max(frames):.0f}; with one point p99 {bare:.0f}"
        name = f"{POINTS:,} points, a frame while panned at zoom {zoom}, p99"
        figures.append(Figure("map", name, percentile(frames, 0.99), "ms", FRAME, note=note))
    return figures


def _measured(command: list[str], report: str) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, check=False, capture_output=True, text=True, timeout=180
    )
    if done.returncode:
        raise RuntimeError(f"{command[-2:]} ended with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(Path(report).read_text())
    return found
