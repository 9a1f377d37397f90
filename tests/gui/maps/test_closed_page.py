"""The map's page can go nowhere: no network, no file, no other page, no window, no download, no inline script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from pytestqt.qtbot import QtBot

from officedesk.maps.page.parts import ORIGIN, START
from officedesk.maps.shapes import Circle, Point
from officedesk.views.map.view import MapFence, MapView
from officedesk.views.map.web import WebRoom
from tests.gui.maps.mouse import Ask
from tests.support.watched import WatchedFile, WatchedPort

pytestmark = pytest.mark.xdist_group("web")

Run = Callable[[str], Any]


@pytest.fixture
def port() -> Iterator[WatchedPort]:
    with WatchedPort() as watched:
        yield watched


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WatchedFile]:
    with WatchedFile(tmp_path / "watched.txt") as watched:
        yield watched


@pytest.fixture
def attempt(qtbot: QtBot, ask: Ask, troubles: list[str]) -> Iterator[Run]:
    """`attempt(promise)` lets the page try something and gives what came of it, `refused` where it was not let."""

    def run(promise: str) -> Any:
        ask(f"(window.outcome = null, (async () => {promise})().then((v) => {{ window.outcome = [v ?? null]; }},"
            " () => { window.outcome = ['refused']; }), 0)")  # fmt: skip
        qtbot.waitUntil(lambda: ask("window.outcome") is not None, timeout=10_000)
        return ask("window.outcome")[0]

    yield run
    # What it was refused is logged; the page's own trouble is what other tests look for.
    troubles.clear()


WAYS = {
    "fetch": "fetch('{url}').then((r) => r.status)",
    "send": "fetch('{url}', {mode: 'no-cors'}).then(() => 'sent')",
    "picture": "new Promise((y, n) => { const i = new Image(); i.onload = y; i.onerror = n; i.src = '{url}'; })",
    "script": """new Promise((y, n) => { const s = document.createElement('script');
        s.onload = y; s.onerror = n; s.src = '{url}'; document.head.append(s); })""",
    "style": """new Promise((y, n) => { const s = document.createElement('link');
        s.rel = 'stylesheet'; s.onerror = n; s.onload = y; s.href = '{url}'; document.head.append(s); })""",
    "request": """new Promise((y, n) => { const x = new XMLHttpRequest();
        x.onload = y; x.onerror = n; x.open('GET', '{url}'); x.send(); })""",
    "module": "import('{url}')",
}


@pytest.mark.parametrize("where", ["http://127.0.0.1:{port}/x", "file://{file}", "qrc:/qtwebchannel/qwebchannel.js"])
def test_nothing_is_fetched_from_elsewhere(attempt: Run, port: WatchedPort, file: WatchedFile, where: str) -> None:
    url = where.replace("{port}", str(port.number)).replace("{file}", str(file.path))
    came_of_it = {name: attempt(way.replace("{url}", url)) for name, way in WAYS.items()}
    assert came_of_it == dict.fromkeys(WAYS, "refused")
    assert not port.touched()
    assert not file.touched()


def test_sockets_and_beacons_reach_nobody(attempt: Run, port: WatchedPort) -> None:
    socket = "new Promise((y, n) => { const s = new WebSocket('ws://127.0.0.1:{port}'); s.onopen = y; s.onerror = n; })"
    assert attempt(socket.replace("{port}", str(port.number))) == "refused"
    attempt(f"navigator.sendBeacon('http://127.0.0.1:{port.number}/b', 'x')")
    worker = "new Promise((y, n) => { const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));"
    assert attempt(worker + " w.onmessage = y; w.onerror = n; })") == "refused"
    assert not port.touched()


def test_scripts_in_the_page_do_not_run(attempt: Run, ask: Ask) -> None:
    assert attempt("{ eval('window.ran = 1'); }") == "refused"
    assert attempt("{ new Function('window.ran = 1')(); }") == "refused"
    attempt(
        "{ const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }"
    )
    attempt("{ const d = document.createElement('div'); d.innerHTML = '<img src=x onerror=\"window.ran = 1\">';"
            " document.body.append(d); await new Promise((done) => setTimeout(done, 50)); }")  # fmt: skip
    assert ask("window.ran === undefined")


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "file://{file}", "data:text/html,x",
                                 "javascript:1", "chrome://version", f"{ORIGIN}/lib/libraries.js"])  # fmt: skip
def test_the_page_stays_where_it_is(
    qtbot: QtBot, map_view: MapView, attempt: Run, ask: Ask, port: WatchedPort, file: WatchedFile, url: str
) -> None:
    url = url.replace("{port}", str(port.number)).replace("{file}", str(file.path))
    ask("(window.stayed = 1, 0)")
    attempt(f"{{ location.href = '{url}'; await new Promise((done) => setTimeout(done, 50)); }}")
    attempt(f"{{ const a = document.createElement('a'); a.href = '{url}'; document.body.append(a); a.click(); }}")
    attempt(f"{{ const f = document.createElement('iframe'); f.src = '{url}'; document.body.append(f);"
            " await new Promise((done) => setTimeout(done, 50)); }")  # fmt: skip
    assert map_view.page.url() == QUrl(ORIGIN + START)
    assert ask("window.stayed") == 1
    assert not port.touched()
    assert not file.touched()


def test_no_window_opens_and_nothing_is_downloaded(
    map_view: MapView, attempt: Run, web_room: WebRoom, port: WatchedPort
) -> None:
    from PySide6.QtWidgets import QApplication

    asked: list[object] = []
    web_room.profile.downloadRequested.connect(asked.append)
    windows = len(QApplication.topLevelWidgets())
    attempt("{ if (window.open('about:blank')) return 'opened'; }")
    attempt("{ const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x']));"
            " a.download = 'x.txt'; document.body.append(a); a.click();"
            " await new Promise((done) => setTimeout(done, 100)); }")  # fmt: skip
    web_room.profile.downloadRequested.disconnect(asked.append)
    assert len(QApplication.topLevelWidgets()) == windows
    assert [one.isFinished() or one.state() is one.state().DownloadCancelled for one in asked] == [True] * len(asked)


def test_permissions_are_refused(attempt: Run) -> None:
    where = "new Promise((y, n) => navigator.geolocation.getCurrentPosition(() => y('told'), n))"
    assert attempt(where) == "refused"
    assert attempt("Notification.requestPermission()") == "denied"
    assert attempt("navigator.clipboard.readText()") == "refused"
    assert attempt("{ localStorage.setItem('a', 'b'); return 'kept'; }") == "refused"


def test_only_the_files_of_the_list_are_served(attempt: Run) -> None:
    paths = ["/lib/../map.html2", "/etc/passwd", "/lib/..%2f..%2f..%2fpyproject.toml", "/own/", "/data/1",
             "/font/../own/x", "/base/x/atlas/world.json", "/lib/libraries.js%00", "/LIB/libraries.js"]  # fmt: skip
    found = attempt(f"Promise.all({paths}.map((path) => fetch(path).then((r) => r.status)))")
    assert found == [404] * len(paths)
    assert attempt("fetch('//host/lib/libraries.js').then((r) => r.status)") == "refused"


def test_nothing_is_sent_to_the_scheme(attempt: Run) -> None:
    assert attempt("fetch('/own/map.js', {method: 'POST', body: 'x'}).then((r) => r.status)") == 403
    assert attempt("fetch('/own/map.js').then((r) => r.status)") == 200


def test_the_map_comes_back_where_the_page_was_emptied(
    qtbot: QtBot, map_view: MapView, attempt: Run, painted: Callable[[], None]
) -> None:
    """The engine asks nobody about an empty page."""
    with qtbot.waitSignal(map_view.ready):
        map_view.page.runJavaScript("location.href = 'about:blank'")
    painted()
    assert map_view.page.url() == QUrl(ORIGIN + START)


@pytest.mark.parametrize("kind", ["http", "file", "data"])
def test_another_page_of_the_profile_reaches_nothing_either(
    qtbot: QtBot, web_room: WebRoom, port: WatchedPort, file: WatchedFile, troubles: list[str], kind: str
) -> None:
    """The gate alone, without the page's own refusals."""
    urls = {"http": f"http://127.0.0.1:{port.number}/", "file": f"file://{file.path}", "data": "data:text/html,x"}
    page = QWebEnginePage(web_room.profile)
    with qtbot.waitSignal(page.loadFinished) as loaded:
        page.load(QUrl(urls[kind]))
    assert loaded.args == [False]
    assert not port.touched()
    assert not file.touched()
    page.deleteLater()
    troubles.clear()


