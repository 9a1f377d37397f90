"""Rows in a form that both engines agree on: read from one, written to the other, compared on both sides.

A row is a tuple of ``int``, ``float``, ``str``, ``bytes`` and ``None``: what SQLite keeps. Truth values are 0 and 1,
instants ``2023-06-22 17:04:05.000000`` in UTC, days ``2023-06-22``, JSON the text as it was written. SQL does the
conversion, so that no row is touched by Python on its way.
"""

import hashlib
import marshal
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, String, Table, Text
from sqlalchemy.types import TypeDecorator

BATCH = 2_000
"""Rows that are in memory at once."""

PlainRow = tuple[Any, ...]


class Digest:
    """SHA-256 over a table's rows in the order of their keys, and how many there were.

    Both sides feed it :data:`BATCH` rows at a time; within one program the same rows give the same digest.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.rows = 0

    def feed(self, rows: Sequence[PlainRow]) -> None:
        # Version 2 of the format knows no references: equal rows are equal bytes.
        self._hash.update(marshal.dumps(list(rows), 2))
        self.rows += len(rows)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def read(connection: Connection, table: Table) -> Iterator[list[PlainRow]]:
    """All rows of ``table`` in the order of their keys, :data:`BATCH` at a time, in the connection's transaction."""
    driver: Any = connection.connection.driver_connection
    sqlite = connection.dialect.name == "sqlite"
    cursor = driver.cursor() if sqlite else driver.cursor(name="office_rows")
    try:
        cursor.execute(_select(table, sqlite=sqlite))
        while rows := cursor.fetchmany(BATCH):
            yield rows
    finally:
        cursor.close()


def insert_sql(table: Table) -> str:
    """The statement that writes plain rows to SQLite."""
    marks = ", ".join("?" * len(table.c))
    return f"INSERT INTO {_quoted(table.name)} ({_names(table)}) VALUES ({marks})"  # noqa: S608 - our own names


def copy_sql(table: Table) -> str:
    """The statement that takes plain rows to PostgreSQL; its session's time zone has to be UTC."""
    return f"COPY {_quoted(table.name)} ({_names(table)}) FROM STDIN WITH (FREEZE)"


def _select(table: Table, *, sqlite: bool) -> str:
    columns = ", ".join(_read_sqlite(column) if sqlite else _read_postgres(column) for column in table.c)
    order = ", ".join(_ordered(column, sqlite=sqlite) for column in table.primary_key)
    return f"SELECT {columns} FROM {_quoted(table.name)} ORDER BY {order}"  # noqa: S608 - our own names


def _ordered(column: Column[Any], *, sqlite: bool) -> str:
    name = _quoted(column.name)
    return f'{name} COLLATE "C"' if not sqlite and isinstance(column.type, String | Text) else name


def _read_sqlite(column: Column[Any]) -> str:
    name = _quoted(column.name)
    if isinstance(_kind(column), DateTime):
        # Whole seconds may have been written without the fraction.
        return f"CASE WHEN length({name}) = 19 THEN {name} || '.000000' ELSE {name} END"
    return name


def _read_postgres(column: Column[Any]) -> str:
    name, kind = _quoted(column.name), _kind(column)
    if isinstance(kind, Boolean):
        return f"{name}::int"
    if isinstance(kind, DateTime):
        instant = f"{name} AT TIME ZONE 'UTC'" if kind.timezone else name
        return f"to_char({instant}, 'YYYY-MM-DD HH24:MI:SS.US')"
    if isinstance(kind, Date):
        return f"to_char({name}, 'YYYY-MM-DD')"
    if isinstance(kind, JSON):
        return f"{name}::text"
    return name


def _kind(column: Column[Any]) -> Any:
    kind: Any = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _names(table: Table) -> str:
    return ", ".join(_quoted(column.name) for column in table.c)


def _quoted(name: str) -> str:
    return f'"{name}"'
