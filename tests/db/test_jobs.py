"""Jobs: saved with tasks and visits, moved, completed."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import JobStatus, TaskStatus
from officedesk.models.states import EstimateState
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import estimates, invoices
from officedesk.services.sales.rows import InvoiceFilter
from officedesk.services.work.drafts import TaskDraft, VisitDraft
from officedesk.services.work.jobs import (
    JobList,
    complete_tasks,
    delete_job,
    job,
    new_job,
    related_estimates,
    reopen_tasks,
    restore_job,
    save_job,
    set_status,
    totals_of,
)
from officedesk.services.work.rows import JobFilter
from tests.db.selling import approved, at_once, id_of, job_of, line, saved, task_ids
from tests.factories import make_customer, make_technician

NINE = datetime(2023, 6, 23, 9)  # noqa: DTZ001 - visits are wall time
TWO_DAYS = (VisitDraft(NINE), VisitDraft(NINE + timedelta(1)))


def test_a_job_comes_back_as_it_was_saved(desk: Desk) -> None:
    sam, kim = make_technician(desk, "Sam"), make_technician(desk, "Kim")
    draft = replace(
        new_job(desk, make_customer(desk)),
        description="Furnace",
        crew_note="Gate code 1234",
        tasks=(TaskDraft(line(100, "a", tax="7.5")), TaskDraft(line(200, "b"))),
        visits=(
            VisitDraft(NINE, NINE + timedelta(hours=2), technician_ids=(sam, kim), window_ends=NINE),
            VisitDraft(note="second, not planned yet"),
        ),
    )
    stored = save_job(desk, draft)
    assert stored.number == "2001"
    assert stored.status is JobStatus.SCHEDULED
    assert [visit.status for visit in stored.visits] == [JobStatus.SCHEDULED, JobStatus.NOT_STARTED]
    assert stored.visits[0].technician_ids == tuple(sorted((sam, kim)))
    assert job(desk, id_of(stored)) == stored
    assert totals_of(stored).total == 308
    assert save_job(desk, stored).tasks == stored.tasks


def test_tasks_and_visits_keep_their_ids(desk: Desk) -> None:
    technician = make_technician(desk)
    first = job_of(
        desk,
        make_customer(desk),
        [line(1, "a"), line(2, "b")],
        visits=(VisitDraft(NINE), VisitDraft(NINE + timedelta(1))),
    )
    a, b = first.tasks
    later = replace(first.visits[0], starts=NINE + timedelta(7), technician_ids=(technician,))
    second = save_job(desk, replace(first, tasks=(b, TaskDraft(line(3, "c")), a), visits=(first.visits[1], later)))
    assert [task.line.name for task in second.tasks] == ["b", "c", "a"]
    assert (second.tasks[0].id, second.tasks[2].id) == (b.id, a.id)
    assert {visit.id for visit in second.visits} == {visit.id for visit in first.visits}
    third = save_job(desk, replace(second, visits=second.visits[:1]))
    assert len(third.visits) == 1
    with pytest.raises(Conflict):
        save_job(desk, second)


@pytest.mark.parametrize(
    ("visit", "field"),
    [
        (VisitDraft(NINE, NINE - timedelta(hours=1)), "visits.0.ends"),
        (VisitDraft(NINE, window_ends=NINE - timedelta(minutes=1)), "visits.0.window_ends"),
        (VisitDraft(None, NINE), "visits.0.starts"),
        (VisitDraft(datetime(1, 1, 1)), "visits.0.starts"),  # noqa: DTZ001 - wall time
    ],
)
def test_visits_that_cannot_be_are_refused(desk: Desk, visit: VisitDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_job(desk, replace(new_job(desk, make_customer(desk)), visits=(visit,)))
    assert list(refused.value.fields) == [field]


def test_the_last_completed_task_completes_the_job_and_drafts_its_invoice(desk: Desk) -> None:
    number = id_of(job_of(desk, make_customer(desk), [line(100, "a"), line(200, "b")], visits=(VisitDraft(NINE),)))
    a, b = task_ids(desk, number)
    step = complete_tasks(desk, number, [a])
    assert (step.status, step.invoice_id) == (JobStatus.IN_PROGRESS, None)
    step = complete_tasks(desk, number, [a, b])
    assert step.status is JobStatus.COMPLETED
    assert invoices.totals_of(invoices.invoice(desk, step.invoice_id or 0)).total == 300
    assert job(desk, number).visits[0].status is JobStatus.COMPLETED
    assert complete_tasks(desk, number, [b]).invoice_id is None


def test_completing_twice_at_once_makes_one_draft(desk: Desk, other_desk: Desk) -> None:
    number = id_of(job_of(desk, make_customer(desk), [line(100)]))
    tasks = task_ids(desk, number)
    at_once(*[partial(complete_tasks, mine, number, tasks) for mine in (desk, other_desk)])
    found = invoices.InvoiceList(desk).ids(InvoiceFilter(), Sort("date"))
    assert len(found) == 1


def test_cancelled_tasks_hold_nothing_up(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [line(100, "a"), line(200, "b")])
    kept, gone = stored.tasks
    stored = save_job(desk, replace(stored, tasks=(kept, replace(gone, status=TaskStatus.CANCELLED))))
    assert totals_of(stored).total == 100
    step = complete_tasks(desk, id_of(stored), [stored.tasks[0].id or 0])
    assert step.status is JobStatus.COMPLETED
    with pytest.raises(NotAllowed):
        complete_tasks(desk, id_of(stored), [stored.tasks[1].id or 0])


def test_what_is_billed_stays_as_it_is(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [line(100, "a"), line(200, "b")])
    invoices.invoice_from_job(desk, id_of(stored), [stored.tasks[0].id or 0])
    stored = job(desk, id_of(stored))
    a, b = stored.tasks
    for tasks, field in (
        ((replace(a, line=replace(a.line, price=1)), b), "tasks.0.price"),
        ((replace(a, status=TaskStatus.CANCELLED), b), "tasks.0.status"),
        ((b,), "tasks"),
    ):
        with pytest.raises(InvalidInput) as refused:
            save_job(desk, replace(stored, tasks=tasks))
        assert list(refused.value.fields) == [field]
    assert (
        save_job(desk, replace(stored, tasks=(replace(b, line=replace(b.line, price=5)), a))).tasks[0].line.price == 5
    )
    with pytest.raises(NotAllowed):
        delete_job(desk, id_of(stored))


def test_reopening_a_task_takes_the_job_up_again(desk: Desk) -> None:
    number = id_of(job_of(desk, make_customer(desk), [line(100)]))
    tasks = task_ids(desk, number)
    draft = complete_tasks(desk, number, tasks).invoice_id or 0
    with pytest.raises(NotAllowed):
        reopen_tasks(desk, number, tasks)
    invoices.delete_draft(desk, draft)
    assert reopen_tasks(desk, number, tasks).status is JobStatus.IN_PROGRESS


def test_only_sensible_moves(desk: Desk) -> None:
    number = id_of(job_of(desk, make_customer(desk), [line(100), line(200)], visits=(VisitDraft(NINE),)))
    assert set_status(desk, number, JobStatus.ON_THE_WAY).status is JobStatus.ON_THE_WAY
    assert job(desk, number).visits[0].status is JobStatus.ON_THE_WAY
    assert set_status(desk, number, JobStatus.PAUSED).status is JobStatus.PAUSED
    assert set_status(desk, number, JobStatus.NOT_STARTED).status is JobStatus.SCHEDULED
    assert set_status(desk, number, JobStatus.CANCELLED).status is JobStatus.CANCELLED
    assert task_ids(desk, number, TaskStatus.OPEN) == []
    with pytest.raises(NotAllowed):
        set_status(desk, number, JobStatus.IN_PROGRESS)
    with pytest.raises(NotAllowed):
        complete_tasks(desk, number, task_ids(desk, number))
    assert set_status(desk, number, JobStatus.NOT_STARTED).status is JobStatus.SCHEDULED
    assert len(task_ids(desk, number, TaskStatus.OPEN)) == 2
    done = set_status(desk, number, JobStatus.COMPLETED)
    assert done.invoice_id is not None
    assert len(task_ids(desk, number, TaskStatus.COMPLETED)) == 2
    with pytest.raises(NotAllowed):
        set_status(desk, number, JobStatus.CANCELLED)
    assert set_status(desk, number, JobStatus.IN_PROGRESS).status is JobStatus.IN_PROGRESS


def test_one_visit_of_several_moves_alone(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [line(1)], visits=TWO_DAYS)
    one, two = (visit.id or 0 for visit in stored.visits)
    assert set_status(desk, id_of(stored), JobStatus.ON_THE_WAY, one).status is JobStatus.ON_THE_WAY
    assert set_status(desk, id_of(stored), JobStatus.COMPLETED, one).status is JobStatus.IN_PROGRESS
    rows = JobList(desk).rows([one, two])
    assert [row.status for row in rows] == [JobStatus.COMPLETED, JobStatus.SCHEDULED]
    with pytest.raises(NotFound):
        set_status(desk, id_of(stored), JobStatus.COMPLETED, 999)


def test_estimates_of_the_place_are_shown_beside_the_job(desk: Desk) -> None:
    customer = make_customer(desk)
    result = approved(desk, customer, [line(1)])
    own = job(desk, result.job_id).estimate_id
    declined = saved(desk, customer, [line(2)])
    estimates.decline_estimate(desk, id_of(declined), "")
    pending = saved(desk, customer, [line(3)])
    saved(desk, make_customer(desk), [line(4)])
    approved(desk, customer, [line(5)])
    found = {row.id: row.state for row in related_estimates(desk, result.job_id)}
    assert found == {
        own: EstimateState.APPROVED,
        declined.id: EstimateState.DECLINED,
        pending.id: EstimateState.DRAFT,
    }


def test_the_estimates_list_follows_its_job(desk: Desk) -> None:
    result = approved(desk, make_customer(desk), [line(1)])
    stored = job(desk, result.job_id)

    def state() -> EstimateState:
        (row,) = estimates.EstimateList(desk).rows([stored.estimate_id or 0])
        return row.status

    stored = save_job(desk, replace(stored, visits=(VisitDraft(technician_ids=(make_technician(desk),)),)))
    assert state() is EstimateState.ASSIGNED
    stored = save_job(desk, replace(stored, visits=(replace(stored.visits[0], starts=NINE),)))
    assert state() is EstimateState.SCHEDULED
    set_status(desk, result.job_id, JobStatus.COMPLETED)
    assert state() is EstimateState.COMPLETED


def test_a_row_per_visit_and_one_for_a_job_without(desk: Desk) -> None:
    technician = make_technician(desk, "Sam Field")
    customer = make_customer(desk, "ABC Company")
    bare = job_of(desk, customer, [line(1), line(2)], description="Später")
    twice = job_of(
        desk,
        customer,
        [line(1)],
        visits=(VisitDraft(NINE, technician_ids=(technician,)), VisitDraft(NINE + timedelta(1), all_day=True)),
    )
    listed = JobList(desk)
    rows = listed.rows(listed.ids(JobFilter(), Sort("starts", descending=True)))
    assert [row.id for row in rows] == [twice.visits[1].id, twice.visits[0].id, -id_of(bare)]
    assert [row.technicians for row in rows] == ["", "Sam Field", ""]
    assert (rows[2].assigned_tasks, rows[2].completed_tasks, rows[2].starts) == (2, 0, None)
    assert rows[0].all_day
    assert [row.id for row in listed.first(JobFilter(text="spat"), Sort("number"), 5)] == [-id_of(bare)]
    assert [row.id for row in listed.first(JobFilter(text="sam abc"), Sort("number"), 5)] == [twice.visits[0].id]
    day = NINE.date()
    assert listed.footer(JobFilter(date_from=day, date_to=day)).count == 1
    assert listed.footer(JobFilter(date_to=day - timedelta(1))).count == 1
    assert listed.footer(JobFilter(status=JobStatus.SCHEDULED)).count == 2


def test_jobs_go_to_the_trash_and_back(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [line(1)])
    delete_job(desk, id_of(stored))
    assert JobList(desk).footer(JobFilter()).count == 0
    restore_job(desk, id_of(stored))
    assert JobList(desk).footer(JobFilter()).count == 1
