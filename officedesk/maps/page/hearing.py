"""What the page may say to the program. Each message is checked whole: kind, types, ranges, sizes.

The page runs our own scripts only; it is heard as if it did not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from officedesk.maps.page.values import TOOLS, Drawn
from officedesk.maps.shapes import LARGEST_RADIUS, MOST_CORNERS, Box, Circle, Point, Polygon, Shape, wrapped

LONGEST_MESSAGE: Final = 2_000_000
"""Characters; a fence with the most corners it may have is a quarter of that."""
_LONGEST_NAME: Final = 60
_LARGEST_ID: Final = 2**53 - 1
_MOST_GATHERED: Final = 1_000
_STEPS: Final = frozenset(("drawn", "edited", "moved", "cut", "rotated", "erased"))


class Unheard(ValueError):
    """A message that says nothing the program knows: it is logged and left."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The page stands and can be told what to draw."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Something on the map was clicked, or with ``opening`` double-clicked."""

    layer: str
    id: int
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """A cluster of points that all lie at one place was clicked: some of its ids."""

    layer: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clicked:
    """The map itself was clicked."""

    at: Point


@dataclass(frozen=True, slots=True)
class Moved:
    """Another part of the map is seen."""

    box: Box
    zoom: float
    centre: Point


@dataclass(frozen=True, slots=True)
class PinMoved:
    """The pin was dragged."""

    at: Point


@dataclass(frozen=True, slots=True)
class Lassoed:
    """A line was drawn around a part of the map: its corners, without the first one again."""

    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Sketching:
    """A shape is being drawn: how many corners it has so far, and how many were taken back."""

    corners: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key or button of the page that the program answers: ``undo``, ``redo``, ``cancel``, ``no lasso``, or a tool."""

    what: str


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """One of the credits was clicked: which of them."""

    index: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What was told up to this message is drawn."""

    number: int


Message: TypeAlias = (
    Ready | Picked | Gathered | Clicked | Moved | PinMoved | Lassoed | Sketching | Wanted | LinkWanted | Shown | Drawn
)


def heard(text: str) -> Message:
    """What the page said. Raises :class:`Unheard` for anything that is not exactly one of the known messages."""
    if len(text) > LONGEST_MESSAGE:
        raise Unheard("too long")
    try:
        said = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unheard("not JSON") from error
    if not isinstance(said, dict):
        raise Unheard("not an object")
    kind = said.pop("say", None)
    read = _KINDS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise Unheard("unknown message")
    wanted, make = read
    if set(said) != wanted:
        raise Unheard(f"{kind}: other parts than it has")
    try:
        return make(said)
    except (TypeError, KeyError, IndexError, OverflowError) as error:
        raise Unheard(f"{kind}: {error}") from error


def _picked(said: Mapping[str, Any]) -> Picked:
    opening = said["opening"]
    if not isinstance(opening, bool):
        raise Unheard("no yes or no")
    return Picked(_name(said["layer"]), _id(said["id"]), opening)


def _gathered(said: Mapping[str, Any]) -> Gathered:
    ids = said["ids"]
    if not isinstance(ids, list) or not 0 < len(ids) <= _MOST_GATHERED:
        raise Unheard("no points")
    return Gathered(_name(said["layer"]), tuple(_id(one) for one in ids))


def _moved(said: Mapping[str, Any]) -> Moved:
    west, east = _number(said["west"], -100_000, 100_000), _number(said["east"], -100_000, 100_000)
    south, north = _number(said["south"], -90, 90), _number(said["north"], -90, 90)
    if west > east or south > north:
        raise Unheard("a box inside out")
    whole = east - west >= 360
    box = Box(-180.0, south, 180.0, north) if whole else Box(wrapped(west), south, wrapped(east), north)
    return Moved(box, _number(said["zoom"], 0, 30), _point(said["centre"]))


def _lassoed(said: Mapping[str, Any]) -> Lassoed:
    corners = said["corners"]
    if not isinstance(corners, list) or not 3 <= len(corners) <= MOST_CORNERS:
        raise Unheard("no line around anything")
    # Not wrapped: across the antimeridian the line goes on past 180, else it would go around the world.
    return Lassoed(tuple(_pair(corner) for corner in corners))


def _wanted(said: Mapping[str, Any]) -> Wanted:
    what = said["what"]
    if what not in ("undo", "redo", "cancel", "no lasso", *TOOLS):
        raise Unheard("unknown wish")
    return Wanted(what)


def _drawn(said: Mapping[str, Any]) -> Drawn:
    if said["step"] not in _STEPS:
        raise Unheard("unknown step")
    return Drawn(None if said["shape"] is None else shape_of(said["shape"]), said["step"])


def shape_of(value: Any) -> Shape:
    """A shape that the page drew. Raises :class:`Unheard` where it is none."""
    if not isinstance(value, dict):
        raise Unheard("no shape")
    if value.get("kind") == "circle" and set(value) == {"kind", "at", "radius"}:
        return Circle(_point(value["at"]), _number(value["radius"], 0, 10 * LARGEST_RADIUS))
    if value.get("kind") != "polygon" or set(value) != {"kind", "parts"}:
        raise Unheard("no shape")
    parts, corners = value["parts"], 0
    if not isinstance(parts, list) or not parts:
        raise Unheard("a polygon of nothing")
    read = []
    for part in parts:
        if not isinstance(part, list) or not part:
            raise Unheard("a part of nothing")
        rings = []
        for ring in part:
            if not isinstance(ring, list) or len(ring) < 3:
                raise Unheard("a ring without an inside")
            corners += len(ring)
            if corners > 2 * MOST_CORNERS:
                raise Unheard("too many corners")
            spots = tuple(map(_position, ring))
            rings.append(spots if spots[0] == spots[-1] else (*spots, spots[0]))
        read.append(tuple(rings))
    return Polygon(tuple(read))


def _pair(value: Any) -> tuple[float, float]:
    """Latitude and longitude, which may have gone around the world."""
    if not isinstance(value, list) or len(value) != 2:
        raise Unheard("no place")
    return _number(value[0], -90, 90), _number(value[1], -100_000, 100_000)


def _position(value: Any) -> tuple[float, float]:
    """Longitude and latitude, in the order of GeoJSON."""
    if not isinstance(value, list) or len(value) != 2:
        raise Unheard("no place")
    return _number(value[0], -100_000, 100_000), _number(value[1], -90, 90)


def _point(value: Any) -> Point:
    latitude, longitude = _pair(value)
    return Point(latitude, wrapped(longitude))


def _number(value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Unheard("no number")
    if not least <= value <= most:
        raise Unheard("a number out of range")
    return float(value)


def _id(value: Any) -> int:
    return _whole(value, -_LARGEST_ID - 1, _LARGEST_ID)


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unheard("no whole number in range")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
        raise Unheard("no name")
    return value


def _no_constant(_name: str) -> Any:
    raise ValueError("not a number")


_KINDS: Final[Mapping[str, tuple[frozenset[str], Callable[[Mapping[str, Any]], Message]]]] = {
    "ready": (frozenset(), lambda _: Ready()),
    "picked": (frozenset(("layer", "id", "opening")), _picked),
    "gathered": (frozenset(("layer", "ids")), _gathered),
    "clicked": (frozenset(("at",)), lambda said: Clicked(_point(said["at"]))),
    "moved": (frozenset(("west", "south", "east", "north", "zoom", "centre")), _moved),
    "pin": (frozenset(("at",)), lambda said: PinMoved(_point(said["at"]))),
    "lassoed": (frozenset(("corners",)), _lassoed),
    "sketching": (
        frozenset(("corners", "takenBack")),
        lambda said: Sketching(_whole(said["corners"], 0, MOST_CORNERS), _whole(said["takenBack"], 0, MOST_CORNERS)),
    ),
    "wanted": (frozenset(("what",)), _wanted),
    "link": (frozenset(("index",)), lambda said: LinkWanted(_whole(said["index"], 0, 50))),
    "shown": (frozenset(("number",)), lambda said: Shown(_whole(said["number"], 0, _LARGEST_ID))),
    "drawn": (frozenset(("shape", "step")), _drawn),
}
