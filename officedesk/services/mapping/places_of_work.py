"""Which job somebody worked on who was at a location: the one they were planned for, else the only open one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.enums import JobStatus
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.sqllist import CHUNK

_OVER = (JobStatus.COMPLETED, JobStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Presence:
    """A technician (if the device is anybody's) at a location on a day of the office's."""

    location_id: int
    technician_id: int | None
    day: date


@dataclass(frozen=True, slots=True)
class JobChoice:
    """A job that may have been worked on."""

    id: int
    number: str
    description: str
    status: JobStatus


@dataclass(frozen=True, slots=True)
class Meant:
    """The job that was worked on, ``None`` where a person has to say; and the jobs there are to choose from."""

    job_id: int | None
    choices: tuple[JobChoice, ...] = ()


def jobs_meant(session: Session, wanted: Collection[Presence]) -> dict[Presence, Meant]:
    """For each of ``wanted`` the job of a visit there, of that technician and on that day, else the only open job."""
    places = sorted({one.location_id for one in wanted})
    jobs: dict[int, list[Any]] = {place: [] for place in places}
    visits: dict[tuple[int, date], set[tuple[int, int | None]]] = {}
    for start in range(0, len(places), CHUNK):
        some = places[start : start + CHUNK]
        for row in session.execute(
            select(Job.id, Job.number, Job.description, Job.status, Job.location_id)
            .where(Job.location_id.in_(some), Job.deleted_at.is_(None))
            .order_by(Job.id.desc())
        ):
            jobs[row.location_id].append(row)
    days = {one.day for one in wanted}
    if days:
        for place, job_id, technician_id, starts, ends in _visits(session, places, min(days), max(days)):
            for day in _days(starts, ends):
                if day in days:
                    visits.setdefault((place, day), set()).add((job_id, technician_id))
    return {one: _meant(one, jobs[one.location_id], visits.get((one.location_id, one.day), set())) for one in wanted}


def _meant(one: Presence, jobs: list[Any], visits: set[tuple[int, int | None]]) -> Meant:
    there = {row.id for row in jobs}
    choices = tuple(JobChoice(row.id, row.number, row.description, row.status) for row in jobs)
    planned = {job for job, technician in visits if technician == one.technician_id and technician is not None} & there
    if len(planned) == 1:
        return Meant(planned.pop(), choices)
    still_open = [row.id for row in jobs if row.status not in _OVER]
    if not planned and len(still_open) == 1:
        return Meant(still_open[0], choices)
    return Meant(None, choices)


def _visits(session: Session, places: list[int], first: date, last: date) -> Iterable[tuple[Any, ...]]:
    begin, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    for start in range(0, len(places), CHUNK):
        query = (
            select(Job.location_id, Job.id, VisitTechnician.technician_id, Visit.starts, Visit.ends)
            .join(Visit, Visit.job_id == Job.id)
            .outerjoin(VisitTechnician, VisitTechnician.visit_id == Visit.id)
            .where(
                Job.location_id.in_(places[start : start + CHUNK]),
                Job.deleted_at.is_(None),
                Visit.status != JobStatus.CANCELLED,
                Visit.starts < end,
                # Visits of several days are few: so long ago none began that goes on.
                Visit.starts >= begin - timedelta(days=_LONGEST),
            )
        )
        for row in session.execute(query):
            yield tuple(row)


_LONGEST = 31


def _days(starts: datetime, ends: datetime | None) -> Iterable[date]:
    last = (ends or starts).date()
    # What ends at midnight was over the day before.
    if ends is not None and ends.time() == time() and ends > starts:
        last -= timedelta(days=1)
    for number in range(min((last - starts.date()).days, _LONGEST) + 1):
        yield starts.date() + timedelta(days=number)
