"""Edges as the map draws them.

The map is Mercator's, so an edge that is straight on the screen bends in longitude and latitude: over 2 km at 45° by
10 cm, over 100 km by 200 m. Corners put along the drawn line make what is computed in degrees agree with what is seen.
Beyond the map's end (85.05°) an edge goes on as if the map did so evenly to the pole.
"""

import math
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from officedesk.maps.geometry.ellipsoid import RADIUS, Numbers
from officedesk.maps.shapes import Part

DRAWN_TO: Final = math.degrees(math.atan(math.sinh(math.pi)))
"""The latitude at which the web's map, a square, ends."""
_STRETCH: Final = math.cosh(math.pi)
"""How much larger than at the equator the map is there."""
_AGREE: Final = 0.1
"""Metres that an edge may be off the drawn line."""
_MOST_PIECES: Final = 256
_MOST_ADDED: Final = 100_000


def drawn(ring: Numbers, geodesic: float | None = None) -> Numbers:
    """``ring`` (rows of longitude, latitude) with corners added where the drawn line bends away from it.

    With ``geodesic`` there are so many that geodesics between them are off the drawn line by so many metres at most.
    """
    pieces = _pieces(ring, geodesic)
    total = int(pieces.sum())
    if total == len(pieces):
        return ring
    if total > len(pieces) + 3 * _MOST_ADDED:
        pieces = np.maximum(pieces * _MOST_ADDED // total, 1)
    return _divided(ring, pieces)


def as_parts(parts: Sequence[Part]) -> NDArray[np.object_]:
    """The parts of polygons as the geometry library's, with edges as the map draws them.

    All at once but for rings with an edge that bends: of a hundred thousand fences there are few such.
    """
    rings = [ring for part in parts for ring in part]
    if not rings:
        return np.empty(0, dtype=object)
    lengths = np.array([len(ring) for ring in rings])
    numbers = chain.from_iterable(chain.from_iterable(rings))
    spots = np.fromiter(numbers, dtype=float, count=2 * int(lengths.sum())).reshape(-1, 2)
    ends = np.cumsum(lengths)
    bent = _pieces(spots) > 1
    # From the end of one ring to the start of the next there is no edge.
    bent[ends[:-1] - 1] = False
    owners = np.repeat(np.arange(len(rings)), lengths)
    if bent.any():
        finer = set(owners[:-1][bent].tolist())
        lines = np.split(spots, ends[:-1])
        lines = [drawn(line) if number in finer else line for number, line in enumerate(lines)]
        owners = np.repeat(np.arange(len(rings)), [len(line) for line in lines])
        spots = np.concatenate(lines)
    found = shapely.linearrings(spots, indices=owners)
    of_part = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return np.asarray(shapely.polygons(found, indices=of_part))


def _pieces(spots: Numbers, geodesic: float | None = None) -> NDArray[np.int64]:
    """In how many pieces each edge from one spot to the next is straight enough."""
    longitudes, latitudes = spots[:, 0], spots[:, 1]
    east, north = abs(np.radians(np.diff(longitudes))), abs(np.radians(np.diff(latitudes)))
    reach = np.maximum(abs(latitudes[1:]), abs(latitudes[:-1]))
    # At the map's end an edge bends most; beyond it not at all.
    steep = np.tan(np.radians(np.minimum(reach, DRAWN_TO)))
    off = np.where(east == 0, 0.0, RADIUS * north**2 / 8 * steep) / _AGREE
    if geodesic is not None:
        # How far a geodesic bends towards the pole; at a pole meridians run together.
        low = np.radians(np.minimum(abs(latitudes[1:]), abs(latitudes[:-1])))
        bend = RADIUS * np.sin(np.radians(reach)) * (east * north / 4 + east**2 * np.cos(low) / 8)
        off = np.maximum(off, bend / geodesic)
    return np.clip(np.ceil(np.sqrt(off)), 1, _MOST_PIECES).astype(np.int64)


def _divided(ring: Numbers, pieces: NDArray[np.int64]) -> Numbers:
    """Each edge in so many pieces; the corners that were there stay as they are to the bit."""
    edge = np.repeat(np.arange(len(pieces)), pieces)
    first = np.cumsum(pieces) - pieces
    part = (np.arange(len(edge)) - first[edge]) / pieces[edge]
    a, b = ring[edge], ring[edge + 1]
    found = a + (b - a) * part[:, None]
    new = part > 0
    low, high = height_of(a[new, 1]), height_of(b[new, 1])
    found[new, 1] = latitude_of(low + (high - low) * part[new])
    found[part == 0] = a[part == 0]
    return np.concatenate((found, ring[-1:]))


def height_of(latitude: Numbers) -> Numbers:
    """How far up the map a latitude is drawn, in radians of the equator; beyond the map's end it goes on evenly."""
    within = np.clip(latitude, -DRAWN_TO, DRAWN_TO)
    return np.asarray(np.arcsinh(np.tan(np.radians(within))) + np.radians(latitude - within) * _STRETCH)


def latitude_of(height: Numbers) -> Numbers:
    """The latitude that is drawn so far up the map."""
    within = np.clip(height, -math.pi, math.pi)
    return np.asarray(np.degrees(np.arctan(np.sinh(within)) + (height - within) / _STRETCH))
