"""Drafts of plans and of contracts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from officedesk.models.enums import BillingInterval, ContractKind, Priority
from officedesk.models.recurrence import Rule
from officedesk.services.sales.drafts import LineDraft


@dataclass(frozen=True, slots=True)
class PlanJobDraft:
    """A job of a plan or of a contract, and when it comes again.

    ``rule`` must be given to save it. ``at_minute``: minutes since midnight, ``None`` where only the day is settled.
    In a contract ``series_id`` and ``version`` name the stored series, ``plan_job_id`` what it was sold from.
    """

    name: str = ""
    rule: Rule | None = None
    category: str = ""
    priority: Priority = Priority.NORMAL
    crew_note: str = ""
    tasks: tuple[LineDraft, ...] = ()
    at_minute: int | None = None
    minutes: int = 60
    window_minutes: int | None = None
    technician_ids: tuple[int, ...] = ()
    """Of a contract: who is sent."""
    plan_job_id: int | None = None
    series_id: int | None = None
    version: int = 0
    id: int | None = None
    """Of a job of a plan."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A membership package. ``price`` is for each interval, in minor units; ``billing_day`` 0: the contract's own."""

    name: str = ""
    description: str = ""
    price: int = 0
    taxable: bool = True
    billing: BillingInterval = BillingInterval.MONTHLY
    billing_day: int = 1
    months: int = 12
    discount_percent: Decimal = Decimal(0)
    covers: tuple[str, ...] = ()
    """Types of equipment that it is for; none: all."""
    auto_renew: bool = True
    notice_days: int = 30
    active: bool = True
    jobs: tuple[PlanJobDraft, ...] = ()
    position: int = 0
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A service agreement or a membership. ``starts`` and ``ends`` are its first and last day.

    A membership names its plan, and its customer's location. Fields that a person must fill in: :data:`REQUIRED`.
    """

    customer_id: int
    brand_id: int
    kind: ContractKind = ContractKind.AGREEMENT
    number: str = ""
    name: str = ""
    location_id: int | None = None
    plan_id: int | None = None
    starts: date | None = None
    ends: date | None = None
    price: int = 0
    taxable: bool = True
    billing: BillingInterval = BillingInterval.MONTHLY
    billing_day: int = 1
    discount_percent: Decimal = Decimal(0)
    auto_renew: bool = False
    notice_days: int = 30
    summary: str = ""
    jobs: tuple[PlanJobDraft, ...] = ()
    equipment: tuple[int, ...] = ()
    """Ids of the equipment that it covers, in order; none: everything at its location."""
    renews_id: int | None = None
    """The contract that it goes on from."""
    id: int | None = None
    version: int = 0


REQUIRED = {
    ContractKind.MEMBERSHIP: ("plan_id", "location_id", "starts", "ends"),
    ContractKind.AGREEMENT: ("name", "location_id", "starts", "ends"),
}
"""Fields with an asterisk, by kind."""
