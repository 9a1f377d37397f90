"""The filter of the schedule as conditions over visits, their jobs, customers and locations."""

from sqlalchemy import ColumnElement, exists, func, or_, select

from officedesk.models.company import Technician
from officedesk.models.crew import JobSkill
from officedesk.models.customers import CustomerTag, Location
from officedesk.models.enums import JobStatus
from officedesk.models.listing import CustomerListing
from officedesk.models.text import clean, words
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.schedule.rows import BoardFilter

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
    found += [_has(word) for word in words(wanted.text)]
    return found


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


def _has(word: str) -> ColumnElement[bool]:
    customers = select(CustomerListing.customer_id).where(CustomerListing.name_key.contains(word, autoescape=True))
    places = select(Location.id).where(Location.text_key.contains(word, autoescape=True))
    people = (
        exists()
        .where(
            VisitTechnician.visit_id == Visit.id,
            VisitTechnician.technician_id == Technician.id,
            func.lower(Technician.name).contains(word, autoescape=True),
        )
        .correlate(Visit)
    )
    return or_(
        Job.text_key.contains(word, autoescape=True),
        Job.customer_id.in_(customers),
        Job.location_id.in_(places),
        people,
    )
