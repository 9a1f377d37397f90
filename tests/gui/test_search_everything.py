"""The top bar's search: as fast as one types, and empty again when one is done with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.views.main_window import MainWindow, _first_size
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import CTRL, press, settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def searching(qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows) -> MainWindow:
    shell.go("customers")
    settle(qtbot, shell)
    press(Qt.Key.Key_K, modifier=CTRL)
    assert window.top.search.hasFocus()
    return window


def test_enter_before_the_finds_are_there_opens_the_first_of_them(
    qtbot: QtBot, searching: MainWindow, shell: Shell, rows: Rows
) -> None:
    press("birchw", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert (searching.place.page, searching.place.id) == ("customer", rows.others[0])
    assert searching.top.search.text() == ""
    assert not searching.top.popup.isVisible()


def test_enter_never_opens_what_was_found_for_an_earlier_text(
    qtbot: QtBot, searching: MainWindow, shell: Shell, rows: Rows
) -> None:
    press("birchw")
    settle(qtbot, shell)
    assert searching.top.popup.isVisible()
    press(Qt.Key.Key_A, modifier=CTRL)
    press("carver", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert searching.place.id == rows.others[1]


def test_enter_with_nothing_found_stays_with_the_text(qtbot: QtBot, searching: MainWindow, shell: Shell) -> None:
    press("qqqqzzzz", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert searching.place.page == "customers"
    assert searching.top.search.text() == "qqqqzzzz"
    assert searching.top.popup.item(0).text() == "Nothing found"


def test_escape_empties_the_field_and_goes_back_to_where_the_keyboard_was(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows
) -> None:
    shell.go("customers")
    settle(qtbot, shell)
    before = QApplication.focusWidget()
    press(Qt.Key.Key_K, modifier=CTRL)
    press("birch", Qt.Key.Key_Escape)
    settle(qtbot, shell)
    assert QApplication.focusWidget() is before
    assert window.top.search.text() == ""
    assert not window.top.popup.isVisible()


def test_leaving_the_field_empties_it(qtbot: QtBot, searching: MainWindow, shell: Shell) -> None:
    press("birch", Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert searching.top.search.text() == ""
    assert not searching.top.popup.isVisible()


@pytest.mark.parametrize(
    ("room", "size"),
    [
        ((1440, 900), (1440, 864)),
        ((1280, 720), (1280, 684)),
        ((2560, 1440), (1440, 900)),
        ((800, 800), (1440, 900)),
    ],
)
def test_a_first_window_with_its_frame_fits_the_screen(room: tuple[int, int], size: tuple[int, int]) -> None:
    assert _first_size(QSize(*room)) == QSize(*size)
