"""What speaks against a move, in words."""

from collections.abc import Iterable
from datetime import date

from officedesk.formatting import time_range, time_text
from officedesk.models.hours import Spans, last_day
from officedesk.models.planning import REFUSING, Booking, Found, ProblemKind
from officedesk.services.office.week import span_text
from officedesk.services.schedule.around import Surroundings
from officedesk.services.schedule.rows import NO_VISIT, Away, Problem

_SOMEBODY = "This technician"


def told(found: Found, known: Surroundings) -> Problem:
    """``found`` as it is shown; ``known`` has the names."""
    booking = found.booking
    other = found.other
    return Problem(
        kind=found.kind,
        text=_text(found, known),
        visit_id=_visit(booking),
        technician_id=found.technician_id,
        other_visit_id=None if other is None else _visit(other),
        refuses=found.kind in REFUSING,
    )


def _visit(booking: Booking) -> int:
    # New ones have numbers below zero while they are looked at.
    return booking.id if booking.id > 0 else NO_VISIT


def _text(found: Found, known: Surroundings) -> str:
    who = known.people.get(found.technician_id or 0, _SOMEBODY)
    day = found.day or found.booking.starts.date()
    match found.kind:
        case ProblemKind.BEGUN:
            return f"{_called(found.booking, known)} has begun and keeps its day."
        case ProblemKind.DONE:
            return f"{_called(found.booking, known)} is done and stays where it is."
        case ProblemKind.DOUBLE_BOOKED if found.other is not None:
            return f"{who} has {_called(found.other, known)} then: {when(found.other)}."
        case ProblemKind.AWAY if found.absence is not None:
            return f"{who} is away: {_absence(known.away[found.absence.id])}."
        case ProblemKind.SKILL:
            return f"{who} is not listed with {_listed(known.skills.get(skill, '') for skill in found.skill_ids)}."
        case ProblemKind.OUTSIDE_HOURS:
            hours = known.circumstances.hours(found.technician_id or 0, day)
            worked = f"works {hours_text(hours)}" if hours else "does not work"
            return f"{who} {worked} on {day_text(day)}."
        case ProblemKind.HOLIDAY:
            return f"{day_text(day)} is {known.circumstances.holidays[day]}."
        case _:
            return "That is in the past."


def _called(booking: Booking, known: Surroundings) -> str:
    return known.labels.get(booking.id, "another visit of these")


def day_text(day: date) -> str:
    """``Thursday, June 22``."""
    return f"{day:%A}, {day:%B} {day.day}"


def when(booking: Booking) -> str:
    """``8:00 – 9:30``, ``all day``; over several days with the days."""
    first, last = booking.starts.date(), last_day(booking.starts, booking.ends)
    if booking.all_day:
        return "all day" if first == last else f"{_short(first)} – {_short(last)}"
    if first == last:
        return time_range(booking.starts, booking.ends)
    return f"{_short(first)} {time_text(booking.starts)} – {_short(booking.ends.date())} {time_text(booking.ends)}"


def hours_text(spans: Spans) -> str:
    """``8:00 – 12:00 and 12:30 – 17:00``."""
    return _listed(span_text(span) for span in spans)


def _absence(one: Away) -> str:
    booking = Booking(one.id, one.starts, one.ends, one.all_day, ())
    first, last = one.starts.date(), last_day(one.starts, one.ends)
    times = day_text(first) if one.all_day and first == last else when(booking)
    return f"{one.reason}, {times}" if one.reason else times


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
