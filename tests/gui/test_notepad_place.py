"""Where the notepad of a profile is: beside the tab, or in a narrow window beside its rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import settle


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.mark.parametrize("tab", ["locations", "invoices", "history"])
def test_the_notepad_covers_nothing_in_a_narrow_window(
    qtbot: QtBot, window: MainWindow, shell: Shell, opened: Open, tab: str
) -> None:
    window.resize(1280, 720)
    view = opened(tab)
    view.toggle_notepad()
    qtbot.keyClicks(view.notepad.entry, "Gate code")
    settle(qtbot, shell)
    notes = QRect(view.notepad.mapTo(view, QPoint(0, 0)), view.notepad.size())
    assert notes.right() <= view.width()
    controls = [
        one
        for one in view.findChildren(QWidget)
        if one.isVisible() and not view.notepad.isAncestorOf(one) and isinstance(one, QAbstractButton | QTableView)
    ]
    assert len(controls) > 5
    for control in controls:
        area = QRect(control.mapTo(view, QPoint(0, 0)), control.size())
        assert not area.intersects(notes), control.accessibleName()

    # It goes with the tab, and beside it where the window is wide: what is typed stays.
    view.show_tab("payments")
    assert view.tab.isAncestorOf(view.notepad)
    assert view.notepad.isVisible()
    window.resize(1600, 900)
    qtbot.waitUntil(lambda: not view.tab.isAncestorOf(view.notepad))
    assert view.notepad.isVisible()
    assert view.notepad.entry.toPlainText() == "Gate code"
    assert window.minimumSizeHint().width() <= 1280
