"""Payments: taken once, split over invoices, edited and deleted with history, given back.

What a payment is not allocated to stays the customer's unapplied credit. What an invoice was paid is always summed
anew from the allocations (``sales.settling``), in the transaction that changes them.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceKind, InvoiceState, PaymentKind, PaymentMethod, SequenceKind
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import take_number
from officedesk.services.sales import payment_checks as checks
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.sales.payment_list import PaymentList
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
    "release",
    "restore_payment",
]


def new_payment(desk: Desk, customer_id: int, invoice_id: int | None = None) -> PaymentDraft:
    """A draft with a request key of its own; for ``invoice_id`` over what is open on it."""
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
    with desk.read() as session:
        held: dict[int, int] = {}
        if payment_id is not None:
            held = dict(
                session.execute(
                    select(PaymentAllocation.invoice_id, PaymentAllocation.amount).where(
                        PaymentAllocation.payment_id == payment_id
                    )
                )
                .tuples()
                .all()
            )
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
    with desk.read() as session:
        return _draft(_load(session, payment_id, trashed=True))


def payment_detail(desk: Desk, payment_id: int) -> PaymentDetail:
    """What of it is unapplied, and what was given back."""
    with desk.read() as session:
        row = _load(session, payment_id, trashed=True)
        refunded = sum(part.amount for part in _refunds(session, row.id))
        return PaymentDetail(_unapplied(session, row), refunded, row.deleted_at is not None)


def record_payment(desk: Desk, draft: PaymentDraft, *, allow_credit: bool = False) -> int:
    """Store a payment and return its id; a draft with the same ``request_key`` is stored once, however often sent.

    What exceeds the allocations becomes unapplied credit only with ``allow_credit``: else :class:`NotAllowed` lets
    the form ask. Raises :class:`InvalidInput` for the draft itself, :class:`NotAllowed` for more than is open.
    """
    draft = checks.cleaned(draft)
    found = checks.problems(draft)
    if found:
        raise InvalidInput(found)
    if draft.kind is PaymentKind.REFUND:
        raise InvalidInput({"kind": "A refund is made from the payment that is given back."})
    _ask_for_credit(desk, draft, allow_credit)
    return _store(desk, draft)


def edit_payment(desk: Desk, draft: PaymentDraft, *, allow_credit: bool = False) -> None:
    """Store a changed payment; its invoices are settled anew. Raises as :func:`record_payment`, and Conflict."""
    draft = checks.cleaned(draft)
    found = checks.problems(draft)
    if found:
        raise InvalidInput(found)
    with desk.write() as session:
        row = _load(session, draft.id or 0, lock=True)
        if row.version != draft.version:
            raise Conflict(f"Payment {row.number} was changed on another desktop meanwhile.", theirs=_draft(row))
        if draft.customer_id != row.customer_id:
            raise InvalidInput({"customer_id": "A payment stays with its customer. Delete it and record another."})
        stored = tuple(sorted((part.invoice_id, part.amount) for part in row.allocations))
        wanted = tuple(sorted((part.invoice_id, part.amount) for part in draft.allocations))
        refunds = _refunds(session, row.id)
        if (refunds or row.kind is PaymentKind.REFUND) and (wanted != stored or draft.amount != row.amount):
            raise NotAllowed(
                f"Payment {row.number} was refunded or is a refund: its amounts stay.", hint="Delete the refund first."
            )
        if draft.amount != row.amount or wanted != stored:
            _ask_for_credit(desk, draft, allow_credit)
        invoices = _lock(session, row.customer_id, {key for key, _ in (*stored, *wanted)})
        _unpay(session, row, invoices.values())
        _allocate(row, draft.allocations, invoices)
        _write(row, draft)
        row.updated_at = desk.now()
        settle(session, invoices.values())


def delete_payment(desk: Desk, payment_id: int) -> None:
    """Put a payment or refund into the trash: its invoices are open again (or paid again)."""
    with desk.write() as session:
        row = _load(session, payment_id, lock=True)
        if _refunds(session, row.id):
            raise NotAllowed(f"Payment {row.number} was given back.", hint="Delete the refund first.")
        invoices = lock_invoices(session, {part.invoice_id for part in row.allocations})
        row.deleted_at = row.updated_at = desk.now()
        settle(session, invoices.values())
        _refuse_overpaid(invoices.values())


def restore_payment(desk: Desk, payment_id: int) -> None:
    """Take a payment out of the trash. Where its invoices were paid otherwise meanwhile, the rest is unapplied."""
    with desk.write() as session:
        row = _load(session, payment_id, lock=True, trashed=True)
        if row.deleted_at is None:
            return
        invoices = lock_invoices(session, {part.invoice_id for part in row.allocations})
        if row.kind is PaymentKind.REFUND:
            original = _load(session, row.refunds_id or 0, lock=True)
            _refuse_refund(session, original, row.amount, {part.invoice_id: part.amount for part in row.allocations})
        else:
            for part in list(row.allocations):
                part.amount = min(part.amount, max(invoices[part.invoice_id].balance, 0))
                if not part.amount:
                    row.allocations.remove(part)
        row.deleted_at, row.updated_at = None, desk.now()
        settle(session, invoices.values())


def apply_credit(desk: Desk, payment_id: int, allocations: Sequence[AllocationDraft]) -> None:
    """Put unapplied credit of a payment to invoices, beside what it is allocated to already."""
    with desk.write() as session:
        row = _load(session, payment_id, lock=True)
        if row.kind is PaymentKind.REFUND:
            raise NotAllowed(f"{row.number} is a refund and holds no credit.")
        if any(part.amount <= 0 for part in allocations):
            raise InvalidInput({"allocations": "Each amount must be above zero."})
        unapplied = _unapplied(session, row)
        if sum(part.amount for part in allocations) > unapplied:
            raise NotAllowed(f"Payment {row.number} has less unapplied credit than that.", hint="Lower the amounts.")
        invoices = _lock(session, row.customer_id, {part.invoice_id for part in allocations})
        held = {part.invoice_id: part.amount for part in row.allocations}
        _check_open(allocations, invoices)
        for part in allocations:
            if part.invoice_id in held:
                mine = next(stored for stored in row.allocations if stored.invoice_id == part.invoice_id)
                mine.amount += part.amount
            else:
                row.allocations.append(PaymentAllocation(invoice_id=part.invoice_id, amount=part.amount))
        row.updated_at = desk.now()
        settle(session, invoices.values())


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
    with desk.read() as session:
        original = _draft(_load(session, payment_id))
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
    return _store(desk, draft)


def release(session: Session, desk: Desk, row: Payment, invoice_id: int, amount: int) -> int:
    """Let a locked payment go of up to ``amount`` of what it put to an invoice: it becomes unapplied credit.

    Returns how much that was; the caller settles the invoice.
    """
    part = next((part for part in row.allocations if part.invoice_id == invoice_id), None)
    if part is None:
        return 0
    given_back = sum(
        own.amount for back in _refunds(session, row.id) for own in back.allocations if own.invoice_id == invoice_id
    )
    let_go = min(amount, part.amount - given_back)
    if let_go <= 0:
        return 0
    part.amount -= let_go
    if not part.amount:
        row.allocations.remove(part)
    row.updated_at = desk.now()
    return let_go


def _ask_for_credit(desk: Desk, draft: PaymentDraft, allow_credit: bool) -> None:
    if (
        draft.kind is PaymentKind.PAYMENT
        and not allow_credit
        and sum(p.amount for p in draft.allocations) < draft.amount
    ):
        raise NotAllowed("The payment is more than what it is put to.", hint="Keep the rest as the customer's credit?")


def _store(desk: Desk, draft: PaymentDraft) -> int:
    try:
        with desk.write() as session:
            stored = _by_key(session, draft.request_key)
            if stored is None:
                original = _load(session, draft.refunds_id, lock=True) if draft.refunds_id is not None else None
                invoices = _lock(session, draft.customer_id, {part.invoice_id for part in draft.allocations})
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
    name = session.execute(select(Customer.name, Customer.deleted_at).where(Customer.id == draft.customer_id)).first()
    if name is None or name.deleted_at is not None:
        raise NotFound("This customer does not exist or is in the trash.", hint="Restore the customer first.")
    if original is not None:
        _refuse_refund(session, original, draft.amount, {p.invoice_id: p.amount for p in draft.allocations})
    row = Payment(
        kind=draft.kind,
        customer_id=draft.customer_id,
        currency=desk.currency,
        request_key=draft.request_key,
        refunds_id=draft.refunds_id,
        created_by_id=desk.actor.user_id,
        created_at=desk.now(),
        updated_at=desk.now(),
    )
    row.allocations = []
    _allocate(row, draft.allocations, invoices)
    _write(row, draft)
    row.number, row.serial = take_number(session, SequenceKind.PAYMENT, draft.date)
    session.add(row)
    settle(session, invoices.values())
    session.flush()
    return row.id


def _write(row: Payment, draft: PaymentDraft) -> None:
    for name in ("date", "amount", "method", "reference", "note", "card_brand", "card_last4", "card_expiry"):
        if getattr(row, name) != getattr(draft, name):
            setattr(row, name, getattr(draft, name))


def _allocate(row: Payment, wanted: Sequence[AllocationDraft], invoices: dict[int, Invoice]) -> None:
    """Make the allocations of ``row`` those ``wanted``, whose effect on ``invoices`` is not counted in them."""
    if row.kind is PaymentKind.PAYMENT:
        _check_open(wanted, invoices)
    stored = {part.invoice_id: part for part in row.allocations}
    kept = []
    for draft in wanted:
        part = stored.get(draft.invoice_id) or PaymentAllocation(invoice_id=draft.invoice_id)
        if part.amount != draft.amount:
            part.amount = draft.amount
        kept.append(part)
    if kept != row.allocations:
        row.allocations[:] = kept


def _unpay(session: Session, row: Payment, invoices: Iterable[Invoice]) -> None:
    """Count the payment's own share of ``invoices`` as open, in memory, while it is allocated anew."""
    held = {part.invoice_id: part.amount for part in row.allocations}
    sign = -1 if row.kind is PaymentKind.REFUND else 1
    with session.no_autoflush:
        for invoice in invoices:
            invoice.balance += sign * held.get(invoice.id, 0)


