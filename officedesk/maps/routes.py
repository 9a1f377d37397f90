"""A day's stops: how far it is between them as the crow flies, and in which order that is least.

Nothing here knows roads. What it says is told as what it is: straight lines on the ellipsoid, and an estimate made
of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Protocol

MOST_STOPS = 200
"""More than anybody drives to in a day; what the search below does at once."""
DETOUR = 1.3
"""How much longer roads are than the straight line: the usual figure for towns."""
SPEED = 30 * 1609.344 / 3600
"""Metres a second: 30 mph, in town with its lights."""
ESTIMATE = "Estimated from straight lines: no roads, no traffic"
"""Stands beside every figure that :func:`travel` gives."""
_ROUNDS = 60
_TRIES = 2_000
"""Stops squared times ways to begin: twelve stops are tried from each."""
_GAIN = 1e-6
"""Metres that an exchange has to save: rounding must not exchange for ever."""


class At(Protocol):
    """Something at a point in WGS84 degrees."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Travel:
    """What a way may take. ``metres`` is the straight line, ``minutes`` a guess that goes by :data:`ESTIMATE`."""

    metres: float
    minutes: int

    @property
    def words(self) -> str:
        """``about 25 min``; under an hour to the next 5 minutes, then to the next quarter of an hour."""
        step = 5 if self.minutes < 60 else 15
        rounded = max(step, round(self.minutes / step) * step)
        hours, minutes = divmod(rounded, 60)
        if not hours:
            return f"about {minutes} min"
        return f"about {hours} h {minutes} min" if minutes else f"about {hours} h"


def travel(metres: float) -> Travel:
    """What it may take to drive ``metres`` of straight line."""
    return Travel(metres, round(metres * DETOUR / SPEED / 60))


def leg_distances(points: Sequence[At]) -> tuple[float, ...]:
    """Metres along the ellipsoid from each point to the next: one fewer than points."""
    if len(points) < 2:
        return ()
    from pyproj import Geod

    latitudes, longitudes = [at.latitude for at in points], [at.longitude for at in points]
    _, _, metres = Geod(ellps="WGS84").inv(longitudes[:-1], latitudes[:-1], longitudes[1:], latitudes[1:])
    return tuple(float(one) for one in metres)


def length(points: Sequence[At]) -> float:
    """Metres along the ellipsoid through ``points`` in their order."""
    return sum(leg_distances(points))


def suggested_order(start: At | None, stops: Sequence[At], end: At | None = None) -> tuple[int, ...]:
    """The order in which to visit ``stops`` (their places in it), from ``start`` and to ``end`` where there are any.

    Nearest insertion, then exchanges (2-opt, and moving up to three stops) until none helps; of few stops from each of
    them. And from the given order, so that the suggestion is never longer than what it was asked about. Raises
    :class:`ValueError` for more than :data:`MOST_STOPS` stops and for points that are nowhere.
    """
    if len(stops) > MOST_STOPS:
        raise ValueError(f"{len(stops)} stops are more than {MOST_STOPS}")
    far = _Distances(start, stops, end)
    given = list(range(len(stops)))
    if len(stops) < 2:
        return tuple(given)
    tries = min(far.count, max(1, _TRIES // far.count**2))
    begun = sorted(given, key=lambda stop: min(far.first[stop], far.last[stop]))[:tries]
    candidates = [
        given,
        _improved(far, given),
        *(_improved(far, _inserted(far, stop)) for stop in begun),
    ]
    best = min(candidates, key=far.of)
    return tuple(best)


class _Distances:
    """Metres between every two stops, and to them from where the day begins and ends."""

    def __init__(self, start: At | None, stops: Sequence[At], end: At | None) -> None:
        for at in (start, *stops, end):
            if at is not None and not (isfinite(at.latitude) and isfinite(at.longitude)):
                raise ValueError("a stop is nowhere")
        self.count = len(stops)
        self.between = [_from(stop, stops) for stop in stops]
        self.first = _from(start, stops) if start is not None else [0.0] * self.count
        self.last = _from(end, stops) if end is not None else [0.0] * self.count

    def of(self, order: list[int]) -> float:
        """Metres of a whole order."""
        between = self.between
        middle = sum(between[one][other] for one, other in pairwise(order))
        return self.first[order[0]] + middle + self.last[order[-1]]

    def step(self, one: int | None, other: int | None) -> float:
        """Metres from one stop to the next; ``None`` is where the day begins, or ends."""
        if one is None:
            return 0.0 if other is None else self.first[other]
        return self.last[one] if other is None else self.between[one][other]


def _from(at: At, stops: Sequence[At]) -> list[float]:
    from pyproj import Geod

    count = len(stops)
    if not count:
        return []
    latitudes, longitudes = [stop.latitude for stop in stops], [stop.longitude for stop in stops]
    _, _, metres = Geod(ellps="WGS84").inv([at.longitude] * count, [at.latitude] * count, longitudes, latitudes)
    return [float(one) for one in metres]


def _inserted(far: _Distances, begun: int) -> list[int]:
    """Nearest insertion: the stop that is nearest to the way so far, where it makes it least longer."""
    left = set(range(far.count)) - {begun}
    order = [begun]
    nearest = list(far.between[begun])
    while left:
        stop = min(left, key=lambda one: (nearest[one], one))
        left.remove(stop)
        row = far.between[stop]
        nearest = [min(one, other) for one, other in zip(nearest, row, strict=True)]
        around: list[int | None] = [None, *order, None]
        costs = [
            far.step(before, stop) + far.step(stop, after) - far.step(before, after)
            for before, after in pairwise(around)
        ]
        order.insert(costs.index(min(costs)), stop)
    return order


def _improved(far: _Distances, begun: Sequence[int]) -> list[int]:
    order = list(begun)
    for _ in range(_ROUNDS):
        if not (_turned(far, order) | _moved(far, order)):
            break
    return order


def _turned(far: _Distances, order: list[int]) -> bool:
    """2-opt: turn a stretch of the way around wherever that makes it shorter."""
    better, count, step = False, len(order), far.step
    for low in range(count - 1):
        before = order[low - 1] if low else None
        for high in range(low + 1, count):
            after = order[high + 1] if high + 1 < count else None
            first, last = order[low], order[high]
            if step(before, last) + step(first, after) + _GAIN < step(before, first) + step(last, after):
                order[low : high + 1] = order[low : high + 1][::-1]
                better = True
    return better


def _moved(far: _Distances, order: list[int]) -> bool:
    """Or-opt: move one to three stops elsewhere, either way around, wherever that makes the way shorter."""
    better, count, step = False, len(order), far.step
    for size in range(1, min(3, count - 1) + 1):
        for at in range(count - size + 1):
            part = order[at : at + size]
            rest: list[int | None] = [None, *order[:at], *order[at + size :], None]
            first, last = part[0], part[-1]
            now = step(rest[at], first) + step(last, rest[at + 1]) - step(rest[at], rest[at + 1])
            best, place, turned = now - _GAIN, -1, False
            for where in range(len(rest) - 1):
                before, after = rest[where], rest[where + 1]
                gap = step(before, after)
                straight, around = step(before, first) + step(last, after), step(before, last) + step(first, after)
                if min(straight, around) - gap < best:
                    best, place, turned = min(straight, around) - gap, where, around < straight
            if place >= 0:
                stops = [one for one in rest if one is not None]
                order[:] = [*stops[:place], *(part[::-1] if turned else part), *stops[place:]]
                better = True
    return better
