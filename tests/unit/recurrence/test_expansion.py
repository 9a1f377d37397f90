"""The days of rules drawn by lot, against another expander and against a walk through every day."""

from datetime import date, datetime, time

from dateutil import rrule as other
from hypothesis import given, settings
from hypothesis import strategies as st

from officedesk.models.recurrence import Frequency, OffDay, Rule, days, ever, upcoming
from tests.unit.recurrence.drawn import holiday, own_rules, rfc_rules, windows
from tests.unit.recurrence.reference import plan

FREQUENCIES = {
    Frequency.DAILY: other.DAILY,
    Frequency.WEEKLY: other.WEEKLY,
    Frequency.MONTHLY: other.MONTHLY,
    Frequency.YEARLY: other.YEARLY,
}


def by_the_other(rule: Rule, starts_on: date, last: date) -> list[date]:
    """The days up to ``last``, from the fields of the rule and nothing else of ours."""
    weekdays = [other.weekday(day) for day in rule.weekdays] + [other.weekday(day, n) for n, day in rule.nth]
    end = last if rule.until is None else min(last, rule.until)
    found = other.rrule(
        FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(starts_on, time()),
        interval=rule.interval,
        wkst=rule.week_start,
        until=datetime.combine(end, time()),
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byweekday=weekdays or None,
        bysetpos=rule.positions or None,
    )
    regular = [at.date() for at in found]
    named = set(regular if rule.count is None else regular[: rule.count])
    return sorted((named | {day for day in rule.extra if day <= last}) - set(rule.exceptions))


@settings(max_examples=2_000, derandomize=True, deadline=None)
@given(st.data())
def test_what_rfc_5545_can_say_is_expanded_as_another_expander_does(data: st.DataObject) -> None:
    rule, starts_on = data.draw(rfc_rules())
    first, last = data.draw(windows(starts_on))
    expected = [day for day in by_the_other(rule, starts_on, last) if day >= first]
    assert [each.nominal for each in days(rule, starts_on, first, last)] == expected


@settings(max_examples=2_000, derandomize=True, deadline=None)
@given(st.data())
def test_everything_is_expanded_as_a_walk_through_every_day_finds_it(data: st.DataObject) -> None:
    rule, starts_on = data.draw(own_rules())
    first, last = data.draw(windows(starts_on, 500))
    # What lies just behind the window may be moved onto a day within it, and counts there.
    expected = plan(rule, starts_on, _behind(last), holiday)
    found = [(each.nominal, each.due, each.why) for each in days(rule, starts_on, first, last, holiday)]
    assert found == [each for each in expected if first <= each[0] <= last]


def _behind(last: date) -> date:
    return date.fromordinal(last.toordinal() + 40)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.data())
def test_however_a_plan_is_cut_into_windows_it_is_the_same(data: st.DataObject) -> None:
    rule, starts_on = data.draw(own_rules())
    first, last = data.draw(windows(starts_on, 300))
    whole = list(days(rule, starts_on, first, last, holiday))
    cut = date.fromordinal(data.draw(st.integers(first.toordinal(), last.toordinal())))
    head = list(days(rule, starts_on, first, cut, holiday))
    tail = list(days(rule, starts_on, date.fromordinal(cut.toordinal() + 1), last, holiday))
    assert head + tail == whole


@settings(max_examples=300, derandomize=True, deadline=None)
@given(own_rules())
def test_nothing_is_planned_twice_for_a_day_nor_before_the_beginning(drawn: tuple[Rule, date]) -> None:
    rule, starts_on = drawn
    found = list(days(rule, starts_on, date(2024, 1, 1), date(2030, 1, 1), holiday))
    plain = [each for each in found if each.nominal not in rule.extra]
    assert len({each.due for each in plain}) == len(plain)
    assert all(each.due >= starts_on for each in plain)
    if rule.weekends not in (OffDay.KEEP, OffDay.SKIP) and rule.holidays not in (OffDay.KEEP, OffDay.SKIP):
        assert all(each.due.weekday() < 5 and not holiday(each.due) for each in plain)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(own_rules())
def test_the_next_twelve_are_the_first_twelve_of_the_plan(drawn: tuple[Rule, date]) -> None:
    rule, starts_on = drawn
    found = upcoming(rule, starts_on, starts_on, 12, holiday)
    # However far it looks, it looks at least so far.
    until = date(2100, 1, 1)
    assert [each for each in found if each.nominal <= until] == list(days(rule, starts_on, starts_on, until, holiday))[
        :12
    ]
    assert ever(rule, starts_on) or not found
