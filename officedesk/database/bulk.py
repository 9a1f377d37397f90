"""Many rows at once: for imports and large sample offices, which cannot go through entities one by one."""

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from sqlalchemy.orm import Session

from officedesk.database.direct import fetch
from officedesk.database.rows import shape
from officedesk.models.base import Base, Table

_SQLITE_LAST = "SELECT seq FROM sqlite_sequence WHERE name = ?"
_POSTGRES_NEXT = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


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
            known = fetch(session, _SQLITE_LAST, (self._name,))
            self._next = (known[0][0] if known else 0) + 1

    def take(self, count: int) -> Sequence[int]:
        """``count`` new ids in rising order."""
        if self._sqlite:
            first, self._next = self._next, self._next + count
            return range(first, self._next)
        if not count:
            return ()
        return sorted(value for (value,) in fetch(self._session, _POSTGRES_NEXT, (self._name, count)))


def insert_rows(
    session: Session,
    table: type[Base],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert ``rows``, each with a value for every one of ``columns``; ``same`` are columns with one value for all.

    Columns that are not named get the database's default, not the model's.
    """
    if not rows:
        return
    same = same or {}
    made = shape(session, table, (*columns, *same))
    values = made.stored(chain(zip(*rows, strict=True), (repeat(value, len(rows)) for value in same.values())))
    made.insert(session, values)
