"""What waits for its day: visits that have none, and open jobs without any visit."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from officedesk.models.crew import JobSkill
from officedesk.models.customers import Customer, CustomerTag, Location
from officedesk.models.enums import Priority
from officedesk.models.series import Occurrence
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.schedule.filters import conditions
from officedesk.services.schedule.rows import NO_VISIT, BoardFilter, VisitBlock
from officedesk.services.schedule.visits import PRIORITY, STATUS, linked, raw
from officedesk.services.work.progress import ENDED

MOST = 500
"""So many are shown; who has more waiting filters."""
_PRIORITIES = {priority.value: -place for place, priority in enumerate(Priority)}


def waiting(session: Session, wanted: BoardFilter) -> tuple[list[VisitBlock], int]:
    """The first of them, urgent ones before others and then the oldest; and how many there are."""
    where = _where(wanted)
    count = session.execute(_joined(func.count()).where(*where)).scalar_one()
    if not count:
        return [], 0
    order = (case(_PRIORITIES, value=Job.priority), Job.serial, Job.id, Visit.id)
    rows = raw(session, _joined(*_COLUMNS).where(*where).order_by(*order).limit(MOST))
    jobs = sorted({row[1] for row in rows})
    visits = [row[0] for row in rows if row[0] is not None]
    customers = sorted({row[3] for row in rows})
    people = select(VisitTechnician.visit_id, VisitTechnician.technician_id)
    gone = linked(raw(session, people.where(VisitTechnician.visit_id.in_(visits))))
    skills = linked(raw(session, select(JobSkill.job_id, JobSkill.skill_id).where(JobSkill.job_id.in_(jobs))))
    tags = select(CustomerTag.customer_id, CustomerTag.tag_id).where(CustomerTag.customer_id.in_(customers))
    worn = linked(raw(session, tags))
    came = dict(raw(session, select(Occurrence.job_id, Occurrence.id).where(Occurrence.job_id.in_(jobs))))
    return [
        VisitBlock(
            visit_id=row[0] or NO_VISIT,
            job_id=row[1],
            number=row[2],
            customer_id=row[3],
            company=row[4],
            description=row[5],
            starts=None,
            ends=None,
            all_day=False,
            window_ends=None,
            technician_ids=gone.get(row[0], ()),
            status=STATUS[row[6]],
            priority=PRIORITY[row[7]],
            location=row[8] or row[9] or "",
            city=row[10] or "",
            postal_code=row[11] or "",
            latitude=row[12],
            longitude=row[13],
            skill_ids=skills.get(row[1], ()),
            tag_ids=worn.get(row[3], ()),
            brand_id=row[14],
            version=row[15] or 0,
            job_version=row[16],
            note=row[17] or "",
            occurrence_id=came.get(row[1]),
            late=False,
        )
        for row in rows
    ], count


_COLUMNS = (
    Visit.id,
    Job.id,
    Job.number,
    Job.customer_id,
    Customer.name,
    Job.description,
    func.coalesce(Visit.status, Job.status),
    Job.priority,
    Location.street,
    Location.name,
    Location.city,
    Location.postal_code,
    Location.latitude,
    Location.longitude,
    Job.brand_id,
    Visit.version,
    Job.version,
    Visit.note,
)


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
