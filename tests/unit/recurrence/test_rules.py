"""Single rules that an office really has, with the days that a calendar on the wall shows for them."""

from datetime import date

import pytest

from officedesk.models.recurrence import (
    Frequency,
    MonthEnd,
    OffDay,
    Rule,
    RuleProblem,
    days,
    end_of,
    ever,
    problems,
    upcoming,
    words,
)

NEW_YEAR = date(2026, 1, 1)


def dues(rule: Rule, starts_on: date, count: int = 6) -> list[str]:
    return [planned.due.isoformat() for planned in upcoming(rule, starts_on, starts_on, count, holiday)]


def holiday(day: date) -> str:
    return {(2026, 7, 3): "Independence Day", (2026, 9, 7): "Labor Day", (2026, 12, 25): "Christmas Day"}.get(
        (day.year, day.month, day.day), ""
    )


def test_the_thirty_first_of_every_month_becomes_the_last_day_of_a_shorter_one() -> None:
    found = dues(Rule(Frequency.MONTHLY), date(2026, 1, 31))
    assert found == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


def test_or_is_left_out_where_the_office_wants_it_as_rfc_5545_does() -> None:
    found = dues(Rule(Frequency.MONTHLY, month_end=MonthEnd.SKIP), date(2026, 1, 31))
    assert found == ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31", "2026-10-31"]


def test_the_29th_of_february_comes_every_year_or_every_leap_year() -> None:
    leap = date(2024, 2, 29)
    clamped = dues(Rule(Frequency.YEARLY), leap, 5)
    assert clamped == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    assert dues(Rule(Frequency.YEARLY, month_end=MonthEnd.SKIP), leap, 3) == ["2024-02-29", "2028-02-29", "2032-02-29"]
    # 2100 has none.
    assert dues(Rule(Frequency.YEARLY, 4, month_end=MonthEnd.SKIP), date(2092, 2, 29), 3) == [
        "2092-02-29",
        "2096-02-29",
        "2104-02-29",
    ]


def test_the_second_tuesday_of_april() -> None:
    rule = Rule(Frequency.YEARLY, nth=((2, 1),), months=(4,))
    assert dues(rule, NEW_YEAR, 3) == ["2026-04-14", "2027-04-13", "2028-04-11"]
    assert words(rule) == "yearly, 2nd Tuesday of April"


def test_the_last_friday_and_the_fifth_monday() -> None:
    assert dues(Rule(Frequency.MONTHLY, nth=((-1, 4),)), NEW_YEAR, 3) == ["2026-01-30", "2026-02-27", "2026-03-27"]
    # Not every month has a fifth Monday, and none is made of another.
    assert dues(Rule(Frequency.MONTHLY, nth=((5, 0),)), NEW_YEAR, 3) == ["2026-03-30", "2026-06-29", "2026-08-31"]


def test_the_last_workday_of_the_month() -> None:
    rule = Rule(Frequency.MONTHLY, weekdays=(0, 1, 2, 3, 4), positions=(-1,))
    assert dues(rule, NEW_YEAR, 3) == ["2026-01-30", "2026-02-27", "2026-03-31"]
    assert words(rule) == "monthly, the last workday"


def test_a_day_must_be_of_both_where_weekday_and_day_of_the_month_are_said() -> None:
    found = dues(Rule(Frequency.MONTHLY, weekdays=(4,), month_days=(13,)), NEW_YEAR, 4)
    assert found == ["2026-02-13", "2026-03-13", "2026-11-13", "2027-08-13"]


def test_a_season_over_the_turn_of_the_year() -> None:
    snow = Rule(Frequency.WEEKLY, 2, weekdays=(0,), season=((12, 1), (2, 15)))
    assert dues(snow, date(2026, 1, 5), 6) == [
        "2026-01-05", "2026-01-19", "2026-02-02", "2026-12-07", "2026-12-21", "2027-01-04",
    ]  # fmt: skip
    assert words(snow) == "every 2 weeks, on Monday, from Dec 1 to Feb 15"


def test_weekends_and_holidays_move_to_a_workday() -> None:
    third = Rule(Frequency.MONTHLY, month_days=(3,), weekends=OffDay.NEXT, holidays=OffDay.PREVIOUS)
    # July 3 is a holiday, and the office closes; May 3 is a Sunday; October 3 a Saturday.
    found = {str(each.nominal): (str(each.due), each.why) for each in upcoming(third, NEW_YEAR, NEW_YEAR, 12, holiday)}
    assert found["2026-07-03"] == ("2026-07-02", "Independence Day")
    assert found["2026-05-03"] == ("2026-05-04", "Sunday")
    assert found["2026-10-03"] == ("2026-10-05", "Saturday")
    assert found["2026-06-03"] == ("2026-06-03", "")


def test_a_holiday_behind_a_weekend_is_passed_too() -> None:
    fifth = Rule(Frequency.MONTHLY, month_days=(5,), weekends=OffDay.NEXT)
    # September 5 is a Saturday, and Monday is Labor Day.
    [planned] = days(fifth, NEW_YEAR, date(2026, 9, 1), date(2026, 9, 30), holiday)
    assert (planned.due, planned.why) == (date(2026, 9, 8), "Saturday")


def test_what_would_be_moved_before_the_beginning_is_moved_on() -> None:
    # November 1, 2026 is a Sunday.
    rule = Rule(Frequency.MONTHLY, weekends=OffDay.PREVIOUS)
    assert dues(rule, date(2026, 11, 1), 2) == ["2026-11-02", "2026-12-01"]


