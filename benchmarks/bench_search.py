"""Every keystroke of typical searches, beside the bare index query for the same text on the same file."""

import os
from collections.abc import Callable
from contextlib import closing
from time import perf_counter

from benchmarks.figures import Figure, percentile
from benchmarks.written import written
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.models.text import digits, fold
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.search.everything import search

TYPED = (
    "johnson",
    "minneapolis",
    "612 555",
    "main st",
    "annette brown",
    "55415",
    "smith plumbing",
    "1001",
    "dental",
    "condenser",
    "gate code",
    "SN-0000777",
)
LIMITS = {100_000: 16.0, 1_000_000: 30.0}
TRIGRAM = "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ? LIMIT 100"
RANGE = "SELECT customer_id FROM customer_listing WHERE name_key >= ? AND name_key < ? LIMIT 100"


SERVER = "OFFICEDESK_BENCH_SERVER"
"""Names the address of an office on a server, measured too: made by ``officedesk demo ADDRESS --customers N``."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures = []
    for size in sizes:
        path = written(size)
        context = open_context(str(path))
        with closing(sqlite_driver().connect(str(path))) as raw:
            ours, top, floor = _typing(context.desk, lambda text, raw=raw: _bare(raw, text))
        context.close()
        figures += _figures(f"search {size:,}", LIMITS.get(size, 16.0), ours, top)
        figures.append(
            Figure(
                f"search {size:,}",
                "list query / bare index query, p99",
                percentile(ours, 0.99),
                "ms",
                2,
                percentile(floor, 0.99),
            )
        )
    if server := os.environ.get(SERVER):
        context = open_context(server)
        ours, top, _ = _typing(context.desk, lambda _: None)
        context.close()
        figures += _figures("search on a server", 16.0, ours, top)
    return figures


def _typing(desk: Desk, bare: Callable[[str], object]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of every keystroke: rows of the list, finds of the top bar, the yardstick."""
    source = CustomerList(desk)
    ours, top, floor = [], [], []
    for _ in range(3):
        for text in (word[:end] for word in TYPED for end in range(1, len(word) + 1)):
            ours.append(_time(lambda text=text: source.first(CustomerFilter(text=text), Sort("name"), 100)))
            floor.append(_time(lambda text=text: bare(text)))
            top.append(_time(lambda text=text: search(desk, text)))
    return ours, top, floor


def _figures(area: str, limit: float, ours: list[float], top: list[float]) -> list[Figure]:
    # The yardstick of a keystroke in the list includes the rows themselves: a hundred of them are read and built.
    note = f"median {percentile(ours, 0.5):.1f} ms"
    return [
        Figure(area, "keystroke to rows of the list, p99", percentile(ours, 0.99), "ms", limit, note=note),
        Figure(area, "keystroke to finds of the top bar, p99", percentile(top, 0.99), "ms", limit),
    ]


def _bare(raw: object, text: str) -> object:
    folded = fold(text)
    if digits(text) and not any(c.isalpha() for c in text):
        folded = digits(text)
    rows = raw.execute(RANGE, (folded, folded + "\U0010ffff")).fetchall()  # type: ignore[attr-defined]
    words = [word for word in folded.split() if len(word) > 2]
    if words:
        rows += raw.execute(TRIGRAM, (" ".join(f'"{word}"' for word in words),)).fetchall()  # type: ignore[attr-defined]
    marks = ",".join("?" * len(rows[:100]))
    query = f"SELECT * FROM customer_listing WHERE customer_id IN ({marks})"
    return raw.execute(query, [row[0] for row in rows[:100]]).fetchall()  # type: ignore[attr-defined]


def _time(work: object) -> float:
    begin = perf_counter()
    work()  # type: ignore[operator]
    return (perf_counter() - begin) * 1000
