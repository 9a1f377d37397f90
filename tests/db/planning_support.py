"""Visits for tests of the schedule. The clock stands on Thursday, June 22, 2023, 7:00 in Chicago."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from officedesk.models.crew import JobSkill, Skill, TechnicianSkill, TimeOff
from officedesk.models.customers import Location
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.work.progress import scheduled
from tests.db.selling import id_of, job_of, line
from tests.factories import make_customer

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2023, 6, day) for day in range(19, 24))


def at(day: date, clock: str) -> datetime:
    """A wall time: ``at(MONDAY, "9:30")``."""
    hour, _, minute = clock.partition(":")
    return datetime.combine(day, time(int(hour), int(minute or 0)))


def job(desk: Desk, name: str = "", *, place: dict[str, Any] | None = None, **columns: Any) -> int:
    """An open job without visits, of a customer and a place of its own."""
    customer = make_customer(desk, name, locations=[place or {"street": "1 Elm St", "city": "Minneapolis"}])
    made = id_of(job_of(desk, customer, [line(100)]))
    with desk.write() as session:
        row = session.get_one(Job, made)
        row.location_id = session.query(Location).filter_by(customer_id=customer).one().id
        for column, value in columns.items():
            setattr(row, column, value)
    return made


def visit(
    desk: Desk,
    day: date | None,
    clock: str = "",
    *people: int,
    minutes: int | None = 60,
    days: int = 1,
    job_id: int | None = None,
    name: str = "",
    **columns: Any,
) -> int:
    """A visit of a job of its own, or of ``job_id``: at a time of ``day``, for all of ``days`` (no ``clock``), or
    without a day.
    """
    values: dict[str, Any] = {"zone": desk.zone.key}
    if day is not None and clock:
        starts = at(day, clock)
        values |= {"starts": starts, "ends": starts + timedelta(minutes=minutes) if minutes is not None else None}
    elif day is not None:
        starts = at(day, "0")
        values |= {"starts": starts, "ends": starts + timedelta(days=days), "all_day": True}
    made = Visit(technicians=[VisitTechnician(technician_id=person) for person in people], **values | columns)
    job_id = job_id or job(desk, name)
    with desk.write() as session:
        row = session.get_one(Job, job_id)
        made.job_id = job_id
        session.add(made)
        session.flush()
        if "status" not in columns:
            row.status = scheduled(row.status, [made])
        return made.id


def skill(desk: Desk, name: str, *, of: int | None = None, needed_by: int | None = None) -> int:
    """A skill that a technician has, or that a job needs."""
    with desk.write() as session:
        made = Skill(name=name, name_key=name.lower())
        session.add(made)
        session.flush()
        if of is not None:
            session.add(TechnicianSkill(technician_id=of, skill_id=made.id))
        if needed_by is not None:
            session.add(JobSkill(job_id=needed_by, skill_id=made.id))
        return made.id


def away(desk: Desk, person: int, starts: datetime, ends: datetime, reason: str = "", *, all_day: bool = True) -> int:
    """Time off of a technician."""
    now = desk.now()
    made = TimeOff(
        technician_id=person, starts=starts, ends=ends, reason=reason, all_day=all_day, created_at=now, updated_at=now
    )
    with desk.write() as session:
        session.add(made)
        session.flush()
        return made.id
