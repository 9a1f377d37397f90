"""Edges as the map draws them.

The map is Mercator's, so an edge that is straight on the screen bends in longitude and latitude: over 2 km at 45° by
10 cm, over 100 km by 200 m. Corners put along the drawn line make what is computed in degrees agree with what is seen.
Where the map does not reach (beyond 85.06°) edges are straight in longitude and latitude.
"""

import math
from typing import Final

import numpy as np

from officedesk.maps.geometry.ellipsoid import RADIUS, Numbers

DRAWN_TO: Final = 85.0511287798066
"""The latitude at which the web's map ends."""
_AGREE: Final = 0.1
"""Metres that an edge may be off the drawn line."""
_MOST_PIECES: Final = 256
_MOST_ADDED: Final = 100_000


def drawn(ring: Numbers, step: float | None = None) -> Numbers:
    """``ring`` (rows of longitude, latitude) with corners added where the drawn line bends away from it.

    ``step`` degrees are the most that a piece may go on in longitude, so that geodesics between corners agree too.
    """
    longitudes, latitudes = ring[:, 0], ring[:, 1]
    east, north = np.diff(longitudes), np.diff(latitudes)
    highest = np.maximum(abs(latitudes[1:]), abs(latitudes[:-1]))
    bent = (highest < DRAWN_TO) & (east != 0)
    off = np.where(bent, RADIUS * np.radians(north) ** 2 / 8 * np.tan(np.radians(np.where(bent, highest, 0))), 0)
    pieces = np.minimum(np.ceil(np.sqrt(off / _AGREE)), _MOST_PIECES)
    if step is not None:
        flat = highest < 90
        most = max(step, float(abs(east[flat]).sum()) / _MOST_ADDED)
        pieces = np.maximum(pieces, np.where(flat, np.ceil(abs(east) / most), 1))
    pieces = np.maximum(pieces, 1).astype(int)
    total = int(pieces.sum())
    if total == len(pieces):
        return ring
    if total > len(pieces) + 3 * _MOST_ADDED:
        pieces = np.maximum(pieces * _MOST_ADDED // total, 1)
    return _divided(ring, pieces, bent)


def _divided(ring: Numbers, pieces: np.ndarray, bent: np.ndarray) -> Numbers:
    """Each edge in so many pieces; the corners that were there stay as they are to the bit."""
    edge = np.repeat(np.arange(len(pieces)), pieces)
    first = np.cumsum(pieces) - pieces
    part = (np.arange(len(edge)) - first[edge]) / pieces[edge]
    a, b = ring[edge], ring[edge + 1]
    found = a + (b - a) * part[:, None]
    on_map = bent[edge] & (part > 0)
    low, high = mercator(a[on_map, 1]), mercator(b[on_map, 1])
    found[on_map, 1] = latitude_of(low + (high - low) * part[on_map])
    found[part == 0] = a[part == 0]
    return np.concatenate((found, ring[-1:]))


def mercator(latitude: Numbers) -> Numbers:
    """How far up the map a latitude is drawn, in radians of the equator."""
    return np.arcsinh(np.tan(np.radians(latitude)))


def latitude_of(height: Numbers) -> Numbers:
    """The latitude that is drawn so far up the map."""
    return np.degrees(np.arctan(np.sinh(height)))


def latitude_on_edge(a: tuple[float, float], b: tuple[float, float], longitude: float) -> float:
    """Where the drawn edge from ``a`` to ``b`` (longitude, latitude) meets a meridian between them."""
    part = (longitude - a[0]) / (b[0] - a[0])
    if max(abs(a[1]), abs(b[1])) >= DRAWN_TO:
        return a[1] + (b[1] - a[1]) * part
    low, high = (math.asinh(math.tan(math.radians(spot[1]))) for spot in (a, b))
    return math.degrees(math.atan(math.sinh(low + (high - low) * part)))
