"""The Messaging tab: what it shows, and what can be done with messages from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from officedesk.models.enums import Channel, MessageStatus
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.messaging.drafts import Address
from officedesk.services.messaging.listing import MessageFilter, MessageList, message
from officedesk.services.paging import Sort
from officedesk.views.customers.profile_view import ProfileView
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.message_dialog import MessageDialog
from officedesk.views.shell import Shell
from tests.gui.conftest import Open
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.messaging.conftest import Put, composer_of, statuses
from tests.gui.rows import Rows


def shown(view: ProfileView) -> list[str]:
    """The subjects as the list has them."""
    panel = view.tab.panel  # type: ignore[attr-defined]
    return [row.subject for row in panel.source.rows(panel.model.all_ids())]


def row_of(desk: Desk, message_id: int) -> Any:
    return message(desk, message_id).row


def choose(control: Any, text: str) -> None:
    control._fill()
    next(one for one in control._menu.actions() if one.text() == text).trigger()


def test_messages_are_found_by_text_kind_status_and_outbox(
    qtbot: QtBot, shell: Shell, posting: Desk, put: Put, opened: Open
) -> None:
    put(MessageStatus.SENT, subject="Estimate for the boiler")
    put(MessageStatus.FAILED, "550 no such user", subject="Invoice")
    put(MessageStatus.DRAFT, subject="Half written")
    text = put(MessageStatus.SENT, subject="On the way")
    with posting.write() as session:
        record = session.get(Message, text)
        assert record is not None
        record.channel = Channel.SMS
    view = opened("messaging")
    assert shown(view) == ["On the way", "Half written", "Invoice", "Estimate for the boiler"]
    assert view.bar.buttons["messaging"].count == 4
    filters: Any = view.tab.filters  # type: ignore[attr-defined]

    qtbot.keyClicks(filters.search, "boiler")
    settle(qtbot, shell)
    assert shown(view) == ["Estimate for the boiler"]
    filters.clear()
    choose(filters.kind, "SMS")
    settle(qtbot, shell)
    assert shown(view) == ["On the way"]
    filters.clear()
    choose(filters.status, "Draft")
    settle(qtbot, shell)
    assert shown(view) == ["Half written"]
    filters.clear()
    choose(filters.outbox, "outbox")
    settle(qtbot, shell)
    assert shown(view) == ["Invoice"]
    assert filters.active
    filters.clear()
    settle(qtbot, shell)
    assert len(shown(view)) == 4


def test_a_customer_nobody_wrote_to_is_told_what_will_be_here(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, opened: Open
) -> None:
    view = opened("messaging", rows.others[0])
    assert shown(view) == []
    assert view.bar.buttons["messaging"].count == 0
    view.tab.panel.add_wanted.emit()  # type: ignore[attr-defined]
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.to.text() == "Contact 0 <c0@x.example>"
    composer.reject()


def dialog_of(qtbot: QtBot, shell: Shell, window: MainWindow) -> MessageDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(MessageDialog)))
    found = next(one for one in window.findChildren(MessageDialog) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


def press_button(owner: Any, text: str) -> None:
    next(one for one in owner.findChildren(QPushButton) if one.text() == text and one.isVisible()).click()


def test_a_failed_message_is_read_with_the_servers_words_and_tried_again(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, put: Put, opened: Open
) -> None:
    key = put(MessageStatus.FAILED, "550 5.1.1 no such user here")
    view = opened("messaging")
    view.tab.panel.table.setFocus()  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, shell, window)
    assert "550 5.1.1 no such user here" in dialog.told.text()
    assert dialog.body.toPlainText() == "Hello John,\n\nwe come on Friday."
    press_button(dialog, "Try again now")
    settle(qtbot, shell)
    assert row_of(posting, key).status is MessageStatus.WAITING
    # The dialog follows: it can be taken out of the outbox now.
    press_button(dialog, "Take out of the outbox")
    settle(qtbot, shell)
    assert row_of(posting, key).status is MessageStatus.CANCELLED
    dialog.reject()


def test_an_unsure_message_is_settled_by_whoever_knows(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, put: Put, opened: Open
) -> None:
    arrived, again = put(MessageStatus.UNSURE), put(MessageStatus.UNSURE)
    view = opened("messaging")
    actions = view.tab._actions  # type: ignore[attr-defined]
    box = actions.settle(row_of(posting, arrived))
    assert "may have arrived" in box.informativeText()
    press_button(box, "It arrived")
    settle(qtbot, shell)
    box = actions.settle(row_of(posting, again))
    press_button(box, "Send it again")
    settle(qtbot, shell)
    assert [row_of(posting, one).status for one in (arrived, again)] == [MessageStatus.SENT, MessageStatus.WAITING]


def test_a_sent_message_is_sent_once_more_as_a_new_one(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, rows: Rows, put: Put, opened: Open
) -> None:
    key = put(MessageStatus.SENT, cc=(Address("Boss", "boss@abc.example"),), subject="Twice")
    view = opened("messaging")
    view.tab._actions.resend(row_of(posting, key))  # type: ignore[attr-defined]
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.cc.text() == "Boss <boss@abc.example>"
    assert composer.fields.subject.text() == "Twice"
    gone = qtbot.waitSignal(composer.finished)
    composer.send()
    gone.wait()
    assert statuses(posting, rows.abc) == [MessageStatus.SENT, MessageStatus.WAITING]


def test_an_answer_quotes_what_was_received(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, put: Put, opened: Open
) -> None:
    key = put(MessageStatus.RECEIVED, subject="Question")
    with posting.write() as session:
        record = session.get(Message, key)
        assert record is not None
        record.sender_name, record.sender_address = "John Wilson", "john@abc.example"
    view = opened("messaging")
    view.tab._actions.answer(row_of(posting, key))  # type: ignore[attr-defined]
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.to.text() == "John Wilson <john@abc.example>"
    assert composer.fields.subject.text() == "Re: Question"
    assert "> we come on Friday." in composer.fields.body.toPlainText()
    assert composer.fields.draft().answers_id == key
    composer.reject()


def told_undo(shell: Shell) -> list[Callable[[], None]]:
    told: list[Callable[[], None]] = []
    shell.toast_wanted.connect(lambda _text, _action, undo: told.append(undo))
    return told


def test_checked_messages_are_taken_out_of_the_outbox_together_and_come_back(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    posting: Desk,
    rows: Rows,
    put: Put,
    opened: Open,
    failures: list[Exception],
) -> None:
    for _ in range(3):
        put()
    put(MessageStatus.SENT)
    view = opened("messaging")
    told = told_undo(shell)
    table = view.tab.panel.table  # type: ignore[attr-defined]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, CTRL)
    view.tab._actions.cancel(table.chosen_ids())  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert statuses(posting, rows.abc).count(MessageStatus.CANCELLED) == 3
    assert "3 messages taken out of the outbox" in window.toasts.text
    assert ["was sent" in str(failure) for failure in failures] == [True]
    failures.clear()
    told[0]()
    settle(qtbot, shell)
    assert statuses(posting, rows.abc).count(MessageStatus.WAITING) == 3


def test_drafts_are_deleted_and_come_back(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, rows: Rows, put: Put, opened: Open
) -> None:
    key = put(MessageStatus.DRAFT)
    view = opened("messaging")
    texts = [one.text() for one in view.tab.row_menu(row_of(posting, key)).actions()]  # type: ignore[attr-defined]
    assert texts == ["Open", "Write on…", "", "Delete"]
    told = told_undo(shell)
    view.tab._actions.delete([key])  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert shown(view) == []
    assert statuses(posting, rows.abc) == []
    assert "1 message deleted" in window.toasts.text
    told[0]()
    settle(qtbot, shell)
    assert shown(view) == ["About Friday"]
    assert statuses(posting, rows.abc) == [MessageStatus.DRAFT]


def test_ten_thousand_messages_are_listed(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open) -> None:
    with desk.write() as session:
        session.execute(
            insert(Message),
            [
                {
                    "customer_id": rows.abc,
                    "channel": Channel.EMAIL,
                    "status": MessageStatus.SENT,
                    "at": desk.now(),
                    "created_at": desk.now(),
                    "updated_at": desk.now(),
                    "subject": f"Message {number}",
                    "to_text": "John Wilson",
                    "text_key": f"message {number}",
                }
                for number in range(10_000)
            ],
        )
    view = opened("messaging")
    panel = view.tab.panel  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.rowCount() == 10_000)
    assert view.bar.buttons["messaging"].count == 10_000
    qtbot.keyClicks(view.tab.filters.search, "9999")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert MessageList(desk).first(MessageFilter(rows.abc, "9999"), Sort("at"), 2)[0].subject == "Message 9999"


def test_what_another_desktop_sent_is_seen(
    qtbot: QtBot, shell: Shell, posting: Desk, rows: Rows, put: Put, opened: Open
) -> None:
    view = opened("messaging")
    put(MessageStatus.SENT, subject="From over there")
    with shell.signals.from_elsewhere():
        shell.signals.changed.emit("message", 0, rows.abc)
    settle(qtbot, shell)
    assert shown(view) == ["From over there"]
    assert view.bar.buttons["messaging"].count == 1
