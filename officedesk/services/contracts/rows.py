"""What queries of plans and contracts return."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from officedesk.models.enums import BillingInterval, ContractKind
from officedesk.models.states import ContractStatus, InvoiceStatus


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in Settings and in the pick of a membership. ``sold``: contracts of it that are not over."""

    id: int
    name: str
    description: str
    price: int
    billing: BillingInterval
    billing_day: int
    months: int
    discount_percent: Decimal
    jobs: int
    sold: int
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class ContractFilter:
    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    kind: ContractKind | None = None
    status: ContractStatus | None = None
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in lists. ``done`` and ``planned`` are visits; dismissed ones are not planned any more."""

    id: int
    number: str
    name: str
    kind: ContractKind
    plan: str
    customer_id: int
    company: str
    location_id: int | None
    location: str
    starts: date
    ends: date
    """Its last day: of a cancelled one the day that it was cancelled to."""
    status: ContractStatus
    price: int
    billing: BillingInterval
    auto_renew: bool
    done: int
    planned: int
    version: int


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A job of a contract in its report. ``next``: the next visit that is not done."""

    series_id: int
    name: str
    tasks: tuple[str, ...]
    repeats: str
    """In words, such as “yearly, 2nd Tuesday of April”."""
    done: int
    planned: int
    dismissed: int
    next: date | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit of a contract: its day, whether it is done, and of which job."""

    day: date
    name: str
    number: str
    job_id: int | None
    done: bool
    dismissed: bool
    reason: str
    """Why it was dismissed."""
    tasks_done: int
    tasks: int
    saved: int
    """What its covered tasks that are done would have cost, before tax."""
    technicians: str


@dataclass(frozen=True, slots=True)
class BillRow:
    """A period and what became of it. ``status`` ``None``: not billed (yet, or its draft was deleted or voided).

    ``amount`` is before tax (with it where prices include tax); of a credit it is negative.
    """

    starts: date
    ends: date
    amount: int
    credits: bool
    invoice_id: int | None
    number: str
    status: InvoiceStatus | None
    total: int
    """Of the invoice, with tax; 0 where there is none."""
    again: bool
    """It was billed, and that invoice is gone: it can be billed again."""


@dataclass(frozen=True, slots=True)
class ContractReport:
    """The package, what is done, what is left, and the money. Amounts in minor units of ``currency``."""

    id: int
    number: str
    name: str
    kind: ContractKind
    plan: str
    customer_id: int
    company: str
    location: str
    starts: date
    ends: date
    status: ContractStatus
    summary: str
    currency: str
    price: int
    billing: BillingInterval
    billing_day: int
    discount_percent: Decimal
    auto_renew: bool
    notice_days: int
    cancelled_on: date | None
    cancel_reason: str
    renews: str
    """Number of the contract that it goes on from; empty for none."""
    renewed_by: str
    """Number of the one that goes on from it."""
    equipment: tuple[str, ...]
    package: tuple[PackageRow, ...]
    visits: tuple[VisitRow, ...]
    """By day; those that are not made yet among them, up to the last day."""
    bills: tuple[BillRow, ...]
    done: int
    left: int
    dismissed: int
    planned_amount: int
    """What all its periods come to."""
    billed: int
    """Amounts of the periods that have an invoice or a draft, less what was given back."""
    invoiced: int
    """Totals of its issued invoices with tax, less those of its issued credit notes."""
    paid: int
    saved: int
    """What members were spared: covered tasks that were done, and discounts on invoices."""
    saved_tasks: int
    saved_discounts: int
