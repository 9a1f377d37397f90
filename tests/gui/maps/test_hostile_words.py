"""Whatever people typed is shown on the map as they typed it: nothing of it runs, nothing is fetched for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from officedesk.maps.page.values import LONGEST_WORDS
from officedesk.maps.shapes import Circle, Point
from officedesk.views.map.view import MapFence, MapLine, MapPoint, MapView
from tests.gui.maps.mouse import Ask
from tests.support.hostile import TEXTS
from tests.support.watched import WatchedFile, WatchedPort

pytestmark = pytest.mark.xdist_group("web")

HERE = Point(44.97, -93.26)
ARMED = (
    "<img src=x onerror=canary()>",
    "<svg/onload=canary()>",
    "<script>canary()</script>",
    "</script><script>canary()</script>",
    '"><img src=x onerror="canary()">',
    "'-canary()-'",
    "${canary()}",
    "`${canary()}`",
    "{{canary()}}",
    "{{constructor.constructor('canary()')()}}",
    '<a href="javascript:canary()">x</a>',
    "javascript:canary()",
    "<iframe srcdoc='<script>parent.canary()</script>'></iframe>",
    "<style>@import 'http://127.0.0.1:{port}/s.css';</style>",
    "<img src='http://127.0.0.1:{port}/p.png'>",
    "<link rel=stylesheet href='http://127.0.0.1:{port}/l.css'>",
    "<object data='file://{file}'></object>",
    "<img src='file://{file}'>",
    "<iframe src='file://{file}'></iframe>",
    '<div style="background:url(http://127.0.0.1:{port}/b.png)">x</div>',
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:{port}/'>",
    "<base href='http://127.0.0.1:{port}/'>",
    '"});canary();//',
    "\\u003cimg src=x onerror=canary()\\u003e",
    "\u2028canary()\u2029",
)
"""Each would call a function of the page, a port or a file, where it was read as anything but words."""

TIPS = """(() => {
  const words = [], plain = [];
  const layers = Object.values(officedesk.map._layers).filter((l) => l.office !== undefined);
  for (const layer of layers) {
    layer.fire("mouseover", { latlng: officedesk.map.getCenter() }, true);
    const tips = [...document.querySelectorAll(".office-tip")].filter((e) => e.style.opacity !== "0").slice(-1);
    const parts = (e) => [...e.querySelectorAll(".office-tip-title, .office-tip-note")];
    words.push(...tips.map((e) => parts(e).map((p) => p.textContent)));
    plain.push(...tips.map((e) => [...e.querySelectorAll("*")].every((p) => p.tagName === "DIV" && !p.id
      && [...p.attributes].every((a) => a.name === "class"))));
    layer.fire("mouseout", {}, true);
  }
  return [words, plain];
})()"""


@pytest.fixture
def port() -> Iterator[WatchedPort]:
    with WatchedPort() as watched:
        yield watched


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WatchedFile]:
    with WatchedFile(tmp_path / "watched.txt") as watched:
        yield watched


def shown(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


@pytest.mark.parametrize("texts", [TEXTS, ARMED], ids=["list", "armed"])
def test_names_of_everything_on_the_map_stay_words(
    map_view: MapView, ask: Ask, painted: Callable[[], None], port: WatchedPort, file: WatchedFile,
    texts: tuple[str, ...],
) -> None:  # fmt: skip
    texts = tuple(text.replace("{port}", str(port.number)).replace("{file}", str(file.path)) for text in texts)
    ask("(window.struck = 0, window.canary = () => { window.struck += 1; }, 0)")
    map_view.centre(HERE, 13)
    map_view.tools(True)
    map_view.show_points("visits", [MapPoint(i, 44.97, -93.26, text, text) for i, text in enumerate(texts, 1)])
    map_view.show_points("many", [MapPoint(i, 44.97, -93.2 + i / 1e4, text, text) for i, text in enumerate(texts, 1)],
                         clustered=True)  # fmt: skip
    map_view.show_fences([MapFence(i, text, text, Circle(HERE, 300)) for i, text in enumerate(texts, 1)])
    map_view.show_lines(
        "route", [MapLine(i, [HERE, Point(44.98, -93.25)], text, title=text) for i, text in enumerate(texts, 1)]
    )
    map_view.highlight("visits", 1)
    painted()
    words, plain = ask(TIPS)
    seen = [shown(text) for text in texts]
    # Dots have notes; fences and lines have none; the clusters say how many they are.
    told = Counter(map(tuple, words))
    for text in seen:
        assert told[(text, text)] >= 1
        assert told[(text,)] == 2 * seen.count(text)
    assert all(plain)
    painted()
    assert ask("window.struck") == 0
    assert ask("window.x === undefined")
    assert ask("document.querySelectorAll('script:not([src]), iframe, object, embed, form, base, style').length") == 0
    assert not port.touched()
    assert not file.touched()


def test_the_canary_would_be_heard(ask: Ask, port: WatchedPort, file: WatchedFile) -> None:
    import urllib.request

    ask("(window.struck = 0, window.canary = () => { window.struck += 1; }, 0)")
    ask("(canary(), 0)")
    assert ask("window.struck") == 1
    file.path.read_text()
    assert file.touched()
    with pytest.raises(OSError, match="timed out"):
        urllib.request.urlopen(f"http://127.0.0.1:{port.number}/", timeout=0.05)
    assert port.touched()


def test_a_name_for_a_colour_is_no_colour(ask: Ask) -> None:
    names = json.dumps([*ARMED, "constructor", "__proto__", "red", "#12345", "#1234567"])
    assert ask(f"{names}.filter((name) => officedesk.colour(name) !== officedesk.colours.accent)") == []
    assert ask("officedesk.colour('#9a6700')") == "#9a6700"
