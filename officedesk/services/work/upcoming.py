"""Upcoming services: what comes of series and is not done yet, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.company import Technician
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import ContractKind, OccurrenceStatus
from officedesk.models.recurrence import Rule, days, words
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList, company_key, location_key, matches
from officedesk.services.work.holidays import holidays_in
from officedesk.services.work.progress import ENDED
from officedesk.services.work.series_standing import OPEN
from officedesk.services.work.visit_people import names_of


class UpcomingState(StrEnum):
    """Where a service stands: nobody is sent yet, somebody is, its day is over, or it was left out."""

    TO_SCHEDULE = "to_schedule"
    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class UpcomingFilter:
    """Without a ``state``: everything that is still to be done. Days are those of the visits."""

    customer_id: int | None = None
    location_id: int | None = None
    contract_id: int | None = None
    series_id: int | None = None
    text: str = ""
    state: UpcomingState | None = None
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class UpcomingRow:
    """An occurrence. ``day`` is the one it is planned for now, ``nominal`` the one that its rule names.

    ``why`` it is on another day than the rule names: a holiday, a weekend, or “moved by hand”.
    """

    id: int
    series_id: int
    job_id: int | None
    visit_id: int | None
    number: str
    day: date
    nominal: date
    why: str
    starts: datetime | None
    all_day: bool
    state: UpcomingState
    late_days: int
    """Days since it should have been done; 0 where it is not overdue."""
    what: str
    repeats: str
    """In words."""
    customer_id: int
    company: str
    location_id: int | None
    location: str
    contract_id: int | None
    contract: str
    """The contract's number; empty for a job that merely comes again."""
    contract_name: str
    contract_kind: ContractKind | None
    technicians: str
    reason: str
    """Why it was left out."""
    settled_by: str
    version: int
    """Of the job."""


def _visit(column: Any) -> ColumnElement[Any]:
    """Of the visit that is to be done next, of several."""
    return (
        select(column)
        .where(Visit.job_id == Occurrence.job_id, Visit.status.not_in(ENDED))
        .order_by(Visit.starts.is_(None), Visit.starts, Visit.id)
        .limit(1)
        .correlate(Occurrence)
        .scalar_subquery()
    )


_STARTS = _visit(Visit.starts)
_VISIT = _visit(Visit.id)
_SENT = (
    exists()
    .where(VisitTechnician.visit_id == Visit.id, Visit.job_id == Occurrence.job_id, Visit.status.not_in(ENDED))
    .correlate(Occurrence)
)


