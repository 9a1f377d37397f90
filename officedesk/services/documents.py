"""What the office's documents say on paper, as frozen data that ``reports`` draws.

An issued invoice says what it said when it was issued: it is read from its snapshot, whatever became of the customer
or of our address since. Only what was paid on it, and that it was voided, is told as it is now.
"""

from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from officedesk.errors import NotFound
from officedesk.models.contracts import Contract
from officedesk.models.enums import EstimateStatus, InvoiceState
from officedesk.models.papers import PaperAcceptance, PaperData, PaperKind, PaperMark, from_json
from officedesk.models.payments import Payment
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.papers.contracts import agreement_paper, report_paper
from officedesk.services.papers.sales import (
    estimate_paper,
    live_invoice_paper,
    receipt_paper,
)
from officedesk.services.papers.work import work_order_paper
from officedesk.services.permissions import Permission
from officedesk.services.sales import estimate_store, invoice_store
from officedesk.services.sales.drafts import EstimateDraft, InvoiceDraft

_READS = {
    PaperKind.ESTIMATE: Permission.ESTIMATES_READ,
    PaperKind.WORK_ORDER: Permission.JOBS_READ,
    PaperKind.INVOICE: Permission.INVOICES_READ,
    PaperKind.DEPOSIT: Permission.INVOICES_READ,
    PaperKind.CREDIT_NOTE: Permission.INVOICES_READ,
    PaperKind.RECEIPT: Permission.PAYMENTS_READ,
    PaperKind.AGREEMENT: Permission.CONTRACTS_READ,
    PaperKind.CONTRACT_REPORT: Permission.CONTRACTS_READ,
}
"""What reading each kind of paper needs; a test keeps it whole."""

T = TypeVar("T", Estimate, Invoice, Job, Payment, Contract)
_CONTRACTS = (PaperKind.AGREEMENT, PaperKind.CONTRACT_REPORT)


def paper(desk: Desk, kind: PaperKind, which: int | str) -> PaperData:
    """The paper of a document by its id (``int``) or number (``str``).

    Invoices and deposit invoices share their numbers: asking for one kind gives the document that has the number.
    Raises :class:`NotFound` where there is none, or it is in the trash.
    """
    desk.need(Permission.PAPERS_READ)
    desk.need(_READS[kind])
    with desk.read() as session:
        if kind is PaperKind.ESTIMATE:
            estimate = _one(session, Estimate, which)
            return estimate_paper(session, estimate_store.draft_of(session, estimate), _acceptance(desk, estimate))
        if kind is PaperKind.WORK_ORDER:
            visits = selectinload(Job.visits).selectinload(Visit.technicians)
            return work_order_paper(session, desk, _one(session, Job, which, selectinload(Job.tasks), visits))
        if kind is PaperKind.RECEIPT:
            return receipt_paper(session, _one(session, Payment, which))
        if kind in _CONTRACTS:
            contract = _one(session, Contract, which)
            return (agreement_paper if kind is PaperKind.AGREEMENT else report_paper)(session, desk, contract)
        return _invoice(session, _one(session, Invoice, which, where=_in_series(kind)))


def document_id(desk: Desk, kind: PaperKind, number: str) -> int:
    """The id of the document that has this number. Raises :class:`NotFound` as :func:`paper` does."""
    desk.need(Permission.PAPERS_READ)
    desk.need(_READS[kind])
    with desk.read() as session:
        if kind is PaperKind.ESTIMATE:
            return _one(session, Estimate, number).id
        if kind is PaperKind.WORK_ORDER:
            return _one(session, Job, number).id
        if kind is PaperKind.RECEIPT:
            return _one(session, Payment, number).id
        if kind in _CONTRACTS:
            return _one(session, Contract, number).id
        return _one(session, Invoice, number, where=_in_series(kind)).id


def invoice_paper(session: Session, desk: Desk, invoice_id: int) -> PaperData:
    """The paper of an invoice as customer and office are now: the snapshot that issuing it keeps.

    Call it in the issuing transaction when number, date, due date and lines stand; the state may still be ``draft``.
    Nothing is paid yet: the balance is the total.
    """
    invoice = _one(session, Invoice, invoice_id)
    live = live_invoice_paper(session, invoice_store.draft_of(session, invoice))
    return replace(live, mark=PaperMark.NONE) if invoice.number else live


def draft_paper(desk: Desk, draft: EstimateDraft | InvoiceDraft) -> PaperData:
    """The paper of a document as it stands in its editor, saved or not: what the live preview shows."""
    desk.need(Permission.MONEY_READ)
    desk.need(Permission.ESTIMATES_READ if isinstance(draft, EstimateDraft) else Permission.INVOICES_READ)
    with desk.read() as session:
        if isinstance(draft, EstimateDraft):
            return estimate_paper(session, draft)
        return live_invoice_paper(session, draft)


def _invoice(session: Session, invoice: Invoice) -> PaperData:
    if invoice.state is InvoiceState.DRAFT or invoice.snapshot is None:
        stands = live_invoice_paper(session, invoice_store.draft_of(session, invoice))
    else:
        stands = from_json(invoice.snapshot)
    if invoice.state is InvoiceState.DRAFT:
        return stands
    sums = replace(stands.totals, paid=invoice.paid, credited=invoice.credited, balance=invoice.balance)
    mark = PaperMark.VOID if invoice.state is InvoiceState.VOID else PaperMark.NONE
    return replace(stands, totals=sums, mark=mark)


def _acceptance(desk: Desk, estimate: Estimate) -> PaperAcceptance | None:
    if estimate.status is not EstimateStatus.APPROVED:
        return None
    day = estimate.decided_at.astimezone(desk.zone).date() if estimate.decided_at else None
    return PaperAcceptance(estimate.decided_by, day, estimate.signature)


def _in_series(kind: PaperKind) -> ColumnElement[bool]:
    return Invoice.kind_series == ("credit_note" if kind is PaperKind.CREDIT_NOTE else "invoice")


def _one(
    session: Session,
    kind: type[T],
    which: int | str,
    *load: ORMOption,
    where: ColumnElement[bool] | None = None,
) -> T:
    query = select(kind).options(*load)
    if isinstance(which, int):
        query = query.where(kind.id == which)
    else:
        query = query.where(kind.number == which, kind.deleted_at.is_(None))
        if where is not None:
            query = query.where(where)
    row = session.scalars(query).one_or_none()
    if row is None:
        words: dict[type[Any], str] = {Estimate: "estimate", Job: "job", Payment: "payment", Invoice: "invoice"}
        word = words.get(kind, "contract")
        name = f"{word} {which}" if isinstance(which, str) else f"such {word}"
        raise NotFound(f"There is no {name}.", hint="Check the number; it may be in the trash.")
    return row
