"""The pin in the form of a location, on a real map page: dragged with the mouse, and stored where it was let go."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Point
from officedesk.services.customers.drafts import Address, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.views.customers.location_dialog import LocationDialog
from officedesk.views.customers.place_panel import SHOWN
from officedesk.views.map.view import MapView
from officedesk.views.map.web import WebRoom
from officedesk.views.shell import Shell
from tests.gui.keys import come_up, settle
from tests.gui.maps.mouse import LEFT, Ask, Hand


@pytest.fixture
def dialog(
    qtbot: QtBot,
    qapp: QApplication,
    shell: Shell,
    desk: Desk,
    web_room: WebRoom,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[LocationDialog]:
    """The form of a location in a ZIP code area, with its map standing."""
    monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")
    shell.__dict__["web"] = web_room
    shell.config.put(SHOWN, True)
    address = Address("400 S 4th St", "", "Minneapolis", "MN", "55415")
    made = save_customer(desk, CustomerDraft("ABC", locations=(LocationDraft("Main", address),)))
    assert made.id is not None
    host = QWidget()
    host.show()
    found = LocationDialog(shell, host, made.id, made.locations[0].id)
    try:
        found.open()
        come_up(qtbot, shell, found)
        qtbot.waitUntil(lambda: found.place.map.view is not None)
        ask = _ask(qtbot, found.place.map.view)
        qtbot.waitUntil(lambda: ask("typeof officedesk !== 'undefined' && !!officedesk.map"), timeout=20_000)
        yield found
    finally:
        # The map before the room that it is in; the dialog goes with its window, if it is still there.
        host.close()
        host.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del shell.__dict__["web"]
    logged = (one for one in caplog.get_records("call") if one.name.startswith("officedesk.views.map"))
    assert [one.getMessage() for one in logged if one.levelno >= logging.WARNING] == []


class DialogHand(Hand):
    """A hand whose mouse events come through the window, as the system sends them: the map is a part of it."""

    def __init__(self, qtbot: QtBot, view: MapView, ask: Ask) -> None:
        super().__init__(qtbot, view, ask)
        handle = view.window().windowHandle()
        assert handle is not None
        self._handle = handle

    def move(self, to: QPoint | Point) -> QPoint:
        at = self.pixel(to) if isinstance(to, Point) else to
        QTest.mouseMove(self._handle, self._on_window(at + QPoint(1, 0)))
        QTest.mouseMove(self._handle, self._on_window(at))
        self._bot.waitUntil(lambda: self._ask("window.handAt") == [at.x(), at.y()], timeout=5_000)
        return at

    def drag(self, way: Sequence[QPoint | Point]) -> None:
        spot = self.move(way[0])
        QTest.mousePress(self._handle, LEFT, Qt.KeyboardModifier.NoModifier, self._on_window(spot))
        for place in way[1:]:
            spot = self.move(place)
        QTest.mouseRelease(self._handle, LEFT, Qt.KeyboardModifier.NoModifier, self._on_window(spot))
        self._settle()

    def click(self, at: QPoint | Point) -> None:
        self.drag([at])

    def _on_window(self, at: QPoint) -> QPoint:
        return self.target.mapTo(self.target.window(), at)


def _ask(qtbot: QtBot, view: MapView) -> Ask:
    def run(expression: str) -> Any:
        answers: list[str] = []
        view.page.runJavaScript(f"JSON.stringify({expression}) || 'null'", 0, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return json.loads(answers[0])

    return run


def test_the_pin_is_dragged_to_the_house_and_stored_there(
    qtbot: QtBot, shell: Shell, desk: Desk, dialog: LocationDialog
) -> None:
    view = dialog.place.map.view
    ask = _ask(qtbot, view)
    hand = DialogHand(qtbot, view, ask)
    with qtbot.waitSignal(view.painted, timeout=20_000):
        view.mark()
    pin = "document.querySelector('.office-pin')"
    qtbot.waitUntil(lambda: ask(f"!!{pin}"))
    # In the middle of the ZIP code area, and not stored anywhere.
    assert dialog.place.point.latitude.text() == ""
    assert "Drag the pin to place it" in dialog.place.status.text()
    begun = hand.middle(pin)
    with qtbot.waitSignal(view.pin_moved):
        hand.drag([begun, begun + QPoint(20, 10), begun + QPoint(60, 30), begun + QPoint(80, 40)])
    latitude, longitude = float(dialog.place.point.latitude.text()), float(dialog.place.point.longitude.text())
    # To the right is east, down is south; at this zoom a pixel is about 25 meters.
    assert 0.004 < longitude - -93.2585 < 0.05
    assert -0.02 < latitude - 44.9742 < -0.002
    assert dialog.place.status.text().startswith("Placed")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    settle(qtbot, shell)
    stored = customer(desk, 1).locations[0].address
    assert (stored.latitude, stored.longitude) == (latitude, longitude)


def test_a_click_on_the_ground_places_it_and_typing_moves_the_pin(
    qtbot: QtBot, shell: Shell, dialog: LocationDialog
) -> None:
    view = dialog.place.map.view
    ask = _ask(qtbot, view)
    hand = DialogHand(qtbot, view, ask)
    with qtbot.waitSignal(view.clicked):
        hand.click(QPoint(60, 60))
    assert dialog.place.point.latitude.text()
    pin = "document.querySelector('.office-pin')"
    qtbot.waitUntil(lambda: (hand.middle(pin) - QPoint(60, 44)).manhattanLength() < 30)
    dialog.place.point.latitude.setFocus()
    dialog.place.point.latitude.selectAll()
    QTest.keyClicks(dialog.place.point.latitude, "45.1, -93.5")
    qtbot.waitUntil(lambda: ask("[officedesk.map.getCenter().lat, officedesk.map.getCenter().lng]") == [45.1, -93.5])
    qtbot.mouseClick(dialog.place.map_button, Qt.MouseButton.LeftButton)
    assert not view.isVisible()
