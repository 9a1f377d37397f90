"""A desktop killed at fifty moments of sending: no message is lost, none arrives twice, and doubts are told."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any, Self

import pytest
from sqlalchemy import select as query

from officedesk.database import schema
from officedesk.database.unit import Database
from officedesk.models.enums import MessageStatus
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.secrets import MemorySecrets
from officedesk.services.check import check
from officedesk.services.desk import Desk, sit_down
from officedesk.services.messaging import outbox
from officedesk.services.messaging.accounts import account, keep_secret
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.sender import AccountTrouble, Sender
from tests.support.mail_server import PASSWORD, MailServer

ROOT = Path(__file__).parents[2]
KILLS = 50
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""On Windows the other one ends a program just as suddenly."""
PDF = ("Invoice.pdf", b"%PDF-1.7\n" + os.urandom(150_000))


@pytest.mark.slow
def test_each_message_arrives_once_whenever_the_desktop_is_killed(
    posting: Desk,
    mail: MailServer,
    written: Callable[..., MessageDraft],
) -> None:
    chance = random.Random(4)

    async def dawdle(_server: Any) -> None:
        # So that kills fall before, between and after taking a message and saying so.
        await asyncio.sleep(chance.random() * 0.03)

    mail.on_data = mail.after_data = dawdle
    place = posting.database.place
    subjects = [f"Message {number}" for number in range(KILLS + 1)]
    ids = [outbox.send(posting, written(subject=subject), PDF) for subject in subjects]
    _let_all_be_sent_now(posting)
    with Nursery(place.address) as nursery:
        # What a message takes here and now, from the first word to the answer: kills fall anywhere in it.
        usual, for_now = _time_of_one(nursery, mail), Event()
        for _ in range(KILLS):
            program = nursery.bear()
            for_now.wait(chance.random() * 1.3 * usual)
            program.kill()
    begun, handed_over = _left_behind(posting)
    assert begun, "no kill fell before a message was handed over"
    assert handed_over, "no kill fell after a message was handed over"
    # An hour later another desktop looks after what was left behind.
    with closing(Database(place, schema.open_office(place))) as database:
        desk = sit_down(database, "Desktop C", lambda: datetime.now(UTC) + timedelta(hours=1))
        secrets = MemorySecrets()
        keep_secret(desk, account(desk), PASSWORD, secrets)
        mail.on_data = mail.after_data = None
        troubles: list[AccountTrouble | None] = []
        sender = Sender(desk, secrets, on_trouble=troubles.append)
        while sender.take_one() is not None:
            pass
        sender.stop()
        assert not any(troubles), troubles
        with desk.read() as session:
            status = dict(session.execute(query(Message.id, Message.status)).all())
            waiting = session.execute(
                query(Message.id, Message.trouble, Message.attempts, Message.next_at).where(
                    Message.status == MessageStatus.WAITING
                )
            ).all()
        assert not waiting, waiting
        arrived = Counter(got.parsed()["Subject"] for got in mail.received)
        assert set(status.values()) <= {MessageStatus.SENT, MessageStatus.UNSURE}
        assert max(arrived.values()) == 1, "a message arrived twice"
        unsure = {key for key in ids if status[key] is MessageStatus.UNSURE}
        assert unsure == handed_over, "asked about more, or fewer, than those that may have arrived"
        for key, subject in zip(ids, subjects, strict=True):
            if key not in unsure:
                assert arrived[subject] == 1, f"{subject} counts as sent and never arrived"
            else:
                # The user looks into the mailbox of whom it went to, and says.
                outbox.settle_unsure(desk, key, sent=arrived[subject] == 1)
        sender = Sender(desk, secrets)
        while sender.take_one() is not None:
            pass
        sender.stop()
        arrived = Counter(got.parsed()["Subject"] for got in mail.received)
        assert arrived == dict.fromkeys(subjects, 1)
        assert all(next(got.parsed().iter_attachments()).get_content() == PDF[1] for got in mail.received)
        with desk.read() as session:
            logged = session.scalars(query(Note.message_id)).all()
        assert sorted(key for key in logged if key is not None) == sorted(ids)
        assert [found for found in check(desk).findings if found.severity == "error"] == []


def _let_all_be_sent_now(desk: Desk) -> None:
    """The desk's clock stands in 2023, those of the programs do not: both find the messages due."""
    with desk.read() as session:
        due = session.scalars(query(Message.next_at)).all()
    assert all(at is not None and at <= datetime.now(UTC) for at in due)


def _left_behind(desk: Desk) -> tuple[set[int], set[int]]:
    """Messages in the middle of being sent: those that no server can have, and those that one may have."""
    with desk.read() as session:
        being_sent = query(Message.id, Message.handed_over_at).where(Message.status == MessageStatus.SENDING)
        rows = session.execute(being_sent).all()
    handed_over = {key for key, at in rows if at is not None}
    return {key for key, _ in rows} - handed_over, handed_over


@dataclass
class Program:
    """One desktop's program, ready to send."""

    number: int

    def kill(self) -> None:
        """As power cuts do. One that had nothing left to send is gone by itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.number, KILL)


class Nursery:
    """Makes programs that send (see ``killed_sender``), by forking where the system can: each begins at once."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._parents: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for parent in self._parents:
            parent.kill()
            parent.communicate()

    def bear(self) -> Program:
        """A program that begins to send now."""
        if not self._parents or sys.platform == "win32":
            self._parents.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.messaging.killed_sender", self._address],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
                )
            )  # fmt: skip
        parent = self._parents[-1]
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(b"\n")
        parent.stdin.flush()
        return Program(int(parent.stdout.readline()))


def _time_of_one(nursery: Nursery, mail: MailServer) -> float:
    before = len(mail.received)
    program, for_now = nursery.bear(), Event()
    begun = monotonic()
    while len(mail.received) == before:
        assert monotonic() - begun < 60, "nothing was sent"
        for_now.wait(0.005)
    usual = monotonic() - begun
    program.kill()
    return usual
