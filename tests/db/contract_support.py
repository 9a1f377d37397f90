"""Plans and contracts for tests: the plan of the design, and what is done with it month by month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import select

from officedesk.models.contracts import ContractBill
from officedesk.models.customers import Location
from officedesk.models.enums import InvoiceState
from officedesk.models.recurrence import Frequency, OffDay, Rule
from officedesk.models.sales import Invoice
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job
from officedesk.services.contracts import contracts, plans
from officedesk.services.contracts.drafts import ContractDraft, PlanDraft, PlanJobDraft
from officedesk.services.contracts.upkeep import tend
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.series import extend
from tests import factories
from tests.support.clock import Clock

SPRING = PlanJobDraft(
    "Spring tune-up",
    Rule(Frequency.YEARLY, nth=((2, 1),), months=(4,)),
    tasks=(LineDraft(name="Coil clean", price=90_00), LineDraft(name="Safety check", price=45_00)),
)
AUTUMN = PlanJobDraft(
    "Autumn tune-up",
    Rule(Frequency.YEARLY, nth=((1, 0),), months=(10,)),
    tasks=(LineDraft(name="Burner check", price=80_00),),
)
FILTER = PlanJobDraft(
    "Filter change",
    Rule(Frequency.MONTHLY, month_days=(15,), weekends=OffDay.NEXT),
    tasks=(LineDraft(name="Filter 16 × 20", price=18_50, unit_cost=6_00),),
    minutes=30,
)
COMFORT = PlanDraft(
    "Comfort Plus",
    description="Two tune-ups a year and monthly filters",
    price=49_00,
    months=24,
    discount_percent=Decimal(10),
    jobs=(SPRING, AUTUMN, FILTER),
)


def sell(desk: Desk, starts: date, plan: PlanDraft = COMFORT, customer_id: int | None = None) -> ContractDraft:
    """A membership of a plan that is made for it, not saved yet."""
    customer = factories.make_customer(desk) if customer_id is None else customer_id
    there = {row.name: row.id for row in plans.plans(desk)}
    plan_id = there.get(plan.name) or plans.save_plan(desk, plan).id or 0
    draft = replace(contracts.new_membership(desk, customer), starts=starts)
    return contracts.with_plan(desk, draft, plan_id)


def go_to(desk: Desk, clock: Clock, day: date) -> None:
    """Open the office on a day: what is due is made."""
    clock.at = datetime.combine(day, time(15), UTC)
    extend(desk)
    tend(desk)


def first_location(desk: Desk, customer_id: int) -> int:
    with desk.read() as session:
        return session.scalars(select(Location.id).where(Location.customer_id == customer_id)).first() or 0


def visits(desk: Desk, contract_id: int) -> list[tuple[date, str, int]]:
    """(day, what, job) of the visits that are made and not in the trash, by day."""
    with desk.read() as session:
        rows = session.execute(
            select(Occurrence.due, Series.description, Job.id)
            .join(Series, Series.id == Occurrence.series_id)
            .join(Job, Job.id == Occurrence.job_id)
            .where(Series.contract_id == contract_id, Job.deleted_at.is_(None))
            .order_by(Occurrence.due, Series.id)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def invoices(desk: Desk, contract_id: int) -> list[Invoice]:
    """Invoices and drafts of a contract that are there, credit notes among them, in the order they were made."""
    with desk.read() as session:
        query = (
            select(Invoice)
            .join(ContractBill, ContractBill.invoice_id == Invoice.id)
            .where(ContractBill.contract_id == contract_id, Invoice.deleted_at.is_(None))
            .where(Invoice.state != InvoiceState.VOID)
            .order_by(ContractBill.period_starts, ContractBill.credits)
        )
        return list(session.scalars(query))
