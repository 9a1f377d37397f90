"""Notes in the store: begin, read, save, pin, trash."""

from dataclasses import fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import NoteKind
from officedesk.models.notes import Note
from officedesk.models.pipeline import Project
from officedesk.models.text import clean
from officedesk.models.work import Job, JobTask
from officedesk.services.desk import Desk
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.permissions import Permission
from officedesk.services.sales.checks import check_party, refuse

_CHANGED = ("kind", "text", "location_id", "job_id", "task_id", "project_id", "pinned")


def new_note(
    desk: Desk,
    customer_id: int,
    kind: NoteKind = NoteKind.NOTE,
    location_id: int | None = None,
    job_id: int | None = None,
    project_id: int | None = None,
) -> NoteDraft:
    """An unsaved note about the customer, a location, a job or a project."""
    desk.need(Permission.NOTES_WRITE)
    return NoteDraft(customer_id, kind, location_id=location_id, job_id=job_id, project_id=project_id)


def note(desk: Desk, note_id: int) -> NoteDraft:
    """The stored note with all of its text. Raises :class:`NotFound`."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        return _draft(_load(session, note_id))


def save_note(desk: Desk, draft: NoteDraft) -> NoteDraft:
    """Store a note. What does not go with its kind is left out: only a job note has a job.

    Raises :class:`InvalidInput`, :class:`Conflict` with ``theirs``, and :class:`NotAllowed` for a logged message,
    which stays as it was sent.
    """
    desk.need(Permission.NOTES_WRITE)
    draft = _tidied(draft)
    if draft.kind is NoteKind.EMAIL:
        raise NotAllowed("A logged message stays as it was sent.", hint="Write a note of your own about it.")
    refuse(_problems(draft))
    with desk.write() as session:
        refuse(_elsewhere(session, draft))
        if draft.id is None:
            row = Note(
                customer_id=draft.customer_id,
                author=desk.actor.name,
                created_by_id=desk.actor.user_id,
                at=desk.now(),
                created_at=desk.now(),
                updated_at=desk.now(),
            )
            session.add(row)
        else:
            row = _load(session, draft.id, lock=True)
            if row.kind is NoteKind.EMAIL:
                raise NotAllowed("A logged message stays as it was sent.", hint="Write a note of your own about it.")
            if row.version != draft.version:
                raise Conflict("This note was changed at another desktop meanwhile.", theirs=_draft(row))
        for name in _CHANGED:
            if draft.id is None or getattr(row, name) != getattr(draft, name):
                setattr(row, name, getattr(draft, name))
                row.updated_at = desk.now() if draft.id is not None else row.created_at
        session.flush()
        return _draft(row)


def pin(desk: Desk, note_id: int, on: bool) -> bool:
    """Keep a note on top, or no longer; logged messages too. Returns whether that is new."""
    desk.need(Permission.NOTES_WRITE)
    with desk.write() as session:
        row = _load(session, note_id, lock=True)
        if row.pinned is on:
            return False
        # What it says is as old as before.
        row.pinned = on
    return True


def delete_note(desk: Desk, note_id: int) -> None:
    """Put a note into the trash."""
    desk.need(Permission.NOTES_WRITE)
    with desk.write() as session:
        _load(session, note_id, lock=True).deleted_at = desk.now()


def restore_note(desk: Desk, note_id: int) -> None:
    """Take it out of the trash."""
    desk.need(Permission.NOTES_WRITE)
    with desk.write() as session:
        _load(session, note_id, lock=True, trashed=True).deleted_at = None


def _load(session: Session, note_id: int, *, lock: bool = False, trashed: bool = False) -> Note:
    query = select(Note).where(Note.id == note_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise NotFound("This note does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def _draft(row: Note) -> NoteDraft:
    return NoteDraft(**{part.name: getattr(row, part.name) for part in fields(NoteDraft)})


def _tidied(draft: NoteDraft) -> NoteDraft:
    job = draft.kind is NoteKind.JOB
    values: dict[str, Any] = {"text": clean(draft.text, lines=True)}
    if job:
        # It is wherever its job is.
        values["location_id"] = None
    elif draft.kind is not NoteKind.EMAIL:
        values |= {"job_id": None, "task_id": None}
    return replace(draft, **values)


def _problems(draft: NoteDraft) -> dict[str, str]:
    found = {}
    if not draft.text:
        found["text"] = "Write something first."
    if draft.kind is NoteKind.SITE and draft.location_id is None:
        found["location_id"] = "Choose the location that everyone should know this about."
    if draft.kind is NoteKind.JOB and draft.job_id is None:
        found["job_id"] = "Choose the job that this is about."
    return found


def _elsewhere(session: Session, draft: NoteDraft) -> dict[str, str]:
    """What the note names must be the customer's, and there."""
    found = check_party(session, draft.customer_id, draft.location_id, None)
    if draft.job_id is not None:
        owner = session.execute(select(Job.customer_id, Job.deleted_at).where(Job.id == draft.job_id)).first()
        if owner is None or owner.customer_id != draft.customer_id:
            found["job_id"] = "This job does not belong to the customer."
        elif owner.deleted_at is not None and draft.id is None:
            found["job_id"] = "This job is in the trash. Restore it first."
    if draft.task_id is not None:
        task = session.execute(select(JobTask.job_id).where(JobTask.id == draft.task_id)).first()
        if task is None or task.job_id != draft.job_id:
            found["task_id"] = "This task is no longer part of the job."
    if draft.project_id is not None:
        of = session.scalar(select(Project.customer_id).where(Project.id == draft.project_id))
        if of != draft.customer_id:
            found["project_id"] = "This project does not belong to the customer."
    if "customer_id" in found:
        raise InvalidInput(found, found["customer_id"])
    return found
