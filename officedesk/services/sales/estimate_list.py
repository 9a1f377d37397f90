"""The list of estimates."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.company import User
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import EstimateStatus, JobStatus
from officedesk.models.sales import Estimate
from officedesk.models.states import EstimateState, estimate_state
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import EstimateFilter, EstimateRow
from officedesk.services.sqllist import SqlList, company_key, location_key, matches

_ORDER = {state.value: place for place, state in enumerate(EstimateState)}


class EstimateList(SqlList[EstimateFilter, EstimateRow]):
    """Estimates that are not in the trash; the footer sums their totals."""

    permission = Permission.ESTIMATES_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Estimate.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        table = Estimate
        return {
            "number": (table.serial, table.number),
            "company": (company_key(table.customer_id),),
            "location": (location_key(table.location_id),),
            "description": (func.lower(table.description),),
            "date": (table.date,),
            "created_by": (select(func.lower(User.name)).where(User.id == table.created_by_id).scalar_subquery(),),
            "total": (table.total,),
            "status": (case(_ORDER, value=self._state(), else_=len(_ORDER)),),
            "viewed_on": (table.viewed_on,),
        }[column]

    def _where(self, query: EstimateFilter) -> list[ColumnElement[bool]]:
        table = Estimate
        found: list[ColumnElement[bool]] = [table.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(table.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(table.location_id == query.location_id)
        if query.date_from is not None:
            found.append(table.date >= query.date_from)
        if query.date_to is not None:
            found.append(table.date <= query.date_to)
        if query.status is not None:
            found.append(self._is(query.status))
        if query.pending:
            found.append(table.status.in_([EstimateStatus.DRAFT, EstimateStatus.SENT]))
            found.append(~self._expired())
        if query.unsent:
            found.append(table.status == EstimateStatus.DRAFT)
        return found + matches(query.text, table.text_key, table.customer_id, table.location_id)

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        return {"total": func.sum(Estimate.total)}

    def _expired(self) -> ColumnElement[bool]:
        return and_(Estimate.valid_until.is_not(None), Estimate.valid_until < self._desk.today())

    def _state(self) -> ColumnElement[Any]:
        """:func:`models.states.estimate_state` in SQL."""
        job_status = _of_job(Job.status)
        job_state = case(
            (job_status.is_(None), literal(EstimateState.APPROVED.value)),
            (
                job_status == JobStatus.NOT_STARTED,
                case((_assigned(), EstimateState.ASSIGNED.value), else_=EstimateState.APPROVED.value),
            ),
            else_=func.coalesce(job_status, ""),
        )
        return case(
            (Estimate.status == EstimateStatus.APPROVED, job_state),
            (
                Estimate.status.in_([EstimateStatus.DRAFT, EstimateStatus.SENT]) & self._expired(),
                EstimateState.EXPIRED.value,
            ),
            else_=func.coalesce(Estimate.status, ""),
        )

    def _is(self, state: EstimateState) -> ColumnElement[bool]:
        """Whether an estimate is in ``state``, told so that indexes of the stored status can serve."""
        if state in (EstimateState.DRAFT, EstimateState.SENT):
            return and_(Estimate.status == EstimateStatus(state.value), ~self._expired())
        if state is EstimateState.EXPIRED:
            return and_(Estimate.status.in_([EstimateStatus.DRAFT, EstimateStatus.SENT]), self._expired())
        if state is EstimateState.DECLINED:
            return Estimate.status == EstimateStatus.DECLINED
        approved = Estimate.status == EstimateStatus.APPROVED
        job_status = _of_job(Job.status)
        if state is EstimateState.APPROVED:
            waiting = and_(job_status == JobStatus.NOT_STARTED, ~_assigned())
            return and_(approved, or_(job_status.is_(None), waiting))
        if state is EstimateState.ASSIGNED:
            return and_(approved, job_status == JobStatus.NOT_STARTED, _assigned())
        return and_(approved, job_status == JobStatus(state.value))

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, EstimateRow]:
        table = Estimate
        place = Location.__table__.c
        rows = session.execute(
            select(
                table.id,
                table.number,
                table.customer_id,
                Customer.name.label("company"),
                table.description,
                table.date,
                func.coalesce(User.name, "").label("created_by"),
                table.total,
                table.status,
                table.valid_until,
                table.viewed_on,
                table.version,
                _of_job(Job.id).label("job_id"),
                _of_job(Job.status).label("job_status"),
                case((table.status == EstimateStatus.APPROVED, _assigned()), else_=False).label("assigned"),
                *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
                place.name.label("location_name"),
            )
            .join(Customer, Customer.id == table.customer_id)
            .outerjoin(User, User.id == table.created_by_id)
            .outerjoin(Location, Location.id == table.location_id)
            .where(table.id.in_(ids))
        )
        today = self._desk.today()
        return {
            row.id: EstimateRow(
                id=row.id,
                number=row.number,
                customer_id=row.customer_id,
                company=row.company,
                location=location_line(row) or row.location_name or "",
                description=row.description,
                date=row.date,
                created_by=row.created_by,
                total=row.total,
                status=estimate_state(
                    row.status, row.valid_until, today, row.job_status, has_technician=bool(row.assigned)
                ),
                viewed_on=row.viewed_on,
                job_id=row.job_id,
                version=row.version,
            )
            for row in rows
        }


def _of_job(column: Any) -> ColumnElement[Any]:
    """A column of the estimate's job: the last one that is not in the trash."""
    return (
        select(column)
        .where(Job.estimate_id == Estimate.id, Job.deleted_at.is_(None))
        .order_by(Job.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _assigned() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Job.estimate_id == Estimate.id,
            Job.deleted_at.is_(None),
            Visit.job_id == Job.id,
            VisitTechnician.visit_id == Visit.id,
        )
        .correlate(Estimate)
    )
