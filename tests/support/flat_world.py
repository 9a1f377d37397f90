"""A flat world of few fences, in plain Python: what the crossing engine asks of the ground, answered the slow way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import cos, hypot, inf, radians, sin, sqrt
from typing import NamedTuple

from officedesk.maps.shapes import Circle, Point, Shape, wrapped

EQUATOR, FLATTENING = 6_378_137.0, 1 / 298.257223563

Spot = tuple[float, float]
"""Metres east and north of the middle of the world."""


class Met(NamedTuple):
    """The stretches of a way inside a fence, as fractions of it."""

    fence_id: int
    spans: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Disk:
    x: float
    y: float
    radius: float

    def away(self, spot: Spot) -> float:
        return hypot(spot[0] - self.x, spot[1] - self.y) - self.radius

    def met(self, a: Spot, b: Spot) -> list[float]:
        dx, dy, fx, fy = b[0] - a[0], b[1] - a[1], a[0] - self.x, a[1] - self.y
        square, half, rest = dx * dx + dy * dy, fx * dx + fy * dy, fx * fx + fy * fy - self.radius**2
        root = half * half - square * rest
        if square == 0 or root <= 0:
            return []
        return [part for part in ((-half - sqrt(root)) / square, (-half + sqrt(root)) / square) if 0 <= part <= 1]

    @property
    def room(self) -> float:
        return self.radius / 2


@dataclass(frozen=True)
class Outline:
    """A polygon of corners in either direction."""

    corners: tuple[Spot, ...]

    def edges(self) -> Iterator[tuple[Spot, Spot]]:
        return zip(self.corners, self.corners[1:] + self.corners[:1], strict=True)

    def away(self, spot: Spot) -> float:
        x, y = spot
        inside, nearest = False, inf
        for (ax, ay), (bx, by) in self.edges():
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
            dx, dy = bx - ax, by - ay
            part = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
            nearest = min(nearest, hypot(x - ax - part * dx, y - ay - part * dy))
        return -nearest if inside else nearest

    def met(self, a: Spot, b: Spot) -> list[float]:
        found = []
        dx, dy = b[0] - a[0], b[1] - a[1]
        for (cx, cy), (ex, ey) in self.edges():
            across = dx * (ey - cy) - dy * (ex - cx)
            if across == 0:
                continue
            along = ((cx - a[0]) * (ey - cy) - (cy - a[1]) * (ex - cx)) / across
            beside = ((cx - a[0]) * dy - (cy - a[1]) * dx) / across
            if 0 <= along <= 1 and 0 <= beside < 1:
                found.append(along)
        return sorted(found)

    @property
    def room(self) -> float:
        area = abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in self.edges())) / 2
        return area / sum(hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in self.edges())


@dataclass(frozen=True)
class FlatWorld:
    """Fences around ``middle``."""

    fences: Mapping[int, Disk | Outline]
    middle: Point = field(default_factory=lambda: Point(40.0, -83.0))

    def __contains__(self, fence_id: object) -> bool:
        return fence_id in self.fences

    def inside(self, point: Point) -> list[int]:
        spot = self.spot(point)
        return [fence for fence, shape in self.fences.items() if shape.away(spot) < 0]

    def edge_distance(self, fence_id: int, point: Point) -> float:
        return self.fences[fence_id].away(self.spot(point))

    def room(self, fence_id: int) -> float:
        return self.fences[fence_id].room

    def crossed(self, a: Point, b: Point) -> list[Met]:
        start, end = self.spot(a), self.spot(b)
        found = []
        for fence, shape in self.fences.items():
            cuts = [0.0, *shape.met(start, end), 1.0]
            spans = []
            for low, high in pairwise(cuts):
                middle = (low + high) / 2
                spot = (start[0] + (end[0] - start[0]) * middle, start[1] + (end[1] - start[1]) * middle)
                if low < high and shape.away(spot) < 0:
                    spans.append((low, high))
            if spans:
                found.append(Met(fence, tuple(spans)))
        return found

    def may_cross(self, latitudes: Sequence[float], longitudes: Sequence[float]) -> list[bool]:
        points = [Point(*spot) for spot in zip(latitudes, longitudes, strict=True)]
        return [any(met.spans != ((0.0, 1.0),) for met in self.crossed(a, b)) for a, b in pairwise(points)]

    @cached_property
    def metres(self) -> Spot:
        """Metres of a degree of longitude and of latitude, here on the ellipsoid."""
        square = FLATTENING * (2 - FLATTENING)
        rest = 1 - square * sin(radians(self.middle.latitude)) ** 2
        across, along = EQUATOR / sqrt(rest), EQUATOR * (1 - square) / rest**1.5
        return radians(across * cos(radians(self.middle.latitude))), radians(along)

    def spot(self, point: Point) -> Spot:
        east = (point.longitude - self.middle.longitude + 180) % 360 - 180
        return east * self.metres[0], (point.latitude - self.middle.latitude) * self.metres[1]

    def point(self, spot: Spot) -> Point:
        """The place so many metres east and north."""
        east, north = spot[0] / self.metres[0], spot[1] / self.metres[1]
        return Point(self.middle.latitude + north, wrapped(self.middle.longitude + east))

    def shapes(self) -> list[tuple[int, Shape]]:
        """The same fences for the index that the program uses."""
        from officedesk.maps.geometry import repaired

        found: list[tuple[int, Shape]] = []
        for fence, shape in self.fences.items():
            if isinstance(shape, Disk):
                found.append((fence, Circle(self.point((shape.x, shape.y)), shape.radius)))
            else:
                points = [self.point(corner) for corner in shape.corners]
                found.append((fence, repaired([(point.longitude, point.latitude) for point in points]).shape))
        return found
