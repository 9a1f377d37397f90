"""Money that goes back: refunds, and payments that let go of an invoice."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import PaymentKind, PaymentMethod
from officedesk.models.payments import Payment
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales import payment_checks as checks
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.sales.payment_store import draft_of, load, refunds_of, store


def refund(
    desk: Desk,
    payment_id: int,
    amount: int,
    request_key: str,
    *,
    allocations: Sequence[AllocationDraft] = (),
    method: PaymentMethod | None = None,
    on: date | None = None,
    reference: str = "",
    note: str = "",
) -> int:
    """Give back ``amount`` of a payment and return the refund's id, once per ``request_key``.

    ``allocations`` name invoices that the payment paid: that part reopens them. The rest comes out of its unapplied
    credit. Raises :class:`NotAllowed` for more than there is.
    """
    desk.need(Permission.PAYMENTS_CORRECT)
    with desk.read() as session:
        original = draft_of(load(session, payment_id))
    if original.kind is PaymentKind.REFUND:
        raise NotAllowed(f"{original.number} is a refund.", hint="Delete it to take it back.")
    draft = checks.cleaned(
        PaymentDraft(
            customer_id=original.customer_id,
            date=on or desk.today(),
            amount=amount,
            request_key=request_key,
            kind=PaymentKind.REFUND,
            method=method or original.method,
            reference=reference,
            note=note,
            card_brand=original.card_brand,
            card_last4=original.card_last4,
            card_expiry=original.card_expiry,
            allocations=tuple(allocations),
            refunds_id=payment_id,
        )
    )
    found = checks.problems(draft)
    if found:
        raise InvalidInput(found)
    return store(desk, draft)


def release(session: Session, desk: Desk, row: Payment, invoice_id: int, amount: int) -> int:
    """Let a locked payment go of up to ``amount`` of what it put to an invoice: it becomes unapplied credit.

    Returns how much that was; the caller settles the invoice.
    """
    part = next((part for part in row.allocations if part.invoice_id == invoice_id), None)
    if part is None:
        return 0
    given_back = sum(
        own.amount for back in refunds_of(session, row.id) for own in back.allocations if own.invoice_id == invoice_id
    )
    let_go = min(amount, part.amount - given_back)
    if let_go <= 0:
        return 0
    part.amount -= let_go
    if not part.amount:
        row.allocations.remove(part)
    row.touch(desk.now())
    return let_go
