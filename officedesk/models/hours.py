"""When people work: hours of the week, days off and holidays, as pure rules over wall time.

A day's hours are *spans*: pairs of minutes since midnight, in order, none touching another. Someone who works past
midnight has a span up to 1440 and one from 0 on the day after.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Spans = tuple[tuple[int, int], ...]
Week = tuple[Spans, ...]
"""Spans of the seven days, Monday first."""
DAY = 1440
"""Minutes."""
LONGEST = timedelta(days=14)
"""A visit lasts so long at most: what goes on for longer is split over several."""


def on_day(week: Week, day: date) -> Spans:
    """The hours of a calendar day."""
    return week[day.weekday()]


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """``spans`` in order, those that overlap or touch made one, empty ones left out."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def without(spans: Spans, taken: Iterable[tuple[int, int]]) -> Spans:
    """What is left of ``spans`` where ``taken`` (in any order) is taken off."""
    left = spans
    for begin, end in joined(taken):
        rest: list[tuple[int, int]] = []
        for one in left:
            rest += [part for part in ((one[0], min(one[1], begin)), (max(one[0], end), one[1])) if part[0] < part[1]]
        left = tuple(rest)
    return left


def minutes(spans: Iterable[tuple[int, int]]) -> int:
    """How long they are together."""
    return sum(end - begin for begin, end in spans)


def part_of(day: date, starts: datetime, ends: datetime) -> tuple[int, int] | None:
    """The minutes of ``day`` between two wall times; ``None`` where there are none.

    What ends within a minute takes all of it.
    """
    midnight = datetime.combine(day, time())
    begin = max((starts - midnight) // timedelta(minutes=1), 0)
    end = min(-((midnight - ends) // timedelta(minutes=1)), DAY)
    return (begin, end) if begin < end else None


def last_day(starts: datetime, ends: datetime) -> date:
    """The last day that something touches; what ends at midnight does not touch the day that begins there."""
    return (ends - timedelta(microseconds=1)).date() if ends > starts else starts.date()


def days_of(starts: datetime, ends: datetime) -> list[date]:
    """Each day that it touches."""
    return days_between(starts.date(), last_day(starts, ends))


def days_between(first: date, last: date) -> list[date]:
    """Each day from ``first`` to ``last``, both counted."""
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def midnights(first: date, last: date) -> tuple[datetime, datetime]:
    """The midnight that ``first`` begins with, and the one that ``last`` ends with."""
    return datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)


def real(wall: datetime, zone: ZoneInfo) -> datetime:
    """``wall`` as the clocks of ``zone`` show it: a time that they skip in spring is an hour later, as they are."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)


def elapsed(starts: datetime, ends: datetime, zone: ZoneInfo) -> int:
    """Minutes that really pass between two wall times, over the hour that is skipped or comes twice too."""
    passed = ends.replace(tzinfo=zone).astimezone(UTC) - starts.replace(tzinfo=zone).astimezone(UTC)
    return max(passed // timedelta(minutes=1), 0)
