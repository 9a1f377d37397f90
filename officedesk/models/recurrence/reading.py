"""Rules that other calendars wrote, read; whatever we do not know is refused and never guessed."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from officedesk.models.recurrence.rfc import CODES, SHORTEST
from officedesk.models.recurrence.rule import Frequency, MonthEnd, Rule, RuleProblem, problems

LONGEST = 40_000
"""Characters; more was not written for a series of an office."""
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,4}", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?", re.ASCII)
_TIMES = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_ALL_MONTHS = tuple(range(1, 13))
_OF_YEAR = 4
"""The 4th Tuesday of a year is one of January, whatever the year; the 5th need not be."""


def from_rrule(text: str, zone: ZoneInfo | None = None) -> Rule:
    """The rule of an ``RRULE`` (with or without that word) and of ``EXDATE`` and ``RDATE`` lines beside it.

    Month ends are skipped, as RFC 5545 has it. Instants (``…Z``) are taken for the day they are in ``zone``. Raises
    :class:`RuleProblem` that names what is not known.
    """
    if len(text) > LONGEST:
        raise _problem("This rule is too long.")
    rule: Rule | None = None
    dates: dict[str, list[date]] = {"EXDATE": [], "RDATE": []}
    for line in _unfolded(text):
        name, value = _line(line)
        if name == "RRULE":
            if rule is not None:
                raise _problem("There are several rules: something comes again by one.")
            rule = _rule(value, zone)
        elif name in dates:
            dates[name] += [_day(each, zone) for each in value.split(",")]
        else:
            raise _problem(f"“{name}” is not known here: only RRULE, EXDATE and RDATE are.")
    if rule is None:
        raise _problem("There is no RRULE in it.")
    rule = replace(rule, exceptions=tuple(sorted(set(dates["EXDATE"]))), extra=tuple(sorted(set(dates["RDATE"]))))
    if found := problems(rule):
        raise RuleProblem(found)
    return rule


def _problem(words: str) -> RuleProblem:
    return RuleProblem({"frequency": words})


def _unfolded(text: str) -> Iterable[str]:
    joined = re.sub(r"\r?\n[ \t]", "", text.strip())
    return [line.strip() for line in re.split(r"[\r\n]+", joined) if line.strip()]


def _line(line: str) -> tuple[str, str]:
    head, colon, value = line.partition(":")
    if not colon:
        return "RRULE", line.upper()
    return head.partition(";")[0].strip().upper(), value.strip().upper()


def _rule(value: str, zone: ZoneInfo | None) -> Rule:
    said: dict[str, str] = {}
    for part in value.rstrip(";").split(";"):
        name, equals, what = part.partition("=")
        if not equals or not what:
            raise _problem(f"“{part}” is no part of a rule.")
        if name in said:
            raise _problem(f"{name} is said twice.")
        said[name] = what
    if "FREQ" not in said:
        raise _problem("The rule does not say how often (FREQ).")
    frequency = said.pop("FREQ")
    if frequency not in {each.upper() for each in Frequency}:
        raise _problem(f"“{frequency.capitalize()}” is not known here: daily, weekly, monthly and yearly are.")
    if times := sorted(_TIMES & said.keys()):
        raise _problem(f"{times[0]}: the time of day is said apart from the rule.")
    if unknown := sorted(said.keys() - _PARTS.keys() - {"BYDAY", "UNTIL"}):
        raise _problem(f"{unknown[0]} is not known here.")
    values: dict[str, Any] = {"frequency": Frequency(frequency.lower()), "month_end": MonthEnd.SKIP}
    for name, what in said.items():
        if name == "UNTIL":
            values["until"] = _day(what, zone)
        elif name == "BYDAY":
            values["weekdays"], values["nth"] = _weekdays(what)
        else:
            field, read = _PARTS[name]
            values[field] = read(what)
    return _ours(Rule(**values))


def _ours(rule: Rule) -> Rule:
    """The same days, as our rules say them."""
    yearly = rule.frequency is Frequency.YEARLY
    if yearly and not rule.months:
        if rule.nth:
            rule = _of_one_month(rule)
        elif rule.month_days or rule.weekdays:
            rule = replace(rule, months=_ALL_MONTHS)
    if rule.frequency is Frequency.DAILY and (rule.month_days or rule.positions or rule.nth):
        raise _problem("A daily rule names no days of the month here: make it a monthly one.")
    clamped = rule.month_days and rule.month_days == tuple(range(SHORTEST, rule.month_days[-1] + 1))
    if clamped and len(rule.month_days) > 1 and rule.positions == (-1,) and not (rule.weekdays or rule.nth):
        of_month = rule.frequency is Frequency.MONTHLY or len(rule.months) == 1
        if of_month:
            return replace(rule, month_days=rule.month_days[-1:], positions=(), month_end=MonthEnd.CLAMP)
    if len(rule.weekdays) == 1 and rule.positions and not (rule.nth or rule.month_days):
        of_month = rule.frequency is Frequency.MONTHLY or (yearly and len(rule.months) == 1)
        if of_month and set(rule.positions) <= {1, 2, 3, 4, 5, -1, -2, -3, -4, -5}:
            # “The second of all Tuesdays” is the second Tuesday.
            nth = tuple((place, rule.weekdays[0]) for place in rule.positions)
            return replace(rule, weekdays=(), positions=(), nth=nth)
    return rule


def _of_one_month(rule: Rule) -> Rule:
    numbers = {number for number, _ in rule.nth}
    if rule.weekdays or rule.month_days or not numbers:
        raise _problem("A weekday of the year together with other days is not known here.")
    if all(1 <= number <= _OF_YEAR for number in numbers):
        return replace(rule, months=(1,))
    if all(-_OF_YEAR <= number <= -1 for number in numbers):
        return replace(rule, months=(12,))
    raise _problem("The so-manieth weekday of a year is not known here: say of which month.")


def _weekdays(said: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    weekdays, nth = [], []
    for each in said.split(","):
        found = _WEEKDAY.fullmatch(each)
        if found is None or (found[1] and int(found[1]) == 0):
            raise _problem(f"“{each}” is no weekday.")
        day = CODES.index(found[2])
        if found[1]:
            nth.append((int(found[1]), day))
        else:
            weekdays.append(day)
    return tuple(weekdays), tuple(nth)


def _number(said: str) -> int:
    if _NUMBER.fullmatch(said) is None:
        raise _problem(f"“{said}” is no number that can be meant.")
    return int(said)


def _numbers(said: str) -> tuple[int, ...]:
    found = tuple(_number(each) for each in said.split(","))
    if 0 in found:
        raise _problem("Nothing is counted from 0.")
    return found


def _week_start(said: str) -> int:
    if said not in CODES:
        raise _problem(f"“{said}” is no weekday.")
    return CODES.index(said)


_PARTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "INTERVAL": ("interval", _number),
    "COUNT": ("count", _number),
    "WKST": ("week_start", _week_start),
    "BYMONTH": ("months", _numbers),
    "BYMONTHDAY": ("month_days", _numbers),
    "BYSETPOS": ("positions", _numbers),
}


def _day(said: str, zone: ZoneInfo | None) -> date:
    found = _DAY.fullmatch(said.strip())
    try:
        if found is None:
            raise ValueError(said)
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[7] and zone is not None:
            hour, minute, second = (int(part) for part in found.group(4, 5, 6))
            return datetime.combine(day, time(hour, minute, second, tzinfo=UTC)).astimezone(zone).date()
    except (ValueError, OverflowError) as error:
        raise _problem(f"“{said}” is no day.") from error
    return day
