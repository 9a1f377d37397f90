"""Customers and devices on the map: all of them at once, those near a point, those within a lasso."""

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.search import driver_rows
from officedesk.maps.geocoding.precision import Precision
from officedesk.maps.shapes import Box, Point
from officedesk.models.company import Technician
from officedesk.models.customers import Location
from officedesk.models.listing import CustomerListing
from officedesk.models.mapping import Device, Position
from officedesk.models.work import Job
from officedesk.services.customers.list_ids import CustomerIds
from officedesk.services.customers.rows import Quick
from officedesk.services.desk import Desk
from officedesk.services.mapping.overview_rows import DeviceSpot, MapFilter, PlacesOnMap
from officedesk.services.mapping.points import NOWHERE, points_of
from officedesk.services.permissions import Permission
from officedesk.services.work.progress import ENDED

EVERYONE = MapFilter()
_EXACT = Precision.PLACED.rank
FARTHEST = 500_000.0
"""Metres: a search by distance looks no further."""
_DEGREE = 110_000.0
"""A degree of latitude is never shorter, in metres."""


def customers_on_map(desk: Desk, query: MapFilter = EVERYONE) -> PlacesOnMap:
    """Every location in use of the customers in the list, where it is or, if that is not known, where its ZIP code is.

    Who may not see money may not ask by it: :class:`NotAllowed`.
    """
    desk.need(Permission.MAP_READ)
    _need(desk, query)
    with desk.read() as session:
        return _places(session, _asked(desk, query))


def customer_on_map(desk: Desk, customer_id: int) -> PlacesOnMap:
    """The locations of one customer, archived customers too."""
    desk.need(Permission.MAP_READ)
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        return _places(session, _columns().where(Location.customer_id == customer_id))


def customers_near(desk: Desk, point: Point, metres: float, query: MapFilter = EVERYONE) -> PlacesOnMap:
    """Locations within ``metres`` of ``point`` on the ground, the nearest first."""
    desk.need(Permission.MAP_READ)
    _need(desk, query)
    from pyproj import Geod

    metres = min(metres, FARTHEST)
    found = _within_box(desk, query, around(point, metres))
    count = len(found)
    _, _, away = Geod(ellps="WGS84").inv(
        array("d", [point.longitude]) * count, array("d", [point.latitude]) * count, found.longitudes, found.latitudes
    )
    near = sorted((index for index in found if away[index] <= metres), key=lambda index: (away[index], index))
    return found.only(near, array("d", (away[index] for index in near)))


def customers_within(desk: Desk, corners: Sequence[tuple[float, float]], query: MapFilter = EVERYONE) -> PlacesOnMap:
    """Locations within a line drawn by hand, by name. A line that crosses itself holds what is in any of its loops.

    ``corners``: (latitude, longitude), on whatever turn of the world.
    """
    desk.need(Permission.MAP_READ)
    _need(desk, query)
    if len(corners) < 3:
        return _empty()
    from shapely import contains_xy, make_valid, prepare
    from shapely.geometry import Polygon

    west, east = min(lon for _, lon in corners), max(lon for _, lon in corners)
    turn = 360 * round((west + east) / 720)
    shape = make_valid(Polygon([(lon - turn, lat) for lat, lon in corners]))
    west, east = west - turn, east - turn
    box = Box(
        west=-180.0 if east - west >= 360 else _turned(west),
        south=min(lat for lat, _ in corners),
        east=180.0 if east - west >= 360 else _turned(east),
        north=max(lat for lat, _ in corners),
    )
    found = _within_box(desk, query, box)
    prepare(shape)
    middle = (west + east) / 2
    turned = [lon + 360 * round((middle - lon) / 360) for lon in found.longitudes]
    inside = contains_xy(shape, turned, found.latitudes) if found else ()
    chosen = sorted((index for index in found if inside[index]), key=lambda index: (found.names[index].lower(), index))
    return found.only(chosen)


def technicians_on_map(desk: Desk) -> tuple[DeviceSpot, ...]:
    """Where each device in use was last, by its name; those that were never seen are left out."""
    desk.need(Permission.POSITIONS_READ)
    last = select(func.max(Position.at)).where(Position.device_id == Device.id).correlate(Device).scalar_subquery()
    with desk.read() as session:
        rows = session.execute(
            select(
                Device.id,
                Device.name,
                Device.kind,
                Device.technician_id,
                Technician.name.label("technician"),
                Position.at,
                Position.latitude,
                Position.longitude,
                Position.accuracy,
            )
            .join(Position, and_(Position.device_id == Device.id, Position.at == last))
            .outerjoin(Technician, Technician.id == Device.technician_id)
            .where(Device.active)
            .order_by(Device.name, Device.id)
        ).all()
    return tuple(
        DeviceSpot(
            device_id=row.id,
            device=row.name,
            kind=row.kind,
            technician_id=row.technician_id,
            technician=row.technician or "",
            at=row.at,
            point=Point(row.latitude, row.longitude),
            accuracy=row.accuracy,
        )
        for row in rows
    )


