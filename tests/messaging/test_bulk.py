"""One message to many: to those who want it, each on their own, each address once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import MessageStatus, Role
from officedesk.models.messages import Message
from officedesk.services.customers.editing import archive, customer, save_customer, trash
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.bulk import plan_many, send_many
from officedesk.services.messaging.sender import Sender
from officedesk.services.messaging.templates import TemplateDraft
from tests.factories import make_customer
from tests.support.mail_server import MailServer

NEWS = TemplateDraft(subject="News for {{ customer.name }}", body="Hello {{ contact.first_name }}")


def people(desk: Desk) -> dict[str, int]:
    def one(name: str, email: str, **columns: object) -> int:
        contacts = [{"name": f"{name} Doe", "email": email}]
        wanted: dict[str, Any] = {"newsletter": True, **columns}
        return make_customer(desk, name, contacts=contacts, **wanted)

    made = {
        "Ann": one("Ann", "ann@a.example"),
        "Bob": one("Bob", "bob@b.example", newsletter=False),
        "Cid": one("Cid", "cid@c.example", do_not_contact=True),
        "Dee": one("Dee", ""),
        "Eve": one("Eve", "ANN@a.example"),
        "Flo": one("Flo", "flo@f.example"),
        "Gus": one("Gus", "gus@g.example"),
        "Hal": one("Hal", "hal@h.example"),
    }
    archive(desk, [made["Flo"]])
    trash(desk, [made["Gus"]])
    return made


def test_only_those_who_want_it_get_it(posting: Desk, sender: Sender, mail: MailServer) -> None:
    made = people(posting)
    done = send_many(posting, [*made.values(), made["Ann"]], NEWS)
    assert {one.name: one.reason for one in done.skipped} == {
        "Bob": "did not sign up for news",
        "Cid": "not to be contacted",
        "Dee": "no email address",
        "Eve": "same address as Ann",
        "Flo": "archived",
        "Gus": "in the trash",
    }
    assert len(done.messages) == 2
    while sender.take_one() is not None:
        pass
    got = {message.recipients: message.parsed() for message in mail.received}
    assert set(got) == {("ann@a.example",), ("hal@h.example",)}
    ann = got["ann@a.example",]
    assert ann["Subject"] == "News for Ann"
    assert str(ann["To"]) == "Ann Doe <ann@a.example>"
    assert "mailto:" in ann["List-Unsubscribe"]
    assert "hal" not in ann.as_string().lower()
    with posting.read() as session:
        assert all(session.scalars(select(Message.bulk)))


def test_who_would_get_it_is_known_before(posting: Desk) -> None:
    made = people(posting)
    plan = plan_many(posting, list(made.values()))
    assert [name for _, name, _ in plan.to] == ["Ann", "Hal"]
    assert len(plan.skipped) == 6
    assert outbox.waiting(posting) == outbox.OutboxState()


def test_a_single_message_may_go_to_who_wants_no_news(posting: Desk) -> None:
    cid = people(posting)["Cid"]
    draft = outbox.new_message(posting, cid)
    outbox.send(posting, replace(draft, subject="Your invoice"))
    with posting.read() as session:
        assert session.scalars(select(Message.status)).all() == [MessageStatus.WAITING]


def test_a_message_to_many_is_about_no_document_and_wants_words(posting: Desk) -> None:
    made = people(posting)
    for wrong in (replace(NEWS, purpose="invoice"), replace(NEWS, body=""), replace(NEWS, subject="{{ x.y }}")):
        with pytest.raises(InvalidInput):
            send_many(posting, list(made.values()), wrong)
    assert outbox.waiting(posting) == outbox.OutboxState()


def test_dispatchers_do_not_write_to_everybody(posting: Desk) -> None:
    dispatcher = replace(posting, actor=replace(posting.actor, role=Role.DISPATCHER))
    with pytest.raises(NotAllowed, match="many customers"):
        send_many(dispatcher, [1], NEWS)


def test_do_not_contact_is_saved_with_the_customer(desk: Desk) -> None:
    key = make_customer(desk, "Ann")
    draft = customer(desk, key)
    assert not draft.do_not_contact
    save_customer(desk, replace(draft, do_not_contact=True))
    assert customer(desk, key).do_not_contact
