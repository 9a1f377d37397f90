"""Times are those of the clock on the office's wall, whatever it was put forward or back."""

from calendar import Calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from officedesk.models.recurrence import Frequency, Rule, days, times
from tests.support.clock import local
from tests.unit.recurrence.drawn import rfc_rules

ZONES = ("America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia")
ALL_DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(17 * 366)]
DAY = 24 * 60


SPRING = {"America/Chicago": (3, 2, 60), "Europe/Berlin": (3, -1, 60), "Australia/Lord_Howe": (10, 1, 30)}
"""On which Sunday of which month the clocks are put forward at two, and by how many minutes, as the laws have it."""


def on_the_wall(wall: datetime, zone: str) -> datetime:
    """What clocks show at a wall time, by the law and without any table of zones."""
    if zone not in SPRING:
        # Apia gave daylight-saving time up in 2021.
        return wall
    month, number, forward = SPRING[zone]
    sundays = [day for day in Calendar().itermonthdates(wall.year, month) if (day.month, day.weekday()) == (month, 6)]
    change = datetime.combine(sundays[number - 1 if number > 0 else number], time(2))
    gap = timedelta(minutes=forward)
    return wall + gap if change <= wall < change + gap else wall


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_from_2024_to_2040_has_its_time(zone: str) -> None:
    # Half past two is left out in spring in some of them, half past one comes twice in autumn.
    moved = []
    for day in ALL_DAYS:
        for minute in (0, 30, 90, 120, 135, 150, 185, 9 * 60, DAY - 1):
            wall = datetime.combine(day, time()) + timedelta(minutes=minute)
            found = times(day, minute, 60, 30, ZoneInfo(zone))
            assert found.starts == on_the_wall(wall, zone)
            assert found.ends == on_the_wall(wall + timedelta(minutes=60), zone)
            assert found.ends >= found.starts
            if found.starts != wall:
                moved.append(found.starts)
                # The instant that is stored nowhere, but shown everywhere, is the same.
                assert found.starts.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == wall.replace(
                    tzinfo=ZoneInfo(zone)
                ).astimezone(UTC)
    assert bool(moved) == (zone != "Pacific/Apia")


def test_a_time_that_the_clocks_leave_out_is_as_long_after_the_change() -> None:
    chicago, berlin, howe = ZoneInfo(ZONES[0]), ZoneInfo(ZONES[1]), ZoneInfo(ZONES[2])
    assert times(date(2026, 3, 8), 150, 60, None, chicago).starts == local(2026, 3, 8, 3, 30)
    assert times(date(2026, 3, 29), 150, 60, None, berlin).starts == local(2026, 3, 29, 3, 30)
    # Lord Howe's clocks move by half an hour.
    assert times(date(2026, 10, 4), 135, 60, None, howe).starts == local(2026, 10, 4, 2, 45)
    assert times(date(2026, 10, 4), 150, 60, None, howe).starts == local(2026, 10, 4, 2, 30)
    # A visit over the change lasts until what the clock shows then.
    over = times(date(2026, 3, 8), 90, 60, 45, chicago)
    assert (over.starts, over.ends) == (local(2026, 3, 8, 1, 30), local(2026, 3, 8, 3, 30))
    assert over.window_ends == local(2026, 3, 8, 3, 15)


def test_the_day_that_apia_never_had_is_the_next_one() -> None:
    apia = ZoneInfo("Pacific/Apia")
    gone = date(2011, 12, 30)
    assert [each.due for each in days(Rule(Frequency.DAILY), date(2011, 12, 29), gone, gone)] == [gone]
    assert times(gone, 9 * 60, 60, None, apia).starts == local(2011, 12, 31, 9)
    assert times(gone, None, 60, None, apia).starts == local(2011, 12, 31)
    assert times(date(2011, 12, 29), 9 * 60, 60, None, apia).starts == local(2011, 12, 29, 9)
    assert times(date(2011, 12, 31), 9 * 60, 60, None, apia).starts == local(2011, 12, 31, 9)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(rfc_rules(), st.sampled_from(ZONES), st.integers(0, DAY - 1), st.integers(1, 600))
def test_a_series_is_at_its_time_all_year_round(drawn: tuple[Rule, date], zone: str, minute: int, minutes: int) -> None:
    rule, starts_on = drawn
    for each in days(rule, starts_on, starts_on, starts_on + timedelta(days=800)):
        wall = datetime.combine(each.due, time()) + timedelta(minutes=minute)
        found = times(each.due, minute, minutes, None, ZoneInfo(zone))
        assert found.starts == on_the_wall(wall, zone)
        assert found.ends == on_the_wall(wall + timedelta(minutes=minutes), zone)
