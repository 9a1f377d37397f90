"""Geofences in lists: the tab of the profile, and what the search finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from officedesk.formatting import time_text
from officedesk.models.customers import Location
from officedesk.models.enums import CrossingKind
from officedesk.services.desk import Desk
from officedesk.services.mapping.rows import FenceFilter
from officedesk.views.customers.tabs.geofences import GeofencesTab
from officedesk.views.main_window import MainWindow
from officedesk.views.map.fence_dialog import FenceDialog
from officedesk.views.shell import Shell
from tests.db.fence_support import cross, listed, make
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.fence_support import dialog_of, shown
from tests.gui.keys import CTRL, destroy, press, settle
from tests.gui.rows import Rows

Undo = list[tuple[str, Callable[[], object]]]


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture(autouse=True)
def no_web_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about what works without one."""
    monkeypatch.setenv("OFFICEDESK_NO_WEB_MAP", "1")


@pytest.fixture
def told(shell: Shell) -> Undo:
    found: Undo = []
    shell.toast_wanted.connect(lambda text, _action, run: found.append((text, run)))
    return found


@pytest.fixture
def pinned(desk: Desk, rows: Rows) -> int:
    with desk.write() as session:
        pin = {"latitude": 44.97789, "longitude": -93.26402}
        session.execute(update(Location).where(Location.id == rows.places[0]).values(**pin))
    return rows.places[0]


@pytest.fixture
def tab(opened: Open) -> GeofencesTab:
    made = opened("geofences").tab
    assert isinstance(made, GeofencesTab)
    return made


# --- the tab ----------------------------------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_tab(tab: GeofencesTab) -> None:
    titles = [column.title for column in tab.panel.kind.columns]
    assert titles == ["Name", "Location", "Size", "Enter location", "Exit location", "Alerts", "Tell"]


def test_the_tab_lists_size_and_last_crossings(
    qtbot: QtBot, qtmodeltester: ModelTester, shell: Shell, desk: Desk, rows: Rows, tab: GeofencesTab
) -> None:
    key = make(desk, customer_id=rows.abc, location_id=rows.places[1], alert_on_exit=False)
    make(desk, "Someone else’s")
    at = desk.now().replace(microsecond=0) - timedelta(hours=3)
    cross(desk, key, CrossingKind.ENTER, at)
    shell.signals.changed.emit("geofence", key, rows.abc)
    settle(qtbot, shell)
    assert shown(tab.panel) == ["ABC yard"]
    row = tab.panel.source.rows([key])[0]
    cells = {column.title: column.show(row) for column in tab.panel.kind.columns}
    local = at.astimezone(desk.zone)
    assert cells["Size"].text == "300 ft radius · 6.5 acres"
    assert cells["Enter location"].text == f"{shell.date(local.date())} {time_text(local)}"
    assert (cells["Exit location"].text, cells["Exit location"].tip) == ("—", "No alert")
    assert cells["Alerts"].spoken == "Enter"
    assert cells["Location"].text == "Location 2"
    qtmodeltester.check(tab.panel.model)


def test_a_location_s_fence_is_made_in_one_click(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, pinned: int, opened: Open, told: Undo
) -> None:
    tab = opened("geofences").tab
    assert isinstance(tab, GeofencesTab)
    tab.around.menu().aboutToShow.emit()
    first, second, _ = tab.around.menu().actions()
    assert first.isEnabled()
    assert (second.isEnabled(), second.text()) == (False, "Location 2 (no pin on the map yet)")
    first.trigger()
    settle(qtbot, shell)
    assert shown(tab.panel) == ["ABC Company"]
    assert listed(desk)[0].location_id == pinned
    assert "300 ft" in told[-1][0]
    told[-1][1]()
    settle(qtbot, shell)
    assert shown(tab.panel) == []


def test_a_fence_is_added_opened_and_changed_from_the_tab(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: GeofencesTab
) -> None:
    tab.add()
    dialog = dialog_of(qtbot, shell, window, FenceDialog)
    assert dialog.view is None
    assert dialog.form.fields.customer.text() == "ABC Company"
    press("Yard", Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return)
    press("44.97789, -93.26402")
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert shown(tab.panel) == ["Yard"]
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in window.findChildren(FenceDialog)))
    key = listed(desk)[0].id
    assert listed(desk)[0].customer_id == rows.abc
    tab.edit(key)
    dialog = dialog_of(qtbot, shell, window, FenceDialog)
    press(Qt.Key.Key_A, modifier=CTRL)
    press("Ground")
    press(Qt.Key.Key_Escape)
    (box,) = (one for one in window.findChildren(QMessageBox, "discard") if one.isVisible())
    next(made for made in box.buttons() if made.text() == "Save").click()
    settle(qtbot, shell)
    assert shown(tab.panel) == ["Ground"]
    tab._open(key, copy=True)
    dialog_of(qtbot, shell, window, FenceDialog)
    press(Qt.Key.Key_S, modifier=CTRL)
    settle(qtbot, shell)
    assert shown(tab.panel) == ["Ground", "Ground (copy)"]


def test_the_filter_narrows_to_a_location(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, tab: GeofencesTab
) -> None:
    make(desk, "North", customer_id=rows.abc, location_id=rows.places[0])
    make(desk, "South", customer_id=rows.abc, location_id=rows.places[1])
    shell.signals.changed.emit("geofence", 0, rows.abc)
    settle(qtbot, shell)
    tab.filters.put(FenceFilter(rows.abc, rows.places[1]))
    tab.filters.tell()
    settle(qtbot, shell)
    assert shown(tab.panel) == ["South"]
    tab.filters.clear()
    settle(qtbot, shell)
    assert shown(tab.panel) == ["North", "South"]


def test_a_tab_that_is_gone_leaves_nothing_behind(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows) -> None:
    make(desk, customer_id=rows.abc)
    made = GeofencesTab(shell)
    destroy(qtbot, made)
    shell.signals.changed.emit("geofence", 0, rows.abc)
    settle(qtbot, shell)


def test_a_find_of_the_search_opens_its_tab(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open, window: MainWindow
) -> None:
    key = make(desk, "Northern yard", customer_id=rows.abc)
    opened("jobs")
    window.top.search.setFocus()
    press("northern yard")
    settle(qtbot, shell)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    tab = window.page("customer").view.tab  # type: ignore[attr-defined]
    assert isinstance(tab, GeofencesTab)
    qtbot.waitUntil(lambda: tab.panel.table.current_row is not None and tab.panel.table.current_row.id == key)


def test_a_find_of_nobody_s_fence_opens_it_on_the_map(
    qtbot: QtBot, shell: Shell, desk: Desk, opened: Open, window: MainWindow
) -> None:
    key = make(desk, "Northern depot")
    opened("jobs")
    window.top.search.setFocus()
    press("northern depot")
    settle(qtbot, shell)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.place is not None
    assert (window.place.page, window.place.context) == ("map", {"fence_id": key})
