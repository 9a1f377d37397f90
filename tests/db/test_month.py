"""The month view's days, and the list of visits between two days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from officedesk.models.enums import JobStatus, Priority
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import WorkingDays
from officedesk.services.office.working_days import save_working_days
from officedesk.services.paging import Sort
from officedesk.services.schedule.board import board
from officedesk.services.schedule.month import month
from officedesk.services.schedule.rows import BoardFilter, DayCell, ScheduleFilter
from officedesk.services.schedule.visit_list import VisitList
from tests.db.planning_support import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, job, visit
from tests.factories import make_technician
from tests.support.busy_weeks import busy_week

STARTS = Sort("starts")


def counts(cell: DayCell) -> tuple[int, int, int, int]:
    return cell.count, cell.unassigned, cell.late, cell.done


def test_each_day_counts_what_touches_it(desk: Desk) -> None:
    sam = make_technician(desk)
    visit(desk, MONDAY, "8", sam, status=JobStatus.COMPLETED)
    visit(desk, MONDAY, "9", sam)
    visit(desk, MONDAY, "23", minutes=90)
    visit(desk, TUESDAY, days=3)
    visit(desk, FRIDAY, "9", sam, status=JobStatus.CANCELLED)
    visit(desk, None)

    shown = month(desk, MONDAY, FRIDAY)

    # It is Thursday, seven in the morning: late is what was planned for the days before, done or not there yet.
    assert {cell.day: counts(cell) for cell in shown.cells} == {
        MONDAY: (3, 1, 2, 1),
        TUESDAY: (2, 2, 1, 0),
        WEDNESDAY: (1, 1, 0, 0),
        THURSDAY: (1, 1, 0, 0),
        FRIDAY: (0, 0, 0, 0),
    }


def test_the_first_visits_of_a_day_are_told_whole_day_ones_before_others(desk: Desk) -> None:
    made = [visit(desk, MONDAY, clock) for clock in ("13", "8", "10")]
    whole = visit(desk, MONDAY)

    (cell,) = month(desk, MONDAY, MONDAY, each=3).cells

    assert [block.visit_id for block in cell.first] == [whole, made[1], made[2]]
    assert cell.first[1] == next(block for block in board(desk, MONDAY, MONDAY).visits if block.visit_id == made[1])


def test_a_month_is_narrowed_like_the_board(desk: Desk) -> None:
    sam = make_technician(desk)
    visit(desk, MONDAY, "8", sam)
    visit(desk, MONDAY, "9")

    for narrowed, count in ((BoardFilter(technician_ids=(sam,)), 1), (BoardFilter(text="nothing like it"), 0)):
        (cell,) = month(desk, MONDAY, MONDAY, narrowed).cells
        assert (cell.count, len(cell.first)) == (count, count)


def test_a_visit_of_another_zone_counts_on_the_offices_day(desk: Desk) -> None:
    visit(desk, MONDAY, "23", zone="America/Los_Angeles")
    first = visit(desk, TUESDAY, "0:30")

    shown = month(desk, MONDAY, TUESDAY)

    assert [cell.count for cell in shown.cells] == [0, 2]
    assert shown.cells[1].first[0].visit_id == first


def test_holidays_stand_on_their_day_and_nobody_works_then(desk: Desk) -> None:
    sam = make_technician(desk)
    save_working_days(desk, WorkingDays(country="US", own=((FRIDAY, "Anniversary"),)))

    shown = month(desk, MONDAY, FRIDAY)

    named = "Juneteenth National Independence Day"
    assert [cell.holiday for cell in shown.cells] == [named, "", "", "", "Anniversary"]
    whole = board(desk, MONDAY, FRIDAY)
    assert whole.holidays == {MONDAY: named, FRIDAY: "Anniversary"}
    assert [row.hours for row in whole.technicians if row.id == sam] == [((), *[((480, 1020),)] * 3, ())]


@pytest.mark.parametrize("span", [(MONDAY, FRIDAY), (MONDAY, MONDAY)])
def test_a_full_month_counts_every_visit_once(desk: Desk, span: tuple[date, date]) -> None:
    busy_week(desk, MONDAY, technicians=10, visits=500)

    shown = month(desk, *span)

    assert sum(cell.count for cell in shown.cells) == len(board(desk, *span).visits)
    assert [len(cell.first) for cell in shown.cells] == [4] * len(shown.cells)


def test_the_list_has_the_visits_of_its_days_in_any_order(desk: Desk) -> None:
    anton, raz = make_technician(desk, "Anton Grip"), make_technician(desk, "Raz Bajwa")
    urgent = job(desk, "Zebra", place={"street": "9 Oak", "city": "Edina"}, priority=Priority.URGENT)
    one = visit(desk, MONDAY, "9", raz, job_id=urgent, window_ends=at(MONDAY, "10"))
    two = visit(desk, TUESDAY, "8", raz, anton, name="Alpha", status=JobStatus.COMPLETED)
    visit(desk, MONDAY - timedelta(days=1), "23")
    night = visit(desk, MONDAY - timedelta(days=1), "23", minutes=90)
    visit(desk, MONDAY - timedelta(days=1), "23", zone="Pacific/Auckland")
    visit(desk, WEDNESDAY, "8")
    source = VisitList(desk)
    query = ScheduleFilter(MONDAY, TUESDAY)

    assert list(source.ids(query, STARTS)) == [night, one, two]
    assert source.footer(query).count == 3
    assert list(source.ids(query, replace(STARTS, descending=True))) == [two, one, night]
    assert list(source.ids(query, Sort("company"))).index(two) == 0
    assert list(source.ids(query, Sort("priority", descending=True))).index(one) == 0
    assert list(source.ids(query, Sort("technicians")))[1:] == [two, one]
    for column in ("number", "description", "location", "city", "status"):
        assert sorted(source.ids(query, Sort(column))) == sorted([night, one, two])
    row = source.rows([one])[0]
    assert (row.company, row.city, row.technicians, row.priority) == ("Zebra", "Edina", "Raz Bajwa", "urgent")
    assert (row.starts, row.ends, row.window_ends, row.late) == (
        at(MONDAY, "9"),
        at(MONDAY, "10"),
        at(MONDAY, "10"),
        True,
    )
    assert source.rows([two])[0].technicians == "Anton Grip, Raz Bajwa"
    assert [found.id for found in source.first(replace(query, narrowed=BoardFilter(text="zebra")), STARTS, 10)] == [one]
    with desk.write() as session:
        session.get_one(Job, urgent).deleted_at = desk.now()
    assert list(source.ids(query, STARTS)) == [night, two]
