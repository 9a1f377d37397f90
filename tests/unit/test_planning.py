"""What speaks against a booking, as pure rules; every case reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.hours import Spans
from officedesk.models.planning import Absence, Booking, Circumstances, Found, problems, shares
from tests.db.planning_support import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at

SAM, RAZ = 1, 2
WORKED: Spans = ((480, 720), (780, 1020))


def hours(person: int, day: date) -> Spans:
    """Sam works 8–12 and 13–17 from Monday to Thursday, Raz at all hours of every day."""
    if person == RAZ:
        return ((0, 1440),)
    return WORKED if day < FRIDAY else ()


def around(**changes: Any) -> Circumstances:
    usual = Circumstances(at(MONDAY, "6"), hours, {}, {SAM: (7,)}, {})
    return replace(usual, **changes)


def booking(key: int, day: date, begins: str, ends: str, *people: int, **more: Any) -> Booking:
    return Booking(key, at(day, begins), at(day, ends), False, people, **more)


def whole(key: int, first: date, last: datetime, *people: int) -> Booking:
    return Booking(key, at(first, "0"), last, True, people)


def told(found: Any) -> list[tuple[str, int | None, int | None]]:
    return [(one.kind.value, one.technician_id, one.other.id if one.other else None) for one in found]


@pytest.mark.parametrize(
    ("begins", "ends", "taken"),
    [
        ("8", "9", False),
        ("8", "9:01", True),
        ("9:30", "9:45", True),
        ("9", "10", True),
        ("8", "12", True),
        ("9:59", "11", True),
        ("10", "11", False),
    ],
)
def test_double_booked_is_who_has_another_visit_at_any_minute_of_it(begins: str, ends: str, taken: bool) -> None:
    other = booking(5, TUESDAY, "9", "10", SAM, RAZ)

    found = told(problems([booking(1, TUESDAY, begins, ends, SAM)], [other], around()))

    assert found == ([("double_booked", SAM, 5)] if taken else [])


def test_somebody_elses_visit_and_ones_own_are_no_double_booking() -> None:
    others = [booking(5, TUESDAY, "9", "10", RAZ), booking(6, TUESDAY, "9", "10")]
    assert told(problems([booking(1, TUESDAY, "9", "10", SAM)], others, around())) == []
    assert told(problems([booking(1, TUESDAY, "9", "10")], others, around())) == []


def test_two_that_are_moved_together_are_told_once() -> None:
    one, other = booking(1, TUESDAY, "9", "11", SAM, RAZ), booking(2, TUESDAY, "10", "12", RAZ)
    assert told(problems([one, other], [], around())) == [("double_booked", RAZ, 1)]


def test_an_all_day_visit_takes_the_day() -> None:
    other = whole(5, TUESDAY, at(THURSDAY, "0"), RAZ)
    for day, taken in ((MONDAY, False), (TUESDAY, True), (WEDNESDAY, True), (THURSDAY, False)):
        found = told(problems([booking(1, day, "9", "10", RAZ)], [other], around()))
        assert found == ([("double_booked", RAZ, 5)] if taken else []), day


@pytest.mark.parametrize(
    ("begins", "ends", "outside"),
    [("8", "12", False), ("7:59", "9", True), ("11", "13:30", True), ("13", "17", False), ("16", "17:01", True)],
)
def test_outside_hours_is_any_minute_out_of_them(begins: str, ends: str, outside: bool) -> None:
    found = told(problems([booking(1, TUESDAY, begins, ends, SAM)], [], around()))
    assert found == ([("outside_hours", SAM, None)] if outside else [])


def test_an_all_day_visit_is_only_outside_hours_on_days_without_any() -> None:
    found = list(problems([whole(1, WEDNESDAY, at(date(2023, 6, 24), "0"), SAM)], [], around()))
    assert [(one.kind.value, one.day) for one in found] == [("outside_hours", FRIDAY)]


def test_hours_of_a_visit_over_night_are_looked_at_on_both_days() -> None:
    late = Booking(1, at(TUESDAY, "16"), at(WEDNESDAY, "9"), False, (SAM,))
    found = list(problems([late], [], around()))
    assert [(one.kind.value, one.day) for one in found] == [("outside_hours", TUESDAY), ("outside_hours", WEDNESDAY)]


def test_time_off_is_told_and_is_not_outside_hours_besides() -> None:
    off = {SAM: (Absence(9, at(TUESDAY, "16"), at(TUESDAY, "18")),)}
    known = around(away=off)
    assert told(problems([booking(1, TUESDAY, "16:30", "17:30", SAM)], [], known)) == [("away", SAM, None)]
    assert told(problems([booking(1, TUESDAY, "15", "16", SAM)], [], known)) == []
    # Half past six is neither in the hours nor in the time off.
    found = told(problems([booking(1, TUESDAY, "17:30", "18:30", SAM)], [], known))
    assert found == [("away", SAM, None), ("outside_hours", SAM, None)]


def test_each_skill_that_somebody_does_not_have_is_named() -> None:
    wanted = booking(1, TUESDAY, "9", "10", SAM, RAZ, skill_ids=(7, 8))
    found = list(problems([wanted], [], around()))
    assert [(one.technician_id, one.skill_ids) for one in found] == [(SAM, (8,)), (RAZ, (7, 8))]


def test_a_holiday_is_told_instead_of_the_hours() -> None:
    found = list(problems([booking(1, TUESDAY, "19", "20", SAM)], [], around(holidays={TUESDAY: "Juneteenth"})))
    assert [(one.kind.value, one.day) for one in found] == [("holiday", TUESDAY)]


@pytest.mark.parametrize(
    ("before", "begins", "ends", "past"),
    [
        (None, "8", "9", True),
        (None, "9:30", "11", True),
        (None, "10", "11", False),
        ("8", "8", "11", False),
        ("8", "8", "9:30", True),
        ("11", "9:30", "10:30", True),
    ],
)
def test_the_past_is_what_begins_before_now_unless_it_had_begun(
    before: str | None, begins: str, ends: str, past: bool
) -> None:
    was = {} if before is None else {1: booking(1, TUESDAY, before, "12", RAZ)}
    known = around(now=at(TUESDAY, "10"), was=was)
    assert told(problems([booking(1, TUESDAY, begins, ends, RAZ)], [], known)) == (
        [("past", None, None)] if past else []
    )


def test_what_stays_where_it_is_is_not_spoken_against() -> None:
    same = booking(1, FRIDAY, "3", "4", SAM, skill_ids=(8,))
    assert told(problems([same], [booking(5, FRIDAY, "3", "4", SAM)], around(was={1: same}))) == []
    # But others are looked at beside it.
    other = booking(2, FRIDAY, "3", "4", SAM)
    assert ("double_booked", SAM, 1) in told(problems([same, other], [], around(was={1: same})))


def test_done_work_is_told_and_nothing_else_of_it() -> None:
    was = booking(1, TUESDAY, "9", "10", SAM)
    moved = replace(was, starts=at(FRIDAY, "3"), ends=at(FRIDAY, "4"))
    found = list(problems([moved], [booking(5, FRIDAY, "3", "4", SAM)], around(done={1}, was={1: was})))
    assert [one.kind.value for one in found] == ["done"]
    assert isinstance(found[0], Found)


def test_work_is_shared_in_quarters_of_an_hour() -> None:
    assert shares(600, 4) == (150, 150, 150, 150)
    assert shares(100, 3) == (45, 30, 25)
    assert shares(20, 3) == (15, 5)
    assert shares(10, 1) == (10,)
    for total, count in ((0, 2), (60, 0)):
        with pytest.raises(ValueError, match="not shared"):
            shares(total, count)


@given(st.integers(1, 20_000), st.integers(1, 60))
def test_shares_are_the_whole_and_nearly_equal(total: int, count: int) -> None:
    parts = shares(total, count)
    assert sum(parts) == total
    assert len(parts) <= count
    assert all(part > 0 for part in parts)
    assert all(part % 15 == 0 for part in parts[:-1])
    assert max(parts[:-1], default=0) - min(parts[:-1], default=0) <= 15
