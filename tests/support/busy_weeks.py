"""A schedule full of visits in no time: written by the engine itself, past the change log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from officedesk.models.base import Base
from officedesk.models.company import Brand, Technician
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.text import fold
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from tests.support.crowds import crowd

_FIRST = 1_000_000
"""Ids of what is made begin behind it."""
_WORK = ("RTU filter change", "Boiler inspection", "Leak, unit 12", "Glycol chiller", "Annual tune-up", "No heat")
_STATUSES = (JobStatus.SCHEDULED, JobStatus.SCHEDULED, JobStatus.IN_PROGRESS, JobStatus.COMPLETED)
_MADE = datetime(2023, 6, 1, tzinfo=UTC)


def busy_week(
    desk: Desk, first: date, *, technicians: int = 100, days: int = 5, visits: int = 20_000, waiting: int = 0
) -> list[int]:
    """Fill ``days`` from ``first`` on with that many visits, each of a job, a customer and a place of its own.

    They go round the technicians and days, quarter of an hour after quarter of an hour from seven o'clock on; every
    fiftieth has no technician. ``waiting`` jobs have no visit. Gives the technicians' ids.
    """
    crowd(desk, visits + waiting)
    people = [_FIRST + at for at in range(1, technicians + 1)]
    jobs, times, links = [], [], []
    with desk.database.engine.begin() as connection:
        brand = connection.execute(select(Brand.id)).scalar_one()
        _fill(connection, Technician, [_technician(person, at) for at, person in enumerate(people)])
        for at in range(visits + waiting):
            status = _STATUSES[at % len(_STATUSES)] if at < visits else JobStatus.NOT_STARTED
            jobs.append(_job(at, brand, status))
            if at >= visits:
                continue
            on = first + timedelta(days=at // technicians % days)
            quarter = at // (technicians * days) % 48
            starts = datetime.combine(on, time(7)) + timedelta(minutes=15 * quarter)
            times.append(_visit(at, starts, status, desk.zone.key))
            if at % 50:
                links.append({"visit_id": _FIRST + at, "technician_id": people[at % technicians]})
        _fill(connection, Job, jobs)
        _fill(connection, Visit, times)
        _fill(connection, VisitTechnician, links)
        if desk.database.dialect == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    return people


def _fill(connection: Connection, kind: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(kind), rows)


def _technician(person: int, at: int) -> dict[str, Any]:
    return {"id": person, "name": f"Technician {at + 1}", "phone": "", "email": "", "position": at, "version": 1}


def _job(at: int, brand: int, status: JobStatus) -> dict[str, Any]:
    description = _WORK[at % len(_WORK)]
    return {
        "id": _FIRST + at,
        "number": f"W{at}",
        "serial": _FIRST + at,
        "customer_id": 1_000_001 + at,
        "location_id": 1_000_001 + at,
        "brand_id": brand,
        "description": description,
        "category": "",
        "priority": tuple(Priority)[at % 4],
        "status": status,
        "crew_note": "",
        "text_key": fold(f"W{at} {description}"),
        "currency": "USD",
        "created_at": _MADE,
        "updated_at": _MADE,
        "version": 1,
    }


def _visit(at: int, starts: datetime, status: JobStatus, zone: str) -> dict[str, Any]:
    return {
        "id": _FIRST + at,
        "job_id": _FIRST + at,
        "starts": starts,
        "ends": starts + timedelta(minutes=15 * (1 + at % 8)),
        "zone": zone,
        "all_day": False,
        "window_ends": starts + timedelta(hours=1) if at % 3 == 0 else None,
        "status": status,
        "note": "",
        "version": 1,
    }