def _check_open(wanted: Iterable[AllocationDraft], invoices: dict[int, Invoice]) -> None:
    for part in wanted:
        invoice = invoices[part.invoice_id]
        if part.amount > invoice.balance:
            rest = "nothing" if invoice.balance <= 0 else "less than that"
            raise NotAllowed(f"On invoice {invoice.number} {rest} is open.", hint="Lower the amount that is put to it.")


def _lock(session: Session, customer_id: int, ids: Collection[int]) -> dict[int, Invoice]:
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


def _refuse_refund(session: Session, original: Payment, amount: int, parts: dict[int, int]) -> None:
    given: dict[int, int] = {}
    for back in _refunds(session, original.id):
        for part in back.allocations:
            given[part.invoice_id] = given.get(part.invoice_id, 0) + part.amount
    held = {part.invoice_id: part.amount for part in original.allocations}
    for invoice_id, wanted in parts.items():
        if wanted > held.get(invoice_id, 0) - given.get(invoice_id, 0):
            raise NotAllowed(f"Payment {original.number} did not pay that much of this invoice.")
    if amount - sum(parts.values()) > _unapplied(session, original):
        raise NotAllowed(
            f"Payment {original.number} has less unapplied credit than that.",
            hint="Name the invoices whose payment is given back, or lower the amount.",
        )


