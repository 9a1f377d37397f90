"""A time zone as a calendar file describes it (VTIMEZONE).

Outlook reads yearly rules that name a weekday (``BYDAY``) and no lists of dates; Google stumbles over the whole history
of a zone. So a zone is described for the years of its events alone: by one rule for each half of the year where the
clocks change by rule, else by each change on its own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00")


class Change(NamedTuple):
    """The clocks change at wall time ``at`` (as they showed before) from one offset to another."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


def described(key: str, first_year: int, last_year: int) -> "Timezone":
    """VTIMEZONE of a zone, good for wall times of these years."""
    from icalendar import Timezone

    zone = ZoneInfo(key)
    made = Timezone()
    made.add("TZID", key)
    found = list(changes(zone, first_year - 1, last_year + 1))
    rules = _rules(found, range(first_year - 1, last_year + 2))
    if rules is not None:
        for change, rule in rules:
            made.add_component(_observance(change, rule))
        return made
    start = datetime(first_year - 1, 1, 1, tzinfo=zone)
    offset = start.utcoffset() or timedelta()
    made.add_component(_observance(Change(_EPOCH, offset, offset, start.tzname() or key, summer=False), None))
    for change in found:
        made.add_component(_observance(change, None))
    return made


def changes(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Change]:
    """Every change of a zone's clocks in these years, in order."""
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    before = _state(at, zone)
    while at < end:
        later = min(at + _DAY, end)
        after = _state(later, zone)
        if after != before:
            moment = _moment(at, later, zone)
            wall = (moment + before[0]).replace(tzinfo=None)
            yield Change(wall, before[0], after[0], after[1], summer=after[0] > before[0])
            before = after
        at = later


def _state(at: datetime, zone: ZoneInfo) -> tuple[timedelta, str]:
    here = at.astimezone(zone)
    return here.utcoffset() or timedelta(), here.tzname() or ""


def _moment(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """When between two instants the clocks change, to the second."""
    state = _state(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            break
        if _state(middle, zone) == state:
            low = middle
        else:
            high = middle
    return high


def _rules(found: list[Change], years: range) -> list[tuple[Change, dict[str, object]]] | None:
    """One yearly rule for each of two changes, where every year is alike; ``None`` where they are not."""
    halves = [[change for change in found if change.summer is summer] for summer in (True, False)]
    if any([change.at.year for change in half] != list(years) for half in halves):
        return None
    rules = []
    for half in halves:
        first = half[0]
        if any((one.before, one.after, one.at.time()) != (first.before, first.after, first.at.time()) for one in half):
            return None
        days = [_named_days(one.at) for one in half]
        shared = set(days[0]).intersection(*days)
        if not shared:
            return None
        month, day = min(shared, key=lambda one: not one[1].startswith("-"))
        rules.append((first, {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": day}))
    return rules


def _named_days(at: datetime) -> list[tuple[int, str]]:
    """What a day may be called: ``2SU`` of its month, and ``-1SU`` where it is the last one."""
    weekday = _WEEKDAYS[at.weekday()]
    names = [(at.month, f"{(at.day - 1) // 7 + 1}{weekday}")]
    if (at + timedelta(days=7)).month != at.month:
        names.append((at.month, f"-1{weekday}"))
    return names


def _observance(change: Change, rule: dict[str, object] | None) -> "TimezoneDaylight | TimezoneStandard":
    from icalendar import TimezoneDaylight, TimezoneStandard

    made = TimezoneDaylight() if change.summer else TimezoneStandard()
    made.add("DTSTART", change.at)
    made.add("TZOFFSETFROM", change.before)
    made.add("TZOFFSETTO", change.after)
    made.add("TZNAME", change.name)
    if rule is not None:
        made.add("RRULE", rule)
    return made
