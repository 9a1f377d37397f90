"""Contracts put into the trash with what they created, and brought back with it.

Visits that nobody has begun go along, and so do drafts of invoices; what was done and what was issued stays. All of it
carries the same moment of deletion, by which it comes back together.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from officedesk.errors import NotAllowed
from officedesk.models.contracts import Contract, ContractBill
from officedesk.models.customers import Customer
from officedesk.models.enums import ContractKind, InvoiceState, JobStatus
from officedesk.models.sales import Invoice
from officedesk.models.work import Job
from officedesk.services.contracts.contract_store import load
from officedesk.services.contracts.results import Goes
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import CHUNK

_NAMED = 5
"""Contracts that are named before they are deleted; of more only the count is told."""
_WAITING = (JobStatus.NOT_STARTED, JobStatus.SCHEDULED)


def what_goes(desk: Desk, contract_ids: Sequence[int]) -> Goes:
    """What deleting these contracts takes along, and what stays, in words to ask with."""
    desk.need(Permission.CONTRACTS_READ)
    counts = dict.fromkeys(("agreements", "memberships", "visits", "drafts", "invoices", "done"), 0)
    names: list[str] = []
    with desk.read() as session:
        for some in _chunks(contract_ids):
            there = and_(Contract.id.in_(some), Contract.deleted_at.is_(None))
            if len(names) < _NAMED:
                called = select(Contract.name, Contract.number, Customer.name).join(Customer).where(there)
                rows = session.execute(called.order_by(Contract.name, Contract.id).limit(_NAMED - len(names)))
                names += [f"{name}, {number}, of {company}" for name, number, company in rows]
            for kind, count in session.execute(
                select(Contract.kind, func.count()).where(there).group_by(Contract.kind)
            ):
                counts["agreements" if kind is ContractKind.AGREEMENT else "memberships"] += count
            counts["visits"] += _count(session, Job.id, _going_jobs(some))
            counts["done"] += _count(session, Job.id, _staying_jobs(some))
            counts["drafts"] += _count(session, Invoice.id, _drafts(some))
            counts["invoices"] += _count(session, Invoice.id, _issued(some))
    contracts = counts["agreements"] + counts["memberships"]
    return Goes(contracts=contracts, **counts, words=_words(**counts), names=tuple(names))


def delete_contracts(desk: Desk, contract_ids: Sequence[int]) -> int:
    """Put contracts into the trash with their coming visits and their invoice drafts; how many went.

    What is gone already is left out: two desktops may delete the same.
    """
    desk.need(Permission.CONTRACTS_WRITE)
    gone = 0
    for some in _chunks(sorted(set(contract_ids))):
        with desk.write() as session:
            at = desk.now()
            query = select(Contract).where(Contract.id.in_(some), Contract.deleted_at.is_(None)).order_by(Contract.id)
            records = session.scalars(query.with_for_update()).all()
            ids = [record.id for record in records]
            jobs = session.scalars(select(Job).where(_going_jobs(ids)).with_for_update()).all()
            drafts = session.scalars(select(Invoice).where(_drafts(ids)).with_for_update()).all()
            together: list[Contract | Job | Invoice] = [*records, *jobs, *drafts]
            for one in together:
                one.deleted_at = one.updated_at = at
            gone += len(records)
    return gone


def restore_contract(desk: Desk, contract_id: int) -> None:
    """Take it out of the trash, with the visits and drafts that went there with it."""
    desk.need(Permission.CONTRACTS_WRITE)
    with desk.write() as session:
        record = load(session, contract_id, lock=True, trashed=True)
        if record.deleted_at is None:
            return
        owner = session.get(Customer, record.customer_id)
        if owner is not None and owner.deleted_at is not None:
            raise NotAllowed(f"{owner.name} is in the trash too.", hint="Restore the customer first.")
        together = record.deleted_at
        jobs = select(Job).where(Job.contract_id == record.id, Job.deleted_at == together)
        drafts = select(Invoice).where(_billing([record.id]), Invoice.deleted_at == together)
        along = [*session.scalars(jobs.with_for_update()), *session.scalars(drafts.with_for_update())]
        for one in (record, *along):
            one.deleted_at, one.updated_at = None, desk.now()


def _going_jobs(ids: Sequence[int]) -> ColumnElement[bool]:
    """Visits that nobody has begun, and that are on no invoice."""
    billed = exists().where(Invoice.job_id == Job.id, Invoice.deleted_at.is_(None), Invoice.state != InvoiceState.VOID)
    return and_(Job.contract_id.in_(ids), Job.deleted_at.is_(None), Job.status.in_(_WAITING), ~billed)


def _staying_jobs(ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(Job.contract_id.in_(ids), Job.deleted_at.is_(None), Job.status.not_in((*_WAITING, JobStatus.CANCELLED)))


def _billing(ids: Sequence[int]) -> ColumnElement[bool]:
    return Invoice.id.in_(select(ContractBill.invoice_id).where(ContractBill.contract_id.in_(ids)))


def _drafts(ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(_billing(ids), Invoice.deleted_at.is_(None), Invoice.state == InvoiceState.DRAFT)


def _issued(ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(_billing(ids), Invoice.state == InvoiceState.ISSUED)


def _count(session: Session, column: Any, where: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.count(column)).where(where)) or 0)


def _words(agreements: int, memberships: int, visits: int, drafts: int, invoices: int, done: int) -> tuple[str, ...]:
    kinds = [_some(memberships, "membership"), _some(agreements, "service agreement")]
    named = " and ".join(word for word in kinds if word) or "nothing"
    goes = [_some(visits, "visit", "that nobody has begun"), _some(drafts, "invoice draft")]
    stays = [
        _some(done, "visit", "that is done or under way", "that are done or under way"),
        _some(invoices, "issued invoice"),
    ]
    told = [f"{named[0].upper()}{named[1:]} will go to the trash."]
    if any(goes):
        told.append(f"With {'it' if agreements + memberships == 1 else 'them'}: {_and(goes)}.")
    if any(stays):
        told.append(f"What stays: {_and(stays)}.")
    return tuple(told)


def _some(count: int, word: str, more: str = "", plural: str = "") -> str:
    if not count:
        return ""
    said = f"{count:,} {word}{'s' if count != 1 else ''}"
    tail = more if count == 1 or not plural else plural
    return f"{said} {tail}" if tail else said


def _and(words: Sequence[str]) -> str:
    return " and ".join(word for word in words if word)


def _chunks(ids: Sequence[int]) -> list[list[int]]:
    wanted = list(dict.fromkeys(ids))
    return [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
