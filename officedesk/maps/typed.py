"""Points and corners as people type and paste them: ``44.97789, -93.26402``, one corner a line.

A line ``hole`` begins a hole in the part above it, ``part`` another part of the same fence.
"""

from collections.abc import Iterable, Sequence

from officedesk.maps.coordinates import BadCoordinate, read_point
from officedesk.maps.shapes import Point, Polygon, Position, wrapped

HOLE, PART = "hole", "part"
_MOST_LINES = 100_000
_PLACES = 8
"""As many as stored shapes have: a twentieth of an inch."""


def parse_point(text: str) -> Point:
    """A latitude and a longitude, as people write them. Raises ``ValueError`` with a sentence."""
    try:
        return read_point(text)
    except BadCoordinate as problem:
        raise ValueError(f"{problem}.") from None


def format_point(point: Point) -> str:
    """``44.97789, -93.26402``: what :func:`parse_point` reads back."""
    return f"{_short(point.latitude)}, {_short(wrapped(point.longitude))}"


def parse_corners(text: str) -> list[list[list[Position]]]:
    """Corners one a line as the coordinates of a GeoJSON MultiPolygon, rings closed; not looked at any further.

    Raises ``ValueError`` that names the line which cannot be read.
    """
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise ValueError(f"These are {len(lines):,} lines; {_MOST_LINES:,} are enough.")
    parts: list[list[list[Position]]] = [[[]]]
    for number, line in enumerate(lines, start=1):
        said = line.strip()
        word = said.casefold().rstrip(":")
        if word == PART:
            parts.append([[]])
        elif word == HOLE:
            if not parts[-1][0]:
                raise ValueError(f"Line {number}: a hole comes after the corners of what it is in.")
            parts[-1].append([])
        elif said:
            try:
                point = parse_point(said)
            except ValueError as problem:
                raise ValueError(f"Line {number}: {problem}") from None
            parts[-1][-1].append((point.longitude, point.latitude))
    found = [[_closed(ring) for ring in part if ring] for part in parts if part[0]]
    if not found:
        raise ValueError("Type at least three corners, one latitude and longitude a line.")
    return found


def format_corners(parts: Polygon) -> str:
    """The corners of a polygon, one a line: what :func:`parse_corners` reads back."""
    return "\n".join(_lines(parts.parts))


def _lines(parts: Iterable[Sequence[Sequence[Position]]]) -> Iterable[str]:
    for number, part in enumerate(parts):
        if number:
            yield PART
        for place, ring in enumerate(part):
            if place:
                yield HOLE
            yield from (format_point(Point(latitude, longitude)) for longitude, latitude in ring[:-1])


def _closed(ring: list[Position]) -> list[Position]:
    return ring if ring[0] == ring[-1] and len(ring) > 1 else [*ring, ring[0]]


def _short(value: float) -> str:
    return f"{round(value, _PLACES) + 0.0:.{_PLACES}f}".rstrip("0").rstrip(".")
