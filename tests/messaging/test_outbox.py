"""The outbox: nothing typed is lost, and what cannot be sent is told by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import Channel, MessageStatus, Role
from officedesk.models.messages import MessageRecipient
from officedesk.secrets import MemorySecrets
from officedesk.services.activity.undo import last_undoable
from officedesk.services.check import check
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.accounts import SmsAccount, save_sms_account
from officedesk.services.messaging.addresses import e164, parse_addresses
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.listing import MessageFilter, MessageList, message
from officedesk.services.messaging.segments import segments
from officedesk.services.messaging.sender import Sender
from officedesk.services.messaging.signatures import save_signature
from officedesk.services.paging import Sort
from officedesk.services.transfer.export import export_to
from tests.factories import make_customer
from tests.support.clock import Clock
from tests.support.mail_server import MailServer, answering

Written = Callable[..., MessageDraft]


def test_a_draft_keeps_whatever_was_typed(desk: Desk, customer_id: int) -> None:
    typed = MessageDraft(
        customer_id=customer_id,
        to=(Address("", "not an address"), Address("Pat", "")),
        cc=(Address("", "x@y"),),
        subject="",
        body="  Hello\n\nhalf a sen",
        reply_to="nonsense",
    )
    stored = outbox.save_draft(desk, typed)
    assert stored.id is not None
    found = outbox.draft(desk, stored.id)
    assert (found.to, found.cc, found.reply_to) == (typed.to, typed.cc, typed.reply_to)
    assert found.body == "Hello\n\nhalf a sen"
    again = outbox.save_draft(desk, replace(found, body="whole"))
    with pytest.raises(Conflict) as theirs:
        outbox.save_draft(desk, replace(found, body="mine"))
    assert theirs.value.theirs.body == "whole"
    assert outbox.waiting(desk) == outbox.OutboxState()
    outbox.delete_draft(desk, again.id or 0)
    with pytest.raises(NotFound):
        outbox.draft(desk, again.id or 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": ()}, "to"),
        ({"to": (Address("", "john"),)}, "to.0"),
        ({"to": (Address("", "a@b.example"), Address("", "x..y@b.example"))}, "to.1"),
        ({"cc": (Address("", "a@-.example"),)}, "cc.0"),
        ({"reply_to": "a@b.example\r\nBcc: c@d.example"}, "reply_to"),
        ({"subject": "  "}, "subject"),
        ({"body": "\n"}, "body"),
        ({"to": tuple(Address("", f"a{n}@b.example") for n in range(101))}, "to"),
        ({"attachment_ids": (99,)}, "attachment_ids"),
    ],
)
def test_what_cannot_be_sent_is_told_by_field(
    posting: Desk, written: Written, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        outbox.send(posting, written(**changes))
    assert set(wrong.value.fields) == {field}
    assert outbox.waiting(posting) == outbox.OutboxState()


def test_nothing_goes_into_an_outbox_without_an_account(desk: Desk, written: Written) -> None:
    draft = outbox.save_draft(desk, written())
    with pytest.raises(NotAllowed, match="account"):
        outbox.send(desk, draft)
    assert outbox.draft(desk, draft.id or 0).body == draft.body


def test_a_message_is_cancelled_changed_and_sent(
    posting: Desk, written: Written, sender: Sender, mail: MailServer
) -> None:
    draft = outbox.save_draft(posting, written())
    sent_id = outbox.send(posting, draft, ("a.pdf", b"%PDF"))
    assert sent_id == draft.id
    with pytest.raises(NotAllowed):
        outbox.draft(posting, sent_id)
    with pytest.raises(Conflict):
        outbox.send(posting, draft)
    with pytest.raises(NotAllowed):
        outbox.delete_draft(posting, sent_id)
    outbox.cancel(posting, sent_id)
    assert sender.take_one() is None
    again = outbox.reopen(posting, sent_id)
    assert again.pdf_name == "a.pdf"
    outbox.send(posting, replace(again, subject="Changed"))
    assert sender.take_one() is not None
    assert [got.parsed()["Subject"] for got in mail.received] == ["Changed"]
    for late in (outbox.cancel, outbox.retry, outbox.reopen, outbox.delete_draft):
        with pytest.raises(NotAllowed):
            late(posting, sent_id)
    with pytest.raises(NotAllowed):
        outbox.settle_unsure(posting, sent_id, sent=True)


def test_each_recipient_has_a_link_of_their_own(posting: Desk, written: Written) -> None:
    outbox.send(posting, written(cc=(Address("", "kim@abc.example"),)))
    outbox.send(posting, written())
    with posting.read() as session:
        tokens = session.scalars(select(MessageRecipient.token)).all()
    assert len(set(tokens)) == 3
    assert min(map(len, tokens)) >= 32


def test_a_failed_message_stays_until_somebody_looks(
    posting: Desk, written: Written, sender: Sender, mail: MailServer
) -> None:
    mail.on_rcpt = answering("550 no")
    sent_id = outbox.send(posting, written())
    sender.take_one()
    assert outbox.waiting(posting).failed == 1
    outbox.cancel(posting, sent_id)
    assert outbox.waiting(posting).failed == 0


def test_tries_end_after_two_days(
    posting: Desk, written: Written, sender: Sender, mail: MailServer, clock: Clock
) -> None:
    mail.on_rcpt = answering("450 later")
    sent_id = outbox.send(posting, written())
    begun, tries = clock.at, 0
    while (row := message(posting, sent_id).row).status is MessageStatus.WAITING:
        assert row.next_at is not None
        clock.at = max(row.next_at, clock.at)
        assert sender.take_one() is not None
        tries += 1
    assert row.status is MessageStatus.FAILED
    assert "450" in row.trouble
    assert 10 < tries < 20
    assert 24 < (clock.at - begun).total_seconds() / 3_600 < 72


def test_one_refused_recipient_does_not_keep_the_others_from_it(
    posting: Desk, written: Written, sender: Sender, mail: MailServer
) -> None:
    async def refuse(address: str) -> str | None:
        return "550 gone" if address.startswith("kim") else None

    mail.on_rcpt = refuse
    sent_id = outbox.send(posting, written(cc=(Address("", "kim@abc.example"),)))
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.SENT
    view = message(posting, sent_id)
    assert {one.address: one.refused for one in view.recipients} == {
        "john@abc.example": "",
        "kim@abc.example": "550 gone",
    }
    assert "kim@abc.example: 550 gone" in view.row.trouble


def test_one_recipient_to_ask_again_holds_the_others_only_for_a_while(
    posting: Desk, written: Written, sender: Sender, mail: MailServer, clock: Clock
) -> None:
    async def later(address: str) -> str | None:
        return "452 full" if address.startswith("kim") else None

    mail.on_rcpt = later
    sent_id = outbox.send(posting, written(cc=(Address("", "kim@abc.example"),)))
    for _ in range(10):
        if sender.take_one() is not None and message(posting, sent_id).row.status is MessageStatus.SENT:
            break
        clock.go_on(hours=5)
    assert len(mail.received) == 1
    assert mail.received[0].recipients == ("john@abc.example",)


def test_the_list_sorts_filters_and_finds(posting: Desk, written: Written, customer_id: int) -> None:
    other = make_customer(posting, "Zeta GmbH", contacts=[{"name": "Zoe", "email": "zoe@zeta.example"}])
    first = outbox.send(posting, written(subject="Beta"))
    draft_id = outbox.save_draft(posting, written(subject="alpha")).id or 0
    third = outbox.send(posting, written(subject="gamma", customer_id=other, to=(Address("Zoe", "zoe@zeta.example"),)))
    source, by_date = MessageList(posting), Sort("at")

    def ids(*, sort: Sort = by_date, **filters: object) -> list[int]:
        return list(source.ids(MessageFilter(**filters), sort))  # type: ignore[arg-type]

    assert ids() == [first, draft_id, third]
    assert ids(sort=Sort("subject")) == [draft_id, first, third]
    assert ids(sort=Sort("company", True))[0] == third
    assert ids(customer_id=customer_id) == [first, draft_id]
    assert ids(open=True) == [first, third]
    assert ids(status=MessageStatus.DRAFT) == [draft_id]
    assert ids(text="zeta gam") == [third]
    assert ids(text="john alpha") == [draft_id]
    assert ids(channel=Channel.SMS) == []
    assert ids(date_from=posting.today(), date_to=posting.today()) == [first, draft_id, third]
    for column in ("at", "channel", "company", "to", "subject", "status", "document", "sent_by"):
        assert sorted(ids(sort=Sort(column))) == sorted([first, draft_id, third])
    row = source.rows([third])[0]
    assert (row.company, row.to, row.sent_by, row.status) == ("Zeta GmbH", "Zoe", "Dana Reyes", MessageStatus.WAITING)
    assert source.footer(MessageFilter()).count == 3


def test_messages_are_no_step_of_ctrl_z(posting: Desk, written: Written, sender: Sender) -> None:
    before = last_undoable(posting)
    outbox.send(posting, written())
    sender.take_one()
    assert last_undoable(posting) == before


def test_messages_are_exported_and_checked(posting: Desk, written: Written, tmp_path: Path) -> None:
    outbox.send(posting, written(bcc=(Address("Boss", "boss@lakeside.example"),)))
    path = tmp_path / "messages.csv"
    assert export_to(posting, "messages", path) == 1
    text = path.read_text(encoding="utf-8-sig")
    assert "John Wilson <john@abc.example>" in text
    assert "Boss <boss@lakeside.example>" in text
    report = check(posting)
    assert report.findings == ()
    assert report.checked["messages"] == 1


def test_a_signature_of_ones_own_stands_under_emails(desk: Desk, customer_id: int) -> None:
    save_signature(desk, "Best,\nDana  ")
    assert outbox.new_message(desk, customer_id).body.endswith("\n\nBest,\nDana")


def test_a_customer_in_the_trash_keeps_messages(posting: Desk, written: Written, customer_id: int) -> None:
    outbox.send(posting, written())
    trash(posting, [customer_id])
    assert MessageList(posting).footer(MessageFilter(customer_id=customer_id)).count == 1


# --- text messages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("(612) 746-4017", "+16127464017"),
        ("612.746.4017", "+16127464017"),
        ("1-612-746-4017", "+16127464017"),
        ("+49 30 901820", "+4930901820"),
        ("612 746 4017 x12", "+16127464017"),
    ],
)
def test_numbers_are_told_as_providers_take_them(typed: str, number: str) -> None:
    assert e164(typed) == number


@pytest.mark.parametrize("typed", ["", "call me", "555-0100", "(612) 746-401", "+1 000 000 0000", "9" * 40])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        e164(typed)


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 0),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        # The escape and its letter stay together: one unit of the first message is left empty.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),
        ("ж" * 70, "UCS-2", 1),
        ("ж" * 71, "UCS-2", 2),
        ("a" * 69 + "ж", "UCS-2", 1),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
        ("😀" * 66, "UCS-2", 2),
        ("😀" * 67, "UCS-2", 3),
        ("`", "UCS-2", 1),
    ],
)
def test_segments_are_counted_as_networks_cut(text: str, encoding: str, count: int) -> None:
    assert (segments(text).encoding, segments(text).count) == (encoding, count)


def test_a_text_message_goes_to_one_number(desk: Desk, customer_id: int) -> None:
    save_sms_account(desk, SmsAccount("AC" + "0" * 32, "(612) 746-4000"), "S3CR3T", MemorySecrets())
    draft = outbox.new_message(desk, customer_id, Channel.SMS)
    assert str(draft.to[0]) == "John Wilson <+16127464017>"
    assert draft.subject == ""
    sent_id = outbox.send(desk, replace(draft, body="We are on the way"))
    assert message(desk, sent_id).segments == 1
    for wrong in (
        {"to": (*draft.to, Address("", "612 746 4018"))},
        {"to": (Address("", "555"),)},
        {"body": "a" * 2_000},
        {"attachment_ids": (1,)},
    ):
        with pytest.raises(InvalidInput):
            outbox.send(desk, replace(draft, **({"body": "x"} | wrong)))  # type: ignore[arg-type]


def test_addresses_are_read_as_people_type_them() -> None:
    assert parse_addresses('Pat Doe <pat@x.example>; lee@x.example,"Doe, Kim" <kim@x.example>\n') == (
        Address("Pat Doe", "pat@x.example"),
        Address("", "lee@x.example"),
        Address("Doe, Kim", "kim@x.example"),
    )
    assert parse_addresses(" ,; ") == ()


def test_roles_that_may_not_send_do_not(desk: Desk, written: Written) -> None:
    from officedesk.database.unit import Actor

    technician = replace(desk, actor=Actor(1, "Tom", "Truck", Role.TECHNICIAN))
    with pytest.raises(NotAllowed, match="send messages"):
        outbox.save_draft(technician, written())
