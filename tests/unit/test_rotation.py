"""Which backups are kept: the newest always, a bounded number, and never none because a clock was wrong."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from officedesk.database.backup.rotation import DAILY, MONTHLY, WEEKLY, Stamp, superseded

MOST = DAILY + WEEKLY + MONTHLY
stamps = st.lists(
    st.builds(
        Stamp,
        name=st.uuids().map(str),
        serial=st.integers(1, 500),
        day=st.dates(date(2016, 1, 1), date(2046, 12, 31)),
    ),
    max_size=60,
    unique_by=(lambda stamp: stamp.name, lambda stamp: stamp.serial),
)


def live(days: list[date], newest: int = 1) -> list[Stamp]:
    """What is left after a backup on each of `days`, rotated each time."""
    kept: list[Stamp] = []
    for serial, day in enumerate(days, start=1):
        kept.append(Stamp(f"{serial}", serial, day))
        gone = set(superseded(kept, newest))
        kept = [stamp for stamp in kept if stamp.name not in gone]
    return kept


@given(stamps)
def test_the_newest_is_never_deleted_and_what_is_kept_is_bounded(made: list[Stamp]) -> None:
    gone = superseded(made)
    assert len(set(gone)) == len(gone)
    kept = [stamp for stamp in made if stamp.name not in gone]
    assert {stamp.name for stamp in made} >= set(gone)
    if made:
        assert max(made, key=lambda stamp: stamp.serial) in kept
    assert len(kept) <= MOST
    assert superseded(kept) == []


@given(stamps, st.integers(1, 9))
def test_the_newest_few_stay_whatever_day_they_are_of(made: list[Stamp], newest: int) -> None:
    gone = superseded(made, newest)
    ordered = sorted(made, key=lambda stamp: stamp.serial, reverse=True)
    assert not {stamp.name for stamp in ordered[:newest]} & set(gone)


@given(stamps)
def test_the_order_they_are_given_in_makes_no_difference(made: list[Stamp]) -> None:
    assert superseded(made) == superseded(made[::-1])


def test_two_years_of_days_leave_seven_days_five_weeks_and_twelve_months() -> None:
    begin = date(2024, 11, 22)
    last = begin + timedelta(days=730)
    kept = sorted(stamp.day for stamp in live([begin + timedelta(days=n) for n in range(731)]))
    assert kept[-7:] == [last - timedelta(days=n) for n in range(6, -1, -1)]
    assert len({tuple(day.isocalendar()[:2]) for day in kept if last - day < timedelta(weeks=5)}) == 5
    months = {(day.year, day.month) for day in kept}
    assert len(months) == MONTHLY
    assert len(kept) <= MOST
    # Of a month that is over, its last day.
    assert all((day + timedelta(days=1)).day == 1 for day in kept if last - day > timedelta(days=62))


def test_many_a_day_leave_the_last_of_the_day() -> None:
    day = date(2026, 11, 22)
    assert [stamp.name for stamp in live([day - timedelta(days=1), day, day, day])] == ["1", "4"]


@given(st.lists(st.sampled_from([-3653, -366, -1, 1, 1, 1, 1, 0, 366, 3653]), min_size=1, max_size=80))
def test_a_clock_that_jumps_by_years_never_costs_all_or_the_newest(jumps: list[int]) -> None:
    day, days = date(2026, 11, 22), []
    for jump in jumps:
        day += timedelta(days=jump)
        day = min(max(day, date(1980, 1, 1)), date(2100, 1, 1))
        days.append(day)
    kept = live(days)
    assert max(stamp.serial for stamp in kept) == len(days)
    distinct = len(set(days))
    assert len(kept) >= min(distinct, 2)
    assert len(kept) <= MOST


def test_one_day_with_a_wrong_year_leaves_the_right_ones() -> None:
    begin = date(2026, 1, 1)
    days = [begin + timedelta(days=n) for n in range(60)]
    for wrong in (date(2036, 3, 1), date(2016, 3, 1)):
        kept = {stamp.day for stamp in live([*days, wrong])}
        assert wrong in kept
        assert set(days[-6:]) <= kept
