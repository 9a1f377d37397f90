"""What forms and filters of timesheets, stays and crossings offer to choose from."""

from dataclasses import dataclass

from sqlalchemy import select

from officedesk.models.company import Technician
from officedesk.models.customers import Customer
from officedesk.models.enums import JobStatus, LineKind
from officedesk.models.mapping import Device, Geofence
from officedesk.models.pricebook import PriceBookItem
from officedesk.models.text import fold
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

MOST = 400
"""Jobs that are offered, and fences."""
_OVER = (JobStatus.COMPLETED, JobStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class TimeChoices:
    """(id, name) pairs. Jobs: the latest, open ones first; who has left is not offered."""

    technicians: tuple[tuple[int, str], ...]
    devices: tuple[tuple[int, str], ...]
    fences: tuple[tuple[int, str], ...]
    jobs: tuple[tuple[int, str], ...]


def time_choices(desk: Desk) -> TimeChoices:
    """All of them, read at once."""
    desk.need(Permission.TIME_READ)
    with desk.read() as session:
        people = session.execute(select(Technician.id, Technician.name).where(Technician.active)).all()
        devices = session.execute(select(Device.id, Device.name)).all()
        fences = session.execute(
            select(Geofence.id, Geofence.name)
            .where(Geofence.deleted_at.is_(None))
            .order_by(Geofence.text_key, Geofence.id)
            .limit(MOST)
        ).all()
        jobs = session.execute(
            select(Job.id, Job.number, Job.description, Job.status, Customer.name)
            .join(Customer, Customer.id == Job.customer_id)
            .where(Job.deleted_at.is_(None), Customer.deleted_at.is_(None))
            .order_by(Job.serial.desc(), Job.id.desc())
            .limit(MOST)
        ).all()
    ordered = sorted(jobs, key=lambda row: row.status in _OVER)
    return TimeChoices(
        tuple(sorted(((row.id, row.name) for row in people), key=lambda pair: fold(pair[1]))),
        tuple(sorted(((row.id, row.name) for row in devices), key=lambda pair: fold(pair[1]))),
        tuple((row.id, row.name) for row in fences),
        tuple((row.id, " · ".join(filter(None, (row.number, row.name, row.description[:60])))) for row in ordered),
    )


def labor_items(desk: Desk) -> tuple[tuple[int, str], ...]:
    """Services of the price book that an hour can be sold as, by name."""
    desk.need(Permission.PRICEBOOK_READ)
    with desk.read() as session:
        rows = session.execute(
            select(PriceBookItem.id, PriceBookItem.name)
            .where(PriceBookItem.active, PriceBookItem.kind == LineKind.SERVICE)
            .order_by(PriceBookItem.name_key, PriceBookItem.id)
        )
        return tuple((row.id, row.name) for row in rows)
