"""What was done to a piece of equipment: the jobs that worked on it or on its parts."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from officedesk.models.company import Technician
from officedesk.models.equipment import Equipment, JobEquipment
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import load
from officedesk.services.equipment.listing import parts_of
from officedesk.services.equipment.rows import EquipmentFacts, ServiceRow
from officedesk.services.permissions import Permission

MOST = 200


def equipment_facts(desk: Desk, equipment_id: int) -> EquipmentFacts:
    """Parts and service history of a piece of equipment; no history for who may not see jobs."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        load(session, equipment_id)
        history = _history(session, desk, equipment_id) if desk.may(Permission.JOBS_READ) else ()
        return EquipmentFacts(parts_of(session, desk, equipment_id), history)


def _history(session: Session, desk: Desk, equipment_id: int) -> tuple[ServiceRow, ...]:
    pieces = or_(Equipment.id == equipment_id, Equipment.parent_id == equipment_id)
    named: dict[int, list[str]] = {}
    for job_id, piece, name in session.execute(
        select(JobEquipment.job_id, Equipment.id, Equipment.name)
        .join(Equipment, Equipment.id == JobEquipment.equipment_id)
        .where(pieces, Equipment.deleted_at.is_(None))
        .order_by(Equipment.name, Equipment.id)
    ):
        named.setdefault(job_id, []).append("" if piece == equipment_id else name)
    if not named:
        return ()
    jobs = session.execute(
        select(Job.id, Job.number, Job.created_at, Job.description, Job.status)
        .where(Job.id.in_(named), Job.deleted_at.is_(None))
        .order_by(Job.id.desc())
        .limit(MOST)
    ).all()
    days, people = _visits(session, [job.id for job in jobs], desk.today())
    rows = [
        ServiceRow(
            job_id=job.id,
            number=job.number,
            day=days.get(job.id) or job.created_at.astimezone(desk.zone).date(),
            description=job.description,
            status=job.status,
            technicians=", ".join(sorted(people.get(job.id, ()))),
            part="" if "" in named[job.id] else ", ".join(named[job.id]),
        )
        for job in jobs
    ]
    return tuple(sorted(rows, key=lambda row: (row.day, row.job_id), reverse=True))


def _visits(session: Session, jobs: list[int], today: date) -> tuple[dict[int, date], dict[int, set[str]]]:
    """The day of each job's latest visit so far, else of its next one, and who was sent."""
    dated: dict[int, set[date]] = {}
    people: dict[int, set[str]] = {}
    for job_id, starts, name in session.execute(
        select(Visit.job_id, Visit.starts, Technician.name)
        .outerjoin(VisitTechnician, VisitTechnician.visit_id == Visit.id)
        .outerjoin(Technician, Technician.id == VisitTechnician.technician_id)
        .where(Visit.job_id.in_(jobs))
    ):
        if starts is not None:
            dated.setdefault(job_id, set()).add(starts.date())
        if name:
            people.setdefault(job_id, set()).add(name)
    days = {job_id: max((day for day in found if day <= today), default=min(found)) for job_id, found in dated.items()}
    return days, people
