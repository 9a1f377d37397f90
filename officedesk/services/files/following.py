"""Files, notes and time of a document that is put to another customer: they go with it."""

from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from officedesk.models.enums import NoteKind
from officedesk.models.files import Attachment
from officedesk.models.mapping import TimeEntry
from officedesk.models.messages import MessageFile
from officedesk.models.notes import Note
from officedesk.services.desk import Desk

_NAMED = {"job_id", "estimate_id", "invoice_id", "equipment_id", "folder_id", "project_id"}
_COPIED = (
    "sha256 name kind description for_technicians added_at added_by technician_id taken_at created_at deleted_at"
).split()


def follow(session: Session, desk: Desk, tag: str, row: Any, customer_id: int, location_id: int | None) -> None:
    """Before ``row`` is put to another customer: bring what belongs to it along; ``tag`` is ``job_id`` and the like.

    What was written to the former customer, or is about their place, stays with them: logged emails, site notes, and
    files that went with a message, of which the document gets a copy. A folder of theirs, another location, equipment
    and other documents are let go of.
    """
    if row.customer_id == customer_id:
        return
    if tag == "job_id":
        for entry in session.scalars(select(TimeEntry).where(TimeEntry.job_id == row.id)).all():
            place = _place(entry, row, location_id)
            _set(entry, {"customer_id": customer_id, "location_id": place, "updated_at": desk.now()})
    values: dict[str, Any] = {"customer_id": customer_id, "updated_at": desk.now()}
    moved: set[int] = set()
    for note in session.scalars(select(Note).where(Note.job_id == row.id)).all() if tag == "job_id" else ():
        if note.message_id is not None or note.kind is NoteKind.SITE:
            _set(note, {"job_id": None, "task_id": None, "updated_at": desk.now()})
        else:
            moved.add(note.id)
            _set(note, {**values, "location_id": _place(note, row, location_id)})
    mine = getattr(Attachment, tag) == row.id
    query = select(Attachment).where(or_(mine, Attachment.note_id.in_(moved))).order_by(Attachment.id)
    for file in session.scalars(query).all():
        note_id = file.note_id if file.note_id in moved else None
        task_id = file.task_id if tag == "job_id" else None
        values |= dict.fromkeys(_NAMED - {tag}) | {"location_id": _place(file, row, location_id)}
        values |= {"note_id": note_id, "task_id": task_id}
        if session.scalar(select(exists().where(MessageFile.attachment_id == file.id))):
            copy = {name: getattr(file, name) for name in _COPIED}
            session.add(Attachment(**copy, **values, **{tag: getattr(file, tag)}))
            _set(file, {tag: None, "task_id": None, "note_id": None, "updated_at": desk.now()})
        else:
            _set(file, values)
    session.flush()


def _place(record: Any, row: Any, location_id: int | None) -> int | None:
    """What was about the document's location is about its new one."""
    return location_id if record.location_id is not None and record.location_id == row.location_id else None


def _set(record: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
