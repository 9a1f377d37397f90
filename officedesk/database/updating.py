"""Bringing an older office up to date: backed up in its old format first, while nobody can write to it.

A file is backed up beside itself, a server's office in the folder that its other backups go to. The copy of a server's
goes by the tables and columns that its format has, not by today's.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, Table, inspect, text

from officedesk import errors
from officedesk.database import schema
from officedesk.database.backup import making, shelf
from officedesk.database.backup.container import SUFFIX
from officedesk.database.backup.manifest import Kind
from officedesk.database.backup.snapshot import Cancelled, Progress, copy_living, told
from officedesk.database.engine import DAMAGED_HINT, WRITE, make_engine
from officedesk.database.filling import NOT_MOVED, Watch, fill
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database

_OF_NO_OFFICE = ("alembic_version", *NOT_MOVED)
log = logging.getLogger(__name__)

Backups = Callable[[str], Path]
"""The folder for backups of a server's office, by the key of the office (empty in the oldest format)."""
LOCK_WAIT = "10s"
"""How long another desktop that updates a server's office, and those who save in it, are waited for."""


def update(engine: Engine, place: OfficePlace, backups: Backups) -> None:
    """Back the office up and run the migrations it lacks, in one transaction; nothing where another was faster.

    Raises what the backup raises: without one there is no update, and the office is as it was.
    """
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        _come_alone(connection, place)
        revision = schema.revision_of(connection) or 0
        if revision >= schema.HEAD:
            # Another desktop was faster.
            return
        _hold_still(connection)
        with _refused(place):
            _back_up(Database(place, engine), connection, revision, backups)
        if place.path is None:
            # Readers end at some time: what takes the tables for itself waits for them.
            connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")
        schema.migrate(engine, connection=connection)


def _back_up(database: Database, connection: Connection, revision: int, backups: Backups) -> None:
    path = database.place.path
    name = f"before update from {revision} to {schema.HEAD}{SUFFIX}"
    if path is not None:
        target = making.unused(path.with_name(f"{path.stem} {name}"))
        wanted, copying = making.Wanted(kind=Kind.SAFETY), copy_living
    else:
        key = _office_key(connection)
        folder = backups(key)
        target = making.unused(folder / f"{making.plain(database.place.name)} {name}")
        wanted = making.Wanted(kind=Kind.SAFETY, serial=shelf.next_serial(folder, key))
        copying = partial(copy_as_it_is, connection, revision)
    log.info("the office has format %s and is updated to %s; what was there: %s", revision, schema.HEAD, target)
    making.backup(database, target, wanted=wanted, copying=copying)


def copy_as_it_is(
    connection: Connection,
    revision: int,
    database: Database,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Copy the server's office that ``connection`` sees to the file ``target``, in the format ``revision`` that it has.

    Compared row for row; contents of attachments are not in it. Raises :class:`OfficeDamaged` where the office lacks
    a table or column of its format.
    """
    place = OfficePlace(path=target)
    with told(database.place, target):
        schema.create(place, f"{revision:04}").dispose()
        tables = _tables(connection, place, database.place.name)
        hear, stopped = progress or (lambda done, total: None), cancelled or (lambda: False)
        fill(place, connection, Watch(connection, hear, stopped, tables=tables))


def _tables(connection: Connection, made: OfficePlace, name: str) -> list[Table]:
    """Every table of the format that the file ``made`` has, with its columns as the server keeps them; parents first.

    From the server itself: today's models know neither what was there before them nor how.
    """
    engine = make_engine(made)
    try:
        file = inspect(engine)
        ordered = [table for table, _ in file.get_sorted_table_and_fkc_names() if table is not None]
        wanted = {table: {column["name"] for column in file.get_columns(table)} for table in _rows_of(engine)}
    finally:
        engine.dispose()
    server = inspect(connection)
    there = {table: columns for (_, table), columns in server.get_multi_columns(filter_names=list(wanted)).items()}
    keys = {table: key for (_, table), key in server.get_multi_pk_constraint(filter_names=list(wanted)).items()}
    found, metadata = [], MetaData()
    for table in (one for one in ordered if one in wanted):
        # What somebody else put there is not the office's.
        columns = [column for column in there.get(table, []) if column["name"] in wanted[table]]
        if lacking := wanted[table] - {column["name"] for column in columns}:
            raise errors.OfficeDamaged(
                f"{name} is damaged: {table} has no {', '.join(sorted(lacking))}.", hint=DAMAGED_HINT
            )
        key = keys[table]["constrained_columns"] if keys.get(table) else []
        made_of = [Column(one["name"], one["type"], primary_key=one["name"] in key) for one in columns]
        found.append(Table(table, metadata, *made_of))
    return found


def _rows_of(engine: Engine) -> list[str]:
    """The tables of an office's file, but for what text search keeps for itself."""
    with engine.connect() as file:
        names = file.execute(
            text("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        ).scalars()
        return [
            name for name in names if not name.startswith("sqlite_") and name not in ("alembic_version", *NOT_MOVED)
        ]


def _come_alone(connection: Connection, place: OfficePlace) -> None:
    """One desktop updates, the others wait for it. SQLite did that with ``BEGIN IMMEDIATE``."""
    if place.path is not None:
        return
    mine = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'alembic_version'::regclass")
    if not connection.execute(mine).scalar_one():
        raise errors.NotAllowed(
            f"{place.name} was last used by an older OfficeDesk and has to be updated before it can be opened.",
            hint="Open it with this OfficeDesk on the computer that hosts it, or as the owner of its database.",
        )
    run = connection.exec_driver_sql
    run(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
    run("SET LOCAL TimeZone = 'UTC'")
    # The server waits while the backup is packed and read back.
    run("SET LOCAL idle_in_transaction_session_timeout = 0")
    run("LOCK TABLE alembic_version IN SHARE ROW EXCLUSIVE MODE")


def _hold_still(connection: Connection) -> None:
    """Nobody writes until the update is through. Whoever is there may still be told."""
    if connection.dialect.name == "sqlite":
        return
    # What somebody else keeps there is not the office's.
    mine = text(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') "
        "AND pg_has_role(relowner, 'USAGE')"
    )
    names = [name for name in connection.execute(mine).scalars() if name not in _OF_NO_OFFICE]
    tables = ", ".join(f'"{name}"' for name in names)
    connection.exec_driver_sql(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _office_key(connection: Connection) -> str:
    if all(column["name"] != "office_key" for column in inspect(connection).get_columns("company")):
        return ""
    return str(connection.execute(text("SELECT office_key FROM company")).scalar() or "")


@contextmanager
def _refused(place: OfficePlace) -> Iterator[None]:
    try:
        yield
    except errors.OfficeError as error:
        message = f"{place.name} was last used by an older OfficeDesk, and is not updated without a backup of it."
        raise type(error)(f"{message} {error.message}", hint=error.hint) from error
