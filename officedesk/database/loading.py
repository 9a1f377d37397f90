"""Filling an empty office with rows: without its indexes and foreign keys, which are laid when the rows are in."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Table, text

from officedesk.database.plain_rows import PlainRow, copy_sql, insert_sql

_SQLITE_INDEXES = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
_POSTGRES_INDEXES = text(
    "SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS sql FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' "
    "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
)
_POSTGRES_KEYS = text(
    "SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS sql "
    "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


class Filler(Protocol):
    """One engine's way to take many rows."""

    def bare(self, tables: Sequence[Table]) -> None:
        """Take the indexes and foreign keys away, and the rows that a new office begins with."""

    def put(self, table: Table, batches: Iterable[Sequence[PlainRow]]) -> None:
        """Write all rows of one table."""

    def whole(self) -> None:
        """Lay the indexes and keys again. Raises where a row points nowhere."""

    def count_on(self, counters: dict[str, int]) -> None:
        """Make each table's next id higher than ``counters`` says and higher than every id in it."""


def filler(connection: Connection) -> Filler:
    """The way of this connection's engine."""
    return SqliteFiller(connection) if connection.dialect.name == "sqlite" else PostgresFiller(connection)


def counters(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """The highest id that each table ever gave out, for tables that count."""
    if connection.dialect.name == "sqlite":
        return {row.name: int(row.seq) for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
    found = {}
    for table in tables:
        sequence = _sequence(connection, table)
        if sequence:
            row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
            found[table.name] = int(row.last_value) if row.is_called else int(row.last_value) - 1
    return found


class SqliteFiller:
    """A file that nobody knows yet: it has no journal, and where something fails it is thrown away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._indexes: list[str] = []
        self._cursor: Any = connection.connection.cursor()

    def bare(self, tables: Sequence[Table]) -> None:
        _empty(self._connection, tables)
        found = self._connection.execute(_SQLITE_INDEXES).all()
        self._indexes = [row.sql for row in found]
        for row in found:
            self._connection.exec_driver_sql(f'DROP INDEX "{row.name}"')

    def put(self, table: Table, batches: Iterable[Sequence[PlainRow]]) -> None:
        statement = insert_sql(table)
        for rows in batches:
            self._cursor.executemany(statement, rows)

    def whole(self) -> None:
        for statement in self._indexes:
            self._connection.exec_driver_sql(statement)
        wrong = self._connection.execute(text("PRAGMA foreign_key_check")).first()
        if wrong is not None:
            raise ValueError(f"a row of {wrong[0]} points to a row of {wrong[2]} that is not there")

    def count_on(self, counters: dict[str, int]) -> None:
        # SQLite itself raised the counters of tables with rows to their highest id.
        there = {row.name: int(row.seq) for row in self._connection.execute(text("SELECT * FROM sqlite_sequence"))}
        for name, value in counters.items():
            if value > there.get(name, 0):
                statement = (
                    "UPDATE sqlite_sequence SET seq = :seq WHERE name = :name"
                    if name in there
                    else "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"
                )
                self._connection.execute(text(statement), {"name": name, "seq": value})


class PostgresFiller:
    """Everything happens in the connection's one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._indexes: list[str] = []
        self._keys: list[tuple[str, str, str]] = []
        self._tables: list[Table] = []

    def bare(self, tables: Sequence[Table]) -> None:
        _empty(self._connection, tables)
        run = self._connection.exec_driver_sql
        run("SET LOCAL TimeZone = 'UTC'")
        run("SET LOCAL maintenance_work_mem = '128MB'")
        self._keys = [(row.table, row.name, row.sql) for row in self._connection.execute(_POSTGRES_KEYS)]
        for table, name, _ in self._keys:
            run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        found = self._connection.execute(_POSTGRES_INDEXES).all()
        self._indexes = [row.sql for row in found]
        for row in found:
            run(f"DROP INDEX {row.name}")

    def put(self, table: Table, batches: Iterable[Sequence[PlainRow]]) -> None:
        self._tables.append(table)
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(copy_sql(table)) as copy:
            write = copy.write_row
            for rows in batches:
                for row in rows:
                    write(row)

    def whole(self) -> None:
        run = self._connection.exec_driver_sql
        for statement in self._indexes:
            run(statement)
        for table, name, definition in self._keys:
            run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        # The planner knows nothing about new tables, and automatic statistics come minutes later.
        run("ANALYZE")

    def count_on(self, counters: dict[str, int]) -> None:
        for table in self._tables:
            sequence = _sequence(self._connection, table)
            if sequence:
                highest = self._connection.exec_driver_sql(f'SELECT max(id) FROM "{table.name}"').scalar()  # noqa: S608
                value = max(int(highest or 0), counters.get(table.name, 0))
                if value:
                    self._connection.execute(text("SELECT setval(:name, :value)"), {"name": sequence, "value": value})


def _empty(connection: Connection, tables: Sequence[Table]) -> None:
    for table in reversed(tables):
        connection.execute(table.delete())


def _sequence(connection: Connection, table: Table) -> str | None:
    if "id" not in table.c:
        return None
    query = text("SELECT pg_get_serial_sequence(:name, 'id')")
    found: str | None = connection.execute(query, {"name": table.name}).scalar()
    return found
