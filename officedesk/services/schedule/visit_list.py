"""The list of visits between two days."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session

from officedesk.models.company import Technician
from officedesk.models.customers import Location
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import midnights
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.filters import conditions
from officedesk.services.schedule.rows import ScheduleFilter, ScheduleRow, VisitBlock
from officedesk.services.schedule.times import drawn, moment
from officedesk.services.schedule.visits import blocks_of, during, joined, raw
from officedesk.services.sqllist import CHUNK, SqlList, company_key
from officedesk.services.work.visit_people import technician_key

_STATUSES = {member.value: place for place, member in enumerate(JobStatus)}
_PRIORITIES = {member.value: place for place, member in enumerate(Priority)}


class VisitList(SqlList[ScheduleFilter, ScheduleRow]):
    """Visits that touch any day of a span; ids are those of visits."""

    permission = Permission.JOBS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Visit.id

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return joined(*statement.selected_columns)

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "starts": (Visit.starts,),
            "number": (Job.serial, Job.number, Visit.starts),
            "technicians": (technician_key(), Visit.starts),
            "company": (company_key(Job.customer_id), Visit.starts),
            "description": (func.lower(Job.description), Visit.starts),
            "location": (func.coalesce(Location.text_key, ""), Visit.starts),
            "city": (func.lower(func.coalesce(Location.city, "")), Visit.starts),
            "status": (case(_STATUSES, value=Visit.status), Visit.starts),
            "priority": (case(_PRIORITIES, value=Job.priority), Visit.starts),
        }[column]

    def _where(self, query: ScheduleFilter) -> list[ColumnElement[bool]]:
        found = [*during(self._desk, query.first, query.last), *conditions(query.narrowed)]
        if astray := _on_other_days(self._desk, query):
            found.append(Visit.id.not_in(astray))
        return found

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, ScheduleRow]:
        blocks = blocks_of(session, self._desk, ids)
        names = _names(session, sorted({person for block in blocks for person in block.technician_ids}))
        found = {}
        for block in blocks:
            if (starts := block.starts) is not None and (ends := block.ends) is not None:
                found[block.visit_id] = _row(block, starts, ends, names)
        return found


def _on_other_days(desk: Desk, query: ScheduleFilter) -> list[int]:
    """Visits of another zone than the office's that are, on its clock, on a day beside the span. Hardly ever any."""
    begin, end = midnights(query.first, query.last)
    columns = (Visit.id, Visit.starts, Visit.ends, Visit.zone, Visit.all_day)
    where = (Visit.zone != desk.zone.key, *during(desk, query.first, query.last))
    found = []
    with desk.read() as session:
        for visit_id, begins, finishes, zone, whole in raw(session, select(*columns).where(*where)):
            starts, ends, _window, _open = drawn(
                moment(begins), moment(finishes), None, zone, desk.zone, all_day=bool(whole)
            )
            if starts >= end or ends <= begin:
                found.append(visit_id)
    return found


def _row(block: VisitBlock, starts: datetime, ends: datetime, names: dict[int, str]) -> ScheduleRow:
    return ScheduleRow(
        id=block.visit_id,
        job_id=block.job_id,
        number=block.number,
        customer_id=block.customer_id,
        company=block.company,
        description=block.description,
        starts=starts,
        ends=ends,
        all_day=block.all_day,
        window_ends=block.window_ends,
        technicians=", ".join(sorted((names[one] for one in block.technician_ids), key=str.casefold)),
        location=block.location,
        city=block.city,
        status=block.status,
        priority=block.priority,
        late=block.late,
        version=block.version,
    )


def _names(session: Session, people: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(people), CHUNK):
        query = select(Technician.id, Technician.name).where(Technician.id.in_(people[start : start + CHUNK]))
        found |= dict(session.execute(query).all())
    return found
