"""Answers and mail that came back: filed on the right customer and message, whatever is in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from officedesk.models.enums import MessageStatus, NoteKind, NoticeKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.secrets import MemorySecrets
from officedesk.services.customers.editing import customer
from officedesk.services.desk import Desk
from officedesk.services.messaging import incoming, outbox
from officedesk.services.messaging.accounts import account, save_account
from officedesk.services.messaging.answers import read_answers
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.incoming import read_mail
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.mailbox import Mailbox, MailboxTrouble
from officedesk.services.messaging.oauth import Tokens
from officedesk.services.messaging.sender import AccountTrouble, Sender
from officedesk.services.reminders.bell import notices
from tests.factories import make_customer
from tests.support.imap_server import ImapServer
from tests.support.mail_server import USER, MailServer

Written = Callable[..., MessageDraft]


@pytest.fixture
def imap(trusted: Path) -> Iterator[ImapServer]:
    server = ImapServer(trusted)
    yield server
    server.close()


@pytest.fixture
def reading(posting: Desk, imap: ImapServer, secrets: MemorySecrets) -> Desk:
    """A desk whose office reads its mailbox, which had two messages in it before that."""
    imap.put(b"From: old@x.example\r\n\r\nold")
    imap.put(b"From: older@x.example\r\n\r\nold")
    known = replace(account(posting), read_answers=True, imap_host="127.0.0.1", imap_port=imap.port)
    save_account(posting, known, None, secrets)
    assert read_answers(posting, secrets, Tokens()) == []
    return posting


def written_mail(sender: str = "John Wilson <john@abc.example>", **more: str) -> EmailMessage:
    mail = EmailMessage()
    headers = {"From": sender, "To": USER, "Subject": "Re: Your estimate", "Message-ID": "<a1@abc.example>"}
    for name, value in (headers | {key.replace("_", "-"): value for key, value in more.items()}).items():
        mail[name] = value
    mail.set_content("Looks good.\n\nJohn")
    return mail


def sent_one(desk: Desk, sender: Sender, written: Written) -> tuple[int, str]:
    """A message that was sent: its id and Message-ID."""
    sent_id = outbox.send(desk, written())
    sender.take_one()
    with desk.read() as session:
        return sent_id, session.scalars(select(Message.internet_id).where(Message.id == sent_id)).one()


def received(desk: Desk) -> list[Message]:
    query = select(Message).where(Message.status == MessageStatus.RECEIVED).order_by(Message.id)
    with desk.read() as session:
        return list(session.scalars(query))


def test_an_answer_is_filed_by_what_it_answers(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, sender: Sender, written: Written, customer_id: int
) -> None:
    sent_id, internet_id = sent_one(reading, sender, written)
    # From an address that nobody has on file.
    imap.put(bytes(written_mail("John private <jw@home.example>", In_Reply_To=internet_id)))
    (filed,) = read_answers(reading, secrets, Tokens())
    (found,) = received(reading)
    assert (found.id, found.customer_id, found.answers_id) == (filed.message_id, customer_id, sent_id)
    assert (found.sender_name, found.sender_address) == ("John private", "jw@home.example")
    assert (found.subject, found.body) == ("Re: Your estimate", "Looks good.\n\nJohn")
    assert message(reading, sent_id).answered_by == (found.id,)
    with reading.read() as session:
        kinds = session.execute(select(Note.kind, Note.author).order_by(Note.id)).all()
    assert [tuple(row) for row in kinds][-1] == (NoteKind.EMAIL, "John private")
    assert read_answers(reading, secrets, Tokens()) == []


def test_an_answer_is_filed_by_an_older_message_of_its_thread(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, sender: Sender, written: Written
) -> None:
    sent_id, internet_id = sent_one(reading, sender, written)
    imap.put(
        bytes(written_mail("x@y.example", References=f"{internet_id} <b@abc.example>", In_Reply_To="<b@abc.example>"))
    )
    read_answers(reading, secrets, Tokens())
    assert [found.answers_id for found in received(reading)] == [sent_id]


def test_a_message_of_a_contact_is_filed_by_address(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, customer_id: int
) -> None:
    imap.put(bytes(written_mail("JOHN@ABC.example")))
    read_answers(reading, secrets, Tokens())
    assert [found.customer_id for found in received(reading)] == [customer_id]


def test_what_is_of_no_customer_stays_where_it_is(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, customer_id: int
) -> None:
    imap.put(bytes(written_mail("friend@private.example")))
    imap.put(bytes(written_mail(USER)))
    imap.put(bytes(written_mail("john@abc.example", Auto_Submitted="auto-replied", Message_ID="<o@abc.example>")))
    assert read_answers(reading, secrets, Tokens()) == []
    assert received(reading) == []


def test_each_message_is_filed_once_however_many_desktops_look(
    reading: Desk, other_desk: Desk, imap: ImapServer, secrets: MemorySecrets, customer_id: int
) -> None:
    imap.put(bytes(written_mail()))
    filed = [*read_answers(reading, secrets, Tokens()), *read_answers(other_desk, secrets, Tokens())]
    assert len(filed) == 1
    # The server numbers anew: what is in the mailbox then is not read again, and what was filed is known.
    imap.validity += 1
    assert read_answers(reading, secrets, Tokens()) == []
    imap.put(bytes(written_mail()))
    read_answers(reading, secrets, Tokens())
    assert len(received(reading)) == 1


def test_nothing_is_marked_or_moved_in_the_mailbox(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, customer_id: int
) -> None:
    imap.put(bytes(written_mail()))
    read_answers(reading, secrets, Tokens())
    words = {command.split()[0].upper() for command in imap.heard}
    assert words <= {"CAPABILITY", "AUTHENTICATE", "EXAMINE", "UID", "LOGOUT"}
    assert not any("BODY[" in command for command in imap.heard)


BOUNCE = """\
From: MAILER-DAEMON@mx.example
To: {user}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; John@abc.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: {kind}

