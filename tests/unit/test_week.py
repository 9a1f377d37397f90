"""A week's working hours: typed, told and stored."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.hours import DAY, Spans
from officedesk.services.office.week import (
    USUAL,
    day_text,
    parse_day,
    to_stored,
    week_from,
    week_problem,
    week_text,
)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("8-17", ((480, 1020),)),
        ("8-5", ((480, 1020),)),
        ("8-12, 12:30-5 pm", ((480, 720), (750, 1020))),
        ("12:30 – 17; 8 – 12", ((480, 720), (750, 1020))),
        ("7.30 to noon and 1pm to 4pm", ((450, 720), (780, 960))),
        ("22-24", ((1320, DAY),)),
        ("0-24:00", ((0, DAY),)),
        ("6 pm - midnight", ((1080, DAY),)),
        ("", ()),
        ("closed", ()),
        ("–", ()),
    ],
)
def test_hours_are_typed_as_people_say_them(typed: str, day: Spans) -> None:
    assert parse_day(typed) == day


@pytest.mark.parametrize(
    "typed", ["8", "8-", "-5", "eight to five", "8-12, 11-13", "17-17", "25-26", "10pm-6am", "8--5"]
)
def test_hours_that_make_no_sense_are_refused_with_words(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        parse_day(typed)


@st.composite
def days(draw: st.DrawFn) -> Spans:
    cuts = sorted(draw(st.sets(st.integers(0, DAY), max_size=8)))
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


@given(days())
def test_what_is_told_can_be_typed_again(day: Spans) -> None:
    assert parse_day(day_text(day)) == day


@given(st.lists(days(), min_size=7, max_size=7).map(tuple))
def test_a_week_is_stored_and_read_back(week: Any) -> None:
    assert week_problem(week) is None
    assert week_from(to_stored(week)) == week


def test_days_of_the_same_hours_are_told_together() -> None:
    assert week_text(USUAL) == "Mon–Fri 8:00 – 17:00"
    assert week_text((((480, 720),), (), *USUAL[2:])) == "Mon 8:00 – 12:00; Wed–Fri 8:00 – 17:00"
    assert week_text(((),) * 7) == "no hours"


@pytest.mark.parametrize(
    "stored",
    [
        {"0": "8-17"},
        {"0": [[480]]},
        {"0": [[480, "x"]]},
        {"0": [[600, 480]]},
        {"0": [[-5, 480]]},
        {"0": [[480, 9999]]},
        {"0": None},
        {"7": [[1, 2]]},
        {"0": [[True, 480]]},
    ],
    ids=str,
)
def test_hours_that_nobody_typed_are_left_out_instead_of_breaking_the_schedule(stored: dict[str, Any]) -> None:
    assert week_from(stored) == ((),) * 7


@pytest.mark.parametrize("week", [(), (((1, 2),),) * 8, (((9, 5),), *USUAL[1:]), (((1, 5), (4, 9)), *USUAL[1:])])
def test_weeks_that_cannot_stand_are_named(week: Any) -> None:
    assert week_problem(week)
