"""A real page of the web engine shows what it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Circle, Point, Polygon
from officedesk.views.map.view import MapFence, MapLine, MapPoint, MapView
from tests.gui.maps.conftest import Ask

pytestmark = pytest.mark.xdist_group("web")

HERE = Point(44.97, -93.26)
YARD = Polygon.of([[[[-93.27, 44.96], [-93.25, 44.96], [-93.25, 44.98], [-93.27, 44.98], [-93.27, 44.96]]]])
FENCES = [MapFence(1, "Depot", "ok", Circle(HERE, 500)), MapFence(2, "Yard", "#9a6700", YARD)]
DRAWN = """Object.values(officedesk.map._layers).filter((l) => l instanceof L.Path && l.office !== undefined)"""


def test_points_fences_and_lines_are_drawn(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    map_view.centre(HERE, 13)
    map_view.show_points("visits", [MapPoint(7, 44.97, -93.26, "Ann", "9:00", "accent")])
    map_view.show_fences(FENCES)
    map_view.show_lines("route", [MapLine(3, [HERE, Point(44.98, -93.25)], "bad", dashed=True)])
    painted()
    assert ask(f"{DRAWN}.length") == 4
    map_view.hide("visits")
    map_view.hide("fences")
    map_view.hide("route")
    painted()
    assert ask(f"{DRAWN}.length") == 0


def test_a_page_that_is_loaded_anew_shows_what_stood(
    qtbot: QtBot, map_view: MapView, ask: Ask, painted: Callable[[], None]
) -> None:
    map_view.show_fences(FENCES)
    map_view.show_points("visits", [MapPoint(7, 44.97, -93.26, "Ann")])
    map_view.centre(HERE, 13)
    painted()
    with qtbot.waitSignal(map_view.ready):
        map_view.page.open()
    painted()
    assert ask(f"{DRAWN}.length") == 3
    assert ask("officedesk.map.getZoom()") == 13


def test_one_thing_stands_out_at_a_time(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    map_view.centre(HERE, 13)
    map_view.show_points("visits", [MapPoint(7, 44.97, -93.26, "Ann")])
    map_view.show_points("technicians", [MapPoint(3, 44.975, -93.265, "Van 3")])
    map_view.show_fences(FENCES)
    radii = f"{DRAWN}.filter((l) => l instanceof L.CircleMarker).map((l) => l.getRadius()).sort()"
    weights = f"{DRAWN}.filter((l) => l instanceof L.Polygon).map((l) => l.options.weight).sort()"
    painted()
    rest = ask(radii), ask(weights)
    map_view.highlight("visits", 7)
    painted()
    lit = ask(radii)
    assert lit[0] < lit[1]
    map_view.highlight("technicians", 3)
    painted()
    assert ask(radii) == lit
    map_view.highlight("fences", 1)
    painted()
    assert ask(radii) == rest[0]
    assert ask(weights) != rest[1]
    map_view.highlight("visits", None)
    painted()
    assert (ask(radii), ask(weights)) == rest


def test_the_ground_can_be_waited_for(qtbot: QtBot, map_view: MapView, ask: Ask) -> None:
    map_view.centre(HERE, 13)
    with qtbot.waitSignal(map_view.painted, timeout=20_000):
        map_view.mark(ground=True)
    assert {"55401", "55415"} <= set(ask("officedesk.ground.labels.names()"))
    assert ask("officedesk.ground.ground.us !== null && officedesk.ground.ground.world !== null")
    assert ask("document.fonts.status") == "loaded"