From: {user}
Message-ID: {internet_id}
Subject: Your estimate

--b--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_mail_that_came_back_fails_its_message(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, sender: Sender, written: Written, kind: str
) -> None:
    sent_id, internet_id = sent_one(reading, sender, written)
    for action in ("delayed", "failed"):
        text = BOUNCE.format(user=USER, internet_id=internet_id, action=action, kind=kind)
        imap.put(text.replace("\n", "\r\n").encode())
    assert [filed.status for filed in read_answers(reading, secrets, Tokens())] == [MessageStatus.FAILED]
    view = message(reading, sent_id)
    assert view.row.status is MessageStatus.FAILED
    assert view.row.trouble == "It came back from john@abc.example: 550 5.1.1 No such user"
    assert view.recipients[0].refused == "550 5.1.1 No such user"
    assert outbox.waiting(reading).failed == 1
    assert received(reading) == []
    # The server says it once more, as some do: nobody is told twice.
    imap.put(text.replace("bounce@", "again@").replace("\n", "\r\n").encode())
    assert read_answers(reading, secrets, Tokens()) == []
    (told,) = notices(reading)
    assert (told.kind, told.subject) == (NoticeKind.MESSAGE_FAILED, "Came back: Your estimate")
    assert told.text == f"ABC Company · {view.row.trouble}"
    assert (told.entity, told.entity_id, told.customer_id) == ("message", sent_id, view.row.customer_id)


def test_mail_that_came_back_from_one_of_two_is_told_as_that(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, sender: Sender, written: Written
) -> None:
    sent_id, internet_id = sent_one(reading, sender, lambda: written(cc=(Address("", "kim@abc.example"),)))
    text = BOUNCE.format(user=USER, internet_id=internet_id, action="failed", kind="message/rfc822")
    imap.put(text.replace("\n", "\r\n").encode())
    assert [filed.status for filed in read_answers(reading, secrets, Tokens())] == [MessageStatus.SENT]
    assert [told.subject for told in notices(reading)] == ["Not delivered to everybody: Your estimate"]
    assert message(reading, sent_id).row.status is MessageStatus.SENT


def test_whoever_wrote_is_told_of_an_answer_once(
    reading: Desk, other_desk: Desk, imap: ImapServer, secrets: MemorySecrets, sender: Sender, written: Written
) -> None:
    _, internet_id = sent_one(reading, sender, written)
    imap.put(bytes(written_mail(In_Reply_To=internet_id)))
    # Nobody waits for a machine that answers.
    imap.put(bytes(written_mail(In_Reply_To=internet_id, Message_ID="<o@x>", Auto_Submitted="auto-replied")))
    for desk in (reading, other_desk):
        read_answers(desk, secrets, Tokens())
    (answer, _) = received(reading)
    (told,) = notices(reading)
    assert (told.kind, told.subject) == (NoticeKind.MESSAGE_ANSWERED, "John Wilson answered: Re: Your estimate")
    assert told.text == "ABC Company · Looks good. John"
    assert (told.entity, told.entity_id, told.customer_id) == ("message", answer.id, answer.customer_id)


