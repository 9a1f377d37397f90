"""Plans: saved, switched off, merged, put into the trash; and what members get off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from officedesk.archive import drawn
from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.contracts import Contract
from officedesk.models.customers import Location
from officedesk.models.enums import AmountKind, BillingInterval, ContractKind, JobStatus, TaskStatus
from officedesk.models.papers import PaperKind
from officedesk.models.project_states import Step
from officedesk.models.recurrence import Frequency, Rule
from officedesk.models.sales import Invoice
from officedesk.services.contracts import plans
from officedesk.services.contracts.drafts import PlanDraft, PlanJobDraft
from officedesk.services.desk import Desk
from officedesk.services.projects.editing import new_project, save_project
from officedesk.services.projects.forcing import force
from officedesk.services.sales import estimate_store, invoice_store
from officedesk.services.sales.answers import approve_estimate
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work import jobs
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.progress import set_status
from tests import factories

TUNE_UP = PlanJobDraft(
    "Spring tune-up",
    Rule(Frequency.YEARLY, nth=((2, 1),), months=(4,)),
    tasks=(LineDraft(name="Coil clean", price=90_00), LineDraft(name="Safety check", price=45_00)),
)
COMFORT = PlanDraft(
    "Comfort Plus",
    price=49_00,
    months=24,
    discount_percent=Decimal(10),
    covers=("RTU", "Furnace"),
    jobs=(TUNE_UP, PlanJobDraft("Filter change", Rule(Frequency.MONTHLY, month_days=(15,)), minutes=30)),
)


def locations_of(desk: Desk, customer_id: int) -> list[int]:
    with desk.read() as session:
        query = select(Location.id).where(Location.customer_id == customer_id).order_by(Location.position)
        return list(session.scalars(query))


def contract(desk: Desk, customer_id: int, location_id: int | None, percent: int, **columns: object) -> int:
    with desk.write() as session:
        given = {
            "kind": ContractKind.AGREEMENT, "number": f"C-{percent}", "serial": percent, "name": "Full service",
            "starts": date(2023, 1, 1), "ends": date(2023, 12, 31), "currency": "USD",
        }  # fmt: skip
        record = Contract(
            customer_id=customer_id,
            location_id=location_id,
            brand_id=1,
            discount_percent=Decimal(percent),
            created_at=desk.now(),
            updated_at=desk.now(),
            **{**given, **columns},
        )
        session.add(record)
        session.flush()
        return record.id


def test_a_plan_is_stored_as_it_was_written(desk: Desk) -> None:
    saved = plans.save_plan(desk, COMFORT)
    assert saved.id is not None
    assert saved == replace(
        COMFORT,
        id=saved.id,
        version=1,
        covers=("Furnace", "RTU"),
        jobs=tuple(replace(job, id=kept.id) for job, kept in zip(COMFORT.jobs, saved.jobs, strict=True)),
    )
    assert plans.plan(desk, saved.id) == saved
    (row,) = plans.plans(desk)
    assert (row.name, row.jobs, row.sold, row.price, row.billing) == (
        "Comfort Plus", 2, 0, 49_00, BillingInterval.MONTHLY,
    )  # fmt: skip


def test_every_field_that_is_wrong_is_told(desk: Desk) -> None:
    bad = PlanDraft(
        price=-1,
        billing_day=32,
        months=0,
        discount_percent=Decimal(101),
        notice_days=-1,
        jobs=(
            PlanJobDraft(minutes=0, tasks=(LineDraft(),)),
            PlanJobDraft("Weekly", Rule(Frequency.WEEKLY, interval=0)),
        ),
    )
    with pytest.raises(InvalidInput) as refused:
        plans.save_plan(desk, bad)
    assert set(refused.value.fields) == {
        "name", "price", "billing_day", "months", "discount_percent", "notice_days",
        "jobs.0.name", "jobs.0.rule", "jobs.0.minutes", "jobs.0.tasks.0.name", "jobs.1.rule",
    }  # fmt: skip
    plans.save_plan(desk, COMFORT)
    with pytest.raises(InvalidInput, match="Comfort Plus"):
        plans.save_plan(desk, replace(COMFORT, name="comfort plus"))


def test_a_plan_that_costs_brings_and_gives_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        plans.save_plan(desk, PlanDraft("Nothing"))
    assert set(refused.value.fields) == {"jobs"}
    # Each by itself is something to sell.
    for at, some in enumerate(({"price": 1}, {"jobs": COMFORT.jobs[:1]}, {"discount_percent": Decimal(5)})):
        assert plans.save_plan(desk, PlanDraft(f"Some {at}", **some)).id  # type: ignore[arg-type]


def test_two_desktops_change_other_fields_of_a_plan(desk: Desk) -> None:
    base = plans.save_plan(desk, COMFORT)
    plans.save_plan(desk, replace(base, price=59_00))
    both = plans.save_plan(desk, replace(base, description="Two tune-ups"), base)
    assert (both.price, both.description) == (59_00, "Two tune-ups")
    with pytest.raises(Conflict) as lost:
        plans.save_plan(desk, replace(base, price=1_00), base)
    assert lost.value.fields == ("price",)


def test_a_plan_in_the_trash_comes_back_switched_off_beside_its_namesake(desk: Desk) -> None:
    first = plans.save_plan(desk, COMFORT)
    plans.delete_plan(desk, first.id or 0)
    with pytest.raises(NotFound):
        plans.plan(desk, first.id or 0)
    plans.save_plan(desk, COMFORT)
    plans.restore_plan(desk, first.id or 0)
    assert [row.active for row in plans.plans(desk)] == [False, True]
    assert len(plans.plans(desk, active_only=True)) == 1
    with pytest.raises(InvalidInput):
        plans.switch_plan(desk, first.id or 0, active=True)


def test_members_get_their_discount_on_new_estimates_and_invoices(desk: Desk) -> None:
    customer = factories.make_customer(desk, locations=[{"street": "1 Main St"}, {"street": "2 Main St"}])
    first, second = locations_of(desk, customer)
    contract(desk, customer, first, 5)
    contract(desk, customer, first, 10, name="Comfort")
    contract(desk, customer, second, 20, ends=date(2023, 5, 31))
    contract(desk, customer, second, 30, cancelled_on=date(2023, 6, 21))
    draft = estimate_store.new_estimate(desk, customer, first)
    assert (draft.pricing.discount_kind, draft.pricing.discount_value) == (AmountKind.PERCENT, Decimal(10))
    assert draft.pricing.discount_reason == "Comfort"
    assert invoice_store.new_invoice(desk, customer, first).pricing == draft.pricing
    # At the other location one is over, and one was cancelled to yesterday.
    assert estimate_store.new_estimate(desk, customer, second).pricing.discount_kind is AmountKind.NONE


def test_what_is_made_for_a_member_without_a_form_is_discounted_too(desk: Desk) -> None:
    member = factories.make_customer(desk)
    contract(desk, member, None, 10)
    project = save_project(desk, replace(new_project(desk, member), title="Roof"))
    made = force(desk, project.id or 0, Step.INVOICE)
    assert invoice_store.invoice(desk, made.id).pricing == invoice_store.new_invoice(desk, member).pricing


def test_a_member_discount_stays_with_the_member(desk: Desk) -> None:
    member, other = factories.make_customer(desk), factories.make_customer(desk)
    contract(desk, member, None, 10)
    draft = replace(estimate_store.new_estimate(desk, member), lines=(LineDraft(name="Visit", price=100_00),))
    saved = estimate_store.save_estimate(desk, draft)
    assert estimate_store.totals_of(saved).discount == 10_00
    assert estimate_store.estimate(desk, saved.id or 0).pricing.discount_reason == "Full service"
    assert estimate_store.copy_estimate(desk, saved.id or 0, other).pricing.discount_kind is AmountKind.NONE
    moved = estimate_store.save_estimate(desk, replace(saved, customer_id=other, location_id=None, contact_id=None))
    assert estimate_store.totals_of(moved).discount == 0
    given = replace(draft.pricing, discount_value=Decimal(25), discount_reason="")
    back = estimate_store.save_estimate(desk, replace(moved, pricing=given))
    again = estimate_store.save_estimate(desk, replace(back, customer_id=member))
    assert again.pricing == given


def billed(desk: Desk, job_id: int | None) -> tuple[int, str, int]:
    """Discount, its reason, and total of the draft that a completed job made."""
    with desk.read() as session:
        row = session.scalars(select(Invoice).where(Invoice.job_id == job_id)).one()
        return row.discount, row.discount_reason, row.total


def test_work_for_a_member_is_billed_with_the_discount(desk: Desk) -> None:
    member = factories.make_customer(desk)
    contract(desk, member, None, 10)
    task = TaskDraft(LineDraft(name="Igniter", price=200_00), TaskStatus.COMPLETED)
    plain = jobs.save_job(desk, replace(jobs.new_job(desk, member), tasks=(task,)))
    assert billed(desk, plain.id) == (20_00, "Full service", 180_00)
    # What somebody gave already stays as it is.
    given = replace(plain.pricing, discount_kind=AmountKind.AMOUNT, discount_value=Decimal(50))
    other = jobs.save_job(desk, replace(jobs.new_job(desk, member), tasks=(task,), pricing=given))
    assert billed(desk, other.id) == (50_00, "", 150_00)
    # What an estimate said is what the customer agreed to, with a discount or without.
    asked = replace(estimate_store.new_estimate(desk, member), pricing=plain.pricing, lines=(task.line,))
    approved = approve_estimate(desk, estimate_store.save_estimate(desk, asked).id or 0, "Pat")
    set_status(desk, approved.job_id, JobStatus.COMPLETED)
    assert billed(desk, approved.job_id) == (0, "", 200_00)


def test_the_reason_of_a_discount_stands_on_the_paper(desk: Desk) -> None:
    member = factories.make_customer(desk)
    contract(desk, member, None, 10)
    draft = replace(estimate_store.new_estimate(desk, member), lines=(LineDraft(name="Visit", price=100_00),))
    saved = estimate_store.save_estimate(desk, draft)
    content = drawn(desk, PaperKind.ESTIMATE, saved.id or 0).content
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "Discount 10 %, Full service" in text
