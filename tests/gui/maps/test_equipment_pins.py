"""Pins of equipment: set on the map of the location, typed or pasted, and shown on the map of the customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Point
from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import equipment
from officedesk.views.customers.tabs.equipment import EquipmentTab
from officedesk.views.equipment.dialog import EquipmentDialog
from officedesk.views.equipment.pin_dialog import LAYER, PinDialog
from officedesk.views.main_window import MainWindow
from officedesk.views.map.web import WebRoom
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import come_up, settle
from tests.gui.rows import Rows, add_equipment

pytestmark = pytest.mark.xdist_group("web")
OAK = Point(44.97712, -93.26431)


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def web(qapp: QApplication, shell: Shell, web_room: WebRoom, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Maps can be shown. Asked for before the window, which goes before the room that its maps are in."""
    monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")
    shell.__dict__["web"] = web_room
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del shell.__dict__["web"]


def form_of(qtbot: QtBot, shell: Shell, window: MainWindow, kind: type[Any]) -> Any:
    found = next(one for one in reversed(window.findChildren(kind)) if one.isVisible())
    come_up(qtbot, shell, found)
    settle(qtbot, shell)
    return found


def test_a_tree_is_pinned_on_the_map_and_stands_on_the_map_of_its_customer(
    qtbot: QtBot, shell: Shell, web: None, desk: Desk, rows: Rows, window: MainWindow, opened: Open
) -> None:
    other = add_equipment(desk, rows.abc, rows.places[0], "Elm", latitude=44.9771, longitude=-93.2642)
    oak = add_equipment(desk, rows.abc, rows.places[0], "Oak")
    tab = opened("equipment").tab
    assert isinstance(tab, EquipmentTab)
    tab.edit(oak)
    form = form_of(qtbot, shell, window, EquipmentDialog)
    form.pin_button.click()
    placing = form_of(qtbot, shell, window, PinDialog)
    view = placing.map.view
    assert view is not None
    qtbot.waitUntil(lambda: placing.told.text().endswith("other piece of this customer."))
    assert placing.told.text().startswith("Not placed yet: click on the map")
    assert not placing.clear.isEnabled()
    view.clicked.emit(OAK.latitude, OAK.longitude)
    assert (placing.point.latitude.text(), placing.point.longitude.text()) == ("44.97712", "-93.26431")
    assert placing.clear.isEnabled()
    qtbot.keyClick(placing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.form.control("latitude").text() == "44.97712"
    come_up(qtbot, shell, form)
    with qtbot.waitSignal(form.saved):
        qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    stored = equipment(desk, oak)
    assert (stored.latitude, stored.longitude) == (OAK.latitude, OAK.longitude)

    tab.map_button.click()
    settle(qtbot, shell)
    beside = tab.map
    assert beside is not None
    qtbot.waitUntil(lambda: beside.area.view is not None, timeout=20_000)
    qtbot.waitUntil(lambda: beside.said.text().endswith("2 pieces of equipment"))
    picked = beside.area.view
    assert picked is not None
    picked.picked.emit(LAYER, other)
    settle(qtbot, shell)
    assert tab.panel.table.current_id == other


def test_a_pin_is_pasted_from_a_map_taken_away_and_never_half(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, opened: Open
) -> None:
    key = add_equipment(desk, rows.abc, rows.places[0], "Oak")
    tab = opened("equipment").tab
    assert isinstance(tab, EquipmentTab)
    tab.edit(key)
    form = form_of(qtbot, shell, window, EquipmentDialog)
    north, east = form.form.control("latitude"), form.form.control("longitude")
    QApplication.clipboard().setText("44.97712, -93.26431")
    north.setFocus()
    qtbot.keyClick(north, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (north.text(), east.text()) == ("44.97712", "-93.26431")
    east.selectAll()
    qtbot.keyClick(east, Qt.Key.Key_Delete)
    form.save()
    settle(qtbot, shell)
    assert form.form.fields["longitude"].error == "A point needs both."
    qtbot.keyClicks(east, "93.26431 W")
    with qtbot.waitSignal(form.saved):
        form.save()
    settle(qtbot, shell)
    assert equipment(desk, key).longitude == -93.26431
    tab.edit(key)
    form = form_of(qtbot, shell, window, EquipmentDialog)
    for name in ("latitude", "longitude"):
        form.form.control(name).selectAll()
        qtbot.keyClick(form.form.control(name), Qt.Key.Key_Delete)
    with qtbot.waitSignal(form.saved):
        form.save()
    settle(qtbot, shell)
    assert equipment(desk, key).latitude is None
