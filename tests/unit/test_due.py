"""When reminders are due: clocks that change, months that are short, and what comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.due import instant, later, next_due, wall
from officedesk.models.enums import Repeat
from tests.support.clock import local

CHICAGO = ZoneInfo("America/Chicago")
NINE = local(2023, 3, 10, 9, 0)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_nine_is_nine_before_and_after_the_clocks_change() -> None:
    # On March 12, 2023 the clocks of Chicago went forward, on November 5 back.
    assert instant(local(2023, 3, 11, 9), CHICAGO) == at(2023, 3, 11, 15)
    assert instant(local(2023, 3, 12, 9), CHICAGO) == at(2023, 3, 12, 14)
    assert instant(local(2023, 11, 4, 9), CHICAGO) == at(2023, 11, 4, 14)
    assert instant(local(2023, 11, 5, 9), CHICAGO) == at(2023, 11, 5, 15)


def test_a_time_that_the_clocks_leave_out_is_an_hour_later() -> None:
    found = instant(local(2023, 3, 12, 2, 30), CHICAGO)
    assert found == at(2023, 3, 12, 8, 30)
    assert wall(found, CHICAGO) == local(2023, 3, 12, 3, 30)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    assert instant(local(2023, 11, 5, 1, 30), CHICAGO) == at(2023, 11, 5, 6, 30)


def test_a_daily_reminder_stays_at_its_time_over_both_changes() -> None:
    due, gaps = local(2023, 3, 10, 9), []
    for _ in range(3):
        following = next_due(due, Repeat.DAILY, due.day, due)
        assert following is not None
        gaps.append(instant(following, CHICAGO) - instant(due, CHICAGO))
        due = following
    assert gaps == [timedelta(hours=24), timedelta(hours=23), timedelta(hours=24)]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat.NEVER, None),
        (Repeat.DAILY, local(2023, 3, 11, 9)),
        (Repeat.WEEKDAYS, local(2023, 3, 13, 9)),
        (Repeat.WEEKLY, local(2023, 3, 17, 9)),
        (Repeat.MONTHLY, local(2023, 4, 10, 9)),
        (Repeat.YEARLY, local(2024, 3, 10, 9)),
    ],
)
def test_the_next_time_of_each_kind(repeat: Repeat, expected: datetime | None) -> None:
    assert next_due(NINE, repeat, 10, NINE) == expected


def test_the_end_of_the_month_is_the_last_day_and_the_31st_again_after_it() -> None:
    due, days = local(2023, 12, 31, 9), []
    for _ in range(4):
        due = next_due(due, Repeat.MONTHLY, 31, due)  # type: ignore[assignment]
        days.append((due.month, due.day))
    assert days == [(1, 31), (2, 29), (3, 31), (4, 30)]


def test_a_leap_day_comes_on_the_28th_in_between_and_on_the_29th_again() -> None:
    due, days = local(2024, 2, 29, 9), []
    for _ in range(4):
        due = next_due(due, Repeat.YEARLY, 29, due)  # type: ignore[assignment]
        days.append((due.year, due.day))
    assert days == [(2025, 28), (2026, 28), (2027, 28), (2028, 29)]


def test_what_was_missed_while_nobody_looked_is_not_made_up_for() -> None:
    after = local(2023, 6, 22, 12)
    assert next_due(NINE, Repeat.DAILY, 10, after) == local(2023, 6, 23, 9)
    assert next_due(NINE, Repeat.WEEKLY, 10, after) == local(2023, 6, 23, 9)
    assert next_due(NINE, Repeat.MONTHLY, 10, after) == local(2023, 7, 10, 9)


@given(
    due=st.datetimes(local(1990, 1, 1), local(2100, 12, 31)),
    repeat=st.sampled_from([repeat for repeat in Repeat if repeat is not Repeat.NEVER]),
    late=st.timedeltas(timedelta(0), timedelta(days=2_000)),
)
def test_the_next_time_is_the_first_one_after_both(due: datetime, repeat: Repeat, late: timedelta) -> None:
    after = due + late
    found = next_due(due, repeat, due.day, after)
    assert found is not None
    assert found > max(due, after)
    assert found.time() == due.time()
    assert found - max(due, after) <= timedelta(days=367)
    if repeat is Repeat.WEEKDAYS:
        assert found.weekday() < 5


def test_it_can_be_put_off_to_the_morning_whatever_the_clocks_do() -> None:
    # Saturday, March 11, in the afternoon: the clocks go forward in the night.
    offered = dict(later(at(2023, 3, 11, 21), CHICAGO))
    assert offered["In an hour"] == at(2023, 3, 11, 22)
    assert offered["Tomorrow"] == at(2023, 3, 12, 14)
    assert offered["On Monday"] == at(2023, 3, 13, 14)
    # On a Sunday tomorrow is Monday, which is offered once; a week later is another day.
    assert "On Monday" not in dict(later(at(2023, 3, 12, 21), CHICAGO))
