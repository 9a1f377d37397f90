"""What waits for its day: visits that have none, and open jobs without any visit."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from officedesk.models.customers import Customer, Location
from officedesk.models.enums import Priority
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.schedule.filters import conditions
from officedesk.services.schedule.rows import BoardFilter, VisitBlock
from officedesk.services.schedule.visits import columns, made, raw, ties
from officedesk.services.work.progress import ENDED

MOST = 500
"""So many are shown; who has more waiting filters."""
_PRIORITIES = {priority.value: -place for place, priority in enumerate(Priority)}


def waiting(session: Session, desk: Desk, wanted: BoardFilter) -> tuple[list[VisitBlock], int]:
    """The first of them, urgent ones before others and then the oldest; and how many there are."""
    where = _where(wanted)
    order = (case(_PRIORITIES, value=Job.priority), Job.serial, Job.id, Visit.id)
    rows = raw(session, _joined(*columns(without_visit=True)).where(*where).order_by(*order).limit(MOST))
    count = len(rows)
    if count == MOST:
        count = session.execute(_joined(func.count()).where(*where)).scalar_one()
    keys = zip((Visit.id, Job.id, Customer.id), (0, 1, 3), strict=True)
    ids = (select(key).where(key.in_(sorted({row[at] for row in rows}))) for key, at in keys)
    return made(rows, desk, ties(session, *ids)), count


def _joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Job)
        .outerjoin(Visit, Visit.job_id == Job.id)
        .join(Customer, Customer.id == Job.customer_id)
        .outerjoin(Location, Location.id == Job.location_id)
    )


def _where(wanted: BoardFilter) -> list[ColumnElement[bool]]:
    status = func.coalesce(Visit.status, Job.status, type_=Job.status.type)
    return [
        Job.deleted_at.is_(None),
        Customer.deleted_at.is_(None),
        Job.status.not_in(ENDED),
        status.not_in(ENDED),
        Visit.starts.is_(None),
        *conditions(wanted, waiting=True),
    ]
