"""Lists of equipment: of a customer, at a location, the parts of one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import EquipmentKind
from officedesk.models.equipment import Equipment
from officedesk.services.desk import Desk
from officedesk.services.equipment.rows import EquipmentFilter, EquipmentRow
from officedesk.services.equipment.warranty import months_left
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import CHUNK, SqlList, company_key, location_key, matches

BY_NAME = Sort("name")
MOST = 2_000
"""Pieces that a document offers to choose from."""


class EquipmentList(SqlList[EquipmentFilter, EquipmentRow]):
    """Equipment and parts that are not in the trash."""

    permission = Permission.CUSTOMERS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Equipment.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "name": (func.lower(Equipment.name),),
            "type": (func.lower(Equipment.type), func.lower(Equipment.name)),
            "manufacturer": (func.lower(Equipment.manufacturer), func.lower(Equipment.model)),
            "model": (func.lower(Equipment.model),),
            "serial_number": (func.lower(Equipment.serial_number),),
            "install_date": (Equipment.install_date,),
            "warranty_ends": (Equipment.warranty_ends,),
            "location": (location_key(Equipment.location_id), func.lower(Equipment.place)),
            "notes": (func.lower(Equipment.notes),),
            "company": (company_key(Equipment.customer_id),),
            "id": (),
        }[column]

    def _where(self, query: EquipmentFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Equipment.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Equipment.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(Equipment.location_id == query.location_id)
        if query.kind is not None:
            found.append(Equipment.kind == query.kind)
        return found + matches(query.text, Equipment.text_key, Equipment.customer_id, Equipment.location_id)

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, EquipmentRow]:
        return read(session, self._desk, Equipment.id.in_(ids))


def equipment_at(
    desk: Desk, customer_id: int, location_id: int | None, also: Sequence[int] = ()
) -> tuple[EquipmentRow, ...]:
    """What stands at a location, parts behind what they belong to; the customer's that is nowhere comes too.

    Without a location: all of the customer's. ``also`` are pieces that are told wherever they stand.
    """
    desk.need(Permission.CUSTOMERS_READ)
    where = [Equipment.customer_id == customer_id, Equipment.deleted_at.is_(None)]
    if location_id is not None:
        here = or_(Equipment.location_id == location_id, Equipment.location_id.is_(None))
        where.append(or_(here, Equipment.id.in_(also)) if also else here)
    with desk.read() as session:
        ids = session.scalars(
            select(Equipment.id).where(*where).order_by(func.lower(Equipment.name), Equipment.id).limit(MOST)
        ).all()
        found: dict[int, EquipmentRow] = {}
        for start in range(0, len(ids), CHUNK):
            found |= read(session, desk, Equipment.id.in_(ids[start : start + CHUNK]))
    rows = [found[one] for one in ids if one in found]
    return tuple(families(rows))


def families(rows: Sequence[EquipmentRow]) -> list[EquipmentRow]:
    """``rows`` in their order, parts right behind what they belong to where that is among them."""
    known = {row.id for row in rows}
    parts: dict[int, list[EquipmentRow]] = {}
    for row in rows:
        if row.parent_id is not None and row.parent_id in known:
            parts.setdefault(row.parent_id, []).append(row)
    heads = [row for row in rows if row.parent_id is None or row.parent_id not in known]
    return [one for head in heads for one in (head, *parts.get(head.id, ()))]


def parts_of(session: Session, desk: Desk, equipment_id: int) -> tuple[EquipmentRow, ...]:
    """The parts of a piece of equipment, by name."""
    mine = (Equipment.parent_id == equipment_id) & Equipment.deleted_at.is_(None)
    rows = read(session, desk, mine).values()
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def equipment_choices(desk: Desk, customer_id: int) -> tuple[tuple[int, str], ...]:
    """(id, name) of the equipment that parts of this customer can belong to."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Equipment.id, Equipment.name, Equipment.serial_number)
            .where(
                Equipment.customer_id == customer_id,
                Equipment.kind == EquipmentKind.EQUIPMENT,
                Equipment.deleted_at.is_(None),
            )
            .order_by(func.lower(Equipment.name), Equipment.id)
        )
        return tuple((row.id, f"{row.name} · {row.serial_number}" if row.serial_number else row.name) for row in rows)


def known_words(desk: Desk) -> dict[str, tuple[str, ...]]:
    """The types and manufacturers that the office uses, to offer while typing: by field, the most used first."""
    desk.need(Permission.CUSTOMERS_READ)
    found: dict[str, tuple[str, ...]] = {}
    with desk.read() as session:
        for name, column in (("type", Equipment.type), ("manufacturer", Equipment.manufacturer)):
            query = select(column).where(column != "", Equipment.deleted_at.is_(None)).group_by(column)
            found[name] = tuple(session.scalars(query.order_by(func.count().desc(), column).limit(200)))
    return found


def read(session: Session, desk: Desk, *where: ColumnElement[bool]) -> dict[int, EquipmentRow]:
    """Rows by id."""
    place, parent = Location.__table__.c, aliased(Equipment)
    today = desk.today()
    names = (
        "id", "customer_id", "kind", "source", "name", "type", "manufacturer", "model", "serial_number",
        "install_date", "warranty_ends", "location_id", "place", "notes", "parent_id", "version",
        "latitude", "longitude",
    )  # fmt: skip
    rows = session.execute(
        select(
            *(getattr(Equipment, name) for name in names),
            Customer.name.label("company"),
            parent.name.label("parent"),
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .join(Customer, Customer.id == Equipment.customer_id)
        .outerjoin(Location, Location.id == Equipment.location_id)
        .outerjoin(parent, parent.id == Equipment.parent_id)
        .where(*where)
    )
    return {
        row.id: EquipmentRow(
            **{name: getattr(row, name) for name in names},
            company=row.company,
            parent=row.parent or "",
            months_left=months_left(row.warranty_ends, today),
            location=location_line(row) or row.location_name or "",
        )
        for row in rows
    }
