"""Importing customers from a CSV file, validated and indexed, beside the same rows by the bare driver's executemany."""

import csv
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figures import Figure, milliseconds
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.services.office.sample import FOUNDING, words
from officedesk.services.office.setup import found_office
from officedesk.services.transfer.customers import apply, inspect

RUNS = 3
PRAGMAS = (
    "foreign_keys = ON", "journal_mode = TRUNCATE", "synchronous = FULL", "temp_store = MEMORY", "cache_size = -32768",
)  # fmt: skip
TABLES = (
    "import_batch", "tag", "customer", "contact", "location", "customer_tag", "customer_listing", "customer_search",
    "search_word",
)  # fmt: skip
"""What an import writes, parents first."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    size = max(sizes)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        source = _file(folder / f"{size}.csv", size)
        founded = _founded(folder / "founded.officedesk")
        figures = []
        if hasattr(os, "wait4"):
            # First, while this process is small: a child's peak counts what it was forked from.
            small = max(size // 10, 1)
            peaks = [
                _peak(_copy(founded, folder / "m.officedesk"), _file(folder / f"{count}.csv", count))
                for count in (small, size)
            ]
            figures.append(
                Figure("transfer", f"memory for {size:,} rows beside {small:,}", peaks[1], "MB", 1.5, peaks[0])
            )
        ours, floor = [], []
        for _ in range(RUNS):
            office = _copy(founded, folder / "ours.officedesk")
            ours.append(_import(office, source) / 1000)
            rows = _rows(office)
            floor.append(_insert(_copy(founded, folder / "floor.officedesk"), rows) / 1000)
            del rows
        mine, theirs = statistics.median(ours), statistics.median(floor)
        figures.insert(0, Figure("transfer", f"import {size:,} customers", mine, "s", 1.5, theirs))
        # What one customer takes does not grow with their number.
        each = {size: mine / size}
        for fewer in sizes[:-1]:
            source = _file(folder / f"growth{fewer}.csv", fewer)
            each[fewer] = _import(_copy(founded, folder / "growth.officedesk"), source) / 1000 / fewer
        name = "import, for each customer"
        figures += [Figure(f"transfer {count:,}", name, each[count] * 1000, "ms", 1) for count in sizes]
    return figures


def _file(path: Path, count: int) -> Path:
    """An export as Jobber writes it, with a row for each of ``count`` customers."""
    random = Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            (
                "Display Name", "Company Name", "First Name", "Last Name", "Main Phone #s", "E-mails",
                "Billing Street 1", "Billing City", "Billing State", "Billing Zip code", "Service Property Name",
                "Service Street 1", "Service City", "Service State", "Service Zip code", "Tags",
            )
        )  # fmt: skip
        for n in range(count):
            first, last = random.choice(words.FIRST), random.choice(words.LAST)
            name = f"{last} {random.choice(words.TRADES)} {n}"
            city, region, codes = random.choice(words.CITIES)
            street = f"{n % 9900 + 1} {random.choice(words.STREETS)} {random.choice(words.STREET_KINDS)}"
            writer.writerow(
                (
                    name, name, first, last, f"(612) 555-{n % 10000:04d}", f"{first}.{last}{n}@mail.example".lower(),
                    street, city, region, codes[0], "", f"{n % 800 + 1} Lake St", city, region, codes[-1],
                    random.choice(("", "", "COD", "Contract", "COD, Geofence")),
                )
            )  # fmt: skip
    return path


def _founded(path: Path) -> Path:
    found_office(OfficePlace(path=path), FOUNDING)
    return path


def _copy(founded: Path, path: Path) -> Path:
    path.write_bytes(founded.read_bytes())
    return path


def _import(office: Path, source: Path) -> float:
    context = open_context(str(office))

    def work() -> None:
        seen = inspect(source)
        apply(context.desk, seen.source, seen.mapping)

    took = milliseconds(work)
    context.close()
    return took


def _rows(office: Path) -> dict[str, tuple[int, list[Any]]]:
    """The rows that the import wrote, by table."""
    with closing(sqlite_driver().connect(str(office))) as raw:
        found = {}
        for table in TABLES:
            cursor = raw.execute(f"SELECT * FROM {table}")
            found[table] = (len(cursor.description), cursor.fetchall())
        return found


def _insert(office: Path, rows: dict[str, tuple[int, list[Any]]]) -> float:
    with closing(sqlite_driver().connect(str(office))) as raw:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

        def work() -> None:
            raw.execute("BEGIN IMMEDIATE")
            for table, (width, values) in rows.items():
                raw.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * width)})", values)
            raw.execute("COMMIT")

        return milliseconds(work)


def _peak(office: Path, source: Path) -> float:
    """Most memory in MB of a process that imports ``source``."""
    command = [sys.executable, "-m", "officedesk", "import", str(office), "customers", str(source)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the import ended with {process.returncode}")
    return usage.ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024 * 1024)
