"""Whether a ring that says that it was a circle still is that circle."""

import math
from typing import Any, Final

_OFF: Final = 0.01
_FEWEST: Final = 12
_GAP: Final = 45.0


def still_round(rings: Any, longitude: float, latitude: float, radius: float) -> bool:
    """Whether all corners of the rings lie on the circle, all around it: whoever moved one meant another shape.

    Corners on the antimeridian and at the poles are not looked at: circles are cut there.
    """
    import numpy as np

    from officedesk.maps.geometry.ellipsoid import GEOD

    if not (math.isfinite(longitude) and abs(latitude) <= 90 and 0 < radius < 1e7):
        return False
    try:
        corners = [(float(spot[0]), float(spot[1])) for ring in rings for spot in ring]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return False
    spots = np.array([spot for spot in corners if abs(spot[0]) != 180 and abs(spot[1]) < 90])
    if len(spots) < _FEWEST or not np.isfinite(spots).all():
        return False
    bearings, _, metres = GEOD.inv(
        np.full(len(spots), longitude), np.full(len(spots), latitude), spots[:, 0], spots[:, 1]
    )
    around = np.sort(np.asarray(bearings))
    widest = float(np.diff(np.append(around, around[0] + 360)).max())
    return bool((abs(np.asarray(metres) - radius) <= radius * _OFF).all()) and widest <= _GAP
