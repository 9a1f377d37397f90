"""Pages of the customer list at the start, the middle and the end, in every order, beside a raw keyset query."""

from collections.abc import Callable
from contextlib import closing

from benchmarks.figures import Figure, alternate, milliseconds
from benchmarks.offices import office
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.paging import Sort

COLUMNS = ("name", "number", "contact", "phone", "email", "location", "tags", "balance")
PAGE = 100
RAW = (
    "SELECT customer_id, name, number, contact, phone, email, location, tags, balance, oldest_due, flag_reason, "
    "archived FROM customer_listing WHERE archived = 0 AND (name_key, customer_id) > (?, ?) "
    "ORDER BY name_key, customer_id LIMIT 100"
)


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures = []
    last_of: dict[int, float] = {}
    for size in sizes:
        path = office(size)
        context = open_context(str(path))
        source = CustomerList(context.desk)
        slowest = 0.0
        firsts, lasts = [], []
        for column in COLUMNS:
            sort = Sort(column)
            ids = source.ids(CustomerFilter(), sort)
            first, last = alternate(_page(source, ids[:PAGE]), _page(source, ids[-PAGE:]))
            firsts.append(first)
            lasts.append(last)
            begin = milliseconds(lambda sort=sort: source.first(CustomerFilter(), sort, PAGE))  # type: ignore[misc]
            slowest = max(slowest, begin)
        figures.append(
            Figure(f"list {size:,}", "last page / first page, all columns", sum(lasts), "ms", 1.5, sum(firsts))
        )
        figures.append(Figure(f"list {size:,}", "first rows, slowest column", slowest, "ms", 16))
        last_of[size] = sum(lasts)
        ids = source.ids(CustomerFilter(), Sort("name"))
        figures.append(
            Figure(
                f"list {size:,}",
                "ids of all rows",
                milliseconds(lambda: source.ids(CustomerFilter(), Sort("name"))),
                "ms",
                60 * max(1, size / 100_000),
            )
        )
        with closing(sqlite_driver().connect(str(path))) as raw:
            middle = ids[len(ids) // 2]
            key = raw.execute("SELECT name_key FROM customer_listing WHERE customer_id = ?", (middle,)).fetchone()[0]
            start = len(ids) // 2 + 1
            ours, floor = alternate(
                _page(source, ids[start : start + PAGE]), lambda: raw.execute(RAW, (key, middle)).fetchall(), 30
            )
        figures.append(Figure(f"list {size:,}", "page in the middle / raw keyset", ours, "ms", 2.5, floor))
        context.close()
    small, large = min(sizes), max(sizes)
    if small != large:
        figures.append(Figure("list", f"pages at {large:,} / at {small:,}", last_of[large], "ms", 1.5, last_of[small]))
    return figures


def _page(source: CustomerList, ids: object) -> Callable[[], object]:
    return lambda: source.rows(list(ids))  # type: ignore[call-overload]
