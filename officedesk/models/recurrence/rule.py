"""A rule of what comes again: what it may say, what keeps it from standing, and how it is stored."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self


class Frequency(StrEnum):
    """What the interval counts."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class MonthEnd(StrEnum):
    """What becomes of the 31st in a month that has none: its last day, or nothing, as RFC 5545 has it."""

    CLAMP = "clamp"
    SKIP = "skip"


class OffDay(StrEnum):
    """What becomes of a day on which nobody works."""

    KEEP = "keep"
    SKIP = "skip"
    NEXT = "next"
    PREVIOUS = "previous"


MonthDay = tuple[int, int]
"""A month (1 to 12) and a day of it."""
MOST_INTERVAL = 999
MOST_COUNT = 5_000
MOST_DAYS = 1_000
"""Exceptions, and extra days."""


class RuleProblem(ValueError):
    """A rule that cannot stand. ``problems``: by field, what to tell the user."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Rule:
    """When something comes again. What is left empty follows from the day on which it begins (:func:`settled`).

    ``month_days`` from 1, or from -1 (the last) backwards. ``nth``: the second Tuesday of a month is ``(2, 1)``, its
    last ``(-1, 1)``; ``weekdays`` alone are all of them. With both month days and weekdays a day must be of both
    (Friday the 13th). ``positions`` pick from what a month or year gives: of all workdays, ``(-1,)`` is the last.

    ``season`` (inclusive, also over the turn of a year) leaves out every other day. ``count`` is how many days the rule
    names, as RFC 5545 counts: what an exception takes out, or a holiday, is not made up for. ``exceptions`` are named
    days that are left out, ``extra`` days that come besides and stay where they are put. Weekends and holidays move
    to a workday: no Saturday, no Sunday, no holiday.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    """Monday is 0."""
    month_days: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    month_end: MonthEnd = MonthEnd.CLAMP
    season: tuple[MonthDay, MonthDay] | None = None
    count: int | None = None
    until: date | None = None
    exceptions: tuple[date, ...] = ()
    extra: tuple[date, ...] = ()
    weekends: OffDay = OffDay.KEEP
    holidays: OffDay = OffDay.KEEP
    week_start: int = 0
    """The day on which a week begins: it matters where something comes every second week on several days."""

    def to_json(self) -> dict[str, Any]:
        """As plain JSON: what differs from the usual."""
        return {"frequency": str(self.frequency)} | {
            field.name: _plain(value)
            for field in fields(self)
            if field.name != "frequency" and (value := getattr(self, field.name)) != field.default
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """The rule that :meth:`to_json` wrote. Raises :class:`RuleProblem` for anything else."""
        known = {field.name for field in fields(cls)}
        if "frequency" not in said or not known.issuperset(said):
            raise RuleProblem({"frequency": "This is no rule of when something comes again."})
        try:
            return cls(**{name: _READ.get(name, int)(value) for name, value in said.items()})
        except (TypeError, ValueError, KeyError) as error:
            raise RuleProblem({"frequency": "This rule of when something comes again cannot be read."}) from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)


def _ints(value: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(each) for each in value)


def _pairs(value: Iterable[Any]) -> tuple[MonthDay, ...]:
    return tuple((int(first), int(second)) for first, second in value)


def _season(value: Iterable[Any]) -> tuple[MonthDay, MonthDay]:
    first, last = _pairs(value)
    return first, last


def _dates(value: Iterable[Any]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(each) for each in value)


_READ: dict[str, Any] = {
    "frequency": Frequency,
    "weekdays": _ints,
    "month_days": _ints,
    "nth": _pairs,
    "months": _ints,
    "positions": _ints,
    "month_end": MonthEnd,
    "season": _season,
    "until": date.fromisoformat,
    "exceptions": _dates,
    "extra": _dates,
    "weekends": OffDay,
    "holidays": OffDay,
}


