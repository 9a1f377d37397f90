"""The program's first map in a window that stands, and many points on it: ``first_map.py OFFICE REPORT [POINTS]``."""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from benchmarks.window import desktop_over, settle, wait
from officedesk.maps.shapes import Circle, Point
from officedesk.views.application import Desktop

CALM = 3_000
"""Milliseconds from the standing window to the first map."""
HERE = Point(44.97, -93.26)
CITIES = ((44.97, -93.26), (41.88, -87.63), (40.71, -74.0), (34.05, -118.24), (29.76, -95.37))
FRAMES = """(window.frames_ = [], ((last) => {
  const step = (now) => { frames_.push(now - last); last = now; if (window.frames_) requestAnimationFrame(step); };
  requestAnimationFrame(step);
})(performance.now()), 0)"""


def main(office: str, report: str, points: int) -> None:
    """Write what was measured as JSON."""
    with desktop_over(Path(office)) as desktop:
        # Whoever opens the map looked at the list before: what the window begins with is done.
        QTest.qWait(CALM)
        settle(desktop)
        begin = perf_counter()
        view = shown(desktop)
        measured: dict[str, Any] = {"shown_ms": (perf_counter() - begin) * 1000}
        if points:
            measured |= many(view, points)
        Path(report).write_text(json.dumps(measured))
        view.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(desktop: Desktop) -> Any:
    """A map over the window's page, on screen with a fence; its ground follows a moment later."""
    from officedesk.views.map.view import MapFence, MapView

    view = MapView(desktop.shell, desktop.window)
    view.centre(HERE, 12)
    view.show_fences([MapFence(1, "Yard", "", Circle(HERE, 500))])
    view.setGeometry(desktop.window.rect())
    view.show()
    wait(view.ready)
    wait(view.painted, view.mark)
    return view


def many(view: Any, count: int) -> dict[str, Any]:
    """That many points, clustered: until they are shown, and how long frames take while the map is dragged."""
    from officedesk.views.map.view import MapPoint

    chance = random.Random(1)
    places = [chance.choice(CITIES) for _ in range(count)]
    points = [
        MapPoint(i, at[0] + chance.gauss(0, 0.3), at[1] + chance.gauss(0, 0.4), f"Customer {i}", "Some street 12")
        for i, at in enumerate(places)
    ]
    # The ground, whose outlines and names are read after the first paint, is not what is measured here.
    QTest.qWait(CALM)
    begin = perf_counter()
    view.show_points("customers", points, clustered=True)
    wait(view.painted, view.mark)
    measured: dict[str, Any] = {"points_ms": (perf_counter() - begin) * 1000, "frames": {}}
    for zoom in (4, 10, 13):
        view.centre(HERE, zoom)
        wait(view.painted, view.mark)
        measured["frames"][zoom] = frames(view, lambda: drag(view))
    return measured


def frames(view: Any, act: Callable[[], object]) -> list[float]:
    """Milliseconds between the page's frames while ``act`` goes on."""
    ask(view, FRAMES)
    act()
    found: list[float] = ask(view, "((all) => (window.frames_ = null, all))(window.frames_)")
    return found[1:]


def drag(view: Any) -> None:
    """Three times across the map with the mouse."""
    target, button, none = view.web.focusProxy(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for turn in range(3):
        way = [QPoint(400 + 10 * step, 300 + (4 if turn % 2 else -4) * step // 2) for step in range(60)]
        QTest.mouseMove(target, way[0])
        QTest.mousePress(target, button, none, way[0])
        for spot in way[1:]:
            QTest.mouseMove(target, spot)
            QTest.qWait(16)
        QTest.mouseRelease(target, button, none, way[-1])
        QTest.qWait(500)


def ask(view: Any, expression: str) -> Any:
    """What an expression comes to in the page."""
    loop, answers = QEventLoop(), list[str]()

    def answered(text: str) -> None:
        answers.append(text)
        loop.quit()

    view.page.runJavaScript(f"JSON.stringify({expression}) || 'null'", 0, answered)
    QTimer.singleShot(30_000, loop, loop.quit)
    loop.exec()
    return json.loads(answers[0])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