class UpcomingList(SqlList[UpcomingFilter, UpcomingRow]):
    """Occurrences of series by :class:`UpcomingFilter`; ids are those of occurrences.

    Nothing of customers and contracts that are in the trash. What is done, cancelled or in the trash is not listed.
    """

    permission = Permission.JOBS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Occurrence.id

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return (
            statement.select_from(Occurrence)
            .join(Series, Series.id == Occurrence.series_id)
            .join(Job, Job.id == Occurrence.job_id)
            .join(Customer, Customer.id == Series.customer_id)
            .outerjoin(Contract, Contract.id == Series.contract_id)
        )

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "day": (func.coalesce(_STARTS, Occurrence.due),),
            "nominal": (Occurrence.nominal,),
            "number": (Job.serial, Job.number),
            "what": (func.lower(Job.description),),
            "company": (company_key(Series.customer_id),),
            "location": (location_key(Series.location_id),),
            "contract": (func.coalesce(Contract.serial, 0), Occurrence.due),
            "technicians": (_technician_key(),),
            "state": (Occurrence.status, _SENT, Occurrence.due),
            "reason": (func.lower(Occurrence.reason),),
        }[column]

    def _where(self, query: UpcomingFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Customer.deleted_at.is_(None), Contract.deleted_at.is_(None)]
        for column, value in (
            (Series.customer_id, query.customer_id),
            (Series.location_id, query.location_id),
            (Series.contract_id, query.contract_id),
            (Occurrence.series_id, query.series_id),
        ):
            if value is not None:
                found.append(column == value)
        found.append(self._state(query.state))
        if query.date_from is not None:
            found.append(_on_or_after(query.date_from))
        if query.date_to is not None:
            found.append(~_on_or_after(query.date_to + timedelta(days=1)))
        return found + matches(query.text, Job.text_key, Series.customer_id, Series.location_id, _has_contract)

    def _state(self, state: UpcomingState | None) -> ColumnElement[bool]:
        if state is UpcomingState.DISMISSED:
            return and_(Occurrence.status == OccurrenceStatus.DISMISSED, Job.deleted_at.is_(None))
        if state is UpcomingState.OVERDUE:
            return and_(OPEN, ~_on_or_after(self._desk.today()))
        if state is UpcomingState.TO_SCHEDULE:
            return and_(OPEN, ~_SENT)
        return and_(OPEN, _SENT) if state is UpcomingState.SCHEDULED else OPEN

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, UpcomingRow]:
        rows = session.execute(self._columns().where(Occurrence.id.in_(ids))).all()
        names = names_of(session, [row.visit_id for row in rows if row.visit_id is not None])
        reasons = _Reasons(session)
        return {row.id: self._row(row, names.get(row.visit_id, ""), reasons) for row in rows}

    def _columns(self) -> Select[*tuple[Any, ...]]:
        place = Location.__table__.c
        all_day = _visit(Visit.all_day).label("all_day")
        contract = (Contract.number.label("contract"), Contract.name.label("contract_name"), Contract.kind)
        return self._from(
            select(
                Occurrence.id,
                Occurrence.series_id,
                Occurrence.job_id,
                Occurrence.nominal,
                Occurrence.due,
                Occurrence.status,
                Occurrence.reason,
                Occurrence.settled_by,
                _VISIT.label("visit_id"),
                _STARTS.label("starts"),
                all_day,
                Series.rule,
                Series.starts_on,
                Series.contract_id,
                Job.number,
                Job.description,
                Job.customer_id,
                Job.location_id,
                Job.version,
                Customer.name.label("company"),
                *contract,
                *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
                place.name.label("location_name"),
            )
        ).outerjoin(Location, Location.id == Job.location_id)

    def _row(self, row: Any, technicians: str, reasons: "_Reasons") -> UpcomingRow:
        starts = _moment(row.starts)
        day = starts.date() if starts is not None else row.due
        today = self._desk.today()
        dismissed = row.status is OccurrenceStatus.DISMISSED
        late = (today - day).days if day < today and not dismissed else 0
        if dismissed:
            state = UpcomingState.DISMISSED
        elif late:
            state = UpcomingState.OVERDUE
        else:
            state = UpcomingState.SCHEDULED if technicians else UpcomingState.TO_SCHEDULE
        return UpcomingRow(
            id=row.id,
            series_id=row.series_id,
            job_id=row.job_id,
            visit_id=row.visit_id,
            number=row.number,
            day=day,
            nominal=row.nominal,
            why=reasons.why(row, day),
            starts=starts,
            all_day=bool(row.all_day),
            state=state,
            late_days=late,
            what=row.description,
            repeats=reasons.words(row),
            customer_id=row.customer_id,
            company=row.company,
            location_id=row.location_id,
            location=location_line(row) or row.location_name or "",
            contract_id=row.contract_id,
            contract=row.contract or "",
            contract_name=row.contract_name or "",
            contract_kind=row.kind,
            technicians=technicians,
            reason=row.reason,
            settled_by=row.settled_by,
            version=row.version,
        )


class _Reasons:
    """Rules in words, and why something is on another day than its rule names."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_holiday: Any = None
        self._words: dict[int, str] = {}

    def words(self, row: Any) -> str:
        if row.series_id not in self._words:
            self._words[row.series_id] = words(Rule.from_json(row.rule), row.starts_on)
        return self._words[row.series_id]

    def why(self, row: Any, day: date) -> str:
        if day != row.due:
            return "moved by hand"
        if row.due == row.nominal:
            return ""
        if self._is_holiday is None:
            self._is_holiday = holidays_in(self._session)
        found = days(Rule.from_json(row.rule), row.starts_on, row.nominal, row.nominal, self._is_holiday)
        return next((each.why for each in found), "")


def _has_contract(word: str) -> ColumnElement[bool]:
    return Contract.text_key.contains(word, autoescape=True)


def _on_or_after(day: date) -> ColumnElement[bool]:
    midnight = datetime.combine(day, time())
    return or_(midnight <= _STARTS, and_(_STARTS.is_(None), Occurrence.due >= day))


def _moment(stored: Any) -> datetime | None:
    """A subquery's time: SQLite gives it as text."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def _technician_key() -> ColumnElement[Any]:
    return (
        select(func.min(func.lower(Technician.name)))
        .join(VisitTechnician, VisitTechnician.technician_id == Technician.id)
        .join(Visit, Visit.id == VisitTechnician.visit_id)
        .where(Visit.job_id == Occurrence.job_id)
        .correlate(Occurrence)
        .scalar_subquery()
    )
