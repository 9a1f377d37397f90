"""Rules as other calendars write and read them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from officedesk.models.recurrence import (
    Frequency,
    MonthEnd,
    OffDay,
    Rule,
    RuleProblem,
    days,
    from_rrule,
    problems,
    settled,
    to_rrule,
)
from tests.unit.recurrence.drawn import own_rules, rfc_rules, windows

START = date(2026, 1, 31)
BERLIN = ZoneInfo("Europe/Berlin")


def nominal(rule: Rule, starts_on: date, first: date, last: date) -> list[date]:
    return [each.nominal for each in days(rule, starts_on, first, last)]


def as_others_read(text: str, starts_on: date, first: date, last: date) -> list[date]:
    """The days that another reader finds in what we wrote."""
    # It reads days of EXDATE and RDATE only as moments.
    at = f"DTSTART:{starts_on:%Y%m%d}T000000\n"
    lines = [line if line.startswith("RRULE") else _moments(line) for line in text.split("\n")]
    found = rrulestr(at + "\n".join(lines), forceset=True)
    assert isinstance(found, rruleset)
    return [
        at.date() for at in found.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    ]


def _moments(line: str) -> str:
    name, _, values = line.partition(";VALUE=DATE:")
    return f"{name}:" + ",".join(f"{value}T000000" for value in values.split(","))


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.data())
def test_what_is_written_means_the_same_to_others(data: st.DataObject) -> None:
    rule, starts_on = data.draw(st.one_of(rfc_rules(), own_rules()))
    first, last = data.draw(windows(starts_on, 400))
    assume(not (rule.nth and rule.weekdays))
    # A rule without an end of which nothing comes is looked for to the end of time by others.
    assume(nominal(rule, starts_on, last, last + timedelta(days=40_000)) or rule.until or rule.count)
    try:
        text = to_rrule(rule, starts_on)
    except RuleProblem:
        assume(False)
        raise
    assert as_others_read(text, starts_on, first, last) == nominal(rule, starts_on, first, last)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.data())
def test_what_is_written_reads_as_it_was(data: st.DataObject) -> None:
    rule, starts_on = data.draw(st.one_of(rfc_rules(), own_rules()))
    first, last = data.draw(windows(starts_on, 400))
    try:
        text = to_rrule(rule, starts_on)
    except RuleProblem:
        assume(False)
        raise
    read = from_rrule(text)
    assert nominal(read, starts_on, first, last) == nominal(rule, starts_on, first, last)


def test_the_last_day_of_a_shorter_month_is_written_and_read() -> None:
    text = to_rrule(Rule(Frequency.MONTHLY), START)
    assert text == "RRULE:FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
    assert from_rrule(text) == Rule(Frequency.MONTHLY, month_days=(31,), month_end=MonthEnd.CLAMP)
    leap = to_rrule(Rule(Frequency.YEARLY), date(2024, 2, 29))
    assert leap == "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    # In two months of each year it is the last of each, not the last of the year.
    twice = Rule(Frequency.YEARLY, months=(2, 4), month_days=(31,))
    assert as_others_read(to_rrule(twice, START), START, START, date(2027, 12, 31)) == [
        date(2026, 2, 28),
        date(2026, 4, 30),
        date(2027, 2, 28),
        date(2027, 4, 30),
    ]


def test_a_season_of_whole_months_is_written() -> None:
    snow = Rule(Frequency.WEEKLY, weekdays=(0,), season=((11, 1), (3, 31)))
    assert to_rrule(snow, START) == "RRULE:FREQ=WEEKLY;BYMONTH=1,2,3,11,12;BYDAY=MO"


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(Frequency.WEEKLY, weekends=OffDay.NEXT), "weekends"),
        (Rule(Frequency.WEEKLY, holidays=OffDay.SKIP), "holidays"),
        (Rule(Frequency.MONTHLY, month_days=(15, 31)), "month_end"),
        (Rule(Frequency.MONTHLY, season=((3, 15), (11, 30))), "season"),
    ],
)
def test_what_others_have_no_word_for_is_refused(rule: Rule, field: str) -> None:
    with pytest.raises(RuleProblem) as refused:
        to_rrule(rule, START)
    assert field in refused.value.problems


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=DAILY", Rule(Frequency.DAILY)),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH", Rule(Frequency.WEEKLY, 2, (1, 3), week_start=6)),
        ("rrule:freq=monthly;byday=-1fr;count=5", Rule(Frequency.MONTHLY, nth=((-1, 4),), count=5)),
        ("RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", Rule(Frequency.MONTHLY, nth=((2, 1),))),
        ("RRULE:FREQ=YEARLY;BYDAY=1MO", Rule(Frequency.YEARLY, nth=((1, 0),), months=(1,))),
        ("RRULE:FREQ=YEARLY;BYMONTHDAY=1", Rule(Frequency.YEARLY, month_days=(1,), months=tuple(range(1, 13)))),
        (
            "RRULE:FREQ=DAILY;UNTIL=20261\r\n 231\r\nEXDATE;VALUE=DATE:20260105,20260106",
            Rule(Frequency.DAILY, until=date(2026, 12, 31), exceptions=(date(2026, 1, 5), date(2026, 1, 6))),
        ),
    ],
)
def test_rules_of_other_calendars_are_read(text: str, rule: Rule) -> None:
    read = from_rrule(text)
    assert settled(read, START) == settled(
        Rule(**{name: getattr(rule, name) for name in Rule.__dataclass_fields__} | {"month_end": MonthEnd.SKIP}), START
    )


def test_an_instant_is_the_day_that_it_is_in_the_office() -> None:
    assert from_rrule("FREQ=DAILY;UNTIL=20261231T230000Z", BERLIN).until == date(2027, 1, 1)
    assert from_rrule("FREQ=DAILY;UNTIL=20261231T223000Z", BERLIN).until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "RRULE"),
        ("FREQ=HOURLY", "Hourly"),
        ("INTERVAL=2", "FREQ"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR"),
        ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO"),
        ("FREQ=YEARLY;BYYEARDAY=100", "BYYEARDAY"),
        ("FREQ=YEARLY;BYDAY=20MO", "so-manieth"),
        ("FREQ=DAILY;BYMONTHDAY=1", "daily"),
        ("FREQ=DAILY;X-OWN=1", "X-OWN"),
        ("FREQ=DAILY;FREQ=DAILY", "twice"),
        ("FREQ=DAILY;COUNT=0", "times"),
        ("FREQ=DAILY;COUNT=\u0663", "no number"),
        ("FREQ=DAILY;INTERVAL=many", "no number"),
        ("FREQ=MONTHLY;BYDAY=0MO", "no weekday"),
        ("FREQ=MONTHLY;BYMONTHDAY=40", "1 to 31"),
        ("FREQ=DAILY;UNTIL=20260230", "no day"),
        ("FREQ=DAILY\nFREQ=DAILY", "several"),
        ("RRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY", "EXRULE"),
        ("FREQ=DAILY;" * 5_000, "too long"),
        ("FREQ", "no part"),
    ],
)
def test_what_is_not_known_is_refused_by_name(text: str, word: str) -> None:
    with pytest.raises(RuleProblem) as refused:
        from_rrule(text)
    assert word in str(refused.value)


@settings(max_examples=500, derandomize=True)
@given(st.text(alphabet=st.sampled_from("FREQ=DAILYWKMOTU;:,-0123456789BYSETPOSUNTIL\n \x00"), max_size=60))
def test_nothing_that_is_read_breaks_the_reader(text: str) -> None:
    try:
        rule = from_rrule(text)
    except RuleProblem:
        return
    assert problems(rule) == {}
