"""What lies under the map, in a real page: looked at pixel by pixel, with no network but loopback."""

from __future__ import annotations

import gzip
import json
import math
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMessageBox
from pytest_socket import SocketBlockedError
from pytestqt.qtbot import QtBot

from officedesk.maps.base.kinds import Link
from officedesk.maps.base.online import standing
from officedesk.maps.shapes import Point
from officedesk.secrets import MemorySecrets
from officedesk.services.customers.addresses import every_code
from officedesk.services.desk import Desk
from officedesk.services.mapping.base import TYPED, OnlineMap, save_online_map
from officedesk.services.mapping.grounds import Shown
from officedesk.views.live import LiveOffice
from officedesk.views.map import leaving
from officedesk.views.map.base_chooser import BaseChooser, BaseLine
from officedesk.views.map.view import MapView
from officedesk.views.shell import Shell
from tests.factories import second_desk
from tests.gui.maps.mouse import Ask
from tests.maps.base.tile_files import WHOLE, picture, vector_tile, write_mbtiles, write_pmtiles
from tests.maps.base.tile_server import Said, TileServer

pytestmark = pytest.mark.xdist_group("web")

MINNEAPOLIS, ROCHESTER = Point(44.98, -93.265), Point(43.9, -92.6)
SUPERIOR, OCEAN = Point(47.6, -88.0), Point(30.0, -50.0)
LIGHT_WOOD, LIGHT_HIGHWAY = "#e6efe0", "#fbeecb"
LIGHT_LAND, LIGHT_WATER, DARK_LAND, DARK_WATER = "#f6f6f4", "#dce6ee", "#1f2733", "#141b24"
HOSTILE = "<b>x</b><img src=x onerror=fetch('http://127.0.0.1:1/')> ${window.ran=1} {{7*7}} © Us"

Shows: TypeAlias = Callable[[Point, str], None]


@pytest.fixture(autouse=True, scope="module")
def _zip_codes() -> None:
    """Another process reads them, when there is nothing better to do: not what is tried here."""
    assert sum(1 for _ in every_code()) > 40_000


@pytest.fixture
def shows(qtbot: QtBot, map_view: MapView, ask: Ask) -> Shows:
    """`shows(point, colour)` waits until that colour is seen around a point of the earth."""

    def wait(point: Point, colour: str) -> None:
        wanted = QColor(colour)

        def seen() -> bool:
            at = ask(f"map_office.latLngToContainerPoint([{point.latitude}, {point.longitude}])")
            x, y = at["x"], at["y"]
            image = map_view.grab(QRect(QPoint(round(x) - 20, round(y) - 20), QPoint(round(x) + 20, round(y) + 20)))
            pixels = image.toImage()
            # Names, lines and the edges of tiles may lie over it.
            same = sum(
                _near(pixels.pixelColor(a, b), wanted)
                for a in range(0, pixels.width(), 2)
                for b in range(0, pixels.height(), 2)
            )
            return same > pixels.width() * pixels.height() / 4 * 0.5

        qtbot.waitUntil(seen, timeout=15_000)

    return wait


def _near(one: QColor, other: QColor) -> bool:
    apart = (one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue())
    return max(map(abs, apart)) <= 3


def test_land_and_water_are_drawn_without_any_network(
    socket_disabled: None, qtbot: QtBot, map_view: MapView, shows: Shows, ask: Ask
) -> None:
    with pytest.raises(SocketBlockedError), pytest.warns(UserWarning, match="socket"):
        socket.socket()
    map_view.centre(Point(46.2, -90.5), 6)
    shows(MINNEAPOLIS, LIGHT_LAND)
    shows(SUPERIOR, LIGHT_WATER)
    map_view.set_theme(dark=True)
    shows(MINNEAPOLIS, DARK_LAND)
    shows(SUPERIOR, DARK_WATER)
    map_view.centre(OCEAN, 3)
    shows(OCEAN, DARK_WATER)
    map_view.centre(MINNEAPOLIS, 13)
    qtbot.waitUntil(lambda: {"55401", "55415"} <= set(ask("officedesk.ground.labels.names()")), timeout=15_000)
    assert map_view.base.words == ""


