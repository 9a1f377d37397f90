"""Issuing and voiding: the only moves an invoice makes after its draft."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from officedesk.database.records import change_record
from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import InvoiceKind, InvoiceState, LineKind, SequenceKind
from officedesk.models.papers import to_json
from officedesk.models.sales import Invoice
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import take
from officedesk.services.permissions import Permission
from officedesk.services.sales import checks, crediting, deposits, parts
from officedesk.services.sales.billed import billed_tasks, fully_billed
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.services.sales.invoice_store import draft_of, load, locked, name_of, refuse_unless_draft
from officedesk.services.sales.results import IssuedInvoice
from officedesk.services.sales.settling import lock_invoices, settle


def issue_invoice(desk: Desk, invoice_id: int, date: date | None = None) -> IssuedInvoice:
    """Give a draft its number, due date and snapshot, all in one transaction; from then on it does not change.

    Dated ``date``, else as the draft reads. A credit note takes its total off its invoice: what was paid on that
    beyond the rest becomes unapplied credit of the payments. A deposit invoice is taken off the drafts of its job.
    Raises :class:`NotAllowed` or :class:`InvalidInput` where it cannot be issued as it is.
    """
    desk.need(Permission.INVOICES_ISSUE)
    from officedesk.services.papers.sales import live_invoice_paper

    with desk.write() as session:
        row = locked(session, invoice_id)
        refuse_unless_draft(row)
        draft = draft_of(session, row)
        if date is not None:
            draft = replace(draft, date=date)
        if draft.due_date is None and draft.kind is not InvoiceKind.CREDIT_NOTE:
            draft = replace(draft, due_date=parts.due_date(session, draft.terms_id, draft.date))
        _check(session, draft, row.total)
        credited = None
        if draft.kind is InvoiceKind.CREDIT_NOTE:
            credited = crediting.lock_credited(session, draft, row.total)
        kind = SequenceKind.INVOICE if credited is None else SequenceKind.CREDIT_NOTE
        number, serial, sequence_id = take(session, kind, draft.date, draft.brand_id)
        draft = replace(draft, number=number, state=InvoiceState.ISSUED)
        now = desk.now()
        values = {
            "number": number,
            "serial": serial,
            "sequence_id": sequence_id,
            "state": draft.state,
            "date": draft.date,
            "due_date": draft.due_date,
            "balance": row.total if credited is None else 0,
            "issued_at": now,
            "updated_at": now,
            "snapshot": to_json(live_invoice_paper(session, draft)),
        }
        change_record(session, Invoice, row, values)
        if credited is not None:
            crediting.free_payments(session, desk, credited)
        _renew_drafts(session, row, credited)
        session.flush()
        return IssuedInvoice(row.id, number, row.total, draft.due_date)


def void_reason(desk: Desk, invoice_id: int) -> str:
    """Why it was voided; empty where it was not."""
    desk.need(Permission.INVOICES_READ)
    with desk.read() as session:
        return load(session, invoice_id).void_reason


def void_invoice(desk: Desk, invoice_id: int, reason: str) -> None:
    """Take an issued invoice or credit note back; it keeps its number. What it billed can be billed again.

    Raises :class:`InvalidInput` without a reason, :class:`NotAllowed` where something stands on it: payments, credit
    notes, a deposit that was taken off, work that was billed anew.
    """
    desk.need(Permission.INVOICES_CORRECT)
    reason = clean(reason, lines=True)
    if not reason:
        raise InvalidInput({"reason": "Say why it is voided: the reason stays with the document."})
    with desk.write() as session:
        row = load(session, invoice_id, lock=True)
        if row.state is not InvoiceState.ISSUED:
            raise NotAllowed(f"Only an issued invoice can be voided; this {name_of(row)} is {row.state.value}.")
        name = name_of(row)
        if row.paid:
            raise NotAllowed(
                f"There are payments on {name}.", hint="Delete, move or refund them first, or issue a credit note."
            )
        _refuse_credited(session, row, name)
        if row.kind is InvoiceKind.DEPOSIT:
            numbers = deposits.taken_by(session, row)
            if numbers:
                raise NotAllowed(f"{name.capitalize()} is taken off invoice {', '.join(numbers)}.", hint="Credit that.")
        credited = None
        if row.kind is InvoiceKind.CREDIT_NOTE:
            _refuse_billed_again(session, row, name)
            credited = lock_invoices(session, {row.credits_id or 0})[row.credits_id or 0]
        row.state = InvoiceState.VOID
        row.void_reason = reason
        row.balance = 0
        row.updated_at = desk.now()
        session.flush()
        if credited is not None:
            settle(session, [credited])
        _renew_drafts(session, row, credited)


def _check(session: Session, row: InvoiceDraft, total: int) -> None:
    name = name_of(row)
    problems = checks.check_party(session, row.customer_id, None, None) | checks.check_dates(
        date=row.date, due_date=row.due_date
    )
    if not any(line.kind is not LineKind.SECTION for line in row.lines):
        problems["lines"] = "There is nothing on it yet. Add at least one line."
    if row.due_date is not None and row.due_date < row.date:
        problems["due_date"] = "The due date is before the date of the invoice."
    checks.refuse(problems)
    if row.kind is not InvoiceKind.CREDIT_NOTE and total < 0:
        raise NotAllowed(
            f"This {name} has a negative total.", hint="Money goes back by a credit note or a refund, not an invoice."
        )
    number = None
    if row.kind is InvoiceKind.INVOICE:
        number = deposits.excess(session, row.deposits, row.job_id, row.estimate_id, row.id)
    if number is not None:
        raise NotAllowed(
            f"This {name} takes off more of deposit {number} than is left of it.", hint="Open, check and save it again."
        )
    if row.kind is InvoiceKind.DEPOSIT and row.job_id and fully_billed(session, row.job_id, drafts=False):
        raise NotAllowed("The job of this deposit is invoiced in full already.", hint="Delete this draft.")


def _refuse_credited(session: Session, row: Invoice, name: str) -> None:
    credit = session.execute(
        select(Invoice.number, Invoice.state).where(
            Invoice.credits_id == row.id, Invoice.state != InvoiceState.VOID, Invoice.deleted_at.is_(None)
        )
    ).first()
    if credit is not None:
        which = f"credit note {credit.number}" if credit.number else "a draft of a credit note"
        hint = "Void that first." if credit.number else "Delete that draft first."
        raise NotAllowed(f"There is {which} for {name}.", hint=hint)


def _refuse_billed_again(session: Session, row: Invoice, name: str) -> None:
    if row.job_id is None:
        return
    billed = billed_tasks(session, row.job_id)
    for line in row.lines:
        if line.job_task_id in billed:
            number = billed[line.job_task_id]
            if number != _credited_number(session, row):
                raise NotAllowed(f"“{line.name}” was invoiced again after {name} ({number}).")


def _credited_number(session: Session, row: Invoice) -> str | None:
    return session.scalar(select(Invoice.number).where(Invoice.id == row.credits_id))


def _renew_drafts(session: Session, row: Invoice | Row[Any], credited: Invoice | None) -> None:
    """A deposit came or went, whole or by a credit: the drafts of its job take off what is left of it."""
    moved = row if credited is None else credited
    if moved.kind is InvoiceKind.DEPOSIT or row.deposits:
        deposits.retake(session, moved.job_id, moved.estimate_id)
