"""Jobs that come again: made twelve months ahead, once, and never changed once somebody touched them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import JobStatus, OccurrenceStatus, Priority
from officedesk.models.recurrence import Frequency, OffDay, Rule
from officedesk.services.customers.editing import restore, trash
from officedesk.services.desk import Desk
from officedesk.services.work import jobs, series
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.series_drafts import Scope
from tests.db.selling import line
from tests.db.series_support import FIRSTS, a_series, dues, occurrences
from tests.db.test_job_parts import a_contract
from tests.factories import make_customer, make_technician
from tests.support.clock import Clock, local


def test_a_series_becomes_jobs_of_the_next_twelve_months(desk: Desk) -> None:
    sam = make_technician(desk)
    made = a_series(desk, at_minute=8 * 60, minutes=90, window_minutes=30, technician_ids=(sam,))
    rows = occurrences(desk, made.id)
    assert [str(row.due) for row in rows] == [
        *(f"2023-{month:02}-01" for month in range(7, 13)),
        *(f"2024-{month:02}-01" for month in range(1, 7)),
    ]
    assert len({row.number for row in rows}) == 12
    first = jobs.job(desk, rows[0].job_id)
    assert [task.line.name for task in first.tasks] == ["Change the filter"]
    assert first.status is JobStatus.SCHEDULED
    [visit] = first.visits
    assert (visit.starts, visit.ends) == (local(2023, 7, 1, 8), local(2023, 7, 1, 9, 30))
    assert visit.window_ends == local(2023, 7, 1, 8, 30)
    assert visit.technician_ids == (sam,)


def test_without_a_time_a_visit_is_all_day_and_waits_for_a_technician(desk: Desk) -> None:
    made = a_series(desk)
    row = occurrences(desk, made.id)[0]
    assert (row.all_day, row.starts, row.ends) == (True, local(2023, 7, 1), local(2023, 7, 2))
    assert jobs.job(desk, row.job_id).visits[0].technician_ids == ()


def test_what_the_contract_covers_is_covered_in_every_job(desk: Desk) -> None:
    customer = make_customer(desk)
    tasks = (TaskDraft(line(9900), covered=True), TaskDraft(line(2000, "Extra filter")))
    made = a_series(desk, customer_id=customer, contract_id=a_contract(desk, customer), tasks=tasks)
    job = jobs.job(desk, occurrences(desk, made.id)[0].job_id)
    assert [task.covered for task in job.tasks] == [True, False]
    assert jobs.totals_of(job).total == 2000


def test_the_preview_is_what_is_made(desk: Desk) -> None:
    rule = Rule(Frequency.MONTHLY, month_days=(2,), weekends=OffDay.NEXT)
    draft = replace(a_series(desk), id=None, version=0, rule=rule)
    shown = series.preview(desk, draft)
    made = series.save_series(desk, draft)
    assert [(each.nominal, each.due) for each in shown] == [
        (row.nominal, row.due) for row in occurrences(desk, made.id)
    ]
    assert shown[0].due == date(2023, 7, 3)
    assert shown[0].why == "Sunday"


def test_extending_goes_on_where_it_ended_and_makes_nothing_twice(desk: Desk, clock: Clock) -> None:
    made = a_series(desk)
    assert series.extend(desk) == 0
    clock.go_on(days=40)
    assert series.extend(desk) == 2
    assert series.extend(desk) == 0
    assert dues(desk, made.id)[-2:] == ["2024-07-01", "2024-08-01"]


def test_what_was_missed_while_nobody_looked_is_not_made_up_for(desk: Desk, clock: Clock) -> None:
    made = a_series(desk)
    clock.go_on(days=800)
    assert clock.at.date() == date(2025, 8, 30)
    assert series.extend(desk) == 12
    found = dues(desk, made.id)
    assert found[11:13] == ["2024-06-01", "2025-09-01"]


def test_a_series_of_a_deleted_customer_stops_and_goes_on_when_they_are_restored(desk: Desk, clock: Clock) -> None:
    customer = make_customer(desk)
    made = a_series(desk, customer_id=customer)
    trash(desk, [customer])
    clock.go_on(days=62)
    assert series.extend(desk) == 0
    assert len(dues(desk, made.id)) == 12
    restore(desk, [customer])
    assert series.extend(desk) == 2
    assert dues(desk, made.id)[-1] == "2024-08-01"


def test_an_end_is_an_end(desk: Desk, clock: Clock) -> None:
    made = a_series(desk, ends_on=date(2023, 9, 15))
    assert dues(desk, made.id) == ["2023-07-01", "2023-08-01", "2023-09-01"]
    counted = a_series(desk, Rule(Frequency.MONTHLY, month_days=(1,), count=14))
    clock.go_on(days=800)
    assert series.extend(desk) == 0
    assert len(dues(desk, counted.id)) == 12


def test_a_rule_that_cannot_stand_is_refused_by_field(desk: Desk) -> None:
    for wrong, field in (
        ({"rule": Rule(Frequency.MONTHLY, 0)}, "rule.interval"),
        ({"rule": Rule(Frequency.YEARLY, months=(2,), month_days=(30,), season=((3, 1), (3, 2)))}, "rule.frequency"),
        ({"at_minute": 24 * 60}, "at_minute"),
        ({"minutes": 0}, "minutes"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"technician_ids": (99,)}, "technician_ids"),
        ({"tasks": (TaskDraft(line(1, "")),)}, "tasks.0.name"),
        ({"rule": Rule(Frequency.DAILY), "starts_on": date(2003, 6, 22)}, "starts_on"),
    ):
        with pytest.raises(InvalidInput) as refused:
            a_series(desk, **wrong)
        assert field in refused.value.fields


# --- left out ---


def test_a_visit_is_left_out_with_a_reason_and_taken_back(desk: Desk) -> None:
    made = a_series(desk)
    row = occurrences(desk, made.id)[0]
    with pytest.raises(InvalidInput):
        series.dismiss(desk, row.id, "  ")
    series.dismiss(desk, row.id, "Nobody home")
    assert jobs.job(desk, row.job_id).status is JobStatus.CANCELLED
    found = occurrences(desk, made.id)[0]
    assert found.status is OccurrenceStatus.DISMISSED
    with pytest.raises(NotAllowed):
        series.dismiss(desk, row.id, "Again")
    series.take_back(desk, row.id)
    job = jobs.job(desk, row.job_id)
    assert (job.status, job.visits[0].status) == (JobStatus.SCHEDULED, JobStatus.SCHEDULED)
    assert [task.status.value for task in job.tasks] == ["open"]
    with pytest.raises(NotAllowed):
        series.take_back(desk, row.id)


def test_what_is_done_is_not_left_out(desk: Desk) -> None:
    made = a_series(desk)
    row = occurrences(desk, made.id)[0]
    jobs.set_status(desk, row.job_id, JobStatus.COMPLETED)
    with pytest.raises(NotAllowed):
        series.dismiss(desk, row.id, "Too late")


# --- the job that becomes a series ---


def dated(desk: Desk, **changes: Any) -> int:
    from officedesk.services.work.drafts import VisitDraft

    draft = jobs.new_job(desk, make_customer(desk))
    visit = VisitDraft(starts=local(2023, 7, 4, 9), ends=local(2023, 7, 4, 11))
    draft = replace(draft, tasks=(TaskDraft(line(5000)),), visits=(visit,), description="Clean", **changes)
    return jobs.save_job(desk, draft).id or 0


def test_a_job_becomes_the_first_of_its_series(desk: Desk) -> None:
    job_id = dated(desk, priority=Priority.URGENT)
    draft = series.repeat_draft(desk, job_id)
    assert (draft.starts_on, draft.at_minute, draft.minutes) == (date(2023, 7, 4), 540, 120)
    edited = series.repeat_job(desk, job_id, replace(draft, rule=Rule(Frequency.WEEKLY, 4)))
    rows = occurrences(desk, edited.series_id)
    assert rows[0].job_id == job_id
    assert [str(row.due) for row in rows[:3]] == ["2023-07-04", "2023-08-01", "2023-08-29"]
    assert jobs.job(desk, rows[1].job_id).priority is Priority.URGENT
    link = series.link_of(desk, job_id)
    assert link is not None
    assert (link.place, link.known, link.following) == (1, len(rows), len(rows) - 1)
    assert link.words == "every 4 weeks, on Tuesday"
    with pytest.raises(NotAllowed):
        series.repeat_draft(desk, job_id)


def test_a_job_on_another_day_than_its_rule_comes_besides(desk: Desk) -> None:
    job_id = dated(desk)
    draft = replace(series.repeat_draft(desk, job_id), rule=FIRSTS)
    edited = series.repeat_job(desk, job_id, draft)
    assert dues(desk, edited.series_id)[:2] == ["2023-07-04", "2023-08-01"]
    series.edit_series(desk, replace(series.series(desk, edited.series_id), description="Otherwise"), Scope.ALL_FUTURE)
    assert jobs.job(desk, job_id).description == "Clean"


def test_a_job_without_a_day_cannot_be_repeated(desk: Desk) -> None:
    draft = replace(jobs.new_job(desk, make_customer(desk)), tasks=(TaskDraft(line(1)),))
    with pytest.raises(NotAllowed):
        series.repeat_draft(desk, jobs.save_job(desk, draft).id or 0)
