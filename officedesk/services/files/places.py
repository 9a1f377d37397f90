"""What files of a customer can belong to, for whoever chooses."""

from dataclasses import dataclass

from sqlalchemy import select

from officedesk.models.customers import Location
from officedesk.models.enums import InvoiceState
from officedesk.models.equipment import Equipment
from officedesk.models.sales import Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.files.listing import job_folder
from officedesk.services.permissions import Permission, may

MOST = 500
Choice = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Ids and names, the latest jobs and invoices first, of each :data:`MOST` at the most."""

    locations: tuple[Choice, ...]
    jobs: tuple[Choice, ...]
    equipment: tuple[Choice, ...]
    invoices: tuple[Choice, ...]


def places(desk: Desk, customer_id: int) -> Places:
    """Locations, jobs, equipment and issued invoices of a customer; what the role may not see is left out."""
    desk.need(Permission.FILES_READ)
    sees_invoices = may(desk.actor.role, Permission.INVOICES_READ)
    with desk.read() as session:
        locations = session.execute(
            select(Location.id, Location.name, Location.street, Location.city)
            .where(Location.customer_id == customer_id, Location.archived_at.is_(None))
            .order_by(Location.position, Location.id)
            .limit(MOST)
        ).all()
        jobs = session.execute(
            select(Job.id, Job.number, Job.description)
            .where(Job.customer_id == customer_id, Job.deleted_at.is_(None))
            .order_by(Job.serial.desc(), Job.id.desc())
            .limit(MOST)
        ).all()
        equipment = session.execute(
            select(Equipment.id, Equipment.name, Equipment.serial_number)
            .where(Equipment.customer_id == customer_id, Equipment.deleted_at.is_(None))
            .order_by(Equipment.name, Equipment.id)
            .limit(MOST)
        ).all()
        invoices = session.execute(
            select(Invoice.id, Invoice.number)
            .where(
                Invoice.customer_id == customer_id,
                Invoice.state == InvoiceState.ISSUED,
                Invoice.deleted_at.is_(None),
            )
            .order_by(Invoice.id.desc())
            .limit(MOST if sees_invoices else 0)
        ).all()
    return Places(
        tuple((row[0], row[1] or ", ".join(filter(None, row[2:])) or "Location") for row in locations),
        tuple((row[0], job_folder(row[1], row[2])) for row in jobs),
        tuple((row[0], f"{row[1]} · {row[2]}" if row[2] else row[1]) for row in equipment),
        tuple((row[0], f"Invoice {row[1]}") for row in invoices),
    )
