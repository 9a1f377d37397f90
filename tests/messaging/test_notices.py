"""Whoever wrote a message is told where it did not arrive: once, and in words that say which one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from officedesk.database.unit import Actor
from officedesk.models.company import User
from officedesk.models.enums import MessageStatus, NoticeKind, Role
from officedesk.services.desk import Desk
from officedesk.services.messaging import leasing, outbox
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.sender import Sender
from officedesk.services.reminders.bell import notices
from tests.factories import make_user
from tests.support.mail_server import MailServer, answering, hang_up

Written = Callable[..., MessageDraft]


def test_a_message_that_failed_is_told_once_for_each_try(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, customer_id: int
) -> None:
    mail.on_rcpt = answering("550 no such user here")
    sent_id = outbox.send(posting, written())
    sender.take_one()
    leasing.sweep(posting)
    assert sender.take_one() is None
    (told,) = notices(posting)
    assert (told.kind, told.subject) == (NoticeKind.MESSAGE_FAILED, "Not sent: Your estimate")
    assert told.text == "ABC Company · 550 no such user here"
    assert (told.entity, told.entity_id, told.customer_id) == ("message", sent_id, customer_id)
    outbox.retry(posting, sent_id)
    sender.take_one()
    assert [one.entity_id for one in notices(posting)] == [sent_id, sent_id]


def test_a_message_that_waits_for_its_next_try_is_not_told(
    posting: Desk, sender: Sender, mail: MailServer, written: Written
) -> None:
    mail.on_rcpt = answering("450 later")
    outbox.send(posting, written())
    sender.take_one()
    assert notices(posting) == []


def test_a_message_that_perhaps_arrived_is_told_as_that_and_settled_by_the_user(
    posting: Desk, sender: Sender, mail: MailServer, written: Written
) -> None:
    mail.after_data = hang_up
    sent_id = outbox.send(posting, written())
    sender.take_one()
    assert message(posting, sent_id).row.status is MessageStatus.UNSURE
    (told,) = notices(posting)
    assert told.subject == "Perhaps not sent: Your estimate"
    outbox.settle_unsure(posting, sent_id, sent=True)
    assert len(notices(posting)) == 1
    assert len(mail.received) == 1


def test_one_of_two_who_was_refused_is_told(posting: Desk, sender: Sender, mail: MailServer, written: Written) -> None:
    async def refuse(address: str) -> str | None:
        return "550 gone" if address.startswith("kim") else None

    mail.on_rcpt = refuse
    outbox.send(posting, written(cc=(Address("", "kim@abc.example"),)))
    sender.take_one()
    assert [told.subject for told in notices(posting)] == ["Not delivered to everybody: Your estimate"]


@pytest.mark.parametrize(("role", "told"), [(Role.DISPATCHER, 1), (Role.OFFICE, 1), (Role.TECHNICIAN, 0)])
def test_only_who_may_see_messages_is_told(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, role: Role, told: int
) -> None:
    """Another user wrote it; whose desktop sent it hears nothing."""
    user_id = make_user(posting, "Robin", role=Role.OFFICE)
    robin = replace(posting, actor=Actor(user_id, "Robin", "Desktop B", Role.OFFICE))
    mail.on_rcpt = answering("550 no")
    outbox.send(robin, written())
    with posting.write() as session:
        session.get_one(User, user_id).role = role
    sender.take_one()
    assert notices(posting) == []
    robin = replace(posting, actor=Actor(user_id, "Robin", "Desktop B", role))
    assert len(notices(robin)) == told
