"""The documents that messages carry: the words for them, and what reading them needs."""

from typing import Any

from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.models.contracts import Contract
from officedesk.models.enums import InvoiceKind
from officedesk.models.papers import PaperKind
from officedesk.models.payments import Payment
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

KINDS: dict[str, type[Any]] = {
    "estimate": Estimate,
    "invoice": Invoice,
    "job": Job,
    "payment": Payment,
    "contract": Contract,
}
"""What ``document`` of a message may be, and its table."""
NAMES = {
    "estimate": "Estimate",
    "invoice": "Invoice",
    "job": "Work order",
    "payment": "Receipt",
    "contract": "Agreement",
}
READS = {
    "estimate": Permission.ESTIMATES_READ,
    "invoice": Permission.INVOICES_READ,
    "job": Permission.JOBS_READ,
    "payment": Permission.PAYMENTS_READ,
    "contract": Permission.CONTRACTS_READ,
}
_INVOICES = {InvoiceKind.CREDIT_NOTE: "Credit note", InvoiceKind.DEPOSIT: "Deposit invoice"}
_PAPERS = {
    "estimate": PaperKind.ESTIMATE,
    "job": PaperKind.WORK_ORDER,
    "payment": PaperKind.RECEIPT,
    "contract": PaperKind.AGREEMENT,
}


def record_of(session: Session, desk: Desk, document: str, document_id: int | None) -> Any:
    """The document's row, or ``None`` where a message is about none. Raises ``NotFound`` and ``NotAllowed``."""
    if not document:
        return None
    kind = KINDS.get(document)
    if kind is None:
        raise ValueError(f"messages carry no {document!r}")
    desk.need(READS[document])
    record = session.get(kind, document_id) if document_id is not None else None
    if record is None:
        raise NotFound(f"This {NAMES[document].lower()} is no longer there.")
    return record


def title(document: str, record: Any) -> str:
    """``Invoice 3482``; a draft has no number yet."""
    word = _INVOICES.get(record.kind, "Invoice") if document == "invoice" else NAMES[document]
    return f"{word} {record.number or 'draft'}"


def paper_kind(document: str, record: Any) -> PaperKind:
    """What kind of paper the document prints."""
    if document == "invoice":
        return {InvoiceKind.CREDIT_NOTE: PaperKind.CREDIT_NOTE, InvoiceKind.DEPOSIT: PaperKind.DEPOSIT}.get(
            record.kind, PaperKind.INVOICE
        )
    return _PAPERS[document]
