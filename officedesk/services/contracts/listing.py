"""The list of contracts: agreements and memberships together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, SQLColumnExpression, String, and_, case, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.contracts import Contract, Plan
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import BillingInterval, ContractState, JobStatus, OccurrenceStatus
from officedesk.models.series import Occurrence, Series
from officedesk.models.states import ContractStatus, contract_status
from officedesk.models.work import Job
from officedesk.services.contracts.contract_series import unmade_of
from officedesk.services.contracts.rows import ContractFilter, ContractRow
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList, company_key, location_key, matches
from officedesk.services.work.holidays import holidays_in

BY_START = Sort("starts", descending=True)
PLANNED = and_(Occurrence.status == OccurrenceStatus.PLANNED, or_(Job.id.is_(None), Job.deleted_at.is_(None)))
"""An occurrence that is to be done or was, joined to its job."""
DONE = and_(PLANNED, Job.status == JobStatus.COMPLETED)


class ContractList(SqlList[ContractFilter, ContractRow]):
    """Contracts that are not in the trash."""

    permission = Permission.CONTRACTS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Contract.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "number": (Contract.serial, Contract.number),
            "name": (func.lower(Contract.name),),
            "kind": (Contract.kind, func.lower(Contract.name)),
            "plan": (_plan_key(), func.lower(Contract.name)),
            "company": (company_key(Contract.customer_id),),
            "location": (location_key(Contract.location_id),),
            "starts": (Contract.starts,),
            "ends": (Contract.runs_until,),
            "status": (self._status_key(), Contract.runs_until),
            "price": (Contract.price,),
            "billing": (_in_order(Contract.billing, BillingInterval),),
            "auto_renew": (Contract.auto_renew,),
            "done": (_visits(DONE),),
            "planned": (_visits(PLANNED),),
            "id": (),
        }[column]

    def _where(self, query: ContractFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Contract.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Contract.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(Contract.location_id == query.location_id)
        if query.kind is not None:
            found.append(Contract.kind == query.kind)
        if query.plan_id is not None:
            found.append(Contract.plan_id == query.plan_id)
        if query.status is not None:
            found.append(self._status(query.status))
        return found + matches(query.text, Contract.text_key, Contract.customer_id, Contract.location_id)

    def _status(self, status: ContractStatus) -> ColumnElement[bool]:
        """As ``models.states.contract_status``, in SQL."""
        today = self._desk.today()
        active = Contract.state == ContractState.ACTIVE
        running = and_(active, Contract.ends >= today, Contract.starts <= today)
        ending = within_notice(today, self._desk.database.engine.dialect.name)
        return {
            ContractStatus.CANCELLED: Contract.state == ContractState.CANCELLED,
            ContractStatus.EXPIRED: and_(active, Contract.ends < today),
            ContractStatus.UPCOMING: and_(active, Contract.ends >= today, Contract.starts > today),
            ContractStatus.ENDING: and_(running, ending),
            ContractStatus.ACTIVE: and_(running, ~ending),
        }[status]

    def _status_key(self) -> ColumnElement[Any]:
        order = (
            ContractStatus.ENDING, ContractStatus.ACTIVE, ContractStatus.UPCOMING, ContractStatus.EXPIRED,
        )  # fmt: skip
        return case(*((self._status(one), place) for place, one in enumerate(order)), else_=len(order))

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, ContractRow]:
        return read(session, self._desk, Contract.id.in_(ids))


def read(session: Session, desk: Desk, *where: ColumnElement[bool]) -> dict[int, ContractRow]:
    """Rows by id."""
    place = Location.__table__.c
    names = (
        "id", "number", "name", "kind", "customer_id", "location_id", "starts", "price", "billing", "auto_renew",
        "version",
    )  # fmt: skip
    rows = session.execute(
        select(
            *(getattr(Contract, name) for name in names),
            Contract.state,
            Contract.ends.label("agreed"),
            Contract.notice_days,
            Contract.runs_until.label("last"),
            Customer.name.label("company"),
            func.coalesce(Plan.name, "").label("plan"),
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Plan, Plan.id == Contract.plan_id)
        .outerjoin(Location, Location.id == Contract.location_id)
        .where(*where)
    ).all()
    counts = visit_counts(session, [row.id for row in rows])
    today = desk.today()
    return {
        row.id: ContractRow(
            **{name: getattr(row, name) for name in names},
            plan=row.plan,
            company=row.company,
            location=location_line(row) or row.location_name or "",
            ends=row.last,
            status=contract_status(row.state, row.starts, row.agreed, row.notice_days, today),
            done=counts[row.id][0],
            planned=counts[row.id][1],
        )
        for row in rows
    }


def visit_counts(session: Session, contract_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Visits done and planned by contract, those that are not made yet among the planned ones."""
    ids = list(contract_ids)
    done: dict[int, int] = dict.fromkeys(ids, 0)
    planned: dict[int, int] = defaultdict(int)
    for contract_id, all_of_them, completed in session.execute(
        select(Series.contract_id, func.count(), func.count().filter(DONE))
        .join(Occurrence, Occurrence.series_id == Series.id)
        .outerjoin(Job, Job.id == Occurrence.job_id)
        .where(Series.contract_id.in_(ids), PLANNED)
        .group_by(Series.contract_id)
    ):
        done[contract_id or 0], planned[contract_id or 0] = completed, all_of_them
    ahead = select(Series).where(
        Series.contract_id.in_(ids), or_(Series.made_until.is_(None), Series.made_until < Series.ends_on)
    )
    is_holiday = holidays_in(session)
    for series in session.scalars(ahead):
        planned[series.contract_id or 0] += len(unmade_of(series, is_holiday))
    return {one: (done[one], planned[one]) for one in ids}


def contract_choices(desk: Desk, customer_id: int, location_id: int | None = None) -> tuple[tuple[int, str], ...]:
    """(id, what it is called) of the customer's contracts that run or are to come, those of the location first."""
    desk.need(Permission.CONTRACTS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Contract.id, Contract.number, Contract.name, Contract.location_id)
            .where(
                Contract.customer_id == customer_id, Contract.deleted_at.is_(None), Contract.runs_until >= desk.today()
            )
            .order_by(Contract.starts, Contract.id)
        ).all()
    ordered = sorted(rows, key=lambda row: row.location_id != location_id)
    return tuple((row.id, f"{row.name} · {row.number}") for row in ordered)


def within_notice(today: date, dialect: str) -> ColumnElement[bool]:
    """Whether the last day is within the notice; each engine reckons with days in its own way."""
    if dialect == "postgresql":
        return Contract.ends.op("-", return_type=Date())(Contract.notice_days) <= today
    begins = func.date(Contract.ends, func.printf("-%d days", Contract.notice_days), type_=String)
    return begins <= today.isoformat()


def _plan_key() -> ColumnElement[Any]:
    return select(func.lower(Plan.name)).where(Plan.id == Contract.plan_id).scalar_subquery()


def _in_order(column: Any, kind: Any) -> ColumnElement[Any]:
    return case({member.value: place for place, member in enumerate(kind)}, value=column, else_=None).cast(Integer)


def _visits(which: ColumnElement[bool]) -> ColumnElement[Any]:
    return (
        select(func.count())
        .select_from(Series)
        .join(Occurrence, Occurrence.series_id == Series.id)
        .outerjoin(Job, Job.id == Occurrence.job_id)
        .where(Series.contract_id == Contract.id, which)
        .correlate(Contract)
        .scalar_subquery()
    )