def test_the_antimeridian_and_the_poles_are_no_seams(map_view: MapView, shows: Shows) -> None:
    map_view.centre(Point(66, 180), 4)
    shows(Point(67, 178), LIGHT_LAND)
    shows(Point(67, 184), LIGHT_LAND)
    shows(Point(60, 180), LIGHT_WATER)
    map_view.centre(Point(-70, 0), 2)
    shows(Point(-80, 20), LIGHT_LAND)
    shows(Point(-55, 0), LIGHT_WATER)


@pytest.mark.parametrize(
    ("zoom", "shown", "absent"),
    [(4, ["Minneapolis", "Chicago"], ["55401", "Anoka"]), (7, ["Minneapolis", "Minnesota", "Rochester"], ["55401"]),
     (10, ["Minneapolis", "Saint Paul", "Ramsey"], ["55401"]), (13, ["55401", "55415"], ["Anoka"])],
)  # fmt: skip
def test_names_become_denser_as_the_map_comes_nearer(
    qtbot: QtBot, map_view: MapView, ask: Ask, zoom: int, shown: list[str], absent: list[str]
) -> None:
    map_view.centre(MINNEAPOLIS, zoom)

    def names() -> set[str]:
        return set(ask("officedesk.ground?.labels.names() ?? []"))

    qtbot.waitUntil(lambda: set(shown) <= names(), timeout=15_000)
    assert not set(absent) & names()


def test_names_stay_while_the_map_is_moved(qtbot: QtBot, map_view: MapView, ask: Ask) -> None:
    map_view.centre(MINNEAPOLIS, 10)
    qtbot.waitUntil(lambda: "Minneapolis" in ask("officedesk.ground?.labels.names() ?? []"), timeout=15_000)
    qtbot.waitUntil(lambda: not ask("officedesk.ground?.labels.waits() ?? []"), timeout=15_000)
    before = set(ask("officedesk.ground?.labels.seen() ?? []"))
    ask("void map_office.panBy([60, 40], {animate: false})")
    qtbot.waitUntil(lambda: not ask("officedesk.ground?.labels.waits() ?? []"), timeout=15_000)
    assert before - set(ask("officedesk.ground?.labels.names() ?? []")) == set()


def test_tiles_of_a_file_lie_over_the_built_in_map_and_nothing_of_it_is_markup(
    qtbot: QtBot, map_view: MapView, shows: Shows, ask: Ask, tmp_path: Path
) -> None:
    # The tile of zoom 6 around Rochester, and none beside it.
    path = write_mbtiles(tmp_path / "a.mbtiles", {(6, 15, 23): picture("#aa0000")}, maxzoom=6, minzoom=6, name=HOSTILE,
                         attribution=HOSTILE)  # fmt: skip
    map_view.centre(ROCHESTER, 6)
    map_view.base.choose(Shown.FILE, path)
    shows(ROCHESTER, "#aa0000")
    shows(Point(43.5, -100.0), LIGHT_LAND)
    assert "© Us" in ask("document.querySelector('.office-credits').textContent")
    assert ask("document.querySelectorAll('.office-credits img, .office-credits b').length") == 0
    assert ask("window.ran === undefined")
    map_view.centre(ROCHESTER, 8)
    shows(ROCHESTER, "#aa0000")
    map_view.base.choose(Shown.BUILT_IN)
    shows(ROCHESTER, LIGHT_LAND)
    assert "Census" in ask("document.querySelector('.office-credits').textContent")


