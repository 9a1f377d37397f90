"""What a check of the office looks at of its contracts: whom they name, and that what they billed is what they say."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from officedesk.models.contracts import Contract, ContractBill, ContractEquipment
from officedesk.models.customers import Location
from officedesk.models.enums import ContractState, InvoiceState
from officedesk.models.equipment import Equipment
from officedesk.models.recurrence import Rule, RuleProblem
from officedesk.models.sales import Invoice
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job
from officedesk.services.check_store import Finding, broken

_DAY = timedelta(days=1)
_AT_ONCE = 2_000


def findings(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Contracts that name what is another customer's, bills that overlap or leave out days, and broken series."""
    checked["contracts"] = session.scalar(select(func.count()).select_from(Contract)) or 0
    named = select(Contract.id, Contract.number).order_by(Contract.id)
    for query, what in (
        (
            named.join(Location, Location.id == Contract.location_id).where(
                Location.customer_id != Contract.customer_id
            ),
            "names a location of another customer",
        ),
        (
            named.join(ContractEquipment, ContractEquipment.contract_id == Contract.id)
            .join(Equipment, Equipment.id == ContractEquipment.equipment_id)
            .where(Equipment.customer_id != Contract.customer_id),
            "covers equipment of another customer",
        ),
        (
            named.join(Job, Job.contract_id == Contract.id).where(Job.customer_id != Contract.customer_id),
            "has a visit of another customer",
        ),
        (
            named.join(Series, Series.contract_id == Contract.id).where(Series.customer_id != Contract.customer_id),
            "has a recurring job of another customer",
        ),
        (
            named.join(ContractBill, ContractBill.contract_id == Contract.id)
            .join(Invoice, Invoice.id == ContractBill.invoice_id)
            .where(Invoice.customer_id != Contract.customer_id),
            "is billed to another customer",
        ),
        (
            named.where((Contract.state == ContractState.CANCELLED) != Contract.cancelled_on.is_not(None)),
            "is half cancelled",
        ),
    ):
        for row in session.execute(query.distinct()):
            yield broken(_where(row), what)
    yield from _bills(session)
    yield from _invoices(session)
    yield from _series(session)


def _bills(session: Session) -> Iterator[Finding]:
    """Billed periods follow each other, lie within their contract, and give back no more than they billed."""
    rows = session.execute(
        select(
            Contract.id,
            Contract.number,
            Contract.starts,
            Contract.ends,
            ContractBill.period_starts,
            ContractBill.period_ends,
            ContractBill.amount,
            ContractBill.credits,
        )
        .join(ContractBill, ContractBill.contract_id == Contract.id)
        .order_by(Contract.id, ContractBill.period_starts, ContractBill.credits)
        .execution_options(yield_per=_AT_ONCE)
    )
    for _, some in groupby(rows, key=lambda row: row.id):
        every = list(some)
        where = _where(every[0])
        billed = {row.period_starts: row for row in every if not row.credits}
        for row in billed.values():
            if row.period_ends < row.period_starts:
                yield broken(where, f"bills a period that ends before it begins, on {row.period_starts}")
            if row.period_starts < row.starts or row.period_ends > row.ends:
                yield broken(where, f"bills days outside of it, from {row.period_starts} to {row.period_ends}")
            if row.amount < 0:
                yield broken(where, f"bills less than nothing from {row.period_starts} on")
        for one, following in pairwise(sorted(billed.values(), key=lambda row: row.period_starts)):
            if following.period_starts <= one.period_ends:
                yield broken(where, f"bills {following.period_starts} twice")
            elif following.period_starts != one.period_ends + _DAY:
                yield Finding(
                    "note",
                    where,
                    f"nothing is billed from {one.period_ends + _DAY} to {following.period_starts - _DAY}",
                )
        for row in every:
            if row.credits and (row.period_starts not in billed or row.amount > billed[row.period_starts].amount):
                yield broken(where, f"gives back more than it billed from {row.period_starts} on")


def _invoices(session: Session) -> Iterator[Finding]:
    """Issued invoices that come to something else than their period: somebody changed the draft, which may be meant."""
    rows = session.execute(
        select(Contract.id, Contract.number, Invoice.number.label("invoice"), ContractBill.period_starts)
        .join(ContractBill, ContractBill.contract_id == Contract.id)
        .join(Invoice, Invoice.id == ContractBill.invoice_id)
        .where(
            Invoice.state == InvoiceState.ISSUED,
            func.abs(Invoice.subtotal - Invoice.discount) != ContractBill.amount,
        )
        .order_by(Contract.id, ContractBill.period_starts)
    )
    for row in rows:
        told = f"invoice {row.invoice} comes to another amount than its period from {row.period_starts} on"
        yield Finding("note", _where(row), told)


def _series(session: Session) -> Iterator[Finding]:
    """Rules that cannot be read, and visits whose job belongs to another contract."""
    rows = session.execute(
        select(Contract.id, Contract.number, Series.description, Series.rule)
        .join(Series, Series.contract_id == Contract.id)
        .order_by(Contract.id)
    )
    for row in rows:
        try:
            Rule.from_json(row.rule)
        except RuleProblem:
            yield broken(_where(row), f"does not say when {row.description[:60]} comes again")
    stray = (
        select(Contract.id, Contract.number)
        .join(Series, Series.contract_id == Contract.id)
        .join(Occurrence, Occurrence.series_id == Series.id)
        .join(Job, Job.id == Occurrence.job_id)
        .where(or_(Job.contract_id.is_(None), Job.contract_id != Contract.id))
        .distinct()
        .order_by(Contract.id)
    )
    for found in session.execute(stray):
        yield broken(_where(found), "has a visit that is another contract's")


def _where(row: Any) -> str:
    return f"Contract {row.number}"
