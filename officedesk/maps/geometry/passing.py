"""Very many short ways at once: which of them may meet the line of a fence, so that the others need no look."""

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from officedesk.maps.geometry.ellipsoid import Numbers, in_space

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

SHORT: Final = 1000.0
"""Metres. A longer way is no straight line through space any more, and is looked at one by one."""
_MARGIN: Final = 1.0
"""Metres that a short way, straight on the map, stays within of the straight line through space; with much to spare."""


def usual(latitudes: Numbers, longitudes: Numbers) -> Flags:
    """Which ways from one position to the next do not come near the antimeridian."""
    west, east = longitudes[:-1], longitudes[1:]
    return (
        (abs(west) < 180) & (abs(east) < 180) & (abs(east - west) < 180) & np.isfinite(latitudes[:-1] + latitudes[1:])
    )


def lines(latitudes: Numbers, longitudes: Numbers, chosen: Indices) -> Any:
    """The chosen ways as the geometry library's."""
    starts = np.stack((longitudes[chosen], latitudes[chosen]), axis=-1)
    ends = np.stack((longitudes[chosen + 1], latitudes[chosen + 1]), axis=-1)
    return shapely.linestrings(np.stack((starts, ends), axis=1))


def meets_circles(
    latitudes: Numbers, longitudes: Numbers, ways: Indices, centres: Numbers, inner: Numbers, outer: Numbers
) -> Flags:
    """Of pairs of a way (its number) and a circle those that may meet.

    ``centres`` are the circles' in space, ``inner`` and ``outer`` the chords within which a point surely lies in the
    circle, and beyond which it surely does not.
    """
    starts = in_space(latitudes[ways], longitudes[ways]) - centres
    ends = in_space(latitudes[ways + 1], longitudes[ways + 1]) - centres
    along = ends - starts
    square = np.einsum("ij,ij->i", along, along)
    from_start, from_end = np.sqrt(np.einsum("ij,ij->i", starts, starts)), np.sqrt(np.einsum("ij,ij->i", ends, ends))
    part = np.clip(-np.einsum("ij,ij->i", starts, along) / np.maximum(square, 1e-12), 0.0, 1.0)
    nearest = starts + along * part[:, None]
    apart = np.sqrt(np.einsum("ij,ij->i", nearest, nearest)) > outer + _MARGIN
    within = np.maximum(from_start, from_end) < inner - _MARGIN
    met: Flags = (square > SHORT * SHORT) | ~(apart | within)
    return met


def meets_parts(ways: Any, parts: Any) -> Flags:
    """Of pairs of a way and a part of a polygon those where the way comes to its line."""
    met: Flags = shapely.intersects(parts, ways) & ~shapely.contains_properly(parts, ways)
    return met
