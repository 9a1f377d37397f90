"""What a contract bills, in its transaction: its periods as they were billed, and as they will be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.billing_periods import Period, cut, months_of, periods, share, whole
from officedesk.models.contracts import Contract, ContractBill
from officedesk.models.enums import BillingInterval, InvoiceState
from officedesk.models.sales import Invoice
from officedesk.services.contracts.drafts import ContractDraft

_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Billed:
    """A stored bill of a contract. ``there``: it has an invoice or draft that is neither void nor in the trash."""

    bill: ContractBill
    invoice: Invoice | None

    @property
    def there(self) -> bool:
        found = self.invoice
        return found is not None and found.deleted_at is None and found.state is not InvoiceState.VOID

    @property
    def issued(self) -> bool:
        """It is on an invoice that was issued: only a credit note takes it back."""
        return self.there and self.invoice is not None and self.invoice.state is InvoiceState.ISSUED

    @property
    def number(self) -> str:
        """Of its invoice; empty where there is none, and of a draft."""
        return (self.invoice.number or "") if self.invoice is not None else ""

    @property
    def period(self) -> Period:
        """What it bills, as a whole."""
        return whole(self.bill.period_starts, self.bill.period_ends, self.bill.amount)


def planned(draft: ContractDraft) -> tuple[Period, ...]:
    """The periods of a contract that is not stored yet. It has its days."""
    if draft.starts is None or draft.ends is None:
        return ()
    return periods(draft.starts, draft.ends, draft.billing, draft.billing_day, draft.price)


def bills(session: Session, contract_id: int, *, lock: bool = False) -> list[Billed]:
    """What was billed of a contract, and given back, by period."""
    query = (
        select(ContractBill, Invoice)
        .outerjoin(Invoice, Invoice.id == ContractBill.invoice_id)
        .where(ContractBill.contract_id == contract_id)
        .order_by(ContractBill.period_starts, ContractBill.credits)
    )
    if lock:
        query = query.with_for_update(of=ContractBill)
    return [Billed(bill, invoice) for bill, invoice in session.execute(query)]


def open_periods(contract: Contract, billed: Sequence[Billed]) -> tuple[Period, ...]:
    """The periods that nothing was billed of yet, up to the contract's last day, or the one it was cancelled to."""
    taken = [one.bill for one in billed if not one.bill.credits]
    begins = max((bill.period_ends + timedelta(days=1) for bill in taken), default=contract.starts)
    if begins > contract.ends:
        return ()
    rest = _rest(contract, begins, taken)
    return rest if contract.cancelled_on is None else cut(rest, contract.cancelled_on)


def _rest(contract: Contract, begins: date, taken: Sequence[ContractBill]) -> tuple[Period, ...]:
    """Planned as a whole where what was billed is as it would be now; else from ``begins`` on."""
    found: list[Period] = []
    for terms in map(Terms.of, contract.earlier_terms):
        # A period that has begun before its terms were changed is billed as a whole by them.
        part = [one for one in terms.periods(contract, begins) if terms.until is None or one.starts <= terms.until]
        if part:
            found += part
            begins = part[-1].ends + timedelta(days=1)
    terms = Terms(contract.price, contract.billing, contract.billing_day)
    if contract.earlier_terms:
        return (*found, *terms.periods(contract, begins))
    plan = terms.periods(contract, contract.starts)
    there = [(bill.period_starts, bill.period_ends, bill.amount) for bill in taken]
    whole = [(one.starts, one.ends, one.amount) for one in plan]
    if there == whole[: len(there)]:
        return plan[len(there) :]
    if contract.billing is BillingInterval.ONCE and taken:
        # A longer contract that is paid once: the days that were added, at the price of all.
        days = (contract.ends - contract.starts).days + 1
        return (
            Period(begins, contract.ends, share(contract.price, begins, _after(begins, days), contract.ends), days),
        )
    return terms.periods(contract, begins)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is paid for a contract, and until when: the last day on which a period of these terms begins."""

    price: int
    billing: BillingInterval
    billing_day: int
    until: date | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The terms that :meth:`to_json` wrote."""
        until = date.fromisoformat(stored["until"])
        return cls(int(stored["price"]), BillingInterval(stored["billing"]), int(stored["billing_day"]), until)

    def to_json(self) -> dict[str, Any]:
        """As ``Contract.earlier_terms`` holds them."""
        return {
            "price": self.price,
            "billing": self.billing.value,
            "billing_day": self.billing_day,
            "until": self.until.isoformat() if self.until is not None else "",
        }

    def periods(self, contract: Contract, begins: date) -> tuple[Period, ...]:
        """The periods of the contract from a day on, if these terms went on to its end."""
        return periods(begins, contract.ends, self.billing, self.billing_day, self.price, anchor=contract.starts)


def changed_terms(contract: Contract, draft: ContractDraft, from_day: date, begins: date) -> list[dict[str, Any]]:
    """The earlier terms of a contract whose terms are those of ``draft`` from a day on.

    ``begins``: the first day that is not billed yet.
    """
    earlier = [Terms.of(stored) for stored in contract.earlier_terms]
    valid = [terms for terms in earlier if terms.until is not None and terms.until < from_day]
    then = (
        earlier[len(valid)]
        if len(earlier) > len(valid)
        else Terms(contract.price, contract.billing, contract.billing_day)
    )
    same = (then.price, then.billing, then.billing_day) == (draft.price, draft.billing, draft.billing_day)
    if from_day > begins and not same:
        valid.append(replace(then, until=from_day - timedelta(days=1)))
    return [terms.to_json() for terms in valid if terms.until is not None and terms.until >= begins]


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days - 1)


def name_of(period: Period, billing: BillingInterval) -> str:
    """What a bill calls its period: “July 2023”, “Jul 17 – 31, 2023”, “Jul 1 – Sep 30, 2023”."""
    starts, ends = period.starts, period.ends
    if billing is BillingInterval.MONTHLY and starts.day == 1 and months_of(starts, ends) == 1:
        return f"{_NAMES[starts.month - 1]} {starts.year}"
    return span(starts, ends)


def span(starts: date, ends: date) -> str:
    """Two days in words, what they share told once."""
    first, last = (
        f"{_NAMES[starts.month - 1][:3]} {starts.day}",
        f"{_NAMES[ends.month - 1][:3]} {ends.day}, {ends.year}",
    )
    if starts == ends:
        return last
    if starts.year != ends.year:
        return f"{first}, {starts.year} – {last}"
    return f"{first} – {ends.day}, {ends.year}" if starts.month == ends.month else f"{first} – {last}"


def part_note(period: Period) -> str:
    """“15 of 31 days” of a period that is cut short."""
    return "" if period.whole else f"{period.days} of {period.of} days"
