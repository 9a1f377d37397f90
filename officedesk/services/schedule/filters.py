"""The filter of the schedule as conditions over visits, their jobs, customers and locations."""

from sqlalchemy import ColumnElement, exists, func, or_, select

from officedesk.models.crew import JobSkill
from officedesk.models.customers import CustomerTag, Location
from officedesk.models.enums import JobStatus
from officedesk.models.text import clean
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.schedule.rows import BoardFilter
from officedesk.services.sqllist import matches
from officedesk.services.work.visit_people import has_technician

NOBODY = 0
"""Among technicians: visits that nobody has."""


def conditions(wanted: BoardFilter, *, waiting: bool = False) -> list[ColumnElement[bool]]:
    """What a visit of a join of visits, jobs and (outer) locations meets to be shown.

    ``waiting``: the visit may be missing, and the status of its job counts instead of its own. Cancelled ones are only
    shown where their status is asked for.
    """
    status = func.coalesce(Visit.status, Job.status, type_=Visit.status.type) if waiting else Visit.status
    found = [status.in_(wanted.statuses) if wanted.statuses else status != JobStatus.CANCELLED]
    if wanted.brand_ids:
        found.append(Job.brand_id.in_(wanted.brand_ids))
    if wanted.skill_ids:
        found.append(Job.id.in_(select(JobSkill.job_id).where(JobSkill.skill_id.in_(wanted.skill_ids))))
    if wanted.tag_ids:
        tagged = select(CustomerTag.customer_id).where(CustomerTag.tag_id.in_(wanted.tag_ids))
        found.append(Job.customer_id.in_(tagged))
    if wanted.technician_ids:
        found.append(_with(wanted.technician_ids))
    if area := clean(wanted.area):
        found.append(_in_area(area))
    return found + matches(wanted.text, Job.text_key, Job.customer_id, Job.location_id, has_technician)


def _with(technicians: tuple[int, ...]) -> ColumnElement[bool]:
    own = VisitTechnician.visit_id == Visit.id
    someone = exists().where(own, VisitTechnician.technician_id.in_(technicians)).correlate(Visit)
    return or_(someone, ~exists().where(own).correlate(Visit)) if NOBODY in technicians else someone


def _in_area(area: str) -> ColumnElement[bool]:
    # SQLite folds the case of ASCII only: what is typed as it is written is found too.
    city = or_(
        func.lower(Location.city).contains(area.lower(), autoescape=True), Location.city.contains(area, autoescape=True)
    )
    return or_(func.lower(Location.postal_code).startswith(area.lower(), autoescape=True), city)
