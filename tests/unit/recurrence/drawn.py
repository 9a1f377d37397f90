"""Rules drawn by lot."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from officedesk.models.recurrence import Frequency, MonthEnd, OffDay, Rule

FIRST, LAST = date(2024, 1, 1), date(2040, 12, 31)
WEEKDAYS = st.integers(0, 6)
MONTH_DAYS = st.one_of(st.integers(1, 31), st.sampled_from((28, 29, 30, 31, -1)), st.integers(-31, -1))
NTH = st.tuples(st.sampled_from((1, 2, 3, 4, 5, -1, -2, -3, -4, -5)), WEEKDAYS)
POSITIONS = st.sampled_from((1, 2, 3, 5, -1, -2, -5))
DAYS = st.dates(FIRST, LAST)
MONTH_DAY = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))


def some(values: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most, unique=True).map(tuple)


@st.composite
def rfc_rules(draw: st.DrawFn) -> tuple[Rule, date]:
    """A rule that RFC 5545 can say, and the day on which it begins."""
    frequency = draw(st.sampled_from(Frequency))
    values: dict[str, Any] = {
        "frequency": frequency,
        "interval": draw(st.one_of(st.integers(1, 4), st.integers(1, 40))),
        "months": draw(some(st.integers(1, 12), 4)),
        "month_end": MonthEnd.SKIP,
        "week_start": draw(st.sampled_from((0, 0, 6, 3))),
    }
    if frequency in (Frequency.DAILY, Frequency.WEEKLY):
        values["weekdays"] = draw(some(WEEKDAYS, 7))
    else:
        kind = draw(st.sampled_from(("plain", "days", "weekdays", "nth", "both")))
        if kind in ("days", "both"):
            values["month_days"] = draw(some(MONTH_DAYS, 4))
        if kind in ("weekdays", "both"):
            values["weekdays"] = draw(some(WEEKDAYS, 5))
        if kind == "nth":
            values["nth"] = draw(some(NTH))
        chosen = any(values.get(name) for name in ("month_days", "weekdays", "nth"))
        if chosen and draw(st.booleans()):
            values["positions"] = draw(some(POSITIONS))
        if chosen and frequency is Frequency.YEARLY and not values["months"]:
            values["months"] = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True).map(tuple))
    end = draw(st.sampled_from(("never", "never", "count", "until")))
    if end == "count":
        values["count"] = draw(st.integers(1, 60))
    elif end == "until":
        values["until"] = draw(DAYS)
    values["exceptions"] = draw(some(DAYS, 3))
    values["extra"] = draw(some(DAYS, 3))
    return Rule(**values), draw(st.dates(FIRST, date(2036, 12, 31)))


@st.composite
def own_rules(draw: st.DrawFn) -> tuple[Rule, date]:
    """A rule with everything that only ours can say too."""
    rule, starts_on = draw(rfc_rules())
    off = st.sampled_from(OffDay)
    values = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
    values |= {
        "month_end": draw(st.sampled_from(MonthEnd)),
        "season": draw(st.one_of(st.none(), st.tuples(MONTH_DAY, MONTH_DAY))),
        "weekends": draw(off),
        "holidays": draw(off),
    }
    both: bool = draw(st.booleans())
    if rule.nth and both:
        # RFC 5545 knows this, the other expander not.
        values["weekdays"] = draw(some(WEEKDAYS, 2))
    near = starts_on + timedelta(days=draw(st.integers(0, 60)))
    more: bool = draw(st.booleans())
    values["exceptions"] = (*rule.exceptions, near) if more else rule.exceptions
    return Rule(**values), starts_on


@st.composite
def windows(draw: st.DrawFn, starts_on: date, longest: int = 800) -> tuple[date, date]:
    """A stretch of days somewhere behind, or around, the beginning."""
    first = starts_on + timedelta(days=draw(st.one_of(st.integers(-40, 900), st.integers(-40, 6_000))))
    return first, first + timedelta(days=draw(st.integers(0, longest)))


def holiday(day: date) -> str:
    """Fixed ones, one of a weekday, and a week in which nobody works."""
    fixed = {(1, 1): "New Year's Day", (7, 4): "Independence Day", (12, 25): "Christmas Day", (3, 1): "March First"}
    if day.month == 12 and 24 <= day.day <= 31:
        return "Closed"
    if (day.month, day.weekday()) == (9, 0) and day.day <= 7:
        return "Labor Day"
    return fixed.get((day.month, day.day), "")
