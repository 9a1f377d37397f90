"""What an invoice's page shows beside the draft, read in one go off the GUI thread."""

from dataclasses import dataclass
from datetime import date

from officedesk.models.enums import InvoiceState, PaymentKind
from officedesk.models.papers import PaperData
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.services.sales.rows import InvoiceRow, PaymentRow
from officedesk.views.sales.papers import PAPERS

MOST_PAYMENTS = 100


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment or refund, and what of it concerns this invoice (negative for a refund; minor units)."""

    payment: PaymentRow
    amount: int

    @property
    def day(self) -> date:
        return self.payment.date


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """``paper`` is the invoice as it was issued, with what was paid since; ``None`` for a draft.

    ``credit``: unapplied credit of the customer that could be put to it. ``void_reason``: why it was voided.
    """

    row: InvoiceRow
    paper: PaperData | None
    paid: tuple[Paid, ...]
    credit: int
    void_reason: str = ""


def invoice_facts(desk: Desk, draft: InvoiceDraft) -> InvoiceFacts | None:
    """The facts of a stored invoice."""
    from officedesk.services.documents import paper
    from officedesk.services.paging import Sort
    from officedesk.services.sales.invoices import InvoiceList, void_reason
    from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
    from officedesk.services.sales.payments import payment

    if draft.id is None:
        return None
    row = next(iter(InvoiceList(desk).rows([draft.id])), None)
    if row is None:
        return None
    if draft.state is InvoiceState.DRAFT:
        return InvoiceFacts(row, None, (), 0)
    payments = PaymentList(desk)
    paid = []
    for stored in payments.first(PaymentFilter(invoice_id=draft.id), Sort("date", True), MOST_PAYMENTS):
        parts = payment(desk, stored.id).allocations
        amount = sum(part.amount for part in parts if part.invoice_id == draft.id)
        paid.append(Paid(stored, -amount if stored.kind is PaymentKind.REFUND else amount))
    credit = 0
    if row.balance > 0:
        footer = payments.footer(PaymentFilter(customer_id=draft.customer_id))
        credit = dict(footer.sums).get("unapplied", 0)
    reason = void_reason(desk, draft.id) if draft.state is InvoiceState.VOID else ""
    return InvoiceFacts(row, paper(desk, PAPERS[draft.kind], draft.id), tuple(paid), credit, reason)
