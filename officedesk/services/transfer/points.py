"""Points on the map in an imported row: read, checked, and told where they cannot be right."""

from collections.abc import Callable, Sequence

from officedesk.maps.coordinates import BadCoordinate, point_text, read_latitude, read_longitude, read_point, roughly
from officedesk.maps.shapes import Point
from officedesk.services.customers.drafts import Address
from officedesk.services.transfer.fields import PLACE, Field
from officedesk.services.transfer.newcomers import Place

LATITUDE, LONGITUDE = PLACE[Field.LOCATION_LATITUDE], PLACE[Field.LOCATION_LONGITUDE]
POINT = PLACE[Field.LOCATION_POINT]
FAR = 160_000.0
"""Metres, a hundred miles: a point so far from its ZIP code is told, since a sign or a digit is often lost."""
_MILE = 1_609.344


def place_point(place: Place, values: Sequence[str], tell: Callable[[int, str], None]) -> None:
    """Give ``place`` the point of its row. One that cannot be right is left out, one that may not be is told."""
    latitude, longitude, both = values[LATITUDE], values[LONGITUDE], values[POINT]
    column = POINT
    try:
        if latitude or longitude:
            column = LATITUDE if latitude else LONGITUDE
            if not latitude or not longitude:
                missing = "longitude" if latitude else "latitude"
                tell(column, f"a point needs a {missing} too: it is left out")
                return
            north = read_latitude(latitude)
            column = LONGITUDE
            point = Point(north, read_longitude(longitude))
        elif both:
            point = read_point(both)
        else:
            return
    except BadCoordinate as problem:
        swapped = ": latitude and longitude may have been swapped" if _swapped(latitude, longitude) else ""
        tell(column, f"{problem}{swapped}; the point is left out")
        return
    if point == Point(0, 0):
        tell(column, "0, 0 is in the sea off Africa: the point is left out")
        return
    place.latitude, place.longitude = point.latitude, point.longitude
    _look(place, point, lambda message: tell(column, message))


def _swapped(latitude: str, longitude: str) -> bool:
    try:
        read_latitude(longitude)
        read_longitude(latitude)
    except BadCoordinate:
        return False
    return True


def _look(place: Place, point: Point, tell: Callable[[str], None]) -> None:
    from officedesk.services.mapping.points import area_of

    area = area_of(Address(place.street, "", place.city, place.region, place.postal_code, place.country))
    if area is None:
        return
    middle = Point(area.latitude, area.longitude)
    metres = roughly(point, middle)
    if metres < FAR:
        return
    mirrored = Point(point.latitude, -point.longitude)
    hint = ": is a minus sign missing?" if roughly(mirrored, middle) < FAR else ""
    of = f"ZIP {place.postal_code}" if place.postal_code else place.city
    tell(f"{point_text(point)} is {round(metres / _MILE):,} miles from {of}{hint or ': look at it'}")
