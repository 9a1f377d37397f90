"""Working hours as pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models import hours
from tests.db.planning_support import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at

CHICAGO = ZoneInfo("America/Chicago")
MINUTES = st.integers(0, hours.DAY)
Pairs = list[tuple[int, int]]
SPANS = st.lists(st.tuples(MINUTES, MINUTES), max_size=6)


def covered(spans: object) -> set[int]:
    return {minute for begin, end in spans for minute in range(begin, end)}  # type: ignore[attr-defined]


@given(SPANS, SPANS)
def test_spans_are_joined_and_taken_off_minute_by_minute(
    spans: list[tuple[int, int]], off: list[tuple[int, int]]
) -> None:
    whole = hours.joined(spans)

    assert covered(whole) == covered(spans)
    assert all(one[1] < other[0] for one, other in pairwise(whole))
    left = hours.without(whole, off)
    assert covered(left) == covered(spans) - covered(off)
    assert hours.minutes(left) == len(covered(left))


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        (at(MONDAY, "9"), at(MONDAY, "10"), [MONDAY]),
        (at(MONDAY, "22"), at(TUESDAY, "0"), [MONDAY]),
        (at(MONDAY, "22"), at(TUESDAY, "0:01"), [MONDAY, TUESDAY]),
        (at(MONDAY, "0"), at(THURSDAY, "0"), [MONDAY, TUESDAY, WEDNESDAY]),
        (at(MONDAY, "9"), at(MONDAY, "9"), [MONDAY]),
    ],
)
def test_a_time_touches_the_days_up_to_its_last_minute(starts: datetime, ends: datetime, days: list[date]) -> None:
    assert hours.days_of(starts, ends) == days
    assert hours.last_day(starts, ends) == days[-1]


def test_the_part_of_a_day_is_in_minutes() -> None:
    starts, ends = at(MONDAY, "22:30"), at(WEDNESDAY, "1:15")
    assert [hours.part_of(day, starts, ends) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)] == [
        (1350, 1440),
        (0, 1440),
        (0, 75),
        None,
    ]
    assert hours.part_of(FRIDAY, at(FRIDAY, "9"), at(FRIDAY, "9") + timedelta(seconds=1)) == (540, 541)


def test_an_hour_that_does_not_exist_is_an_hour_later() -> None:
    spring = date(2023, 3, 12)
    assert hours.real(at(spring, "2:30"), CHICAGO) == at(spring, "3:30")
    assert hours.real(at(spring, "1:59"), CHICAGO) == at(spring, "1:59")
    assert hours.real(at(date(2023, 11, 5), "1:30"), CHICAGO) == at(date(2023, 11, 5), "1:30")
    # Apia had no December 30 in 2011 at all.
    assert hours.real(at(date(2011, 12, 30), "9"), ZoneInfo("Pacific/Apia")) == at(date(2011, 12, 31), "9")


@pytest.mark.parametrize(
    ("day", "begins", "ends", "minutes"),
    [
        (date(2023, 3, 12), "1", "4", 120),
        (date(2023, 11, 5), "0:30", "3:30", 240),
        (date(2023, 6, 19), "8", "9:30", 90),
        (date(2023, 6, 19), "9", "8", 0),
    ],
)
def test_what_passes_between_two_wall_times(day: date, begins: str, ends: str, minutes: int) -> None:
    assert hours.elapsed(at(day, begins), at(day, ends), CHICAGO) == minutes


@given(
    st.datetimes(at(date(2020, 1, 1), "0"), at(date(2030, 1, 1), "0")),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe"]),
)
def test_a_real_time_exists(wall: datetime, zone: str) -> None:
    own = ZoneInfo(zone)
    shown = hours.real(wall, own)
    assert shown.replace(tzinfo=own).astimezone(UTC).astimezone(own).replace(tzinfo=None, fold=0) == shown
    assert timedelta() <= shown - wall <= timedelta(hours=1)


def test_days_are_counted_with_both_ends() -> None:
    assert hours.days_between(MONDAY, WEDNESDAY) == [MONDAY, TUESDAY, WEDNESDAY]
    assert hours.days_between(MONDAY, MONDAY) == [MONDAY]
    assert hours.days_between(TUESDAY, MONDAY) == []
    assert hours.midnights(MONDAY, WEDNESDAY) == (at(MONDAY, "0"), at(THURSDAY, "0"))
