"""What becomes of a message that is not sent: kept as a draft, offered after a crash, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from officedesk.models.enums import Channel, MessageStatus
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.listing import MessageFilter, MessageList
from officedesk.services.paging import Sort
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.composer import Composer
from officedesk.views.recovery import folder_of, kept, open_kept
from officedesk.views.shell import Shell
from tests.gui.conftest import Open
from tests.gui.keys import CTRL, press, settle
from tests.gui.messaging.conftest import composer_of, statuses
from tests.gui.rows import Rows


@contextmanager
def gone_after(qtbot: QtBot, composer: Composer) -> Iterator[None]:
    """See the composer go with all that it holds."""
    gone: list[object] = []
    composer.destroyed.connect(lambda *_: gone.append(True))
    yield
    qtbot.waitUntil(lambda: bool(gone))


def test_closing_asks_only_where_something_was_typed(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("messaging")
    view.tab.add()  # type: ignore[attr-defined]
    composer = composer_of(qtbot, shell, window)
    with gone_after(qtbot, composer):
        press(Qt.Key.Key_Escape)
    assert statuses(desk) == []

    view.tab.add()  # type: ignore[attr-defined]
    composer = composer_of(qtbot, shell, window)
    press("Half a subject")
    press(Qt.Key.Key_Escape)
    answer(composer, "Keep editing")
    press(Qt.Key.Key_Escape)
    gone = qtbot.waitSignal(composer.finished)
    answer(composer, "Save")
    gone.wait()
    settle(qtbot, shell)
    assert statuses(desk, rows.abc) == [MessageStatus.DRAFT]
    (row,) = MessageList(desk).first(MessageFilter(rows.abc), Sort("at"), 5)

    # It is on the tab, and written on from there.
    view.tab.panel.table.setFocus()  # type: ignore[attr-defined]
    view.tab.open(row.id)  # type: ignore[attr-defined]
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.subject.text() == "Half a subject"
    composer.fields.subject.setFocus()
    press(Qt.Key.Key_End, " and a half")
    gone = qtbot.waitSignal(composer.finished)
    press(Qt.Key.Key_S, modifier=CTRL)
    gone.wait()
    (row,) = MessageList(desk).first(MessageFilter(rows.abc), Sort("at"), 5)
    assert row.subject == "Half a subject and a half"


def answer(composer: Any, text: str) -> None:
    """Press a button of the question that is open."""
    box = next(one for one in composer.findChildren(QMessageBox) if one.isVisible())
    next(one for one in box.findChildren(QPushButton) if one.text() == text).click()


def test_what_was_typed_before_a_crash_is_offered_again(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows
) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    press("Typed and lost")
    composer.keeper.keep()
    composer._typed = False
    with gone_after(qtbot, composer):
        composer.keeper._noted = None
        composer.done(0)
    (left,) = kept(folder_of(shell), "message")
    assert left.title == "Email Typed and lost"

    # Whoever writes to this customer again is offered it.
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    assert "was not sent" in composer.restore.text
    composer.restore.restore.click()
    assert composer.fields.subject.text() == "Typed and lost"
    composer.keeper.keep()
    composer.done(0)

    # And at the start of the program its name leads to it.
    settle(qtbot, shell)
    (left,) = kept(folder_of(shell), "message")
    open_kept(shell, left)
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.subject.text() == "Typed and lost"
    composer._discard()
    settle(qtbot, shell)


def test_undo_takes_a_message_out_of_the_outbox_and_back_into_the_composer(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, posting: Desk
) -> None:
    told: list[Any] = []
    shell.toast_wanted.connect(lambda _text, _action, undo: told.append(undo))
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    press("Too early")
    gone = qtbot.waitSignal(composer.finished)
    composer.send()
    gone.wait()
    assert statuses(desk) == [MessageStatus.WAITING]
    told[-1]()
    settle(qtbot, shell)
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.subject.text() == "Too early"
    assert statuses(desk) == [MessageStatus.DRAFT]
    composer._discard()


def test_a_draft_sent_at_another_desktop_is_not_sent_over_it(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, posting: Desk
) -> None:
    made = outbox.save_draft(desk, replace(outbox.new_message(desk, rows.abc), subject="Once"))
    shell.compose(rows.abc, message_id=made.id)
    composer = composer_of(qtbot, shell, window)
    composer.fields.subject.setFocus()
    press(Qt.Key.Key_End, " more")
    outbox.send(desk, made)
    composer.send()
    settle(qtbot, shell)
    assert "another desktop" in composer.trouble.text()
    assert composer.fields.subject.text() == "Once more"
    gone = qtbot.waitSignal(composer.finished)
    composer.send()
    gone.wait()
    assert statuses(desk) == [MessageStatus.WAITING, MessageStatus.WAITING]


@pytest.mark.parametrize("kind", [Channel.EMAIL, Channel.SMS])
def test_a_composer_goes_without_leaving_anything(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, kind: Channel
) -> None:
    shell.compose(rows.abc, channel=kind)
    composer = composer_of(qtbot, shell, window)
    with gone_after(qtbot, composer):
        composer.close()
