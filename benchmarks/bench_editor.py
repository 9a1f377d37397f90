"""The estimate editor with 200 lines: from a keystroke to the sums, and to the paper beside it."""

from dataclasses import replace
from decimal import Decimal
from time import perf_counter, process_time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Figure, percentile
from benchmarks.offices import office
from benchmarks.window import Heartbeat, desktop_over, settle, wait
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate

LINES = 200
KEYS = 60


def run(sizes: tuple[int, ...]) -> list[Figure]:
    with desktop_over(office(min(sizes))) as desktop:
        shell, window = desktop.shell, desktop.window
        stored = save_estimate(shell.desk, _draft(new_estimate(shell.desk, 1)))
        window.resize(1920, 1080)
        page: Any = window.page("estimate")
        editor, table = page.editor, page.editor.lines.table
        with Heartbeat() as opening:
            wait(editor.side.shown, lambda: shell.go("estimate", stored.id or 0))
            settle(desktop)

        sums, used = [], []
        seen = set()
        with Heartbeat() as heart:
            for number in range(KEYS):
                table.edit_at(number % 20, "quantity")
                field: Any = QApplication.focusWidget()
                for key in (str(number % 8 + 1), Qt.Key.Key_Return):
                    # Each key is an event of its own, as fast as anybody types.
                    QApplication.processEvents()
                    begin, cpu = perf_counter(), process_time()
                    QTest.keyClick(field, key)
                    sums.append((perf_counter() - begin) * 1000)
                    used.append((process_time() - cpu) * 1000)
                seen.add(editor.totals.texts["total"])
                settle(desktop)
        if len(seen) < KEYS // 2:
            raise AssertionError("the sums did not follow the keys")

        behind = []
        for number in range(15):
            table.edit_at(number, "price")
            field = QApplication.focusWidget()
            QTest.keyClick(field, str(number % 8 + 1))
            begin = perf_counter()
            wait(editor.side.shown, lambda field=field: QTest.keyClick(field, Qt.Key.Key_Return))
            behind.append((perf_counter() - begin) * 1000)
            settle(desktop)
    area = f"editor, {LINES} lines"
    return [
        Figure(
            area,
            "keystroke to sums, p99",
            percentile(sums, 0.99),
            "ms",
            5,
            note=f"median {percentile(sums, 0.5):.1f} ms, processor {percentile(used, 0.5):.1f} ms",
        ),
        Figure(area, "preview behind the keystroke, median", percentile(behind, 0.5), "ms", 100),
        Figure(area, "longest event-loop gap while typing", max(heart.gaps), "ms", 16),
        Figure(area, "longest event-loop gap while the first one opens", max(opening.gaps), "ms", 200),
    ]


def _draft(empty: Any) -> Any:
    lines = tuple(
        LineDraft(
            name=f"Item {n}",
            description="As agreed on site",
            quantity=Decimal(n % 7 + 1),
            unit="ea",
            price=1000 + n,
            tax_percent=Decimal("7.525"),
        )
        for n in range(LINES)
    )
    return replace(empty, description="Two hundred lines", lines=lines)
