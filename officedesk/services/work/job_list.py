"""The list of jobs: a row per visit, and one for a job without visits."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, extract, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import JobStatus, TaskStatus
from officedesk.models.work import Job, JobTask, Visit
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList, company_key, location_key, matches
from officedesk.services.work.rows import JobFilter, JobRow
from officedesk.services.work.visit_people import has_technician, names_of, technician_key


class JobList(SqlList[JobFilter, JobRow]):
    """Jobs that are not in the trash; ids are those of visits, or minus the id of a job without any.

    Dates filter by the visits' days; a job without a dated visit counts by the day it was made.
    """

    permission = Permission.JOBS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return func.coalesce(Visit.id, -Job.id)

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return statement.select_from(Job).outerjoin(Visit, Visit.job_id == Job.id)

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "starts": (Visit.starts,),
            "time": (extract("hour", Visit.starts) * 60 + extract("minute", Visit.starts), Visit.starts),
            "number": (Job.serial, Job.number, Visit.starts),
            "technicians": (technician_key(),),
            "company": (company_key(Job.customer_id),),
            "description": (func.lower(Job.description),),
            "location": (location_key(Job.location_id),),
            "status": (_place_of(_status()),),
            "assigned_tasks": (_tasks(),),
            "completed_tasks": (_tasks(TaskStatus.COMPLETED),),
        }[column]

    def _where(self, query: JobFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Job.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Job.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(Job.location_id == query.location_id)
        if query.status is not None:
            found.append(_status() == query.status)
        found += self._between(query)
        return found + matches(query.text, Job.text_key, Job.customer_id, Job.location_id, has_technician)

    def _between(self, query: JobFilter) -> list[ColumnElement[bool]]:
        found = []
        if query.date_from is not None:
            wall = datetime.combine(query.date_from, time())
            instant = wall.replace(tzinfo=self._desk.zone)
            found.append(or_(Visit.starts >= wall, and_(Visit.starts.is_(None), Job.created_at >= instant)))
        if query.date_to is not None:
            wall = datetime.combine(query.date_to, time()) + timedelta(days=1)
            instant = wall.replace(tzinfo=self._desk.zone)
            found.append(or_(Visit.starts < wall, and_(Visit.starts.is_(None), Job.created_at < instant)))
        return found

    def first(self, query: JobFilter, sort: Sort, limit: int) -> list[JobRow]:
        """The first rows; by date they come straight from the index of visits."""
        self._desk.need(self.permission)
        if sort.column != "starts":
            return super().first(query, sort, limit)
        dated = select(Visit.id).join(Job, Job.id == Visit.job_id).where(*self._where(query))
        bare = select(-Job.id).outerjoin(Visit, Visit.job_id == Job.id).where(Visit.id.is_(None), *self._where(query))
        # Jobs without visits come before everything, as nothing sorts below any date.
        if sort.descending:
            parts = [dated.order_by(Visit.starts.desc().nulls_last(), Visit.id.desc()), bare.order_by(Job.id)]
        else:
            parts = [bare.order_by(Job.id.desc()), dated.order_by(Visit.starts.asc().nulls_first(), Visit.id)]
        ids: list[int] = []
        with self._desk.read() as session:
            for part in parts:
                if len(ids) < limit:
                    ids += session.scalars(part.limit(limit - len(ids)))
            return self._read(session, ids)

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, JobRow]:
        visits = [number for number in ids if number > 0]
        jobs = [-number for number in ids if number < 0]
        rows = [*self._records(session, Visit.id.in_(visits))] if visits else []
        if jobs:
            rows += self._records(session, and_(Job.id.in_(jobs), Visit.id.is_(None)))
        names = names_of(session, visits)
        counts = _counts(session, {row.job_id for row in rows})
        return {
            row.id: JobRow(
                id=row.id,
                job_id=row.job_id,
                visit_id=row.visit_id,
                starts=row.starts,
                all_day=bool(row.all_day),
                number=row.number,
                technicians=names.get(row.visit_id, ""),
                customer_id=row.customer_id,
                company=row.company,
                description=row.description,
                location=location_line(row) or row.location_name or "",
                status=row.status,
                assigned_tasks=counts[row.job_id][0],
                completed_tasks=counts[row.job_id][1],
                version=row.version,
            )
            for row in rows
        }

    def _records(self, session: Session, wanted: ColumnElement[bool]) -> Sequence[Any]:
        place = Location.__table__.c
        statement = self._from(
            select(
                self._id().label("id"),
                Job.id.label("job_id"),
                Visit.id.label("visit_id"),
                Visit.starts,
                func.coalesce(Visit.all_day, False).label("all_day"),
                Job.number,
                Job.customer_id,
                Customer.name.label("company"),
                Job.description,
                _status().label("status"),
                Job.version,
                *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
                place.name.label("location_name"),
            )
        )
        return session.execute(
            statement.join(Customer, Customer.id == Job.customer_id)
            .outerjoin(Location, Location.id == Job.location_id)
            .where(wanted)
        ).all()


def _status() -> ColumnElement[Any]:
    """Of a visit its own, else the job's."""
    return func.coalesce(Visit.status, Job.status, type_=Job.status.type)


def _place_of(status: ColumnElement[Any]) -> ColumnElement[Any]:
    return case({member.value: place for place, member in enumerate(JobStatus)}, value=func.coalesce(status, ""))


def _tasks(status: TaskStatus | None = None) -> ColumnElement[Any]:
    """How many tasks a job has, cancelled ones apart."""
    which = JobTask.status == status if status is not None else JobTask.status != TaskStatus.CANCELLED
    return select(func.count()).where(JobTask.job_id == Job.id, which).correlate(Job).scalar_subquery()


def _counts(session: Session, jobs: set[int]) -> dict[int, tuple[int, int]]:
    found = dict.fromkeys(jobs, (0, 0))
    done = func.count().filter(JobTask.status == TaskStatus.COMPLETED)
    for job_id, all_of_them, completed in session.execute(
        select(JobTask.job_id, func.count(), done)
        .where(JobTask.job_id.in_(jobs), JobTask.status != TaskStatus.CANCELLED)
        .group_by(JobTask.job_id)
    ):
        found[job_id] = (all_of_them, completed)
    return found
