"""The outbox as the window shows it: in the status bar, on the page of all messages, and when it is closed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from officedesk.models.enums import MessageStatus
from officedesk.services.desk import Desk
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.outbox_button import OutboxButton
from officedesk.views.messaging.outbox_popover import OutboxPopover
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.shell import Shell
from tests.gui.keys import settle
from tests.gui.messaging.conftest import Put, statuses
from tests.gui.rows import Rows
from tests.support.mail_server import PASSWORD, MailServer, answering


def button_of(window: MainWindow) -> OutboxButton:
    found = window.status.findChild(OutboxButton)
    assert isinstance(found, OutboxButton)
    return found


def press_button(owner: Any, text: str) -> None:
    next(one for one in owner.findChildren(QPushButton) if one.text() == text).click()


def box_of(qtbot: QtBot, window: MainWindow, name: str) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, name) is not None)
    found = window.findChild(QMessageBox, name)
    assert isinstance(found, QMessageBox)
    return found


def test_what_waits_is_sent_once_the_window_is_there(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, put: Put, mail: MailServer
) -> None:
    put()
    put()
    window.send_messages()
    qtbot.waitUntil(lambda: len(mail.received) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: button_of(window).text() == "Outbox empty")
    assert statuses(posting) == [MessageStatus.SENT, MessageStatus.SENT]


def test_a_refusal_is_told_in_the_status_bar_and_shown_in_the_popover(
    qtbot: QtBot, shell: Shell, window: MainWindow, room: PostRoom, put: Put, mail: MailServer
) -> None:
    mail.on_rcpt = answering("550 no such user here")
    put()
    room.wake()
    qtbot.waitUntil(lambda: button_of(window).text() == "Outbox: 1 failed", timeout=10_000)
    assert button_of(window).property("tone") == "bad"
    assert "was not sent" in window.toasts.text
    button_of(window).click()
    settle(qtbot, shell)
    popover = window.findChild(OutboxPopover)
    assert isinstance(popover, OutboxPopover)
    (row,) = [popover._rows.itemAt(at).widget() for at in range(1, popover._rows.count(), 2)]
    assert "550 no such user here" in row.accessibleName()
    press_button(popover, "All messages")
    settle(qtbot, shell)
    page: Any = window.page("messages")
    assert window.place is not None
    assert window.place.page == "messages"
    assert page.panel.model.rowCount() == 1
    assert page.panel.filters.query().open


def test_where_only_the_password_is_missing_it_is_typed_in_the_popover(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, put: Put, mail: MailServer
) -> None:
    shell.secrets._values.clear()  # type: ignore[attr-defined]
    put()
    window.send_messages()
    room = window.post
    assert room is not None
    qtbot.waitUntil(lambda: room.trouble is not None, timeout=10_000)
    button_of(window).click()
    settle(qtbot, shell)
    popover = window.findChild(OutboxPopover)
    assert isinstance(popover, OutboxPopover)
    assert "password" in popover.trouble.text()
    popover.password.setText(PASSWORD)
    press_button(popover, "Remember here")
    qtbot.waitUntil(lambda: len(mail.received) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: room.trouble is None)
    popover.close()


def test_closing_with_messages_waiting_asks(
    qtbot: QtBot, shell: Shell, window: MainWindow, room: PostRoom, put: Put, mail: MailServer
) -> None:
    mail.on_mail = answering("451 come back later")
    put()
    room.wake()
    qtbot.waitUntil(lambda: room.state.waiting == 1, timeout=10_000)
    window.close()
    box = box_of(qtbot, window, "outbox")
    assert window.isVisible()
    assert "not sent yet" in box.text()
    press_button(box, "Stay")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "outbox") is None)
    assert window.isVisible()

    window.close()
    press_button(box_of(qtbot, window, "outbox"), "Close now")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_closing_waits_until_everything_is_sent(
    qtbot: QtBot, shell: Shell, window: MainWindow, room: PostRoom, put: Put, mail: MailServer
) -> None:
    mail.on_mail = answering("451 come back later")
    put()
    room.wake()
    qtbot.waitUntil(lambda: room.state.waiting == 1 and not room.state.sending, timeout=10_000)
    window.close()
    mail.on_mail = None
    box = box_of(qtbot, window, "outbox")
    press_button(box, "Wait until they are sent")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    assert len(mail.received) == 1


def test_an_empty_outbox_keeps_no_window_open(qtbot: QtBot, shell: Shell, window: MainWindow, room: PostRoom) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_the_thread_ends_with_the_window(qtbot: QtBot, shell: Shell, room: PostRoom) -> None:
    assert room.worker is not None
    thread = room.worker._thread
    assert thread.is_alive()
    shell.closing.emit()
    assert not thread.is_alive()


def test_drafts_of_all_customers_are_on_the_page(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, put: Put
) -> None:
    put(MessageStatus.DRAFT, subject="One")
    put(MessageStatus.DRAFT, subject="Two", customer_id=rows.others[0])
    shell.go("messages")
    settle(qtbot, shell)
    page: Any = window.page("messages")
    found = page.panel.source.rows(page.panel.model.all_ids())
    assert {row.company for row in found} == {"ABC Company", "Birchwood Dental"}
