"""The way of a device from one fix to the next: a line, gone along at constant speed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Final, NamedTuple

from officedesk.maps.crossings.fixes import Fences, Fix
from officedesk.maps.crossings.state import Mark
from officedesk.maps.shapes import Point, wrapped

EARTH: Final = 6_371_008.8
"""Metres: the mean radius."""
_FINE: Final = 0.25
"""Metres that the deepest place of a way is found to."""
_LONGER: Final = 1.01
"""How much longer a way may be than measured here."""


def metres(a: Point, b: Point) -> float:
    """Metres from ``a`` to ``b`` on a sphere: to half a percent, which is enough to doubt a fix."""
    south, north = radians(a.latitude), radians(b.latitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


@dataclass(slots=True)
class Way:
    """From ``start`` to ``end``, the short way round the Earth."""

    start: Fix
    end: Fix
    length: float = field(init=False)
    _turn: float = field(init=False)

    def __post_init__(self) -> None:
        self.length = metres(self.start.point, self.end.point)
        self._turn = (self.end.longitude - self.start.longitude + 180.0) % 360.0 - 180.0

    @property
    def accuracy(self) -> float:
        """Metres that its ends may be off."""
        return max(self.start.accuracy or 0.0, self.end.accuracy or 0.0)

    def point(self, part: float) -> Point:
        """Where it is ``part`` (0 to 1) of the way."""
        start, end = self.start, self.end
        latitude = start.latitude + part * (end.latitude - start.latitude)
        return Point(latitude, wrapped(start.longitude + part * self._turn))

    def mark(self, part: float) -> Mark:
        """The place and time ``part`` of the way; to the microsecond, and never past its end."""
        start, end = self.start, self.end
        if part >= 1.0:
            return Mark(end.at, end.latitude, end.longitude)
        point = self.point(part)
        seconds = part * (end.at - start.at).total_seconds()
        return Mark(start.at + timedelta(seconds=seconds), point.latitude, point.longitude)


class Piece(NamedTuple):
    """A stretch of a way on one side of a fence's edge."""

    start: float
    end: float
    inside: bool


def pieces(spans: Sequence[tuple[float, float]]) -> Iterator[Piece]:
    """All of a way in order, of which ``spans`` lie inside the fence."""
    reached = 0.0
    for start, end in spans:
        if start > reached:
            yield Piece(reached, start, False)
        yield Piece(start, end, True)
        reached = end
    if reached < 1.0:
        yield Piece(reached, 1.0, False)


def reaches(way: Way, piece: Piece, fence: int, fences: Fences, distance: float) -> bool:
    """Whether somewhere on ``piece`` the edge is at least ``distance`` away.

    Along a metre the distance to the edge changes by a metre at most: that tells where it is not worth looking.
    """

    def away(part: float) -> float:
        return abs(fences.edge_distance(fence, way.point(part)))

    begin, end = piece.start, piece.end
    # Where a piece neither begins nor ends with the way it does so at the edge.
    if begin > 0.0 and end < 1.0 and (end - begin) * way.length * _LONGER / 2 < distance + _FINE:
        return False
    from_begin, from_end = away(0.0) if begin == 0.0 else 0.0, away(1.0) if end == 1.0 else 0.0
    if from_begin >= distance or from_end >= distance:
        return True
    open_ = [(begin, from_begin, end, from_end)]
    while open_:
        begin, from_begin, end, from_end = open_.pop()
        if (from_begin + from_end + (end - begin) * way.length * _LONGER) / 2 < distance + _FINE:
            continue
        middle = (begin + end) / 2
        here = away(middle)
        if here >= distance:
            return True
        open_ += [(middle, here, end, from_end), (begin, from_begin, middle, here)]
    return False
