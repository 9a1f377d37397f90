"""When a reminder is due: wall times of the office, the instants they are, and when one comes again."""

from calendar import monthrange
from datetime import MAXYEAR, UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from officedesk.models.enums import Repeat

_DAYS = {Repeat.DAILY: 1, Repeat.WEEKLY: 7}
_MONTHS = {Repeat.MONTHLY: 1, Repeat.YEARLY: 12}
_SATURDAY = 5
MORNING = time(9)
"""When somebody who says no time is reminded."""


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (aware UTC) of a wall time.

    A time that the clocks leave out in spring is as long after the change as it would be without one: 2:30 is 3:30.
    Of a time that comes twice in autumn the first is meant.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the office's wall shows at an instant, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None)


def next_due(due: datetime, repeat: Repeat, day: int, after: datetime) -> datetime | None:
    """The first time after ``due`` and after ``after`` (all wall times); ``None`` where it does not come again.

    ``day`` is the day of the month that was wanted: where a month is shorter it is the last one, and the 31st again in
    the next. Raises ``OverflowError`` where the calendar ends.
    """
    if repeat is Repeat.NEVER:
        return None
    latest = max(due, after)
    if repeat in _MONTHS:
        return _months_on(due, day, _MONTHS[repeat], latest)
    step = timedelta(days=_DAYS.get(repeat, 1))
    # However long nobody looked: straight to the last one that is over.
    found = due + step * ((latest - due) // step + 1)
    while repeat is Repeat.WEEKDAYS and found.weekday() >= _SATURDAY:
        found += step
    return found


def _months_on(due: datetime, day: int, step: int, latest: datetime) -> datetime:
    passed = (latest.year - due.year) * 12 + latest.month - due.month
    count = max(1, passed // step)
    while (found := _in_month(due, day, count * step)) <= latest:
        count += 1
    return found


def _in_month(due: datetime, day: int, months: int) -> datetime:
    year, month = divmod(due.year * 12 + due.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError("the calendar ends")
    return due.replace(year=year, month=month + 1, day=min(day, monthrange(year, month + 1)[1]))


def later(now: datetime, zone: ZoneInfo) -> list[tuple[str, datetime]]:
    """What a reminder can be put off to: (words, instant), the soonest first."""
    today = wall(now, zone).date()
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    week = [("Tomorrow", tomorrow), ("On Monday", monday), ("In a week", today + timedelta(days=7))]
    seen: set[object] = set()
    found = [("In 15 minutes", now + timedelta(minutes=15)), ("In an hour", now + timedelta(hours=1))]
    for words, day in week:
        if day not in seen:
            seen.add(day)
            found.append((words, instant(datetime.combine(day, MORNING), zone)))
    return found
