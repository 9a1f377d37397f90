"""Which paper a document of the books has."""

from officedesk.models.enums import InvoiceKind
from officedesk.models.papers import PaperKind

PAPERS = {
    InvoiceKind.INVOICE: PaperKind.INVOICE,
    InvoiceKind.DEPOSIT: PaperKind.DEPOSIT,
    InvoiceKind.CREDIT_NOTE: PaperKind.CREDIT_NOTE,
}
