"""Payments in the store: what the use cases of ``payments`` and ``refunding`` stand on."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from officedesk.database.direct import Prepared
from officedesk.database.records import insert_part, insert_record, stored_columns
from officedesk.errors import NotAllowed, NotFound
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceKind, InvoiceState, PaymentKind, SequenceKind
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import take_number
from officedesk.services.permissions import Permission
from officedesk.services.reminders.events import payment_received
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.sales.settling import lock_invoices, settle

_FIELDS = ("date", "amount", "method", "reference", "note", "card_brand", "card_last4", "card_expiry")
_PAYMENTS = Payment.__table__.c
_KEYED = Prepared(select(_PAYMENTS.id).where(_PAYMENTS.request_key == bindparam("key")))


def store(desk: Desk, draft: PaymentDraft) -> int:
    """Store a new payment or refund and return its id; whoever sends the same ``request_key`` again gets that id."""
    desk.need(Permission.PAYMENTS_WRITE)
    try:
        with desk.write() as session:
            stored = _by_key(session, draft.request_key)
            if stored is None:
                original = load(session, draft.refunds_id, lock=True) if draft.refunds_id is not None else None
                invoices = lock_payable(session, draft.customer_id, {part.invoice_id for part in draft.allocations})
                # Whoever held the locks before us may have stored this very payment.
                stored = _by_key(session, draft.request_key)
            if stored is not None:
                return stored
            return _insert(session, desk, draft, invoices, original)
    except IntegrityError:
        with desk.read() as session:
            stored = _by_key(session, draft.request_key)
        if stored is None:
            raise
        return stored


def _insert(
    session: Session, desk: Desk, draft: PaymentDraft, invoices: dict[int, Invoice], original: Payment | None
) -> int:
    payer = stored_columns(session, Customer, draft.customer_id, "deleted_at")
    if payer is None or payer.deleted_at is not None:
        raise NotFound("This customer does not exist or is in the trash.", hint="Restore the customer first.")
    if original is not None:
        refuse_refund(session, original, draft.amount, {p.invoice_id: p.amount for p in draft.allocations})
    if draft.kind is PaymentKind.PAYMENT:
        check_open(draft.allocations, invoices)
    number, serial = take_number(session, SequenceKind.PAYMENT, draft.date)
    now = desk.now()
    values = {name: getattr(draft, name) for name in _FIELDS} | {
        "number": number,
        "serial": serial,
        "kind": draft.kind,
        "customer_id": draft.customer_id,
        "currency": desk.currency,
        "request_key": draft.request_key,
        "refunds_id": draft.refunds_id,
        "created_by_id": desk.actor.user_id,
        "created_at": now,
        "updated_at": now,
    }
    payment_id = insert_record(session, Payment, values)
    for part in draft.allocations:
        allocation = {"payment_id": payment_id, "invoice_id": part.invoice_id, "amount": part.amount}
        insert_part(session, PaymentAllocation, payment_id, "", allocation)
    settle(session, invoices.values())
    payment_received(session, desk, payment_id, draft, invoices.values())
    return payment_id


def write(row: Payment, draft: PaymentDraft) -> None:
    """Write the draft's own fields."""
    for name in _FIELDS:
        if getattr(row, name) != getattr(draft, name):
            setattr(row, name, getattr(draft, name))


def allocate(row: Payment, wanted: Sequence[AllocationDraft], invoices: dict[int, Invoice]) -> None:
    """Make the allocations of ``row`` those ``wanted``, whose effect on ``invoices`` is not counted in them."""
    if row.kind is PaymentKind.PAYMENT:
        check_open(wanted, invoices)
    stored = {part.invoice_id: part for part in row.allocations}
    kept = []
    for draft in wanted:
        part = stored.get(draft.invoice_id) or PaymentAllocation(invoice_id=draft.invoice_id)
        if part.amount != draft.amount:
            part.amount = draft.amount
        kept.append(part)
    if kept != row.allocations:
        row.allocations[:] = kept


