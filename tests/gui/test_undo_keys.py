"""Ctrl+Z in the window: what was saved is taken back where nothing that is being typed takes the key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from officedesk.services.customers import editing, marks
from officedesk.views.activity import undoing
from officedesk.views.customers.tabs.base import Subject
from officedesk.views.customers.tabs.filters import FilterDay
from officedesk.views.customers.tabs.history import HistoryTab
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.search_box import SearchBox
from tests.db.customers import ABC

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, abc: int, window: MainWindow) -> MainWindow:
    window.resize(1280, 720)
    window.go(Place("customers"))
    qtbot.waitUntil(lambda: not shell.runner.busy)
    return window


@pytest.fixture
def abc(shell: Shell) -> int:
    customer_id = editing.save_customer(shell.desk, ABC).id or 0
    marks.set_rating(shell.desk, customer_id, 3)
    return customer_id


def rating(shell: Shell, abc: int) -> int:
    return editing.customer(shell.desk, abc).rating


def press(qtbot: QtBot, window: MainWindow, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    page = window.page("customers")
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Z, modifiers)  # type: ignore[attr-defined]


def test_the_list_undoes_and_redoes_and_says_what(qtbot: QtBot, shell: Shell, window: MainWindow, abc: int) -> None:
    press(qtbot, window)
    qtbot.waitUntil(lambda: window.toasts.text == "Undone: changed ABC Company")
    assert rating(shell, abc) == 0
    press(qtbot, window, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: window.toasts.text == "Done again: ABC Company")
    assert rating(shell, abc) == 3


def test_the_toast_redoes(qtbot: QtBot, shell: Shell, window: MainWindow, abc: int) -> None:
    press(qtbot, window)
    qtbot.waitUntil(lambda: window.toasts.text.startswith("Undone"))
    button = window.toasts._toast.findChild(QPushButton)  # type: ignore[union-attr]
    assert button.text() == "Redo"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rating(shell, abc) == 3)
    qtbot.waitUntil(lambda: not shell.runner.busy)


def test_an_empty_search_lets_the_window_undo_and_a_typed_one_does_not(
    qtbot: QtBot, shell: Shell, window: MainWindow, abc: int
) -> None:
    search = window.page("customers").panel.filters.search  # type: ignore[attr-defined]
    search.setFocus()
    qtbot.keyClicks(search, "abc")
    qtbot.keyClick(search, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not shell.runner.busy)
    assert search.text() == ""
    assert rating(shell, abc) == 3
    qtbot.keyClick(search, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: window.toasts.text.startswith("Undone"))
    assert rating(shell, abc) == 0


def test_a_field_of_a_form_keeps_the_key(qtbot: QtBot, shell: Shell, window: MainWindow, abc: int) -> None:
    window.go(Place("customer", abc, context={"edit": True}))

    def fields() -> list[QLineEdit]:
        found = window.page("customer").findChildren(QLineEdit)
        return [
            made
            for made in found
            if made.isVisible() and made.isEnabled() and not isinstance(made, SearchBox | FilterDay)
        ]

    qtbot.waitUntil(lambda: bool(fields()))
    qtbot.keyClick(fields()[0], Qt.Key.Key_Z, CONTROL)
    # The form reads the ZIP codes when it is first opened.
    qtbot.waitUntil(lambda: not shell.runner.busy, timeout=30_000)
    assert window.toasts.text == ""
    assert rating(shell, abc) == 3


def test_what_is_long_ago_is_left_to_the_history(
    qtbot: QtBot, shell: Shell, window: MainWindow, abc: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's clock stands years before the log's.
    monkeypatch.setattr(undoing, "LATELY", timedelta(days=-3650))
    press(qtbot, window)
    qtbot.waitUntil(lambda: "a while ago" in window.toasts.text)
    assert rating(shell, abc) == 3


def test_nothing_left_is_said(qtbot: QtBot, shell: Shell, window: MainWindow, abc: int) -> None:
    for expected in (
        "Undone: changed ABC Company",
        "Undone: created customer ABC Company",
        "There is nothing to undo.",
    ):
        press(qtbot, window)
        qtbot.waitUntil(lambda expected=expected: window.toasts.text == expected)


def test_the_profile_tells_where_it_was_done_and_takes_back(qtbot: QtBot, shell: Shell, abc: int) -> None:
    tab = HistoryTab(shell)
    qtbot.addWidget(tab)
    tab.resize(900, 500)
    tab.show()
    tab.show_subject(Subject(abc))
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2)
    assert [tab.model.index(0, column).data() for column in (1, 2, 3)] == ["Dana Reyes", "Desktop A", "Rating: 0 → 3"]
    menu = tab.menu_of(0)
    assert menu is not None
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 3)
    qtbot.waitUntil(lambda: tab.model.index(1, 3).data() == "Undone: rating: 0 → 3")
    assert tab.model.index(0, 3).data() == "Took back: rating: 3 → 0"
    assert tab.menu_of(1) is None
