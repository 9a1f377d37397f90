"""Who else has the office open, and what they edit."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from officedesk.database.desks import DeskSeen
from tests.gui.keys import settle
from tests.gui.live.support import (
    Two,
    form_of,
)


def test_connected_desktops_and_what_they_edit_are_seen(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, _ = two
    others = mine.shell.others
    assert mine.window.status.desks.isHidden()
    now = mine.desk.now()
    anna = DeskSeen("k", "DESK-2", "Anna", "0.1.0", now, now, (("customer", abc),))
    others.tell((anna,))
    button = mine.window.status.desks
    assert button.text() == "2 desktops"
    form = form_of(qtbot, mine, abc)
    assert form.live.fellows.chip.text == "Anna is editing this"
    assert others.editing == (("customer", abc),)
    button.click()
    qtbot.waitUntil(lambda: button.popover is not None)
    said = [one.text() for one in button.popover.findChildren(QLabel)]
    assert "Anna" in said
    assert said.count("ABC Company") == 2
    button.popover.close()
    others.tell((replace(anna, editing=()),))
    assert not form.live.fellows.chip.text
    mine.shell.back()
    settle(qtbot, mine.shell)
    assert not others.editing
    others.tell(())
    assert button.isHidden()
