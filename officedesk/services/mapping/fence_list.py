"""Lists of geofences: of a customer, of the office, and those in a part of the map."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.maps.shapes import Box, Point
from officedesk.models.company import User
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import CrossingKind
from officedesk.models.listing import CustomerListing
from officedesk.models.mapping import Crossing, Geofence, GeofenceWatcher
from officedesk.models.text import words
from officedesk.services.desk import Desk
from officedesk.services.mapping.rows import FenceAlert, FenceFilter, FenceRow
from officedesk.services.mapping.stored_shapes import SHAPE_COLUMNS, shape_of
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import CHUNK, SqlList, company_key, location_key

MOST = 5_000
"""Fences that one view of the map shows."""
_TOLD_OF: dict[FenceAlert, ColumnElement[bool]] = {
    FenceAlert.ENTER: Geofence.alert_on_enter.is_(True),
    FenceAlert.EXIT: Geofence.alert_on_exit.is_(True),
    FenceAlert.NONE: Geofence.alert_on_enter.is_(False) & Geofence.alert_on_exit.is_(False),
}


class FenceList(SqlList[FenceFilter, FenceRow]):
    """Geofences that are not in the trash, nor their customers."""

    permission = Permission.MAP_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Geofence.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "name": (func.lower(Geofence.name),),
            "company": (company_key(Geofence.customer_id),),  # type: ignore[arg-type]
            "location": (location_key(Geofence.location_id),),
            "size": (Geofence.area,),
            "alerts": (case((Geofence.alert_on_enter, 2), else_=0) + case((Geofence.alert_on_exit, 1), else_=0),),
            "last_enter": (_last(CrossingKind.ENTER),),
            "last_exit": (_last(CrossingKind.EXIT),),
            "id": (),
        }[column]

    def _where(self, query: FenceFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Geofence.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Geofence.customer_id == query.customer_id)
        else:
            found.append(_owner_is_there())
        if query.nobody:
            found.append(Geofence.customer_id.is_(None))
        if query.location_id is not None:
            found.append(Geofence.location_id == query.location_id)
        if query.alert is not None:
            found.append(_TOLD_OF[query.alert])
        if query.kind is not None:
            found.append(Geofence.shape == query.kind)
        if query.user_id is not None:
            mine = select(GeofenceWatcher.geofence_id).where(GeofenceWatcher.user_id == query.user_id)
            found.append(Geofence.id.in_(mine))
        return found + [_has(word) for word in words(query.text)]

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, FenceRow]:
        return read(session, Geofence.id.in_(ids))


def fences_in(desk: Desk, box: Box | None = None, limit: int = MOST) -> tuple[FenceRow, ...]:
    """The fences that meet ``box`` (all of them without one), the largest first, in the order they are drawn in.

    No more than ``limit``: where more are in view, the small ones are too small to be seen.
    """
    desk.need(Permission.MAP_READ)
    query = select(Geofence.id).where(Geofence.deleted_at.is_(None), _owner_is_there())
    if box is not None:
        query = query.where(*_meets(box))
    with desk.read() as session:
        ids = session.scalars(query.order_by(Geofence.area.desc(), Geofence.id).limit(limit)).all()
        found: dict[int, FenceRow] = {}
        for start in range(0, len(ids), CHUNK):
            found |= read(session, Geofence.id.in_(ids[start : start + CHUNK]))
    return tuple(found[one] for one in ids if one in found)


def read(session: Session, *where: ColumnElement[bool]) -> dict[int, FenceRow]:
    """Rows by id."""
    place = Location.__table__.c
    names = (
        "id", "version", "name", "customer_id", "location_id", "area", "perimeter", "colour", "alert_on_enter",
        "alert_on_exit", "active_days", "active_from", "active_until",
    )  # fmt: skip
    rows = session.execute(
        select(
            *(getattr(Geofence, name) for name in names),
            *(getattr(Geofence, name) for name in (*SHAPE_COLUMNS, "west", "south", "east", "north")),
            _last(CrossingKind.ENTER).label("last_enter"),
            _last(CrossingKind.EXIT).label("last_exit"),
            Customer.name.label("company"),
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .outerjoin(Customer, Customer.id == Geofence.customer_id)
        .outerjoin(Location, Location.id == Geofence.location_id)
        .where(*where)
    ).all()
    told = _watchers(session, [row.id for row in rows])
    return {
        row.id: FenceRow(
            **{name: getattr(row, name) for name in names},
            company=row.company or "",
            location=row.location_name or location_line(row),
            shape=shape_of(row),
            at=Point(row.latitude, row.longitude),
            box=Box(row.west, row.south, row.east, row.north),
            watchers=told.get(row.id, ()),
            last_enter=row.last_enter,
            last_exit=row.last_exit,
        )
        for row in rows
    }


def _watchers(session: Session, ids: list[int]) -> dict[int, tuple[str, ...]]:
    query = select(GeofenceWatcher.geofence_id, User.name).join(User, User.id == GeofenceWatcher.user_id)
    found: dict[int, list[str]] = {}
    for fence_id, name in session.execute(query.where(GeofenceWatcher.geofence_id.in_(ids))):
        found.setdefault(fence_id, []).append(name)
    return {fence_id: tuple(sorted(names, key=str.casefold)) for fence_id, names in found.items()}


def _last(kind: CrossingKind) -> Any:
    """When somebody last went in or out."""
    mine = (Crossing.geofence_id == Geofence.id) & (Crossing.kind == kind)
    return select(func.max(Crossing.at)).where(mine).correlate(Geofence).scalar_subquery()


def _owner_is_there() -> ColumnElement[bool]:
    owner = aliased(Customer)
    gone = select(owner.id).where(owner.deleted_at.is_not(None))
    return or_(Geofence.customer_id.is_(None), Geofence.customer_id.not_in(gone))


def _meets(box: Box) -> list[ColumnElement[bool]]:
    """Conditions of :meth:`Box.meets` on the stored boxes."""
    across = Geofence.west > Geofence.east
    spans: list[ColumnElement[bool]] = []
    for west, east in box.spans:
        begins, ends = Geofence.west <= east, Geofence.east >= west
        spans += [begins & ends, across & (begins | ends)]
    return [Geofence.south <= box.north, Geofence.north >= box.south, or_(*spans)]


def _has(word: str) -> ColumnElement[bool]:
    customers = select(CustomerListing.customer_id).where(CustomerListing.name_key.contains(word, autoescape=True))
    places = select(Location.id).where(Location.text_key.contains(word, autoescape=True))
    return or_(
        Geofence.text_key.contains(word, autoescape=True),
        Geofence.customer_id.in_(customers),
        Geofence.location_id.in_(places),
    )
