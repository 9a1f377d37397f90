"""Payments: taken once, split over invoices, edited and deleted with history, given back.

What a payment is not allocated to stays the customer's unapplied credit. What an invoice was paid is always summed
anew from the allocations (``sales.settling``), in the transaction that changes them.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotAllowed
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceKind, InvoiceState, PaymentKind
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales import payment_checks as checks
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.sales.payment_list import PaymentList
from officedesk.services.sales.payment_store import (
    allocate,
    check_open,
    draft_of,
    load,
    lock_payable,
    refunds_of,
    refuse_refund,
    store,
    unapplied,
    write,
)
from officedesk.services.sales.refunding import refund
from officedesk.services.sales.results import PaymentDetail
from officedesk.services.sales.rows import OpenInvoice
from officedesk.services.sales.settling import lock_invoices, settle

__all__ = [
    "PaymentList",
    "apply_credit",
    "delete_payment",
    "edit_payment",
    "new_payment",
    "open_invoices",
    "payment",
    "payment_detail",
    "record_payment",
    "refund",
    "restore_payment",
]


def new_payment(desk: Desk, customer_id: int, invoice_id: int | None = None) -> PaymentDraft:
    """A draft with a request key of its own; for ``invoice_id`` over what is open on it."""
    desk.need(Permission.PAYMENTS_WRITE)
    from uuid import uuid4

    amount = 0
    allocations: tuple[AllocationDraft, ...] = ()
    if invoice_id is not None:
        with desk.read() as session:
            amount = session.scalar(select(Invoice.balance).where(Invoice.id == invoice_id)) or 0
        if amount > 0:
            allocations = (AllocationDraft(invoice_id, amount),)
    return PaymentDraft(customer_id, desk.today(), max(amount, 0), uuid4().hex, allocations=allocations)


def open_invoices(desk: Desk, customer_id: int, payment_id: int | None = None) -> list[OpenInvoice]:
    """What a payment of this customer can be put to, the longest due first.

    Own invoices, and those of customers whose bills this one pays. For an edit, ``payment_id`` adds what that payment
    holds already, as if it were still open.
    """
    desk.need(Permission.INVOICES_READ)
    with desk.read() as session:
        held: dict[int, int] = {}
        if payment_id is not None:
            parts = select(PaymentAllocation.invoice_id, PaymentAllocation.amount)
            held = dict(session.execute(parts.where(PaymentAllocation.payment_id == payment_id)).all())
        payers = select(Customer.id).where(or_(Customer.id == customer_id, Customer.parent_id == customer_id))
        rows = session.execute(
            select(Invoice.id, Invoice.number, Invoice.date, Invoice.due_date, Invoice.total, Invoice.balance)
            .where(
                Invoice.customer_id.in_(payers),
                Invoice.state == InvoiceState.ISSUED,
                Invoice.kind != InvoiceKind.CREDIT_NOTE,
                or_(Invoice.balance > 0, Invoice.id.in_(held)),
            )
            .order_by(func.coalesce(Invoice.due_date, Invoice.date), Invoice.id)
        )
        return [
            OpenInvoice(row.id, row.number or "", row.date, row.due_date, row.total, row.balance + held.get(row.id, 0))
            for row in rows
        ]


def payment(desk: Desk, payment_id: int) -> PaymentDraft:
    """The stored payment or refund, deleted ones too. Raises :class:`NotFound`."""
    desk.need(Permission.PAYMENTS_READ)
    with desk.read() as session:
        return draft_of(load(session, payment_id, trashed=True))


def payment_detail(desk: Desk, payment_id: int) -> PaymentDetail:
    """What of it is unapplied, and what was given back."""
    desk.need(Permission.PAYMENTS_READ)
    with desk.read() as session:
        row = load(session, payment_id, trashed=True)
        refunded = sum(part.amount for part in refunds_of(session, row.id))
        return PaymentDetail(unapplied(session, row), refunded, row.deleted_at is not None)


def record_payment(desk: Desk, draft: PaymentDraft, *, allow_credit: bool = False) -> int:
    """Store a payment and return its id; a draft with the same ``request_key`` is stored once, however often sent.

    What exceeds the allocations becomes unapplied credit only with ``allow_credit``: else :class:`NotAllowed` lets
    the form ask. Raises :class:`InvalidInput` for the draft itself, :class:`NotAllowed` for more than is open.
    """
    desk.need(Permission.PAYMENTS_WRITE)
    draft = checks.cleaned(draft)
    found = checks.problems(draft)
    if found:
        raise InvalidInput(found)
    if draft.kind is PaymentKind.REFUND:
        raise InvalidInput({"kind": "A refund is made from the payment that is given back."})
    _ask_for_credit(desk, draft, allow_credit)
    return store(desk, draft)


def edit_payment(desk: Desk, draft: PaymentDraft, *, allow_credit: bool = False) -> None:
    """Store a changed payment; its invoices are settled anew. Raises as :func:`record_payment`, and Conflict."""
    desk.need(Permission.PAYMENTS_CORRECT)
    draft = checks.cleaned(draft)
    found = checks.problems(draft)
    if found:
        raise InvalidInput(found)
    with desk.write() as session:
        row = load(session, draft.id or 0, lock=True)
        if row.version != draft.version:
            raise Conflict(f"Payment {row.number} was changed on another desktop meanwhile.", theirs=draft_of(row))
        if draft.customer_id != row.customer_id:
            raise InvalidInput({"customer_id": "A payment stays with its customer. Delete it and record another."})
        stored = tuple(sorted((part.invoice_id, part.amount) for part in row.allocations))
        wanted = tuple(sorted((part.invoice_id, part.amount) for part in draft.allocations))
        refunds = refunds_of(session, row.id)
        if (refunds or row.kind is PaymentKind.REFUND) and (wanted != stored or draft.amount != row.amount):
            raise NotAllowed(
                f"Payment {row.number} was refunded or is a refund: its amounts stay.", hint="Delete the refund first."
            )
        if draft.amount != row.amount or wanted != stored:
            _ask_for_credit(desk, draft, allow_credit)
        invoices = lock_payable(session, row.customer_id, {key for key, _ in (*stored, *wanted)})
        _unpay(session, row, invoices.values())
        allocate(row, draft.allocations, invoices)
        write(row, draft)
        row.touch(desk.now())
        settle(session, invoices.values())


def delete_payment(desk: Desk, payment_id: int) -> None:
    """Put a payment or refund into the trash: its invoices are open again (or paid again)."""
    desk.need(Permission.PAYMENTS_CORRECT)
    with desk.write() as session:
        row = load(session, payment_id, lock=True)
        if refunds_of(session, row.id):
            raise NotAllowed(f"Payment {row.number} was given back.", hint="Delete the refund first.")
        invoices = lock_invoices(session, {part.invoice_id for part in row.allocations})
        row.deleted_at = row.updated_at = desk.now()
        settle(session, invoices.values())
        _refuse_overpaid(invoices.values())


def restore_payment(desk: Desk, payment_id: int) -> None:
    """Take a payment out of the trash. Where its invoices were paid otherwise meanwhile, the rest is unapplied."""
    desk.need(Permission.PAYMENTS_CORRECT)
    with desk.write() as session:
        row = load(session, payment_id, lock=True, trashed=True)
        if row.deleted_at is None:
            return
        invoices = lock_invoices(session, {part.invoice_id for part in row.allocations})
        if row.kind is PaymentKind.REFUND:
            original = load(session, row.refunds_id or 0, lock=True)
            refuse_refund(session, original, row.amount, {part.invoice_id: part.amount for part in row.allocations})
        else:
            for part in list(row.allocations):
                part.amount = min(part.amount, max(invoices[part.invoice_id].balance, 0))
                if not part.amount:
                    row.allocations.remove(part)
        row.deleted_at, row.updated_at = None, desk.now()
        settle(session, invoices.values())


def apply_credit(desk: Desk, payment_id: int, allocations: Sequence[AllocationDraft]) -> None:
    """Put unapplied credit of a payment to invoices, beside what it is allocated to already."""
    desk.need(Permission.PAYMENTS_WRITE)
    with desk.write() as session:
        row = load(session, payment_id, lock=True)
        if row.kind is PaymentKind.REFUND:
            raise NotAllowed(f"{row.number} is a refund and holds no credit.")
        if any(part.amount <= 0 for part in allocations):
            raise InvalidInput({"allocations": "Each amount must be above zero."})
        if sum(part.amount for part in allocations) > unapplied(session, row):
            raise NotAllowed(f"Payment {row.number} has less unapplied credit than that.", hint="Lower the amounts.")
        invoices = lock_payable(session, row.customer_id, {part.invoice_id for part in allocations})
        held = {part.invoice_id: part.amount for part in row.allocations}
        check_open(allocations, invoices)
        for part in allocations:
            if part.invoice_id in held:
                mine = next(stored for stored in row.allocations if stored.invoice_id == part.invoice_id)
                mine.amount += part.amount
            else:
                row.allocations.append(PaymentAllocation(invoice_id=part.invoice_id, amount=part.amount))
        row.touch(desk.now())
        settle(session, invoices.values())


def _ask_for_credit(desk: Desk, draft: PaymentDraft, allow_credit: bool) -> None:
    if (
        draft.kind is PaymentKind.PAYMENT
        and not allow_credit
        and sum(p.amount for p in draft.allocations) < draft.amount
    ):
        raise NotAllowed("The payment is more than what it is put to.", hint="Keep the rest as the customer's credit?")


def _unpay(session: Session, row: Payment, invoices: Iterable[Invoice]) -> None:
    """Count the payment's own share of ``invoices`` as open, in memory, while it is allocated anew."""
    held = {part.invoice_id: part.amount for part in row.allocations}
    sign = -1 if row.kind is PaymentKind.REFUND else 1
    with session.no_autoflush:
        for invoice in invoices:
            invoice.balance += sign * held.get(invoice.id, 0)


def _refuse_overpaid(invoices: Iterable[Invoice]) -> None:
    for row in invoices:
        if row.balance < 0:
            raise NotAllowed(
                f"Invoice {row.number} was paid again since that refund.", hint="Delete that payment first."
            )
