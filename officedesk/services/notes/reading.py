"""Notes read from the store: rows, and what of them is shown on a job and printed for its crew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import NoteKind, Role
from officedesk.models.files import Attachment
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.models.work import Job, JobTask
from officedesk.services.desk import Desk
from officedesk.services.files.listing import seen_by
from officedesk.services.notes.rows import JobNotes, NoteChoices, NoteRow, SiteNote
from officedesk.services.permissions import Permission

BEGINNING = 2_000
"""Letters of a note that a list holds."""
MOST_JOBS = 200
MOST_SHOWN = 100
"""Notes of a kind that a job shows, the latest ones; all of them are on the profile."""
PLACE = case((Note.kind == NoteKind.JOB, Job.location_id), else_=Note.location_id)
"""Where a note belongs: a job note is wherever its job is."""


def notes_of_job(desk: Desk, job_id: int | None, location_id: int | None) -> JobNotes:
    """The site notes of a location and the notes of a job, pinned ones first, then the latest, texts in full."""
    desk.need(Permission.CUSTOMERS_READ)
    role = desk.actor.role
    with desk.read() as session:
        return JobNotes(
            site=_shown(session, role, Note.kind == NoteKind.SITE, Note.location_id == location_id)
            if location_id
            else (),
            job=_shown(session, role, Note.kind == NoteKind.JOB, Note.job_id == job_id) if job_id else (),
        )


def notes_of_project(desk: Desk, project_id: int) -> tuple[NoteRow, ...]:
    """What was noted about a project and about its jobs, pinned ones first, then the latest, texts in full."""
    desk.need(Permission.CUSTOMERS_READ)
    jobs = select(Job.id).where(Job.project_id == project_id, Job.deleted_at.is_(None))
    with desk.read() as session:
        return _shown(session, desk.actor.role, or_(Note.project_id == project_id, Note.job_id.in_(jobs)))


def choices(desk: Desk, customer_id: int, job_id: int | None = None, location_id: int | None = None) -> NoteChoices:
    """The locations and jobs that a note of this customer can be about; those of its ids in any case."""
    desk.need(Permission.CUSTOMERS_READ)
    place = Location.__table__.c
    with desk.read() as session:
        places = session.execute(
            select(*place)
            .where(place.customer_id == customer_id, place.archived_at.is_(None) | (place.id == location_id))
            .order_by(place.position, place.id)
        ).all()
        mine = select(Job.id, Job.number, Job.description).where(Job.deleted_at.is_(None))
        latest = mine.where(Job.customer_id == customer_id).order_by(Job.serial.desc(), Job.id.desc())
        jobs = list(session.execute(latest.limit(MOST_JOBS)))
        if job_id is not None and job_id not in {row.id for row in jobs}:
            jobs += session.execute(select(Job.id, Job.number, Job.description).where(Job.id == job_id))
    return NoteChoices(
        locations=tuple((row.id, row.name or location_line(row)) for row in places),
        jobs=tuple((row.id, " · ".join(filter(None, (row.number, _one_line(row.description))))) for row in jobs),
    )


def tasks_of(desk: Desk, job_id: int) -> tuple[tuple[int, str], ...]:
    """Tasks of a job by id, in its order."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(JobTask.id, JobTask.name).where(JobTask.job_id == job_id).order_by(JobTask.position, JobTask.id)
        )
        return tuple((row.id, _one_line(row.name)) for row in rows)


def site_notes(session: Session, location_id: int | None) -> tuple[SiteNote, ...]:
    """The site notes of a location as papers print them, pinned ones first, then the latest."""
    if location_id is None:
        return ()
    rows = session.execute(
        select(Note.at, Note.author, Note.text)
        .where(Note.kind == NoteKind.SITE, Note.location_id == location_id, Note.deleted_at.is_(None))
        .order_by(Note.pinned.desc(), Note.at.desc(), Note.id.desc())
    )
    return tuple(SiteNote(row.at, row.author, row.text) for row in rows)


def _shown(session: Session, role: Role | None, *where: ColumnElement[bool]) -> tuple[NoteRow, ...]:
    ids = session.scalars(
        select(Note.id)
        .where(*where, Note.deleted_at.is_(None))
        .order_by(Note.pinned.desc(), Note.at.desc(), Note.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    found = rows_by_id(session, ids, role, whole=True)
    return tuple(found[number] for number in ids)


def rows_by_id(session: Session, ids: Sequence[int], role: Role | None, *, whole: bool = False) -> dict[int, NoteRow]:
    """Rows for a few hundred ids at most, as ``role`` sees them; ``whole``: with all of their text."""
    place = Location.__table__.c
    statement = (
        select(
            *(Note.__table__.c[name] for name in _OWN),
            (Note.text if whole else func.substr(Note.text, 1, BEGINNING)).label("text"),
            (Note.updated_at > Note.created_at).label("changed"),
            Customer.name.label("company"),
            PLACE.label("place_id"),
            Job.number.label("job_number"),
            JobTask.name.label("task_name"),
            Message.channel.label("channel"),
            _files(role).label("files"),
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .join(Customer, Customer.id == Note.customer_id)
        .outerjoin(Job, Job.id == Note.job_id)
        .outerjoin(JobTask, JobTask.id == Note.task_id)
        .outerjoin(Message, Message.id == Note.message_id)
        .outerjoin(Location, Location.id == PLACE)
        .where(Note.id.in_(ids))
    )
    return {row.id: _row(row) for row in session.execute(statement)}


_OWN = ("id", "customer_id", "at", "kind", "subject", "author", "job_id", "pinned", "version")


def _row(row: Any) -> NoteRow:
    return NoteRow(
        **{name: getattr(row, name) for name in (*_OWN, "company", "channel", "text", "files")},
        location=(location_line(row) or row.location_name or "") if row.place_id is not None else "",
        location_id=row.place_id,
        job_number=row.job_number or "",
        task_name=row.task_name or "",
        changed=bool(row.changed),
    )


def _files(role: Role | None) -> ColumnElement[int]:
    mine = (Attachment.note_id == Note.id, Attachment.deleted_at.is_(None), *seen_by(role))
    return select(func.count()).select_from(Attachment).where(*mine).correlate(Note).scalar_subquery()


def _one_line(text: str) -> str:
    return " ".join(text.split())[:120]
