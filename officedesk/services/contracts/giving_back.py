"""What a contract that ends early gives back: of drafts they are changed, of issued invoices a credit note is drafted.

The amounts follow from ``models.billing_periods``: of each billed period that ends after the last day, the share by
calendar days stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.billing_periods import given_back, share
from officedesk.models.contracts import Contract, ContractBill
from officedesk.models.enums import InvoiceKind, InvoiceState, LineKind
from officedesk.models.sales import Invoice
from officedesk.services.contracts.money_plan import Billed, name_of, part_note
from officedesk.services.contracts.results import GivenBack
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import InvoiceDraft, LineDraft
from officedesk.services.sales.invoice_store import begin_invoice, draft_of, put_draft


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one bill: ``kept`` of ``worth`` stays."""

    billed: Billed
    worth: int
    kept: int

    def told(self) -> GivenBack:
        bill, number = self.billed.bill, self.billed.number
        return GivenBack(bill.period_starts, bill.period_ends, number, self.worth, self.kept, self.worth - self.kept)


def steps(session: Session, billed: Sequence[Billed], last: date) -> list[Step]:
    """What becomes of each bill whose period goes beyond ``last``; what was given back already is none of it."""
    credited = {one.bill.period_starts for one in billed if one.bill.credits}
    found = []
    for one in billed:
        bill = one.bill
        if bill.credits or bill.period_ends <= last or bill.period_starts in credited:
            continue
        worth = _worth(session, one)
        back = given_back(worth, bill.period_starts, bill.period_ends, last)
        found.append(Step(one, worth, worth - back))
    return found


def carry_out(session: Session, desk: Desk, contract: Contract, step: Step, last: date) -> int | None:
    """Do what ``step`` says; the id of the credit note's draft, where it takes one."""
    bill, invoice = step.billed.bill, step.billed.invoice
    if step.billed.issued and invoice is not None:
        return _credit(session, desk, contract, step, invoice, last)
    if step.billed.there and invoice is not None:
        _change_draft(session, desk, contract, step, invoice, last)
    if bill.period_starts > last:
        # Nothing is left of the period: it is as if it had never been billed.
        session.delete(bill)
    else:
        bill.period_ends, bill.amount = last, share(bill.amount, bill.period_starts, bill.period_ends, last)
    session.flush()
    return None


def _worth(session: Session, one: Billed) -> int:
    """What is left of a bill's amount: no more than its invoice still comes to, credit notes taken off."""
    if one.invoice is None or not one.there:
        return one.bill.amount
    left = session.scalar(
        select(func.coalesce(func.sum(Invoice.subtotal - Invoice.discount), 0)).where(
            Invoice.credits_id == one.invoice.id, Invoice.state == InvoiceState.ISSUED
        )
    )
    return max(min(one.bill.amount, one.invoice.subtotal - one.invoice.discount + int(left or 0)), 0)


def _change_draft(session: Session, desk: Desk, contract: Contract, step: Step, invoice: Invoice, last: date) -> None:
    """A draft bills what stays; one that nothing stays of goes to the trash. Lines that were added stay."""
    draft = draft_of(session, invoice)
    place = _line_of(draft, step.billed.bill)
    others = [line for at, line in enumerate(draft.lines) if at != place and line.kind is not LineKind.SECTION]
    if not step.kept and not others:
        invoice.deleted_at = invoice.updated_at = desk.now()
        return
    if place is None:
        return
    lines = list(draft.lines)
    if step.kept:
        lines[place] = _shortened(lines[place], contract, step, last)
    else:
        del lines[place]
    put_draft(session, desk, replace(draft, lines=tuple(lines)), invoice.id)


def _shortened(line: LineDraft, contract: Contract, step: Step, last: date) -> LineDraft:
    whole = step.billed.period
    part = replace(whole, ends=last, amount=step.kept)
    earlier, later = name_of(whole, contract.billing), name_of(part, contract.billing)
    told = f"Contract {contract.number} · {part_note(part)}"
    return replace(line, name=line.name.replace(earlier, later), description=told, price=step.kept)


def _line_of(draft: InvoiceDraft, bill: ContractBill) -> int | None:
    """The place of the line that bills the period; ``None`` where somebody changed it."""
    fitting = (at for at, line in enumerate(draft.lines) if line.price == bill.amount and line.quantity == 1)
    return next(fitting, None)


def _credit(session: Session, desk: Desk, contract: Contract, step: Step, invoice: Invoice, last: date) -> int | None:
    """The draft of the credit note over what is given back, and its bill."""
    bill, back = step.billed.bill, step.worth - step.kept
    if not back:
        return None
    source = draft_of(session, invoice)
    place = _line_of(source, bill)
    of = (
        source.lines[place]
        if place is not None
        else next((line for line in source.lines if line.kind is not LineKind.SECTION), LineDraft())
    )
    used = max((last - bill.period_starts).days + 1, 0)
    days = step.billed.period.days
    told = f"Contract {contract.number} ends {last:%b} {last.day}, {last.year}: {used} of {days} days stay"
    line = LineDraft(
        kind=of.kind,
        name=of.name or f"Contract {contract.number}",
        description=told,
        quantity=Decimal(-1),
        price=back,
        tax_rate_id=of.tax_rate_id,
        tax_name=of.tax_name,
        tax_percent=of.tax_percent,
    )
    plain = source.pricing.undiscounted()
    credit = begin_invoice(
        session,
        desk,
        replace(
            source,
            kind=InvoiceKind.CREDIT_NOTE,
            state=InvoiceState.DRAFT,
            number="",
            date=desk.today(),
            due_date=None,
            credits_id=invoice.id,
            job_id=None,
            note="",
            internal_note="",
            pricing=plain,
            deposits=(),
            lines=(line,),
            id=None,
            version=0,
        ),
    )
    session.add(
        ContractBill(
            contract_id=contract.id,
            period_starts=bill.period_starts,
            period_ends=bill.period_ends,
            due=desk.today(),
            amount=back,
            credits=True,
            invoice_id=credit.id,
        )
    )
    session.flush()
    return credit.id
