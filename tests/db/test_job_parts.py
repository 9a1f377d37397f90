"""What hangs on a job beside its services: skills, costs, its project and contract, and what the contract covers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.changes import ChangeLog
from officedesk.models.contracts import Contract
from officedesk.models.crew import Skill
from officedesk.models.enums import AmountKind, ContractKind, InvoiceState, JobStatus
from officedesk.models.pipeline import Project
from officedesk.models.sales import Invoice
from officedesk.services.desk import Desk
from officedesk.services.sales import estimates, invoices
from officedesk.services.work.drafts import CostDraft, JobDraft, TaskDraft
from officedesk.services.work.jobs import complete_tasks, job, new_job, save_job, set_status, totals_of
from tests.db.selling import amount_off, approved, id_of, job_of, line, task_ids
from tests.factories import make_customer

DAY = date(2023, 6, 22)


def a_skill(desk: Desk, name: str) -> int:
    with desk.write() as session:
        made = Skill(name=name, name_key=name.lower())
        session.add(made)
        session.flush()
        return made.id


def a_contract(desk: Desk, customer_id: int, number: str = "C-9001", **more: Any) -> int:
    with desk.write() as session:
        made = Contract(
            number=number,
            serial=9001,
            customer_id=customer_id,
            brand_id=1,
            kind=ContractKind.AGREEMENT,
            name="Spring and fall",
            currency="USD",
            starts=DAY,
            ends=DAY.replace(year=2024),
            created_at=desk.now(),
            updated_at=desk.now(),
            **more,
        )
        session.add(made)
        session.flush()
        return made.id


def a_project(desk: Desk, customer_id: int, **more: Any) -> int:
    with desk.write() as session:
        made = Project(
            number="P-9001",
            serial=9001,
            customer_id=customer_id,
            brand_id=1,
            title="Attic",
            created_at=desk.now(),
            updated_at=desk.now(),
            **more,
        )
        session.add(made)
        session.flush()
        return made.id


def covered_job(desk: Desk, **changes: Any) -> JobDraft:
    """A job of two services, the first of them paid by a contract."""
    customer = make_customer(desk)
    draft = replace(
        new_job(desk, customer),
        contract_id=a_contract(desk, customer),
        tasks=(TaskDraft(line(100_00, "Tune-up", tax="10"), covered=True), TaskDraft(line(40_00, "Filter", tax="10"))),
        **changes,
    )
    return save_job(desk, draft)


def test_skills_costs_project_and_contract_come_back(desk: Desk) -> None:
    customer = make_customer(desk)
    gas, climbing = a_skill(desk, "Gas"), a_skill(desk, "Climbing")
    costs = (CostDraft(DAY, " Crane rental ", 250_00), CostDraft(DAY.replace(day=1), "Permit", 80_00))
    stored = save_job(
        desk,
        replace(
            new_job(desk, customer),
            project_id=a_project(desk, customer),
            contract_id=a_contract(desk, customer),
            skills=(climbing, gas, gas),
            costs=costs,
        ),
    )
    assert stored.skills == tuple(sorted((gas, climbing)))
    assert [(cost.name, cost.amount) for cost in stored.costs] == [("Permit", 80_00), ("Crane rental", 250_00)]
    assert job(desk, id_of(stored)) == stored
    crane, permit = stored.costs[1], stored.costs[0]
    changed = save_job(desk, replace(stored, skills=(gas,), costs=(replace(crane, amount=300_00),)))
    assert changed.costs == (replace(crane, amount=300_00),)
    assert permit.id not in {cost.id for cost in changed.costs}
    assert job(desk, id_of(changed)) == changed
    with desk.read() as session:
        told = session.scalars(select(ChangeLog).order_by(ChangeLog.id.desc()).limit(1)).one()
    assert told.before["costs"][-1]["name"] == "Permit" or told.before["costs"][0]["name"] == "Permit"
    assert told.before["skills"][0]["skill_id"] == climbing


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_job_without_them_asks_for_them_once_and_writes_nothing(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [line(1_00)])
    said: list[str] = []
    with desk.read() as session:
        raw = session.connection().connection.driver_connection
    assert raw is not None
    raw.set_trace_callback(said.append)
    try:
        save_job(desk, replace(stored, description="Other"))
    finally:
        raw.set_trace_callback(None)
    tables = ("job_cost", "job_skill", "job_equipment")
    touching = [each for each in said if any(table in each for table in tables)]
    assert len(touching) == 1
    assert touching[0].startswith("SELECT")


def test_what_the_contract_covers_is_done_and_not_billed(desk: Desk) -> None:
    stored = covered_job(desk)
    assert totals_of(stored).total == 44_00
    with desk.read() as session:
        assert session.scalar(select(Invoice.id)) is None
    done = set_status(desk, id_of(stored), JobStatus.COMPLETED)
    assert done.invoice_id is not None
    draft = invoices.invoice(desk, done.invoice_id)
    assert [one.name for one in draft.lines] == ["Filter"]
    assert invoices.totals_of(draft).total == 44_00


def test_a_job_that_is_covered_whole_makes_no_invoice(desk: Desk) -> None:
    stored = covered_job(desk)
    stored = save_job(desk, replace(stored, tasks=stored.tasks[:1]))
    assert totals_of(stored).total == 0
    assert complete_tasks(desk, id_of(stored), task_ids(desk, id_of(stored))).invoice_id is None
    assert job(desk, id_of(stored)).status is JobStatus.COMPLETED
    with pytest.raises(NotAllowed, match="covered by its contract"):
        invoices.invoice_from_job(desk, id_of(stored))


def test_a_covered_service_is_never_on_an_invoice(desk: Desk) -> None:
    stored = covered_job(desk)
    tune_up, _ = task_ids(desk, id_of(stored))
    with pytest.raises(NotAllowed, match=r"“Tune-up”.*covered"):
        invoices.invoice_from_job(desk, id_of(stored), [tune_up])
    complete_tasks(desk, id_of(stored), [tune_up])
    with pytest.raises(NotAllowed, match="is covered by its contract"):
        invoices.invoice_from_job(desk, id_of(stored))
    by_hand = replace(invoices.new_invoice(desk, stored.customer_id), job_id=stored.id)
    with pytest.raises(InvalidInput, match="covered"):
        invoices.save_invoice(desk, replace(by_hand, lines=(line(100_00, "Tune-up", job_task_id=tune_up),)))


def test_an_amount_off_goes_to_what_is_billed(desk: Desk) -> None:
    stored = covered_job(desk, pricing=amount_off(desk, "10"))
    assert totals_of(stored).discount == 10_00
    draft = invoices.invoice_from_job(desk, id_of(stored), [task_ids(desk, id_of(stored))[1]])
    assert draft.pricing.discount_kind is AmountKind.AMOUNT
    assert invoices.totals_of(draft).discount == 10_00


def test_what_is_billed_is_not_covered_afterwards(desk: Desk) -> None:
    stored = covered_job(desk)
    invoices.invoice_from_job(desk, id_of(stored), [task_ids(desk, id_of(stored))[1]])
    stored = job(desk, id_of(stored))
    tasks = (stored.tasks[0], replace(stored.tasks[1], covered=True))
    with pytest.raises(InvalidInput) as refused:
        save_job(desk, replace(stored, tasks=tasks))
    assert "tasks.1.covered" in refused.value.fields


def test_an_estimate_bills_what_no_contract_covers(desk: Desk) -> None:
    customer = make_customer(desk)
    made = approved(desk, customer, [line(10_00, "a"), line(20_00, "b")])
    stored = job(desk, made.job_id)
    contract = a_contract(desk, customer)
    save_job(
        desk, replace(stored, contract_id=contract, tasks=(replace(stored.tasks[0], covered=True), stored.tasks[1]))
    )
    draft = invoices.invoice_from_estimate(desk, stored.estimate_id or 0)
    assert [one.name for one in draft.lines] == ["b"]
    assert draft.state is InvoiceState.DRAFT
    assert estimates.estimate(desk, stored.estimate_id or 0).lines[0].price == 10_00


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tasks": (TaskDraft(line(1, "a"), covered=True),)}, "tasks.0.covered"),
        ({"skills": (999,)}, "skills"),
        ({"costs": (CostDraft(DAY, "  ", 1),)}, "costs.0.name"),
        ({"costs": (CostDraft(DAY, "a", 10**16),)}, "costs.0.amount"),
        ({"costs": (CostDraft(date(1, 1, 1), "a", 1),)}, "costs.0.date"),
        ({"project_id": 999}, "project_id"),
        ({"contract_id": 999}, "contract_id"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_job(desk, replace(new_job(desk, make_customer(desk)), **changes))
    assert field in refused.value.fields


def test_another_customers_project_is_refused_and_a_trashed_one_kept(desk: Desk) -> None:
    mine, other = make_customer(desk), make_customer(desk)
    project, foreign = a_project(desk, mine), a_contract(desk, other)
    stored = save_job(desk, replace(new_job(desk, mine), project_id=project))
    with pytest.raises(InvalidInput, match="another customer"):
        save_job(desk, replace(stored, contract_id=foreign))
    with desk.write() as session:
        session.get_one(Project, project).deleted_at = desk.now()
    assert save_job(desk, replace(stored, description="Goes on")).project_id == project
    with pytest.raises(InvalidInput, match="trash"):
        save_job(desk, replace(new_job(desk, mine), project_id=project))
