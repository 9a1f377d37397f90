"""Every keystroke of typical searches, beside the bare index query for the same text on the same file."""

from contextlib import closing
from time import perf_counter

from benchmarks.figures import Figure, percentile
from benchmarks.offices import office
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.models.text import digits, fold
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.customers.search import find
from officedesk.services.paging import Sort

TYPED = ("johnson", "minneapolis", "612 555", "main st", "annette brown", "55415", "smith plumbing", "1001", "dental")
LIMITS = {100_000: 16.0, 1_000_000: 30.0}
TRIGRAM = "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ? LIMIT 100"
RANGE = "SELECT customer_id FROM customer_listing WHERE name_key >= ? AND name_key < ? LIMIT 100"


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures = []
    for size in sizes:
        path = office(size)
        context = open_context(str(path))
        source = CustomerList(context.desk)
        ours, top, floor = [], [], []
        with closing(sqlite_driver().connect(str(path))) as raw:
            for _ in range(3):
                for text in (word[:end] for word in TYPED for end in range(1, len(word) + 1)):
                    ours.append(_time(lambda text=text: source.first(CustomerFilter(text=text), Sort("name"), 100)))
                    floor.append(_time(lambda text=text: _bare(raw, text)))
                    top.append(_time(lambda text=text: find(context.desk, text, 14)))
        area = f"search {size:,}"
        limit = LIMITS.get(size, 16.0)
        # The yardstick of a keystroke in the list includes the rows themselves: a hundred of them are read and built.
        figures.append(Figure(area, "keystroke to rows of the list, p99", percentile(ours, 0.99), "ms", limit))
        figures.append(Figure(area, "keystroke to finds of the top bar, p99", percentile(top, 0.99), "ms", limit))
        figures.append(
            Figure(area, "list query / bare index query, p99", percentile(ours, 0.99), "ms", 2, percentile(floor, 0.99))
        )
        context.close()
    return figures


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
