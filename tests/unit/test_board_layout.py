"""Where visits are on the board: hours to pixels and back, lanes of what overlaps, rows, and what a drag makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import DAY
from officedesk.services.schedule.rows import Board, BoardFilter, TechnicianRow, VisitBlock
from officedesk.views.schedule.axis import ZOOMS, TimeAxis, day_axis, days_axis, snap
from officedesk.views.schedule.drag import Act, Grip, as_it_is, in_row, lengthened, taken_over
from officedesk.views.schedule.keeper import Wanted, plan_of
from officedesk.views.schedule.lanes import lanes
from officedesk.views.schedule.layout import (
    UNASSIGNED,
    Plan,
    Sizes,
    arrange,
    rearranged,
    shown_minutes,
    working_minutes,
)
from tests.db.planning_support import FRIDAY, MONDAY, at

WORK = (((480, 1020),),)


def block(number: int, day: date, begin: str, end: str, *people: int, **values: Any) -> VisitBlock:
    ends = at(day + timedelta(days=1), "0") if end == "24" else at(day, end)
    made = VisitBlock(
        number, number, f"J{number}", 1, "ABC Company", "Filter change", at(day, begin), ends, False, None, people,
        JobStatus.SCHEDULED, Priority.NORMAL, "1 Elm St", "Minneapolis", "55401", None, None, (), (), 1, 1, 1, "",
        None, False,
    )  # fmt: skip
    return made._replace(**values)


def row(number: int, days: int = 1, name: str = "") -> TechnicianRow:
    return TechnicianRow(number, name or f"Tech {number}", "#123456", (), WORK * days, (), (0,) * days)


def laid(axis: TimeAxis, *blocks: VisitBlock, rows: int = 2) -> Plan:
    last = axis.first + timedelta(days=axis.days - 1)
    technicians = tuple(row(number + 1, axis.days) for number in range(rows))
    board = Board(axis.first, last, technicians, blocks, ())
    return arrange(board, axis, Sizes.of(axis, rows + 1, 16))


WIDE = day_axis(FRIDAY, 30, 1100)
WEEK = days_axis(MONDAY, 7, 420, 1080, 60, 1100)
FAR = days_axis(MONDAY, 7, 420, 1080, 15, 1100)


@given(st.sampled_from([WIDE, FAR]), st.integers(0, 6), st.integers(0, DAY - 1))
def test_what_is_at_a_moment_s_place_is_that_moment(axis: TimeAxis, day: int, minute: int) -> None:
    minute = min(max(minute, axis.opens), axis.closes - 1)
    moment = axis.begins + timedelta(days=min(day, axis.days - 1), minutes=minute)
    # A rounding error must not be a minute.
    assert abs(axis.at(axis.x(moment) + 0.01) - moment) <= timedelta(minutes=1)


def test_what_lies_outside_the_shown_hours_is_at_the_edge_of_its_day() -> None:
    assert WEEK.x(at(MONDAY, "3")) == 0
    assert WEEK.x(at(MONDAY, "22")) == pytest.approx(WEEK.day_width)
    tuesday = MONDAY + timedelta(days=1)
    assert WEEK.x(at(tuesday, "3")) == pytest.approx(WEEK.day_width)
    assert WEEK.x_end(at(tuesday, "0")) == pytest.approx(WEEK.day_width)
    assert WEEK.x(at(MONDAY - timedelta(days=3), "9")) == 0
    assert WEEK.x(at(MONDAY + timedelta(days=9), "9")) == pytest.approx(WEEK.width)


def test_a_week_is_seen_whole_at_the_widest_zoom_and_hours_from_the_next_on() -> None:
    assert pytest.approx(1100) == WEEK.width
    assert WEEK.by_days
    near = [days_axis(MONDAY, 7, 420, 1080, step, 1100) for step in (30, 15)]
    assert [axis.by_days for axis in near] == [False, False]
    assert WEEK.width < near[0].width < near[1].width


@pytest.mark.parametrize("room", [600, 950, 1100, 1590, 3000])
def test_a_day_has_no_empty_edge_and_nearer_is_wider(room: float) -> None:
    widths = [day_axis(FRIDAY, step, room).width for step in ZOOMS]
    assert widths == sorted(widths, reverse=True)
    assert min(widths) >= room
    assert widths[0] > widths[1] > widths[2] or room > 1400


def test_moments_snap_to_the_nearest_step() -> None:
    assert snap(at(FRIDAY, "9:07"), 15) == at(FRIDAY, "9")
    assert snap(at(FRIDAY, "9:08"), 15) == at(FRIDAY, "9:15")
    assert snap(at(FRIDAY, "9:30"), 60) == at(FRIDAY, "10")
    assert snap(at(FRIDAY, "23:50"), 30) == at(FRIDAY + timedelta(days=1), "0")


def test_visits_that_overlap_lie_in_lanes_and_others_have_the_row() -> None:
    assert lanes([(0, 10), (5, 15), (12, 20), (20, 30)]) == [(0, 2), (1, 2), (0, 2), (0, 1)]
    assert lanes([]) == []


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=40))
def test_no_two_of_a_lane_overlap(found: list[tuple[int, int]]) -> None:
    spans = sorted((float(left), float(left + wide)) for left, wide in found)
    placed = lanes(spans)
    for at_, (lane, of) in enumerate(placed):
        assert lane < of
        for other in range(at_):
            apart = spans[other][1] - 0.5 <= spans[at_][0]
            assert apart or placed[other][0] != lane


def test_a_row_is_as_high_as_its_lanes_and_the_others_move_down() -> None:
    once = laid(WIDE, block(1, FRIDAY, "8", "9", 1))
    plan = laid(WIDE, *(block(number, FRIDAY, "8", "9", 1) for number in range(1, 6)))
    assert plan.rows[0].height > once.rows[0].height
    assert plan.rows[1].y == plan.rows[0].height
    boxes = plan.rows[0].placed
    assert all(one.bottom <= other.top for one, other in pairwise(boxes))
    assert boxes[-1].bottom < plan.rows[0].height


def test_a_visit_of_two_technicians_is_in_both_rows_and_one_of_nobody_in_the_last() -> None:
    plan = laid(WIDE, block(1, FRIDAY, "8", "9", 1, 2), block(2, FRIDAY, "9", "10"))
    assert [[one.block.visit_id for one in row.placed] for row in plan.rows] == [[1], [1], [2]]
    assert plan.rows[-1].id == UNASSIGNED


def test_an_all_day_visit_lies_over_the_hours() -> None:
    day = block(1, FRIDAY, "0", "24", 1, all_day=True)
    plan = laid(WIDE, day, block(2, FRIDAY, "8", "9", 1))
    banner, timed = plan.rows[0].placed
    assert banner.banner
    assert banner.bottom <= timed.top
    assert banner.left == pytest.approx(WIDE.x(at(FRIDAY, "8")) + 1)


def test_where_hours_are_narrow_a_visit_takes_the_room_of_its_words_within_its_day() -> None:
    late = block(1, MONDAY, "17", "17:30", 1)
    plan = laid(WEEK, late, block(2, MONDAY, "17:30", "18", 1))
    first, second = plan.rows[0].placed
    assert first.right - first.left > 100
    assert first.right <= WEEK.day_width
    assert first.bottom <= second.top
    assert first.begins == pytest.approx(WEEK.x(at(MONDAY, "17")))


def test_a_point_finds_the_visit_that_is_painted_there() -> None:
    plan = laid(WIDE, block(1, FRIDAY, "8", "10", 1), block(2, FRIDAY, "9", "11", 1), block(3, FRIDAY, "9", "11", 2))
    for at_, row_ in enumerate(plan.rows):
        for placed in row_.placed:
            x, y = (placed.left + placed.right) / 2, row_.y + (placed.top + placed.bottom) / 2
            assert plan.hit(x, y) == (at_, placed)
    assert plan.hit(WIDE.x(at(FRIDAY, "15")), 10) is None
    assert plan.row_at(-1) is None
    assert plan.row_at(plan.height + 1) is None


def test_other_visits_of_a_row_move_only_the_rows_below_it() -> None:
    plan = laid(WIDE, block(1, FRIDAY, "8", "9", 1), block(2, FRIDAY, "8", "9", 2), rows=3)
    many = [block(number, FRIDAY, "8", "9", 2) for number in range(10, 16)]
    changed = rearranged(plan, {2: many})
    assert changed.rows[0] is plan.rows[0]
    assert changed.rows[2].y == changed.rows[1].bottom > plan.rows[2].y
    assert changed.rows[2].placed is plan.rows[2].placed


def test_rows_are_as_high_as_lets_all_of_them_be_seen_within_reason() -> None:
    heights = [Sizes.of(WIDE, rows, 16, 440).row for rows in (2, 5, 40)]
    assert heights == [112, 88, 76]


def test_a_week_with_room_has_two_lines_for_each_visit_and_a_full_one_has_one() -> None:
    days = {"first": MONDAY, "last": MONDAY + timedelta(days=6), "waiting": ()}
    wanted = Wanted("week", MONDAY, days["last"], BoardFilter(), 60, 1100, 600, 16)  # type: ignore[arg-type]
    few = [block(number, MONDAY, "8", "9", 1) for number in range(3)]
    many = [block(number, MONDAY, "8", "9", 1) for number in range(20)]
    roomy, full = (
        plan_of(wanted, Board(technicians=(row(1, 7),), visits=tuple(visits), **days))  # type: ignore[arg-type]
        for visits in (few, many)
    )
    assert roomy.sizes.chip > 1.5 * full.sizes.chip
    assert roomy.height < 600


def test_a_plan_is_kept_until_another_size_of_the_window_changes_it() -> None:
    days = {"first": MONDAY, "last": MONDAY + timedelta(days=6), "waiting": ()}
    wanted = Wanted("week", MONDAY, days["last"], BoardFilter(), 60, 1100, 600, 16)  # type: ignore[arg-type]
    visits = tuple(block(number, MONDAY, "5", "6", 1) for number in range(20))
    board = Board(technicians=(row(1, 7),), visits=visits, **days)  # type: ignore[arg-type]
    plan = plan_of(wanted, board)

    for same in (wanted, replace(wanted, high=500.0), replace(wanted, high=plan.height)):
        assert plan_of(same, board, plan) is plan
    for other in (replace(wanted, room=1200.0), replace(wanted, step=30), replace(wanted, high=2000.0)):
        assert plan_of(other, board, plan) == plan_of(other, board) != plan

    roomy = plan_of(replace(wanted, high=2000.0), board, plan)
    assert plan_of(replace(wanted, high=1900.0), board, roomy) is roomy
    assert plan_of(wanted, board, roomy) == plan


def test_nobody_s_row_is_shaded_where_nobody_works() -> None:
    late = replace(row(2), hours=(((720, 1200),),))
    board = Board(FRIDAY, FRIDAY, (row(1), late), (), ())
    assert arrange(board, WIDE, Sizes.of(WIDE, 3, 16)).anybody == (((480, 1200),),)
    idle = Board(FRIDAY, FRIDAY, (replace(row(1), hours=((),)),), (), ())
    assert arrange(idle, WIDE, Sizes.of(WIDE, 2, 16)).anybody == ((),)


def test_a_week_shows_working_hours_and_whatever_lies_outside_of_them() -> None:
    days = {"first": MONDAY, "last": MONDAY + timedelta(days=6)}
    crew = (row(1, 7),)
    assert shown_minutes(Board(**days, technicians=crew, visits=(), waiting=())) == (480, 1020)  # type: ignore[arg-type]
    early = (block(1, MONDAY, "5:30", "6"), block(2, MONDAY, "20:15", "20:30"))
    assert shown_minutes(Board(**days, technicians=crew, visits=early, waiting=())) == (300, 1260)  # type: ignore[arg-type]
    assert working_minutes(()) == (480, 1020)


# --- dragging ---


def test_a_drag_keeps_the_length_and_takes_the_technician_of_the_row() -> None:
    grip = Grip(Act.MOVE, block(1, FRIDAY, "8", "9:45", 1, 3), 1, WIDE.x(at(FRIDAY, "8:30")))
    got = grip.at(WIDE, WIDE.x(at(FRIDAY, "10:40")), 2)
    assert (got.starts, got.ends, got.technician_ids) == (at(FRIDAY, "10"), at(FRIDAY, "11:45"), (2, 3))
    assert got.changes


def test_a_drag_up_and_down_leaves_an_odd_time_as_it_is() -> None:
    grip = Grip(Act.MOVE, block(1, FRIDAY, "8:10", "9", 1), 1, 900.0)
    assert grip.at(WIDE, 900.0, 2).starts == at(FRIDAY, "8:10")


def test_nothing_changes_where_a_visit_is_dropped_where_it_was() -> None:
    grip = Grip(Act.MOVE, block(1, FRIDAY, "8", "9", 1), 1, 900.0)
    assert not grip.at(WIDE, 901.0, 1).changes


def test_where_hours_are_narrow_a_drag_goes_to_another_day_at_the_same_hour() -> None:
    grip = Grip(Act.MOVE, block(1, MONDAY, "8:10", "9", 1), 1, 40.0, 35.0)
    got = grip.at(WEEK, 40.0 + 3 * WEEK.day_width, 1)
    assert got.starts == at(MONDAY + timedelta(days=3), "8:10")


def test_a_visit_of_the_whole_day_gets_an_hour_when_it_is_dragged_along() -> None:
    day = block(1, FRIDAY, "0", "24", 1, all_day=True)
    grip = Grip(Act.MOVE, day, 1, WIDE.x(at(FRIDAY, "9")))
    got = grip.at(WIDE, WIDE.x(at(FRIDAY, "13")), 1)
    assert (got.starts, got.ends, got.all_day) == (at(FRIDAY, "13"), at(FRIDAY, "14"), False)
    assert not grip.at(WIDE, WIDE.x(at(FRIDAY, "9")) + 20, 1).changes


def test_what_waits_gets_an_hour_where_it_is_dropped() -> None:
    waiting = block(1, FRIDAY, "8", "9")._replace(starts=None, ends=None)
    got = Grip(Act.PLACE, waiting, UNASSIGNED, 0.0, 12.0).at(WIDE, WIDE.x(at(FRIDAY, "14")) + 20, 2)
    assert (got.starts, got.ends, got.technician_ids) == (at(FRIDAY, "14"), at(FRIDAY, "15"), (2,))


def test_the_window_goes_along_and_is_left_where_only_an_end_is_drawn() -> None:
    visit = block(1, FRIDAY, "8", "10", 1, window_ends=at(FRIDAY, "9"))
    moved = Grip(Act.MOVE, visit, 1, WIDE.x(at(FRIDAY, "8"))).at(WIDE, WIDE.x(at(FRIDAY, "11")), 1)
    assert moved.shown.window_ends == at(FRIDAY, "12")
    drawn = Grip(Act.END, visit, 1, 0).at(WIDE, WIDE.x(at(FRIDAY, "12")), 1)
    assert (drawn.ends, drawn.shown.window_ends) == (at(FRIDAY, "12"), at(FRIDAY, "9"))


@pytest.mark.parametrize(
    ("people", "taken", "given_to", "copied", "then"),
    [
        ((1,), 1, 2, False, (2,)),
        ((1, 2), 1, 2, False, (2,)),
        ((1, 3), 1, 2, False, (2, 3)),
        ((1, 3), 1, UNASSIGNED, False, ()),
        ((), UNASSIGNED, 2, False, (2,)),
        ((1, 3), 1, 1, False, (1, 3)),
        ((1, 3), 1, 2, True, (2,)),
    ],
)
def test_who_goes_after_a_drag_to_another_row(
    people: tuple[int, ...], taken: int, given_to: int, copied: bool, then: tuple[int, ...]
) -> None:
    assert taken_over(people, taken, given_to, copied=copied) == then


def test_steps_of_the_keyboard_add_up_and_end_at_a_quarter_of_an_hour() -> None:
    start = as_it_is(block(1, FRIDAY, "8", "9", 1), 1)
    later = in_row(replace(start, starts=at(FRIDAY, "10"), ends=at(FRIDAY, "11")), 2)
    assert (later.technician_ids, later.row_id) == ((2,), 2)
    shorter = start
    for _ in range(9):
        shorter = lengthened(shorter, timedelta(), timedelta(minutes=-15))
    assert shorter.ends - shorter.starts == timedelta(minutes=15)
    assert lengthened(start, timedelta(minutes=-30), timedelta()).starts == at(FRIDAY, "7:30")


def test_a_visit_over_midnight_ends_where_it_ends() -> None:
    night = block(1, MONDAY, "20", "23", 1)._replace(ends=datetime(2023, 6, 20, 6))  # noqa: DTZ001
    board = Board(MONDAY, MONDAY + timedelta(days=6), (row(1, 7),), (night,), ())
    opens, closes = shown_minutes(board)
    axis = days_axis(MONDAY, 7, opens, closes, 30, 1100)
    plan = arrange(board, axis, Sizes.of(axis, 2, 16))
    (placed,) = plan.rows[0].placed
    assert placed.left < axis.day_width