@pytest.mark.parametrize("suffix", [".mbtiles", ".pmtiles"])
def test_vector_tiles_are_drawn_in_the_colours_of_the_window(
    map_view: MapView, shows: Shows, tmp_path: Path, suffix: str
) -> None:
    tiles = {(1, x, y): vector_tile("water") for x in (0, 1) for y in (0, 1)}
    path = tmp_path / f"a{suffix}"
    layers = [{"id": "water"}]
    if suffix == ".mbtiles":
        write_mbtiles(path, tiles, format="pbf", json=json.dumps({"vector_layers": layers}), maxzoom=1, minzoom=1)
    else:
        write_pmtiles(path, tiles, vector=True, vector_layers=layers)
    map_view.base.choose(Shown.FILE, path)
    map_view.centre(MINNEAPOLIS, 6)
    shows(MINNEAPOLIS, LIGHT_WATER)
    map_view.set_theme(dark=True)
    shows(MINNEAPOLIS, DARK_WATER)


ROAD = [(2048 - 700, 1024), (2048 + 700, 1024)]
SCHEMES = {
    "OpenMapTiles": {
        "landcover": [(3, WHOLE, {"class": "wood"})], "transportation": [(2, ROAD, {"class": "motorway"})],
        "transportation_name": [(2, ROAD, {"name": "Main St", "class": "motorway"})],
        "place": [(1, [(1000, 3000)], {"name": "Springfield", "class": "city"})],
        "boundary": [(2, [(0, 0), (4096, 4096)], {"admin_level": "4"})], "poi": [(1, [(5, 5)], {"name": "Café"})],
    },
    "Protomaps": {
        "earth": [(3, WHOLE, {})], "landuse": [(3, WHOLE, {"kind": "forest"})],
        "roads": [(2, ROAD, {"kind": "highway", "name": "Main St"})],
        "places": [(1, [(1000, 3000)], {"name": "Springfield", "kind": "locality", "population_rank": "11"})],
    },
    "Shortbread": {
        "land": [(3, WHOLE, {"kind": "forest"})], "streets": [(2, ROAD, {"kind": "motorway"})],
        "street_labels": [(2, ROAD, {"name": "Main St", "kind": "motorway"})],
        "place_labels": [(1, [(1000, 3000)], {"name": "Springfield", "kind": "city"})],
    },
    "nobody's": {"whatever": [(2, [(0, 1000), (4096, 1000)], {}), (1, [(9, 9)], {"name": "x"})]},
}  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_roads_and_woods_are_found_in_the_layers_of_each_scheme(
    map_view: MapView, shows: Shows, tmp_path: Path, scheme: str
) -> None:
    layers = SCHEMES[scheme]
    tile = vector_tile(**layers)  # type: ignore[arg-type]
    said = json.dumps({"vector_layers": [{"id": name} for name in layers]})
    # All tiles of zoom 12 around a place whose road runs through the middle of one.
    tiles = {(12, x, y): tile for x in range(985, 990) for y in range(1471, 1476)}
    path = write_mbtiles(tmp_path / "a.mbtiles", tiles, format="pbf", json=said, minzoom=10, maxzoom=12)
    map_view.base.choose(Shown.FILE, path)
    wood, road = _point_of(12, 987.5, 1473.8), _point_of(12, 987.5, 1473.25)
    map_view.centre(wood, 16)
    shows(wood, LIGHT_LAND if scheme == "nobody's" else LIGHT_WOOD)
    if scheme != "nobody's":
        shows_some(map_view, shows, road)
    map_view.set_theme(dark=True)
    map_view.centre(wood, 16)
    shows(wood, DARK_LAND if scheme == "nobody's" else "#1f3030")


def shows_some(map_view: MapView, shows: Shows, road: Point) -> None:
    """A motorway of that zoom is wide enough to fill what is looked at."""
    map_view.centre(road, 19)
    shows(road, LIGHT_HIGHWAY)


def _point_of(level: int, column: float, row: float) -> Point:
    turned = math.pi * (1 - 2 * row / 2**level)
    return Point(math.degrees(math.atan(math.sinh(turned))), column / 2**level * 360 - 180)


