"""Geofences in lists: the tab of the profile, the page of the office, bulk actions, import and export."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from officedesk.models.customers import Location
from officedesk.models.enums import CrossingKind
from officedesk.services.desk import Desk
from officedesk.services.mapping.fence_exchange import look_at_fences
from officedesk.services.mapping.fences import fence
from officedesk.services.mapping.rows import FenceAlert, FenceFilter
from officedesk.views.customers.tabs.geofences import GeofencesTab
from officedesk.views.main_window import MainWindow
from officedesk.views.map.colour_choice import ColourChoice
from officedesk.views.map.fence_actions import ColourDialog
from officedesk.views.map.fence_dialog import FenceDialog
from officedesk.views.map.fence_export import write_to
from officedesk.views.map.fence_import import FenceImport
from officedesk.views.map.fence_page import FencePage
from officedesk.views.shell import Place, Shell
from tests.db.fence_support import BLOCK, cross, listed, make, names
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import CTRL, come_up, destroy, press, settle
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


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> Iterator[FencePage]:
    made = FencePage(shell)
    made.resize(1280, 700)
    come_up(qtbot, shell, made)
    made.show_place(Place("map"))
    settle(qtbot, shell)
    yield made
    destroy(qtbot, made)


def shown(panel: Any) -> list[str]:
    return [row.name for row in panel.source.rows(panel.model.all_ids())]


def dialog_of(qtbot: QtBot, shell: Shell, window: Any, kind: type[Any]) -> Any:
    found = next(one for one in reversed(window.findChildren(kind)) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


def file_of(path: Path, *names_: str) -> Path:
    ring = [[-93.27, 44.97], [-93.26, 44.97], [-93.26, 44.98], [-93.27, 44.98], [-93.27, 44.97]]
    made = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name in names_
    ]
    made.append({"type": "Feature", "properties": {"name": "Road"}, "geometry": {"type": "LineString"}})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return path


# --- the tab ----------------------------------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_tab(tab: GeofencesTab) -> None:
    titles = [column.title for column in tab.panel.kind.columns]
    assert titles == ["Name", "Location", "Size", "Enter location", "Exit location", "Alerts", "Tell"]


def test_the_tab_lists_size_and_last_crossings(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, tab: GeofencesTab
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
    assert cells["Enter location"].text == f"{shell.date(local.date())} {local:%H:%M}"
    assert (cells["Exit location"].text, cells["Exit location"].tip) == ("—", "No alert")
    assert cells["Alerts"].spoken == "Enter"
    assert cells["Location"].text == "Location 2"
    ModelTester(None).check(tab.panel.model)


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


# --- the office's page ------------------------------------------------------------------------------------------------


def test_the_page_opens_a_fence_beside_the_list(qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage) -> None:
    key = make(desk, "Depot")
    shell.signals.changed.emit("geofence", key, 0)
    settle(qtbot, shell)
    assert page.side.isHidden()
    page.panel.table.setFocus()
    press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert page.side.isVisible()
    assert page.form.fence_id == key
    page.form.fields.name.setFocus()
    press(Qt.Key.Key_A, modifier=CTRL)
    press("Yard")
    press(Qt.Key.Key_S, modifier=CTRL)
    settle(qtbot, shell)
    assert shown(page.panel) == ["Yard"]
    press(Qt.Key.Key_Escape)
    assert page.side.isHidden()
    assert page.leave()


def test_another_fence_waits_for_what_was_typed(qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage) -> None:
    first, second = make(desk, "A"), make(desk, "B", shape=BLOCK)
    page.edit(first)
    settle(qtbot, shell)
    page.form.fields.name.setFocus()
    press("!")
    page.edit(second)
    assert page.form.fence_id == first
    assert not page.leave()
    (box,) = (one for one in page.window().findChildren(QMessageBox, "discard") if one.isVisible())
    next(made for made in box.buttons() if made.text() == "Discard").click()
    settle(qtbot, shell)
    assert page.form.fence_id == second
    assert fence(desk, first).name == "A"


def test_the_page_s_filters_narrow_and_come_back(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, page: FencePage
) -> None:
    make(desk, "Ours")
    make(desk, "Theirs", customer_id=rows.abc, alert_on_enter=False, alert_on_exit=False)
    for query, expected in (
        (FenceFilter(nobody=True), ["Ours"]),
        (FenceFilter(alert=FenceAlert.NONE), ["Theirs"]),
        (FenceFilter(text="abc"), ["Theirs"]),
    ):
        page.show_place(Place("map", context={"filter": query}))
        settle(qtbot, shell)
        assert page.panel.filters.query() == query
        assert shown(page.panel) == expected
    page.panel.filters.clear()
    settle(qtbot, shell)
    assert shown(page.panel) == ["Ours", "Theirs"]


def test_many_are_changed_at_once_and_back(qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage, told: Undo) -> None:
    keys = [make(desk, "A", colour="#c62828"), make(desk, "B", alert_on_exit=False)]
    page._alert(keys, False)
    settle(qtbot, shell)
    assert [(row.alert_on_enter, row.alert_on_exit) for row in listed(desk)] == [(False, False)] * 2
    assert told[-1][0] == "2 geofences tell of nothing."
    told[-1][1]()
    settle(qtbot, shell)
    assert [(row.alert_on_enter, row.alert_on_exit) for row in listed(desk)] == [(True, True), (True, False)]
    from officedesk.views.map.fence_actions import ask_colour

    ask_colour(shell, page, keys)
    dialog = dialog_of(qtbot, shell, page.window(), ColourDialog)
    dialog.colour.swatches["#8250df"].click()
    dialog.answer()
    settle(qtbot, shell)
    assert {row.colour for row in listed(desk)} == {"#8250df"}
    told[-1][1]()
    settle(qtbot, shell)
    assert [row.colour for row in listed(desk)] == ["#c62828", "#1f6feb"]


def test_a_row_that_is_deleted_comes_back(qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage, told: Undo) -> None:
    key = make(desk, "Depot")
    shell.signals.changed.emit("geofence", key, 0)
    settle(qtbot, shell)
    menu = page._row_menu(page.panel.source.rows([key])[0])
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Edit", "Duplicate", "Color…", "No alerts", "Delete"]
    next(action for action in menu.actions() if action.text() == "Delete").trigger()
    settle(qtbot, shell)
    assert shown(page.panel) == []
    told[-1][1]()
    settle(qtbot, shell)
    assert shown(page.panel) == ["Depot"]


def test_a_file_is_imported_after_it_was_seen(
    qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage, told: Undo, tmp_path: Path
) -> None:
    make(desk, "Block", shape=BLOCK)
    page.bring_in()
    dialog = dialog_of(qtbot, shell, page.window(), FenceImport)
    assert not dialog.import_button.isEnabled()
    dialog.look_at(file_of(tmp_path / "in.geojson", "Block", "<b>North</b>", "South"))
    settle(qtbot, shell)
    table = dialog.table
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["Block", "<b>North</b>", "South"]
    assert [one.name for one in dialog.chosen] == ["<b>North</b>", "South"]
    assert "Already in the office." in table.item(0, 2).text()
    assert dialog.summary.text() == "2 of 3 geofences chosen · 1 not read"
    assert "“Road”" in dialog.problems.item(0).text()
    table.setCurrentCell(2, 0)
    press(Qt.Key.Key_Space)
    assert dialog.import_button.text() == "Import 1"
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert names(listed(desk)) == ["<b>North</b>", "Block"]
    assert told[-1][0] == "1 geofence imported."
    told[-1][1]()
    settle(qtbot, shell)
    assert names(listed(desk)) == ["Block"]


def test_a_file_that_cannot_be_read_is_told_and_another_can_be_chosen(
    qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage, tmp_path: Path
) -> None:
    page.bring_in()
    dialog = dialog_of(qtbot, shell, page.window(), FenceImport)
    odd = tmp_path / "odd.kml"
    odd.write_text("nothing")
    dialog.look_at(odd)
    settle(qtbot, shell)
    assert "odd.kml" in dialog.error.text().replace("\u200b", "")
    assert dialog.choose_button.isEnabled()
    dialog.look_at(file_of(tmp_path / "in.geojson", "Block"))
    settle(qtbot, shell)
    assert dialog.error.isHidden()
    dialog.reject()
    assert listed(desk) == []


def test_shapes_are_exported_in_the_form_of_the_file_s_ending(
    qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage, told: Undo, tmp_path: Path
) -> None:
    key = make(desk, "Block", shape=BLOCK)
    make(desk, "Other")
    for ending in (".geojson", ".kml", ".gpx"):
        write_to(shell, page, tmp_path / f"out{ending}", [key])
        settle(qtbot, shell)
        assert [one.name for one in look_at_fences(desk, tmp_path / f"out{ending}").fences] == ["Block"]
    assert told[-1][0] == "1 geofence exported to out.gpx."
    page._export_shapes([])
    dialog = page.window().findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filterSelected.emit("KML (*.kml)")
    assert dialog.defaultSuffix() == "kml"
    dialog.close()


def test_a_color_is_chosen_with_the_arrow_keys(qtbot: QtBot, shell: Shell) -> None:
    made = ColourChoice(shell)
    come_up(qtbot, shell, made)
    made.set_value("#123456")
    assert made.value() == "#123456"
    made.set_value("#1f6feb")
    made.swatches["#1f6feb"].setFocus()
    with qtbot.waitSignal(made.edited):
        press(Qt.Key.Key_Right)
    assert made.value() == "#1a7f4b"
    destroy(qtbot, made)
