"""Rows as a driver takes and gives them: tuples, past SQLAlchemy's parameters and results, which cost as much again.

Whatever is written many at a time goes this way: the lines of documents, imports, sample offices. Rows are told apart,
and written, as they are stored; only what somebody looks at is turned into the program's values.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from json import JSONEncoder
from typing import Any

from sqlalchemy import Dialect, Enum
from sqlalchemy.orm import Session
from sqlalchemy.types import JSON, Boolean, TypeEngine

from officedesk.database.direct import Convert, bind_processor, result_processor, run
from officedesk.models.base import Base

AT_ONCE = (50, 10, 1)
"""Rows that one statement inserts. Few numbers: each statement is prepared once."""
_encode = JSONEncoder(separators=(",", ":")).encode


class JsonText(str):
    """JSON that is encoded already."""

    __slots__ = ()


def json_text(value: Any) -> JsonText:
    """``value`` as it is stored in a JSON column."""
    return value if isinstance(value, JsonText) else JsonText(_encode(value))


class Shape:
    """Some columns of one table in one order, for one engine: SQL and conversions, made once.

    Names of tables and columns are our own; values only ever go by parameters.
    """

    def __init__(self, dialect: Dialect, table: type[Base], names: tuple[str, ...]) -> None:
        self.names = names
        self._selections: dict[tuple[str, str | None], str] = {}
        self._dialect = dialect
        self._columns = table.__table__.c
        self._quote = dialect.identifier_preparer.quote
        self._table = self._quote(str(table.__tablename__))
        self._key = self._quote(next(iter(table.__table__.primary_key)).name)
        self._mark = "%s" if dialect.paramstyle in ("format", "pyformat") else "?"

    @cached_property
    def insertion(self) -> str:
        """Inserts one row. Columns that are not named get the database's default, not the model's."""
        return self._insertion(1)

    @cached_property
    def insertions(self) -> tuple[tuple[int, str], ...]:
        """The same for several rows at once, as ``(rows, SQL)``, the most first."""
        return tuple((rows, self._insertion(rows)) for rows in AT_ONCE)

    def insert(self, session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert stored rows. As many as :data:`AT_ONCE` says go in one statement: half the time of one each."""
        done = 0
        for count, statement in self.insertions:
            while len(rows) - done >= count:
                run(session, statement, list(chain.from_iterable(rows[done : done + count])))
                done += count

    @cached_property
    def change(self) -> str:
        """Gives one row new values; its parameters are those, then the row's id, or the one column of its key."""
        given = ", ".join(f"{self._quote(name)} = {self._mark}" for name in self.names)
        return f"UPDATE {self._table} SET {given} WHERE {self._key} = {self._mark}"  # noqa: S608

    @cached_property
    def change_of_version(self) -> str:
        """The same of a row that is of one version still: its parameters go on with that version."""
        return f"{self.change} AND version = {self._mark}"

    @cached_property
    def removal(self) -> str:
        """Deletes the row of one id."""
        return f"DELETE FROM {self._table} WHERE {self._key} = {self._mark}"  # noqa: S608

    def selection(self, by: str, order: str | None = None) -> str:
        """Reads the rows with one value of the column ``by``, in order where one is asked for."""
        known = self._selections.get((by, order))
        if known is None:
            known = self._selections[by, order] = self._selection(by, order)
        return known

    def _selection(self, by: str, order: str | None) -> str:
        names = ", ".join(map(self._quote, self.names))
        ordered = "" if order is None else f" ORDER BY {self._quote(order)}"
        return f"SELECT {names} FROM {self._table} WHERE {self._quote(by)} = {self._mark}{ordered}"  # noqa: S608

    def stored(self, columns: Iterable[Iterable[Any]]) -> list[tuple[Any, ...]]:
        """Rows as they are stored, from their columns in the program's values. Words of an enum may be plain text."""
        return list(
            zip(
                *(
                    column if into is None else map(into, column)
                    for column, into in zip(columns, self._into, strict=True)
                ),
                strict=True,
            )
        )

    def columns(self, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        """The columns of stored rows in the program's values; empty where there are no rows."""
        return [
            column if out_of is None else [out_of(value) for value in column]
            for column, out_of in zip(zip(*rows, strict=True), self._out_of, strict=False)
        ]

    def _insertion(self, rows: int) -> str:
        marks = f"({', '.join([self._mark] * len(self.names))})"
        names = ", ".join(map(self._quote, self.names))
        return f"INSERT INTO {self._table} ({names}) VALUES {', '.join([marks] * rows)}"  # noqa: S608

    @cached_property
    def _into(self) -> tuple[Convert | None, ...]:
        return tuple(_into(self._columns[name].type, self._dialect) for name in self.names)

    @cached_property
    def _out_of(self) -> tuple[Convert | None, ...]:
        return tuple(result_processor(self._columns[name].type, self._dialect) for name in self.names)


def shape(session: Session, table: type[Base], names: Iterable[str]) -> Shape:
    """The shape for the engine of ``session``."""
    return _shape(session.get_bind().dialect, table, tuple(names))


@lru_cache(maxsize=512)
def _shape(dialect: Dialect, table: type[Base], names: tuple[str, ...]) -> Shape:
    return Shape(dialect, table, names)


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, Boolean):
        # Every driver takes bool as it is.
        return None
    if isinstance(kind, Enum) and kind.enum_class is not None:
        # Members are equal to their words; a word that is none raises KeyError.
        words: dict[Any, Any] = {member: member.value for member in kind.enum_class}
        return {None: None, **words}.__getitem__
    if isinstance(kind, JSON):
        return _json_or_null
    return bind_processor(kind, dialect)


def _json_or_null(value: Any) -> str | None:
    return None if value is None else str(json_text(value))
