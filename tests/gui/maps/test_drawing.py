"""Shapes are drawn on the map by hand: real mouse events and keys in a real page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from officedesk.maps.geometry import distance
from officedesk.maps.shapes import Circle, Point, Polygon
from officedesk.views.map.view import Drawn, MapFence, MapView
from tests.gui.maps.mouse import Ask, Hand

pytestmark = pytest.mark.xdist_group("web")

MIDDLE = Point(44.97, -93.26)
CORNERS = [Point(44.965, -93.27), Point(44.965, -93.25), Point(44.975, -93.25), Point(44.975, -93.27)]
YARD = Polygon.of([[[[p.longitude, p.latitude] for p in (*CORNERS, CORNERS[0])]]])
SKETCH_RADIUS = """Object.values(officedesk.map._layers)
    .find((l) => l instanceof L.Circle && !l._pmTempLayer).getRadius()"""
PIXEL = 2e-4
"""Degrees of a pixel or two at the zoom of these tests."""


@pytest.fixture
def steps(map_view: MapView, painted: Callable[[], None]) -> list[Drawn]:
    """What the map told of drawing, on a map that shows the yard."""
    told: list[Drawn] = []
    map_view.drawn.connect(told.append)
    map_view.centre(MIDDLE, 14)
    painted()
    return told


def corners_of(shape: object) -> list[tuple[float, float]]:
    assert isinstance(shape, Polygon)
    return [(latitude, longitude) for longitude, latitude in shape.parts[0][0][:-1]]


def near(found: list[tuple[float, float]], wanted: list[Point]) -> bool:
    """Whether the same corners are there, wherever the ring begins."""
    return len(found) == len(wanted) and all(
        any(abs(a - p.latitude) < PIXEL and abs(b - p.longitude) < PIXEL for a, b in found) for p in wanted
    )


def test_a_circle_is_drawn_with_two_clicks(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.draw("circle")
    painted()
    edge = Point(44.97, -93.25)
    hand.click(MIDDLE)
    hand.click(edge)
    qtbot.waitUntil(lambda: len(steps) == 1)
    circle = steps[0].shape
    assert isinstance(circle, Circle)
    assert steps[0].step == "drawn"
    assert distance(circle.centre, MIDDLE) < 10
    assert circle.radius == pytest.approx(distance(MIDDLE, edge), rel=0.02)


def test_the_radius_of_a_circle_follows_its_edge(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.edit(MapFence(5, "Yard", "", Circle(MIDDLE, 500)))
    painted()
    # The handle stands on the circle's east edge.
    handle = hand.middle("[...document.querySelectorAll('.leaflet-marker-draggable')].at(-1)")
    hand.drag([handle, handle + QPoint(30, 0), handle + QPoint(60, 0)])
    qtbot.waitUntil(lambda: len(steps) == 1)
    circle = steps[0].shape
    assert isinstance(circle, Circle)
    assert circle.radius > 700
    assert circle.centre == MIDDLE


def test_a_polygon_is_drawn_corner_by_corner(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.draw("polygon")
    painted()
    for corner in CORNERS:
        hand.click(corner)
    hand.click(CORNERS[0])
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert near(corners_of(steps[0].shape), CORNERS)


def test_enter_finishes_a_polygon_and_escape_leaves_what_is_begun(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None], ask: Ask
) -> None:
    map_view.draw("polygon")
    painted()
    for corner in CORNERS[:3]:
        hand.click(corner)
    hand.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert near(corners_of(steps[0].shape), CORNERS[:3])
    map_view.draw("circle")
    painted()
    hand.click(MIDDLE)
    assert ask("officedesk.sketch.drawing") == "circle"
    hand.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: ask("officedesk.sketch.drawing") == "")
    with qtbot.waitSignal(map_view.escaped):
        hand.press(Qt.Key.Key_Escape)
    assert len(steps) == 1


def test_a_corner_is_moved_taken_back_and_moved_again(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.edit(MapFence(5, "Yard", "", YARD))
    painted()
    elsewhere = Point(44.98, -93.24)
    hand.drag([CORNERS[2], Point(44.977, -93.247), elsewhere])
    qtbot.waitUntil(lambda: len(steps) == 1)
    moved = [CORNERS[0], CORNERS[1], elsewhere, CORNERS[3]]
    assert near(corners_of(steps[0].shape), moved)
    assert steps[0].step == "edited"
    assert map_view.can_undo
    assert not map_view.can_redo
    map_view.undo()
    assert steps[1].shape == YARD
    assert not map_view.can_undo
    painted()
    hand.press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(steps) == 3)
    assert steps[2].shape == steps[0].shape
    assert steps[2].step == "redone"
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(steps) == 4)
    assert steps[3].shape == YARD


def test_a_corner_pulled_out_of_an_edge_is_one_step(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.edit(MapFence(5, "Yard", "", YARD))
    painted()
    out = Point(44.97, -93.24)
    hand.drag([Point(44.97, -93.25), Point(44.97, -93.245), out])
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert near(corners_of(steps[0].shape), [*CORNERS, out])
    map_view.undo()
    assert steps[1].shape == YARD


def test_corners_of_a_begun_polygon_are_taken_back_and_set_again(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.draw("polygon")
    painted()
    for corner in CORNERS:
        hand.click(corner)
    qtbot.waitUntil(lambda: map_view.can_undo)
    for _ in range(4):
        map_view.undo()
        painted()
    assert not map_view.can_undo
    assert map_view.can_redo
    for _ in range(3):
        map_view.redo()
        painted()
    hand.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert near(corners_of(steps[0].shape), CORNERS[:3])


def test_a_whole_shape_is_moved_by_the_tool_of_the_map(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None], ask: Ask
) -> None:
    map_view.tools(True)
    map_view.edit(MapFence(5, "Yard", "", YARD))
    painted()
    hand.click(hand.button("Move"))
    assert ask("officedesk.sketch.mode") == "move"
    hand.drag([MIDDLE, Point(44.975, -93.26), Point(44.98, -93.26)])
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert steps[0].step == "moved"
    assert near(corners_of(steps[0].shape), [Point(p.latitude + 0.01, p.longitude) for p in CORNERS])


def test_a_piece_is_cut_out_and_comes_back(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.tools(True)
    map_view.edit(MapFence(5, "Yard", "", YARD))
    painted()
    hand.click(hand.button("Cut a piece out"))
    hole = [Point(44.968, -93.265), Point(44.968, -93.255), Point(44.972, -93.26)]
    for corner in (*hole, hole[0]):
        hand.click(corner)
    qtbot.waitUntil(lambda: len(steps) == 1)
    cut = steps[0].shape
    assert steps[0].step == "cut"
    assert isinstance(cut, Polygon)
    assert [len(ring) for ring in cut.parts[0]] == [5, 4]
    map_view.undo()
    assert steps[1].shape == YARD


def test_erasing_leaves_nothing_and_can_be_undone(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.tools(True)
    map_view.edit(MapFence(5, "Yard", "", YARD))
    painted()
    hand.click(hand.button("Erase"))
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert steps[0] == Drawn(None, "erased")
    map_view.undo()
    assert steps[1].shape == YARD


def test_a_tool_of_the_map_begins_a_shape_and_undo_brings_back_what_it_replaced(
    qtbot: QtBot, map_view: MapView, hand: Hand, steps: list[Drawn], painted: Callable[[], None]
) -> None:
    map_view.tools(True)
    map_view.edit(MapFence(5, "Yard", "", YARD))
    painted()
    with qtbot.waitSignal(map_view.tool_wanted) as wanted:
        hand.click(hand.button("Draw a rectangle"))
    assert wanted.args == ["rectangle"]
    painted()
    hand.click(CORNERS[0])
    hand.click(MIDDLE)
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert len(corners_of(steps[0].shape)) == 4
    map_view.undo()
    assert steps[1].shape == YARD


def test_a_typed_radius_is_a_step_like_a_drawn_one(
    map_view: MapView, steps: list[Drawn], painted: Callable[[], None], ask: Ask
) -> None:
    map_view.edit(MapFence(5, "Yard", "", Circle(MIDDLE, 500)))
    map_view.reshape(Circle(MIDDLE, 800))
    painted()
    assert ask(SKETCH_RADIUS) == 800
    map_view.undo()
    painted()
    assert ask(SKETCH_RADIUS) == 500
    assert steps == [Drawn(Circle(MIDDLE, 500), "undone")]


def test_a_shape_in_the_making_outlives_a_page_that_is_loaded_anew(
    qtbot: QtBot, map_view: MapView, steps: list[Drawn], painted: Callable[[], None], ask: Ask
) -> None:
    map_view.edit(MapFence(5, "Yard", "", Circle(MIDDLE, 500)))
    map_view.reshape(Circle(MIDDLE, 800))
    with qtbot.waitSignal(map_view.ready):
        map_view.page.open()
    painted()
    assert ask(SKETCH_RADIUS) == 800
    assert map_view.can_undo
