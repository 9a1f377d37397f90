"""Time on site: who was where, from when until when, and which job it was for."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import CrossingKind, InvoiceState
from officedesk.models.listing import CustomerListing
from officedesk.models.mapping import Crossing, Device, Geofence, TimeEntry
from officedesk.models.sales import Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import StayFilter, StayRow
from officedesk.services.mapping.crossings import PLACE, joined, narrowed, within
from officedesk.services.mapping.durations import seconds_between
from officedesk.services.mapping.places_of_work import Meant, Presence, jobs_meant
from officedesk.services.paging import Footer, Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList

NEWEST = Sort("started", descending=True)
_ENTERED = aliased(Crossing)
_NOT_MEANT = Meant(None)


def standing_on(invoice: Any) -> ColumnElement[bool]:
    """An invoice counts as long as it is not void: a draft in the trash can come back."""
    return and_(Crossing.invoice_id == invoice.id, invoice.state != InvoiceState.VOID)


_INVOICED = exists().where(standing_on(Invoice)).correlate(Crossing)
_ON_TIMESHEET = exists().where(TimeEntry.crossing_id == Crossing.id, TimeEntry.deleted_at.is_(None))


class StayList(SqlList[StayFilter, StayRow]):
    """Stays that are over, at fences that are not in the trash. Ids are those of the ways out."""

    permission = Permission.POSITIONS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Crossing.id

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        inner = statement.select_from(Crossing).join(_ENTERED, _ENTERED.id == Crossing.entered_id)
        return joined(inner)

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "started": (_ENTERED.at,),
            "ended": (Crossing.at,),
            "seconds": (_seconds(), _ENTERED.at),
            "fence": (Geofence.text_key, _ENTERED.at),
            "device": (func.lower(Device.name), _ENTERED.at),
            "technician": (func.lower(Technician.name), _ENTERED.at),
            "company": (CustomerListing.name_key, _ENTERED.at),
            "location": (Location.text_key, _ENTERED.at),
            "charged": (case((or_(_INVOICED, _ON_TIMESHEET), 1), else_=0), _ENTERED.at),
        }[column]

    def _where(self, query: StayFilter) -> list[ColumnElement[bool]]:
        found = [Crossing.kind == CrossingKind.EXIT, *narrowed(query)]
        found += within(_ENTERED.at, self._desk, query.date_from, query.date_to)
        if query.job_id is not None:
            place = select(Job.location_id).where(Job.id == query.job_id).scalar_subquery()
            found.append(Geofence.location_id == place)
        if query.charged is not None:
            charged = or_(_INVOICED, _ON_TIMESHEET)
            found.append(charged if query.charged else ~charged)
        return found

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, StayRow]:
        return {row.id: row for row in read(session, self._desk, ids)}

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        return {"seconds": func.sum(_seconds())}


def stays(desk: Desk, query: StayFilter, limit: int = 10_000) -> list[StayRow]:
    """Stays by their beginning, the earliest first: for reports and exports."""
    desk.need(Permission.POSITIONS_READ)
    return StayList(desk).first(query, Sort("started"), limit)


def footer_seconds(footer: Footer) -> int:
    """How long all stays of a footer were together."""
    return dict(footer.sums).get("seconds", 0)


def _seconds() -> ColumnElement[Any]:
    """From the way in to the way out, as both engines count it."""
    return seconds_between(_ENTERED.at, Crossing.at)


def read(session: Session, desk: Desk, ids: Sequence[int]) -> list[StayRow]:
    """Stays by the ids of their ways out, in no order."""
    place = Location.__table__.c
    rows = session.execute(
        joined(
            select(
                Crossing.id,
                Crossing.at.label("ended"),
                _ENTERED.at.label("started"),
                *(getattr(Crossing, name) for name in ("geofence_id", "device_id", "technician_id")),
                Geofence.name.label("fence"),
                Geofence.customer_id,
                Geofence.location_id,
                Device.name.label("device"),
                Technician.name.label("technician"),
                Customer.name.label("company"),
                TimeEntry.id.label("time_entry_id"),
                TimeEntry.job_id.label("entered_job_id"),
                TimeEntry.deleted_at.label("entry_deleted_at"),
                Invoice.id.label("invoice_id"),
                Invoice.number.label("invoice_number"),
                Invoice.job_id.label("invoiced_job_id"),
                place.name.label("location_name"),
                *(place[name] for name in PLACE),
            )
            .select_from(Crossing)
            .join(_ENTERED, _ENTERED.id == Crossing.entered_id)
        )
        .outerjoin(Customer, Customer.id == Geofence.customer_id)
        .outerjoin(TimeEntry, TimeEntry.crossing_id == Crossing.id)
        .outerjoin(Invoice, standing_on(Invoice))
        .where(Crossing.id.in_(list(ids)))
    ).all()
    presences = {row.id: presence_of(row, desk.zone) for row in rows if row.location_id is not None}
    meant = jobs_meant(session, set(presences.values()))
    return [_row(row, meant[presences[row.id]] if row.id in presences else _NOT_MEANT) for row in rows]


def presence_of(row: Any, zone: ZoneInfo) -> Presence:
    """Who was where on which of the office's days: that on which the stay began."""
    return Presence(row.location_id, row.technician_id, row.started.astimezone(zone).date())


def _row(row: Any, meant: Meant) -> StayRow:
    names = {choice.id: choice.number for choice in meant.choices}
    on_timesheet = row.time_entry_id is not None and row.entry_deleted_at is None
    # What was charged says itself for what.
    job_id = row.invoiced_job_id or (row.entered_job_id if on_timesheet else None) or meant.job_id
    same = ("id", "started", "ended", "geofence_id", "fence", "device_id", "device", "technician_id", "customer_id")
    return StayRow(
        **{name: getattr(row, name) for name in same},
        technician=row.technician or "",
        company=row.company or "",
        location_id=row.location_id,
        location=location_line(row) or row.location_name or "",
        job_id=job_id if job_id in names else None,
        job=names.get(job_id, "") if job_id else "",
        jobs=meant.choices,
        time_entry_id=row.time_entry_id,
        on_timesheet=on_timesheet,
        invoice_id=row.invoice_id,
        invoice=(row.invoice_number or "draft") if row.invoice_id is not None else "",
    )