def test_a_damaged_vector_tile_is_a_gap_and_no_more(
    map_view: MapView, shows: Shows, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = gzip.compress(b"\x1a\xff\xff\xff\xff\x0f" + bytes(50))
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): broken}, format="pbf")
    map_view.base.choose(Shown.FILE, path)
    map_view.centre(MINNEAPOLIS, 5)
    shows(MINNEAPOLIS, LIGHT_LAND)
    caplog.clear()


class Service:
    """Online tiles of the office, as a test answers for them."""

    def __init__(self, desk: Desk, secrets: MemorySecrets) -> None:
        self.said = Said(body=picture("#0000aa"), headers={"Cache-Control": "max-age=60"})
        self.server = TileServer(lambda path, headers: self.said)
        online = OnlineMap(TYPED, self.server.address(), "Our tiles", f"© Us {HOSTILE[:200]}")
        save_online_map(desk, online, None, secrets)


@pytest.fixture
def service(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(standing, "FIRST_PAUSE", 0.3)
    secrets = MemorySecrets()
    made = Service(shell.desk, secrets)
    yield made
    made.server.close()


def test_losing_the_network_is_seen_and_harmless_and_so_is_having_it_back(
    qtbot: QtBot, service: Service, map_view: MapView, shows: Shows
) -> None:
    line = BaseLine(map_view.base, map_view)
    map_view.centre(MINNEAPOLIS, 6)
    shows(MINNEAPOLIS, "#0000aa")
    assert not line.isVisible()
    agent = service.server.headers[0]["User-Agent"]
    assert agent.startswith("OfficeDesk/")
    assert all(headers["User-Agent"] == agent for headers in service.server.headers), "only the program asks"
    assert service.server.most_at_once <= 2

    service.said = Said(hang_up=True)
    map_view.centre(Point(44.98, -120.0), 6)
    qtbot.waitUntil(line.isVisible, timeout=15_000)
    assert line.text() == "Tiles can't be fetched: showing what is cached."
    shows(Point(44.98, -118.0), LIGHT_LAND)
    map_view.centre(MINNEAPOLIS, 6)
    shows(MINNEAPOLIS, "#0000aa")

    map_view.centre(Point(44.98, -120.0), 6)
    service.said = Said(body=picture("#00aa00"))
    ground = map_view.base._open[0]
    shared = next(iter(map_view._shell.grounds._shared.values()))
    shared.tiles.standing.try_now()
    assert ground.try_again()
    qtbot.waitUntil(lambda: not line.isVisible(), timeout=15_000)
    shows(Point(44.98, -118.0), "#00aa00")


def test_a_service_is_looked_at_again_by_itself(qtbot: QtBot, service: Service, map_view: MapView) -> None:
    service.said = Said(503, headers={"Retry-After": "1"})
    map_view.base._again.setInterval(50)
    with qtbot.waitSignal(map_view.base.said, timeout=15_000) as got:
        map_view.centre(MINNEAPOLIS, 6)
    assert got.args == ["Our tiles is busy: showing what is cached."]
    service.said = Said(body=picture("#0000aa"))
    with qtbot.waitSignal(map_view.base.said, timeout=20_000) as got:
        pass
    assert got.args == [""]


def test_a_map_that_goes_away_leaves_nobody_asking(qtbot: QtBot, service: Service, map_view: MapView) -> None:
    grounds = map_view._shell.grounds
    qtbot.waitUntil(lambda: len(grounds._shared) == 1, timeout=15_000)
    map_view.base.choose(Shown.BUILT_IN)
    qtbot.waitUntil(lambda: len(grounds._shared) == 0, timeout=15_000)


def test_the_menu_offers_what_there_is_and_remembers_what_was_chosen(
    qtbot: QtBot, service: Service, map_view: MapView, shell: Shell, tmp_path: Path
) -> None:
    chooser = BaseChooser(shell, map_view.base, map_view)
    qtbot.waitUntil(lambda: "Our tiles" in chooser.toolTip(), timeout=15_000)

    def entries() -> dict[str, bool]:
        chooser._fill()
        return {action.text(): action.isChecked() for action in chooser.menu().actions() if action.isCheckable()}

    assert entries() == {"Built-in map": False, "Our tiles (online)": True}
    path = write_mbtiles(tmp_path / "town & county.mbtiles", {(0, 0, 0): picture()})
    chooser._choose_file()
    assert chooser.dialog is not None
    with qtbot.waitSignal(map_view.base.shown, timeout=15_000):
        chooser.dialog.fileSelected.emit(str(path))
    chooser.dialog.close()
    assert entries() == {"Built-in map": False, "Our tiles (online)": False, "town && county.mbtiles": True}
    next(action for action in chooser.menu().actions() if action.text() == "Built-in map").trigger()
    qtbot.waitUntil(lambda: map_view.base.base.key == "offline", timeout=15_000)
    assert map_view.base.choice == (Shown.BUILT_IN, path)
    texts = [action.text() for action in chooser.menu().actions()]
    assert "Map settings…" in texts


def test_a_file_that_is_gone_leaves_the_built_in_map_and_says_so(
    qtbot: QtBot, map_view: MapView, shows: Shows, tmp_path: Path
) -> None:
    line = BaseLine(map_view.base, map_view)
    map_view.base.choose(Shown.FILE, tmp_path / "gone.mbtiles")
    qtbot.waitUntil(line.isVisible, timeout=15_000)
    assert "gone.mbtiles" in line.text()
    map_view.centre(MINNEAPOLIS, 6)
    shows(MINNEAPOLIS, LIGHT_LAND)


def test_another_map_of_the_window_follows_what_was_chosen(qtbot: QtBot, map_view: MapView, tmp_path: Path) -> None:
    other = MapView(map_view._shell)
    qtbot.addWidget(other)
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture()})
    with qtbot.waitSignals([map_view.base.shown, other.base.shown], timeout=15_000):
        map_view.base.choose(Shown.FILE, path)
    assert map_view.base.base.key == other.base.base.key == "file"


