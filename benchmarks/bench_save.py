"""Saving an estimate of 50 lines on a local file, beside the same rows written by the bare driver."""

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

RUNS = 120
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
            rows = _rows(raw, first.id or 0)
            ours, floor, again, floor_again = [], [], [], []
            for number in range(RUNS):
                ours.append(_time(lambda: save_estimate(context.desk, draft)))
                floor.append(_time(lambda number=number: _insert(raw, rows, number)))
                first = replace(first, note=f"{number}", lines=_other_prices(first.lines, number))
                again.append(_time(lambda: setattr(_kept, "draft", save_estimate(context.desk, first))))
                first = _kept.draft
                floor_again.append(_time(lambda number=number: _update(raw, rows, number)))
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


def _other_prices(lines: tuple[LineDraft, ...], number: int) -> tuple[LineDraft, ...]:
    return tuple(replace(line, price=line.price + number % 3 + 1) for line in lines)


def _rows(raw: Any, estimate_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that one save wrote, as plain tuples: what the bare driver writes again."""
    found = {}
    for table, where in (
        ("estimate", "id = ?"),
        ("estimate_line", "estimate_id = ?"),
        ("change_log", "entity = 'estimate' AND entity_id = ?"),
    ):
        found[table] = raw.execute(f"SELECT * FROM {table} WHERE {where}", (estimate_id,)).fetchall()
    columns = [row[1] for row in raw.execute("PRAGMA table_info(estimate)")]
    found["number"] = [(columns.index("number"), columns.index("serial"))]
    return found


def _insert(raw: Any, rows: dict[str, list[tuple[Any, ...]]], number: int) -> None:
    raw.execute("BEGIN IMMEDIATE")
    head = list(rows["estimate"][0])
    head[rows["number"][0][0]] = f"raw-{number}"
    raw.execute("UPDATE number_counter SET next_value = next_value + 1 WHERE sequence_id = 2")
    marks = ",".join("?" * (len(head) - 1))
    cursor = raw.execute(f"INSERT INTO estimate VALUES (NULL,{marks})", head[1:])
    parent = raw.execute("PRAGMA table_info(estimate_line)").fetchall()
    place = [row[1] for row in parent].index("estimate_id")
    lines = []
    for line in rows["estimate_line"]:
        values = list(line)
        values[place] = cursor.lastrowid
        lines.append(values[1:])
    marks = ",".join("?" * len(lines[0]))
    raw.executemany(f"INSERT INTO estimate_line VALUES (NULL,{marks})", lines)
    _log(raw, rows)
    raw.execute("COMMIT")


def _update(raw: Any, rows: dict[str, list[tuple[Any, ...]]], number: int) -> None:
    raw.execute("BEGIN IMMEDIATE")
    estimate = rows["estimate"][0][0]
    raw.execute("UPDATE estimate SET note = ?, total = total + 1 WHERE id = ?", (json.dumps(number), estimate))
    changed = [(number, line[0]) for line in rows["estimate_line"]]
    raw.executemany("UPDATE estimate_line SET price = price + ? % 3 + 1, amount = amount + 1 WHERE id = ?", changed)
    _log(raw, rows)
    raw.execute("COMMIT")


def _log(raw: Any, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    row = rows["change_log"][0]
    raw.execute(f"INSERT INTO change_log VALUES (NULL,{','.join('?' * (len(row) - 1))})", row[1:])


def _time(work: Any) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000