def _refuse_overpaid(invoices: Iterable[Invoice]) -> None:
    for row in invoices:
        if row.balance < 0:
            raise NotAllowed(
                f"Invoice {row.number} was paid again since that refund.", hint="Delete that payment first."
            )


def _unapplied(session: Session, row: Payment) -> int:
    """What neither an invoice nor a refund has used of a payment. A refund holds nothing."""
    if row.kind is PaymentKind.REFUND:
        return 0
    back = sum(part.amount - sum(own.amount for own in part.allocations) for part in _refunds(session, row.id))
    return row.amount - sum(part.amount for part in row.allocations) - back


def _refunds(session: Session, payment_id: int) -> Sequence[Payment]:
    return session.scalars(
        select(Payment)
        .where(Payment.refunds_id == payment_id, Payment.deleted_at.is_(None))
        .options(selectinload(Payment.allocations))
    ).all()


def _by_key(session: Session, request_key: str) -> int | None:
    return session.scalar(select(Payment.id).where(Payment.request_key == request_key))


def _load(session: Session, payment_id: int, *, lock: bool = False, trashed: bool = False) -> Payment:
    query = select(Payment).where(Payment.id == payment_id).options(selectinload(Payment.allocations))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise NotFound("This payment does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def _draft(row: Payment) -> PaymentDraft:
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
