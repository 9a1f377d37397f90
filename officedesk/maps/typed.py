"""Points and corners as people type and paste them: ``44.97789, -93.26402``, one corner a line.

A line ``hole`` begins a hole in the part above it, ``part`` another part of the same fence.
"""

import re
from collections.abc import Iterable, Sequence

from officedesk.maps.shapes import Point, Polygon, Position, wrapped

HOLE, PART = "hole", "part"
_MOST_LINES = 100_000
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_ANGLE = re.compile(
    rf"\s*(?P<before>[NSEWnsew])?\s*(?P<degrees>{_NUMBER})\s*°?"
    r"(?:\s*(?P<minutes>\d+(?:\.\d*)?)\s*['′’](?:\s*(?P<seconds>\d+(?:\.\d*)?)\s*(?:[\"″”]|''))?)?"
    r"(?(before)|(?:\s*(?P<after>[NSEWnsew]))?)"
)
_BETWEEN = re.compile(r"\s*[,;\t ]\s*|\s*(?=[NSEWnsew+-])")
_MINUS = str.maketrans({"−": "-", "–": "-", "\N{NO-BREAK SPACE}": " "})


def parse_point(text: str) -> Point:
    """A latitude and a longitude in degrees, with or without minutes, seconds and N, S, E, W.

    Raises ``ValueError`` with what is wrong, in the user's words.
    """
    said = text.translate(_MINUS).strip().strip("()[]")
    first = _ANGLE.match(said)
    between = _BETWEEN.match(said, len(first.group().rstrip())) if first is not None else None
    second = _ANGLE.fullmatch(said, between.end()) if between is not None else None
    if first is None or second is None:
        raise ValueError("Type a latitude and a longitude, such as 44.97789, -93.26402.")
    one, one_way = _degrees(first)
    other, other_way = _degrees(second)
    ways = one_way + other_way
    if ways and sorted(way in "NS" for way in ways) not in ([False, True], [True], [False]):
        raise ValueError("One of the two is a latitude (N or S), the other a longitude (E or W).")
    if (one_way and one_way in "EW") or (other_way and other_way in "NS"):
        one, other = other, one
    if not -90 <= one <= 90:
        swapped = " The latitude comes first." if -90 <= other <= 90 and -180 <= one <= 180 else ""
        raise ValueError(f"A latitude is from -90 to 90.{swapped}")
    if not -180 <= other <= 180:
        raise ValueError("A longitude is from -180 to 180.")
    return Point(one, other)


def format_point(point: Point) -> str:
    """``44.97789, -93.26402``: what :func:`parse_point` reads back; five places are about a yard."""
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


def _degrees(found: "re.Match[str]") -> tuple[float, str]:
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError("Minutes and seconds are below 60.")
    degrees = float(found["degrees"])
    way = (found["before"] or found["after"] or "").upper()
    size = abs(degrees) + minutes / 60 + seconds / 3600
    negative = found["degrees"].startswith("-") or way in ("S", "W")
    return (-size if negative else size), way


def _short(value: float) -> str:
    # Ten thousandths of an inch: nothing that was drawn changes by being written down.
    return f"{round(value, 9) + 0.0:.9f}".rstrip("0").rstrip(".")
