"""Visits as calendar events (VEVENT), gathered for one technician.

``UID`` is the visit's for good, also when it moves to somebody else. ``SEQUENCE`` counts every change of the visit and
of its job, and ``DTSTAMP`` says when the last of them was: the same office gives the same bytes.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from officedesk.formatting import address_lines, time_text
from officedesk.models.company import Company
from officedesk.models.customers import Customer
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import LONGEST, midnights, real
from officedesk.models.text import clean
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.schedule.times import OPEN_END, whole_days
from officedesk.services.work.visit_details import JobDetails, details

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//OfficeDesk//Schedule//EN"
_PRIORITIES = {Priority.URGENT: 1, Priority.HIGH: 3, Priority.LOW: 9}
_LONGEST_TEXT = 4_000
"""Characters of a description: Google cuts longer ones off."""


def rows_of(session: Session, technician_id: int, first: date, last: date) -> list[Any]:
    """Their visits between two days (wall time where the visit is), cancelled ones too, in order."""
    begin, end = midnights(first, last)
    return list(
        session.execute(
            select(
                Visit.id,
                Visit.job_id,
                Visit.starts,
                Visit.ends,
                Visit.zone,
                Visit.all_day,
                Visit.window_ends,
                Visit.status,
                Visit.note,
                Visit.version,
                Job.version.label("job_version"),
                Job.number,
                Job.description,
                Job.priority,
                Job.status.label("job_status"),
                Job.created_at,
                Job.updated_at,
                Customer.name.label("company"),
                Customer.updated_at.label("customer_updated_at"),
            )
            .join(VisitTechnician, VisitTechnician.visit_id == Visit.id)
            .join(Job, Job.id == Visit.job_id)
            .join(Customer, Customer.id == Job.customer_id)
            .where(
                VisitTechnician.technician_id == technician_id,
                Job.deleted_at.is_(None),
                Customer.deleted_at.is_(None),
                Visit.starts >= begin - LONGEST,
                Visit.starts < end,
                or_(Visit.starts >= begin, func.coalesce(Visit.ends, Visit.starts) > begin),
            )
            .order_by(Visit.starts, Visit.id)
        )
    )


def calendar_of(
    session: Session, office: Company, technician: Any, rows: Sequence[Any], office_zone: ZoneInfo
) -> "Calendar":
    """The calendar of a technician with an event for each of the rows."""
    from icalendar import Calendar

    from officedesk.services.calendars.zones import described

    jobs = details(session, {row.job_id for row in rows})
    made = Calendar()
    name = clean(f"{technician.name} · {office.name}")
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", "PUBLISH")
    made.add("UID", f"technician-{technician.id}-{office.office_key}@officedesk")
    made.add("NAME", name)
    made.add("X-WR-CALNAME", name)
    made.add("X-WR-TIMEZONE", str(office_zone))
    made.add("X-PUBLISHED-TTL", "PT1H")
    made.add("X-APPLE-CALENDAR-COLOR", technician.colour.upper())
    for key, (first, last) in sorted(_years(rows).items()):
        made.add_component(described(key, first, last))
    for row in rows:
        made.add_component(_event(row, jobs.get(row.job_id, JobDetails()), office.office_key))
    return made


def _years(rows: Sequence[Any]) -> Mapping[str, tuple[int, int]]:
    """The years in which each zone is needed; whole days need none."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if not row.all_day:
            first, last = found.get(row.zone, (row.starts.year, row.starts.year))
            ends = row.ends or row.starts
            found[row.zone] = (min(first, row.starts.year), max(last, ends.year))
    return found


def _event(row: Any, job: JobDetails, office_key: str) -> "Event":
    from icalendar import Event

    made = Event()
    changed = max(row.updated_at, row.customer_updated_at).astimezone(UTC).replace(microsecond=0)
    cancelled = JobStatus.CANCELLED in (row.status, row.job_status)
    made.add("UID", f"visit-{row.id}-{office_key}@officedesk")
    made.add("SEQUENCE", row.version + row.job_version)
    made.add("DTSTAMP", changed)
    made.add("LAST-MODIFIED", changed)
    made.add("CREATED", row.created_at.astimezone(UTC).replace(microsecond=0))
    starts, ends = _times(row)
    made.add("DTSTART", starts)
    made.add("DTEND", ends)
    if row.all_day:
        made.add("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
    made.add("SUMMARY", _summary(row, cancelled=cancelled))
    if job.place is not None and (lines := address_lines(job.place)):
        made.add("LOCATION", clean(", ".join(lines)))
    if job.place is not None and job.place.latitude is not None and job.place.longitude is not None:
        made.add("GEO", (job.place.latitude, job.place.longitude))
    made.add("DESCRIPTION", _description(row, job))
    made.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    made.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    if row.priority in _PRIORITIES:
        made.add("PRIORITY", _PRIORITIES[row.priority])
    return made


def _times(row: Any) -> tuple[date, date]:
    """Start and end: days (the end is the day after the last) or times in the visit's zone."""
    if row.all_day:
        first, last = whole_days(row.starts, row.ends)
        return first.date(), last.date()
    zone = ZoneInfo(row.zone)
    starts = real(row.starts, zone)
    ends = real(row.ends, zone) if row.ends is not None and row.ends > row.starts else starts + OPEN_END
    return starts.replace(tzinfo=zone), max(ends, starts).replace(tzinfo=zone)


def _summary(row: Any, *, cancelled: bool) -> str:
    what = clean(row.description)
    told = f"{row.number} {clean(row.company)}" + (f": {what[:120]}" if what else "")
    return f"Cancelled: {told}" if cancelled else told


def _description(row: Any, job: JobDetails) -> str:
    parts = []
    if row.window_ends is not None and not row.all_day:
        parts.append(f"Arrive between {time_text(row.starts)} and {time_text(row.window_ends)}")
    if row.priority in (Priority.HIGH, Priority.URGENT):
        parts.append(f"Priority: {row.priority.value}")
    named = job.address[:1] if job.place is not None and list(job.address) != address_lines(job.place) else ()
    if reach := ", ".join(clean(part) for part in (*named, job.contact, job.phone) if clean(part)):
        parts.append(reach)
    if clean(row.description):
        parts.append(_lines(row.description))
    for title, words in (("", row.note), ("Crew: ", job.crew_note), *(("Site: ", text) for text in job.site_notes)):
        if clean(words):
            parts.append(f"{title}{_lines(words)}")
    tasks = [f"{'✓' if task.done else '-'} {clean(task.name)} {task.quantity}".rstrip() for task in job.tasks]
    parts += ["\n".join(tasks)] if tasks else []
    parts += [f"Equipment: {clean(' · '.join(filter(None, one)))}" for one in job.equipment]
    told = "\n\n".join(parts)
    return told if len(told) <= _LONGEST_TEXT else f"{told[: _LONGEST_TEXT - 1]}…"


def _lines(text: str) -> str:
    return clean(text, lines=True)