def test_unsubscribe_is_heard_from_whom_it_is_about_only(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets
) -> None:
    key = make_customer(reading, "Ann", contacts=[{"name": "Ann", "email": "ann@a.example"}], newsletter=True)
    stranger = written_mail("somebody@else.example", Message_ID="<s@x.example>")
    stranger.replace_header("Subject", "unsubscribe")
    imap.put(bytes(stranger))
    read_answers(reading, secrets, Tokens())
    assert customer(reading, key).newsletter
    ann = written_mail("ann@a.example", Message_ID="<t@x.example>")
    ann.replace_header("Subject", "Unsubscribe")
    imap.put(bytes(ann))
    read_answers(reading, secrets, Tokens())
    assert not customer(reading, key).newsletter


def test_a_mailbox_that_cannot_be_read_says_why(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, mail: MailServer
) -> None:
    troubles: list[AccountTrouble | None] = []
    known = account(reading)
    with pytest.raises(MailboxTrouble, match="AUTHENTICATIONFAILED"):
        Mailbox(known, "S3CR3T-wrong")
    with pytest.raises(MailboxTrouble, match="no folder Nowhere"):
        Mailbox(replace(known, imap_folder="Nowhere"), secrets.get(next(iter(secrets._values))) or "")
    save_account(reading, replace(known, imap_port=1), None, secrets)
    sender = Sender(reading, secrets, on_trouble=troubles.append)
    assert sender.read_answers() == []
    assert isinstance(troubles[-1], AccountTrouble)
    assert "Answers can't be read" in troubles[-1].said
    sender.stop()


def test_a_server_that_sends_more_than_was_asked_for_is_left(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets
) -> None:
    imap.put(b"From: x\r\n\r\n")
    imap.lies = b"* 1 FETCH (UID 3 BODY[]<0> {4000000000}\r\n"
    with pytest.raises(MailboxTrouble, match="more than was asked"):
        read_answers(reading, secrets, Tokens())


# --- hostile mail -----------------------------------------------------------------------------------------------------

_NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(5_000)
)
HOSTILE = [
    b"",
    b"\x00" * 1_000,
    b"From: a@b.example\r\nSubject: =?utf-8?b?!!!!?=\r\n\r\nx",
    b"From: a@b.example\r\nSubject: =?nonsense?q?x?=\r\n\r\nx",
    b"From: =?utf-8?q?" + b"=0A" * 3_000 + b"?= <a@b.example>\r\n\r\nx",
    b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
    b"From: " + b'"' * 100_001 + b"\r\n\r\nx",
    b"From: " + b"<" * 100_000 + b"\r\n\r\nx",
    b"To: " + b"a@b.example, " * 20_000 + b"\r\n\r\nx",
    b"References: " + b"<a@b>" * 50_000 + b"\r\n\r\nx",
    b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\nx",
    b"Date: Mon, 1 Jan 0001 00:00:00 -2359\r\n\r\nx",
    b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
    b"Content-Type: text/plain; charset=utf-7\r\n\r\n+AAA-\xff",
    b"Content-Type: text/plain; charset=undefined\r\n\r\nx",
    b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n====!!!",
    b"Content-Type: text/html\r\n\r\n" + b"<div>" * 40_000 + b"x",
    b"Content-Type: text/html\r\n\r\n<![if" + b"<!-- " * 10_000,
    b"Content-Type: multipart/mixed\r\n\r\nno boundary",
    _NESTED[: incoming.LARGEST],
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--b--",
    b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    os.urandom(100_000),
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.timeout(20)
def test_hostile_mail_is_read_to_its_end(raw: bytes) -> None:
    found = read_mail(raw)
    assert len(found.text) <= incoming.LONGEST_TEXT
    for text in (found.subject, found.sender.name, found.sender.address):
        assert "\n" not in text
        assert "\x00" not in text


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read(raw: bytes) -> None:
    read_mail(raw)


def test_a_message_in_html_is_read_as_text() -> None:
    raw = (
        b"From: John <john@abc.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/html\r\n"
        b"Date: Thu, 22 Jun 2023 07:00:00 -0500\r\n\r\n"
        b"<head><title>no</title><style>p{}</style></head><p>Hello <b>Dana</b></p><div>fine &amp; good<br>John</div>"
    )
    found = read_mail(raw)
    assert found.text == "Hello Dana\nfine & good\nJohn"
    assert found.subject == "Grüße"
    assert found.at == datetime(2023, 6, 22, 12, tzinfo=UTC)


def test_a_hostile_message_is_filed_like_any_other(
    reading: Desk, imap: ImapServer, secrets: MemorySecrets, customer_id: int
) -> None:
    for raw in HOSTILE:
        imap.put(b"From: john@abc.example\r\n" + raw)
    imap.put(bytes(written_mail(Message_ID="<last@abc.example>")))
    while read_answers(reading, secrets, Tokens()):
        pass
    assert received(reading)[-1].internet_id == "<last@abc.example>"
