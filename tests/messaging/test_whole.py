"""A message is a record like any other: in the history, in backups and moves, and gone when its customer is erased."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from officedesk.errors import NotAllowed
from officedesk.models.base import Base
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import MessageStatus
from officedesk.models.messages import Message
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.trash import row_id
from officedesk.services.activity.undo import undo
from officedesk.services.check import check
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.messaging import outbox
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.sender import Sender
from tests.support.mail_server import MailServer

Written = Callable[..., MessageDraft]
SECRET = "Zebulonquist"
"""In no other word, so that wherever it is found it comes from this message."""


def everything(desk: Desk) -> str:
    """Every value of every table."""
    with desk.read() as session:
        return "\n".join(
            str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
        )


def test_what_becomes_of_a_message_is_in_the_history(
    posting: Desk, sender: Sender, written: Written, customer_id: int
) -> None:
    draft = outbox.save_draft(posting, written())
    outbox.send(posting, draft)
    sender.take_one()
    with posting.read() as session:
        rows = session.scalars(select(ChangeLog).where(ChangeLog.entity == "message").order_by(ChangeLog.id)).all()
    assert [row.after.get("status") for row in rows] == ["draft", "waiting", "sent"]
    assert {row.customer_id for row in rows} == {customer_id}
    assert [row.user_id for row in rows][-1] is None, "the outbox sent it, not the user"
    assert {row.actor for row in rows} == {"Dana Reyes"}
    assert not any("token" in str(row.after) for row in rows)


def test_a_message_is_not_taken_back(posting: Desk, written: Written) -> None:
    outbox.send(posting, written())
    with posting.read() as session:
        key = session.scalars(select(ChangeLog.transaction_key).where(ChangeLog.entity == "message")).first()
    assert key is not None
    with pytest.raises(NotAllowed, match="outbox"):
        undo(posting, key)
    assert outbox.waiting(posting).waiting == 1


def test_nothing_is_left_of_the_messages_of_an_erased_customer(
    posting: Desk, sender: Sender, written: Written, customer_id: int
) -> None:
    outbox.send(
        posting,
        written(subject=f"To {SECRET}", body=f"Dear {SECRET}", cc=(Address(SECRET, "z@quist.example"),)),
        (f"{SECRET}.pdf", b"%PDF"),
    )
    sender.take_one()
    outbox.save_draft(posting, written(subject=SECRET))
    assert SECRET in everything(posting)
    trash(posting, [customer_id])
    row = row_id("customer", customer_id)
    assert ("messages", 2) in plan(posting, [row]).counts
    erase(posting, [row], "ABC Company")
    assert SECRET not in everything(posting)
    with posting.read() as session:
        assert session.scalars(select(Message.id)).all() == []
    assert check(posting).findings == ()


def test_a_check_finds_what_cannot_be(posting: Desk, sender: Sender, written: Written) -> None:
    sent_id = outbox.send(posting, written())
    sender.take_one()
    with posting.write() as session:
        record = session.get(Message, sent_id)
        assert record is not None
        record.status, record.sent_at, record.lease_until = MessageStatus.SENDING, None, None
    assert [(found.where, found.text) for found in check(posting).findings] == [
        (f"Message {sent_id}", "is being sent by nobody")
    ]


def test_a_file_of_the_office_goes_along_and_goes_with_its_customer(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, customer_id: int
) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    file = add_bytes(posting, "Roof Łódź.png", content, FileDraft(customer_id))
    sent_id = outbox.send(posting, written(attachment_ids=(file.id,)))
    assert [one.name for one in message(posting, sent_id).files] == ["Roof Łódź.png"]
    sender.take_one()
    (part,) = mail.received[0].parsed().iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("Roof Łódź.png", content)
    trash(posting, [customer_id])
    erase(posting, [row_id("customer", customer_id)], "ABC Company")
    assert "Roof" not in everything(posting)
