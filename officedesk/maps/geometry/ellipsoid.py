"""The WGS84 ellipsoid: geodesic distances, and points in space for comparing many of them at once."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from officedesk.maps.shapes import Point

Numbers = NDArray[np.float64]

GEOD: Final = Geod(ellps="WGS84")
RADIUS: Final = 6_371_008.8
"""Of a ball of the same mean size, in metres."""
FLATTEST: Final = 6_335_400.0
"""The smallest radius of curvature anywhere on the ellipsoid, rounded down."""
EARTH: Final = 510_065_621_724_000.0
"""The area of all of it, in square metres."""

_EQUATOR: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257223563
_E2: Final = _FLATTENING * (2 - _FLATTENING)


def distance(a: Point, b: Point) -> float:
    """Metres along the geodesic."""
    return float(GEOD.inv(a.longitude, a.latitude, b.longitude, b.latitude)[2])


def in_space(latitude: Any, longitude: Any) -> Numbers:
    """Points of the ellipsoid's surface as x, y, z in metres from its centre: one row a point."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    sine, cosine = np.sin(phi), np.cos(phi)
    across = _EQUATOR / np.sqrt(1 - _E2 * sine * sine)
    flat = across * cosine
    return np.stack((flat * np.cos(lam), flat * np.sin(lam), across * (1 - _E2) * sine), axis=-1)


def spot_in_space(latitude: float, longitude: float) -> tuple[float, float, float]:
    """:func:`in_space` of a single point, which is far quicker without arrays."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    sine = math.sin(phi)
    across = _EQUATOR / math.sqrt(1 - _E2 * sine * sine)
    flat = across * math.cos(phi)
    return flat * math.cos(lam), flat * math.sin(lam), across * (1 - _E2) * sine


def chords(metres: Any) -> tuple[Numbers, Numbers]:
    """Between which two straight lines through the ground a geodesic of that length spans.

    At most the first: surely not longer. More than the second: surely longer. Between the two only :data:`GEOD` tells.
    The ellipsoid's radii of curvature differ by one percent, and with them how far an arc bulges over its chord.
    """
    length = np.asarray(metres, dtype=float)
    chord = 2 * RADIUS * np.sin(length / (2 * RADIUS))
    doubt = length * (1e-9 + (length / RADIUS) ** 2 * 2e-3) + 1e-6
    return chord - doubt, chord + doubt
