"""What is drawn on a map and what comes back from it, as frozen values; and how they are told to the page, as JSON.

Words that people typed stay words: the page puts them into text nodes and never reads them as HTML.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from officedesk.maps.shapes import Circle, Point, Polygon, Shape

Tool: TypeAlias = Literal["circle", "polygon", "rectangle"]
TOOLS: Final[tuple[Tool, ...]] = ("circle", "polygon", "rectangle")

LONGEST_WORDS: Final = 200
"""Characters of a name or note that a map shows; the record behind it has the rest."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place on the map. ``tone`` names a colour of the theme (``accent``, ``ok``, ``warn``, ``bad``; else muted)."""

    id: int
    latitude: float
    longitude: float
    title: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class MapFence:
    """A fence on the map. ``colour`` is ``#rrggbb`` or names one of the theme; else it is the accent."""

    id: int
    name: str
    colour: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class MapLine:
    """A line through points in their order. ``colour`` as that of a fence."""

    id: int
    points: Sequence[Point]
    colour: str = ""
    dashed: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands drawn after a step. ``shape`` is ``None`` where nothing does: all was taken back or erased.

    A polygon is as it was drawn: rings may cross themselves and longitudes may pass 180. Only a repaired one can be
    stored (``officedesk.maps.geometry.repaired``).
    """

    shape: Shape | None
    step: str = ""
    """What was done: ``drawn``, ``edited``, ``moved``, ``cut``, ``rotated``, ``erased``, ``undone``, ``redone``."""


def points_json(points: Sequence[MapPoint]) -> bytes:
    """Points as columns; places that are nowhere on earth are left out."""
    shown = [point for point in points if _on_earth(point.latitude, point.longitude)]
    return _json(
        {
            "ids": [point.id for point in shown],
            "lats": [round(point.latitude, 7) for point in shown],
            "lons": [round(point.longitude, 7) for point in shown],
            "titles": [_words(point.title) for point in shown],
            "notes": [_words(point.note) for point in shown],
            "tones": [point.tone for point in shown],
        }
    )


def fences_json(fences: Sequence[MapFence]) -> bytes:
    """Fences with their shapes."""
    return _json(
        [
            {"id": fence.id, "name": _words(fence.name), "colour": fence.colour, "shape": shape_value(fence.shape)}
            for fence in fences
        ]
    )


def lines_json(lines: Sequence[MapLine]) -> bytes:
    """Lines; points that are nowhere on earth are left out of theirs."""
    return _json(
        [
            {
                "id": line.id,
                "points": [[p.latitude, p.longitude] for p in line.points if _on_earth(p.latitude, p.longitude)],
                "colour": line.colour,
                "dashed": line.dashed,
                "title": _words(line.title),
            }
            for line in lines
        ]
    )


def shape_value(shape: Shape) -> dict[str, Any]:
    """A shape as the page takes it. One that lies across the antimeridian goes on past 180 degrees."""
    if isinstance(shape, Circle):
        return {"kind": "circle", "at": [shape.centre.latitude, shape.centre.longitude], "radius": shape.radius}
    parts = shape.parts
    longitudes = [spot[0] for part in parts for ring in part for spot in ring]
    if longitudes and min(longitudes) <= -180.0 and max(longitudes) >= 180.0 and not _spans_the_world(shape):
        parts = _rejoined(shape)
    return {"kind": "polygon", "parts": [[[list(spot) for spot in ring] for ring in part] for part in parts]}


def _spans_the_world(shape: Polygon) -> bool:
    """Whether one part alone reaches from -180 to 180: that is no cut."""
    return any(
        min(spot[0] for spot in part[0]) <= -180.0 and max(spot[0] for spot in part[0]) >= 180.0 for part in shape.parts
    )


def _rejoined(shape: Polygon) -> tuple[Any, ...]:
    """The parts of a polygon that was cut at the antimeridian, grown together again, the western ones past 180."""
    from shapely import geometry, ops

    east = [
        geometry.Polygon([((x + 360.0) if part[0][0][0] < 0 else x, y) for x, y in part[0]],
                         [[((x + 360.0) if part[0][0][0] < 0 else x, y) for x, y in hole] for hole in part[1:]])
        for part in shape.parts
    ]  # fmt: skip
    whole = ops.unary_union(east)
    grown = list(whole.geoms) if isinstance(whole, geometry.MultiPolygon) else [whole]
    return tuple(
        tuple(tuple(ring.coords) for ring in (part.exterior, *part.interiors))
        for part in grown
        if isinstance(part, geometry.Polygon)
    )


def _on_earth(latitude: float, longitude: float) -> bool:
    return math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 540


def _words(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


def _json(value: Any) -> bytes:
    # Escaped to ASCII: halves of surrogates and line separators pass like any other letter.
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")
