"""Which days a rule names: worked out for the days that are asked for, never by walking from where it begins."""

from bisect import bisect_left, bisect_right
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
_MOST = 64
"""Years at once, where a rule is walked through."""


def named(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    """The days from ``first`` to ``last`` that the rule names, in order, with extra ones; nothing is moved yet."""
    rule = settled(rule, starts_on)
    end = end_of(rule, starts_on)
    found = _regular(rule, starts_on, first, last if end is None else min(last, end))
    if rule.extra:
        extra = rule.extra[bisect_left(rule.extra, first) : bisect_right(rule.extra, last)]
        found = sorted({*found, *extra})
    return [day for day in found if day not in rule.exceptions] if rule.exceptions else found


def end_of(rule: Rule, starts_on: date) -> date | None:
    """The last day on which the rule can name one; ``None``: it never ends. Extra days can lie behind it."""
    if rule.count is None:
        return rule.until
    return _counted(settled(rule, starts_on), starts_on, rule.count)


def ever(rule: Rule, starts_on: date) -> bool:
    """Whether any day comes of the rule at all."""
    if rule.extra:
        return True
    rule = settled(rule, starts_on)
    end = end_of(rule, starts_on)
    without = frozenset(rule.exceptions)
    return any(day not in without and (end is None or day <= end) for day in _walk(rule, starts_on))


def counted_before(rule: Rule, starts_on: date, day: date) -> int:
    """How many of the days that ``count`` counts come before ``day``."""
    if day <= starts_on:
        return 0
    rule = settled(rule, starts_on)
    end, last = end_of(rule, starts_on), day - timedelta(days=1)
    return len(_regular(rule, starts_on, starts_on, last if end is None else min(last, end)))


@lru_cache(maxsize=512)
def _counted(rule: Rule, starts_on: date, count: int) -> date:
    """The day of the last one of so many. Known once, it need not be counted again."""
    last = deque(islice(_walk(rule, starts_on), count), maxlen=1)
    return last[0] if last else starts_on


def _walk(rule: Rule, starts_on: date) -> Iterator[date]:
    """What a settled rule names from its beginning on, a few years at a time and more and more of them."""
    horizon = min(starts_on.year + HORIZON, MAXYEAR)
    first, years = starts_on, 1
    while True:
        last = date(min(first.year + years - 1, horizon), 12, 31)
        yield from _regular(rule, starts_on, first, last)
        if last.year >= horizon:
            return
        first, years = date(last.year + 1, 1, 1), min(years * 2, _MOST)


def _regular(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    """What a settled rule names without its end, exceptions and extra days."""
    first = max(first, starts_on)
    if last < first:
        return []
    found = _BY[rule.frequency](rule, starts_on, first, last)
    return found if rule.season is None else _in_season(rule.season, found)


def _in_season(season: tuple[MonthDay, MonthDay], days: list[date]) -> list[date]:
    first, last = season
    if first <= last:
        return [day for day in days if first <= (day.month, day.day) <= last]
    return [day for day in days if (day.month, day.day) >= first or (day.month, day.day) <= last]


def _daily(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    start, step = starts_on.toordinal(), rule.interval
    at: Iterable[int] = range(start - (start - first.toordinal()) // step * step, last.toordinal() + 1, step)
    if rule.weekdays:
        weekdays = frozenset(rule.weekdays)
        at = [ordinal for ordinal in at if (ordinal - 1) % _WEEK in weekdays]
    return _in_months(rule, list(map(date.fromordinal, at)))


def _weekly(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    offsets = sorted((weekday - rule.week_start) % _WEEK for weekday in rule.weekdays)
    step = rule.interval * _WEEK
    start = starts_on.toordinal() - (starts_on.weekday() - rule.week_start) % _WEEK
    low, high = first.toordinal(), min(last.toordinal(), _END)
    weeks = range(start + (low - start) // step * step, high + 1, step)
    at = [week + offset for week in weeks for offset in offsets]
    return _in_months(rule, list(map(date.fromordinal, at[bisect_left(at, low) : bisect_right(at, high)])))


def _in_months(rule: Rule, days: list[date]) -> list[date]:
    return [day for day in days if day.month in rule.months] if rule.months else days


def _monthly(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    start, step = starts_on.year * 12 + starts_on.month - 1, rule.interval
    at = start + (first.year * 12 + first.month - 1 - start) // step * step
    found: list[date] = []
    for number in range(at, last.year * 12 + last.month, step):
        month = number % 12 + 1
        if not rule.months or month in rule.months:
            found += _picked(rule, _of_month(rule, number // 12, month))
    return found[bisect_left(found, first) : bisect_right(found, last)]


def _yearly(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    at = starts_on.year + (first.year - starts_on.year) // rule.interval * rule.interval
    found: list[date] = []
    for year in range(at, last.year + 1, rule.interval):
        found += _picked(rule, [day for month in rule.months for day in _of_month(rule, year, month)])
    return found[bisect_left(found, first) : bisect_right(found, last)]


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
    if not rule.month_days:
        wanted = _of_week(rule, begins, length)
    else:
        wanted = _month_days(rule.month_days, length, clamp=rule.month_end is MonthEnd.CLAMP)
        if rule.weekdays or rule.nth:
            of_week = _of_week(rule, begins, length)
            wanted = [day for day in wanted if day in of_week]
    if len(wanted) == 1:
        return [date(year, month, wanted[0])]
    return [date(year, month, day) for day in sorted(set(wanted))]


def _month_days(days: Iterable[int], length: int, *, clamp: bool) -> list[int]:
    places = [day if day > 0 else length + 1 + day for day in days]
    return [min(max(at, 1), length) for at in places if clamp or 1 <= at <= length]


def _of_week(rule: Rule, begins: int, length: int) -> list[int]:
    found: list[int] = []
    for weekday in rule.weekdays:
        found += range(1 + (weekday - begins) % _WEEK, length + 1, _WEEK)
    for number, weekday in rule.nth:
        first = 1 + (weekday - begins) % _WEEK
        last = first + (length - first) // _WEEK * _WEEK
        at = first + (number - 1) * _WEEK if number > 0 else last + (number + 1) * _WEEK
        if 1 <= at <= length:
            found.append(at)
    return found
