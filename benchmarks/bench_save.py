"""Saving an estimate of 50 lines on a local file, beside the same rows written by the bare driver.

The bare driver does what cannot be left out: it takes the number, encodes the row of the change log, and for a change
reads the lines as they were and asks for the version. It validates, prices and compares nothing.
"""

import gc
import json
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure, percentile
from benchmarks.offices import office
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.services.sales.drafts import EstimateDraft, LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate

RUNS = 400
SWEPT = 20
"""Runs between two looks for garbage: the program looks between events, never within a save."""
LINES = 50
PRAGMAS = ("foreign_keys = ON", "journal_mode = TRUNCATE", "synchronous = FULL", "busy_timeout = 5000")


def run(sizes: tuple[int, ...]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.officedesk"
        shutil.copy(office(min(sizes)), path)
        context = open_context(str(path))
        draft = _draft(new_estimate(context.desk, 1))
        first = save_estimate(context.desk, draft)
        with closing(sqlite_driver().connect(str(path))) as raw:
            raw.isolation_level = None
            for pragma in PRAGMAS:
                raw.execute(f"PRAGMA {pragma}")
            first = save_estimate(context.desk, _changed(first, 0))
            rows = _Rows(raw, first.id or 0)
            ours, floor, again, floor_again = [], [], [], []
            gc.disable()
            try:
                for number in range(RUNS):
                    if number % SWEPT == 0:
                        gc.collect()
                    ours.append(_time(lambda: save_estimate(context.desk, draft)))
                    floor.append(_time(lambda number=number: rows.insert(raw, number)))
                    first = replace(_changed(first, number), version=rows.version(raw))
                    again.append(_time(lambda: setattr(_kept, "draft", save_estimate(context.desk, first))))
                    first = _kept.draft
                    floor_again.append(_time(lambda number=number: rows.update(raw, first.version + number)))
            finally:
                gc.enable()
        context.close()
    return [
        Figure("save", "new estimate of 50 lines, p99", percentile(ours, 0.99), "ms", 1.5, percentile(floor, 0.99)),
        Figure("save", "new estimate of 50 lines, median", percentile(ours, 0.5), "ms", 1.5, percentile(floor, 0.5)),
        Figure(
            "save",
            "changed estimate of 50 lines, p99",
            percentile(again, 0.99),
            "ms",
            1.5,
            percentile(floor_again, 0.99),
        ),
        Figure(
            "save",
            "changed estimate of 50 lines, median",
            percentile(again, 0.5),
            "ms",
            1.5,
            percentile(floor_again, 0.5),
        ),
    ]


class _Kept:
    draft: Any = None


_kept = _Kept()


def _draft(empty: EstimateDraft) -> EstimateDraft:
    lines = tuple(
        LineDraft(
            name=f"Item {n}", quantity=Decimal(n % 7 + 1), unit="ea", price=1000 + n, tax_percent=Decimal("7.525")
        )
        for n in range(LINES)
    )
    return replace(empty, description="Fifty lines", lines=lines)


def _changed(draft: EstimateDraft, number: int) -> EstimateDraft:
    return replace(draft, note=f"{number}", lines=_other_prices(draft.lines, number))


def _other_prices(lines: tuple[LineDraft, ...], number: int) -> tuple[LineDraft, ...]:
    return tuple(replace(line, price=line.price + number % 3 + 1) for line in lines)


class _Rows:
    """The rows that a save and a change of it wrote, as plain tuples: what the bare driver writes again."""

    def __init__(self, raw: Any, estimate_id: int) -> None:
        cursor = raw.execute("SELECT * FROM estimate WHERE id = ?", (estimate_id,))
        self._columns = [column[0] for column in cursor.description]
        self._head = cursor.fetchone()
        self._id = estimate_id
        cursor = raw.execute("SELECT * FROM estimate_line WHERE estimate_id = ?", (estimate_id,))
        self._line_columns = [column[0] for column in cursor.description]
        self._lines = cursor.fetchall()
        cursor = raw.execute(
            "SELECT * FROM change_log WHERE entity = 'estimate' AND entity_id = ? ORDER BY id", (estimate_id,)
        )
        self._told = [column[0] for column in cursor.description]
        self._created, self._updated = (
            [
                json.loads(value) if name in ("before", "after") else value
                for name, value in zip(self._told, row, strict=True)
            ]
            for row in cursor.fetchall()
        )

    def version(self, raw: Any) -> int:
        return int(raw.execute("SELECT version FROM estimate WHERE id = ?", (self._id,)).fetchone()[0])

    def insert(self, raw: Any, number: int) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "UPDATE number_counter SET next_value = next_value + 1 WHERE sequence_id = 2 RETURNING next_value"
        ).fetchone()
        head = list(self._head)
        head[self._columns.index("number")] = f"raw-{number}"
        cursor = raw.execute(f"INSERT INTO estimate VALUES (NULL{',?' * (len(head) - 1)})", head[1:])
        place = self._line_columns.index("estimate_id")
        lines = [(*line[1:place], cursor.lastrowid, *line[place + 1 :]) for line in self._lines]
        raw.executemany(f"INSERT INTO estimate_line VALUES (NULL{',?' * len(lines[0])})", lines)
        self._log(raw, self._created)
        raw.execute("COMMIT")

    def update(self, raw: Any, number: int) -> None:
        raw.execute("BEGIN IMMEDIATE")
        head = raw.execute("SELECT * FROM estimate WHERE id = ?", (self._id,)).fetchone()
        lines = raw.execute("SELECT * FROM estimate_line WHERE estimate_id = ?", (self._id,)).fetchall()
        version = head[self._columns.index("version")]
        raw.execute(
            "UPDATE estimate SET note = ?, subtotal = ?, net = ?, tax = ?, total = ?, updated_at = ?, text_key = ?, "
            "version = ? WHERE id = ? AND version = ?",
            (
                f"raw {number}",
                *(head[self._columns.index(name)] + 1 for name in ("subtotal", "net", "tax", "total")),
                *(head[self._columns.index(name)] for name in ("updated_at", "text_key")),
                version + 1,
                self._id,
                version,
            ),
        )
        price, amount = map(self._line_columns.index, ("price", "amount"))
        raw.executemany(
            "UPDATE estimate_line SET price = ?, amount = ? WHERE id = ?",
            [(line[price] + number % 3 + 1, line[amount] + 1, line[0]) for line in lines],
        )
        self._log(raw, self._updated)
        raw.execute("COMMIT")

    def _log(self, raw: Any, row: list[Any]) -> None:
        values = [json.dumps(value) if isinstance(value, dict) else value for value in row[1:]]
        raw.execute(f"INSERT INTO change_log VALUES (NULL{',?' * len(values)})", values)


def _time(work: Any) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000
