"""Credit notes: a whole invoice or parts of it taken back, never more than is left of it.

Their lines carry negative quantities, so their totals are negative. Issued, a credit note reduces what is owed on its
invoice. Where the invoice was paid, the payments let go of what exceeds the rest: it becomes unapplied credit of the
customer, to be applied to other invoices or refunded. A credit note itself never has a balance.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import AmountKind, InvoiceKind, InvoiceState, LineKind, PaymentKind
from officedesk.models.payments import Payment
from officedesk.models.pricing import (
    discount_share,
    exponent_of,
    negated_line,
    negated_pricing,
    to_major,
)
from officedesk.models.sales import Invoice, InvoiceLine
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales import deposits, parts
from officedesk.services.sales.drafts import DepositTaken, InvoiceDraft, LineDraft, Pricing
from officedesk.services.sales.invoice_store import begin_invoice, draft_of, load, name_of
from officedesk.services.sales.lines import line_draft
from officedesk.services.sales.refunding import release
from officedesk.services.sales.results import CreditableLine, CreditLine
from officedesk.services.sales.settling import lock_invoices, settle

_ROUNDING = "Rounding"
_TRIES = 30
_NEARBY = (0, -1, 1, -2, 2, -3, 3)
"""Cents around a line of rounding, the nearest first."""


def creditable_lines(desk: Desk, invoice_id: int) -> list[CreditableLine]:
    """The lines of an issued invoice with what is not credited yet, for the person to choose from."""
    desk.need(Permission.INVOICES_READ)
    with desk.read() as session:
        row = load(session, invoice_id)
        rests = _rests(session, row)
        return [
            CreditableLine(line.id, line.name or line.description, line.quantity, rests[line.id], line.price)
            for line in row.lines
            if line.kind is not LineKind.SECTION
        ]


def credit_invoice(desk: Desk, invoice_id: int, lines: Sequence[CreditLine] | None = None) -> int:
    """Store the draft of a credit note and return its id: for these lines and quantities, or for all that is left.

    Crediting all that is left gives exactly minus what is left of the invoice, its deposits included; after partial
    credits lines *Rounding* may carry the cents that their taxes were rounded by.
    Raises :class:`NotAllowed` where the invoice is not issued or nothing is left, :class:`InvalidInput` for a quantity
    above the rest.
    """
    desk.need(Permission.INVOICES_CORRECT)
    with desk.write() as session:
        row = load(session, invoice_id, lock=True)
        if row.state is not InvoiceState.ISSUED or row.kind is InvoiceKind.CREDIT_NOTE:
            raise NotAllowed(f"Only an issued invoice can be credited; {name_of(row)} is none.")
        rests = _rests(session, row)
        wanted = rests if lines is None else _wanted(row, rests, lines)
        wanted = {line_id: quantity for line_id, quantity in wanted.items() if quantity}
        left = _left(session, row)
        if not wanted or not left:
            raise NotAllowed(f"Nothing is left to credit of {name_of(row)}.")
        return begin_invoice(session, desk, _credit_draft(session, desk, row, wanted, rests, left)).id or 0


def lock_credited(session: Session, credit: InvoiceDraft, total: int) -> Invoice:
    """The invoice that ``credit`` corrects, locked. Raises :class:`NotAllowed` where ``total`` is more than is left."""
    found = lock_invoices(session, {credit.credits_id}) if credit.credits_id is not None else {}
    row = next(iter(found.values()), None)
    if row is None or row.state is not InvoiceState.ISSUED:
        raise NotAllowed("The invoice of this credit note is not issued any more.", hint="Delete this draft.")
    if total > 0:
        raise NotAllowed("This credit note does not credit anything.", hint="Its quantities are negative numbers.")
    left = _left(session, row)
    if -total > left:
        raise NotAllowed(
            f"This credit note is more than is left of {name_of(row)}.", hint="Lower its quantities or delete it."
        )
    rests = _rests(session, session.scalars(_with_lines(row.id)).one())
    credited: dict[int, Decimal] = defaultdict(Decimal)
    for line in credit.lines:
        if line.credits_line_id is not None:
            credited[line.credits_line_id] -= line.quantity
    for line_id, quantity in credited.items():
        if abs(quantity) > abs(rests.get(line_id, Decimal(0))):
            raise NotAllowed(f"A line of {name_of(row)} is credited by more than is left of it.")
    _refuse_used_deposit(session, row, -total)
    return row


def free_payments(session: Session, desk: Desk, row: Invoice) -> None:
    """After a credit note was issued: payments on ``row`` let go of what exceeds its rest, the latest first."""
    settle(session, [row])
    excess = -row.balance
    if excess <= 0:
        return
    payments = session.scalars(
        select(Payment)
        .where(
            Payment.kind == PaymentKind.PAYMENT,
            Payment.deleted_at.is_(None),
            Payment.allocations.any(invoice_id=row.id),
        )
        .order_by(Payment.date.desc(), Payment.id.desc())
        .options(selectinload(Payment.allocations))
        .with_for_update()
    ).all()
    for payment in payments:
        excess -= release(session, desk, payment, row.id, excess)
    settle(session, [row])


def _with_lines(invoice_id: int) -> Select[Invoice]:
    return select(Invoice).where(Invoice.id == invoice_id).options(selectinload(Invoice.lines))


def _rests(session: Session, row: Invoice) -> dict[int, Decimal]:
    """Quantity of each line that no issued credit note has taken back."""
    sums = session.execute(
        select(InvoiceLine.credits_line_id, func.sum(InvoiceLine.quantity))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.credits_id == row.id, Invoice.state == InvoiceState.ISSUED)
        .group_by(InvoiceLine.credits_line_id)
    )
    credited = dict(sums.all())
    return {
        line.id: line.quantity + credited.get(line.id, Decimal(0))
        for line in row.lines
        if line.kind is not LineKind.SECTION
    }


def _left(session: Session, row: Invoice) -> int:
    """What is left to credit of the total, minor units."""
    credited = session.scalar(
        select(func.coalesce(func.sum(Invoice.total), 0)).where(
            Invoice.credits_id == row.id, Invoice.state == InvoiceState.ISSUED
        )
    )
    return row.total + int(credited or 0)


def _wanted(row: Invoice, rests: dict[int, Decimal], lines: Sequence[CreditLine]) -> dict[int, Decimal]:
    problems = {}
    wanted = {}
    for index, line in enumerate(lines):
        rest = rests.get(line.line_id)
        if rest is None:
            problems[f"lines.{index}.line_id"] = f"{name_of(row).capitalize()} has no such line."
        elif not line.quantity.is_finite() or abs(line.quantity) > abs(rest) or line.quantity * rest < 0:
            problems[f"lines.{index}.quantity"] = f"Only {rest:f} is left to credit."
        wanted[line.line_id] = line.quantity
    if problems:
        raise InvalidInput(problems)
    return wanted


def _credit_draft(
    session: Session, desk: Desk, row: Invoice, wanted: dict[int, Decimal], rests: dict[int, Decimal], left: int
) -> InvoiceDraft:
    whole = left == row.total and all(wanted.get(line.id) == line.quantity for line in row.lines if line.id in rests)
    everything = wanted == {line_id: rest for line_id, rest in rests.items() if rest}
    pricing = parts.pricing_of(row)
    chosen = [line for line in row.lines if line.id in wanted or (whole and line.kind is LineKind.SECTION)]
    lines = [_taken_back(line, wanted.get(line.id, line.quantity)) for line in chosen]
    taken: tuple[DepositTaken, ...] = ()
    if whole:
        pricing = negated_pricing(pricing)
    elif pricing.discount_kind is AmountKind.AMOUNT:
        pricing = _share(session, row, pricing, lines, last=everything)
    totals = parts.price_lines(lines, pricing)
    if everything or -totals.total > left:
        taken = _deposits_back(session, row, None if everything else -totals.total - left)
        totals = parts.price_lines(lines, pricing, taken)
    if everything:
        lines += _rounding(lines, pricing, taken, totals.total, -left)
    return replace(
        draft_of(session, row),
        kind=InvoiceKind.CREDIT_NOTE,
        state=InvoiceState.DRAFT,
        number="",
        date=desk.today(),
        due_date=None,
        credits_id=row.id,
        note="",
        internal_note="",
        pricing=pricing,
        deposits=taken,
        lines=tuple(lines),
        id=None,
        version=0,
    )


def _rounding(
    lines: Sequence[LineDraft], pricing: Pricing, taken: Sequence[DepositTaken], total: int, wanted: int
) -> list[LineDraft]:
    """The lines that bring ``total`` to ``wanted``; none where it is there.

    A discount of the document is on them as well, and moves between its tax groups by them: with a tax that turns over
    to the next cent the total may jump past ``wanted``. A second line in the largest tax group then meets it.
    """
    plain = LineDraft(kind=LineKind.FEE, name=_ROUNDING, quantity=Decimal(-1))
    largest = max((line for line in lines if line.tax_percent is not None), key=_size, default=plain)
    taxed = replace(plain, tax_name=largest.tax_name, tax_percent=largest.tax_percent, tax_rate_id=largest.tax_rate_id)

    def with_cents(untaxed: int, in_group: int) -> list[LineDraft]:
        both = (replace(plain, price=untaxed), replace(taxed, price=in_group))
        return [line for line in both if line.price]

    def reached(untaxed: int, in_group: int) -> int:
        return parts.price_lines([*lines, *with_cents(untaxed, in_group)], pricing, taken).total

    near = 0
    for _ in range(_TRIES):
        if total == wanted:
            return with_cents(near, 0)
        near += total - wanted
        total = reached(near, 0)
    for in_group in _NEARBY:
        for untaxed in _NEARBY:
            if reached(near + untaxed, in_group) == wanted:
                return with_cents(near + untaxed, in_group)
    return with_cents(near, 0)


def _size(line: LineDraft) -> Decimal:
    return abs(line.price * line.quantity)


def _taken_back(line: InvoiceLine, quantity: Decimal) -> LineDraft:
    draft = line_draft(line, job_task_id=line.job_task_id, credits_line_id=line.id)
    if quantity != line.quantity and draft.discount_kind is AmountKind.AMOUNT:
        part = draft.discount_value * quantity / line.quantity
        draft = replace(draft, discount_value=round(part, 4))
    return negated_line(replace(draft, quantity=quantity))


def _share(session: Session, row: Invoice, pricing: Pricing, lines: Sequence[LineDraft], *, last: bool) -> Pricing:
    """The part of the invoice's discount that these lines bore, given back."""
    exponent = exponent_of(pricing.currency)
    before = session.execute(
        select(func.coalesce(func.sum(Invoice.discount), 0)).where(
            Invoice.credits_id == row.id, Invoice.state == InvoiceState.ISSUED
        )
    ).scalar_one()
    rest = row.discount + int(before)
    if last:
        share = rest
    else:
        plain = replace(pricing, discount_kind=AmountKind.NONE)
        share = min(rest, discount_share(row.discount, -parts.price_lines(lines, plain).subtotal, row.subtotal))
    return replace(pricing, discount_value=-to_major(share, exponent))


