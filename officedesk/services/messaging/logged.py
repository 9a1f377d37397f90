"""Every email that was sent, and every answer, is in the customer's notes."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from officedesk.models.enums import Channel, NoteKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.services.desk import Desk


def log_sent(session: Session, desk: Desk, message: Message) -> None:
    """In the caller's transaction: note that ``message`` was sent (or received), once."""
    if message.customer_id is None or message.channel is not Channel.EMAIL:
        return
    session.flush()
    if session.scalar(select(exists().where(Note.message_id == message.id))):
        return
    session.add(
        Note(
            customer_id=message.customer_id,
            job_id=message.document_id if message.document == "job" else None,
            message_id=message.id,
            created_by_id=message.user_id,
            kind=NoteKind.EMAIL,
            at=message.at,
            author=message.sender_name or message.sender_address,
            subject=message.subject,
            text=message.body,
            created_at=desk.now(),
            updated_at=desk.now(),
        )
    )
