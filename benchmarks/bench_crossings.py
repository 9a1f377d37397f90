"""The crossing engine over a million fixes of 200 devices, with few and very many fences, in batches and one at a time.

The yardstick is the least that could tell where the devices were: the same fixes as arrays, and the geometry library's
tree asked which fences hold each of them and which edges the way to it meets. It keeps no state, knows a circle only as
a polygon, and puts nothing in order; so the engine may take longer.
"""

import gc
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time
from typing import Any

from benchmarks.figures import Figure
from officedesk.maps.crossings.engine import advance
from officedesk.maps.crossings.fixes import Fix, Rules
from officedesk.maps.crossings.state import State
from officedesk.maps.geometry import FenceIndex, ring
from officedesk.maps.shapes import Circle, Point, Polygon, Shape

FENCES = {100: 0.5, 10_000: 0.3, 100_000: 0.1}
"""How many, and the least share of the yardstick's speed: a van that drives past more fences has more to decide."""
DEVICES = 200
FIXES = 5_000
EVERY = 30
SINGLE = 20_000
"""Fixes that are given one at a time."""
WEST, SOUTH, EAST, NORTH = -84.8, 38.4, -80.5, 41.9
"""Ohio, about."""
START = datetime(2026, 6, 1, tzinfo=UTC)
RULES = Rules()


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures = []
    for count, share in FENCES.items():
        fences = list(_fences(count))
        index = FenceIndex(fences)
        area = f"crossings {count:,}"
        ours, floor, events, waiting = _batches(index, _floor(fences), fences)
        figures += [
            Figure(
                area,
                "fixes a second, in batches",
                ours,
                "/s",
                share,
                floor,
                at_least=True,
                note=f"{events:,} crossings",
            ),
            Figure(area, "fixes a second, one at a time", _one_at_a_time(index, fences), "/s", 5_000, at_least=True),
            Figure(area, "fixes kept of a device between calls", waiting, "fixes", RULES.most_waiting),
        ]
        figures.append(Figure(area, "memory that a day of fixes of 200 devices adds", _growth(index, fences), "MB", 20))
    return figures


def _fences(count: int) -> Iterator[tuple[int, Shape]]:
    """Circles of 50 to 250 m and polygons of as much, all over the state."""
    random = Random(1)
    for number in range(count):
        latitude, longitude = random.uniform(SOUTH, NORTH), random.uniform(WEST, EAST)
        size = random.uniform(50, 250)
        if number % 10 < 7:
            yield number, Circle(Point(latitude, longitude), size)
            continue
        corners = random.randint(4, 12)
        spots = []
        for corner in range(corners):
            turn = 2 * math.pi * corner / corners
            reach = size * random.uniform(0.6, 1)
            spots.append(_moved(latitude, longitude, reach * math.sin(turn), reach * math.cos(turn))[::-1])
        yield number, Polygon((((*spots, spots[0]),),))


def _moved(latitude: float, longitude: float, north: float, east: float) -> tuple[float, float]:
    return latitude + north / 111_000, longitude + east / (111_320 * math.cos(math.radians(latitude)))


def _track(device: int, fences: Sequence[tuple[int, Shape]], count: int = FIXES) -> list[Fix]:
    """Days of a van: to a fence nearby, an hour there, to the next; every 30 seconds a fix, off by some metres."""
    random = Random(device)
    latitude, longitude = random.uniform(SOUTH + 0.5, NORTH - 0.5), random.uniform(WEST + 0.5, EAST - 0.5)
    found: list[Fix] = []
    goal, stay = (latitude, longitude), 0
    near = [_centre(shape) for _, shape in random.sample(fences, min(len(fences), 400))]
    near.sort(key=lambda spot: abs(spot[0] - latitude) + abs(spot[1] - longitude))
    while len(found) < count:
        north = (goal[0] - latitude) * 111_000
        east = (goal[1] - longitude) * 111_320 * math.cos(math.radians(latitude))
        far = math.hypot(north, east)
        if far > 1:
            step = min(far, random.choice((8, 15, 25)) * EVERY)
            latitude, longitude = _moved(latitude, longitude, north * step / far, east * step / far)
        elif stay:
            stay -= 1
        else:
            goal, stay = random.choice(near[:20]), random.randint(20, 200)
        spot = _moved(latitude, longitude, random.gauss(0, 4), random.gauss(0, 4))
        found.append(Fix(START + timedelta(seconds=EVERY * len(found)), *spot, 5.0))
    return found


def _centre(shape: Shape) -> tuple[float, float]:
    if isinstance(shape, Circle):
        return shape.centre.latitude, shape.centre.longitude
    corners = shape.parts[0][0][:-1]
    return statistics.fmean(spot[1] for spot in corners), statistics.fmean(spot[0] for spot in corners)


def _floor(fences: Sequence[tuple[int, Shape]]) -> Callable[[Sequence[Fix]], Any]:
    import numpy as np
    import shapely

    polygons = [
        shapely.Polygon(ring(shape, 48)) if isinstance(shape, Circle) else shapely.Polygon(shape.parts[0][0])
        for _, shape in fences
    ]
    shapely.prepare(polygons)
    tree = shapely.STRtree(polygons)
    outlines = np.array(shapely.boundary(polygons))
    shapely.prepare(outlines)

    def look(fixes: Sequence[Fix]) -> Any:
        spots = np.array([(fix.longitude, fix.latitude) for fix in fixes])
        inside = tree.query(shapely.points(spots), predicate="intersects")
        ways = shapely.linestrings(np.stack((spots[:-1], spots[1:]), axis=1))
        way, fence = tree.query(ways)
        return inside, way[shapely.intersects(outlines[fence], ways[way])]

    return look


def _batches(
    index: FenceIndex, floor: Callable[[Sequence[Fix]], Any], fences: Sequence[tuple[int, Shape]]
) -> tuple[float, float, int, float]:
    """Fixes a second of ours and of the floor, crossings found, most fixes that a state kept."""
    ours = theirs = 0.0
    events = waiting = 0
    for device in range(DEVICES):
        fixes = _track(device, fences)
        begin = process_time()
        done = advance(State(), fixes, index, RULES)
        ours += process_time() - begin
        begin = process_time()
        floor(fixes)
        theirs += process_time() - begin
        events += len(done.events)
        waiting = max(waiting, len(done.state.waiting))
    count = DEVICES * FIXES
    return count / ours, count / theirs, events, waiting


def _one_at_a_time(index: FenceIndex, fences: Sequence[tuple[int, Shape]]) -> float:
    taken, count = 0.0, 0
    for device in range(10):
        state = State()
        for fix in _track(device, fences, SINGLE // 10):
            begin = process_time()
            state = advance(state, (fix,), index, RULES).state
            taken += process_time() - begin
            count += 1
    return count / taken


def _growth(index: FenceIndex, fences: Sequence[tuple[int, Shape]]) -> float:
    """Megabytes of all states together, kept as JSON in between, and of what the engine left behind."""
    import tracemalloc

    tracks = [_track(device, fences, 24 * 3600 // EVERY) for device in range(20)]
    gc.collect()
    tracemalloc.start()
    states = [advance(State(), track, index, RULES).state for track in tracks]
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return held * DEVICES / len(states)
