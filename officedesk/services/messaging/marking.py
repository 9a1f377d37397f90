"""An estimate that goes out counts as sent; one whose message never left does not."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.enums import EstimateStatus, MessageStatus
from officedesk.models.messages import Message
from officedesk.models.sales import Estimate
from officedesk.services.desk import Desk

_GONE = (MessageStatus.SENDING, MessageStatus.UNSURE, MessageStatus.SENT)


def mark(session: Session, desk: Desk, message: Message) -> None:
    """In the transaction that puts ``message`` into the outbox: its estimate, if nobody sent it before, is *sent*."""
    row = _estimate(session, message)
    if row is None or row.deleted_at is not None:
        return
    changed = row.status is EstimateStatus.SENT and row.sent_at is None
    if row.status is not EstimateStatus.DRAFT and not changed:
        return
    message.marked_from, message.marked_at = row.status.value, desk.now()
    row.status = EstimateStatus.SENT
    row.sent_at = row.updated_at = desk.now()


def take_mark_back(session: Session, desk: Desk, message: Message) -> None:
    """In the transaction that takes ``message`` out of the outbox: the mark goes, where sending it made it.

    It stays where the message left after all, and where somebody sent, marked, changed or answered the estimate since.
    """
    marked_at, marked_from = message.marked_at, message.marked_from
    if marked_at is None or message.sent_at is not None:
        return
    message.marked_at, message.marked_from = None, ""
    row = _estimate(session, message)
    if row is None or row.status is not EstimateStatus.SENT or row.sent_at != marked_at:
        return
    if not _left_to_another(session, message, marked_at, marked_from):
        row.status, row.sent_at = EstimateStatus(marked_from), None
        row.updated_at = desk.now()


def _estimate(session: Session, message: Message) -> Estimate | None:
    if message.document != "estimate" or message.document_id is None:
        return None
    return session.get(Estimate, message.document_id, with_for_update=True)


def _left_to_another(session: Session, message: Message, marked_at: datetime, marked_from: str) -> bool:
    """Whether another message carries the estimate: the mark is that one's now."""
    query = (
        select(Message)
        .where(
            Message.document == message.document,
            Message.document_id == message.document_id,
            Message.id != message.id,
            Message.status.in_((MessageStatus.WAITING, *_GONE)),
        )
        .order_by(Message.id)
    )
    others = session.scalars(query.with_for_update()).all()
    for one in others:
        if one.status in _GONE:
            return True
    for one in others:
        one.marked_at, one.marked_from = marked_at, marked_from
        return True
    return False