def around(point: Point, metres: float) -> Box:
    """A box that holds everything within ``metres`` of ``point``; it may cross the antimeridian, or hold a pole."""
    from math import cos, radians

    high = metres / _DEGREE
    south, north = point.latitude - high, point.latitude + high
    wide = high / max(cos(radians(min(89.9, max(abs(south), abs(north))))), 1e-9)
    if north >= 90 or south <= -90 or wide >= 180:
        return Box(west=-180.0, south=max(south, -90.0), east=180.0, north=min(north, 90.0))
    return Box(west=_turned(point.longitude - wide), south=south, east=_turned(point.longitude + wide), north=north)


def _turned(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _need(desk: Desk, query: MapFilter) -> None:
    desk.need(Permission.CUSTOMERS_READ)
    if query.quick in (Quick.OWING, Quick.OVERDUE):
        desk.need(Permission.MONEY_READ)
    if query.open_jobs:
        desk.need(Permission.JOBS_READ)


_COLUMNS: tuple[Any, ...] = (
    Location.id,
    Location.customer_id,
    CustomerListing.name,
    Location.name,
    Location.postal_code,
    Location.city,
    Location.region,
    Location.country,
    Location.latitude,
    Location.longitude,
)


def _columns() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(CustomerListing, CustomerListing.customer_id == Location.customer_id)
        .where(Location.archived_at.is_(None))
    )


def _asked(desk: Desk, query: MapFilter, *, by_point: bool = False) -> Select[Any]:
    found = _columns().where(*CustomerIds(desk).conditions(query.as_list(), reached=by_point))
    if query.open_jobs:
        found = found.where(
            select(Job.id)
            .where(
                Job.customer_id == Location.customer_id,
                Job.status.not_in(ENDED),
                Job.deleted_at.is_(None),
                or_(Job.location_id.is_(None), Job.location_id == Location.id),
            )
            .exists()
        )
    return found


def _within_box(desk: Desk, query: MapFilter, box: Box) -> PlacesOnMap:
    """What has a point in the box, along the points' index, and what has none but whose area's middle lies in it."""
    asked = _asked(desk, query, by_point=True)
    with desk.read() as session:
        stored = _places(session, asked.where(*_in_box(box)))
        rough = _places(session, asked.where(Location.latitude.is_(None)))
    inside = rough.only([index for index in rough if box.contains(rough.at(index))])
    for column, more in zip(_parts(stored), _parts(inside), strict=True):
        column.extend(more)
    return stored


def _parts(found: PlacesOnMap) -> tuple[Any, ...]:
    return (
        found.location_ids,
        found.customer_ids,
        found.latitudes,
        found.longitudes,
        found.names,
        found.approximate,
    )


def _in_box(box: Box) -> list[ColumnElement[bool]]:
    lon = Location.longitude
    wide = or_(lon >= box.west, lon <= box.east) if box.crosses else lon.between(box.west, box.east)
    return [Location.latitude.between(box.south, box.north), wide]


def _places(session: Session, query: Select[Any]) -> PlacesOnMap:
    """The locations of a query in columns. Straight from the driver: a hundred thousand rows need no objects."""
    rows = driver_rows(session, query, {})
    points = points_of(row[4:] for row in rows)
    placed = [index for index, precision in enumerate(points.precisions) if precision != NOWHERE]
    chosen = [rows[index] for index in placed]
    whole = len(placed) == len(rows)
    return PlacesOnMap(
        array("q", (row[0] for row in chosen)),
        array("q", (row[1] for row in chosen)),
        points.latitudes if whole else array("d", (points.latitudes[index] for index in placed)),
        points.longitudes if whole else array("d", (points.longitudes[index] for index in placed)),
        [f"{row[2]}, {row[3]}" if row[3] else row[2] for row in chosen],
        bytearray(points.precisions[index] != _EXACT for index in placed),
        len(rows) - len(placed),
    )


def _empty() -> PlacesOnMap:
    return PlacesOnMap(array("q"), array("q"), array("d"), array("d"), [], bytearray())
