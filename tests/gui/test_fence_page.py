"""The geofences of the office in a list: the form beside it, bulk actions, import and export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.mapping.fence_exchange import look_at_fences
from officedesk.services.mapping.fences import fence
from officedesk.services.mapping.rows import FenceAlert, FenceFilter
from officedesk.views.map.colour_choice import ColourChoice
from officedesk.views.map.fence_actions import ColourDialog
from officedesk.views.map.fence_export import write_to
from officedesk.views.map.fence_import import FenceImport
from officedesk.views.map.fence_page import FencePage
from officedesk.views.shell import Place, Shell
from tests.db.fence_support import BLOCK, listed, make, names
from tests.gui.conftest import LivelyOffices
from tests.gui.fence_support import dialog_of, file_of, shown
from tests.gui.keys import CTRL, come_up, destroy, press, settle
from tests.gui.rows import Rows

Undo = list[tuple[str, Callable[[], object]]]


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def told(shell: Shell) -> Undo:
    found: Undo = []
    shell.toast_wanted.connect(lambda text, _action, run: found.append((text, run)))
    return found


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> Iterator[FencePage]:
    made = FencePage(shell)
    made.resize(1280, 700)
    come_up(qtbot, shell, made)
    made.show_place(Place("map"))
    settle(qtbot, shell)
    yield made
    destroy(qtbot, made)


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


def test_a_place_that_names_a_fence_opens_it(qtbot: QtBot, shell: Shell, desk: Desk, page: FencePage) -> None:
    key = make(desk, "Depot")
    page.show_place(Place("map", context={"fence_id": key}))
    settle(qtbot, shell)
    assert page.form.fence_id == key
    assert page.side.isVisible()


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
