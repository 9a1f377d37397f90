"""GPX in. It knows points and lines only: a closed route or track is an area, a waypoint with a radius a circle.

What this program wrote (``type`` is ``geofence``) comes back whole: a track is one fence, its segments are rings, wound
counterclockwise for an outline and clockwise for a hole of the outline before.
"""

from itertools import pairwise
from typing import Any, Final

from officedesk.maps.exchange.found import BadFenceFile, Collector, number
from officedesk.maps.exchange.xml import children, local, text

OWN_TYPE: Final = "geofence"
_RADII: Final = ("radius", "Proximity")
_NEAR: Final = 30.0
"""Metres between the ends of a line that people took for closed."""

_Line = list[tuple[float, float]]


def read_gpx(root: Any, found: Collector) -> None:
    """Adds the fences of a GPX document."""
    seen = False
    for element in root:
        kind = local(element)
        if kind == "wpt":
            _read_waypoint(element, found)
        elif kind == "rte":
            _read_lines(element, [_line(element, "rtept")], found)
        elif kind == "trk":
            _read_lines(element, [_line(segment, "trkpt") for segment in children(element, "trkseg")], found)
        else:
            continue
        seen = True
    if not seen:
        raise BadFenceFile("it has no waypoints, routes or tracks.")


def _read_waypoint(waypoint: Any, found: Collector) -> None:
    name = found.named(text(waypoint, "name"))
    radius = next(
        (
            (below.text or "").strip()
            for side in children(waypoint, "extensions")
            for below in side.iter()
            if local(below) in _RADII
        ),
        "",
    )
    if radius:
        found.circle(name, waypoint.get("lon"), waypoint.get("lat"), radius)
    else:
        found.problem(name, "It is a waypoint without a radius, which is no area.")


def _line(element: Any, kind: str) -> _Line:
    return [(number(spot.get("lon")), number(spot.get("lat"))) for spot in children(element, kind)]


def _read_lines(element: Any, lines: list[_Line], found: Collector) -> None:
    name = found.named(text(element, "name"))
    lines = [line for line in lines if line]
    if not lines:
        found.problem(name, "It has no points.")
    elif text(element, "type") == OWN_TYPE:
        found.outline(name, _polygons(lines))
    elif all(len(line) > 2 and _closed(line) for line in lines):
        found.outline(name, [[line] for line in lines], notes=("What the line goes around is the area.",))
    else:
        found.problem(name, "It is a line that is not closed, which is no area.")


def _polygons(rings: list[_Line]) -> list[list[_Line]]:
    found: list[list[_Line]] = []
    for ring in rings:
        # Twice the area on the plane of degrees: only its sign counts, and no ring that was written crosses a seam.
        turn = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))
        if turn < 0 and found:
            found[-1].append(ring)
        else:
            found.append([ring])
    return found


def _closed(line: _Line) -> bool:
    """Whether the line's ends meet, as near as one who walked around a place comes."""
    import numpy as np

    from officedesk.maps.geometry.ellipsoid import GEOD

    if line[0] == line[-1]:
        return len(line) > 3
    spots = np.array(line)
    if not np.isfinite(spots).all() or (abs(spots[:, 1]) > 90).any():
        return False
    gap = GEOD.inv(*line[0], *line[-1])[2]
    return bool(gap <= max(_NEAR, 0.05 * GEOD.line_length(spots[:, 0], spots[:, 1])))
