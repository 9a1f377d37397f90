"""What a visit is about, for the card beside it: the customer, the address, who answers the phone, tasks and notes."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.formatting import address_lines, phone
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import LineKind, NoteKind, TaskStatus
from officedesk.models.notes import Note
from officedesk.models.work import Job, JobTask, Visit
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

MOST = 6
"""Tasks and notes that a card has room for."""


@dataclass(frozen=True, slots=True)
class VisitCard:
    """``address`` has the location's lines, the customer's where the job has no location."""

    job_id: int
    number: str
    customer_id: int
    customer: str
    address: tuple[str, ...]
    contact: str
    phone: str
    """As people read it; empty where none is on file."""
    tasks: tuple[tuple[str, bool], ...]
    """(name, whether it is done) of the first."""
    task_count: int
    crew_note: str
    visit_note: str
    site_notes: tuple[str, ...]


def visit_card(desk: Desk, job_id: int, visit_id: int = 0) -> VisitCard:
    """The card of a job's visit (0: of the job alone). Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        query = (
            select(Job.number, Job.customer_id, Job.location_id, Job.contact_id, Job.crew_note, Customer)
            .join(Customer, Customer.id == Job.customer_id)
            .where(Job.id == job_id, Job.deleted_at.is_(None))
        )
        row = session.execute(query).first()
        if row is None:
            raise NotFound("This job is not there any more.", hint="It was deleted at another desktop.")
        customer: Customer = row.Customer
        contact, number = _who(session, row.customer_id, row.contact_id)
        tasks = session.execute(
            select(JobTask.name, JobTask.status)
            .where(JobTask.job_id == job_id, JobTask.status != TaskStatus.CANCELLED, JobTask.kind != LineKind.SECTION)
            .order_by(JobTask.position)
        ).all()
        note = session.scalar(select(Visit.note).where(Visit.id == visit_id)) if visit_id else ""
        return VisitCard(
            job_id,
            row.number,
            row.customer_id,
            customer.name,
            _address(session, customer, row.location_id),
            contact,
            number,
            tuple((name, status is TaskStatus.COMPLETED) for name, status in tasks[:MOST]),
            len(tasks),
            row.crew_note,
            note or "",
            _site_notes(session, row.location_id),
        )


def _who(session: Session, customer_id: int, contact_id: int | None) -> tuple[str, str]:
    """The job's contact, else the customer's main one, with a number to call."""
    rows = session.execute(
        select(Contact.id, Contact.name, Contact.phone, Contact.mobile)
        .where(Contact.customer_id == customer_id)
        .order_by(Contact.is_primary.desc(), Contact.position, Contact.id)
    ).all()
    chosen = [row for row in rows if row.id == contact_id] or rows[:1]
    if not chosen:
        return "", ""
    number = chosen[0].phone or chosen[0].mobile
    if not number:
        number = next((row.phone or row.mobile for row in rows if row.phone or row.mobile), "")
    return chosen[0].name, phone(number) if number else ""


def _address(session: Session, customer: Customer, location_id: int | None) -> tuple[str, ...]:
    place = session.get(Location, location_id) if location_id is not None else None
    at = place if place is not None else customer
    return tuple(address_lines(at.street, at.street2, at.city, at.region, at.postal_code, at.country))


def _site_notes(session: Session, location_id: int | None) -> tuple[str, ...]:
    if location_id is None:
        return ()
    query = (
        select(Note.text)
        .where(Note.location_id == location_id, Note.kind == NoteKind.SITE, Note.deleted_at.is_(None))
        .order_by(Note.pinned.desc(), Note.at.desc(), Note.id.desc())
        .limit(2)
    )
    return tuple(session.scalars(query))
