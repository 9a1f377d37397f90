"""Area, perimeter, box and label point of a fence, on the ellipsoid."""

import math
from typing import Any, Final

import numpy as np
import shapely

from officedesk.maps.geometry.circles import measured_circle
from officedesk.maps.geometry.edges import drawn
from officedesk.maps.geometry.ellipsoid import EARTH, GEOD, RADIUS, Numbers
from officedesk.maps.geometry.seams import true_edges
from officedesk.maps.shapes import Box, Circle, Measured, Part, Point, Polygon, Ring, Shape, wrapped

_FINE: Final = 1e-6
"""Of a ring's extent: how far edges may be off where it is measured. Even a strip of land keeps its area."""


def measured(shape: Shape) -> Measured:
    """What follows from a shape. A polygon is one that :func:`~officedesk.maps.geometry.repaired` gave."""
    if isinstance(shape, Circle):
        return measured_circle(shape)
    box = polygon_box(shape)
    fine = [[_fine(ring) for ring in part] for part in shape.parts]
    area = sum(_enclosed(rings[0]) - sum(map(_enclosed, rings[1:])) for rings in fine)
    starts, ends = true_edges([spots for rings in fine for spots in rings])
    perimeter = float(GEOD.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])[2].sum())
    return Measured(area, perimeter, box, _inside(shape, across=box.crosses))


def part_area(part: Part) -> float:
    """Square metres of one part, its holes taken off."""
    return ring_area(part[0]) - sum(map(ring_area, part[1:]))


def ring_area(ring: Ring) -> float:
    """Square metres that the drawn line encloses, however it is wound."""
    return _enclosed(_fine(ring))


def _enclosed(spots: Numbers) -> float:
    area = float(GEOD.polygon_area_perimeter(spots[:-1, 0], spots[:-1, 1])[0])
    wide = float(np.ptp(spots[:, 0])) > 180
    # What is larger than half of the earth comes as the rest, wound the other way.
    return EARTH - abs(area) if wide and (area > 0) != _counterclockwise(spots) else abs(area)


def _fine(ring: Ring) -> Numbers:
    """With so many corners that the geodesics between them enclose what the drawn lines do."""
    spots = np.array(ring)
    width, height = np.radians(np.ptp(spots, axis=0)).tolist()
    squeeze = math.cos(math.radians(float(abs(spots[:, 1]).min())))
    return drawn(spots, max(RADIUS * (width * squeeze + height) * _FINE, 1e-4))


def _counterclockwise(spots: Numbers) -> bool:
    moved = spots - spots[0]
    return float((moved[:-1, 0] * moved[1:, 1] - moved[1:, 0] * moved[:-1, 1]).sum()) > 0


def polygon_box(shape: Polygon) -> Box:
    """The narrowest box around all parts."""
    boxes = []
    for part in shape.parts:
        spots = np.array(part[0])
        (west, south), (east, north) = spots.min(axis=0).tolist(), spots.max(axis=0).tolist()
        boxes.append(Box(west, south, east, north))
    box = Box.around(boxes)
    if box is None:
        raise ValueError("a polygon without parts")
    return box


def _inside(shape: Polygon, *, across: bool) -> Point:
    """The centre of about the largest circle that the shape holds."""
    whole = flat(shape, across=across)
    west, south, east, north = whole.bounds
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.01)
    narrow = shapely.transform(whole, lambda spots: spots * (squeeze, 1.0))
    size = min((east - west) * squeeze, north - south)
    spot = shapely.maximum_inscribed_circle(narrow, size / 100).coords[0]
    longitude, latitude = spot[0] / squeeze, spot[1]
    if not shapely.contains_xy(whole, longitude, latitude):
        longitude, latitude = whole.representative_point().coords[0]
    return Point(latitude, wrapped(longitude))


def flat(shape: Polygon, *, across: bool = False) -> Any:
    """As one shape of the geometry library; ``across``: joined at the antimeridian, longitudes from 0 to 360."""
    parts = [shapely.Polygon(part[0], part[1:]) for part in shape.parts]
    if not across:
        return shapely.multipolygons(parts)
    moved = [
        shapely.transform(part, lambda spots: np.add(spots, (360.0, 0.0))) if part.bounds[2] <= 0 else part
        for part in parts
    ]
    return shapely.union_all(moved)
