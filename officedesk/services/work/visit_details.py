"""What whoever goes somewhere needs to know of the jobs: read for many jobs at once, a query for each table."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from officedesk.formatting import address_lines, phone, quantity
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.day_sheets import DayTask
from officedesk.models.enums import FormRule, LineKind, NoteKind, TaskStatus
from officedesk.models.equipment import Equipment, JobEquipment
from officedesk.models.forms import JobForm
from officedesk.models.notes import Note
from officedesk.models.work import Job, JobTask
from officedesk.services.customers.drafts import Address

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class JobDetails:
    """Of one job. ``place`` is the address as parts, ``None`` where the job has no location."""

    crew_note: str = ""
    contact: str = ""
    phone: str = ""
    place: Address | None = None
    address: tuple[str, ...] = ()
    tasks: tuple[DayTask, ...] = ()
    equipment: tuple[tuple[str, str], ...] = ()
    site_notes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def details(session: Session, job_ids: Collection[int]) -> dict[int, JobDetails]:
    """Details by job; jobs that are not there are left out."""
    found: dict[int, JobDetails] = {}
    for ids in _chunks(sorted(set(job_ids))):
        tasks, equipment, forms = _tasks(session, ids), _equipment(session, ids), _forms(session, ids)
        jobs = _jobs(session, ids)
        notes = _site_notes(session, sorted({row.location_id for row in jobs if row.location_id is not None}))
        for row in jobs:
            place = _place(row)
            lines = address_lines(place) if place is not None else []
            name = (row.location_name or "").strip()
            found[row.id] = JobDetails(
                crew_note=row.crew_note,
                contact=row.own_contact or row.primary_contact or "",
                phone=_phone(row),
                place=place,
                address=tuple([name, *lines] if name and name not in lines else lines),
                tasks=tuple(tasks[row.id]),
                equipment=tuple(equipment[row.id]),
                site_notes=tuple(notes[row.location_id]) if row.location_id is not None else (),
                forms=tuple(forms[row.id]),
            )
    return found


def _jobs(session: Session, ids: Sequence[int]) -> list[Any]:
    own, primary = aliased(Contact), aliased(Contact)
    place = Location.__table__.c
    names = ("street", "street2", "city", "region", "postal_code", "country", "latitude", "longitude")
    rows = session.execute(
        select(
            Job.id,
            Job.location_id,
            Job.crew_note,
            place.name.label("location_name"),
            *(place[name] for name in names),
            own.name.label("own_contact"),
            own.mobile.label("own_mobile"),
            own.phone.label("own_phone"),
            primary.name.label("primary_contact"),
            primary.mobile.label("primary_mobile"),
            primary.phone.label("primary_phone"),
        )
        .join(Customer, Customer.id == Job.customer_id)
        .outerjoin(Location, Location.id == Job.location_id)
        .outerjoin(own, own.id == Job.contact_id)
        .outerjoin(primary, (primary.customer_id == Customer.id) & primary.is_primary)
        .where(Job.id.in_(ids))
    )
    return list(rows)


def _phone(row: Any) -> str:
    """That of whoever the job names, else of the customer's first contact."""
    if row.own_contact is not None:
        return phone(row.own_mobile or row.own_phone or "")
    return phone(row.primary_mobile or row.primary_phone or "")


def _place(row: Any) -> Address | None:
    if row.location_id is None:
        return None
    return Address(
        row.street, row.street2, row.city, row.region, row.postal_code, row.country, row.latitude, row.longitude
    )


def _tasks(session: Session, ids: Sequence[int]) -> defaultdict[int, list[DayTask]]:
    """What is to be done; sections and what was cancelled are left out."""
    found: defaultdict[int, list[DayTask]] = defaultdict(list)
    task = JobTask.__table__.c
    for row in session.execute(
        select(task.job_id, task.name, task.description, task.quantity, task.unit, task.status)
        .where(task.job_id.in_(ids), task.kind != LineKind.SECTION, task.status != TaskStatus.CANCELLED)
        .order_by(task.job_id, task.position, task.id)
    ):
        many = "" if row.quantity == 1 and not row.unit else f"{quantity(row.quantity)} {row.unit}".rstrip()
        found[row.job_id].append(DayTask(row.name, row.description, many, row.status is TaskStatus.COMPLETED))
    return found


def _equipment(session: Session, ids: Sequence[int]) -> defaultdict[int, list[tuple[str, str]]]:
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in session.execute(
        select(
            JobEquipment.job_id,
            Equipment.name,
            Equipment.manufacturer,
            Equipment.model,
            Equipment.serial_number,
            Equipment.place,
        )
        .join(Equipment, Equipment.id == JobEquipment.equipment_id)
        .where(JobEquipment.job_id.in_(ids), Equipment.deleted_at.is_(None))
        .order_by(func.lower(Equipment.name), Equipment.id)
    ):
        serial = f"S/N {row.serial_number}" if row.serial_number else ""
        make = " ".join(filter(None, (row.manufacturer, row.model)))
        found[row.job_id].append((row.name, " · ".join(filter(None, (make, serial, row.place)))))
    return found


def _site_notes(session: Session, ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """Pinned ones first, then the latest."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for location_id, text in session.execute(
        select(Note.location_id, Note.text)
        .where(Note.kind == NoteKind.SITE, Note.location_id.in_(ids), Note.deleted_at.is_(None))
        .order_by(Note.pinned.desc(), Note.at.desc(), Note.id.desc())
    ):
        if location_id is not None:
            found[location_id].append(text)
    return found


def _forms(session: Session, ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """Forms that nobody handed in yet; those that may be left out are not on it."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in session.execute(
        select(JobForm.job_id, JobForm.name)
        .where(JobForm.job_id.in_(ids), JobForm.done_at.is_(None), JobForm.rule == FormRule.MANDATORY)
        .order_by(JobForm.job_id, JobForm.position, JobForm.id)
    ):
        found[row.job_id].append(row.name)
    return found


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