def test_the_page_leaves_nothing_on_disk(web_room: WebRoom, map_view: MapView) -> None:
    assert web_room.profile.isOffTheRecord()
    assert web_room.profile.persistentCookiesPolicy() is web_room.profile.PersistentCookiesPolicy.NoPersistentCookies


@pytest.mark.qt_log_ignore("Could not convert argument")
def test_what_the_page_says_wrongly_is_left(
    map_view: MapView, attempt: Run, painted: Callable[[], None], troubles: list[str]
) -> None:
    told: list[object] = []
    for signal in (map_view.picked, map_view.drawn, map_view.clicked, map_view.lassoed):
        signal.connect(lambda *values: told.append(values))
    picked = '{"say":"picked","layer":"x","id":"1","opening":false}'
    for text in ("", "[]", "{", '{"say":"picked"}', picked, "x" * 3_000_000):
        attempt(f"officedesk.program.say({text!r})")
    attempt("officedesk.program.say({})")
    painted()
    assert told == []
    assert len(troubles) >= 6


def test_a_page_that_throws_the_channel_away_is_loaded_anew(
    qtbot: QtBot, map_view: MapView, attempt: Run, ask: Ask, painted: Callable[[], None]
) -> None:
    map_view.show_fences([MapFence(1, "Yard", "", Circle(Point(44.97, -93.26), 300))])
    attempt("{ officedesk.program.deleteLater(); }")
    with qtbot.waitSignal(map_view.ready):
        map_view.mark()
    painted()
    assert ask("Object.values(officedesk.map._layers).filter((l) => l.office).length") == 1
