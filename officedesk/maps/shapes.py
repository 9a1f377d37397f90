"""Points, boxes and fences on the ground: WGS84 degrees and metres. Nothing heavy is imported here.

**Edges.** An edge of a polygon is straight as the map draws it, that is in Mercator's projection: what the user sees
within the line is within. Up to a few kilometres that is the same as straight in longitude and latitude; where it is
not, :mod:`officedesk.maps.geometry.edges` puts corners between. A circle is the true one: all points whose geodesic
distance to the centre is at most the radius.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from officedesk.errors import OfficeError

Position: TypeAlias = tuple[float, float]
"""Longitude, latitude: the order of GeoJSON."""
Ring: TypeAlias = tuple[Position, ...]
"""Closed: the last position is the first one again."""
Part: TypeAlias = tuple[Ring, ...]
"""The outline (counterclockwise), then its holes (clockwise)."""
Parts: TypeAlias = tuple[Part, ...]

SMALLEST_RADIUS: Final = 1.0
LARGEST_RADIUS: Final = 1_000_000.0
"""Metres. Beyond it a fence is no place any more, and a circle on the map is not recognized as one."""
MOST_CORNERS: Final = 20_000
"""Of one fence, holes included."""


class BadShape(OfficeError):
    """What was drawn or read cannot be a fence; the message says why and what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Box:
    """From ``west`` eastward to ``east``; ``west > east`` where it lies across the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def crosses(self) -> bool:
        """Whether it lies across the antimeridian."""
        return self.west > self.east

    @property
    def width(self) -> float:
        """Degrees of longitude from west to east, at most 360."""
        return self.east - self.west + (360.0 if self.crosses else 0.0)

    @property
    def centre(self) -> Point:
        return Point((self.south + self.north) / 2, wrapped(self.west + self.width / 2))

    def contains(self, point: Point) -> bool:
        """Whether ``point`` is in the box or on its edge."""
        if not self.south <= point.latitude <= self.north:
            return False
        if self.crosses:
            return point.longitude >= self.west or point.longitude <= self.east
        return self.west <= point.longitude <= self.east

    def meets(self, other: "Box") -> bool:
        """Whether both have a point in common."""
        return (
            self.south <= other.north
            and other.south <= self.north
            and any(a[0] <= b[1] and b[0] <= a[1] for a in self.spans for b in other.spans)
        )

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """Its longitudes as one or, across the antimeridian, two spans from west to east."""
        return ((self.west, 180.0), (-180.0, self.east)) if self.crosses else ((self.west, self.east),)

    @classmethod
    def around(cls, boxes: "Iterable[Box | Point]") -> "Box | None":
        """The narrowest box around all, across the antimeridian where that is narrower; none around nothing."""
        found = [
            box if isinstance(box, Box) else cls(box.longitude, box.latitude, box.longitude, box.latitude)
            for box in boxes
        ]
        if not found:
            return None
        south, north = min(box.south for box in found), max(box.north for box in found)
        spans = sorted(span for box in found for span in box.spans)
        # What is left open are the gaps between spans; the widest gap stays outside.
        gap, west, east = 0.0, spans[0][0], spans[0][1]
        reached = spans[0][1]
        for start, end in spans[1:]:
            if start - reached > gap:
                gap, west, east = start - reached, start, reached
            reached = max(reached, end)
        if spans[0][0] + 360.0 - reached >= gap:
            west, east = spans[0][0], reached
        return cls(west, south, east, north)


@dataclass(frozen=True, slots=True)
class Circle:
    centre: Point
    radius: float
    """Metres."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """One or several parts with their holes, cut at the antimeridian: longitudes are from -180 to 180."""

    parts: Parts

    @classmethod
    def of(cls, coordinates: Sequence[Sequence[Sequence[Sequence[float]]]]) -> "Polygon":
        """From the coordinates of a GeoJSON MultiPolygon that was stored; what comes from outside is repaired first."""
        return cls(
            tuple(
                tuple(tuple((float(spot[0]), float(spot[1])) for spot in ring) for ring in part) for part in coordinates
            )
        )

    @property
    def coordinates(self) -> list[Any]:
        """As lists, as JSON keeps them."""
        return [[[list(spot) for spot in ring] for ring in part] for part in self.parts]

    @property
    def corners(self) -> int:
        return sum(len(ring) - 1 for part in self.parts for ring in part)


Shape: TypeAlias = Circle | Polygon


@dataclass(frozen=True, slots=True)
class Measured:
    """What follows from a shape."""

    area: float
    """Square metres on the ellipsoid."""
    perimeter: float
    """Metres on the ellipsoid, the edges of holes included."""
    box: Box
    inside: Point
    """A point inside, well away from the edge: where a label stands. Of a circle its centre."""


@dataclass(frozen=True, slots=True)
class Repaired:
    shape: Polygon
    notes: tuple[str, ...] = ()
    """What was mended, one sentence each; empty where nothing was."""


def wrapped(longitude: float) -> float:
    """The same meridian from -180 to 180; what is there already stays as it is."""
    if -180.0 <= longitude <= 180.0:
        return longitude
    return (longitude + 180.0) % 360.0 - 180.0
