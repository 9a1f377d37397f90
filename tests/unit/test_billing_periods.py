"""Periods of a contract, by hand-computed figures and by rules that hold for every contract."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.billing_periods import cut, given_back, last_day, month_on, months_of, periods, share
from officedesk.models.enums import BillingInterval

MONTHLY, QUARTERLY, YEARLY = BillingInterval.MONTHLY, BillingInterval.QUARTERLY, BillingInterval.YEARLY
DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def told(planned: object) -> list[tuple[str, str, int]]:
    return [(str(one.starts), str(one.ends), one.amount) for one in planned]  # type: ignore[attr-defined]


def test_a_year_from_the_first_is_twelve_prices() -> None:
    found = periods(date(2023, 7, 1), date(2024, 6, 30), MONTHLY, 1, 49_00)
    assert [one.amount for one in found] == [49_00] * 12
    assert (str(found[7].starts), str(found[7].ends)) == ("2024-02-01", "2024-02-29")


def test_a_late_start_costs_its_days_and_the_last_period_the_rest_of_the_price() -> None:
    found = periods(date(2023, 7, 17), date(2024, 7, 16), MONTHLY, 1, 49_00)
    assert told(found[:2]) == [("2023-07-17", "2023-07-31", 23_71), ("2023-08-01", "2023-08-31", 49_00)]
    assert told(found[-1:]) == [("2024-07-01", "2024-07-16", 25_29)]
    assert sum(one.amount for one in found) == 12 * 49_00
    # From the leap year's February into a shorter one: 20 of 29 days, and what is left of one price.
    found = periods(date(2024, 2, 10), date(2025, 2, 9), MONTHLY, 1, 49_00)
    assert (found[0].amount, found[-1].amount) == (33_79, 15_21)


def test_an_early_end_costs_its_days() -> None:
    found = periods(date(2023, 1, 1), date(2023, 6, 10), QUARTERLY, 1, 300_00)
    # April 1 to June 10 are 71 of the quarter's 91 days: 234.065…
    assert told(found) == [("2023-01-01", "2023-03-31", 300_00), ("2023-04-01", "2023-06-10", 234_07)]


def test_a_start_shortly_before_the_billing_day_of_a_quarter() -> None:
    found = periods(date(2023, 4, 20), date(2024, 4, 30), QUARTERLY, 1, 300_00)
    # April 20 to 30 are 11 of the 89 days from February 1 to April 30: 37.078…
    assert told(found[:2]) == [("2023-04-20", "2023-04-30", 37_08), ("2023-05-01", "2023-07-31", 300_00)]


def test_the_31st_is_the_last_day_of_shorter_months() -> None:
    found = periods(date(2024, 1, 31), date(2024, 5, 30), MONTHLY, 31, 10_00)
    assert [str(one.starts) for one in found] == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]
    assert all(one.whole for one in found)


def test_billed_on_the_day_of_the_start() -> None:
    found = periods(date(2023, 8, 31), date(2024, 8, 30), QUARTERLY, 0, 10_00)
    assert [str(one.starts) for one in found] == ["2023-08-31", "2023-11-30", "2024-02-29", "2024-05-31"]
    later = periods(date(2024, 2, 29), date(2024, 8, 30), QUARTERLY, 0, 10_00, anchor=date(2023, 8, 31))
    assert later == found[2:]


def test_once_is_one_period_shared_by_days() -> None:
    (one,) = periods(date(2024, 1, 1), date(2024, 12, 31), BillingInterval.ONCE, 15, 366_00)
    assert (one.amount, one.days) == (366_00, 366)
    assert given_back(one.amount, one.starts, one.ends, date(2024, 3, 31)) == 275_00


def test_a_yearly_one_of_two_years_cancelled_in_the_second() -> None:
    planned = periods(date(2023, 3, 1), date(2025, 2, 28), YEARLY, 1, 365_00)
    assert told(cut(planned, date(2024, 3, 31))) == [
        ("2023-03-01", "2024-02-29", 365_00),
        ("2024-03-01", "2024-03-31", 31_00),
    ]


def test_the_last_day_of_the_month_may_come_twice_in_a_month() -> None:
    found = periods(date(2023, 1, 29), date(2023, 2, 28), MONTHLY, 31, 31_00)
    assert told(found) == [
        ("2023-01-29", "2023-01-30", 2_00),
        ("2023-01-31", "2023-02-27", 31_00),
        ("2023-02-28", "2023-02-28", 1_00),
    ]


def test_a_day_that_no_month_has_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        periods(date(2024, 1, 1), date(2024, 12, 31), MONTHLY, 32, 1)


def test_whole_months_are_known() -> None:
    assert months_of(date(2024, 1, 31), date(2024, 2, 28)) == 1
    assert months_of(date(2023, 7, 17), date(2025, 7, 16)) == 24
    assert months_of(date(2023, 7, 17), date(2025, 7, 15)) is None
    assert last_day(date(2024, 2, 29), 12) == date(2025, 2, 27)


@given(days, st.integers(0, 1500), st.sampled_from(BillingInterval), st.integers(0, 31), st.integers(0, 10**9))
def test_periods_have_no_gap_and_no_overlap(
    starts: date, length: int, billing: BillingInterval, billing_day: int, price: int
) -> None:
    ends = starts + length * DAY
    found = periods(starts, ends, billing, billing_day, price)
    assert found[0].starts == starts
    assert found[-1].ends == ends
    for one, following in pairwise(found):
        assert one.ends + DAY == following.starts
        assert one.starts <= one.ends
    for one in found[1:]:
        assert one.starts == month_on(one.starts, 0, billing_day or starts.day)
    assert all(one.amount == price for one in found[1:-1])
    assert all(one.days == one.of and one.amount == price for one in found if one.whole)
    assert all(0 <= one.amount <= price for one in found)


@given(days, st.integers(1, 60), st.sampled_from(list(BillingInterval)[1:]), st.integers(0, 31), st.integers(0, 10**9))
def test_whole_intervals_cost_whole_prices(
    starts: date, count: int, billing: BillingInterval, billing_day: int, price: int
) -> None:
    step = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}[billing]
    if starts.year + count * step // 12 > 2098:
        return
    found = periods(starts, last_day(starts, count * step), billing, billing_day, price)
    # Billed on the 31st, a contract from January 29 to February 28 meets the last day of a month twice.
    if len(found) <= count + 1:
        assert sum(one.amount for one in found) == count * price


@given(
    days, st.integers(0, 1500), st.sampled_from(BillingInterval), st.integers(0, 31), st.integers(0, 10**9), st.data()
)
def test_what_stays_and_what_is_given_back_add_up(
    starts: date, length: int, billing: BillingInterval, billing_day: int, price: int, data: st.DataObject
) -> None:
    planned = periods(starts, starts + length * DAY, billing, billing_day, price)
    last = starts + data.draw(st.integers(-1, length)) * DAY
    kept = cut(planned, last)
    back = sum(given_back(one.amount, one.starts, one.ends, last) for one in planned)
    assert sum(one.amount for one in kept) + back == sum(one.amount for one in planned)
    if kept:
        assert kept[0].starts == starts
        assert kept[-1].ends == last
    for one in planned:
        assert 0 <= share(one.amount, one.starts, one.ends, last) <= one.amount
