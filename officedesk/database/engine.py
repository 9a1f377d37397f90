"""Engines: how a connection to an office is set up, and what its errors mean."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial, partialmethod
from importlib import import_module
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError, DBAPIError, DisconnectionError

from officedesk import errors
from officedesk.database.access import Access
from officedesk.database.cipher import OfficeKey
from officedesk.database.place import OfficePlace

APPLICATION_ID = 0x0FF1CE0D
"""``PRAGMA application_id`` of an office file."""
BUSY_TIMEOUT_MS = 5_000
WRITE_WAIT = 5.0
"""Seconds that a write waits for the writes of others."""
LONGEST, SHORTEST = 0.008, 0.0003
"""Seconds between two looks whether another desktop still writes: at first, and when others were let in before."""
PATIENCE = 3e-7
"""How soon the looks come closer (divided by the square of the seconds waited): in the time that ten saves take."""
LONG, CALM = 0.25, 0.002
"""After so many seconds of waiting somebody is at something large, and looks are so far apart."""
READ_WAIT = 2.0
"""Seconds that a program which may not write waits for the end of another's save."""
_READONLY_ROLLBACK = 776
DAMAGED_HINT = "Close OfficeDesk on all desktops, keep a copy of the file, and restore the last backup."
WRITE = "officedesk_write"
"""Execution option of a connection whose transaction will write."""


def sqlite_driver() -> Any:
    """The DB-API module for office files: SQLCipher's, whose SQLite is current, else the standard library's."""
    try:
        return import_module("sqlcipher3.dbapi2")
    except ImportError:
        return import_module("sqlite3.dbapi2")


def make_engine(place: OfficePlace, access: Access | None = None, *, new: bool = False) -> Engine:
    """An engine for ``place``; nothing is opened yet. Only with ``new`` is a file made where there is none."""
    if place.path is None:
        return create_engine(
            place.url or "",
            # Not in the address: nothing that shows or logs it ever has the password.
            connect_args={} if place.password is None else {"password": place.password},
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=5,
        )
    access = access or Access(key=place.key)
    engine = create_engine(
        # Built from its parts: in a path "?" and "%" are letters like others.
        URL.create("sqlite", database=str(place.path)),
        module=sqlite_driver(),
        creator=partial(open_file, place.path, access, new=new),
        # What people typed belongs into no log and no crash report.
        hide_parameters=True,
        pool_size=5,
        max_overflow=5,
        pool_reset_on_return="rollback",
        # The connection that was used last: what it has read of the file is still known to it.
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", partial(_prepare, access))
    event.listen(engine, "checkout", partial(_still_valid, access))
    event.listen(engine, "checkin", _end)
    event.listen(engine, "begin", partial(_begin, access))
    event.listen(engine, "handle_error", _damage)
    return engine


def open_file(path: Path, access: Access, *, new: bool = False) -> Any:
    """A bare connection of the driver to an office file, as ``access`` allows it."""
    allowed, generation = access.now()
    mode = "rwc" if new else allowed
    uri = uri_of(path, mode)
    while True:
        before = identity(path)
        made = sqlite_driver().connect(uri, uri=True, check_same_thread=False, factory=_connection_class())
        unlock(made, access.key)
        made.path, made.identity, made.fresh, made.hasty = path, identity(path), True, False
        # What was allowed when it was opened: by now it may be something else.
        made.generation, made.writable = generation, mode.startswith("rw")
        if made.identity == before or before is None:
            return made
        # A backup was restored at this very moment: nobody knows which of the two files was opened.
        made.close()


def uri_of(path: Path, mode: str) -> str:
    """What SQLite opens the file at ``path`` by, in one of its modes."""
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):
        # A share of Windows: the server is part of the path.
        uri = uri.replace("file://", "file:////", 1)
    return f"{uri}?mode={mode}"


def unlock(connection: Any, key: OfficeKey | None) -> None:
    """Give a fresh connection the key of its file. Raises :class:`OfficeLocked` where the driver cannot decrypt."""
    if key is None:
        return
    # The driver would write to the terminal that a key does not fit.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise errors.OfficeLocked(
            "Encrypted offices can’t be opened on this computer: its database driver cannot decrypt.",
            hint="Use OfficeDesk’s own package, or open the office on another computer.",
        )
    connection.execute(f'PRAGMA key = "{key.raw}"')


