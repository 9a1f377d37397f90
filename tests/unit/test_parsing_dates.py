"""Dates and times as people type them, and what they are told when they cannot be read."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.formatting import DATE_FORMATS, date_text, time_text
from officedesk.parsing import parse_date, parse_time

TODAY = date(2026, 6, 22)  # a Monday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", TODAY + timedelta(days=1)),
        ("yesterday", TODAY - timedelta(days=1)),
        ("+14", date(2026, 7, 6)),
        ("+ 14", date(2026, 7, 6)),
        ("-3", date(2026, 6, 19)),
        ("−3", date(2026, 6, 19)),
        ("+0", TODAY),
        ("+2d", date(2026, 6, 24)),
        ("+2w", date(2026, 7, 6)),
        ("-1w", date(2026, 6, 15)),
        ("+1m", date(2026, 7, 22)),
        ("+1y", date(2027, 6, 22)),
        ("-18m", date(2024, 12, 22)),
        ("fri", date(2026, 6, 26)),
        ("Monday", date(2026, 6, 29)),
        ("6/30", date(2026, 6, 30)),
        ("06/30", date(2026, 6, 30)),
        ("6/30/26", date(2026, 6, 30)),
        ("6/30/2026", date(2026, 6, 30)),
        ("6-30-2026", date(2026, 6, 30)),
        ("6.30", date(2026, 6, 30)),
        ("6 30", date(2026, 6, 30)),
        ("6/30/99", date(1999, 6, 30)),
        ("6/30/75", date(2075, 6, 30)),
        ("2026-06-30", date(2026, 6, 30)),
        ("2026-6-3", date(2026, 6, 3)),
        ("2026/06/30", date(2026, 6, 30)),
        ("20260630", date(2026, 6, 30)),
        ("30 Jun", date(2026, 6, 30)),
        ("30jun", date(2026, 6, 30)),
        ("Jun 30", date(2026, 6, 30)),
        ("June 30, 2025", date(2025, 6, 30)),
        ("30. June 25", date(2025, 6, 30)),
        ("Sept 1", date(2026, 9, 1)),
        ("2/29/2028", date(2028, 2, 29)),
        ("  6 /30", date(2026, 6, 30)),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "date_format", "day"),
    [
        ("30.6.", "DD.MM.YYYY", date(2026, 6, 30)),
        ("30.6.26", "DD.MM.YYYY", date(2026, 6, 30)),
        ("3/6", "DD/MM/YYYY", date(2026, 6, 3)),
        ("3/6", "MM/DD/YYYY", date(2026, 3, 6)),
        ("3-6", "YYYY-MM-DD", date(2026, 3, 6)),
        ("2026-03-06", "DD.MM.YYYY", date(2026, 3, 6)),
    ],
)
def test_day_and_month_are_in_the_order_of_the_office(typed: str, date_format: str, day: date) -> None:
    assert parse_date(typed, TODAY, date_format) == day


def test_months_ahead_end_on_the_last_of_a_shorter_month() -> None:
    assert parse_date("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert parse_date("+1y", date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    "typed",
    [
        "30/6",
        "2/29",
        "13/13",
        "6/31",
        "0/1",
        "june",
        "to",
        "mo",
        "30 Foo",
        "6/30/2",
        "6/30/026",
        "2026-0630",
        "202606",
        "30",
        "+",
        "++1",
        "+1h",
        "+999999",
        "+99999y",
        "-99999m",
        "now",
        "1e3",
        "٣/٤",
        "9" * 100,
    ],
)
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date\. Write it like 06/30/2026, 6 Jun, \+14 or today\."):
        parse_date(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "year"),
    [("1/1/0001", "1"), ("12/31/9999", "9999"), ("1899-12-31", "1899"), ("-200y", "1826"), ("-99999", "1752")],
)
def test_a_date_of_another_age_is_refused(typed: str, year: str) -> None:
    with pytest.raises(ValueError, match=f"is in the year {year}. Dates are from 1900 to 2199."):
        parse_date(typed, TODAY)


def test_an_empty_date_asks_for_one_in_the_offices_format() -> None:
    with pytest.raises(ValueError, match=r"Enter a date, such as 30\.06\.2026 or today\."):
        parse_date(" ", TODAY, "DD.MM.YYYY")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_a_date_reads_back_as_it_was_written(day: date, today: date) -> None:
    for date_format in DATE_FORMATS:
        assert parse_date(date_text(day, date_format), today, date_format) == day


@given(st.text(), st.sampled_from(DATE_FORMATS))
def test_any_text_is_a_date_or_a_message(text: str, date_format: str) -> None:
    try:
        read = date_text(parse_date(text, TODAY, date_format), date_format)
    except ValueError as problem:
        read = str(problem)

    assert read[-1] in ".0123456789"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("14:30", time(14, 30)),
        ("2:30 pm", time(14, 30)),
        ("2:30 P.M.", time(14, 30)),
        ("2p", time(14)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("0:00", time(0)),
        ("noon", time(12)),
        ("midnight", time(0)),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, moment: time) -> None:
    assert parse_time(typed) == moment


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "13 pm", "0 am", "9:3", "soon", "9:30:15", "-1"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time\. Write it like 9:30, 14:30 or 2:30 pm\."):
        parse_time(typed)


@given(st.times())
def test_a_time_reads_back_as_it_was_written(moment: time) -> None:
    assert parse_time(time_text(moment)) == moment.replace(second=0, microsecond=0, tzinfo=None)
