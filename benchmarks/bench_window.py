"""What a person feels at the window: keystrokes, scrolling and opening a profile, until it is painted."""

from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from benchmarks.figures import Figure, percentile
from benchmarks.offices import office
from benchmarks.window import Heartbeat, Painted, Seen, desktop_over, settle
from officedesk.database.engine import sqlite_driver
from officedesk.views.application import Desktop

TYPED = ("johnson", "minneapolis", "612 555", "main st", "annette brown", "55415", "smith plumbing", "1001", "dental")
FRAMES = 600
FRAME = 16.0
LIMITS = {1_000_000: 30.0}
"""Milliseconds from a keystroke to its rows, where they are not those of a frame."""
JUMPS = 60
DOCUMENTS = 2_000
BUSY = 7
"""The customer who gets the documents."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures = []
    for size in sizes:
        with desktop_over(office(size), _gather) as desktop:
            area = f"window {size:,}"
            figures += _typing(desktop, area, LIMITS.get(size, FRAME))
            figures += _scrolling(desktop, area)
            figures += _profile(desktop, area)
    return figures


def _typing(desktop: Desktop, area: str, limit: float) -> list[Figure]:
    page: Any = desktop.window.page("customers")
    box, panel = page.panel.filters.search, page.panel
    painted = Painted(panel.table.viewport(), panel.shown)
    taken, used, gaps = [], [], []
    box.setFocus()
    for beat in (False, True):
        for word in TYPED:
            for letter in word:
                begin = process_time()
                if beat:
                    with Heartbeat() as heart:
                        painted.start(lambda letter=letter: QTest.keyClick(box, letter))
                        settle(desktop)
                    gaps += heart.gaps
                else:
                    taken.append(painted.start(lambda letter=letter: QTest.keyClick(box, letter)))
                    settle(desktop)
                    used.append((process_time() - begin) * 1000)
            painted.start(lambda: QTest.keyClick(box, Qt.Key.Key_Escape))
            settle(desktop)
    note = f"median {percentile(taken, 0.5):.1f} ms, processor {percentile(used, 0.5):.1f} ms with the ids of all"
    return [
        Figure(area, "keystroke to rows painted, p99", percentile(taken, 0.99), "ms", limit, note=note),
        Figure(area, "longest event-loop gap while typing", max(gaps), "ms", 16),
        Figure(area, "event-loop gap while typing, p99", percentile(gaps, 0.99), "ms", 16),
    ]


def _scrolling(desktop: Desktop, area: str) -> list[Figure]:
    page: Any = desktop.window.page("customers")
    table, model = page.panel.table, page.panel.model
    bar, view = table.verticalScrollBar(), table.viewport()
    frames: list[float] = []
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(int(FRAME))

    def frame() -> None:
        begin = perf_counter()
        bar.setValue(bar.maximum() * len(frames) // FRAMES)
        view.repaint()
        frames.append((perf_counter() - begin) * 1000)
        if len(frames) > FRAMES:
            loop.quit()

    timer.timeout.connect(frame)
    timer.start()
    loop.exec()
    timer.stop()
    settle(desktop)

    blank = []
    random = Random(1)
    filled = Painted(view, model.dataChanged)
    for _ in range(JUMPS if model.rowCount() > 10_000 else 0):
        bar.setValue(random.randrange(bar.maximum()))
        first = table.rowAt(0)
        if model.row_at(first) is None:
            blank.append(filled.start(view.repaint))
        settle(desktop)
    bar.setValue(0)
    settle(desktop)
    figures = [
        Figure(area, "frame while scrolling top to bottom, p99", percentile(frames, 0.99), "ms", FRAME),
        Figure(area, "frame while scrolling, longest", max(frames), "ms", FRAME),
    ]
    if blank:
        figures.append(Figure(area, "rows blank after a jump, longest", max(blank), "ms", 50))
    return figures


def _profile(desktop: Desktop, area: str) -> list[Figure]:
    shell, window = desktop.shell, desktop.window
    begin = perf_counter()
    shell.go("customer", BUSY, tab="estimates")
    page: Any = window.page("customer")
    view, panel = page.view, page.view.tab.panel
    settle(desktop)
    window.repaint()
    first = (perf_counter() - begin) * 1000

    def told() -> bool:
        return view.profile is not None and view.profile.id == BUSY

    def filled() -> bool:
        return bool(panel.model.rowCount())

    seen = Seen({view.header: told, panel.table.viewport(): filled})
    taken, used = [], []
    for number in range(30):
        # Another customer in between, so that nothing is left to show.
        for page_name, customer in (("customer", BUSY + 1 + number), ("customers", 0)):
            shell.go(page_name, customer)
            settle(desktop)
        cpu = process_time()
        taken.append(seen.start(lambda: shell.go("customer", BUSY, tab="estimates")))
        used.append((process_time() - cpu) * 1000)
        settle(desktop)
    shell.go("customers")
    settle(desktop)
    note = f"processor {percentile(used, 0.5):.1f} ms, p90 {percentile(taken, 0.9):.1f} ms"
    return [
        Figure(area, f"profile with {DOCUMENTS:,} documents, to painted", percentile(taken, 0.5), "ms", 50, note=note),
        Figure(area, "the first profile after the start", first, "ms", 500),
    ]


def _gather(path: Path) -> None:
    """Give one customer 2,000 documents of others."""
    with closing(sqlite_driver().connect(str(path))) as raw:
        share = min(DOCUMENTS // 3, raw.execute("SELECT count(*) FROM estimate").fetchone()[0] // 2)
        for table in ("estimate", "job", "invoice"):
            raw.execute(
                f"UPDATE {table} SET customer_id = ?, location_id = NULL, contact_id = NULL WHERE id IN "
                f"(SELECT id FROM {table} ORDER BY id DESC LIMIT ?)",
                (BUSY, share),
            )
        raw.commit()
