"""Every message that was sent or received is in the notes of its customer too."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import User
from officedesk.models.enums import NoteKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job

_KINDS: dict[str, type[Any]] = {
    "estimate": Estimate,
    "invoice": Invoice,
    "deposit": Invoice,
    "credit_note": Invoice,
    "job": Job,
    "work_order": Job,
}


def log_message(session: Session, message: Message) -> Note | None:
    """Log a message in its customer's notes, in the transaction that stores how it went. Flushes; idempotent.

    Nothing is logged of a message that is to no customer. The note of one that is logged already is brought up to
    date where it is not in the trash, and given back.
    """
    if message.customer_id is None:
        return None
    session.flush()
    at = message.sent_at or message.at
    row = session.scalars(select(Note).where(Note.message_id == message.id)).first()
    if row is None:
        row = Note(customer_id=message.customer_id, message_id=message.id, kind=NoteKind.EMAIL)
        row.created_at = row.updated_at = row.at = at
        row.author, row.subject, row.text = _author(session, message), message.subject, message.body
        row.created_by_id = message.user_id
        row.location_id, row.job_id = _about(session, message)
        session.add(row)
    elif row.deleted_at is None and row.at != at:
        row.at = at
    session.flush()
    return row


def _author(session: Session, message: Message) -> str:
    name = None
    if message.user_id is not None:
        name = session.scalar(select(User.name).where(User.id == message.user_id))
    return name or message.sender_name or message.sender_address


def _about(session: Session, message: Message) -> tuple[int | None, int | None]:
    """Location and job of the document that the message carries."""
    kind = _KINDS.get(message.document)
    if kind is None or message.document_id is None:
        return None, None
    job = Job.id if kind is Job else Invoice.job_id if kind is Invoice else None
    columns = (kind.location_id, job) if job is not None else (kind.location_id,)
    row = session.execute(select(*columns).where(kind.id == message.document_id)).first()
    if row is None:
        return None, None
    return row[0], row[1] if job is not None else None
