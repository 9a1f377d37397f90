"""Rings as people and files give them, laid out flat as the map draws them.

They are checked, without jumps at the antimeridian, closed at a pole. What is mended is mended on the map: an edge is
straight there, and where two cross is where the user sees them cross.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from officedesk.maps.geometry.edges import height_of, latitude_of
from officedesk.maps.geometry.ellipsoid import Numbers
from officedesk.maps.shapes import MOST_CORNERS, BadShape

PLACES: Final = 8
"""Decimals of a stored degree: a millimetre."""
_FARTHEST: Final = 720.0
"""Maps show the world several times side by side, and one may draw on any of them."""
_WIDEST: Final = 1080.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A ring as it is drawn: longitudes go on without a jump, heights are those on the map, in degrees of the equator.

    Closed. Empty where fewer than three corners were left.
    """

    spots: Numbers
    repeated: int = 0
    pole: str = ""

    @property
    def empty(self) -> bool:
        return len(self.spots) == 0

    @property
    def west(self) -> float:
        return float(self.spots[:, 0].min())

    @property
    def east(self) -> float:
        return float(self.spots[:, 0].max())


def polygons_of(outline: Any) -> list[list[Any]]:
    """A ring, the rings of a polygon or the polygons of a multipolygon: always as polygons of rings."""
    depth, inner = 0, outline
    while isinstance(inner, Sequence) and not isinstance(inner, str) and len(inner):
        inner = inner[0]
        depth += 1
    if isinstance(inner, Sequence) and not isinstance(inner, str):
        depth += 1
    polygons = {2: [[outline]], 3: [outline], 4: outline}.get(depth)
    if polygons is None:
        if depth < 2 and isinstance(outline, Sequence) and not outline:
            raise BadShape("The shape has no corners.", hint="Draw at least three.")
        raise BadShape("The shape is not a list of corners.", hint="A corner is a longitude and a latitude.")
    for rings in polygons:
        if not isinstance(rings, Sequence) or isinstance(rings, str):
            raise BadShape("A part of the shape is not a list of rings.")
    return list(polygons)


def laid_out(corners: Any) -> Laid:
    """One ring, checked. :class:`BadShape` for what is no place on the earth."""
    spots = _numbers(corners)
    spots = np.round(spots, PLACES) + 0.0
    if len(spots) > 1 and (spots[0] == spots[-1]).all():
        spots = spots[:-1]
    count = len(spots)
    if count:
        spots = spots[(spots != np.roll(spots, 1, axis=0)).any(axis=1)]
    repeated = count - len(spots)
    if len(spots) < 3:
        return Laid(np.empty((0, 2)), repeated)
    flat, turns = _unrolled(spots)
    pole = ""
    if turns:
        # Which side is inside of a line around the earth is not said: the side with the nearer pole is the smaller one.
        north = float(flat[:, 1].mean()) >= 0
        pole = "North" if north else "South"
        end = float(flat[0, 0]) + 360.0 * turns
        height = 90.0 if north else -90.0
        closing = [(end, flat[0, 1]), (end, height), (flat[0, 0], height)]
        flat = np.concatenate((flat, np.array(closing)))
    flat = np.concatenate((flat, flat[:1]))
    if float(np.ptp(flat[:, 0])) > _WIDEST:
        raise BadShape("The outline goes around the earth several times.", hint="Draw it around one place.")
    flat = _shifted(flat)
    flat[:, 1] = np.degrees(height_of(flat[:, 1]))
    return Laid(flat, repeated, pole)


def on_earth(flat: Numbers) -> Numbers:
    """Rows of longitude and latitude, as they are stored, of rows of longitude and height on the map."""
    latitudes = latitude_of(np.radians(flat[:, 1]))
    return np.asarray(np.round(np.stack((flat[:, 0], latitudes), axis=-1), PLACES) + 0.0, dtype=np.float64)


def _numbers(corners: Any) -> Numbers:
    """Rows of longitude and latitude; heights and what else a corner has are left out."""
    if not isinstance(corners, Sequence) or isinstance(corners, str):
        raise BadShape("A ring of the shape is not a list of corners.")
    if len(corners) > MOST_CORNERS * 10:
        raise too_many(len(corners))
    found = []
    for number, corner in enumerate(corners, 1):
        try:
            longitude, latitude = float(corner[0]), float(corner[1])
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            raise BadShape(f"Corner {number} is not a longitude and a latitude.") from None
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            raise BadShape(f"Corner {number} is not a place: a coordinate is not a finite number.")
        if abs(latitude) > 90 or abs(longitude) > _FARTHEST:
            raise BadShape(
                f"Corner {number} is not on the earth: longitude {longitude:g}, latitude {latitude:g}.",
                hint="Coordinates are degrees, longitude first; they may be swapped or in another system.",
            )
        found.append((longitude, latitude))
    return np.array(found, dtype=float).reshape(-1, 2)


def too_many(count: int) -> BadShape:
    """What is said of a shape with so many corners."""
    return BadShape(
        f"The shape has {count:,} corners; a geofence has at most {MOST_CORNERS:,}.",
        hint="Simplify it, or divide it among several geofences.",
    )


def _unrolled(spots: Numbers) -> tuple[Numbers, int]:
    """The ring without jumps, and how many times it goes around the earth eastward.

    From one corner to the next it is the short way around, but for the seams of shapes that were cut: along a pole, and
    from -180 to 180 in one.
    """
    after = np.roll(spots, -1, axis=0)
    east = after[:, 0] - spots[:, 0]
    polar = (abs(spots[:, 1]) == 90) & (abs(after[:, 1]) == 90)
    seam = (abs(spots[:, 0]) == 180) & (abs(after[:, 0]) == 180) & (abs(east) == 360)
    jump = (abs(east) > 180) & ~polar & ~seam
    worlds = np.where(jump, np.round(east / 360), 0)
    passed = np.concatenate(([0], np.cumsum(worlds)))
    flat = spots.copy()
    # Whole turns are taken off, so that no decimal of a corner changes; what the subtraction blurs is rounded.
    flat[:, 0] = np.round(spots[:, 0] - 360.0 * passed[:-1], PLACES)
    return flat, -int(passed[-1])


def _shifted(flat: Numbers) -> Numbers:
    """The ring on the world that most of it lies on."""
    low, high = float(flat[:, 0].min()), float(flat[:, 0].max())
    worlds = 0.0 if low >= -180 and high <= 180 else math.floor(((low + high) / 2 + 180) / 360)
    if not worlds:
        return flat
    shifted = flat.copy()
    shifted[:, 0] = np.round(flat[:, 0] - 360.0 * worlds, PLACES)
    return shifted
