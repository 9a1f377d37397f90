"""Many rows at once: for imports and large sample offices, which cannot go through entities one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Enum, text
from sqlalchemy.orm import Session

from officedesk.models.base import Base, Table


class Ids:
    """Gives out ids of one table in the caller's write transaction, so that rows can name each other unsaved.

    Ids of deleted rows are never given again. On SQLite the transaction holds the write lock, so that nobody else
    counts; on PostgreSQL they come from the table's sequence.
    """

    def __init__(self, session: Session, table: type[Table]) -> None:
        self._session = session
        self._name = str(table.__tablename__)
        self._next = 0
        self._sqlite = session.get_bind().dialect.name == "sqlite"
        if self._sqlite:
            query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
            self._next = int(session.execute(query, {"name": self._name}).scalar() or 0) + 1

    def take(self, count: int) -> Sequence[int]:
        """``count`` new ids in rising order."""
        if self._sqlite:
            first, self._next = self._next, self._next + count
            return range(first, self._next)
        if not count:
            return ()
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        found = self._session.execute(query, {"name": self._name, "count": count}).scalars()
        return sorted(int(value) for value in found)


def insert_rows(
    session: Session,
    table: type[Base],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert ``rows``, each with a value for every one of ``columns``; ``same`` are columns with one value for all.

    Words of an enum are given as plain text (``status.value``) in ``rows``; the database checks them.
    Columns that are not named get the database's default, not the model's. Goes past SQLAlchemy's parameter
    handling, which costs as much again as the insert; values are converted to the columns' types all the same.
    """
    if not rows:
        return
    connection = session.connection()
    dialect, there = connection.dialect, table.__table__.c
    names = [*columns, *(same or ())]
    kinds = [there[name].type for name in names]
    processors = [kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds]
    tail = tuple(
        process(value) if process is not None else value
        for process, value in zip(processors[len(columns) :], (same or {}).values(), strict=True)
    )
    converted = [
        (place, process)
        for place, (kind, process) in enumerate(zip(kinds[: len(columns)], processors, strict=False))
        # Every driver takes bool and plain text as they are.
        if process is not None and not isinstance(kind, Boolean | Enum)
    ]
    if converted:
        rows = [_converted(row, converted) for row in rows]
    if tail:
        rows = [row + tail for row in rows]
    quote = dialect.identifier_preparer.quote
    mark = "%s" if dialect.paramstyle in ("format", "pyformat") else "?"
    connection.exec_driver_sql(
        # Names of our own tables and columns; values go by parameters.
        f"INSERT INTO {quote(str(table.__tablename__))} ({', '.join(map(quote, names))}) "  # noqa: S608
        f"VALUES ({', '.join([mark] * len(names))})",
        list(rows),
    )


def update_rows(session: Session, table: type[Table], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Give the rows of ``table`` new values: each of ``rows`` has one for every one of ``columns``, then the row's id.

    Words of an enum are given as plain text, as for :func:`insert_rows`, whose shortcut this is too.
    """
    if not rows:
        return
    connection = session.connection()
    dialect, there = connection.dialect, table.__table__.c
    kinds = [there[name].type for name in columns]
    converted = [
        (place, process)
        for place, kind in enumerate(kinds)
        if not isinstance(kind, Boolean | Enum)
        and (process := kind.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]
    if converted:
        rows = [_converted(row, converted) for row in rows]
    quote = dialect.identifier_preparer.quote
    mark = "%s" if dialect.paramstyle in ("format", "pyformat") else "?"
    connection.exec_driver_sql(
        # Names of our own tables and columns; values go by parameters.
        f"UPDATE {quote(str(table.__tablename__))} SET "  # noqa: S608
        f"{', '.join(f'{quote(name)} = {mark}' for name in columns)} WHERE id = {mark}",
        list(rows),
    )


def _converted(row: tuple[Any, ...], processors: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    values = list(row)
    for place, process in processors:
        values[place] = process(values[place])
    return tuple(values)
