"""Deposit invoices: asked for when an estimate is approved, taken off the invoices of its job to the last cent.

A deposit is used from the first invoice of the job on, as far as each invoice's total allows, tax group by tax group;
what is left is taken off the next. Amounts are minor units.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, selectinload

from officedesk.models.enums import InvoiceKind, InvoiceState, LineKind
from officedesk.models.pricing import TaxTotal, Totals
from officedesk.models.sales import Invoice
from officedesk.services.sales import parts
from officedesk.services.sales.billed import fully_billed
from officedesk.services.sales.drafts import DepositTaken, LineDraft, Pricing
from officedesk.services.sales.lines import line_draft

Group = tuple[str, Decimal | None]
Sums = dict[int, dict[Group, list[int]]]


def deposit_lines(groups: Sequence[TaxTotal], name: str) -> tuple[LineDraft, ...]:
    """Lines, in tax-inclusive prices, that price to exactly ``groups``."""
    several = len(groups) > 1
    return tuple(
        LineDraft(
            kind=LineKind.FEE,
            name=f"{name} ({group.name})" if several and group.name else name,
            price=group.gross,
            tax_name=group.name,
            tax_percent=group.percent,
        )
        for group in groups
    )


def stored_deposits(row: Invoice | Row[Any]) -> tuple[DepositTaken, ...]:
    """The deposits an invoice takes off, as its draft holds them."""
    return tuple(
        DepositTaken(
            part["invoice_id"],
            part["number"],
            part["tax_name"],
            None if part["percent"] is None else Decimal(part["percent"]),
            part["net"],
            part["tax"],
        )
        for part in row.deposits
    )


def deposits_json(deposits: Sequence[DepositTaken]) -> list[dict[str, Any]]:
    """As ``invoice.deposits`` holds them."""
    return [
        {
            "invoice_id": part.invoice_id,
            "number": part.number,
            "tax_name": part.tax_name,
            "percent": None if part.percent is None else str(part.percent),
            "net": part.net,
            "tax": part.tax,
        }
        for part in deposits
    ]


def open_deposits(
    session: Session,
    job_id: int | None,
    estimate_id: int | None,
    but: int | None = None,
    *,
    lock: bool = False,
    drafts: bool = True,
) -> tuple[DepositTaken, ...]:
    """What is left of the issued deposit invoices of a job or estimate, oldest first.

    Credited parts, and what other invoices (``drafts`` too, ``but`` this one) take off, are gone already.
    """
    rows = _deposit_invoices(session, job_id, estimate_id, lock=lock)
    if not rows:
        return ()
    left: Sums = {}
    numbers = {}
    for row in rows:
        left[row.id] = _groups(row)
        numbers[row.id] = row.number or ""
    for credit in session.scalars(
        select(Invoice)
        .where(Invoice.credits_id.in_(left), Invoice.state == InvoiceState.ISSUED)
        .options(selectinload(Invoice.lines))
    ):
        for group, (net, tax) in _groups(credit).items():
            sums = left[credit.credits_id or 0].setdefault(group, [0, 0])
            sums[0] += net
            sums[1] += tax
    for part in _taken(session, job_id, estimate_id, but, drafts=drafts):
        if part.invoice_id in left:
            sums = left[part.invoice_id].setdefault((part.tax_name, part.percent), [0, 0])
            sums[0] -= part.net
            sums[1] -= part.tax
    return tuple(
        DepositTaken(invoice_id, numbers[invoice_id], name, percent, net, tax)
        for invoice_id, groups in left.items()
        for (name, percent), (net, tax) in groups.items()
        if net or tax
    )


def take_off(available: Sequence[DepositTaken], totals: Totals, *, last: bool) -> tuple[DepositTaken, ...]:
    """The part of ``available`` that an invoice of ``totals`` (without deposits) can take off.

    Each tax group takes deposits of its own group, up to the group's gross. On the ``last`` invoice of a job whatever
    is left is taken, as far as the total allows: deposit and invoices then sum to the whole.
    """
    if last and 0 < sum(part.net + part.tax for part in available) <= totals.total:
        return tuple(available)
    room = defaultdict(int, {(group.name, group.percent): group.gross for group in totals.taxes})
    taken = []
    for part in available:
        gross = part.net + part.tax
        use = min(gross, room[part.tax_name, part.percent])
        if use <= 0:
            continue
        room[part.tax_name, part.percent] -= use
        taken.append(part if use == gross else slice_of(part, use))
    return tuple(taken)


def retake(session: Session, job_id: int | None, estimate_id: int | None) -> None:
    """Bring the drafts of a job up to date after one of its deposits was issued, voided or credited."""
    if job_id is None and estimate_id is None:
        return
    drafts = session.scalars(
        select(Invoice)
        .where(
            _of(job_id, estimate_id),
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state == InvoiceState.DRAFT,
            Invoice.deleted_at.is_(None),
        )
        .order_by(Invoice.id)
        .options(selectinload(Invoice.lines))
        .with_for_update()
    ).all()
    whole = bool(drafts) and job_id is not None and fully_billed(session, job_id)
    for draft in drafts:
        lines = [line_draft(line) for line in draft.lines]
        pricing = parts.pricing_of(draft)
        plain = parts.price_lines(lines, pricing)
        available = open_deposits(session, job_id, estimate_id, but=draft.id)
        taken = take_off(available, plain, last=whole and draft is drafts[-1])
        draft.deposits = deposits_json(taken)
        parts.write_pricing(draft, pricing, parts.price_lines(lines, pricing, taken))
        session.flush()


def excess(
    session: Session,
    taken: Sequence[DepositTaken],
    job_id: int | None,
    estimate_id: int | None,
    invoice_id: int | None,
) -> str | None:
    """The number of a deposit invoice of which this invoice takes off more than is left, or ``None``."""
    wanted: dict[int, int] = defaultdict(int)
    numbers = {}
    for part in taken:
        wanted[part.invoice_id] += part.net + part.tax
        numbers[part.invoice_id] = part.number
    if not wanted:
        return None
    left: dict[int, int] = defaultdict(int)
    for part in open_deposits(session, job_id, estimate_id, but=invoice_id, lock=True):
        left[part.invoice_id] += part.net + part.tax
    return next((numbers[key] for key, gross in wanted.items() if gross > left[key]), None)


def taken_by(session: Session, deposit: Invoice) -> list[str]:
    """How the documents are called that take this deposit off, drafts not counted."""
    rows = session.scalars(
        select(Invoice).where(
            _of(deposit.job_id, deposit.estimate_id),
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state == InvoiceState.ISSUED,
        )
    )
    return [row.number or "" for row in rows if any(part["invoice_id"] == deposit.id for part in row.deposits)]


def _deposit_invoices(
    session: Session, job_id: int | None, estimate_id: int | None, *, lock: bool
) -> Sequence[Invoice]:
    if job_id is None and estimate_id is None:
        return ()
    query = (
        select(Invoice)
        .where(
            _of(job_id, estimate_id),
            Invoice.kind == InvoiceKind.DEPOSIT,
            Invoice.state == InvoiceState.ISSUED,
        )
        .order_by(Invoice.id)
        .options(selectinload(Invoice.lines))
    )
    return session.scalars(query.with_for_update() if lock else query).all()


def _taken(
    session: Session, job_id: int | None, estimate_id: int | None, but: int | None, *, drafts: bool
) -> list[DepositTaken]:
    query = select(Invoice).where(
        _of(job_id, estimate_id),
        Invoice.kind != InvoiceKind.DEPOSIT,
        Invoice.state != InvoiceState.VOID,
        Invoice.deleted_at.is_(None),
    )
    rows = session.scalars(query.where(Invoice.id != but) if but is not None else query)
    return [
        part
        for row in rows
        # The draft of a credit note gives nothing back yet.
        if row.state is InvoiceState.ISSUED or (drafts and row.kind is InvoiceKind.INVOICE)
        for part in stored_deposits(row)
    ]


def _of(job_id: int | None, estimate_id: int | None) -> Any:
    links = []
    if job_id is not None:
        links.append(Invoice.job_id == job_id)
    if estimate_id is not None:
        links.append(Invoice.estimate_id == estimate_id)
    return or_(*links)


def _groups(row: Invoice) -> dict[Group, list[int]]:
    totals = parts.price_lines([line_draft(line) for line in row.lines], parts.pricing_of(row))
    return {(group.name, group.percent): [group.net, group.tax] for group in totals.taxes}


def slice_of(part: DepositTaken, gross: int) -> DepositTaken:
    """``gross`` of ``part``, taxed as its group is."""
    line = LineDraft(price=gross, tax_name=part.tax_name, tax_percent=part.percent)
    # The currency does not matter: the price is in minor units already.
    totals = parts.price_lines([line], Pricing(prices_include_tax=True))
    return replace(part, net=totals.net, tax=totals.tax)
