"""Day sheets and the week plan, gathered for paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.formatting import date_text, time_range, time_text
from officedesk.models.company import Company, Technician
from officedesk.models.day_sheets import (
    DaySheet,
    DaySheets,
    DayVisit,
    WeekPlan,
    WeekRow,
    WeekVisit,
)
from officedesk.models.enums import JobStatus, PaperSize, Priority
from officedesk.models.hours import Spans, days_between, last_day
from officedesk.services.customers.drafts import Address
from officedesk.services.desk import Desk
from officedesk.services.mapping.points import Located, point_of
from officedesk.services.office.week import day_text
from officedesk.services.permissions import Permission
from officedesk.services.schedule.crew import booked_minutes, crew, technician_rows
from officedesk.services.schedule.rows import Away, BoardFilter, TechnicianRow, VisitBlock
from officedesk.services.schedule.visits import blocks
from officedesk.services.schedule.working import WorkingTimes, working_times
from officedesk.services.work.visit_details import JobDetails, details

NOBODY = 0
"""Among technicians: visits that nobody has yet."""
MOST_DAYS = 31
UNASSIGNED = "Not assigned yet"
_STATUS = {
    JobStatus.ON_THE_WAY: "On the way",
    JobStatus.IN_PROGRESS: "In progress",
    JobStatus.PAUSED: "Paused",
    JobStatus.COMPLETED: "Completed",
    JobStatus.CANCELLED: "Cancelled",
}
_URGENT = (Priority.HIGH, Priority.URGENT)
_NEXT_DOOR = 250.0
"""Metres: nearer than that nobody needs to be told how long it takes."""
_AWAY = "Off: {}"


class _Known(NamedTuple):
    """What is read for both papers."""

    office: str
    dates: str
    size: PaperSize
    people: dict[int, TechnicianRow]
    order: tuple[int, ...]
    days: list[date]
    visits: dict[int, list[VisitBlock]]
    """By technician, in the order of the clock."""
    times: WorkingTimes
    start: Address


def day_sheets(desk: Desk, first: date, last: date | None = None, technician_ids: Sequence[int] = ()) -> DaySheets:
    """The sheets of the days from ``first`` to ``last`` (one day without it), by technician and then by day.

    Of ``technician_ids`` also those without visits; with none given everybody who has any, and at the end what nobody
    has (:data:`NOBODY`). Raises :class:`ValueError` for more than :data:`MOST_DAYS` days.
    """
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        known = _read(session, desk, first, last or first, technician_ids)
        jobs = details(session, {visit.job_id for found in known.visits.values() for visit in found})
    sheets = [
        _sheet(known, person, day, jobs) for person in known.order for day in known.days if _wanted(known, person, day)
    ]
    ways = any(visit.travel for sheet in sheets for visit in sheet.visits)
    note = ""
    if ways:
        from officedesk.maps.routes import ESTIMATE

        note = f"Travel times: {ESTIMATE[0].lower()}{ESTIMATE[1:]}"
    title = f"Day sheets, {_span(known.days, known.dates)}"
    return DaySheets(known.office, title, date_text(desk.today(), known.dates), tuple(sheets), note, known.size)


def week_plan(desk: Desk, day: date, technician_ids: Sequence[int] = ()) -> WeekPlan:
    """The week (Monday to Sunday) that ``day`` is in, of these technicians or of everybody."""
    desk.need(Permission.JOBS_READ)
    monday = day - timedelta(days=day.weekday())
    with desk.read() as session:
        known = _read(session, desk, monday, monday + timedelta(days=6), technician_ids)
    title = f"Week of {_span(known.days, known.dates)}"
    return WeekPlan(
        known.office,
        title,
        date_text(desk.today(), known.dates),
        tuple(f"{one:%a} {one.day}" for one in known.days),
        tuple(known.times.holiday(one) for one in known.days),
        tuple(_week_row(known, person) for person in known.order),
        known.size,
    )


def _read(session: Session, desk: Desk, first: date, last: date, technician_ids: Sequence[int]) -> _Known:
    if not 0 <= (last - first).days < MOST_DAYS:
        raise ValueError(f"papers show 1 to {MOST_DAYS} days, not {first} to {last}")
    company = session.execute(select(Company.name, Company.date_format, Company.paper_size, *_place())).one()
    shown = blocks(session, desk, first, last, BoardFilter(technician_ids=tuple(technician_ids)))
    days = days_between(first, last)
    visits: dict[int, list[VisitBlock]] = {}
    for visit in shown:
        for person in visit.technician_ids or (NOBODY,):
            visits.setdefault(person, []).append(visit)
    times = working_times(session)
    found = crew(session, first, last, visits.keys() | set(technician_ids))
    rows = {row.id: row for row in technician_rows(found, days, times, booked_minutes(shown, days, desk.zone))}
    wanted = technician_ids or (*(row.id for row in rows.values() if row.active or row.id in visits), NOBODY)
    order = [person for person in rows if person in wanted]
    if NOBODY in wanted and visits.get(NOBODY):
        order.append(NOBODY)
    if not technician_ids and len(days) == 1:
        order = [person for person in order if visits.get(person)]
    start = Address(*company[3:])
    return _Known(company.name, company.date_format, company.paper_size, rows, tuple(order), days, visits, times, start)


def _place() -> Iterable[object]:
    table = Company.__table__.c
    names = ("street", "street2", "city", "region", "postal_code", "country", "latitude", "longitude")
    return [table[name] for name in names]


def _wanted(known: _Known, person: int, day: date) -> bool:
    """A day of several is left out where there is nothing to do on it."""
    return len(known.days) == 1 or any(_touches(visit, day) for visit in known.visits.get(person, ()))


def _sheet(known: _Known, person: int, day: date, jobs: Mapping[int, JobDetails]) -> DaySheet:
    at = known.days.index(day)
    mine = [visit for visit in known.visits.get(person, ()) if _touches(visit, day)]
    row = known.people.get(person)
    ways = _ways(known.start, mine, jobs) if row is not None else {}
    found = tuple(_visit(known, visit, day, jobs.get(visit.job_id, JobDetails()), person, ways) for visit in mine)
    count = f"{len(mine)} visit{'s' if len(mine) != 1 else ''}"
    long = f"{day:%A}, {date_text(day, known.dates)}"
    if row is None:
        return DaySheet(UNASSIGNED, long, "", count, found)
    booked = f"{count} · {_hours(row.booked[at])} h" if row.booked[at] else count
    return DaySheet(row.name, long, _hours_text(known, row, day, row.hours[at]), booked, found)


def _hours_text(known: _Known, row: TechnicianRow, day: date, spans: Spans) -> str:
    """When they work on it, or why they do not."""
    off = [_away_text(away) for away in row.away if away.starts.date() <= day <= _last(away)]
    if off:
        return "; ".join(off)
    if closed := known.times.holiday(day):
        return closed
    return day_text(spans) or "Day off"


def _away_text(away: Away) -> str:
    told = _AWAY.format(away.reason) if away.reason else "Off"
    return told if away.all_day else f"{told} {time_range(away.starts, away.ends)}"


def _last(away: Away) -> date:
    return last_day(away.starts, away.ends)


def _visit(
    known: _Known, visit: VisitBlock, day: date, job: JobDetails, person: int, ways: Mapping[int, str]
) -> DayVisit:
    notes = [("Crew", job.crew_note), ("Visit", visit.note), *(("Site", text) for text in job.site_notes)]
    fellows = (known.people[other].name for other in visit.technician_ids if other != person)
    return DayVisit(
        number=visit.number,
        company=visit.company,
        hours=_times(visit, day),
        window=f"Arrive by {time_text(visit.window_ends)}" if visit.window_ends else "",
        status=_STATUS.get(visit.status, ""),
        urgent=visit.priority.value.capitalize() if visit.priority in _URGENT else "",
        description=visit.description,
        address=job.address,
        contact=job.contact,
        phone=job.phone,
        travel=ways.get(visit.visit_id, ""),
        fellows=tuple(fellows),
        tasks=job.tasks,
        equipment=job.equipment,
        notes=tuple((name, text) for name, text in notes if text.strip()),
        forms=job.forms,
    )


def _times(visit: VisitBlock, day: date) -> str:
    """Its hours on that day; of several days also which one it is."""
    if visit.starts is None or visit.ends is None:
        return ""
    first, last = visit.first_day or day, visit.last_day or day
    part = f" ({(day - first).days + 1} of {(last - first).days + 1})" if last > first else ""
    if visit.all_day:
        return f"All day{part}"
    if last > first:
        begins = visit.starts if day == first else None
        ends = visit.ends if day == last else None
        told = f"from {time_text(begins)}" if begins else f"until {time_text(ends)}" if ends else "All day"
        return f"{told}{part}"
    return time_text(visit.starts) if visit.open_end else time_range(visit.starts, visit.ends)


def _touches(visit: VisitBlock, day: date) -> bool:
    first, last = visit.first_day, visit.last_day
    return first is not None and last is not None and first <= day <= last


def _ways(start: Address, visits: Sequence[VisitBlock], jobs: Mapping[int, JobDetails]) -> dict[int, str]:
    """How long it may take to each stop from the one before, by visit; nothing where a place is not known."""
    from officedesk.maps.routes import leg_distances, travel

    stops: list[tuple[int, Located | None]] = [(NOBODY, point_of(start) if start.city or start.latitude else None)]
    for visit in visits:
        place = jobs.get(visit.job_id, JobDetails()).place
        stops.append((visit.visit_id, point_of(place) if place is not None else None))
    found = {}
    before: Located | None = stops[0][1]
    origin = "the office"
    for visit_id, here in stops[1:]:
        if here is not None and before is not None:
            (metres,) = leg_distances((before, here))
            if metres > _NEXT_DOOR:
                words = travel(metres).words
                found[visit_id] = f"{words[0].upper()}{words[1:]} from {origin}"
        if here is not None:
            before, origin = here, "the visit before"
    return found


def _week_row(known: _Known, person: int) -> WeekRow:
    row = known.people.get(person)
    mine = known.visits.get(person, ())
    cells = tuple(tuple(_cell(visit, day) for visit in mine if _touches(visit, day)) for day in known.days)
    if row is None:
        return WeekRow(UNASSIGNED, _counted(len(mine)), cells, ("",) * len(known.days))
    away = tuple(
        "; ".join(_away_text(one) for one in row.away if one.starts.date() <= day <= _last(one)) for day in known.days
    )
    booked = " · ".join(filter(None, (_counted(len(mine)), f"{_hours(sum(row.booked))} h" if any(row.booked) else "")))
    return WeekRow(row.name, booked, cells, away)


def _cell(visit: VisitBlock, day: date) -> WeekVisit:
    place = ", ".join(filter(None, (visit.location, visit.city)))
    return WeekVisit(
        _times(visit, day),
        f"{visit.number} {visit.company}",
        " · ".join(filter(None, (visit.description.split("\n", 1)[0], place))),
        visit.priority in _URGENT,
        visit.status is JobStatus.CANCELLED,
    )


def _counted(count: int) -> str:
    return f"{count} visit{'s' if count != 1 else ''}"


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def _span(days: Sequence[date], dates: str) -> str:
    first, last = date_text(days[0], dates), date_text(days[-1], dates)
    return first if len(days) == 1 else f"{first} – {last}"


def technician_names(desk: Desk) -> list[tuple[int, str]]:
    """Who papers can be printed for: active technicians in the order of the schedule."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Technician.id, Technician.name)
            .where(Technician.active)
            .order_by(Technician.position, Technician.name, Technician.id)
        )
        return [(row.id, row.name) for row in rows]
