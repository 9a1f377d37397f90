"""Upcoming services: what of series is to be done, what is late, and what was left out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from officedesk.models.enums import JobStatus
from officedesk.models.recurrence import Frequency, OffDay, Rule
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.work import jobs, series
from officedesk.services.work.upcoming import UpcomingFilter, UpcomingList, UpcomingRow, UpcomingState
from tests.db.series_support import FIRSTS, a_series, occurrences
from tests.db.test_job_parts import a_contract
from tests.factories import make_customer, make_technician
from tests.support.clock import Clock, local

BY_DAY = Sort("day")


def listed(desk: Desk, sort: Sort = BY_DAY, **wanted: Any) -> list[UpcomingRow]:
    found = UpcomingList(desk)
    query = UpcomingFilter(**wanted)
    rows = found.rows(found.ids(query, sort))
    assert found.first(query, sort, 500) == rows
    assert found.footer(query).count == len(rows)
    return rows


def test_it_lists_what_is_to_be_done_with_all_that_a_dispatcher_asks(desk: Desk) -> None:
    customer = make_customer(desk)
    contract = a_contract(desk, customer)
    rule = Rule(Frequency.MONTHLY, month_days=(2,), weekends=OffDay.NEXT, count=3)
    made = a_series(desk, rule, customer_id=customer, contract_id=contract)
    first, second, third = listed(desk)
    assert (first.day, first.nominal, first.why) == (date(2023, 7, 3), date(2023, 7, 2), "Sunday")
    assert (second.day, third.why) == (date(2023, 8, 2), "Saturday")
    assert (first.series_id, first.contract, first.contract_name) == (made.id, "C-9001", "Spring and fall")
    assert first.what == "Filter change"
    assert first.repeats.startswith("monthly, on the 2nd")
    assert first.state is UpcomingState.TO_SCHEDULE
    assert jobs.job(desk, first.job_id or 0).number == first.number


def test_who_is_sent_makes_it_scheduled_and_a_day_that_is_over_overdue(desk: Desk, clock: Clock) -> None:
    a_series(desk, technician_ids=(make_technician(desk),))
    assert {row.state for row in listed(desk)} == {UpcomingState.SCHEDULED}
    assert listed(desk)[0].technicians == "Sam Field"
    clock.go_on(days=50)
    late = listed(desk, state=UpcomingState.OVERDUE)
    assert [(row.day, row.late_days) for row in late] == [(date(2023, 7, 1), 41), (date(2023, 8, 1), 10)]
    assert {row.state for row in late} == {UpcomingState.OVERDUE}


def test_a_visit_that_was_put_to_another_day_is_listed_on_that_day(desk: Desk) -> None:
    made = a_series(desk)
    row = occurrences(desk, made.id)[0]
    draft = jobs.job(desk, row.job_id)
    [visit] = draft.visits
    moved = replace(visit, starts=local(2023, 8, 15, 9), ends=local(2023, 8, 15, 10), all_day=False)
    jobs.save_job(desk, replace(draft, visits=(moved,)))
    found = listed(desk)
    assert [str(each.day) for each in found[:3]] == ["2023-08-01", "2023-08-15", "2023-09-01"]
    assert (found[1].nominal, found[1].why) == (date(2023, 7, 1), "moved by hand")
    assert found[1].starts == local(2023, 8, 15, 9)
    assert [each.id for each in listed(desk, date_from=date(2023, 8, 2), date_to=date(2023, 8, 31))] == [row.id]


def test_what_is_done_cancelled_or_in_the_trash_is_not_upcoming(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    jobs.set_status(desk, rows[0].job_id, JobStatus.COMPLETED)
    jobs.set_status(desk, rows[1].job_id, JobStatus.CANCELLED)
    jobs.delete_job(desk, rows[2].job_id)
    assert [each.id for each in listed(desk)] == [row.id for row in rows[3:]]


def test_what_was_left_out_is_listed_apart_with_its_reason(desk: Desk) -> None:
    made = a_series(desk)
    row = occurrences(desk, made.id)[0]
    series.dismiss(desk, row.id, "Nobody home")
    assert len(listed(desk)) == 11
    [found] = listed(desk, state=UpcomingState.DISMISSED)
    assert (found.id, found.reason, found.settled_by, found.late_days) == (row.id, "Nobody home", "Dana Reyes", 0)
    series.take_back(desk, row.id)
    assert len(listed(desk)) == 12


def test_nothing_of_a_customer_in_the_trash(desk: Desk) -> None:
    customer = make_customer(desk)
    a_series(desk, customer_id=customer)
    trash(desk, [customer])
    assert listed(desk) == []


def test_it_is_narrowed_and_searched(desk: Desk) -> None:
    one, other = make_customer(desk, name="Aspen Court"), make_customer(desk, name="Birch House")
    contract = a_contract(desk, one)
    rule = replace(FIRSTS, count=2)
    a_series(desk, rule, customer_id=one, contract_id=contract)
    made = a_series(desk, rule, customer_id=other)
    assert {row.company for row in listed(desk, text="birch filter")} == {"Birch House"}
    assert {row.company for row in listed(desk, text="c-9001")} == {"Aspen Court"}
    assert {row.company for row in listed(desk, contract_id=contract)} == {"Aspen Court"}
    assert {row.company for row in listed(desk, customer_id=other)} == {"Birch House"}
    assert {row.series_id for row in listed(desk, series_id=made.id)} == {made.id}
    assert {row.state for row in listed(desk, state=UpcomingState.TO_SCHEDULE)} == {UpcomingState.TO_SCHEDULE}


@pytest.mark.parametrize(
    "column",
    ["day", "nominal", "number", "what", "company", "location", "contract", "technicians", "state", "reason"],
)
def test_it_is_sorted_by_every_column(desk: Desk, column: str) -> None:
    a_series(desk, replace(FIRSTS, count=3), customer_id=make_customer(desk, name="Aspen Court"))
    a_series(desk, replace(FIRSTS, count=3), technician_ids=(make_technician(desk),))
    up = [row.id for row in listed(desk, Sort(column))]
    assert [row.id for row in listed(desk, Sort(column, descending=True))] == up[::-1]
