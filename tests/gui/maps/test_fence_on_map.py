"""A geofence drawn by hand on a real map and typed in its form: both are one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.maps.geometry import distance
from officedesk.maps.shapes import Box, Circle, Point, Polygon
from officedesk.models.enums import FenceShape
from officedesk.services.desk import Desk
from officedesk.services.mapping.fences import fence
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.map.fence_on_map import FenceOnMap, room_around
from officedesk.views.map.view import MapView
from officedesk.views.shell import Shell
from tests.db.fence_support import listed, make
from tests.gui.fence_support import begin, show, type_into
from tests.gui.keys import CTRL, come_up, destroy, press, settle
from tests.gui.maps.mouse import Ask, Hand

pytestmark = pytest.mark.xdist_group("web")

MIDDLE, EDGE = Point(44.97, -93.26), Point(44.97, -93.25)
CORNERS = [Point(44.965, -93.27), Point(44.965, -93.25), Point(44.975, -93.25), Point(44.975, -93.27)]
YARD = Polygon.of([[[[p.longitude, p.latitude] for p in (*CORNERS, CORNERS[0])]]])
SKETCHED_RADIUS = """Object.values(officedesk.map._layers)
    .find((l) => l instanceof L.Circle && !l._pmTempLayer).getRadius()"""
SKETCHED_CORNERS = """Object.values(officedesk.map._layers)
    .find((l) => l instanceof L.Polygon && l.pm.enabled()).getLatLngs().flat(9).map((p) => [p.lat, p.lng])"""
SKETCHED = "Object.values(officedesk.map._layers).filter((l) => l.pm && l.pm.enabled && l.pm.enabled()).length"
PIXEL = 2e-4


@pytest.fixture
def form(qtbot: QtBot, shell: Shell, map_view: MapView, painted: Callable[[], None]) -> Iterator[FenceForm]:
    """A form joined to the map, which shows the middle of Minneapolis."""
    made = FenceForm(shell)
    made.resize(330, 800)
    FenceOnMap(made, map_view, follow=False)
    map_view.centre(MIDDLE, 14)
    painted()
    come_up(qtbot, shell, made)
    yield made
    destroy(qtbot, made)


def near(found: list[tuple[float, float]] | list[list[float]], wanted: list[Point]) -> bool:
    return len(found) == len(wanted) and all(
        any(abs(one[0] - p.latitude) < PIXEL and abs(one[1] - p.longitude) < PIXEL for one in found) for p in wanted
    )


def save(qtbot: QtBot, shell: Shell, form: FenceForm) -> None:
    form.window().activateWindow()
    form.fields.name.setFocus()
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)


def test_a_circle_is_drawn_saved_and_there_again(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView, hand: Hand, ask: Ask,
    painted: Callable[[], None],
) -> None:  # fmt: skip
    begin(qtbot, shell, form)
    type_into(form.fields.name, "Depot")
    hand.click(hand.button("Draw a circle"))
    hand.click(MIDDLE)
    hand.click(EDGE)
    editor = form.fields.shape
    qtbot.waitUntil(lambda: isinstance(editor.shape(), Circle))
    settle(qtbot, shell)
    assert editor.radius.value() == pytest.approx(distance(MIDDLE, EDGE), rel=0.02)
    assert editor.centre.text().startswith("44.97")
    assert "acres" in editor.size_label.text()
    save(qtbot, shell, form)
    (row,) = listed(desk)
    assert isinstance(row.shape, Circle)
    assert row.shape.radius == pytest.approx(distance(MIDDLE, EDGE), rel=0.02)
    form.cancel()
    painted()
    assert ask(SKETCHED) == 0
    show(qtbot, shell, form, row.id)
    painted()
    assert ask(SKETCHED) == 1
    assert ask(SKETCHED_RADIUS) == pytest.approx(row.shape.radius, rel=1e-6)


def test_a_polygon_is_drawn_changed_taken_back_and_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView, hand: Hand, ask: Ask,
    painted: Callable[[], None],
) -> None:  # fmt: skip
    begin(qtbot, shell, form)
    type_into(form.fields.name, "Block")
    hand.click(hand.button("Draw a polygon"))
    for corner in (*CORNERS, CORNERS[0]):
        hand.click(corner)
    editor = form.fields.shape
    qtbot.waitUntil(lambda: isinstance(editor.shape(), Polygon))
    settle(qtbot, shell)
    assert editor.kind.value() is FenceShape.POLYGON
    assert len(editor.corners.toPlainText().splitlines()) == 4
    drawn = editor.shape()
    painted()
    hand.drag([CORNERS[2], Point(44.977, -93.247), Point(44.98, -93.24)])
    qtbot.waitUntil(lambda: editor.shape() != drawn)
    moved = editor.shape()
    editor.undo_button.click()
    qtbot.waitUntil(lambda: editor.shape() == drawn)
    painted()
    assert near(ask(SKETCHED_CORNERS), CORNERS)
    editor.redo_button.click()
    qtbot.waitUntil(lambda: editor.shape() == moved)
    painted()
    hand.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: editor.shape() == drawn)
    save(qtbot, shell, form)
    (row,) = listed(desk)
    assert isinstance(row.shape, Polygon)
    assert near([(lat, lon) for lon, lat in row.shape.parts[0][0][:-1]], CORNERS)
    form.cancel()
    show(qtbot, shell, form, row.id)
    painted()
    assert near(ask(SKETCHED_CORNERS), CORNERS)
    assert not form.dirty


def test_what_is_typed_is_on_the_map_and_undone_there(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView, hand: Hand, ask: Ask,
    painted: Callable[[], None],
) -> None:  # fmt: skip
    key = make(desk, shape=Circle(MIDDLE, 300.0))
    show(qtbot, shell, form, key)
    editor = form.fields.shape
    type_into(editor.radius, "0.4 mi")
    qtbot.waitUntil(lambda: map_view.can_undo)
    painted()
    assert ask(SKETCHED_RADIUS) == pytest.approx(643.7, rel=1e-3)
    hand.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: editor.radius.value() == 300.0)
    assert not editor.undo_button.isEnabled()
    assert not form.dirty
    type_into(editor.kind, "Polygon")
    press(Qt.Key.Key_Tab)
    settle(qtbot, shell)
    painted()
    assert len(ask(SKETCHED_CORNERS)) == 12
    type_into(editor.corners, "44.965, -93.27\n44.965, -93.25\n44.975, -93.25\n44.975, -93.27")
    qtbot.waitUntil(lambda: "Polygon" in type(editor.shape()).__name__ and editor.shape() == YARD)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: len(ask(SKETCHED_CORNERS)) == 4)
    save(qtbot, shell, form)
    assert fence(desk, key).shape == YARD


def test_an_outline_that_crosses_itself_is_mended_on_the_map_when_it_is_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView, hand: Hand, ask: Ask,
    painted: Callable[[], None],
) -> None:  # fmt: skip
    begin(qtbot, shell, form)
    type_into(form.fields.name, "Bow")
    hand.click(hand.button("Draw a polygon"))
    for corner in (CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3], CORNERS[0]):
        hand.click(corner)
    editor = form.fields.shape
    qtbot.waitUntil(lambda: "crossed itself" in editor.note.text())
    save(qtbot, shell, form)
    (row,) = listed(desk)
    assert row.shape == editor.shape()
    painted()
    assert isinstance(row.shape, Polygon)
    assert len(ask(SKETCHED_CORNERS)) == row.shape.corners


def test_a_color_that_is_chosen_is_on_the_map_and_no_step(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView, hand: Hand, ask: Ask,
    painted: Callable[[], None],
) -> None:  # fmt: skip
    show(qtbot, shell, form, make(desk, shape=YARD))
    painted()
    hand.drag([CORNERS[2], Point(44.977, -93.247), Point(44.98, -93.24)])
    qtbot.waitUntil(lambda: form.fields.shape.shape() != YARD)
    form.fields.colour.swatches["#c62828"].click()
    painted()
    colours = "Object.values(officedesk.map._layers).filter((l) => l instanceof L.Polygon).map((l) => l.options.color)"
    assert ask(colours) == ["#c62828"]
    form.fields.shape.undo_button.click()
    qtbot.waitUntil(lambda: form.fields.shape.shape() == YARD)
    assert not map_view.can_undo
    painted()
    assert ask(colours) == ["#c62828"]


def test_what_is_deleted_is_no_longer_drawn(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView, ask: Ask, painted: Callable[[], None]
) -> None:
    show(qtbot, shell, form, make(desk, shape=YARD))
    painted()
    assert len(ask(SKETCHED_CORNERS)) == 4
    with qtbot.waitSignal(form.closed):
        form.delete_button.click()
    settle(qtbot, shell)
    painted()
    assert (
        ask("Object.values(officedesk.map._layers).filter((l) => l.pm && l.pm.enabled && l.pm.enabled()).length") == 0
    )
    assert listed(desk) == []


def test_the_form_goes_on_alone_when_the_map_is_lost(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, map_view: MapView
) -> None:
    show(qtbot, shell, form, make(desk, shape=Circle(MIDDLE, 300.0)))
    map_view.failed.emit("The map stopped working several times.")
    editor = form.fields.shape
    type_into(editor.radius, "1 km")
    assert editor.undo_button.isEnabled()
    editor.undo_button.click()
    assert editor.radius.value() == 300.0
    form.fields.colour.swatches["#c62828"].click()
    form.cancel()
    assert not map_view.can_undo


@pytest.mark.parametrize(
    "box", [Box(-93.27, 44.97, -93.26, 44.98), Box(179.9, 10, -179.9, 10.2), Box(-180, -85, 180, 85), Box(5, 5, 5, 5)]
)
def test_there_is_room_around_a_fence_that_is_opened(box: Box) -> None:
    room = room_around(box)
    for latitude in (box.south, box.north):
        for longitude in (box.west, box.east):
            assert room.contains(Point(latitude, longitude))
    assert -180 <= room.west <= 180
    assert -180 <= room.east <= 180
    assert room.width >= box.width
