"""What speaks against putting visits where somebody wants them: pure rules over wall times.

Nothing of it keeps a dispatcher from doing it but work that is done, which stays where it was.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from officedesk.models.hours import Spans, days_of, part_of, without


class ProblemKind(StrEnum):
    """In the order in which they are told."""

    DONE = "done"
    BEGUN = "begun"
    DOUBLE_BOOKED = "double_booked"
    AWAY = "away"
    SKILL = "skill"
    OUTSIDE_HOURS = "outside_hours"
    HOLIDAY = "holiday"
    PAST = "past"


REFUSING = frozenset({ProblemKind.DONE, ProblemKind.BEGUN})
"""These are not a matter of saying yes."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit as it is, or as it is wanted. ``id`` tells visits apart; of whole days the midnights around them."""

    id: int
    starts: datetime
    ends: datetime
    all_day: bool
    technician_ids: tuple[int, ...]
    skill_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """Time off: of whole days the midnights around them."""

    id: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """Something that speaks against a booking; what it is about depends on its kind."""

    kind: ProblemKind
    booking: Booking
    technician_id: int | None = None
    other: Booking | None = None
    """``DOUBLE_BOOKED``: the visit that the technician has then."""
    day: date | None = None
    """``OUTSIDE_HOURS``, ``HOLIDAY``: which."""
    absence: Absence | None = None
    skill_ids: tuple[int, ...] = ()
    """``SKILL``: those that the technician does not have."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known around the bookings. ``hours`` gives a technician's working hours of a day."""

    now: datetime
    hours: Callable[[int, date], Spans]
    away: Mapping[int, Sequence[Absence]]
    skills: Mapping[int, Collection[int]]
    holidays: Mapping[date, str]
    done: Collection[int] = ()
    """Ids of bookings whose work is done."""
    was: Mapping[int, Booking] | None = None
    """Where the bookings stood before, by id, as far as they did."""


def overlap(one: Booking, other: Booking) -> bool:
    """Whether they share any time; one that ends when the other begins does not."""
    return one.starts < other.ends and other.starts < one.ends


def problems(wanted: Sequence[Booking], others: Iterable[Booking], around: Circumstances) -> Iterator[Found]:
    """What speaks against ``wanted``, beside ``others`` that stay; in the order of the bookings.

    Two of ``wanted`` that overlap are told once, with the later of them in the row.
    """
    beside: dict[int, list[Booking]] = defaultdict(list)
    for other in others:
        for person in other.technician_ids:
            beside[person].append(other)
    was = around.was or {}
    for booking in wanted:
        before = was.get(booking.id)
        if before == booking:
            pass
        elif booking.id in around.done:
            yield Found(ProblemKind.DONE, booking)
        else:
            yield from _against(booking, before, beside, around)
        for person in booking.technician_ids:
            beside[person].append(booking)


def _against(
    booking: Booking, before: Booking | None, beside: Mapping[int, Sequence[Booking]], around: Circumstances
) -> Iterator[Found]:
    for person in booking.technician_ids:
        for other in sorted(beside.get(person, ()), key=lambda one: (one.starts, one.id)):
            if overlap(booking, other):
                yield Found(ProblemKind.DOUBLE_BOOKED, booking, person, other)
        yield from _away(booking, person, around)
        missing = tuple(skill for skill in booking.skill_ids if skill not in around.skills.get(person, ()))
        if missing:
            yield Found(ProblemKind.SKILL, booking, person, skill_ids=missing)
        yield from _outside(booking, person, around)
    moved = before is None or (before.starts, before.ends) != (booking.starts, booking.ends)
    if moved:
        for day in days_of(booking.starts, booking.ends):
            if day in around.holidays:
                yield Found(ProblemKind.HOLIDAY, booking, day=day)
        if booking.ends <= around.now or (booking.starts < around.now and _started_later(before, around.now)):
            yield Found(ProblemKind.PAST, booking)


def _started_later(before: Booking | None, now: datetime) -> bool:
    """It is put to an hour that is over: one that had begun already only changes how long it goes on."""
    return before is None or before.starts >= now


def _away(booking: Booking, person: int, around: Circumstances) -> Iterator[Found]:
    for absence in around.away.get(person, ()):
        if booking.starts < absence.ends and absence.starts < booking.ends:
            yield Found(ProblemKind.AWAY, booking, person, absence=absence)


def _outside(booking: Booking, person: int, around: Circumstances) -> Iterator[Found]:
    """Days on which the booking lies outside the hours; holidays and time off are told for themselves."""
    for day in days_of(booking.starts, booking.ends):
        part = part_of(day, booking.starts, booking.ends)
        if part is None or day in around.holidays:
            continue
        hours = around.hours(person, day)
        off = [part_of(day, absence.starts, absence.ends) for absence in around.away.get(person, ())]
        left = without((part,), [*hours, *(one for one in off if one is not None)])
        # Whoever comes at any time of the day comes within the hours, if there are any.
        if left and (not booking.all_day or not hours):
            yield Found(ProblemKind.OUTSIDE_HOURS, booking, person, day=day)


def shares(total: int, count: int, step: int = 15) -> tuple[int, ...]:
    """``total`` minutes in ``count`` parts as equal as whole ``step`` minutes allow, the longer ones first.

    ``shares(600, 4) == (150, 150, 150, 150)``; ``shares(100, 3) == (45, 30, 25)``. Fewer parts where it does not
    reach. Raises ``ValueError`` where there is nothing to share.
    """
    if total <= 0 or count < 1:
        raise ValueError(f"{total} minutes are not shared between {count}")
    parts: list[int] = []
    left = total
    for at in range(count):
        even = -(-left // (count - at))
        part = min(-(-even // step) * step, left)
        if part:
            parts.append(part)
        left -= part
    return tuple(parts)


def moved_by(at: datetime, day: date, to: date) -> datetime:
    """The same hour, as many days later (or earlier) as ``to`` is after ``day``: wall time stays wall time."""
    return at + timedelta(days=(to - day).days)
