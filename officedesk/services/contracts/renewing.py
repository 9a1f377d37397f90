"""Contracts that go on: renewed by hand, by themselves on their day, and the office told before it comes to that.

One that renews by itself goes on on the day after its last one, for as long as before and on the same terms. Who comes
first of several desktops makes it; after the office was closed for weeks it begins on its day all the same.
"""

import logging
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from officedesk.errors import NotAllowed, OfficeBusy, OfficeError, OfficeReadOnly
from officedesk.models.billing_periods import last_day, months_of
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.enums import ContractState
from officedesk.services.contracts.contract_store import draft_of, load, renewed_already
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.contracts.making import begin
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
_DAY = timedelta(days=1)
_MOST = 120
"""Renewals of one contract in a row: ten years of months."""


def renew(desk: Desk, contract_id: int) -> ContractDraft:
    """An unsaved contract that goes on from this one, on the same terms and for as long.

    It begins on the day after the last one, or today where that is over. Raises :class:`NotAllowed` where another goes
    on from it already.
    """
    desk.need(Permission.CONTRACTS_WRITE)
    with desk.read() as session:
        record = load(session, contract_id)
        if told := renewed_already(session, record):
            raise NotAllowed(told, hint="Change that one instead.")
        following = record.runs_until + _DAY
        return _next(session, record, max(following, desk.today()))


def renew_due(desk: Desk) -> int:
    """Renew what renews by itself and is over; how many were made. Cheap where there is nothing."""
    desk.need(Permission.CONTRACTS_WRITE)
    desk = desk.by_program()
    made = 0
    for contract_id in _due(desk):
        following: int | None = contract_id
        for _ in range(_MOST):
            try:
                following = _renew_one(desk, following)
            except (OfficeBusy, OfficeReadOnly):
                raise
            except OfficeError as error:
                log.warning("contract %s could not be renewed: %s", following, error)
                break
            if following is None:
                break
            made += 1
    return made


def _due(desk: Desk) -> list[int]:
    """Contracts that are to be renewed today, by id."""
    later = aliased(Contract)
    with desk.read() as session:
        query = (
            select(Contract.id)
            .join(Customer, Customer.id == Contract.customer_id)
            .where(
                Contract.deleted_at.is_(None),
                Contract.state == ContractState.ACTIVE,
                Contract.auto_renew,
                Contract.ends < desk.today(),
                Customer.deleted_at.is_(None),
                # One that was renewed and deleted again is not renewed a second time.
                ~exists().where(later.renews_id == Contract.id),
            )
        )
        return list(session.scalars(query.order_by(Contract.id)))


def _renew_one(desk: Desk, contract_id: int | None) -> int | None:
    """The contract that goes on from this one, made here; ``None`` where none is due (any more)."""
    if contract_id is None:
        return None
    with desk.write() as session:
        record = session.scalars(
            select(Contract).where(Contract.id == contract_id, Contract.deleted_at.is_(None)).with_for_update()
        ).one_or_none()
        if record is None or not record.auto_renew or record.state is not ContractState.ACTIVE:
            return None
        if record.ends >= desk.today() or session.scalar(select(exists().where(Contract.renews_id == contract_id))):
            return None
        return begin(session, desk, _next(session, record, record.ends + _DAY)).id


def _next(session: Session, record: Contract, starts: date) -> ContractDraft:
    draft = draft_of(session, record)
    months = months_of(record.starts, record.ends)
    ends = last_day(starts, months) if months is not None else starts + (record.ends - record.starts)
    return replace(
        draft,
        starts=starts,
        ends=ends,
        jobs=tuple(replace(job, series_id=None, version=0) for job in draft.jobs),
        renews_id=record.id,
        number="",
        id=None,
        version=0,
    )
