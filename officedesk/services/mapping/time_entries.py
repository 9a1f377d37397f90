"""The timesheet: time that technicians worked, listed, filtered and summed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.due import wall
from officedesk.models.listing import CustomerListing
from officedesk.models.mapping import Crossing, TimeEntry
from officedesk.models.text import words
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossings import PLACE, within
from officedesk.services.mapping.durations import seconds_between
from officedesk.services.mapping.time_rows import TimeFilter, TimeRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList

NEWEST = Sort("started", descending=True)


class TimeEntryList(SqlList[TimeFilter, TimeRow]):
    """Time entries that are not in the trash; the footer sums ``seconds`` of what is over."""

    permission = Permission.TIME_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return TimeEntry.id

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return (
            statement.select_from(TimeEntry)
            .join(Technician, Technician.id == TimeEntry.technician_id)
            .outerjoin(CustomerListing, CustomerListing.customer_id == TimeEntry.customer_id)
            .outerjoin(Location, Location.id == TimeEntry.location_id)
            .outerjoin(Job, Job.id == TimeEntry.job_id)
        )

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "started": (TimeEntry.started_at,),
            "ended": (TimeEntry.ended_at, TimeEntry.started_at),
            "seconds": (seconds_between(TimeEntry.started_at, TimeEntry.ended_at), TimeEntry.started_at),
            "technician": (func.lower(Technician.name), TimeEntry.started_at),
            "company": (CustomerListing.name_key, TimeEntry.started_at),
            "location": (Location.text_key, TimeEntry.started_at),
            "job": (Job.serial, TimeEntry.started_at),
            "note": (func.lower(TimeEntry.note), TimeEntry.started_at),
        }[column]

    def _where(self, query: TimeFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [TimeEntry.deleted_at.is_(None)]
        if query.technician_id is not None:
            found.append(TimeEntry.technician_id == query.technician_id)
        if query.customer_id is not None:
            found.append(TimeEntry.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(TimeEntry.location_id == query.location_id)
        if query.job_id is not None:
            found.append(TimeEntry.job_id == query.job_id)
        if query.running is not None:
            going = TimeEntry.ended_at.is_(None)
            found.append(going if query.running else ~going)
        found += within(TimeEntry.started_at, self._desk, query.date_from, query.date_to)
        for word in words(query.text):
            texts = (
                func.lower(Technician.name),
                func.lower(TimeEntry.note),
                CustomerListing.name_key,
                Location.text_key,
                Job.text_key,
            )
            found.append(or_(*(text.contains(word, autoescape=True) for text in texts)))
        return found

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, TimeRow]:
        return {row.id: row for row in read(session, self._desk, TimeEntry.id.in_(ids))}

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        return {"seconds": func.sum(seconds_between(TimeEntry.started_at, TimeEntry.ended_at))}


def entries(desk: Desk, query: TimeFilter, limit: int = 100_000) -> list[TimeRow]:
    """Entries by their beginning, the earliest first: for reports and exports."""
    desk.need(Permission.TIME_READ)
    return TimeEntryList(desk).first(query, Sort("started"), limit)


def read(session: Session, desk: Desk, *where: ColumnElement[bool]) -> list[TimeRow]:
    """Rows, in no order."""
    place = Location.__table__.c
    rows = session.execute(
        select(
            *(getattr(TimeEntry, name) for name in _COLUMNS),
            TimeEntry.started_at,
            TimeEntry.ended_at,
            TimeEntry.crossing_id,
            Technician.name.label("technician"),
            Customer.name.label("company"),
            Job.number.label("job"),
            Crossing.invoice_id,
            place.name.label("location_name"),
            *(place[name] for name in PLACE),
        )
        .join(Technician, Technician.id == TimeEntry.technician_id)
        .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
        .outerjoin(Location, Location.id == TimeEntry.location_id)
        .outerjoin(Job, Job.id == TimeEntry.job_id)
        .outerjoin(Crossing, Crossing.id == TimeEntry.crossing_id)
        .where(*where)
    )
    return [
        TimeRow(
            **{name: getattr(row, name) for name in _COLUMNS},
            technician=row.technician,
            started=wall(row.started_at, desk.zone),
            ended=None if row.ended_at is None else wall(row.ended_at, desk.zone),
            seconds=None if row.ended_at is None else round((row.ended_at - row.started_at).total_seconds()),
            company=row.company or "",
            location=location_line(row) or row.location_name or "",
            job=row.job or "",
            from_crossing=row.crossing_id is not None,
            invoice_id=row.invoice_id,
        )
        for row in rows
    ]


_COLUMNS = ("id", "technician_id", "customer_id", "job_id", "note", "version")
