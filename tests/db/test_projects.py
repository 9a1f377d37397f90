"""Projects all the way, forced, delivered and declined: with the office's own documents, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from officedesk.errors import NotAllowed
from officedesk.models.company import NumberSequence
from officedesk.models.enums import AmountKind, JobStatus, LeadStatus, Priority, ProjectState, SequenceKind
from officedesk.models.project_states import Step
from officedesk.services.activity import undo
from officedesk.services.check import check
from officedesk.services.contracts import contracts
from officedesk.services.desk import Desk
from officedesk.services.projects import editing, ending, forcing, leads, page, steps
from officedesk.services.sales import estimates, invoices
from officedesk.services.work import jobs
from officedesk.services.work.drafts import TaskDraft
from tests.db.contract_support import sell
from tests.db.project_support import ASKED, estimated, key_of, lead_of, stage_of
from tests.db.selling import id_of, line, pay, task_ids
from tests.factories import make_brand, make_customer


@pytest.fixture
def acme(desk: Desk) -> int:
    return make_customer(desk, "Acme Towers")


@pytest.fixture(autouse=True)
def _sound(desk: Desk) -> Iterator[None]:
    yield
    found = check(desk)
    assert found.findings == ()


# --- the whole way ---


def test_a_lead_goes_all_the_way_to_delivered(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme, priority=Priority.URGENT, source="Referral"))
    first = editing.project(desk, project_id)
    assert (first.number, first.title, first.state) == ("7001", "Replace the furnace", ProjectState.IN_PROGRESS)
    assert stage_of(desk, project_id) is Step.LEAD

    estimate_id = estimated(desk, project_id)
    draft = estimates.estimate(desk, estimate_id)
    assert (draft.project_id, draft.description) == (project_id, ASKED)
    assert leads.lead(desk, lead_id).status is LeadStatus.ESTIMATED
    assert stage_of(desk, project_id) is Step.ESTIMATE

    job_id = estimates.approve_estimate(desk, estimate_id, "Pat Doe").job_id
    assert stage_of(desk, project_id) is Step.JOB
    done = jobs.complete_tasks(desk, job_id, task_ids(desk, job_id))
    assert done.invoice_id is not None
    assert invoices.invoice(desk, done.invoice_id).project_id == project_id
    assert stage_of(desk, project_id) is Step.INVOICE

    bill = invoices.issue_invoice(desk, done.invoice_id)
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS
    pay(desk, acme, bill.total, (bill.id, bill.total))
    assert editing.project(desk, project_id).state is ProjectState.COMPLETED

    assert ending.deliver(desk, [project_id]).ids == (project_id,)
    assert ending.deliver(desk, [project_id]).ids == ()
    assert stage_of(desk, project_id) is Step.DELIVERED
    strip = steps.steps(desk, project_id)
    assert [(fact.step, fact.state) for fact in strip] == [
        (Step.LEAD, "estimated"), (Step.ESTIMATE, "approved"), (Step.JOB, "completed"), (Step.INVOICE, "paid"),
    ]  # fmt: skip
    assert strip.delivered.there


def test_credit_notes_stay_with_the_project(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimated(desk, project_id)
    made = forcing.force(desk, project_id, Step.INVOICE)
    invoices.issue_invoice(desk, made.id)
    credit = invoices.credit_invoice(desk, made.id)
    assert invoices.invoice(desk, credit).project_id == project_id
    kinds = [one.kind for one in page.project_page(desk, project_id).documents]
    assert kinds == ["estimate", "job", "invoice", "credit_note"]


def test_a_deposit_does_not_move_the_project_on(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id, deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(50))
    made = estimates.approve_estimate(desk, estimate_id, "Pat")
    assert made.deposit_invoice_id is not None
    assert invoices.invoice(desk, made.deposit_invoice_id).project_id == project_id
    assert stage_of(desk, project_id) is Step.JOB
    assert steps.steps(desk, project_id).invoice.id is None


# --- forcing ---


def test_an_unestimated_lead_asks_for_the_estimate_first(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    for step in (Step.ESTIMATE, Step.JOB, Step.INVOICE):
        with pytest.raises(forcing.EstimateFirst, match="Fill out the estimate first") as refused:
            forcing.force(desk, project_id, step)
        assert (refused.value.project_id, refused.value.customer_id) == (project_id, acme)
    assert page.project_page(desk, project_id).documents == ()


def test_forcing_the_job_approves_the_estimate(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id)
    made = forcing.force(desk, project_id, Step.JOB)
    assert made.made
    assert made.entity == "job"
    assert estimates.estimate(desk, estimate_id).status.value == "approved"
    assert jobs.job(desk, made.id).estimate_id == estimate_id
    again = forcing.force(desk, project_id, Step.JOB)
    assert (again.id, again.made) == (made.id, False)


def test_forcing_the_invoice_bills_all_that_there_is_in_one_step_back(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id, 1234_56)
    made = forcing.force(desk, project_id, Step.INVOICE)
    draft = invoices.invoice(desk, made.id)
    assert invoices.totals_of(draft).total == 1234_56
    assert draft.job_id is not None
    assert stage_of(desk, project_id) is Step.INVOICE
    assert not forcing.force(desk, project_id, Step.INVOICE).made

    last = undo.last_undoable(desk)
    assert last is not None
    undo.undo(desk, last.key)
    assert estimates.estimate(desk, estimate_id).status.value == "draft"
    assert stage_of(desk, project_id) is Step.ESTIMATE
    assert leads.lead(desk, lead_id).status is LeadStatus.ESTIMATED


def test_a_partial_invoice_leaves_the_project_at_its_job(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    draft = estimates.new_estimate(desk, acme, project_id=project_id)
    saved_one = estimates.save_estimate(desk, replace(draft, lines=(line(100_00, "One"), line(50_00, "Two"))))
    job_id = estimates.approve_estimate(desk, id_of(saved_one), "Pat").job_id
    first = task_ids(desk, job_id)[0]
    jobs.complete_tasks(desk, job_id, [first])
    invoices.invoice_from_job(desk, job_id, [first])
    assert stage_of(desk, project_id) is Step.JOB
    forcing.force(desk, project_id, Step.INVOICE)
    assert stage_of(desk, project_id) is Step.INVOICE


def test_forcing_the_invoice_leaves_out_what_a_contract_covers(desk: Desk, acme: int) -> None:
    signed = contracts.save_contract(desk, sell(desk, desk.today(), customer_id=acme))
    _, project_id = key_of(lead_of(desk, acme))
    begun = jobs.new_job(desk, acme, project_id=project_id)
    tasks = TaskDraft(line(100_00, "Tune-up"), covered=True), TaskDraft(line(40_00, "Valve"))
    jobs.save_job(desk, replace(begun, contract_id=signed.id, tasks=tasks))
    bill = invoices.invoice(desk, forcing.force(desk, project_id, Step.INVOICE).id)
    assert [one.name for one in bill.lines] == ["Valve"]


def test_a_project_that_nobody_asked_for_takes_any_step(desk: Desk, acme: int) -> None:
    bare = editing.save_project(desk, replace(editing.new_project(desk, acme), title="Roof"))
    assert bare.id is not None
    job = forcing.force(desk, bare.id, Step.JOB)
    assert jobs.job(desk, job.id).description == "Roof"
    bill = forcing.force(desk, bare.id, Step.INVOICE)
    assert invoices.invoice(desk, bill.id).job_id == job.id
    made = forcing.force(desk, bare.id, Step.LEAD)
    assert leads.lead(desk, made.id).status is LeadStatus.ESTIMATED


def test_forcing_past_a_declined_estimate_is_refused(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimates.decline_estimate(desk, estimated(desk, project_id), "Too dear")
    with pytest.raises(NotAllowed, match="declined"):
        forcing.force(desk, project_id, Step.JOB)


# --- how it ends ---


def test_a_declined_estimate_loses_the_lead_and_reopening_takes_it_back(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id)
    estimates.decline_estimate(desk, estimate_id, "Too dear")
    lost = leads.lead(desk, lead_id)
    assert (lost.status, lost.lost_reason) == (LeadStatus.LOST, "Too dear")
    assert editing.project(desk, project_id).state is ProjectState.DECLINED
    estimates.reopen_estimate(desk, estimate_id)
    assert leads.lead(desk, lead_id).status is LeadStatus.ESTIMATED
    assert leads.lead(desk, lead_id).lost_reason == ""
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS


def test_one_of_two_estimates_declined_leaves_the_project_in_progress(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    first, _ = estimated(desk, project_id), estimated(desk, project_id)
    estimates.decline_estimate(desk, first, "")
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS


def test_declining_a_project_answers_its_estimates_and_is_taken_back(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id)
    assert ending.decline(desk, project_id, "Went elsewhere").state is ProjectState.DECLINED
    assert estimates.estimate(desk, estimate_id).status.value == "declined"
    assert leads.lead(desk, lead_id).lost_reason == "Went elsewhere"
    assert ending.reopen(desk, project_id).state is ProjectState.IN_PROGRESS
    assert estimates.estimate(desk, estimate_id).status.value == "sent"
    with pytest.raises(NotAllowed, match="was not declined"):
        ending.reopen(desk, project_id)
    forcing.force(desk, project_id, Step.JOB)
    with pytest.raises(NotAllowed, match="There is a job"):
        ending.decline(desk, project_id)


def test_undelivered_it_is_in_the_state_that_it_had(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimated(desk, project_id)
    with pytest.raises(NotAllowed, match="Nothing of project"):
        ending.deliver(desk, [project_id])
    job = forcing.force(desk, project_id, Step.JOB)
    with pytest.raises(NotAllowed, match="still goes on"):
        forcing.force(desk, project_id, Step.DELIVERED)
    jobs.set_status(desk, job.id, JobStatus.COMPLETED)
    forcing.force(desk, project_id, Step.DELIVERED)
    assert editing.project(desk, project_id).state is ProjectState.COMPLETED
    ending.undeliver(desk, [project_id])
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS
    assert stage_of(desk, project_id) is Step.INVOICE


def test_what_is_paid_while_delivered_counts_when_it_is_taken_back(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimated(desk, project_id)
    job = forcing.force(desk, project_id, Step.JOB)
    made = jobs.set_status(desk, job.id, JobStatus.COMPLETED)
    assert made.invoice_id is not None
    ending.deliver(desk, [project_id])
    bill = invoices.issue_invoice(desk, made.invoice_id)
    pay(desk, acme, bill.total, (bill.id, bill.total))
    ending.undeliver(desk, [project_id])
    assert editing.project(desk, project_id).state is ProjectState.COMPLETED


def test_a_cancelled_job_declines_the_project(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimated(desk, project_id)
    job = forcing.force(desk, project_id, Step.JOB)
    jobs.set_status(desk, job.id, JobStatus.CANCELLED)
    assert editing.project(desk, project_id).state is ProjectState.DECLINED
    jobs.set_status(desk, job.id, JobStatus.NOT_STARTED)
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS


def test_a_project_and_its_papers_carry_the_customers_brand_and_its_numbers(desk: Desk) -> None:
    brand = make_brand(desk, "Lakeside Plumbing")
    with desk.write() as session:
        session.add(NumberSequence(kind=SequenceKind.PROJECT, brand_id=brand, pattern="PL-{n}", start=1))
        session.add(NumberSequence(kind=SequenceKind.JOB, brand_id=brand, pattern="JL-{n}", start=1))
    customer = make_customer(desk, "Bolt", brand_id=brand)
    _, project_id = key_of(lead_of(desk, customer))
    assert editing.project(desk, project_id).number == "PL-1"
    estimated(desk, project_id)
    made = forcing.force(desk, project_id, Step.INVOICE)
    bill = invoices.invoice(desk, made.id)
    assert (bill.brand_id, jobs.job(desk, bill.job_id or 0).number) == (brand, "JL-1")
    bare = editing.save_project(desk, replace(editing.new_project(desk, customer), title="Bare"))
    assert forcing.force(desk, bare.id or 0, Step.JOB).number == "JL-2"