def test_days_that_are_moved_together_are_one() -> None:
    every_day = Rule(Frequency.DAILY, weekends=OffDay.NEXT)
    found = list(days(every_day, NEW_YEAR, date(2026, 1, 2), date(2026, 1, 6)))
    assert [str(each.due) for each in found] == ["2026-01-02", "2026-01-05", "2026-01-06"]
    on_weekends = Rule(Frequency.WEEKLY, weekdays=(5, 6), weekends=OffDay.NEXT)
    found = list(days(on_weekends, NEW_YEAR, date(2026, 1, 3), date(2026, 1, 11)))
    assert [(str(each.nominal), str(each.due)) for each in found] == [
        ("2026-01-03", "2026-01-05"),
        ("2026-01-10", "2026-01-12"),
    ]


def test_left_out_on_holidays() -> None:
    rule = Rule(Frequency.WEEKLY, weekdays=(4,), holidays=OffDay.SKIP)
    found = [str(each.due) for each in days(rule, NEW_YEAR, date(2026, 6, 26), date(2026, 7, 10), holiday)]
    assert found == ["2026-06-26", "2026-07-10"]


def test_exceptions_are_left_out_and_extra_days_stay_where_they_are_put() -> None:
    saturday = date(2026, 1, 10)
    rule = Rule(
        Frequency.WEEKLY,
        weekdays=(0,),
        exceptions=(date(2026, 1, 12),),
        extra=(saturday,),
        weekends=OffDay.NEXT,
        holidays=OffDay.NEXT,
    )
    assert dues(rule, NEW_YEAR, 3) == ["2026-01-05", "2026-01-10", "2026-01-19"]


def test_a_number_of_times_counts_what_the_rule_names() -> None:
    rule = Rule(Frequency.WEEKLY, weekdays=(0,), count=3, exceptions=(date(2026, 1, 12),))
    assert dues(rule, NEW_YEAR, 10) == ["2026-01-05", "2026-01-19"]
    assert end_of(rule, NEW_YEAR) == date(2026, 1, 19)
    assert list(days(rule, NEW_YEAR, date(2026, 1, 20), date(2030, 1, 1))) == []


def test_it_ends_on_a_day_or_never() -> None:
    rule = Rule(Frequency.MONTHLY, until=date(2026, 3, 1))
    assert dues(rule, NEW_YEAR) == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert end_of(Rule(Frequency.MONTHLY), NEW_YEAR) is None


def test_nothing_happens_where_the_calendar_ends() -> None:
    last = date.max
    for frequency in Frequency:
        assert [each.due for each in days(Rule(frequency), last, last, last)] == [last]
    moved = Rule(Frequency.DAILY, weekends=OffDay.NEXT, holidays=OffDay.NEXT)
    closed = list(days(moved, date(9999, 12, 25), date(9999, 12, 25), last, lambda _day: "Closed for good"))
    assert [each.due for each in closed] == [each.nominal for each in closed]


def test_a_rule_of_which_no_day_comes_is_known() -> None:
    never = Rule(Frequency.YEARLY, months=(2,), month_days=(30,), month_end=MonthEnd.SKIP)
    assert not ever(never, NEW_YEAR)
    assert not ever(Rule(Frequency.DAILY, 7, weekdays=(0,)), date(2026, 1, 6))
    assert ever(Rule(Frequency.YEARLY, 3, months=(2,), month_days=(29,), month_end=MonthEnd.SKIP), NEW_YEAR)
    assert upcoming(never, NEW_YEAR, NEW_YEAR) == ()


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(Frequency.DAILY, 0), "interval"),
        (Rule(Frequency.DAILY, count=0), "count"),
        (Rule(Frequency.DAILY, count=1, until=NEW_YEAR), "until"),
        (Rule(Frequency.WEEKLY, weekdays=(7,)), "weekdays"),
        (Rule(Frequency.WEEKLY, month_days=(1,)), "month_days"),
        (Rule(Frequency.MONTHLY, month_days=(32,)), "month_days"),
        (Rule(Frequency.MONTHLY, nth=((6, 1),)), "nth"),
        (Rule(Frequency.MONTHLY, nth=((0, 1),)), "nth"),
        (Rule(Frequency.YEARLY, nth=((1, 1),)), "months"),
        (Rule(Frequency.YEARLY, months=(13,)), "months"),
        (Rule(Frequency.MONTHLY, positions=(1,)), "positions"),
        (Rule(Frequency.MONTHLY, season=((2, 30), (3, 1))), "season"),
    ],
)
def test_what_cannot_stand_is_told_by_field(rule: Rule, field: str) -> None:
    assert field in problems(rule)


def test_what_is_stored_reads_as_it_was_and_nothing_else_is_taken_for_a_rule() -> None:
    rule = Rule(
        Frequency.YEARLY,
        2,
        nth=((-1, 4), (2, 0)),
        months=(4, 10),
        month_end=MonthEnd.SKIP,
        season=((3, 1), (11, 30)),
        until=date(2030, 1, 1),
        exceptions=(date(2026, 4, 13),),
        extra=(date(2026, 5, 1),),
        weekends=OffDay.SKIP,
        holidays=OffDay.PREVIOUS,
        week_start=6,
    )
    assert Rule.from_json(rule.to_json()) == rule
    for wrong in ({}, {"frequency": "hourly"}, {"frequency": "daily", "often": 1}, {"frequency": "daily", "nth": [1]}):
        with pytest.raises(RuleProblem):
            Rule.from_json(wrong)
