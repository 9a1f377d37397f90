"""What estimate, invoice, payment and price-book queries return. Money in minor units."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from officedesk.models.enums import InvoiceKind, LineKind, PaymentKind, PaymentMethod
from officedesk.models.states import EstimateState, InvoiceStatus

Day: TypeAlias = date
"""The type, where a field is called ``date``."""


@dataclass(frozen=True, slots=True)
class EstimateFilter:
    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    date_from: Day | None = None
    date_to: Day | None = None
    status: EstimateState | None = None
    pending: bool = False
    """Only those behind the tile *Pending quotes*."""
    unsent: bool = False
    """Only drafts, also those whose last day to be approved is over."""


@dataclass(frozen=True, slots=True)
class EstimateRow:
    id: int
    number: str
    customer_id: int
    company: str
    location: str
    description: str
    date: Day
    created_by: str
    total: int
    status: EstimateState
    viewed_on: Day | None
    job_id: int | None
    version: int


class InvoiceQuick(StrEnum):
    ALL = "all"
    UNPAID = "unpaid"
    """Issued with a balance, overdue ones too."""
    OVERDUE = "overdue"
    PAID = "paid"
    AWAITING = "awaiting"
    """Behind the tile *Awaiting payments*: a balance, not overdue."""
    DRAFT = "draft"
    """Behind the tile *To invoice*: not issued yet."""


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    customer_id: int | None = None
    location_id: int | None = None
    job_id: int | None = None
    text: str = ""
    date_from: Day | None = None
    date_to: Day | None = None
    quick: InvoiceQuick = InvoiceQuick.ALL


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    id: int
    date: Day
    number: str
    """Empty for a draft."""
    kind: InvoiceKind
    estimate_number: str
    job_number: str
    customer_id: int
    company: str
    location: str
    due_date: Day | None
    balance: int
    total: int
    status: InvoiceStatus
    days_overdue: int
    viewed_on: Day | None
    version: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    id: int
    number: str
    date: Day
    kind: PaymentKind
    customer_id: int
    company: str
    amount: int
    unapplied: int
    method: PaymentMethod
    reference: str
    invoices: str
    """Numbers of the invoices it was put to, comma-separated."""
    version: int


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """A candidate for a payment."""

    id: int
    number: str
    date: Day
    due_date: Day | None
    total: int
    balance: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A price-book item; ``tax_percent`` is its own rate, ``None`` where the customer's counts or it is not taxable."""

    id: int
    code: str
    name: str
    description: str
    kind: LineKind
    category: str
    unit: str
    price: int
    unit_cost: int
    taxable: bool
    tax_rate_id: int | None
    is_kit: bool
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class TaxChoice:
    """The rate that applies where an item has none of its own; ``percent`` ``None``: the customer is exempt."""

    rate_id: int | None
    name: str
    percent: Decimal | None
