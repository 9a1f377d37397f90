"""The rows of the board: technicians with their hours, their time off, and how much of each day is booked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from officedesk.models.company import Technician
from officedesk.models.crew import TechnicianSkill, TimeOff
from officedesk.models.hours import Spans, days_of, elapsed, midnights, minutes
from officedesk.services.schedule.rows import Away, TechnicianRow, VisitBlock
from officedesk.services.schedule.visits import linked, raw
from officedesk.services.schedule.working import WorkingTimes


@dataclass(frozen=True, slots=True)
class Crew:
    """Technicians as they are stored, in the order of the schedule, with what is known of them."""

    rows: Sequence[tuple[int, str, str, bool, Mapping[str, object] | None]]
    skills: Mapping[int, tuple[int, ...]]
    away: Mapping[int, tuple[Away, ...]]


def crew(session: Session, first: date, last: date, also: Collection[int] = ()) -> Crew:
    """Those who work here and those in ``also``; their time off between two days."""
    people = session.execute(
        select(Technician.id, Technician.name, Technician.colour, Technician.active, Technician.hours)
        .where(or_(Technician.active, Technician.id.in_(also)))
        .order_by(Technician.active.desc(), Technician.position, Technician.name, Technician.id)
    ).all()
    skills = linked(raw(session, select(TechnicianSkill.technician_id, TechnicianSkill.skill_id)))
    return Crew([tuple(row) for row in people], skills, away_between(session, first, last))


def away_between(session: Session, first: date, last: date) -> dict[int, tuple[Away, ...]]:
    """Each technician's time off that touches one of the days, in order."""
    begin, end = midnights(first, last)
    found: dict[int, tuple[Away, ...]] = {}
    for row in session.execute(
        select(TimeOff.technician_id, TimeOff.id, TimeOff.starts, TimeOff.ends, TimeOff.all_day, TimeOff.reason)
        .where(TimeOff.ends > begin, TimeOff.starts < end)
        .order_by(TimeOff.starts, TimeOff.id)
    ):
        found[row[0]] = (*found.get(row[0], ()), Away(*row[1:]))
    return found


def technician_rows(
    found: Crew, days: Sequence[date], times: WorkingTimes, booked: Mapping[tuple[int, date], int]
) -> list[TechnicianRow]:
    """The crew as rows of the board, an entry for each of ``days``."""
    rows = []
    for person, name, colour, active, own in found.rows:
        week = times.week(own)
        hours = tuple(times.hours(week, day) for day in days)
        rows.append(
            TechnicianRow(
                id=person,
                name=name,
                colour=colour,
                skill_ids=found.skills.get(person, ()),
                hours=hours,
                away=found.away.get(person, ()),
                booked=tuple(
                    _booked(booked.get((person, day), 0), spans) for day, spans in zip(days, hours, strict=True)
                ),
                active=active,
            )
        )
    return rows


ALL_DAY = 1_000_000
"""Added to the minutes of a day with an all-day visit."""


def booked_minutes(taken: Iterable[VisitBlock], days: Sequence[date], zone: ZoneInfo) -> dict[tuple[int, date], int]:
    """Minutes of visits for each technician and day, :data:`ALL_DAY` more where one is for the whole day."""
    found: dict[tuple[int, date], int] = defaultdict(int)
    wanted = set(days)
    # Days on which the clocks change are counted by what really passes.
    odd = {day for day in days if _offset(day, zone) != _offset(day + timedelta(days=1), zone)}
    for block in taken:
        starts, ends = block.starts, block.ends
        if starts is None or ends is None or not block.technician_ids:
            continue
        day = starts.date()
        if not block.all_day and ends.date() == day and day not in odd:
            if day in wanted:
                length = (ends - starts).seconds // 60
                for person in block.technician_ids:
                    found[person, day] += length
            continue
        for each in days_of(starts, ends):
            if each not in wanted:
                continue
            length = ALL_DAY if block.all_day else _on(each, starts, ends, zone)
            for person in block.technician_ids:
                if not block.all_day or found[person, each] < ALL_DAY:
                    found[person, each] += length
    return found


def _booked(found: int, hours: Spans) -> int:
    if found < ALL_DAY:
        return found
    return max(found - ALL_DAY, minutes(hours))


def _on(day: date, starts: datetime, ends: datetime, zone: ZoneInfo) -> int:
    begin, end = midnights(day, day)
    return elapsed(max(starts, begin), min(ends, end), zone)


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()
