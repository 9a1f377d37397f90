"""Statements that go to the driver as they are, in a session's transaction: for what every save does.

SQLAlchemy's way of running one costs five times as much as a small one takes. Here a statement is compiled once for
each engine; its errors are SQLAlchemy's all the same. What is pending in the session is not flushed before.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Executable, Float
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
_BARE = "connection of the driver"


def keep_connection(session: Session) -> None:
    """Ask for the connection of the session's transaction now, and never again until it is over.

    To ask SQLAlchemy each time costs half of what a small statement takes.
    """
    session.info[_BARE] = session.connection().connection.dbapi_connection


def forget_connection(session: Session) -> None:
    """The transaction is over: another one may have another connection."""
    del session.info[_BARE]


def run(session: Session, sql: str, values: Any = ()) -> int:
    """Run SQL of the engine, with parameters as its driver takes them; how many rows it touched."""
    cursor = _cursor(session)
    try:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
    except Exception as error:
        raise _known(session, sql, error) from error
    finally:
        cursor.close()


def run_many(session: Session, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run SQL once for each of ``rows``."""
    cursor = _cursor(session)
    try:
        cursor.executemany(sql, rows)
    except Exception as error:
        raise _known(session, sql, error) from error
    finally:
        cursor.close()


def fetch(session: Session, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
    """The rows that SQL of the engine gives, as the driver gives them."""
    cursor = _cursor(session)
    try:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
    except Exception as error:
        raise _known(session, sql, error) from error
    finally:
        cursor.close()


class Prepared:
    """A statement of SQLAlchemy that is compiled once. No parameter of it may expand (``IN``)."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, with its columns as attributes and in their order; ``None`` where there is none."""
        compiled = _compiled(session.get_bind().dialect, self._statement)
        rows = fetch(session, compiled.sql, compiled.given(values))
        return compiled.row(rows[0]) if rows else None

    def all(self, session: Session, **values: Any) -> list[Any]:
        """All rows, each as :meth:`first` gives it."""
        compiled = _compiled(session.get_bind().dialect, self._statement)
        return list(map(compiled.row, fetch(session, compiled.sql, compiled.given(values))))

    def run(self, session: Session, **values: Any) -> int:
        """Run it for its effect; how many rows it touched."""
        compiled = _compiled(session.get_bind().dialect, self._statement)
        return run(session, compiled.sql, compiled.given(values))


class _Compiled:
    """A statement as one engine takes it: SQL, the order of parameters, and what is done to values."""

    def __init__(self, dialect: Dialect, statement: Executable) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup
        kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._into = {name: into for name, kind in kinds.items() if (into := bind_processor(kind, dialect)) is not None}
        # What the statement itself says; the others are given each time.
        said = {name: value for name, value in compiled.params.items() if value is not None}
        self._fixed = self._stored(said)
        columns = list(getattr(statement, "exported_columns", ()))
        # Its fields are known now, not when this is written.
        self._row: Any = namedtuple("Row", [column.name for column in columns])  # type: ignore[misc]  # noqa: PYI024
        self._out_of = [
            (place, out_of)
            for place, column in enumerate(columns)
            if (out_of := result_processor(column.type, dialect)) is not None
        ]

    def given(self, values: dict[str, Any]) -> Any:
        values = {**self._fixed, **self._stored(values)}
        return values if self._order is None else [values[name] for name in self._order]

    def _stored(self, values: dict[str, Any]) -> dict[str, Any]:
        into = self._into
        return {name: into[name](value) if name in into else value for name, value in values.items()}

    def row(self, stored: tuple[Any, ...]) -> Any:
        if not self._out_of:
            return self._row._make(stored)
        values = list(stored)
        for place, out_of in self._out_of:
            values[place] = out_of(values[place])
        return self._row._make(values)


def bind_processor(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """What turns a value of the program into what the driver takes."""
    into: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return into


def result_processor(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """What turns a stored value into one of the program."""
    if isinstance(kind, Float):
        # Every driver gives floats as they are; SQLAlchemy would first ask what kind came.
        return None
    out_of: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return out_of


@lru_cache(maxsize=512)
def _compiled(dialect: Dialect, statement: Executable) -> _Compiled:
    return _Compiled(dialect, statement)


def _cursor(session: Session) -> Any:
    kept = session.info.get(_BARE)
    return (session.connection().connection if kept is None else kept).cursor()


def _known(session: Session, sql: str, error: Exception) -> Exception:
    """The error as SQLAlchemy would raise it; one that is not the driver's stays as it is."""
    dialect = session.get_bind().dialect
    driver: Any = dialect.loaded_dbapi
    if isinstance(error, UnicodeDecodeError):
        # Text that is not UTF-8 was not written by us; the driver says so with an error of the language.
        error = driver.DatabaseError("malformed")
    if not isinstance(error, driver.Error):
        return error
    known: Exception = DBAPIError.instance(sql, None, error, driver.Error, hide_parameters=True, dialect=dialect)
    return known
