"""Equipment on the map of its customer: each piece that has a pin of its own, a rooftop unit as well as a tree."""

from dataclasses import dataclass

from sqlalchemy import func, select

from officedesk.maps.shapes import Point
from officedesk.models.equipment import Equipment
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

MOST = 20_000


@dataclass(frozen=True, slots=True)
class EquipmentSpot:
    """A piece of equipment, and where its pin is."""

    id: int
    name: str
    about: str
    """Its type, and where at the location it stands."""
    location_id: int | None
    point: Point


def equipment_on_map(desk: Desk, customer_id: int) -> tuple[EquipmentSpot, ...]:
    """The pieces of a customer that have a pin, by name; what is in the trash has none."""
    desk.need(Permission.MAP_READ)
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(
                Equipment.id,
                Equipment.name,
                Equipment.type,
                Equipment.place,
                Equipment.location_id,
                Equipment.latitude,
                Equipment.longitude,
            )
            .where(
                Equipment.customer_id == customer_id,
                Equipment.deleted_at.is_(None),
                Equipment.latitude.is_not(None),
                Equipment.longitude.is_not(None),
            )
            .order_by(func.lower(Equipment.name), Equipment.id)
            .limit(MOST)
        ).all()
    return tuple(
        EquipmentSpot(
            row.id,
            row.name,
            " · ".join(filter(None, (row.type, row.place))),
            row.location_id,
            Point(row.latitude, row.longitude),
        )
        for row in rows
    )
