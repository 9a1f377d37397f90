"""On which days a rule's days are really planned: weekends and holidays are moved, left out or kept."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from officedesk.models.recurrence.expand import named
from officedesk.models.recurrence.rule import OffDay, Rule, settled

IsHoliday = Callable[[date], str]
"""The name of a holiday, nothing for any other day."""
_SATURDAY = 5
FARTHEST = 31
"""So many days away the next workday is looked for."""
_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_YEARS_AHEAD = 100


class Planned(NamedTuple):
    """A day of a series. ``nominal`` is the day that the rule names, ``due`` the one on which it is planned.

    ``why`` it was moved: the holiday's name or the weekday; nothing where it was not.
    """

    nominal: date
    due: date
    why: str = ""


def no_holidays(_day: date) -> str:
    """Of an office that works on every day."""
    return ""


def days(
    rule: Rule, starts_on: date, first: date, last: date, is_holiday: IsHoliday = no_holidays
) -> Iterator[Planned]:
    """What is planned for the days that the rule names from ``first`` to ``last``, in their order.

    A day that is moved onto one that is planned already is left out: where every day is meant and weekends are moved,
    there is one visit on Monday and not three.
    """
    if rule.weekends is OffDay.KEEP and rule.holidays is OffDay.KEEP:
        found = named(rule, starts_on, first, last)
        return map(Planned, found, found)
    return _with_moves(rule, starts_on, first, last, is_holiday)


def _with_moves(rule: Rule, starts_on: date, first: date, last: date, is_holiday: IsHoliday) -> Iterator[Planned]:
    extra = frozenset(settled(rule, starts_on).extra)
    memory: dict[date, date | None] = {}

    def due_of(day: date) -> date | None:
        if day not in memory:
            memory[day] = day if day in extra else _moved(rule, starts_on, day, is_holiday)
        return memory[day]

    for day in named(rule, starts_on, first, last):
        due = due_of(day)
        if due is None:
            continue
        if due == day:
            yield Planned(day, day)
        elif not _taken(rule, starts_on, day, due, due_of):
            yield Planned(day, due, is_holiday(day) or f"{day:%A}")


def upcoming(
    rule: Rule, starts_on: date, after: date, count: int = 12, is_holiday: IsHoliday = no_holidays
) -> tuple[Planned, ...]:
    """The next so many from ``after`` on (inclusive)."""
    found: list[Planned] = []
    at = max(after, min((starts_on, *rule.extra)))
    for _ in range(_YEARS_AHEAD):
        try:
            until = at + _YEAR
        except OverflowError:
            until = date.max
        found.extend(islice(days(rule, starts_on, at, until, is_holiday), count - len(found)))
        if len(found) >= count or until == date.max:
            break
        at = until + _DAY
    return tuple(found)


def _taken(rule: Rule, starts_on: date, day: date, due: date, due_of: Callable[[date], date | None]) -> bool:
    """Whether another day of the rule is planned for ``due`` before this one."""
    margin = timedelta(days=FARTHEST)
    first = max(due, date.min + margin) - margin
    return any(
        # What stays on its own day goes first, then what comes first.
        other == due or other < day
        for other in named(rule, starts_on, first, max(day, due))
        if other != day and due_of(other) == due
    )


def _moved(rule: Rule, starts_on: date, day: date, is_holiday: IsHoliday) -> date | None:
    """The day on which a named one is planned; ``None``: it is left out."""
    asked = []
    if rule.holidays is not OffDay.KEEP and is_holiday(day):
        asked.append(rule.holidays)
    if rule.weekends is not OffDay.KEEP and day.weekday() >= _SATURDAY:
        asked.append(rule.weekends)
    if not asked:
        return day
    if OffDay.SKIP in asked:
        return None
    back = _workday(day, -_DAY, is_holiday) if asked[0] is OffDay.PREVIOUS else None
    # Nothing is planned before the series begins.
    found = back if back is not None and back >= starts_on else _workday(day, _DAY, is_holiday)
    # A month without a workday: it stays where it is rather than wandering off.
    return found or day


def _workday(day: date, step: timedelta, is_holiday: IsHoliday) -> date | None:
    for _ in range(FARTHEST):
        try:
            day += step
        except OverflowError:
            return None
        if day.weekday() < _SATURDAY and not is_holiday(day):
            return day
    return None
