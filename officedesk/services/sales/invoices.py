"""Invoices, deposit invoices and credit notes: what can be done with them. Each function is one use case."""

from officedesk.services.sales.billing import batch_invoice, invoice_from_estimate, invoice_from_job
from officedesk.services.sales.crediting import credit_invoice, creditable_lines
from officedesk.services.sales.invoice_list import InvoiceList
from officedesk.services.sales.invoice_store import (
    delete_draft,
    invoice,
    mark_viewed,
    new_invoice,
    restore_draft,
    save_invoice,
    store_pdf,
    stored_pdf,
    totals_of,
)
from officedesk.services.sales.issuing import issue_invoice, void_invoice, void_reason
from officedesk.services.sales.results import (
    BatchDraft,
    BatchResult,
    BatchSkipped,
    CreditableLine,
    CreditLine,
    IssuedInvoice,
)

__all__ = [
    "BatchDraft",
    "BatchResult",
    "BatchSkipped",
    "CreditLine",
    "CreditableLine",
    "InvoiceList",
    "IssuedInvoice",
    "batch_invoice",
    "credit_invoice",
    "creditable_lines",
    "delete_draft",
    "invoice",
    "invoice_from_estimate",
    "invoice_from_job",
    "issue_invoice",
    "mark_viewed",
    "new_invoice",
    "restore_draft",
    "save_invoice",
    "store_pdf",
    "stored_pdf",
    "totals_of",
    "void_invoice",
    "void_reason",
]
