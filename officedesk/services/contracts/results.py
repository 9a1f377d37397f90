"""What use cases of contracts give back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PreviewKind(StrEnum):
    VISIT = "visit"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A visit or an invoice that a contract will create.

    ``day`` is when, ``nominal`` when it would be if no weekend or holiday moved it; ``amount`` of an invoice in minor
    units; ``note`` says why, such as “moved: weekend” or “15 of 31 days”.
    """

    day: date
    nominal: date
    what: str
    kind: PreviewKind
    amount: int = 0
    note: str = ""
    job: int | None = None
    """Of a visit: its job's place in the draft."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that a contract will create, by day; ``counts``: visits of each job of the draft."""

    lines: tuple[PreviewLine, ...]
    visits: int
    invoices: int
    total: int
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A period that is billed and ends early: what of it stays, and what is given back."""

    period_starts: date
    period_ends: date
    number: str
    """Of its invoice; empty for a draft, which is changed or put into the trash instead."""
    billed: int
    kept: int
    credited: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What a cancellation takes away, or would. Amounts in minor units, before tax as the price is.

    ``credit_notes``: drafts that give back what was issued. ``kept_visits``: after the last day, but already under
    way or changed by hand.
    """

    contract_id: int
    last_day: date
    visits_removed: int
    visits_kept: int
    bills: tuple[GivenBack, ...]
    credited: int
    drafts_changed: int
    drafts_removed: int
    credit_notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Goes:
    """What is deleted with contracts, and what stays: sentences to show, and the figures behind them."""

    contracts: int
    memberships: int
    agreements: int
    visits: int
    drafts: int
    invoices: int
    """Issued ones, which stay."""
    done: int
    """Visits that are done, whose jobs stay."""
    words: tuple[str, ...]
    names: tuple[str, ...]
    """Of the first of them: “Comfort Plus, C-1001, of ABC Company”."""


@dataclass(frozen=True, slots=True)
class MemberDiscount:
    """What a member gets off a document, and why."""

    contract_id: int
    percent: Decimal
    reason: str
    """Such as “Comfort Plus member”."""
