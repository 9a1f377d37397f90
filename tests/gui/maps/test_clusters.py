"""Many points on a map: gathered, taken apart, none lost."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Point
from officedesk.views.map.view import MapPoint, MapView
from tests.gui.maps.mouse import Ask, Hand

pytestmark = pytest.mark.xdist_group("web")

MIDDLE = Point(44.97, -93.26)
COUNTS = """Object.values(officedesk.map._layers)
    .filter((l) => l instanceof L.CircleMarker && (l.options.many || l.office !== undefined))
    .map((l) => l.options.many || 1)"""


def scattered(many: int) -> list[MapPoint]:
    chance = random.Random(5)
    return [
        MapPoint(i, MIDDLE.latitude + chance.gauss(0, 0.02), MIDDLE.longitude + chance.gauss(0, 0.02), f"No. {i}")
        for i in range(many)
    ]


def test_every_point_is_in_one_cluster_at_every_zoom(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    map_view.show_points("customers", scattered(2_000), clustered=True)
    painted()
    levels = ask(
        "((c) => [2, 5, 8, 10, 12, 14, 16, 17, 20].map((z) => ((l) => [l.count.reduce((a, b) => a + b),"
        " l.owner.every((o) => l.count[o] > 0)])(c.level(z))))"
        "(new officedesk.Clusters(Array.from({length: 3000}, (_, i) => 44 + Math.sin(i) * 2),"
        " Array.from({length: 3000}, (_, i) => -93 + Math.cos(i * i) * 2)))"
    )
    assert levels == [[3000, True]] * 9


def test_clusters_part_as_one_comes_nearer(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    map_view.show_points("customers", scattered(500), clustered=True)
    map_view.centre(MIDDLE, 5)
    painted()
    assert ask(COUNTS) == [500]
    map_view.centre(MIDDLE, 12)
    painted()
    counts = ask(COUNTS)
    assert sum(counts) == 500
    assert len(counts) > 20


def test_a_click_on_a_cluster_goes_nearer(
    qtbot: QtBot, map_view: MapView, ask: Ask, painted: Callable[[], None], hand: Hand
) -> None:
    map_view.show_points("customers", scattered(500), clustered=True)
    map_view.centre(MIDDLE, 6)
    painted()
    hand.click(MIDDLE)
    qtbot.waitUntil(lambda: len(ask(COUNTS)) > 5)
    assert ask("officedesk.map.getZoom()") > 8


def test_points_at_one_place_are_told_together(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], hand: Hand
) -> None:
    points = [MapPoint(i, MIDDLE.latitude, MIDDLE.longitude, f"No. {i}") for i in range(3, 9)]
    map_view.show_points("customers", points, clustered=True)
    map_view.centre(MIDDLE, 13)
    painted()
    with qtbot.waitSignal(map_view.gathered) as told:
        hand.click(MIDDLE)
    assert told.args == ["customers", (3, 4, 5, 6, 7, 8)]


def test_a_hundred_thousand_points_are_shown_and_panned(
    map_view: MapView, ask: Ask, painted: Callable[[], None]
) -> None:
    map_view.show_points("customers", scattered(100_000), clustered=True)
    map_view.centre(MIDDLE, 13)
    painted()
    before = ask(COUNTS)
    ask("(officedesk.map.panBy([600, 0], { animate: false }), 0)")
    painted()
    panned = ask(COUNTS)
    ask("(officedesk.map.panBy([-600, 0], { animate: false }), 0)")
    painted()
    assert sum(before) > 90_000
    assert 0 < sum(panned) < sum(before)
    assert sorted(ask(COUNTS)) == sorted(before)


def test_a_point_is_picked_and_opened_with_the_mouse(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], hand: Hand
) -> None:
    map_view.show_points("visits", [MapPoint(41, MIDDLE.latitude, MIDDLE.longitude, "Ann", "9:00")])
    map_view.centre(MIDDLE, 14)
    painted()
    clicked: list[object] = []
    map_view.clicked.connect(lambda *at: clicked.append(at))
    with qtbot.waitSignal(map_view.picked) as picked:
        hand.click(MIDDLE)
    assert picked.args == ["visits", 41]
    with qtbot.waitSignal(map_view.opened) as opened:
        hand.double_click(MIDDLE)
    assert opened.args == ["visits", 41]
    assert clicked == []
    with qtbot.waitSignal(map_view.clicked) as ground:
        hand.click(Point(44.965, -93.26))
    assert ground.args == pytest.approx([44.965, -93.26], abs=2e-4)


def test_a_tip_shows_what_is_under_the_mouse(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], hand: Hand, ask: Ask
) -> None:
    map_view.show_points("visits", [MapPoint(41, MIDDLE.latitude, MIDDLE.longitude, "Ann <b>", "9:00")])
    map_view.centre(MIDDLE, 14)
    painted()
    hand.move(MIDDLE)
    tips = "[...document.querySelectorAll('.office-tip')].map((e) => e.innerText)"
    qtbot.waitUntil(lambda: ask(tips) == ["Ann <b>\n9:00"])
    hand.move(Point(44.965, -93.26))
    qtbot.waitUntil(lambda: ask(tips) == [])
