"""Tells who wrote a message when it did not arrive, and who should read an answer."""

from importlib import import_module
from importlib.util import find_spec

from sqlalchemy.orm import Session

from officedesk.models.enums import NoticeKind
from officedesk.models.messages import Message
from officedesk.services.desk import Desk


def tell_failed(session: Session, desk: Desk, message: Message) -> None:
    """In the caller's transaction: a notification for whoever wrote ``message``, once for each try of theirs."""
    _tell(session, desk, message, NoticeKind.MESSAGE_FAILED, message.user_id, message.trouble)


def tell_answered(session: Session, desk: Desk, message: Message, user_id: int | None) -> None:
    """In the caller's transaction: a notification for ``user_id``, whose message was answered."""
    _tell(session, desk, message, NoticeKind.MESSAGE_ANSWERED, user_id, message.body[:300])


def _tell(session: Session, desk: Desk, message: Message, kind: NoticeKind, user_id: int | None, text: str) -> None:
    if user_id is None or find_spec("officedesk.services.reminders") is None:
        return
    notify = import_module("officedesk.services.reminders.notices").notify
    session.flush()
    key = f"{kind.value}:{message.id}:{message.version}"
    subject = message.subject or " ".join(message.body.split())[:80]
    notify(session, desk, [user_id], kind, key, subject, text, "message", message.id, message.customer_id)
