"""What the use cases of estimates, invoices and payments answer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ApprovalResult:
    """``deposit_invoice_id`` is a draft, where the estimate asks for a deposit."""

    job_id: int
    job_number: str
    deposit_invoice_id: int | None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A version of an estimate that was sent, kept when the estimate was changed afterwards."""

    revision: int
    at: datetime
    author: str
    total: int


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    id: int
    number: str
    total: int
    due_date: date | None


@dataclass(frozen=True, slots=True)
class CreditLine:
    """So much of an invoice's line to credit."""

    line_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CreditableLine:
    """A line of an issued invoice, and what of it is not credited yet."""

    line_id: int
    name: str
    quantity: Decimal
    rest: Decimal
    price: int


@dataclass(frozen=True, slots=True)
class BatchDraft:
    job_id: int
    job_number: str
    invoice_id: int
    total: int


@dataclass(frozen=True, slots=True)
class BatchSkipped:
    job_id: int
    job_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    created: tuple[BatchDraft, ...]
    skipped: tuple[BatchSkipped, ...]


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """What is known of a stored payment beside its draft."""

    unapplied: int
    refunded: int
    deleted: bool
