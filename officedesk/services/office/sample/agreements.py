"""Plans of the sample, a membership of ABC Company from next month on, and an agreement that has begun."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from officedesk.models.billing_periods import last_day, month_on
from officedesk.models.customers import Customer
from officedesk.models.enums import BillingInterval, JobStatus
from officedesk.models.recurrence import Frequency, OffDay, Rule
from officedesk.models.series import Occurrence, Series
from officedesk.services.contracts.contracts import new_agreement, new_membership, save_contract, with_plan
from officedesk.services.contracts.drafts import PlanDraft, PlanJobDraft
from officedesk.services.contracts.plans import save_plan
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.progress import set_status


def _tasks(*rows: tuple[str, int, int]) -> tuple[LineDraft, ...]:
    return tuple(LineDraft(name=name, price=price, unit_cost=cost) for name, price, cost in rows)


SPRING = PlanJobDraft(
    "Spring tune-up",
    Rule(Frequency.YEARLY, nth=((2, 1),), months=(4,)),
    "Maintenance",
    crew_note="Ask for the key to the roof at the front desk.",
    tasks=_tasks(
        ("Check refrigerant charge", 65_00, 20_00),
        ("Clean condenser coil", 95_00, 30_00),
        ("Flush condensate drain", 35_00, 10_00),
        ("Test capacitors and contactors", 45_00, 15_00),
        ("Lubricate motors and check belts", 40_00, 12_00),
        ("Test thermostat and controls", 30_00, 10_00),
    ),
    at_minute=9 * 60,
    minutes=150,
)
AUTUMN = PlanJobDraft(
    "Autumn tune-up",
    Rule(Frequency.YEARLY, nth=((1, 0),), months=(10,), holidays=OffDay.NEXT),
    "Maintenance",
    tasks=_tasks(
        ("Combustion analysis", 75_00, 25_00),
        ("Inspect heat exchanger", 60_00, 20_00),
        ("Clean burners", 70_00, 22_00),
        ("Test ignition and safeties", 45_00, 15_00),
        ("Check gas pressure", 35_00, 10_00),
    ),
    at_minute=9 * 60,
    minutes=120,
)
FILTER = PlanJobDraft(
    "Filter change",
    Rule(Frequency.MONTHLY, month_days=(15,), weekends=OffDay.NEXT, holidays=OffDay.NEXT),
    "Maintenance",
    tasks=_tasks(("RTU filter change", 45_00, 18_00)),
    minutes=30,
)
PLANS = (
    PlanDraft(
        "Comfort Plus",
        "Two tune-ups a year and monthly filters",
        price=49_00,
        months=24,
        discount_percent=Decimal(10),
        covers=("Rooftop unit",),
        jobs=(SPRING, AUTUMN, FILTER),
    ),
    PlanDraft(
        "Basic Care",
        "One tune-up a year",
        price=189_00,
        billing=BillingInterval.YEARLY,
        billing_day=0,
        discount_percent=Decimal(5),
        jobs=(SPRING,),
        position=1,
    ),
)
INSPECTION = PlanJobDraft(
    "Boiler and air handler inspection",
    Rule(Frequency.MONTHLY, nth=((1, 1),), weekends=OffDay.NEXT, holidays=OffDay.NEXT),
    "Maintenance",
    tasks=_tasks(
        ("Inspect boiler and burner", 110_00, 40_00),
        ("Inspect air handlers", 85_00, 30_00),
        ("Water treatment test", 40_00, 15_00),
    ),
    at_minute=8 * 60,
    minutes=90,
)


def add_contracts(desk: Desk) -> None:
    """Make the plans and sell them, as the office would; visits that are over were done."""
    plans = [save_plan(desk, plan).id or 0 for plan in PLANS]
    today = desk.today()
    membership = replace(new_membership(desk, _customer(desk, "ABC Company")), starts=month_on(today, 1, 1))
    membership = with_plan(desk, membership, plans[0])
    summary = "Two tune-ups a year and monthly filters for RTU-1 and RTU-2"
    save_contract(desk, replace(membership, summary=summary))
    begun = month_on(today, -1, 1)
    agreement = replace(
        new_agreement(desk, _customer(desk, "Carver County Library")),
        name="Boiler and air handlers, full service",
        starts=begun,
        ends=last_day(begun, 12),
        price=690_00,
        billing=BillingInterval.QUARTERLY,
        auto_renew=True,
        summary="Monthly inspection with water test; parts are billed apart",
        jobs=(INSPECTION,),
    )
    _done_until(desk, save_contract(desk, agreement).id or 0, today)


def _done_until(desk: Desk, contract_id: int, today: date) -> None:
    with desk.read() as session:
        over = select(Occurrence.job_id).join(Series).where(Series.contract_id == contract_id, Occurrence.due < today)
        jobs = [job_id for job_id in session.scalars(over.order_by(Occurrence.due)) if job_id is not None]
    for job_id in jobs:
        set_status(desk, job_id, JobStatus.COMPLETED)


def _customer(desk: Desk, name: str) -> int:
    with desk.read() as session:
        return session.scalars(select(Customer.id).where(Customer.name == name).order_by(Customer.id)).first() or 0
