"""Tells who wrote a message when it did not arrive, came back or was answered."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.customers import Customer
from officedesk.models.enums import MessageStatus, NoticeKind
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.reminders.notices import notify


def tell_failed(session: Session, desk: Desk, message: Message) -> None:
    """In the caller's transaction: a notification for whoever wrote ``message``, once for each try of theirs."""
    unsure = message.status is MessageStatus.UNSURE
    subject = f"{'Perhaps not sent' if unsure else 'Not sent'}: {_called(message)}"
    _tell(session, desk, message, NoticeKind.MESSAGE_FAILED, message.user_id, subject, message.trouble)


def tell_partly(session: Session, desk: Desk, message: Message) -> None:
    """The same where some of its recipients have it, and others were refused or sent it back."""
    subject = f"Not delivered to everybody: {_called(message)}"
    _tell(session, desk, message, NoticeKind.MESSAGE_FAILED, message.user_id, subject, message.trouble)


def tell_came_back(session: Session, desk: Desk, message: Message) -> None:
    """The same where it was sent, and came back from all of them."""
    subject = f"Came back: {_called(message)}"
    _tell(session, desk, message, NoticeKind.MESSAGE_FAILED, message.user_id, subject, message.trouble)


def tell_answered(session: Session, desk: Desk, message: Message, user_id: int | None) -> None:
    """In the caller's transaction: a notification for ``user_id``, whose message was answered by ``message``."""
    who = message.sender_name or message.sender_address
    subject = f"{who} answered: {_called(message)}"
    _tell(session, desk, message, NoticeKind.MESSAGE_ANSWERED, user_id, subject, message.body[:300])


def _called(message: Message) -> str:
    return message.subject or " ".join(message.body.split())[:80] or "a message"


def _tell(
    session: Session,
    desk: Desk,
    message: Message,
    kind: NoticeKind,
    user_id: int | None,
    subject: str,
    text: str,
) -> None:
    # Its version is counted up where it is written: each time it fails is told, and each of them once.
    session.flush()
    key = f"{kind.value}:{message.id}:{message.version}"
    company = session.scalar(select(Customer.name).where(Customer.id == message.customer_id))
    said = " · ".join(part for part in (company or message.to_text, text) if part)
    notify(session, desk, [user_id], kind, key, subject, said, "message", message.id, message.customer_id)
