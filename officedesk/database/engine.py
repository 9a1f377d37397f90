"""Engines: how a connection to an office is set up, and what its errors mean."""

from functools import partial
from importlib import import_module
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError, DBAPIError

from officedesk import errors
from officedesk.database.place import OfficePlace

APPLICATION_ID = 0x0FF1CE0D
"""``PRAGMA application_id`` of an office file."""
BUSY_TIMEOUT_MS = 5_000
WRITE_WAIT = 5.0
"""Seconds that a write waits for the writes of others."""
DAMAGED_HINT = "Close OfficeDesk on all desktops, keep a copy of the file, and restore the last backup."
WRITE = "officedesk_write"
"""Execution option of a connection whose transaction will write."""


def sqlite_driver() -> Any:
    """The DB-API module for office files: SQLCipher's, whose SQLite is current, else the standard library's."""
    try:
        return import_module("sqlcipher3.dbapi2")
    except ImportError:
        return import_module("sqlite3.dbapi2")


def make_engine(place: OfficePlace, *, new: bool = False) -> Engine:
    """An engine for ``place``; nothing is opened yet. Only with ``new`` is a file made where there is none."""
    if place.path is None:
        return create_engine(place.url or "", hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=5)
    engine = create_engine(
        # Built from its parts: in a path "?" and "%" are letters like others.
        URL.create("sqlite", database=str(place.path)),
        module=sqlite_driver(),
        creator=partial(_open, place.path, "rwc" if new else "rw"),
        # What people typed belongs into no log and no crash report.
        hide_parameters=True,
        pool_size=5,
        max_overflow=5,
        pool_reset_on_return="rollback",
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _damage)
    return engine


def _open(path: Path, mode: str) -> Any:
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):
        # A share of Windows: the server is part of the path.
        uri = uri.replace("file://", "file:////", 1)
    return sqlite_driver().connect(f"{uri}?mode={mode}", uri=True, check_same_thread=False)


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not start transactions of its own: _begin says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "foreign_keys = ON",
        "journal_mode = TRUNCATE",
        "synchronous = FULL",
        "temp_store = MEMORY",
        "cache_size = -32768",
        "trusted_schema = OFF",
    ):
        try:
            cursor.execute(f"PRAGMA {pragma}")
        except UnicodeDecodeError as error:
            # The driver fails at the words in which SQLite says what is wrong.
            raise sqlite_driver().DatabaseError("malformed") from error
    cursor.close()


def _damage(context: ExceptionContext) -> None:
    """Text that is not UTF-8 was not written by us; the driver says so with an error of the language."""
    if isinstance(context.original_exception, UnicodeDecodeError):
        orig = sqlite_driver().DatabaseError("malformed")
        raise DatabaseError(context.statement, None, orig, hide_parameters=True) from context.original_exception


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITE, False):
        connection.exec_driver_sql("BEGIN")
        return
    _wait_for_turn(connection.connection.cursor(), connection.dialect.loaded_dbapi.OperationalError)
    if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        # Says through SQLAlchemy that the file is busy.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_for_turn(cursor: Any, busy: type[Exception]) -> None:
    """Begin to write as soon as no other desktop does.

    SQLite's own waiting asks ever more seldom: whoever waited longest would lose to newcomers for seconds. Here
    everyone asks at the same pace, and more often the longer they waited.
    """
    begun = monotonic()
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        while (waited := monotonic() - begun) < WRITE_WAIT:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except busy as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    return
            sleep(uniform(0.001, 0.008 if waited < 0.2 else 0.002))  # noqa: S311 - keeps desktops apart, hides nothing
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.close()


def known_error(error: DBAPIError, place: OfficePlace) -> errors.OfficeError | None:
    """The known error behind a driver's exception, or ``None`` where it is a bug of ours."""
    text = str(error.orig).lower()
    name = place.name
    if "locked" in text or "busy" in text or "deadlock" in text:
        return errors.OfficeBusy(
            f"The office {name} is busy: another desktop is saving.", hint="Try again in a moment."
        )
    if "disk is full" in text or "disk full" in text or "no space left" in text:
        return errors.DiskFull(
            f"The disk that holds {name} is full. Nothing of the office was changed.",
            hint="Free some space and try again.",
        )
    if "readonly" in text and place.path is not None and not place.path.exists():
        return errors.OfficeMissing(
            f"The office {name} was moved or deleted while it was open.", hint="Put it back, then try again."
        )
    if "readonly" in text or "read-only" in text:
        return errors.OfficeReadOnly(
            f"{name} or its folder may not be written to.",
            hint="Ask for write permission to the folder, then try again.",
        )
    if "not a database" in text or "file is encrypted" in text:
        return errors.NotAnOffice(f"{name} is not an office file.", hint="Choose a file that OfficeDesk made.")
    if any(word in text for word in ("malformed", "corrupt", "unsupported file format", "fts5", "decode to utf-8")):
        return errors.OfficeDamaged(
            f"{name} is damaged: it cannot be read in full.",
            hint=DAMAGED_HINT,
        )
    if "disk i/o error" in text or "unable to open" in text:
        return errors.OfficeMissing(
            f"The office {name} cannot be reached.", hint="Check that its folder is there and may be written to."
        )
    if type(error.orig).__module__.startswith("psycopg") and type(error.orig).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
        "AdminShutdown",
        "InterfaceError",
    ):
        return errors.OfficeBusy(
            f"The office's server doesn't answer ({name}).", hint="Check the server and try again."
        )
    return None
