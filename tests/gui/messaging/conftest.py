"""A window over the lively office, whose mail goes to a server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from officedesk.models.enums import MessageStatus
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.accounts import save_account
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.composer import Composer
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up
from tests.gui.rows import Rows
from tests.messaging.conftest import account_at
from tests.support.certificates import make_certificates
from tests.support.mail_server import PASSWORD, MailServer

Put = Callable[..., int]


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def mail(certificates: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates[0]))
    server = MailServer(certificates[1])
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _nobody_wrote(desk: Desk) -> None:
    """These tests write every message themselves."""
    with desk.write() as session:
        for one in session.scalars(select(Message)):
            session.delete(one)


@pytest.fixture
def shell(mail: MailServer, shell: Shell) -> Shell:
    """What the window sends with ends before the mail server does."""
    assert mail.port
    return shell


@pytest.fixture
def posting(desk: Desk, shell: Shell, mail: MailServer) -> Desk:
    """The office has an account, and this desktop knows its password."""
    save_account(desk, account_at(mail), PASSWORD, shell.secrets)
    return desk


@pytest.fixture
def room(posting: Desk, shell: Shell, window: MainWindow) -> PostRoom:
    """The outbox is being sent; it ends with the shell."""
    assert posting is shell.desk
    window.send_messages()
    assert window.post is not None
    return window.post


@pytest.fixture
def put(posting: Desk, rows: Rows) -> Put:
    """`put(status, trouble="", **changes)` is the id of a message of ABC Company in that state."""

    def make(status: MessageStatus = MessageStatus.WAITING, trouble: str = "", **changes: object) -> int:
        draft = MessageDraft(
            customer_id=rows.abc,
            to=(Address("John Wilson", "sales@industrack.example"),),
            subject="About Friday",
            body="Hello John,\n\nwe come on Friday.",
        )
        draft = replace(draft, **changes)  # type: ignore[arg-type]
        if status is MessageStatus.DRAFT:
            made = outbox.save_draft(posting, draft).id
            assert made is not None
            return made
        message_id = outbox.send(posting, draft)
        if status is not MessageStatus.WAITING or trouble:
            with posting.write() as session:
                record = session.get(Message, message_id)
                assert record is not None
                record.status, record.trouble = status, trouble
                if status is not MessageStatus.WAITING:
                    record.next_at = None
        return message_id

    return make


def composer_of(qtbot: QtBot, shell: Shell, window: QWidget) -> Composer:
    """The composer that has just been opened, in front, with everything read."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Composer)))
    found: Composer = next(one for one in window.findChildren(Composer) if one.isVisible())
    come_up(qtbot, shell, found)
    qtbot.waitUntil(lambda: found.ready)
    return found


def statuses(desk: Desk, customer_id: int | None = None) -> list[MessageStatus]:
    """What became of the messages, the oldest first."""
    from officedesk.services.messaging.listing import MessageFilter, MessageList
    from officedesk.services.paging import Sort

    source = MessageList(desk)
    found = source.rows(source.ids(MessageFilter(customer_id), Sort("at")))
    return [row.status for row in sorted(found, key=lambda row: row.id)]
