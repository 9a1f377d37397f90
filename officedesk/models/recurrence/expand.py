"""Which days a rule names: worked out for the days that are asked for, never by walking from where it begins."""

from bisect import bisect_left
from calendar import monthrange
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from itertools import islice

from officedesk.models.recurrence.rule import Frequency, MonthDay, MonthEnd, Rule, settled

_WEEK = 7
_END = date.max.toordinal()
HORIZON = 100
"""Years within which a rule must name a day, and a counted one must come to its end."""


def named(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    """The days from ``first`` to ``last`` that the rule names, in order, with extra ones; nothing is moved yet."""
    rule = settled(rule, starts_on)
    end = end_of(rule, starts_on)
    upto = min(last, end) if end is not None else last
    without = frozenset(rule.exceptions)
    regular = (day for day in _regular(rule, starts_on, first, upto) if day not in without)
    extra = [day for day in rule.extra[bisect_left(rule.extra, first) :] if day <= last and day not in without]
    return _together(regular, extra) if extra else regular


def end_of(rule: Rule, starts_on: date) -> date | None:
    """The last day on which the rule can name one; ``None``: it never ends. Extra days can lie behind it."""
    if rule.count is None:
        return rule.until
    return _counted(settled(rule, starts_on), starts_on, rule.count)


def ever(rule: Rule, starts_on: date) -> bool:
    """Whether any day comes of the rule at all."""
    horizon = date(min(starts_on.year + HORIZON, MAXYEAR), 12, 31)
    return next(named(rule, starts_on, starts_on, horizon), None) is not None or bool(rule.extra)


def counted_before(rule: Rule, starts_on: date, day: date) -> int:
    """How many of the days that ``count`` counts come before ``day``."""
    if day <= starts_on:
        return 0
    rule = settled(rule, starts_on)
    end = end_of(rule, starts_on)
    last = day - timedelta(days=1)
    return sum(1 for _ in _regular(rule, starts_on, starts_on, last if end is None else min(last, end)))


@lru_cache(maxsize=512)
def _counted(rule: Rule, starts_on: date, count: int) -> date:
    """The day of the last one of so many. Known once, it need not be counted again."""
    horizon = date(min(starts_on.year + HORIZON, MAXYEAR), 12, 31)
    last = deque(islice(_regular(rule, starts_on, starts_on, horizon), count), maxlen=1)
    return last[0] if last else starts_on


def _regular(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    """What a settled rule names without end, exceptions and extra days."""
    first = max(first, starts_on)
    if last < first:
        return
    seasonal = rule.season is None
    for day in _BY[rule.frequency](rule, starts_on, first, last):
        if day > last:
            return
        if day >= first and (seasonal or _in_season(rule.season, day)):
            yield day


def _in_season(season: tuple[MonthDay, MonthDay] | None, day: date) -> bool:
    if season is None:
        return True
    first, last = season
    here = (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last


def _daily(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    start, step = starts_on.toordinal(), rule.interval
    months, weekdays = frozenset(rule.months), frozenset(rule.weekdays)
    at = start + -(-(first.toordinal() - start) // step) * step
    until = last.toordinal()
    while at <= until:
        day = date.fromordinal(at)
        if months and day.month not in months:
            # On to the next month, in steps of the interval.
            ahead = _next_month(day)
            at += max(1, -(-(ahead - at) // step)) * step
            continue
        if not weekdays or (at - 1) % _WEEK in weekdays:
            yield day
        at += step


def _next_month(day: date) -> int:
    return day.toordinal() - day.day + monthrange(day.year, day.month)[1] + 1


def _weekly(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    offsets = sorted((weekday - rule.week_start) % _WEEK for weekday in rule.weekdays)
    months, step = frozenset(rule.months), rule.interval * _WEEK
    start = starts_on.toordinal() - (starts_on.weekday() - rule.week_start) % _WEEK
    at, until = start + max(0, (first.toordinal() - start) // step) * step, last.toordinal()
    while at <= until:
        for offset in offsets:
            if 0 < at + offset <= _END:
                day = date.fromordinal(at + offset)
                if not months or day.month in months:
                    yield day
        at += step


def _monthly(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    start, step = starts_on.year * 12 + starts_on.month - 1, rule.interval
    at = start + max(0, (first.year * 12 + first.month - 1 - start) // step) * step
    until = last.year * 12 + last.month - 1
    months = frozenset(rule.months)
    while at <= until:
        year, month = divmod(at, 12)
        if not months or month + 1 in months:
            yield from _picked(rule, _of_month(rule, year, month + 1))
        at += step


def _yearly(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    step = rule.interval
    at = starts_on.year + max(0, (first.year - starts_on.year) // step) * step
    while at <= last.year:
        if rule.positions:
            yield from _picked(rule, [day for month in rule.months for day in _of_month(rule, at, month)])
        else:
            for month in rule.months:
                yield from _of_month(rule, at, month)
        at += step


_BY = {
    Frequency.DAILY: _daily,
    Frequency.WEEKLY: _weekly,
    Frequency.MONTHLY: _monthly,
    Frequency.YEARLY: _yearly,
}


def _picked(rule: Rule, days: list[date]) -> list[date]:
    if not rule.positions:
        return days
    count = len(days)
    places = {place - 1 if place > 0 else count + place for place in rule.positions}
    return [days[place] for place in sorted(places) if 0 <= place < count]


def _of_month(rule: Rule, year: int, month: int) -> list[date]:
    """The days of a month that the rule names, in order."""
    begins, length = monthrange(year, month)
    wanted: set[int] | None = None
    if rule.month_days:
        clamp = rule.month_end is MonthEnd.CLAMP
        wanted = set(_month_days(rule.month_days, length, clamp=clamp))
    if rule.weekdays or rule.nth:
        of_week = set(_of_week(rule, begins, length))
        wanted = of_week if wanted is None else wanted & of_week
    return [date(year, month, day) for day in sorted(wanted or ())]


def _month_days(days: Iterable[int], length: int, *, clamp: bool) -> Iterator[int]:
    for day in days:
        at = day if day > 0 else length + 1 + day
        if clamp:
            yield min(max(at, 1), length)
        elif 1 <= at <= length:
            yield at


def _of_week(rule: Rule, begins: int, length: int) -> Iterator[int]:
    for weekday in rule.weekdays:
        yield from range(1 + (weekday - begins) % _WEEK, length + 1, _WEEK)
    for number, weekday in rule.nth:
        first = 1 + (weekday - begins) % _WEEK
        if number > 0:
            at = first + (number - 1) * _WEEK
        else:
            at = first + (length - first) // _WEEK * _WEEK + (number + 1) * _WEEK
        if 1 <= at <= length:
            yield at


def _together(regular: Iterator[date], extra: list[date]) -> Iterator[date]:
    """Both in order, a day that is in both once."""
    left = iter(extra)
    other = next(left, None)
    for day in regular:
        while other is not None and other < day:
            yield other
            other = next(left, None)
        if other == day:
            other = next(left, None)
        yield day
    while other is not None:
        yield other
        other = next(left, None)
