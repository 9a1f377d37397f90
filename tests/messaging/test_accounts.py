"""Accounts: each step that can fail says so, and passwords are in no file, no log and no message."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.errors import InvalidInput
from officedesk.models.changes import ChangeLog
from officedesk.models.company import Setting
from officedesk.models.enums import Channel, MessageStatus
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import keeping, outbox
from officedesk.services.messaging.accounts import (
    Auth,
    MailAccount,
    Security,
    account,
    account_problems,
    keep_secret,
    remove_account,
    save_account,
    secret_of,
    try_account,
)
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.sender import AccountTrouble, Sender
from officedesk.services.messaging.smtp import Patience, Smtp
from tests.messaging.conftest import account_at
from tests.support.clock import Clock
from tests.support.mail_server import PASSWORD, USER, MailServer, answering

Written = Callable[..., MessageDraft]


def tried(account: MailAccount, secret: str = PASSWORD) -> list[tuple[str, bool]]:
    return [(step.name, step.ok) for step in try_account(account, secret)]


def said(account: MailAccount, secret: str = PASSWORD) -> str:
    return list(try_account(account, secret))[-1].said


GOOD = [("name", True), ("connect", True), ("encrypt", True), ("login", True), ("mail from", True)]


def test_a_good_account_takes_every_step(mail: MailServer) -> None:
    assert tried(account_at(mail)) == GOOD
    assert mail.received == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_an_account_that_is_encrypted_from_the_first_byte(trusted: Path) -> None:
    server = MailServer(trusted, implicit=True)
    try:
        assert tried(replace(account_at(server), security=Security.TLS)) == GOOD
    finally:
        server.close()


def test_the_step_that_fails_is_the_last_that_is_told(mail: MailServer) -> None:
    good = account_at(mail)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        free = closed.getsockname()[1]
    assert tried(replace(good, host="nobody.invalid")) == [("name", False)]
    assert tried(replace(good, port=free)) == [("name", True), ("connect", False)]
    assert tried(good, "wrong")[-1] == ("login", False)
    assert "535" in said(good, "wrong")
    mail.on_mail = answering("553 not your address")
    assert tried(good)[-1] == ("mail from", False)
    assert said(good) == "553 not your address"
    assert tried(replace(good, port=0)) == [("name", False)]


def test_a_certificate_that_nobody_vouches_for_ends_it(
    mail: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support.certificates import make_certificates

    other, _ = make_certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    assert tried(account_at(mail))[-1] == ("encrypt", False)
    assert "certificate is not valid" in said(account_at(mail))
    assert mail.logins == []


def test_a_certificate_of_another_name_ends_it(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def here(_host: str, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    assert tried(replace(account_at(mail), host="mail.test"))[-1] == ("encrypt", False)
    assert mail.logins == []


def test_passwords_never_go_to_a_server_without_encryption(trusted: Path) -> None:
    """A server that offers no STARTTLS, or somebody in between who takes the offer away."""
    heard: list[bytes] = []

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            writer.write(b"220 hello\r\n")
            while line := await reader.readline():
                heard.append(line)
                writer.write(b"250 AUTH PLAIN LOGIN\r\n" if line.upper().startswith(b"EHLO") else b"250 ok\r\n")

    with _served(plain) as port:
        steps = list(try_account(MailAccount(USER, host="127.0.0.1", port=port, user=USER), PASSWORD))
    assert (steps[-1].name, steps[-1].ok, steps[-1].said) == ("encrypt", False, "The server does not offer STARTTLS.")
    assert not any(b"AUTH" in line for line in heard)


class _served:  # noqa: N801 - read as a verb
    """A server of one coroutine, on a thread of its own."""

    def __init__(self, serve: Callable[..., Any]) -> None:
        import threading

        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_task(asyncio.start_server(serve, "127.0.0.1", 0))
        )
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._server.sockets[0].getsockname()[1])

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def test_a_slow_server_is_waited_for_and_then_asked_again_or_about(
    posting: Desk, secrets: MemorySecrets, mail: MailServer, written: Written, clock: Clock
) -> None:
    async def sleep(_server: Any) -> None:
        await asyncio.sleep(1.5)

    def hurried(known: object, secret: str) -> Smtp:
        assert isinstance(known, MailAccount)
        return Smtp(known, secret, Patience(step=0.5, answer=0.5))

    sender = Sender(posting, secrets, dial={Channel.EMAIL: hurried})
    mail.on_rcpt = sleep
    sent_id = outbox.send(posting, written())
    sender.take_one()
    row = message(posting, sent_id).row
    assert row.status is MessageStatus.WAITING
    assert "in time" in row.trouble
    mail.on_rcpt, mail.after_data = None, sleep
    clock.go_on(minutes=10)
    sender.take_one()
    assert message(posting, sent_id).row.status is MessageStatus.UNSURE
    sender.stop()
    assert len(mail.received) == 1


def test_a_wrong_password_is_not_tried_with_every_message(
    posting: Desk, secrets: MemorySecrets, mail: MailServer, written: Written, clock: Clock
) -> None:
    keep_secret(posting, account(posting), "S3CR3T-wrong", secrets)
    troubles: list[AccountTrouble | None] = []
    sender = Sender(posting, secrets, on_trouble=troubles.append)
    ids = [outbox.send(posting, written()) for _ in range(5)]
    while sender.take_one() is not None:
        pass
    assert mail.logins == [False]
    assert isinstance(troubles[-1], AccountTrouble)
    assert "535" in troubles[-1].said
    assert {message(posting, key).row.status for key in ids} == {MessageStatus.WAITING}
    keep_secret(posting, account(posting), PASSWORD, secrets)
    sender.wake()
    clock.go_on(minutes=2)
    while sender.take_one() is not None:
        pass
    assert len(mail.received) == 5
    sender.stop()


def test_a_desktop_without_the_password_leaves_messages_to_others(
    posting: Desk, other_desk: Desk, secrets: MemorySecrets, mail: MailServer, written: Written
) -> None:
    troubles: list[AccountTrouble | None] = []
    stranger = Sender(other_desk, MemorySecrets(), on_trouble=troubles.append)
    outbox.send(posting, written())
    assert stranger.take_one() is None
    assert isinstance(troubles[-1], AccountTrouble)
    assert "does not know the password" in troubles[-1].said
    sender = Sender(posting, secrets)
    assert sender.take_one() is not None
    for one in (stranger, sender):
        one.stop()
    assert len(mail.received) == 1


def test_the_sender_works_by_itself_and_ends_when_told(
    posting: Desk, secrets: MemorySecrets, mail: MailServer, written: Written
) -> None:
    import threading

    done = threading.Event()
    sender = Sender(posting, secrets, on_sent=lambda sent: done.set())
    sender.start()
    outbox.send(posting, written())
    sender.wake()
    assert done.wait(30)
    assert sender.stop()
    assert len(mail.received) == 1


def test_stopping_breaks_off_what_was_not_handed_over(
    posting: Desk, secrets: MemorySecrets, mail: MailServer, written: Written
) -> None:
    import threading

    there, go_on = threading.Event(), threading.Event()

    async def hold(_address: str) -> None:
        there.set()
        await asyncio.to_thread(go_on.wait, 30)

    mail.on_rcpt = hold
    sender = Sender(posting, secrets)
    sent_id = outbox.send(posting, written())
    sender.start()
    assert there.wait(30)
    assert sender.stop(0.2)
    go_on.set()
    assert message(posting, sent_id).row.status is MessageStatus.WAITING
    assert mail.received == []


def test_the_password_is_in_no_file_and_no_log(
    posting: Desk,
    secrets: MemorySecrets,
    mail: MailServer,
    written: Written,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    clock: Clock,
) -> None:
    caplog.set_level(logging.DEBUG)

    async def parrot(_server: Any) -> str:
        # A server that repeats what it was told, in its worst form.
        return f"550 I know {PASSWORD} and UzNDUjNULXBhc3N3b3Jk"

    sender = Sender(posting, secrets)
    mail.on_data = parrot
    sent_id = outbox.send(posting, written())
    sender.take_one()
    keep_secret(posting, account(posting), "S3CR3T-wrong", secrets)
    outbox.retry(posting, sent_id)
    clock.go_on(minutes=10)
    sender.take_one()
    sender.stop()
    assert "S3CR3T" not in message(posting, sent_id).row.trouble
    with posting.read() as session:
        stored = [str(value) for value in session.scalars(select(Setting.value))]
        stored += [f"{row.label} {row.before} {row.after}" for row in session.scalars(select(ChangeLog))]
    assert "S3CR3T" not in " ".join(stored)
    assert "S3CR3T" not in repr(account(posting))
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert "S3CR3T" not in " ".join(ours) + "".join(capsys.readouterr())
    path = posting.database.place.path
    if path is not None:
        for file in tmp_path.rglob("*"):
            if file.is_file():
                assert b"S3CR3T" not in file.read_bytes(), file


def test_a_password_belongs_to_its_server(posting: Desk, secrets: MemorySecrets) -> None:
    known = account(posting)
    assert secret_of(posting, known, secrets) == PASSWORD
    moved = save_account(posting, replace(known, host="evil.example"), None, secrets)
    assert secret_of(posting, moved, secrets) is None
    remove_account(posting, Channel.EMAIL, secrets)
    assert not account(posting).ready


@pytest.mark.parametrize("secret", ["", "S3CR3T", "S3CR3T" * 700, "officedesk-parts:3", "officedesk-parts:x"])
def test_secrets_of_any_length_fit_into_a_keyring(secret: str) -> None:
    held = MemorySecrets()
    keeping.put(held, "mail", "S3CR3T-before" * 1_000)
    keeping.put(held, "mail", secret)
    assert keeping.get(held, "mail") == secret
    assert max(map(len, held._values.values())) <= 1_280
    keeping.remove(held, "mail")
    assert held._values == {}
    assert keeping.get(held, "mail") is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "nobody"}, "address"),
        ({"host": "smtp example"}, "host"),
        ({"host": "smtp.example\r\nQUIT"}, "host"),
        ({"port": 70_000}, "port"),
        ({"user": ""}, "user"),
        ({"auth": Auth.XOAUTH2_GOOGLE}, "client_id"),
        ({"read_answers": True}, "imap_host"),
    ],
)
def test_what_is_wrong_with_an_account_is_told_by_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    good = MailAccount(address=USER, host="smtp.example.com", user=USER)
    assert account_problems(good) == {}
    with pytest.raises(InvalidInput) as wrong:
        save_account(desk, replace(good, **changes), "x", MemorySecrets())
    assert set(wrong.value.fields) == {field}


def test_settings_of_a_newer_program_are_read_as_far_as_they_are_known(desk: Desk) -> None:
    with desk.write() as session:
        session.add(
            Setting(
                user_id=None,
                key="messaging.mail",
                value={"address": USER, "host": "x.example", "port": "25", "security": "quantum", "new": 1},
            )
        )
    assert account(desk) == MailAccount(address=USER, host="x.example")
