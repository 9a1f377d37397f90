"""Who sends a message, when clocks are wrong, programs are gone, and the office cannot be written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from officedesk.errors import OfficeBusy
from officedesk.models.company import Company
from officedesk.models.enums import Channel, MessageStatus
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import leasing, outbox
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.outcome import Outcome, Result
from officedesk.services.messaging.sender import AccountTrouble, Sender
from tests.support.clock import Clock
from tests.support.mail_server import MailServer

Written = Callable[..., MessageDraft]
EMAIL = (Channel.EMAIL,)


def status_of(desk: Desk, message_id: int) -> MessageStatus:
    return message(desk, message_id).row.status


def test_only_one_has_a_message(posting: Desk, other_desk: Desk, written: Written) -> None:
    sent_id = outbox.send(posting, written())
    lease = leasing.take(posting, "one", EMAIL)
    assert lease is not None
    assert lease.message_id == sent_id
    assert leasing.take(other_desk, "two", EMAIL) is None
    assert leasing.take(posting, "one", EMAIL) is None
    assert leasing.keep(posting, lease)
    assert leasing.hand_over(posting, lease)
    assert not leasing.hand_over(posting, lease), "once"
    assert leasing.finish(posting, lease, Outcome(Result.SENT)) is MessageStatus.SENT
    assert leasing.finish(posting, lease, Outcome(Result.FAILED)) is None


def test_a_clock_that_is_wrong_lets_nobody_send_twice(
    posting: Desk, other_desk: Desk, written: Written, clock: Clock
) -> None:
    sent_id = outbox.send(posting, written())
    first = leasing.take(posting, "one", EMAIL)
    ahead = replace(other_desk, now=lambda: clock.at + timedelta(hours=1))
    second = leasing.take(ahead, "two", EMAIL)
    assert first is not None
    assert second is not None
    assert second.message_id == sent_id
    # Both have begun; whoever comes second to the last byte breaks off.
    assert not leasing.hand_over(posting, first)
    assert not leasing.keep(posting, first)
    assert leasing.finish(posting, first, Outcome(Result.LATER, "x")) is None
    assert leasing.hand_over(ahead, second)
    assert leasing.finish(ahead, second, Outcome(Result.SENT)) is MessageStatus.SENT


def test_a_program_that_is_gone_leaves_what_was_not_handed_over(
    posting: Desk, other_desk: Desk, written: Written, clock: Clock
) -> None:
    sent_id = outbox.send(posting, written())
    assert leasing.take(posting, "one", EMAIL) is not None
    clock.go_on(seconds=int(leasing.LEASE) - 1)
    assert leasing.take(other_desk, "two", EMAIL) is None
    clock.go_on(seconds=2)
    again = leasing.take(other_desk, "two", EMAIL)
    assert again is not None
    assert (again.message_id, again.attempts) == (sent_id, 2)


def test_what_was_left_behind_is_sent_at_the_first_look_although_the_clock_goes_on(
    posting: Desk, other_desk: Desk, written: Written, clock: Clock
) -> None:
    sent_id = outbox.send(posting, written())
    assert leasing.take(posting, "one", EMAIL) is not None
    clock.go_on(seconds=int(leasing.LEASE) + 1)

    def ticking() -> datetime:
        clock.go_on(microseconds=1)
        return clock.at

    again = leasing.take(replace(other_desk, now=ticking), "two", EMAIL)
    assert again is not None
    assert again.message_id == sent_id


def test_an_answer_that_comes_after_all_counts(posting: Desk, other_desk: Desk, written: Written, clock: Clock) -> None:
    sent_id = outbox.send(posting, written())
    lease = leasing.take(posting, "one", EMAIL)
    assert lease is not None
    assert leasing.hand_over(posting, lease)
    clock.go_on(hours=1)
    assert leasing.due(other_desk)
    leasing.sweep(other_desk)
    assert status_of(posting, sent_id) is MessageStatus.UNSURE
    assert not leasing.due(other_desk)
    assert leasing.finish(posting, lease, Outcome(Result.SENT)) is MessageStatus.SENT


def test_an_answer_after_the_user_decided_does_not_count(
    posting: Desk, other_desk: Desk, written: Written, clock: Clock
) -> None:
    sent_id = outbox.send(posting, written())
    lease = leasing.take(posting, "one", EMAIL)
    assert lease is not None
    leasing.hand_over(posting, lease)
    clock.go_on(hours=1)
    leasing.sweep(other_desk)
    outbox.settle_unsure(other_desk, sent_id, sent=False)
    assert leasing.finish(posting, lease, Outcome(Result.SENT)) is None
    assert status_of(posting, sent_id) is MessageStatus.WAITING


def test_an_office_that_cannot_be_written_to_sends_nothing(
    posting: Desk,
    secrets: MemorySecrets,
    mail: MailServer,
    written: Written,
    monkeypatch: pytest.MonkeyPatch,
    clock: Clock,
) -> None:
    def busy(*_: object) -> bool:
        raise OfficeBusy("Desktop B is saving.")

    sent_id = outbox.send(posting, written())
    sender = Sender(posting, secrets)
    with monkeypatch.context() as patched:
        patched.setattr(leasing, "hand_over", busy)
        sender.take_one()
    assert mail.received == []
    row = message(posting, sent_id).row
    assert (row.status, row.trouble) == (MessageStatus.WAITING, "Desktop B is saving.")
    clock.go_on(minutes=2)
    sender.take_one()
    assert len(mail.received) == 1
    sender.stop()


def test_from_the_sample_office_nothing_is_ever_sent(
    posting: Desk, secrets: MemorySecrets, mail: MailServer, written: Written, clock: Clock
) -> None:
    with posting.write() as session:
        session.scalars(select(Company)).one().is_sample = True
    # With a real account and a real address: somebody tries it out.
    sent_id = outbox.send(posting, written())
    troubles: list[AccountTrouble | None] = []
    sender = Sender(posting, secrets, on_trouble=troubles.append)
    assert sender.take_one() is None
    clock.go_on(minutes=60)
    assert sender.take_one() is None
    assert leasing.take(posting, "another program", [Channel.EMAIL, Channel.SMS]) is None
    assert mail.received == []
    assert message(posting, sent_id).row.status is MessageStatus.WAITING
    assert {trouble.said for trouble in troubles if trouble is not None} == {leasing.SAMPLE}
    sender.stop()


def test_what_the_server_said_is_stored_once_the_office_is_back(
    posting: Desk, secrets: MemorySecrets, mail: MailServer, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OfficeBusy("Desktop B is saving.")

    sent_id = outbox.send(posting, written())
    sender = Sender(posting, secrets)
    with monkeypatch.context() as patched:
        patched.setattr(leasing, "finish", busy)
        sender.take_one()
        assert len(mail.received) == 1
        assert status_of(posting, sent_id) is MessageStatus.SENDING
        with pytest.raises(OfficeBusy):
            sender.take_one()
    assert sender.take_one() is None
    assert status_of(posting, sent_id) is MessageStatus.SENT
    assert len(mail.received) == 1
    sender.stop()
