"""The schedule board: opened over 500 technician-days with 20,000 visits, scrolled and dragged frame by frame."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Figure, percentile
from benchmarks.window import Painted, desktop_over, settle
from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.services.desk import sit_down
from officedesk.views.application import Desktop
from officedesk.views.shell import Place
from tests import factories
from tests.support.busy_weeks import busy_week

OPEN = 300.0
"""Milliseconds from the wish to the painted board."""
FRAME = 1000 / 60
RUNS = 5


def run(sizes: tuple[int, ...]) -> list[Figure]:
    """Figures do not depend on how many customers the office has: ``sizes`` is not used."""
    figures: list[Figure] = []
    with busy_desktop(technicians=100, days=5, visits=20_000) as (desktop, monday):
        first = opened(desktop, monday, "week")
        again = [reopened(desktop, monday, "week") for _ in range(RUNS)]
        day = [reopened(desktop, monday, "day") for _ in range(RUNS)]
        figures += [
            Figure("board", "open a week, 20,000 visits, for the first time", first, "ms", OPEN),
            Figure("board", "open a week, 20,000 visits, again", statistics.median(again), "ms", OPEN),
            Figure("board", "open a day, 4,000 visits, again", statistics.median(day), "ms", OPEN),
        ]
        months = [month_opened(desktop, monday) for _ in range(RUNS)]
        figures.append(Figure("board", "open a month, 20,000 visits", statistics.median(months), "ms", OPEN))
        for view in ("week", "day"):
            reopened(desktop, monday, view)
            figures += frames_of(desktop, f"{view} of 20,000")
    with busy_desktop(technicians=20, days=5, visits=2_000) as (desktop, monday):
        for view in ("week", "day"):
            opened(desktop, monday, view)
            figures += frames_of(desktop, f"{view} of 2,000")
        page: Any = desktop.window.page("schedule")
        opened(desktop, monday, "week")
        for step in (30, 15):
            page.zoom(step)
            settle(desktop)
            figures += frames_of(desktop, f"week of 2,000 at {step} min")
    return figures


@contextmanager
def busy_desktop(*, technicians: int, days: int, visits: int) -> Iterator[tuple[Desktop, date]]:
    """A window over an office with a full week; gives its Monday."""
    with TemporaryDirectory() as name:
        path = Path(name) / "busy.officedesk"
        place = OfficePlace(path=path)
        factories.found(place)
        database = Database(place, schema.open_office(place))
        desk = sit_down(database, "Bench")
        monday = desk.today() - timedelta(days=desk.today().weekday())
        busy_week(desk, monday, technicians=technicians, days=days, visits=visits, waiting=40)
        database.close()
        with desktop_over(path) as desktop:
            yield desktop, monday


def opened(desktop: Desktop, monday: date, view: str) -> float:
    """Milliseconds from the wish until the board is painted."""
    page: Any = desktop.window.page("schedule")
    painted = Painted(page.board.view.viewport(), page.arrived)
    taken = painted.start(lambda: desktop.shell.go("schedule", day=monday.isoformat(), view=view))
    settle(desktop)
    return taken


def reopened(desktop: Desktop, monday: date, view: str) -> float:
    """The same once the office has changed since."""
    desktop.window.go(Place("customers"))
    settle(desktop)
    desktop.shell.signals.changed.emit("job", 0, 0)
    return opened(desktop, monday, view)


def month_opened(desktop: Desktop, monday: date) -> float:
    """Milliseconds from the wish until a month is painted with what is on its days; the office has changed since."""
    page: Any = desktop.window.page("schedule")
    if "month" not in page.others:
        desktop.shell.go("schedule", day=monday.isoformat(), view="month")
        settle(desktop)
    month = page.others["month"]
    desktop.window.go(Place("customers"))
    settle(desktop)
    desktop.shell.signals.changed.emit("job", 0, 0)
    painted = Painted(month.viewport(), month.shown)
    taken = painted.start(lambda: desktop.shell.go("schedule", day=monday.isoformat(), view="month"))
    settle(desktop)
    return taken


def frames_of(desktop: Desktop, name: str) -> list[Figure]:
    """Frame times of the board as it is: scrolled down and along, and with a visit in hand."""
    page: Any = desktop.window.page("schedule")
    view = page.board.view
    settle(desktop)
    found = {}
    for way, bar in (("down", view.verticalScrollBar()), ("along", view.horizontalScrollBar())):
        bar.setValue(0)
        QApplication.processEvents()
        goal = min(bar.maximum(), 60 * 200)
        if goal > 200:
            found[f"scrolled {way}"] = frames(lambda at, bar=bar: bar.setValue(at), range(0, goal, 60))  # type: ignore[misc]
        bar.setValue(0)
    QApplication.processEvents()
    found["dragged"] = dragged(view)
    figures = []
    for what, taken in found.items():
        p99 = percentile(taken, 0.99)
        note = f"median {statistics.median(taken):.1f}, longest {max(taken):.1f}, {len(taken)} frames"
        figures.append(Figure("board", f"{name} visits, {what}, a frame, p99", p99, "ms", FRAME, note=note))
    return figures


def frames(act: Callable[[int], object], steps: range) -> list[float]:
    """Milliseconds of each step, until it is painted."""
    taken = []
    for at in steps:
        begin = perf_counter()
        act(at)
        QApplication.processEvents()
        taken.append((perf_counter() - begin) * 1000)
    return taken


def dragged(view: Any) -> list[float]:
    """A visit is carried over the board, and put back."""
    viewport = view.viewport()
    row = next(one for one in view.plan.rows if one.placed)
    placed = row.placed[len(row.placed) // 3]
    box = view.block_box(placed.block.key, row.id)
    view.bring_into_view(box)
    QApplication.processEvents()
    start = view.mapFromScene(box.center())
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    wide, high = viewport.width(), viewport.height()

    def move(at: int) -> None:
        x = 60 + (start.x() + at * 7) % (wide - 120)
        y = 60 + (start.y() + at * 5) % (high - 120)
        spot = QPointF(x, y)
        button = Qt.MouseButton.LeftButton
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            spot,
            QPointF(viewport.mapToGlobal(spot.toPoint())),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)

    taken = frames(move, range(1, 301))
    view.hand.cancel()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(80, 80))
    QApplication.processEvents()
    return taken