@cache
def _connection_class() -> Any:
    # The driver's own class takes no attributes.
    driver = sqlite_driver()
    return type("OfficeConnection", (driver.Connection,), {"commit": partialmethod(_commit, driver)})


def _commit(connection: Any, driver: Any) -> None:
    """Commit as soon as nobody reads any more.

    SQLite's own waiting asks ever more seldom, and as long as a commit waits for a reader nobody else can save.
    """
    begun = monotonic()
    while True:
        try:
            driver.Connection.commit(connection)
            break
        except driver.OperationalError as error:
            if "locked" not in str(error) or monotonic() - begun > BUSY_TIMEOUT_MS / 1000:
                raise
        sleep(SHORTEST)
    _wait_again(connection)


def _wait_again(connection: Any) -> None:
    """Let SQLite wait for locks, as it does but while a save begins and ends."""
    if connection.hasty:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.hasty = False


def identity(path: Path) -> tuple[int, int] | None:
    """Tells the file at ``path`` from one that takes its place. ``None`` where there is none, or nothing to tell."""
    if os.name == "nt":
        # There a file that anybody has open is never replaced.
        return None
    try:
        # Never opened for this: closing a file lets go of all locks that this program holds on it.
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _replaced(connection: Any) -> bool:
    now = identity(connection.path)
    return now is not None and now != connection.identity


class OfficeReplaced(Exception):
    """Another file lies where the office was opened: a backup was restored. Trying again opens that one."""


def _prepare(access: Access, connection: Any, _record: Any) -> None:
    # The driver must not start transactions of its own: _begin says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "foreign_keys = ON",
        "journal_mode = TRUNCATE" if connection.writable else "query_only = ON",
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
        except sqlite_driver().OperationalError:
            # Somebody else has it open in that mode, on this computer: then it is as safe, and right next time.
            if not (access.alone and pragma.startswith("journal_mode")):
                raise
    cursor.close()


def _still_valid(access: Access, connection: Any, _record: Any, _proxy: Any) -> None:
    fresh, connection.fresh = connection.fresh, False
    if connection.generation != access.generation or (not fresh and _replaced(connection)):
        # The pool closes it and opens another.
        raise DisconnectionError


def _damage(context: ExceptionContext) -> None:
    """Text that is not UTF-8 was not written by us; the driver says so with an error of the language."""
    if isinstance(context.original_exception, UnicodeDecodeError):
        orig = sqlite_driver().DatabaseError("malformed")
        raise DatabaseError(context.statement, None, orig, hide_parameters=True) from context.original_exception


def _begin(access: Access, connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITE, False):
        # Takes no lock and fails at nothing: the layers above would take as long over it as over a query.
        connection.connection.driver_connection.execute("BEGIN")  # type: ignore[union-attr]
        if not access.writable:
            _wait_for_end_of_save(connection)
        return
    cursor, bare = connection.connection.cursor(), connection.connection.driver_connection
    cursor.execute("PRAGMA busy_timeout = 0")
    bare.hasty = True  # type: ignore[union-attr]
    try:
        _wait_for_turn(cursor, connection.dialect.loaded_dbapi.OperationalError)
        if not bare.in_transaction:  # type: ignore[union-attr]
            # Says through SQLAlchemy that the file is busy.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _replaced(bare):
            # Whoever restores a backup holds this lock while the file is replaced: from here on it stays the one.
            cursor.execute("ROLLBACK")
            access.renew()
            raise OfficeReplaced
    except BaseException:
        _wait_again(bare)
        raise
    finally:
        cursor.close()


def _end(connection: Any, _record: Any) -> None:
    # A commit that readers kept waiting too long leaves its transaction open, and nobody asks for a rollback then.
    if connection is not None and connection.in_transaction:
        connection.rollback()
    if connection is not None:
        _wait_again(connection)


def _wait_for_end_of_save(connection: Connection) -> None:
    """Take the read lock now. Who may not write cannot clear away the rest of a broken save, and waits for others."""
    begun = monotonic()
    cursor = connection.connection.cursor()
    try:
        while True:
            try:
                cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
                return
            except connection.dialect.loaded_dbapi.Error as error:
                if "readonly" not in str(error) or monotonic() - begun > READ_WAIT:
                    break
            sleep(0.02)
    finally:
        cursor.close()
    # Says it through SQLAlchemy.
    connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1")


