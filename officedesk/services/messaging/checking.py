"""What a check of the office looks at in messages."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from officedesk.models.enums import MessageStatus
from officedesk.models.messages import Message, MessageFile, MessageRecipient
from officedesk.services.check_store import Finding, broken

_GOES_OUT = (MessageStatus.WAITING, MessageStatus.SENDING, MessageStatus.SENT, MessageStatus.UNSURE)


def messages(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Whether messages go to somebody, and say when they were sent and by whom they are being sent."""
    checked["messages"] = session.scalar(select(func.count()).select_from(Message)) or 0
    somebody = select(MessageRecipient.id).where(MessageRecipient.message_id == Message.id).exists()
    wrong = (
        ((Message.status.in_(_GOES_OUT)) & ~somebody, "goes out and is to nobody"),
        ((Message.status == MessageStatus.SENT) & Message.sent_at.is_(None), "was sent at no time"),
        (
            (Message.status == MessageStatus.SENDING) & ((Message.sender == "") | Message.lease_until.is_(None)),
            "is being sent by nobody",
        ),
        ((Message.status == MessageStatus.UNSURE) & Message.handed_over_at.is_(None), "may have been sent at no time"),
    )
    query = select(Message.id, *(condition.label(f"wrong_{at}") for at, (condition, _) in enumerate(wrong)))
    for row in session.execute(query.where(or_(*(condition for condition, _ in wrong))).order_by(Message.id)):
        for at, (_, text) in enumerate(wrong):
            if row[at + 1]:
                yield broken(f"Message {row.id}", text)
    empty = select(MessageFile.id, MessageFile.message_id).where(
        MessageFile.attachment_id.is_(None), MessageFile.content.is_(None)
    )
    for file in session.execute(empty.order_by(MessageFile.id)):
        yield broken(f"Message {file.message_id}", "carries a file that is not there")