def test_an_open_map_takes_over_the_service_that_another_desktop_sets(
    qtbot: QtBot, desk: Desk, map_view: MapView, shows: Shows
) -> None:
    live = LiveOffice(map_view._shell)
    live.start()
    map_view.centre(MINNEAPOLIS, 6)
    shows(MINNEAPOLIS, LIGHT_LAND)
    other = second_desk(desk, "DESK-2")
    service = Service(other, MemorySecrets())
    shows(MINNEAPOLIS, "#0000aa")
    assert map_view.base.base.name == "Our tiles"
    with qtbot.waitSignal(map_view.base.shown, timeout=15_000):
        save_online_map(other, OnlineMap(), None, MemorySecrets())
    shows(MINNEAPOLIS, LIGHT_LAND)
    live.stop()
    service.server.close()
    other.database.close()


def test_a_link_of_the_credit_is_opened_by_the_system_and_only_after_asking(
    qtbot: QtBot, map_view: MapView, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(leaving.QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    online = map_view._shell.grounds.built_in
    map_view.set_base(replace(online, attribution="© Us and others", links=(Link("Us", "https://us.example/a?b=<b>"),)))
    found = "document.querySelectorAll('.office-credits .office-link').length"
    qtbot.waitUntil(lambda: ask(found) == 1, timeout=15_000)
    assert ask("document.querySelectorAll('.office-credits a').length") == 0
    ask("document.querySelector('.office-link').click()")
    qtbot.waitUntil(lambda: bool(map_view.findChildren(QMessageBox)), timeout=15_000)
    box = map_view.findChildren(QMessageBox)[0]
    assert "https://us.example/" in box.text().replace("\u200b", "")
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert opened == []
    next(button for button in box.buttons() if button.text() == "Open").click()
    assert len(opened) == 1
    assert opened[0].startswith("https://us.example/")


@pytest.mark.parametrize("address", ["http://a.example/", "file:///etc/hostname", "javascript:alert(1)", "https:", ""])
def test_nothing_but_the_web_is_even_asked_about(map_view: MapView, address: str) -> None:
    assert leaving.ask_to_open(map_view, address) is None
