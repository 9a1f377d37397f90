"""Which of 1,000 to 100,000 geofences a million positions are in: in one batch and one at a time, and the memory."""

import gc
import math
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.figures import Figure, milliseconds
from benchmarks.floors.fences_floor import Floor, polygons
from officedesk.maps.geometry import FenceIndex
from officedesk.maps.shapes import Circle, Point, Polygon, Shape

POSITIONS = 1_000_000
ALONE = 20_000
RUNS = 5


def run(sizes: tuple[int, ...]) -> list[Figure]:
    """The figures for so many fences."""
    return [figure for size in sizes for figure in _size(size)]


def _size(size: int) -> list[Figure]:
    fences, latitudes, longitudes = world(size)
    begin = perf_counter()
    index = FenceIndex(fences)
    made = perf_counter() - begin
    floor = Floor(polygons(fences))
    # A process of its own: here memory that was let go of is taken again.
    measure = f"from benchmarks.bench_geofences import memory; print(*memory({size}))"
    told = subprocess.run([sys.executable, "-c", measure], capture_output=True, text=True, check=True)
    memory, most = (float(word) for word in told.stdout.split())

    ours, best = _batch(index, floor, latitudes, longitudes)
    one, best_one = _alone(index, floor, latitudes[:ALONE].tolist(), longitudes[:ALONE].tolist())
    area = f"geofences {size:,}"
    return [
        Figure(
            area,
            "a million positions at once",
            ours,
            "thousand a second",
            0.8,
            best,
            at_least=True,
            note="best of STRtree + prepared contains_xy, STRtree with predicate",
        ),
        Figure(
            area,
            "one position at a time",
            one,
            "thousand a second",
            0.8,
            best_one,
            at_least=True,
            note="best of single queries",
        ),
        Figure(area, "index made", made * 1000, "ms", max(100.0, size * 0.05)),
        Figure(area, "memory of the index", memory, "MB", 20 + size * 0.003),
        Figure(area, "more while a million are asked", most, "MB", 150),
    ]


def memory(size: int) -> tuple[float, float]:
    """Megabytes that an index takes, all its fences prepared, and the most beyond it while it is asked."""
    fences, latitudes, longitudes = world(size)
    FenceIndex(fences[:10]).inside_many(latitudes, longitudes)
    before = _status("VmRSS")
    index = FenceIndex(fences)
    index.inside_many(*zip(*map(_centre, (shape for _, shape in fences)), strict=True))
    gc.collect()
    after = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    index.inside_many(latitudes, longitudes)
    return after - before, _status("VmHWM") - after


def world(size: int) -> tuple[list[tuple[int, Shape]], Any, Any]:
    """Fences and the latitudes and longitudes of positions, the same for the same size.

    Two thirds of the fences are circles, the rest polygons of 4 to 24 corners, around 300 towns. Nearly half of the
    positions are within a mile of a fence, the others on the roads around the towns.
    """
    draw, drawn = random.Random(size), np.random.default_rng(size)
    towns = [(draw.uniform(30, 48), draw.uniform(-120, -75)) for _ in range(300)]
    fences: list[tuple[int, Shape]] = []
    for number in range(size):
        town = draw.choice(towns)
        centre = Point(town[0] + draw.gauss(0, 0.15), town[1] + draw.gauss(0, 0.2))
        fences.append(
            (
                number + 1,
                _polygon(draw, centre) if number % 3 == 0 else Circle(centre, draw.choice((60.0, 91.44, 150.0, 400.0))),
            )
        )
    near = drawn.integers(0, size, POSITIONS * 9 // 20)
    spots = np.array([_centre(shape) for _, shape in fences])[near] + drawn.normal(0, 0.004, (len(near), 2))
    around = np.array(towns)[drawn.integers(0, len(towns), POSITIONS - len(near))]
    roads = around + drawn.normal(0, 0.3, around.shape)
    both = np.concatenate((spots, roads))
    drawn.shuffle(both)
    return fences, both[:, 0].copy(), both[:, 1].copy()


def _polygon(draw: random.Random, centre: Point) -> Polygon:
    corners, far = draw.randrange(4, 25), draw.uniform(0.0005, 0.004)
    ring = [
        (centre.longitude + math.cos(turn) * far * draw.uniform(0.8, 1.2) * 1.3, centre.latitude + math.sin(turn) * far)
        for turn in (step * 2 * math.pi / corners for step in range(corners))
    ]
    return Polygon((((*ring, ring[0]),),))


def _centre(shape: Shape) -> tuple[float, float]:
    if isinstance(shape, Circle):
        return shape.centre.latitude, shape.centre.longitude
    return shape.parts[0][0][0][1], shape.parts[0][0][0][0]


def _batch(index: FenceIndex, floor: Floor, latitudes: Any, longitudes: Any) -> tuple[float, float]:
    """Thousands of positions a second, of ours and of the best floor."""
    found = len(index.inside_many(latitudes, longitudes)[0])
    for other in floor.batches:
        # The same work: their circles are cut off at 64 corners.
        assert abs(other(latitudes, longitudes) - found) < found / 50
    works: list[Callable[[], object]] = [lambda: index.inside_many(latitudes, longitudes)]
    works += [lambda other=other: other(latitudes, longitudes) for other in floor.batches]
    mine, *others = _in_turn(works)
    return len(latitudes) / mine, len(latitudes) / min(others)


def _alone(index: FenceIndex, floor: Floor, latitudes: list[float], longitudes: list[float]) -> tuple[float, float]:
    points = [Point(*spot) for spot in zip(latitudes, longitudes, strict=True)]

    def ours() -> None:
        for point in points:
            index.inside(point)

    works: list[Callable[[], object]] = [ours]
    works += [
        lambda other=other: [other(*spot) for spot in zip(latitudes, longitudes, strict=True)]
        for other in floor.singles
    ]
    mine, *others = _in_turn(works)
    return len(points) / mine, len(points) / min(others)


def _in_turn(works: list[Callable[[], object]]) -> list[float]:
    """Median milliseconds of each, run in turn so that a drifting machine slows all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, times in zip(works, taken, strict=True):
            times.append(milliseconds(work))
    return [median(times) for times in taken]


def _status(name: str) -> float:
    """Megabytes, as the system tells them of this process."""
    told = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(told.split()[1]) / 1024
