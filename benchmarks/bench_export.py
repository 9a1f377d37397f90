"""Every table of an office as CSV files, beside the same records by the bare driver and ``csv.writer``."""

import csv
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.figures import Figure, milliseconds
from benchmarks.offices import office
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.services.transfer.export import TABLES, export_to

RAW = {
    "customers": (
        "SELECT c.*, l.*, p.*, s.balance FROM customer c LEFT JOIN location l ON l.customer_id = c.id "
        "LEFT JOIN contact p ON p.customer_id = c.id AND p.is_primary JOIN customer_listing s ON s.customer_id = c.id "
        "ORDER BY c.id"
    ),
    "contacts": "SELECT * FROM contact JOIN customer ON customer.id = contact.customer_id ORDER BY contact.id",
    "locations": "SELECT * FROM location JOIN customer ON customer.id = location.customer_id ORDER BY location.id",
    "estimates": "SELECT * FROM estimate JOIN customer ON customer.id = estimate.customer_id ORDER BY estimate.id",
    "invoices": "SELECT * FROM invoice JOIN customer ON customer.id = invoice.customer_id ORDER BY invoice.id",
    "jobs": "SELECT * FROM job JOIN customer ON customer.id = job.customer_id ORDER BY job.id",
    "payments": "SELECT * FROM payment JOIN customer ON customer.id = payment.customer_id ORDER BY payment.id",
    "pricebook": "SELECT * FROM price_book_item",
}
"""The records behind each export, whole: the same reading, with nothing made of it."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures = []
    for size in sizes:
        path = office(size)
        context = open_context(str(path))
        with tempfile.TemporaryDirectory() as folder, closing(sqlite_driver().connect(str(path))) as raw:
            ours, theirs = {}, {}
            for what in TABLES:
                target = Path(folder) / f"{what}.csv"
                theirs[what] = milliseconds(lambda what=what, target=target: _bare(raw, RAW[what], target)) / 1000  # type: ignore[misc]
                ours[what] = (
                    milliseconds(lambda what=what, target=target: export_to(context.desk, what, target)) / 1000  # type: ignore[misc]
                )
        context.close()
        slowest = max(ours, key=lambda what: ours[what] / theirs[what])
        note = f"slowest beside it: {slowest}, {ours[slowest]:.1f} s"
        figures += [
            Figure(f"export {size:,}", "customers", ours["customers"], "s", 5, theirs["customers"]),
            Figure(f"export {size:,}", "all tables", sum(ours.values()), "s", 4, sum(theirs.values()), note=note),
        ]
    return figures


def _bare(raw: object, query: str, target: Path) -> None:
    with target.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(raw.execute(query))  # type: ignore[attr-defined]
