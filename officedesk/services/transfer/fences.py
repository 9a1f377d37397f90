"""Geofences as a table. To take them to another program there is GeoJSON, KML and GPX."""

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select

from officedesk.maps.shapes import Circle
from officedesk.models.customers import Customer
from officedesk.services.desk import Desk
from officedesk.services.mapping.fence_list import FenceList
from officedesk.services.mapping.rows import FenceFilter
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

FENCES = (
    "Name", "Customer number", "Company", "Location", "Shape", "Latitude", "Longitude", "Radius (m)", "Area (sq m)",
    "Perimeter (m)", "Color", "Alert on enter", "Alert on exit", "Tell", "Active days", "Active from", "Active until",
    "Last enter", "Last exit", "Corners",
)  # fmt: skip
_CHUNK = 400
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def fences(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """Every geofence that is not in the trash; corners as the coordinates of a GeoJSON MultiPolygon."""
    desk.need(Permission.EXPORT)
    source = FenceList(desk)
    ids = source.ids(FenceFilter(), Sort("id"))
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        owners = {row.customer_id for row in rows if row.customer_id is not None}
        with desk.read() as session:
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
        for row in rows:
            shape = row.shape
            circle = isinstance(shape, Circle)
            yield (
                row.name, numbers.get(row.customer_id or 0, ""), row.company, row.location,
                "circle" if circle else "polygon", _degrees(row.at.latitude), _degrees(row.at.longitude),
                _metres(shape.radius) if isinstance(shape, Circle) else None, _metres(row.area),
                _metres(row.perimeter), row.colour, row.alert_on_enter, row.alert_on_exit, ", ".join(row.watchers),
                ", ".join(day for bit, day in enumerate(_DAYS) if row.active_days >> bit & 1),
                _time(row.active_from), _time(row.active_until), row.last_enter, row.last_exit,
                "" if isinstance(shape, Circle) else json.dumps(shape.coordinates, separators=(",", ":")),
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _degrees(value: float) -> Decimal:
    return round(Decimal(value), 7)


def _metres(value: float) -> Decimal:
    return round(Decimal(value), 2)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
