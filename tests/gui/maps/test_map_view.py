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
