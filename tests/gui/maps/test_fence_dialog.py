"""The window of a geofence: its form beside a map that shows what else there is of its customer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import update

from officedesk.maps.shapes import Circle, Point
from officedesk.models.customers import Location
from officedesk.services.customers.locations import locations
from officedesk.services.desk import Desk
from officedesk.views.map.available import SWITCH
from officedesk.views.map.fence_dialog import FenceDialog
from officedesk.views.map.view import MapView
from officedesk.views.map.web import WebRoom
from officedesk.views.shell import Shell
from tests import factories
from tests.db.fence_support import BLOCK, listed, make
from tests.gui.keys import settle

pytestmark = pytest.mark.xdist_group("web")

Opened = Callable[..., FenceDialog]
DRAWN = """Object.values(officedesk.map._layers).filter((l) => l instanceof L.Circle || l instanceof L.Polygon)
    .map((l) => l instanceof L.Circle ? Math.round(l.getRadius()) : 0)"""


@pytest.fixture
def abc(desk: Desk) -> int:
    key = factories.make_customer(desk, "ABC Company", locations=[{"name": "North", "street": "400 S 4th St."}])
    with desk.write() as session:
        session.execute(update(Location).where(Location.customer_id == key).values(latitude=44.97, longitude=-93.26))
    return key


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, shell: Shell, web_room: WebRoom, troubles: list[str]) -> Iterator[Opened]:
    """`opened(...)` is the window with its map painted."""
    shell.__dict__["web"] = web_room
    parent = QWidget()
    parent.resize(1280, 720)
    parent.show()
    made: list[FenceDialog] = []

    def go(*about: Any, **more: Any) -> FenceDialog:
        dialog = FenceDialog(shell, parent, *about, **more)
        made.append(dialog)
        dialog.show()
        settle(qtbot, shell)
        return dialog

    yield go
    for dialog in made:
        if isValid(dialog):
            dialog.form.closed.emit()
    parent.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del shell.__dict__["web"]
    assert troubles == []


def painted(qtbot: QtBot, shell: Shell, dialog: FenceDialog) -> MapView:
    qtbot.waitUntil(lambda: dialog.view is not None, timeout=20_000)
    view = dialog.view
    assert view is not None
    settle(qtbot, shell)
    numbers: list[int] = []
    view.painted.connect(numbers.append)
    view.ready.connect(view.mark)
    view.mark()
    qtbot.waitUntil(lambda: bool(numbers), timeout=20_000)
    settle(qtbot, shell)
    return view


def asked(qtbot: QtBot, view: MapView, expression: str) -> Any:
    answers: list[str] = []
    view.page.runJavaScript(f"JSON.stringify({expression}) || 'null'", 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return json.loads(answers[0])


def test_the_map_shows_the_fence_the_others_and_the_pins(
    qtbot: QtBot, shell: Shell, desk: Desk, abc: int, opened: Opened
) -> None:
    key = make(desk, customer_id=abc, shape=Circle(Point(44.97, -93.26), 250.0))
    make(desk, "Block", customer_id=abc, shape=BLOCK)
    make(desk, "Someone else’s", shape=Circle(Point(44.97, -93.26), 777.0))
    view = painted(qtbot, shell, opened(key))
    qtbot.waitUntil(lambda: sorted(asked(qtbot, view, DRAWN)) == [0, 250], timeout=10_000)
    assert asked(qtbot, view, "officedesk.map.getBounds().contains([44.97, -93.26])")
    assert asked(qtbot, view, "officedesk.map.getZoom()") > 12


def test_a_fence_of_a_location_is_saved_from_the_window(
    qtbot: QtBot, shell: Shell, desk: Desk, abc: int, opened: Opened
) -> None:
    dialog = opened(location_id=locations(desk, abc)[0].id)
    painted(qtbot, shell, dialog)
    with qtbot.waitSignal(dialog.saved):
        dialog.form.save()
    settle(qtbot, shell)
    assert not isValid(dialog)
    (row,) = listed(desk)
    assert (row.customer_id, row.shape) == (abc, Circle(Point(44.97, -93.26), pytest.approx(91.44)))


def test_where_no_map_can_be_shown_the_window_says_why_and_works(
    qtbot: QtBot, shell: Shell, desk: Desk, abc: int, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, "1")
    dialog = opened(location_id=locations(desk, abc)[0].id)
    qtbot.waitUntil(dialog._why.isVisible)
    assert dialog.view is None
    assert SWITCH in dialog._told.text().replace("\u200b", "")
    dialog.form.save()
    settle(qtbot, shell)
    assert len(listed(desk)) == 1
