"""A desktop killed at fifty moments of sending: no message is lost, none arrives twice, and doubts are told."""

from __future__ import annotations

import asyncio
import os
import random
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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
from officedesk.services.messaging.sender import Sender
from tests.support.mail_server import PASSWORD, MailServer

ROOT = Path(__file__).parents[2]
KILLS = {"sqlite": 50, "postgresql": 10}
AT_ONCE = 5
"""Programs started together, killed one after the other: starting one takes longer than sending does."""
PDF = ("Invoice.pdf", b"%PDF-1.7\n" + os.urandom(150_000))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_each_message_arrives_once_whenever_the_desktop_is_killed(
    posting: Desk, mail: MailServer, written: Callable[..., MessageDraft], engine_kind: str
) -> None:
    kills = KILLS[engine_kind]
    chance = random.Random(4)

    async def dawdle(_server: Any) -> None:
        # So that kills fall before, between and after taking a message and saying so.
        await asyncio.sleep(chance.random() * 0.03)

    mail.on_data = mail.after_data = dawdle
    place = posting.database.place
    address = place.address
    subjects = [f"Message {number}" for number in range(kills)]
    ids = [outbox.send(posting, written(subject=subject), PDF) for subject in subjects]
    _let_all_be_sent_now(posting)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for _ in range(kills // AT_ONCE):
        programs = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.messaging.killed_sender", address],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT,
            )
            for _ in range(AT_ONCE)
        ]  # fmt: skip
        try:
            for program in programs:
                assert program.stdout is not None
                assert program.stdout.readline() == b"ready\n"
            for program in programs:
                assert program.stdin is not None
                program.stdin.write(b"\n")
                program.stdin.flush()
                select.select([], [], [], chance.random() * 0.25)
                program.kill()
        finally:
            for program in programs:
                program.kill()
                program.communicate()
    # An hour later another desktop looks after what was left behind.
    with closing(Database(place, schema.open_office(place))) as database:
        desk = sit_down(database, "Desktop C", lambda: datetime.now(UTC) + timedelta(hours=1))
        secrets = MemorySecrets()
        keep_secret(desk, account(desk), PASSWORD, secrets)
        mail.on_data = mail.after_data = None
        sender = Sender(desk, secrets)
        while sender.take_one() is not None:
            pass
        sender.stop()
        with desk.read() as session:
            status = dict(session.execute(query(Message.id, Message.status)).all())
        arrived = Counter(got.parsed()["Subject"] for got in mail.received)
        assert set(status.values()) <= {MessageStatus.SENT, MessageStatus.UNSURE}
        assert max(arrived.values()) == 1, "a message arrived twice"
        unsure = {key for key in ids if status[key] is MessageStatus.UNSURE}
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
        assert len(unsure) < kills / 2


def _let_all_be_sent_now(desk: Desk) -> None:
    """The desk's clock stands in 2023, those of the programs do not: both find the messages due."""
    with desk.read() as session:
        due = session.scalars(query(Message.next_at)).all()
    assert all(at is not None and at <= datetime.now(UTC) for at in due)
