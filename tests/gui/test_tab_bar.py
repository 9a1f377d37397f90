"""Tabs where there is no room for all of them: the rest is behind More, and everything reaches them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.views.theme import Theme
from officedesk.views.widgets.tab_bar import TabBar

TABS = [(f"tab{number}", f"Title {number}") for number in range(1, 12)]


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> TabBar:
    made = TabBar(theme, TABS)
    qtbot.addWidget(made)
    made.chosen.connect(made.mark)
    made.resize(made.sizeHint())
    made.show()
    qtbot.waitExposed(made)
    made.mark("tab1")
    return made


def test_all_are_shown_where_there_is_room(bar: TabBar) -> None:
    assert bar.rest == []
    assert bar.more.isHidden()


def test_what_does_not_fit_is_behind_more(qtbot: QtBot, bar: TabBar) -> None:
    bar.resize(500, bar.height())
    rest = bar.rest
    assert 0 < len(rest) < len(TABS)
    assert rest == [name for name, _ in TABS][-len(rest) :]
    shown = [made for made in (*bar.buttons.values(), bar.more) if made.isVisible()]
    assert max(made.geometry().right() for made in shown) <= bar.width()

    bar.menu().actions()[-1].trigger()
    assert bar.buttons["tab11"].isChecked()
    assert bar.buttons["tab11"].isVisible()
    assert "tab11" not in bar.rest


def test_more_tells_the_counts(bar: TabBar) -> None:
    bar.buttons["tab11"].tell(1_234)
    bar.resize(500, bar.height())
    assert bar.menu().actions()[-1].text() == "Title 11  (1,234)"


def test_a_count_that_grows_makes_room_for_itself(qtbot: QtBot, bar: TabBar) -> None:
    bar.buttons["tab1"].tell(100_000)
    qtbot.waitUntil(lambda: bool(bar.rest))
    assert bar.rest[-1] == "tab11"


def test_keys_reach_hidden_tabs(qtbot: QtBot, bar: TabBar) -> None:
    bar.resize(500, bar.height())
    with qtbot.waitActive(bar):
        bar.activateWindow()
    assert "tab9" in bar.rest
    qtbot.keyClick(bar, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    assert bar.buttons["tab9"].isChecked()
    bar.mark("tab1")
    bar.buttons["tab1"].setFocus()
    for _ in range(len(TABS) - 1):
        qtbot.keyClick(next(one for one in bar.buttons.values() if one.hasFocus()), Qt.Key.Key_Right)
    assert bar.buttons["tab11"].isChecked()
    assert bar.buttons["tab11"].hasFocus()