def _wait_for_turn(cursor: Any, busy: type[Exception]) -> None:
    """Begin to write as soon as no other desktop does.

    SQLite's own waiting asks ever more seldom: whoever waited longest would lose to newcomers for seconds. Here
    whoever waits asks more often the longer it was, so that mostly those who came first go first.
    """
    begun = monotonic()
    while (waited := monotonic() - begun) < WRITE_WAIT:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            return
        except busy as error:
            if "locked" not in str(error) and "busy" not in str(error):
                return
        pause = CALM if waited > LONG else min(max(PATIENCE / (waited * waited + PATIENCE), SHORTEST), LONGEST)
        sleep(pause * uniform(0.5, 1.5))  # noqa: S311 - keeps desktops apart, hides nothing


def locked(name: str, what: str = "") -> errors.OfficeLocked:
    """An encrypted office whose key is not known here, or another one."""
    told = f"The office {name} is encrypted. {what}".strip()
    return errors.OfficeLocked(told, hint="Enter its passphrase, or the code of its recovery sheet.")


def known_error(error: DBAPIError, place: OfficePlace) -> errors.OfficeError | None:
    """The known error behind a driver's exception, or ``None`` where it is a bug of ours."""
    text = str(error.orig).lower()
    name = place.name
    if any(word in text for word in ("locked", "busy", "deadlock", "lock timeout")):
        return errors.OfficeBusy(
            f"The office {name} is busy: another desktop is saving.", hint="Try again in a moment."
        )
    if "office moved" in text:
        return errors.OfficeMoved(
            f"The office {name} moved to another place.", hint="Open it there; here it can only be read."
        )
    if "disk is full" in text or "disk full" in text or "no space left" in text:
        return errors.DiskFull(
            f"The disk that holds {name} is full. Nothing of the office was changed.",
            hint="Free some space and try again.",
        )
    if getattr(error.orig, "sqlite_errorcode", 0) == _READONLY_ROLLBACK:
        return errors.OfficeBusy(
            f"A save in {name} was not finished by another desktop.",
            hint="Open the office there once more, or on any desktop that may save; here it can only be read.",
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
    if place.key is not None and ("not a database" in text or "file is encrypted" in text):
        return locked(name, "This passphrase does not open it.")
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
    if (told := _server_error(error, text, name)) is not None:
        return told
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


@contextmanager
def known_errors(place: OfficePlace) -> Iterator[None]:
    """Errors of both drivers in the user's words, also of statements that went past SQLAlchemy."""
    try:
        yield
    except DBAPIError as error:
        raise known_error(error, place) or error from error
    except _driver_errors() as error:
        raise known_error(DBAPIError(None, None, error), place) or error from error


def _driver_errors() -> tuple[type[Exception], ...]:
    # PostgreSQL's driver is there already where it could have failed.
    loaded = sys.modules.get("psycopg")
    return (sqlite_driver().Error, *([loaded.Error] if loaded else []))


def _server_error(error: DBAPIError, text: str, name: str) -> errors.OfficeError | None:
    if not type(error.orig).__module__.startswith("psycopg"):
        return None
    if any(words in text for words in ("password authentication", "no password supplied", "to log in", "pg_hba.conf")):
        return errors.PasswordNeeded(
            f"{name} does not let this desktop in: its password is missing, wrong, or was withdrawn.",
            hint="Give the password, or join the office again with a new invitation.",
        )
    if "certificate verify failed" in text or "ssl error" in text or "does not support ssl" in text:
        return errors.OfficeMissing(
            f"Another computer answers at the address of {name}, or its certificate is not the one it had.",
            hint="Nothing was sent to it. Check the network, or join the office again.",
        )
    if type(error.orig).__name__ == "InsufficientPrivilege":
        return errors.NotAllowed(
            f"The server of {name} does not let this desktop do that.",
            hint="Do it on the computer that hosts the office.",
        )
    if type(error.orig).__name__ == "InvalidCatalogName" or ("database" in text and "does not exist" in text):
        return errors.OfficeMissing(f"There is no office {name}.", hint="Check the name of the database.")
    return None
