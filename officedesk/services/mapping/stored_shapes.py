"""Shapes as the office stores them: a centre and a radius, or the coordinates of a GeoJSON MultiPolygon."""

from typing import Any

from officedesk.maps.shapes import Circle, Measured, Point, Polygon, Shape
from officedesk.models.enums import FenceShape
from officedesk.models.mapping import Geofence

SHAPE_COLUMNS = ("shape", "latitude", "longitude", "radius", "outline")
"""What :func:`shape_of` reads of a row."""


def shape_of(row: Any) -> Shape:
    """The shape of a row (or record) of geofences."""
    if row.shape is FenceShape.CIRCLE:
        return Circle(Point(row.latitude, row.longitude), row.radius)
    return Polygon.of(row.outline)


def put_shape(record: Geofence, shape: Shape, found: Measured | None = None) -> None:
    """Write a checked shape into ``record``, and what follows from it (``found``, where that is known already)."""
    if found is None:
        from officedesk.maps.geometry import measured

        found = measured(shape)
    if isinstance(shape, Circle):
        kind, at, radius, outline = FenceShape.CIRCLE, shape.centre, shape.radius, None
    else:
        kind, at, radius, outline = FenceShape.POLYGON, found.inside, None, shape.coordinates
    box = found.box
    values = {
        "shape": kind,
        "latitude": at.latitude,
        "longitude": at.longitude,
        "radius": radius,
        "outline": outline,
        "west": box.west,
        "south": box.south,
        "east": box.east,
        "north": box.north,
        "area": found.area,
        "perimeter": found.perimeter,
    }
    for name, value in values.items():
        # What stays is not assigned, so that the change log tells only what differs.
        if getattr(record, name) != value:
            setattr(record, name, value)
