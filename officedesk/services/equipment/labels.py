"""What stands on the labels of equipment."""

from collections.abc import Sequence

from sqlalchemy import select

from officedesk.models.company import Brand, Company
from officedesk.models.customers import Customer
from officedesk.models.equipment import Equipment
from officedesk.models.labels import EquipmentLabel
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

_LONGEST = 80
"""Letters of a field in a code: longer ones would make it too fine to be read off a small label."""
_CHUNK = 400


def equipment_labels(desk: Desk, ids: Sequence[int]) -> tuple[EquipmentLabel, ...]:
    """A label for each piece in ``ids``, in that order; those that are gone are left out.

    The code is plain text that any telephone shows: name, serial number, what it is, and whom to call.
    """
    desk.need(Permission.CUSTOMERS_READ)
    found: dict[int, EquipmentLabel] = {}
    with desk.read() as session:
        company = session.scalars(select(Company)).one()
        query = (
            select(
                Equipment.id,
                Equipment.name,
                Equipment.type,
                Equipment.manufacturer,
                Equipment.model,
                Equipment.serial_number,
                Equipment.place,
                Brand.name.label("brand"),
                Brand.phone,
            )
            .join(Customer, Customer.id == Equipment.customer_id)
            .outerjoin(Brand, Brand.id == Customer.brand_id)
            .where(Equipment.deleted_at.is_(None))
        )
        for start in range(0, len(ids), _CHUNK):
            for row in session.execute(query.where(Equipment.id.in_(ids[start : start + _CHUNK]))):
                make = " ".join(filter(None, (row.manufacturer, row.model))) or row.type
                office, phone = row.brand or company.name, row.phone or company.phone
                found[row.id] = EquipmentLabel(
                    row.name,
                    make,
                    row.serial_number,
                    row.place,
                    office,
                    phone,
                    _code(row.name, row.serial_number, make, " ".join(filter(None, (office, phone)))),
                )
    return tuple(found[one] for one in ids if one in found)


def _code(name: str, serial_number: str, make: str, office: str) -> str:
    serial = f"Serial number {_short(serial_number)}" if serial_number else ""
    return "\n".join(filter(None, (_short(name), serial, _short(make), _short(office))))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
