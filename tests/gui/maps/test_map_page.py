"""The page around the map: lasso, pin, theme, keyboard, paper, a page that crashes, and none at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from officedesk.config import Config
from officedesk.maps.shapes import Circle, Point
from officedesk.views.map.available import SETTING, SWITCH, why_no_map
from officedesk.views.map.view import MapFence, MapPoint, MapView
from tests.gui.maps.mouse import Ask, Hand

pytestmark = pytest.mark.xdist_group("web")

HERE = Point(44.97, -93.26)
FENCES = [MapFence(1, "Depot", "ok", Circle(HERE, 500))]


def test_a_line_around_things_tells_its_corners(
    qtbot: QtBot, map_view: MapView, hand: Hand, painted: Callable[[], None]
) -> None:
    map_view.centre(HERE, 13)
    map_view.lasso(True)
    painted()
    around = [Point(44.96, -93.28), Point(44.96, -93.24), Point(44.98, -93.24), Point(44.98, -93.28)]
    with qtbot.waitSignal(map_view.lassoed) as told:
        hand.drag(around)
    corners = told.args[0]
    assert len(corners) == 4
    for (latitude, longitude), place in zip(corners, around, strict=True):
        assert (latitude, longitude) == pytest.approx((place.latitude, place.longitude), abs=4e-4)
    with qtbot.waitSignal(map_view.lasso_left):
        hand.press(Qt.Key.Key_Escape)


def test_the_pin_is_dragged_and_moved_by_keys(
    qtbot: QtBot, map_view: MapView, hand: Hand, painted: Callable[[], None], ask: Ask
) -> None:
    map_view.centre(HERE, 14)
    map_view.pin(HERE)
    painted()
    spot = hand.pixel(HERE) - QPoint(0, 12)
    with qtbot.waitSignal(map_view.pin_moved) as moved:
        hand.drag([spot, spot + QPoint(30, -20), spot + QPoint(80, -40)])
    latitude, longitude = moved.args
    assert latitude > HERE.latitude
    assert longitude > HERE.longitude
    ask("(document.querySelector('.office-pin').focus(), 0)")
    with qtbot.waitSignal(map_view.pin_moved) as moved:
        hand.press(Qt.Key.Key_Left)
    assert moved.args[1] < longitude


def test_what_is_seen_is_told_when_the_map_is_moved(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None]
) -> None:
    with qtbot.waitSignal(map_view.view_moved, check_params_cb=lambda _, zoom: zoom == 13) as told:
        map_view.centre(HERE, 13)
    box, _ = told.args
    assert box.contains(HERE)
    assert box.width < 0.2


def test_colours_follow_the_theme(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    map_view.show_fences(FENCES)
    painted()
    colour = "Object.values(officedesk.map._layers).find((l) => l.office).options.color"
    ground = "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
    light = ask(colour), ask(ground)
    map_view.set_theme(True)
    painted()
    assert ask(colour) == "#5fd197"
    assert (ask(colour), ask(ground)) != light
    map_view.set_theme(False)
    painted()
    assert (ask(colour), ask(ground)) == light


def test_every_button_of_the_map_has_a_name_and_takes_the_focus(
    map_view: MapView, ask: Ask, painted: Callable[[], None]
) -> None:
    map_view.tools(True)
    map_view.edit(FENCES[0])
    painted()
    found = ask("""[...document.querySelectorAll("button, a, [role=button]")].map((e) =>
        [e.getAttribute("aria-label") || e.textContent, e.disabled || (e.focus(), document.activeElement === e)])""")
    assert len(found) >= 10
    assert all(name and focused for name, focused in found), found


def test_tools_that_do_not_fit_the_shape_are_not_offered(
    map_view: MapView, ask: Ask, painted: Callable[[], None]
) -> None:
    map_view.tools(True)
    offered = "[...document.querySelectorAll('.office-tool:enabled')].map((e) => e.getAttribute('aria-label'))"
    painted()
    assert ask(offered) == ["Draw a rectangle", "Draw a polygon", "Draw a circle"]
    map_view.edit(FENCES[0])
    painted()
    assert set(ask(offered)[3:]) == {"Change corners", "Move", "Erase"}


def test_the_map_is_printed_on_one_page_with_title_and_credits(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], ask: Ask, tmp_path: Path
) -> None:
    map_view.show_fences(FENCES)
    map_view.centre(HERE, 13)
    painted()
    path, answers = tmp_path / "map.pdf", list[str]()
    map_view.print_pdf(path, answers.append, title="Customers & <b>visits</b>")
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    assert answers == [""]
    pages = pypdf.PdfReader(path).pages
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (792, 612)
    text = pages[0].extract_text()
    assert "Customers & <b>visits</b>" in text
    assert "Leaflet" in text
    painted()
    assert ask("document.body.classList.contains('office-paper')") is False
    assert ask("officedesk.map.getSize().x") == map_view.width()


def test_paper_is_light_where_the_window_is_dark(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], tmp_path: Path
) -> None:
    map_view.set_theme(True)
    map_view.centre(HERE, 13)
    painted()
    path, answers = tmp_path / "map.pdf", list[str]()
    map_view.print_pdf(path, answers.append, title="Customers")
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    document = QPdfDocument()
    document.load(str(path))
    printed = document.render(0, QSize(792, 612))
    for x, y in ((4, 4), (396, 4), (787, 607), (100, 300)):
        seen = printed.pixelColor(x, y)
        assert seen.alpha() == 0 or seen.lightness() > 230, (x, y)


def test_a_map_that_cannot_be_written_says_so(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], tmp_path: Path
) -> None:
    painted()
    answers = list[str]()
    map_view.print_pdf(tmp_path / "no" / "such" / "map.pdf", answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    assert "could not be written" in answers[0]


def test_a_page_that_crashed_comes_back_as_it_was(
    qtbot: QtBot, map_view: MapView, ask: Ask, painted: Callable[[], None], troubles: list[str]
) -> None:
    map_view.show_fences(FENCES)
    map_view.show_points("visits", [MapPoint(7, 44.97, -93.26, "Ann")])
    map_view.centre(HERE, 13)
    painted()
    with qtbot.waitSignal(map_view.ready, timeout=20_000):
        os.kill(map_view.page.renderProcessPid(), signal.SIGKILL)
    painted()
    assert ask("Object.values(officedesk.map._layers).filter((l) => l.office !== undefined).length") == 2
    assert ask("officedesk.map.getZoom()") == 13
    troubles.clear()


def test_a_page_that_crashes_again_and_again_is_given_up(
    qtbot: QtBot, map_view: MapView, painted: Callable[[], None], troubles: list[str]
) -> None:
    for _ in range(3):
        painted()
        with qtbot.waitSignal(map_view.ready, timeout=20_000):
            os.kill(map_view.page.renderProcessPid(), signal.SIGKILL)
    with qtbot.waitSignal(map_view.failed) as told:
        os.kill(map_view.page.renderProcessPid(), signal.SIGKILL)
    assert "stopped working" in told.args[0]
    with qtbot.waitSignal(map_view.ready, timeout=20_000):
        map_view.open()
    troubles.clear()


@pytest.mark.parametrize("missing", ["PySide6.QtWebEngineWidgets", "PySide6.QtWebChannel"])
def test_without_the_web_engine_there_is_a_reason_and_no_crash(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    assert why_no_map() == ""
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delattr(missing, raising=False)
    assert "not installed" in why_no_map()


def test_maps_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = Config(tmp_path / "settings.json")
    assert why_no_map(config) == ""
    config.put(SETTING, True)
    assert "settings" in why_no_map(config)
    monkeypatch.setenv(SWITCH, "1")
    assert "switched off" in why_no_map()
    monkeypatch.setenv(SWITCH, "0")
    assert why_no_map() == ""


def test_root_without_its_switch_is_told_before_the_engine_would_end_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("officedesk.views.map.available._is_root", lambda: True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX", raising=False)
    assert "administrator" in why_no_map()


def test_asking_for_a_map_that_is_switched_off_loads_nothing_of_the_engine() -> None:
    code = "import sys; from officedesk.views.map.available import why_no_map; assert why_no_map(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, SWITCH: "1"}
    )
    loaded = done.stdout.split()
    assert "officedesk.views.map.available" in loaded
    assert not [name for name in loaded if "WebEngine" in name or name.startswith(("folium", "shapely", "pyproj"))]
