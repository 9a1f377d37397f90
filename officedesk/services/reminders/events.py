"""What happens in the office and somebody wants to know: told in the transaction in which it happens."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.formatting import money
from officedesk.models.customers import Customer
from officedesk.models.enums import NoticeKind, PaymentKind
from officedesk.models.sales import Estimate, Invoice
from officedesk.services.desk import Desk
from officedesk.services.reminders.notices import notify, others
from officedesk.services.sales.drafts import PaymentDraft

_NAMED = 3


def payment_received(
    session: Session, desk: Desk, payment_id: int, draft: PaymentDraft, invoices: Collection[Invoice]
) -> None:
    """Tell those who wrote the invoices that are paid, or the estimates these are from; not whoever took the money."""
    if draft.kind is not PaymentKind.PAYMENT:
        return
    paid = {part.invoice_id for part in draft.allocations}
    bills = sorted((bill for bill in invoices if bill.id in paid), key=lambda bill: bill.id)
    estimates = {bill.estimate_id for bill in bills if bill.estimate_id is not None}
    people = {bill.created_by_id for bill in bills}
    if estimates:
        people |= set(session.scalars(select(Estimate.estimator_id).where(Estimate.id.in_(estimates))))
    wanted = others(people, desk)
    if not wanted:
        return
    numbers = [bill.number or "" for bill in bills[:_NAMED]]
    more = f" and {len(bills) - _NAMED} more" if len(bills) > _NAMED else ""
    named = f"invoice{'s' if len(bills) > 1 else ''} {', '.join(numbers)}{more}"
    text = f"{_customer(session, draft.customer_id)} · {named}"
    subject = f"Payment received: {money(draft.amount, desk.currency)}"
    of = ("payment", payment_id, draft.customer_id)
    notify(session, desk, wanted, NoticeKind.PAYMENT, f"payment:{payment_id}", subject, text, *of)


def estimate_viewed(session: Session, desk: Desk, row: Estimate) -> None:
    """Tell whoever wrote it that the customer has looked at the estimate, once for each revision."""
    subject = f"Estimate {row.number} was viewed"
    key = f"viewed:{row.id}:{row.revision}"
    of = ("estimate", row.id, row.customer_id)
    people = others([row.estimator_id], desk)
    notify(session, desk, people, NoticeKind.VIEWED, key, subject, _customer(session, row.customer_id), *of)


def _customer(session: Session, customer_id: int) -> str:
    return session.scalar(select(Customer.name).where(Customer.id == customer_id)) or ""
