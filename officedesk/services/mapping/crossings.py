"""Crossings: who went into which fence and out of it, listed and filtered."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.listing import CustomerListing
from officedesk.models.mapping import Crossing, Device, Geofence
from officedesk.models.text import words
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import CrossingFilter, CrossingRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList

NEWEST = Sort("at", descending=True)


class CrossingList(SqlList[CrossingFilter, CrossingRow]):
    """Crossings of fences that are not in the trash."""

    permission = Permission.POSITIONS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Crossing.id

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return joined(statement.select_from(Crossing))

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "at": (Crossing.at,),
            "kind": (Crossing.kind, Crossing.at),
            "fence": (Geofence.text_key, Crossing.at),
            "device": (func.lower(Device.name), Crossing.at),
            "technician": (func.lower(Technician.name), Crossing.at),
            "company": (CustomerListing.name_key, Crossing.at),
            "location": (Location.text_key, Crossing.at),
        }[column]

    def _where(self, query: CrossingFilter) -> list[ColumnElement[bool]]:
        found = narrowed(query)
        found += within(Crossing.at, self._desk, query.date_from, query.date_to)
        if query.kind is not None:
            found.append(Crossing.kind == query.kind)
        return found

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, CrossingRow]:
        return {row.id: row for row in read(session, Crossing.id.in_(ids))}


def crossings_of(desk: Desk, geofence_id: int, limit: int = 50) -> list[CrossingRow]:
    """The latest crossings of one fence, newest first."""
    desk.need(Permission.POSITIONS_READ)
    return CrossingList(desk).first(CrossingFilter(geofence_id=geofence_id), NEWEST, limit)


def crossings_on(desk: Desk, day: date, limit: int = 50) -> list[CrossingRow]:
    """The crossings of a day of the office's, newest first."""
    desk.need(Permission.POSITIONS_READ)
    return CrossingList(desk).first(CrossingFilter(date_from=day, date_to=day), NEWEST, limit)


def joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """``statement`` over crossings with what they are called by."""
    return (
        statement.join(Geofence, Geofence.id == Crossing.geofence_id)
        .join(Device, Device.id == Crossing.device_id)
        .outerjoin(Technician, Technician.id == Crossing.technician_id)
        .outerjoin(CustomerListing, CustomerListing.customer_id == Geofence.customer_id)
        .outerjoin(Location, Location.id == Geofence.location_id)
    )


def narrowed(query: Any) -> list[ColumnElement[bool]]:
    """What the filters of crossings and of stays have in common."""
    found: list[ColumnElement[bool]] = [Geofence.deleted_at.is_(None)]
    if query.geofence_id is not None:
        found.append(Crossing.geofence_id == query.geofence_id)
    if query.device_id is not None:
        found.append(Crossing.device_id == query.device_id)
    if query.technician_id is not None:
        found.append(Crossing.technician_id == query.technician_id)
    if query.customer_id is not None:
        found.append(Geofence.customer_id == query.customer_id)
    if query.location_id is not None:
        found.append(Geofence.location_id == query.location_id)
    for word in words(query.text):
        folded = (Geofence.text_key, Device.identifier, CustomerListing.name_key, Location.text_key)
        plain = (func.lower(Device.name), func.lower(Technician.name))
        found.append(or_(*(column.contains(word, autoescape=True) for column in (*folded, *plain))))
    return found


def within(
    column: SQLColumnExpression[Any], desk: Desk, first: date | None, last: date | None
) -> list[ColumnElement[bool]]:
    """An instant lies on the office's days from ``first`` to ``last``, both included."""
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(column >= desk.start_of(first))
    if last is not None and last < date.max:
        found.append(column < desk.start_of(last + timedelta(days=1)))
    return found


PLACE = ("street", "street2", "city", "region", "postal_code")


def read(session: Session, *where: ColumnElement[bool]) -> list[CrossingRow]:
    """Rows of crossings, in no order."""
    entered, place = aliased(Crossing), Location.__table__.c
    rows = session.execute(
        joined(
            select(
                *(getattr(Crossing, name) for name in _COLUMNS),
                Geofence.name.label("fence"),
                Geofence.customer_id,
                Device.name.label("device"),
                Technician.name.label("technician"),
                Customer.name.label("company"),
                entered.at.label("entered_at"),
                place.name.label("location_name"),
                *(place[name] for name in PLACE),
            ).select_from(Crossing)
        )
        .outerjoin(Customer, Customer.id == Geofence.customer_id)
        .outerjoin(entered, entered.id == Crossing.entered_id)
        .where(*where)
    )
    return [
        CrossingRow(
            **{name: getattr(row, name) for name in _COLUMNS},
            fence=row.fence,
            customer_id=row.customer_id,
            device=row.device,
            technician=row.technician or "",
            company=row.company or "",
            location=location_line(row) or row.location_name or "",
            seconds=None if row.entered_at is None else round((row.at - row.entered_at).total_seconds()),
        )
        for row in rows
    ]


_COLUMNS = ("id", "at", "kind", "geofence_id", "device_id", "latitude", "longitude")