def check_open(wanted: Iterable[AllocationDraft], invoices: dict[int, Invoice]) -> None:
    """Raise :class:`NotAllowed` where more is put to an invoice than is open on it."""
    for part in wanted:
        invoice = invoices[part.invoice_id]
        if part.amount > invoice.balance:
            rest = "nothing" if invoice.balance <= 0 else "less than that"
            raise NotAllowed(f"On invoice {invoice.number} {rest} is open.", hint="Lower the amount that is put to it.")


def lock_payable(session: Session, customer_id: int, ids: Collection[int]) -> dict[int, Invoice]:
    """The invoices, locked, if a payment of this customer may be put to them."""
    found = lock_invoices(session, ids)
    payers = {customer_id}
    if any(row.customer_id != customer_id for row in found.values()):
        payers |= set(session.scalars(select(Customer.id).where(Customer.parent_id == customer_id)))
    for invoice_id in ids:
        row = found.get(invoice_id)
        if row is None or row.deleted_at is not None:
            raise NotFound("An invoice of this payment does not exist any more.")
        if row.state is not InvoiceState.ISSUED or row.kind is InvoiceKind.CREDIT_NOTE:
            name = f"Invoice {row.number}" if row.number else "An invoice draft"
            raise NotAllowed(f"{name} takes no payments: it is {row.state.value}.", hint="Issue the invoice first.")
        if row.customer_id not in payers:
            raise NotAllowed(f"Invoice {row.number} belongs to another customer, whose bills this one does not pay.")
    return found


def refuse_refund(session: Session, original: Payment, amount: int, parts: dict[int, int]) -> None:
    """Raise :class:`NotAllowed` for more than there is to give back; ``parts`` by invoice id."""
    given: dict[int, int] = {}
    for back in refunds_of(session, original.id):
        for part in back.allocations:
            given[part.invoice_id] = given.get(part.invoice_id, 0) + part.amount
    held = {part.invoice_id: part.amount for part in original.allocations}
    for invoice_id, wanted in parts.items():
        if wanted > held.get(invoice_id, 0) - given.get(invoice_id, 0):
            raise NotAllowed(f"Payment {original.number} did not pay that much of this invoice.")
    if amount - sum(parts.values()) > unapplied(session, original):
        raise NotAllowed(
            f"Payment {original.number} has less unapplied credit than that.",
            hint="Name the invoices whose payment is given back, or lower the amount.",
        )


def unapplied(session: Session, row: Payment) -> int:
    """What neither an invoice nor a refund has used of a payment. A refund holds nothing."""
    if row.kind is PaymentKind.REFUND:
        return 0
    back = sum(part.amount - sum(own.amount for own in part.allocations) for part in refunds_of(session, row.id))
    return row.amount - sum(part.amount for part in row.allocations) - back


def refunds_of(session: Session, payment_id: int) -> Sequence[Payment]:
    """The refunds of a payment that are not in the trash, with their allocations."""
    return session.scalars(
        select(Payment)
        .where(Payment.refunds_id == payment_id, Payment.deleted_at.is_(None))
        .options(selectinload(Payment.allocations))
    ).all()


def _by_key(session: Session, request_key: str) -> int | None:
    row = _KEYED.first(session, key=request_key)
    return None if row is None else int(row.id)


def load(session: Session, payment_id: int, *, lock: bool = False, trashed: bool = False) -> Payment:
    """The record with its allocations, locked if asked. Raises :class:`NotFound`."""
    query = select(Payment).where(Payment.id == payment_id).options(selectinload(Payment.allocations))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise NotFound("This payment does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def draft_of(row: Payment) -> PaymentDraft:
    """The record as its form holds it; the allocations must be loaded."""
    return PaymentDraft(
        customer_id=row.customer_id,
        date=row.date,
        amount=row.amount,
        request_key=row.request_key,
        kind=row.kind,
        method=row.method,
        reference=row.reference,
        note=row.note,
        card_brand=row.card_brand,
        card_last4=row.card_last4,
        card_expiry=row.card_expiry,
        allocations=tuple(AllocationDraft(part.invoice_id, part.amount) for part in row.allocations),
        refunds_id=row.refunds_id,
        number=row.number,
        id=row.id,
        version=row.version,
    )
