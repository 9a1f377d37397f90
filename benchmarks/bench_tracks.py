"""A file of positions into the office: stored, and the crossings in it found, beside the bare driver's executemany.

What others wait for meanwhile is measured by another desktop that saves every few milliseconds.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from math import cos, radians, sin
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure
from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.maps.shapes import Circle, Point
from officedesk.models.mapping import Geofence
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.mapping.devices import save_device
from officedesk.services.mapping.imports import take_in
from officedesk.services.mapping.stored_shapes import put_shape
from officedesk.services.office.sample import FOUNDING
from officedesk.services.office.settings import put
from officedesk.services.office.setup import found_office

POINTS, DEVICES, FENCES = 1_000_000, 10, 1_000
PRAGMAS = ("foreign_keys = ON", "journal_mode = TRUNCATE", "synchronous = FULL", "cache_size = -32768")
_BEGINS = datetime(2023, 1, 2, 6, tzinfo=UTC)


def run(sizes: tuple[int, ...]) -> list[Figure]:
    """``sizes`` of offices matter little here: a tenth of the points is measured beside all of them."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        small, large = (_file(folder / f"{count}.csv", count) for count in (POINTS // 10, POINTS))
        figures = []
        if hasattr(os, "wait4"):
            peaks = [
                _peak(_office(folder / f"m{number}.officedesk"), path) for number, path in enumerate((small, large))
            ]
            text = f"memory for {POINTS:,} positions beside {POINTS // 10:,}"
            figures.append(Figure("tracks", text, peaks[1], "MB", 1.5, peaks[0]))
        office = _office(folder / "ours.officedesk")
        waits: list[float] = []
        seconds, crossings = _import(office, large, waits)
        figures.append(
            Figure(
                "tracks",
                f"{POINTS:,} positions stored, {crossings:,} crossings found",
                seconds,
                "s",
                10.0,
                _floor(folder, office),
            )
        )
        figures.append(Figure("tracks", "another desktop saves meanwhile: p99", _p99(waits) * 1000, "ms", 1.0, 100.0))
        tenth, _ = _import(_office(folder / "tenth.officedesk"), small)
        figures.append(Figure("tracks", f"ten times {POINTS // 10:,} positions", seconds, "s", 1.5, tenth * 10))
        return figures


def _points(count: int) -> Iterator[tuple[str, datetime, float, float]]:
    """Vans that go round and round among fences, a position every ten seconds."""
    each = count // DEVICES
    for number in range(each):
        at = _BEGINS + timedelta(seconds=10 * number)
        for van in range(DEVICES):
            turn = number / 400 + van
            latitude = 44.9 + 0.1 * sin(turn) + 0.02 * sin(7.3 * turn)
            yield f"Van {van}", at, latitude, -93.2 + 0.14 * cos(turn)


def _file(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("device,time,latitude,longitude\n")
        for van, at, latitude, longitude in _points(count):
            file.write(f"{van},{at:%Y-%m-%dT%H:%M:%SZ},{latitude:.6f},{longitude:.6f}\n")
    return path


def _office(path: Path) -> Path:
    found_office(OfficePlace(path=path), FOUNDING)
    with closing(open_context(str(path), Config(path.with_suffix(".json")))) as context:
        desk = context.desk
        for van in range(DEVICES):
            save_device(desk, DeviceDraft(f"Van {van}"))
        with desk.write() as session:
            for number in range(FENCES):
                angle = radians(number * 360 / FENCES)
                spot = Point(44.9 + 0.1 * sin(angle) * (1 + number % 3 / 10), -93.2 + 0.14 * cos(angle))
                fence = Geofence(name=f"Fence {number}", created_at=desk.now(), updated_at=desk.now())
                put_shape(fence, Circle(spot, 60.0 + number % 90))
                session.add(fence)
    return path


def _import(office: Path, source: Path, waits: list[float] | None = None) -> tuple[float, int]:
    with closing(open_context(str(office), Config(office.with_suffix(".json")))) as context:
        saver = _saver(office) if waits is not None else None
        begun = perf_counter()
        try:
            taken = take_in(context.desk, source.name, source)
        finally:
            seconds = perf_counter() - begun
            if saver is not None and waits is not None:
                waits += map(float, saver.communicate("over\n")[0].split()[1:])
        return seconds, taken.entered + taken.left


def _saver(office: Path) -> "subprocess.Popen[str]":
    """Another desktop, a process of its own, that saves every few milliseconds until it is told to stop."""
    command = [sys.executable, "-m", "benchmarks.bench_tracks", str(office)]
    made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if made.stdout is not None:
        made.stdout.readline()
    return made


def _save(office: Path) -> None:
    over = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    waits: list[float] = []
    with closing(open_context(str(office), Config(office.with_suffix(".other.json")))) as other:
        put(other.desk, "bench.number", -1)
        print("begun", flush=True)
        while not over.wait(0.02):
            begun = perf_counter()
            put(other.desk, "bench.number", len(waits))
            waits.append(perf_counter() - begun)
    print("over", *waits)


def _floor(folder: Path, office: Path) -> float:
    """The same rows by the driver alone, in one transaction, with the same indexes."""
    driver = sqlite_driver()
    runs = []
    with closing(driver.connect(str(office))) as source:
        rows = source.execute("SELECT * FROM position ORDER BY id").fetchall()
        tables = [
            row[0]
            for row in source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'position' AND sql IS NOT NULL")
        ]
    marks = ", ".join("?" * len(rows[0]))
    for number in range(3):
        path = folder / f"floor{number}.db"
        with closing(driver.connect(str(path))) as made:
            for pragma in PRAGMAS:
                made.execute(f"PRAGMA {pragma}")
            made.execute("PRAGMA foreign_keys = OFF")
            for statement in tables:
                made.execute(statement)
            begun = perf_counter()
            made.executemany(f"INSERT INTO position VALUES ({marks})", rows)
            made.commit()
            runs.append(perf_counter() - begun)
    return statistics.median(runs)


def _p99(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)] if waits else 0.0


def _peak(office: Path, source: Path) -> float:
    """Megabytes that a process of its own takes at most for the import."""
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.bench_tracks", str(office), str(source)])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    if status:
        raise RuntimeError("the import failed")
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _import(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        _save(Path(sys.argv[1]))
