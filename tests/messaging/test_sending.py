"""Messages to a real server: each arrives once and whole, whatever the server does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.models.enums import MessageStatus, NoteKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.sender import Sender
from tests.support.clock import Clock
from tests.support.mail_server import USER, MailServer, answering, hang_up

Written = Callable[..., MessageDraft]
PDF = ("Invoice 3001.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF")


def status_of(desk: Desk, message_id: int) -> MessageStatus:
    return message(desk, message_id).row.status


def test_a_message_arrives_whole(posting: Desk, sender: Sender, mail: MailServer, written: Written) -> None:
    sent_id = outbox.send(
        posting,
        written(
            cc=(Address("Müller, Jörg", "joerg@müller.example"),),
            bcc=(Address("", "boss@lakeside.example"),),
            reply_to="dana@lakeside.example",
            subject="Kostenvoranschlag für Łukasz – 見積もり",
            body="Grüße\n\n.dot\n- one\n- two <b>& https://lakeside.example/a?b=1&c=2.",
        ),
        PDF,
    )
    assert outbox.waiting(posting).waiting == 1
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.SENT
    (got,) = mail.received
    assert got.sender == USER
    assert set(got.recipients) == {"john@abc.example", "joerg@xn--mller-kva.example", "boss@lakeside.example"}
    parsed = got.parsed()
    assert parsed["Subject"] == "Kostenvoranschlag für Łukasz – 見積もり"
    assert str(parsed["From"]) == f"Lakeside Mechanical <{USER}>"
    assert str(parsed["To"]) == "John Wilson <john@abc.example>"
    assert parsed["Cc"].addresses[0].display_name == "Müller, Jörg"
    assert parsed["Bcc"] is None
    assert "boss@" not in got.content.decode()
    assert str(parsed["Reply-To"]) == "dana@lakeside.example"
    assert text_of(parsed, "plain") == ("Grüße\n\n.dot\n- one\n- two <b>& https://lakeside.example/a?b=1&c=2.\n")
    html = text_of(parsed, "html")
    assert '&lt;b&gt;&amp; <a href="https://lakeside.example/a?b=1&amp;c=2"' in html
    (attached,) = parsed.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (PDF[0], "application/pdf")
    assert attached.get_content() == PDF[1]
    view = message(posting, sent_id)
    assert parsed["Message-ID"] == _stored(posting, sent_id).internet_id
    assert view.row.status is MessageStatus.SENT
    assert view.row.files == 1
    assert outbox.waiting(posting) == outbox.OutboxState()


def test_every_email_sent_is_in_the_notes_once(posting: Desk, sender: Sender, written: Written) -> None:
    outbox.send(posting, written())
    assert notes(posting) == []
    sender.take_one()
    ((kind, subject, text),) = notes(posting)
    assert (kind, subject, text) == (NoteKind.EMAIL, "Your estimate", "Hello John,\n\nhere it is.")
    assert sender.take_one() is None


@pytest.mark.parametrize("said", ["421 closing", "450 mailbox busy", "451 try later", "452 full"])
@pytest.mark.parametrize("where", ["on_mail", "on_rcpt", "on_data"])
def test_a_server_that_says_later_is_asked_again(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, clock: Clock, where: str, said: str
) -> None:
    setattr(mail, where, answering(said))
    sent_id = outbox.send(posting, written())
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.WAITING
    view = message(posting, sent_id)
    assert said[:3] in view.row.trouble
    assert sender.take_one() is None, "not before its time"
    setattr(mail, where, None)
    clock.go_on(seconds=61)
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.SENT
    assert len(mail.received) == 1


@pytest.mark.parametrize("where", ["on_mail", "on_rcpt", "on_data"])
def test_a_refusal_for_good_is_told_in_the_servers_words(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, clock: Clock, where: str
) -> None:
    setattr(mail, where, answering("550 no such user here"))
    sent_id = outbox.send(posting, written())
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.FAILED
    assert message(posting, sent_id).row.trouble == "550 no such user here"
    clock.go_on(days=3)
    assert sender.take_one() is None
    assert outbox.waiting(posting).failed == 1
    setattr(mail, where, None)
    outbox.retry(posting, sent_id)
    sender.take_one()
    assert status_of(posting, sent_id) is MessageStatus.SENT
    assert len(mail.received) == 1


def test_a_connection_lost_before_the_last_byte_is_tried_again(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, clock: Clock
) -> None:
    async def drop(_address: Any) -> str | None:
        for server in connections:
            await hang_up(server)
        return None

    connections: list[Any] = []

    async def remember(server: Any) -> str | None:
        connections.append(server)
        return None

    mail.on_mail, mail.on_rcpt = remember, drop
    sent_id = outbox.send(posting, written())
    sender.take_one()
    assert status_of(posting, sent_id) is MessageStatus.WAITING
    mail.on_rcpt = None
    clock.go_on(minutes=10)
    sender.take_one()
    assert status_of(posting, sent_id) is MessageStatus.SENT
    assert len(mail.received) == 1


def test_a_connection_lost_before_the_answer_is_never_resent_by_itself(
    posting: Desk, sender: Sender, mail: MailServer, written: Written, clock: Clock
) -> None:
    mail.after_data = hang_up
    sent_id = outbox.send(posting, written())
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.UNSURE
    view = message(posting, sent_id)
    assert "may have arrived" in view.row.trouble
    assert view.handed_over_at is not None
    mail.after_data = None
    clock.go_on(days=3)
    assert sender.take_one() is None
    assert len(mail.received) == 1
    assert outbox.waiting(posting).unsure == 1
    outbox.settle_unsure(posting, sent_id, sent=True)
    assert status_of(posting, sent_id) is MessageStatus.SENT
    assert len(notes(posting)) == 1


def test_an_unsure_message_is_sent_again_with_the_same_id_when_the_user_says_so(
    posting: Desk, sender: Sender, mail: MailServer, written: Written
) -> None:
    mail.after_data = hang_up
    sent_id = outbox.send(posting, written())
    sender.take_one()
    mail.after_data = None
    outbox.settle_unsure(posting, sent_id, sent=False)
    sender.take_one()
    assert status_of(posting, sent_id) is MessageStatus.SENT
    first, second = (got.parsed()["Message-ID"] for got in mail.received)
    assert first == second


def test_two_desktops_send_each_message_once(
    posting: Desk, other_desk: Desk, secrets: MemorySecrets, mail: MailServer, written: Written
) -> None:
    for number in range(20):
        outbox.send(posting, written(subject=f"Message {number}"))
    senders = [Sender(desk, secrets) for desk in (posting, other_desk)]
    done = threading.Barrier(3)

    def run(sender: Sender) -> None:
        while sender.take_one() is not None:
            pass
        sender.stop()
        done.wait(60)

    threads = [threading.Thread(target=run, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    done.wait(60)
    for thread in threads:
        thread.join()
    subjects = sorted(got.parsed()["Subject"] for got in mail.received)
    assert subjects == sorted(f"Message {number}" for number in range(20))
    assert outbox.waiting(posting) == outbox.OutboxState()
    assert len(notes(posting)) == 20


def text_of(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))  # type: ignore[arg-type]
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def _stored(desk: Desk, message_id: int) -> Any:
    with desk.read() as session:
        return session.get(Message, message_id)


def notes(desk: Desk) -> list[tuple[NoteKind, str, str]]:
    with desk.read() as session:
        return [
            (row.kind, row.subject, row.text)
            for row in session.execute(select(Note.kind, Note.subject, Note.text).order_by(Note.id))
        ]
