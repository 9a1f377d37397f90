"""Circles whose every point is the same way from the centre over the ground."""

import math
from functools import partial
from typing import Final

import numpy as np

from officedesk.maps.geometry.ellipsoid import EARTH, FLATTEST, GEOD, Numbers, distance
from officedesk.maps.shapes import (
    LARGEST_RADIUS,
    SMALLEST_RADIUS,
    BadShape,
    Box,
    Circle,
    Measured,
    Point,
    Position,
    wrapped,
)

_FINE: Final = 720
_POLES: Final = (Point(90.0, 0.0), Point(-90.0, 0.0))


def sound_circle(latitude: float, longitude: float, radius: float) -> Circle:
    """A circle that can be a fence, its centre on the map. :class:`BadShape` where it cannot."""
    if not all(map(math.isfinite, (latitude, longitude, radius))):
        raise BadShape("The center or the radius is not a number.", hint="Enter both as numbers.")
    if abs(latitude) > 90:
        raise BadShape(
            f"Latitude {latitude:g} is not on the earth: latitudes are from -90 to 90.",
            hint="Latitude and longitude may be swapped.",
        )
    if abs(longitude) > 720:
        raise BadShape(f"Longitude {longitude:g} is not on the earth: longitudes are from -180 to 180.")
    if radius < SMALLEST_RADIUS:
        raise BadShape(f"A radius of {radius:g} m is too small.", hint="Make it at least 1 m (3.3 ft).")
    if radius > LARGEST_RADIUS:
        raise BadShape(f"A radius of {radius / 1000:,.0f} km is too large.", hint="Make it at most 1,000 km (621 mi).")
    return Circle(Point(latitude, wrapped(longitude)), float(radius))


def ring(circle: Circle, corners: int = 180) -> tuple[Position, ...]:
    """The circle's line, counterclockwise and closed, for drawing and for files that know no circles.

    Longitudes run on beyond ±180 rather than jump. Around a pole the line goes along the map's edge to be closed.
    """
    spots = _around(circle, corners)
    closing = spots[0, 0] + 360.0 * round((spots[-1, 0] - spots[0, 0]) / 360)
    found = [(float(x), float(y)) for x, y in spots]
    if closing == spots[0, 0]:
        return (*found, found[0])
    pole = math.copysign(90.0, circle.centre.latitude)
    return (*found, (closing, found[0][1]), (closing, pole), (found[0][0], pole), found[0])


def _around(circle: Circle, corners: int) -> Numbers:
    """Rows of longitude and latitude, counterclockwise, not closed; longitudes go on without a jump."""
    bearings = -np.arange(corners) * 360.0 / corners
    shape = bearings.shape
    longitudes, latitudes, _ = GEOD.fwd(
        np.full(shape, circle.centre.longitude),
        np.full(shape, circle.centre.latitude),
        bearings,
        np.full(shape, circle.radius),
    )
    longitudes = np.unwrap(longitudes, period=360.0)
    # The first corner is due north: on the centre's meridian, unless beyond the pole.
    longitudes -= 360.0 * round((float(np.median(longitudes)) - circle.centre.longitude) / 360)
    return np.stack((longitudes, latitudes), axis=-1)


def measured_circle(circle: Circle) -> Measured:
    """Area, length of the line and box of the true circle."""
    spots = _around(circle, _FINE)
    area, length = GEOD.polygon_area_perimeter(spots[:, 0], spots[:, 1])
    # A polygon in the circle lacks the segments between its edges and the line: by as much as on a plane.
    half = math.pi / _FINE
    return Measured(
        (area if area > 0 else area + EARTH) * 2 * half / math.sin(2 * half),
        length * half / math.sin(half),
        circle_box(circle),
        circle.centre,
    )


def circle_box(circle: Circle) -> Box:
    """The box around a circle, to the pole and all around where the circle covers the pole."""
    centre, radius = circle.centre, circle.radius
    north = _end(centre, radius, 0.0)
    south = _end(centre, radius, 180.0)
    over = [distance(centre, pole) <= radius for pole in _POLES]
    if any(over):
        return Box(-180.0, -90.0 if over[1] else south, 180.0, 90.0 if over[0] else north)
    reach = _reach(circle)
    return Box(wrapped(centre.longitude - reach), south, wrapped(centre.longitude + reach), north)


def _end(centre: Point, radius: float, bearing: float) -> float:
    return float(GEOD.fwd(centre.longitude, centre.latitude, bearing, radius)[1])


def _reach(circle: Circle) -> float:
    """Degrees of longitude from the centre to the circle's easternmost point."""
    low, high = 0.0, 180.0
    point = partial(GEOD.fwd, circle.centre.longitude, circle.centre.latitude, dist=circle.radius)
    best = 0.0
    # East of the centre longitude rises with the bearing up to one point and falls after it.
    for _ in range(48):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        a, b = (((point(az=turn)[0] - circle.centre.longitude) + 180.0) % 360.0 - 180.0 for turn in (left, right))
        best = max(best, a, b)
        if a < b:
            low = left
        else:
            high = right
    # A tenth of a millimetre more, so that the box holds the point that was searched for.
    return best + 1e-9


def bounds(latitude: Numbers, longitude: Numbers, radius: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """West, south, east and north of boxes that surely hold the circles, for many at once.

    West and east may lie beyond ±180. On the ball of the ellipsoid's smallest radius a circle looks larger than it is.
    """
    angle = radius / FLATTEST * 1.005 + 1e-9
    reach = np.degrees(angle)
    south, north = latitude - reach, latitude + reach
    over = (north >= 90) | (south <= -90)
    ratio = np.sin(angle) / np.maximum(np.cos(np.radians(latitude)), 1e-12)
    wide = np.where(over | (ratio >= 1), 360.0, np.degrees(np.arcsin(np.minimum(ratio, 1))) + 1e-9)
    west = np.where(wide == 360.0, -180.0, longitude - wide)
    east = np.where(wide == 360.0, 180.0, longitude + wide)
    return west, np.maximum(south, -90.0), east, np.minimum(north, 90.0)
