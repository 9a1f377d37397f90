"""Reading what is in an office's file, of whatever format, and proving that the file is sound. Nothing writes here."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from officedesk import errors
from officedesk.database.backup.manifest import Facts, TableSums
from officedesk.database.backup.snapshot import connect, told
from officedesk.database.cipher import OfficeKey
from officedesk.database.place import OfficePlace

MONEY = {
    "estimate": ("total",),
    "invoice": ("total", "paid", "credited", "balance"),
    "payment": ("amount",),
    "payment_allocation": ("amount",),
}
"""Columns whose sums a backup carries, in minor units."""
_CHECKED_EVERY = 100_000
"""Steps of SQLite's machine between two questions whether to stop."""


def facts_of(path: Path, key: OfficeKey | None = None) -> Facts:
    """Company, rows and sums of an office file that nobody else uses."""
    with told(OfficePlace(path=path, key=key)), closing(connect(path, key, read_only=True)) as office:
        tables = {name: _sums(office, name) for name in _tables(office)}
        company: dict[str, Any] = {}
        if "company" in tables:
            company = _row(office, "SELECT * FROM company ORDER BY id LIMIT 1")
        last: dict[str, Any] = {}
        if "change_log" in tables:
            last = _row(office, "SELECT * FROM change_log ORDER BY id DESC LIMIT 1")
        return Facts(
            office_key=str(company.get("office_key", "")),
            company=str(company.get("name", "")),
            currency=str(company.get("currency", "")),
            schema=int(office.execute("PRAGMA user_version").fetchone()[0]),
            last_change=int(last.get("id", 0)),
            seal=str(last.get("seal", "")),
            tables=tables,
        )


def prove_sound(path: Path, name: str, stopped: Callable[[], bool], key: OfficeKey | None = None) -> None:
    """SQLite's full check and all references; raises :class:`OfficeDamaged` that calls the office ``name``."""
    place = OfficePlace(path=path.with_name(name), key=key)
    with told(place), closing(connect(path, key, read_only=True)) as office:
        office.set_progress_handler(lambda: 1 if stopped() else 0, _CHECKED_EVERY)
        office.execute("PRAGMA cache_size = -32768")
        try:
            problems = [str(row[0]) for row in office.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            if not problems:
                rows = office.execute("PRAGMA foreign_key_check").fetchmany(5)
                problems = [f"{table} {row_id} names a {parent} that is not there" for table, row_id, parent, _ in rows]
        except Exception as error:
            if stopped():
                raise errors.Cancelled("Stopped.") from error
            raise
    if problems:
        raise errors.OfficeDamaged(
            f"{name} is damaged ({problems[0][:160]}): no backup was made of it.",
            hint="Close OfficeDesk on all desktops, keep a copy of the file, and restore the last backup.",
        )


def _tables(office: Any) -> list[str]:
    # What text search keeps for itself is made anew from the tables; its rows are nobody's figures.
    rows = office.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(str(name) for (name,) in rows if name != "alembic_version")


def _sums(office: Any, table: str) -> TableSums:
    there = {str(row[1]) for row in office.execute(f'PRAGMA table_info("{table}")')}
    wanted = [column for column in MONEY.get(table, ()) if column in there]
    found = office.execute(
        f'SELECT count(*){"".join(f", coalesce(sum({column}), 0)" for column in wanted)} FROM "{table}"'  # noqa: S608
    ).fetchone()
    return TableSums(int(found[0]), {name: int(value) for name, value in zip(wanted, found[1:], strict=True)})


def _row(office: Any, query: str) -> dict[str, Any]:
    cursor = office.execute(query)
    found = cursor.fetchone()
    return dict(zip((part[0] for part in cursor.description), found, strict=True)) if found else {}