def _deposits_back(session: Session, row: Invoice, gross: int | None) -> tuple[DepositTaken, ...]:
    """Deposits that the invoice took off, given back: all that are left of them, or as much as ``gross``."""
    taken: dict[Any, int] = defaultdict(int)
    groups: dict[Any, DepositTaken] = {}
    credits = session.scalars(select(Invoice).where(Invoice.credits_id == row.id, Invoice.state == InvoiceState.ISSUED))
    for part in (*deposits.stored_deposits(row), *(p for credit in credits for p in deposits.stored_deposits(credit))):
        key = (part.invoice_id, part.tax_name, part.percent)
        groups.setdefault(key, part)
        taken[key, "net"] += part.net
        taken[key, "tax"] += part.tax
    back = []
    for key, part in groups.items():
        part = replace(part, net=taken[key, "net"], tax=taken[key, "tax"])
        if gross is not None and part.net + part.tax > gross:
            part = deposits.slice_of(part, gross)
        if gross is not None:
            gross -= part.net + part.tax
        if part.net or part.tax:
            back.append(replace(part, net=-part.net, tax=-part.tax))
    return tuple(back)


def _refuse_used_deposit(session: Session, row: Invoice, amount: int) -> None:
    if row.kind is not InvoiceKind.DEPOSIT:
        return
    open_rest = sum(
        part.net + part.tax
        for part in deposits.open_deposits(session, row.job_id, row.estimate_id, drafts=False)
        if part.invoice_id == row.id
    )
    if amount > open_rest:
        numbers = ", ".join(deposits.taken_by(session, row))
        raise NotAllowed(f"{name_of(row).capitalize()} is taken off invoice {numbers}.", hint="Credit that first.")
