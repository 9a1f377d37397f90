"""The papers of estimates, invoices, deposit invoices, credit notes and payments, from stored rows or from drafts."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from officedesk.models.company import Brand, User
from officedesk.models.enums import EstimateStatus, InvoiceKind, InvoiceState, PaymentKind, PaymentMethod
from officedesk.models.papers import (
    PaperAcceptance,
    PaperAllocation,
    PaperData,
    PaperKind,
    PaperMark,
    PaperTotals,
)
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.papers.blocks import facts, headed, parties, terms_name
from officedesk.services.papers.sums import (
    paper_lines,
    paper_totals,
    priced,
    requested_deposit,
)
from officedesk.services.sales.drafts import EstimateDraft, InvoiceDraft

METHODS = {
    PaymentMethod.CASH: "Cash",
    PaymentMethod.CHECK: "Check",
    PaymentMethod.CARD: "Card",
    PaymentMethod.BANK: "Bank transfer",
    PaymentMethod.OTHER: "Other",
}


def estimate_paper(session: Session, draft: EstimateDraft, acceptance: PaperAcceptance | None = None) -> PaperData:
    """The paper of an estimate, saved or not."""
    heads = parties(session, draft.customer_id, draft.brand_id, draft.location_id, draft.contact_id)
    totals = priced(draft.lines, draft.pricing)
    deposit, percent = requested_deposit(totals.total, draft.deposit_kind, draft.deposit_value, draft.pricing.currency)
    estimator = session.get(User, draft.estimator_id) if draft.estimator_id else None
    mark = PaperMark.DECLINED if draft.status is EstimateStatus.DECLINED else PaperMark.NONE
    return replace(
        headed(PaperKind.ESTIMATE, heads, draft.date, draft.number, draft.pricing.currency),
        totals=replace(paper_totals(draft.pricing, totals), deposit_due=deposit, deposit_percent=percent),
        mark=mark,
        description=draft.description,
        note=draft.note,
        facts=facts(
            ("Date", draft.date),
            ("Valid until", draft.valid_until),
            ("Terms", terms_name(session, draft.terms_id)),
            ("Estimator", estimator.name if estimator else ""),
            ("Revision", str(draft.revision) if draft.revision > 1 else ""),
            strong="Valid until",
        ),
        due=draft.valid_until,
        lines=paper_lines(draft.lines, totals),
        acceptance=acceptance,
    )


def live_invoice_paper(session: Session, draft: InvoiceDraft) -> PaperData:
    """The paper of an invoice, deposit invoice or credit note as customer and office are now."""
    heads = parties(session, draft.customer_id, draft.brand_id, draft.location_id, draft.contact_id)
    totals = priced(draft.lines, draft.pricing, draft.deposits)
    mark = {InvoiceState.DRAFT: PaperMark.DRAFT, InvoiceState.VOID: PaperMark.VOID}.get(draft.state, PaperMark.NONE)
    credit = draft.kind is InvoiceKind.CREDIT_NOTE
    due = None if credit else draft.due_date
    return replace(
        headed(PaperKind(draft.kind.value), heads, draft.date, draft.number, draft.pricing.currency),
        totals=paper_totals(draft.pricing, totals, draft.deposits),
        mark=mark,
        description=draft.description,
        note=draft.note,
        facts=facts(
            ("Date", draft.date),
            ("Due", due),
            ("Terms", "" if credit else terms_name(session, draft.terms_id)),
            ("Credits", _number(session, Invoice, draft.credits_id)),
            ("Estimate", _number(session, Estimate, draft.estimate_id)),
            ("Job", _number(session, Job, draft.job_id)),
            strong="Due",
        ),
        due=due,
        lines=paper_lines(draft.lines, totals),
        payment_note=""
        if credit
        else payment_note(heads.payment_note, heads.brand.name, draft.number, draft.date, due),
        remittance_strip=heads.remittance_strip and not credit,
    )


def receipt_paper(session: Session, payment: Payment) -> PaperData:
    """The receipt of a payment or refund and what it was put to."""
    rows = session.execute(
        select(Invoice, PaymentAllocation.amount)
        .join(PaymentAllocation, PaymentAllocation.invoice_id == Invoice.id)
        .where(PaymentAllocation.payment_id == payment.id)
        .order_by(Invoice.date, Invoice.id)
    ).all()
    first = rows[0][0] if rows else None
    brand_id = (
        first.brand_id if first else session.scalars(select(Brand.id).order_by(~Brand.is_default, Brand.id)).first()
    )
    heads = parties(session, payment.customer_id, brand_id or 0, None, None)
    card = f"{payment.card_brand} •••• {payment.card_last4}".strip() if payment.card_last4 else ""
    allocations = tuple(PaperAllocation(row.number or "", row.date, row.total, amount) for row, amount in rows)
    receipt = headed(PaperKind.RECEIPT, heads, payment.date, payment.number, payment.currency)
    return replace(
        receipt,
        title="Refund" if payment.kind is PaymentKind.REFUND else receipt.title,
        facts=facts(
            ("Date", payment.date),
            ("Method", METHODS[payment.method]),
            ("Card", card),
            ("Reference", payment.reference),
        ),
        totals=PaperTotals(total=payment.amount, paid=payment.amount),
        allocations=allocations,
        unapplied=payment.amount - sum(part.amount for part in allocations),
        note=payment.note,
    )


def payment_note(pattern: str, brand: str, number: str, issued: date, due: date | None) -> str:
    """The brand's words on how to pay, with ``{number}``, ``{brand}``, ``{due_days}`` filled in.

    A line that names what this invoice does not have (days, where nothing is due; a number, of a draft) is left out.
    """
    values = {
        "{brand}": brand,
        "{number}": number,
        "{due_days}": str((due - issued).days) if due and due > issued else "",
    }
    lines = []
    for line in pattern.splitlines():
        if any(name in line and not value for name, value in values.items()):
            continue
        for name, value in values.items():
            line = line.replace(name, value)
        lines.append(line)
    return "\n".join(lines)


def _number(session: Session, kind: type[Estimate] | type[Invoice] | type[Job], row_id: int | None) -> str:
    column: InstrumentedAttribute[Any] = kind.number
    number: str | None = session.scalars(select(column).where(kind.id == row_id)).first() if row_id else None
    return number or ""
