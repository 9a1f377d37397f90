"""An estimate counts as sent as soon as its message is in the outbox, and no more where that never left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from officedesk.errors import NotAllowed
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import EstimateStatus, MessageStatus
from officedesk.services.activity.undo import last_undoable, undo
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.sender import Sender
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.estimates import estimate, revisions, save_estimate, send_estimate
from tests.db.selling import id_of, line, saved
from tests.support.clock import Clock
from tests.support.mail_server import MailServer, answering, hang_up

Written = Callable[..., MessageDraft]
PDF = ("Estimate.pdf", b"%PDF-1.7\n")


@pytest.fixture
def offer(posting: Desk, customer_id: int) -> int:
    """A draft of an estimate."""
    return id_of(saved(posting, customer_id, [line(100_00)]))


@pytest.fixture
def about(written: Written, offer: int) -> MessageDraft:
    """A message that carries it."""
    return written(document="estimate", document_id=offer, pdf_name=PDF[0])


def state(desk: Desk, estimate_id: int) -> EstimateStatus:
    return estimate(desk, estimate_id).status


def changed(desk: Desk, estimate_id: int) -> EstimateDraft:
    found = estimate(desk, estimate_id)
    return save_estimate(desk, replace(found, description="another boiler"))


@pytest.mark.parametrize("take_out", [outbox.cancel, outbox.reopen])
def test_a_message_taken_out_before_it_left_takes_the_mark_back(
    posting: Desk, about: MessageDraft, offer: int, take_out: Callable[[Desk, int], object], sender: Sender
) -> None:
    before = estimate(posting, offer)
    sent_id = outbox.send(posting, about, PDF)
    assert state(posting, offer) is EstimateStatus.SENT
    take_out(posting, sent_id)
    after = estimate(posting, offer)
    assert after == replace(before, version=after.version)
    # A draft again: what is changed now is no revision of something that anybody holds.
    changed(posting, offer)
    assert revisions(posting, offer) == []
    outbox.retry(posting, sent_id) if take_out is outbox.cancel else outbox.send(
        posting, outbox.draft(posting, sent_id), PDF
    )
    assert state(posting, offer) is EstimateStatus.SENT
    sender.take_one()
    assert message(posting, sent_id).row.status is MessageStatus.SENT
    assert state(posting, offer) is EstimateStatus.SENT


def test_one_that_was_refused_takes_the_mark_back_when_it_is_put_aside(
    posting: Desk, about: MessageDraft, offer: int, sender: Sender, mail: MailServer
) -> None:
    mail.on_rcpt = answering("550 no such user here")
    sent_id = outbox.send(posting, about, PDF)
    sender.take_one()
    assert state(posting, offer) is EstimateStatus.SENT, "it may yet be tried again"
    outbox.cancel(posting, sent_id)
    assert state(posting, offer) is EstimateStatus.DRAFT


def test_the_users_word_that_it_did_not_arrive_counts(
    posting: Desk, about: MessageDraft, offer: int, sender: Sender, mail: MailServer
) -> None:
    mail.on_data = hang_up
    sent_id = outbox.send(posting, about, PDF)
    sender.take_one()
    with pytest.raises(NotAllowed):
        outbox.cancel(posting, sent_id)
    outbox.settle_unsure(posting, sent_id, sent=False)
    outbox.cancel(posting, sent_id)
    assert state(posting, offer) is EstimateStatus.DRAFT


def test_the_mark_of_somebody_else_stays(posting: Desk, about: MessageDraft, offer: int, clock: Clock) -> None:
    send_estimate(posting, offer)
    outbox.cancel(posting, outbox.send(posting, about, PDF))
    assert state(posting, offer) is EstimateStatus.SENT, "it was marked before"


def test_a_mark_made_anew_meanwhile_stays(posting: Desk, about: MessageDraft, offer: int, clock: Clock) -> None:
    sent_id = outbox.send(posting, about, PDF)
    clock.go_on(minutes=1)
    send_estimate(posting, offer)
    outbox.cancel(posting, sent_id)
    assert state(posting, offer) is EstimateStatus.SENT, "handed over at the door"


def test_a_changed_estimate_that_goes_out_again_is_held_by_the_customer_again(
    posting: Desk, about: MessageDraft, offer: int, sender: Sender, clock: Clock
) -> None:
    send_estimate(posting, offer)
    clock.go_on(minutes=1)
    assert changed(posting, offer).revision == 2
    outbox.cancel(posting, outbox.send(posting, about, PDF))
    save_estimate(posting, replace(estimate(posting, offer), description="a third boiler"))
    assert estimate(posting, offer).revision == 2, "the second was never sent"
    outbox.send(posting, about, PDF)
    sender.take_one()
    clock.go_on(minutes=1)
    assert changed(posting, offer).revision == 3
    assert [row.revision for row in revisions(posting, offer)] == [2, 1]


def test_the_mark_is_the_other_messages_where_two_carry_it(
    posting: Desk, about: MessageDraft, offer: int, sender: Sender
) -> None:
    first, second = outbox.send(posting, about, PDF), outbox.send(posting, about, PDF)
    outbox.cancel(posting, first)
    assert state(posting, offer) is EstimateStatus.SENT
    outbox.cancel(posting, second)
    assert state(posting, offer) is EstimateStatus.DRAFT
    third, fourth = outbox.send(posting, about, PDF), outbox.send(posting, about, PDF)
    assert sender.take_one() is not None
    left, waits = (third, fourth) if message(posting, fourth).row.status is MessageStatus.WAITING else (fourth, third)
    outbox.cancel(posting, waits)
    assert message(posting, left).row.status is MessageStatus.SENT
    assert state(posting, offer) is EstimateStatus.SENT


def test_a_mark_of_the_outbox_is_no_step_of_ctrl_z(posting: Desk, about: MessageDraft, offer: int) -> None:
    before = last_undoable(posting)
    sent_id = outbox.send(posting, about, PDF)
    assert last_undoable(posting) == before
    with posting.read() as session:
        key = session.scalars(
            select(ChangeLog.transaction_key).where(ChangeLog.entity == "message", ChangeLog.entity_id == sent_id)
        ).one()
    with pytest.raises(NotAllowed, match="Messages aren't taken back here"):
        undo(posting, key)
    assert state(posting, offer) is EstimateStatus.SENT
    outbox.cancel(posting, sent_id)
    assert last_undoable(posting) == before
