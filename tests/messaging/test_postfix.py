"""Messages through the mail server that half of the world runs: signed in, taken, delivered, sent back, read."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from officedesk.models.enums import MessageStatus
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox, tls
from officedesk.services.messaging.accounts import MailAccount, Step, save_account, try_account
from officedesk.services.messaging.answers import Filed, read_answers
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.oauth import Tokens
from officedesk.services.messaging.sender import Sender
from tests.support import postfix
from tests.support.mail_server import PASSWORD, USER
from tests.support.postfix import Postfix, wait_for

Written = Callable[..., MessageDraft]
PDF = ("Estimate 1001.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 800 + b"\r\n.\r\n%%EOF")


@pytest.fixture(scope="module")
def server(certificates: tuple[Path, Path]) -> Iterator[Postfix]:
    if reason := postfix.why_not():
        pytest.skip(f"no mail server can be started here: {reason}")
    made = Postfix(certificates[1])
    yield made
    made.close()


@pytest.fixture
def known(server: Postfix, trusted: Path) -> MailAccount:
    return MailAccount(
        address=USER,
        name="Lakeside Mechanical",
        host="localhost",
        port=server.port,
        user=USER,
        read_answers=True,
        imap_host="localhost",
        imap_port=server.imap_port,
    )


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_messages_go_through_postfix_and_come_back_through_dovecot(
    desk: Desk, server: Postfix, known: MailAccount, secrets: MemorySecrets, written: Written
) -> None:
    steps = list(try_account(known, PASSWORD))
    assert [step.name for step in steps if not step.ok] == []
    assert steps[-1].name == "mailbox"
    wrong: list[Step] = list(try_account(known, "S3CR3T-wrong"))
    assert (wrong[-1].name, wrong[-1].ok) == ("login", False)
    assert "535" in wrong[-1].said
    save_account(desk, known, PASSWORD, secrets)
    assert read_answers(desk, secrets, Tokens()) == []
    sender = Sender(desk, secrets)

    subject = "Kostenvoranschlag für Łukasz – 見積もり, long enough that it has to be folded into several lines"
    body = "Grüße,\n\n.dot\n..\n" + "x" * 1_500 + "\n\nvon Jörg"
    both = (Address("Müller, Jörg", "john@abc.example"), Address("", "kim@abc.example"))
    sent_id = outbox.send(desk, written(to=both, subject=subject, body=body), PDF)
    sender.take_one()
    assert message(desk, sent_id).row.status is MessageStatus.SENT
    for name in ("john", "kim"):
        (got,) = server.delivered(f"{name}@abc.example")
        assert got["Subject"] == subject
        assert got["To"].addresses[0].display_name == "Müller, Jörg"
        text = got.get_body(("plain",))
        assert text is not None
        assert text.get_content().rstrip("\n") == body
        assert got.get_body(("html",)) is not None
        (paper,) = got.iter_attachments()
        assert (paper.get_filename(), paper.get_content()) == PDF

    refused = outbox.send(desk, written(to=(Address("", "stranger@abc.example"),)))
    sender.take_one()
    view = message(desk, refused)
    assert view.row.status is MessageStatus.FAILED
    assert "550" in view.row.trouble
    assert "stranger@abc.example" in view.row.trouble

    back = outbox.send(desk, written(to=(Address("", "gone@abc.example"),)))
    sender.take_one()
    assert message(desk, back).row.status is MessageStatus.SENT

    def filed() -> list[Filed]:
        return read_answers(desk, secrets, Tokens())

    assert [one.message_id for one in wait_for(filed, "the message to come back")] == [back]
    view = message(desk, back)
    assert view.row.status is MessageStatus.FAILED
    assert view.row.trouble.startswith("It came back from gone@abc.example:")

    answer = EmailMessage()
    (asked,) = server.mailbox("john@abc.example")
    for name, value in (("From", "John Wilson <john@abc.example>"), ("To", USER), ("In-Reply-To", asked["Message-ID"])):
        answer[name] = value
    answer.set_content("Einverstanden. Grüße")
    with smtplib.SMTP("localhost", server.port, timeout=30) as john:
        john.starttls(context=tls.context())
        john.login(USER, PASSWORD)
        john.send_message(answer)
    (came,) = wait_for(filed, "the answer")
    view = message(desk, came.message_id)
    assert (view.row.status, view.body) == (MessageStatus.RECEIVED, "Einverstanden. Grüße")
    assert message(desk, sent_id).answered_by == (came.message_id,)

    server.stop_sending()
    waits = outbox.send(desk, written())
    sender.take_one()
    assert message(desk, waits).row.status is MessageStatus.WAITING
    sender.stop()