@lru_cache(maxsize=512)
def settled(rule: Rule, starts_on: date) -> Rule:
    """The rule with everything said that follows from the day on which it begins; in order, nothing twice."""
    days, nth, weekdays, months = rule.month_days, rule.nth, rule.weekdays, rule.months
    if rule.frequency is Frequency.WEEKLY and not weekdays:
        weekdays = (starts_on.weekday(),)
    if rule.frequency is Frequency.YEARLY and not months:
        months = (starts_on.month,)
    if rule.frequency in (Frequency.MONTHLY, Frequency.YEARLY) and not (days or nth or weekdays):
        days = (starts_on.day,)
    return replace(
        rule,
        weekdays=tuple(sorted(set(weekdays))),
        month_days=tuple(sorted(set(days), key=lambda day: (day < 0, day))),
        nth=tuple(sorted(set(nth), key=lambda each: (each[0] < 0, each))),
        months=tuple(sorted(set(months))),
        positions=tuple(sorted(set(rule.positions))),
        exceptions=tuple(sorted(set(rule.exceptions))),
        extra=tuple(sorted(set(rule.extra))),
    )


def problems(rule: Rule) -> dict[str, str]:
    """By field, what keeps the rule from standing, whatever day it begins on."""
    found: dict[str, str] = {}
    if not 1 <= rule.interval <= MOST_INTERVAL:
        found["interval"] = f"Between 1 and {MOST_INTERVAL}."
    if rule.count is not None and not 1 <= rule.count <= MOST_COUNT:
        found["count"] = f"Between 1 and {MOST_COUNT:,} times."
    if rule.count is not None and rule.until is not None:
        found["until"] = "It ends after a number of times or on a day, not both."
    found |= _unknown_days(rule) | _unfitting(rule)
    if rule.season is not None and not all(_is_day(day) for day in rule.season):
        found["season"] = "A season goes from a day of the year to a day of the year."
    for name in ("exceptions", "extra"):
        if len(getattr(rule, name)) > MOST_DAYS:
            found[name] = f"At most {MOST_DAYS:,} days."
    return found


def _unknown_days(rule: Rule) -> dict[str, str]:
    """What no week, month or year has."""
    numbers = [number for number, _ in rule.nth]
    days = [day for _, day in rule.nth]
    wrong = {
        "weekdays": not _within((*rule.weekdays, rule.week_start), range(7)),
        "months": not _within(rule.months, range(1, 13)),
        "month_days": not _within(rule.month_days, (*range(1, 32), *range(-31, 0))),
        "nth": not (_within(numbers, (*range(1, 6), *range(-5, 0))) and _within(days, range(7))),
        "positions": not _within(rule.positions, (*range(1, 367), *range(-366, 0))),
    }
    return {name: _UNKNOWN[name] for name, is_wrong in wrong.items() if is_wrong}


_UNKNOWN = {
    "weekdays": "Not a day of the week.",
    "months": "Not a month.",
    "month_days": "A month has the days 1 to 31.",
    "nth": "A month has no such weekday.",
    "positions": "Count from the first or from the last.",
}


def _unfitting(rule: Rule) -> dict[str, str]:
    """What does not go with the frequency."""
    found = {}
    chosen = rule.weekdays or rule.nth or rule.month_days
    if rule.frequency not in (Frequency.MONTHLY, Frequency.YEARLY):
        for name in ("month_days", "nth", "positions"):
            if getattr(rule, name):
                found[name] = "Only what comes by month or year can say this."
    elif rule.positions and not chosen:
        found["positions"] = "Say of which days."
    if rule.frequency is Frequency.YEARLY and chosen and not rule.months:
        found["months"] = "Say in which months."
    return found


def _within(values: Iterable[int], allowed: Iterable[int]) -> bool:
    return set(allowed).issuperset(values)


def _is_day(day: MonthDay) -> bool:
    # Of a leap year, so that a season can end with February.
    return 1 <= day[0] <= 12 and 1 <= day[1] <= calendar.monthrange(2024, day[0])[1]
