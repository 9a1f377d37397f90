"""What stands in an office that was moved elsewhere: where it went, and a lock on everything in it.

The lock is in the database itself: triggers refuse every change, whichever desktop and whichever version of the
program tries it, and those that had the office open learn it with their next save.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from officedesk.errors import OfficeMoved

REFUSAL = "office moved"
"""What the triggers say; :func:`officedesk.database.engine.known_error` knows it."""
_TABLE = "office_moved"
_INCOMING = "office_incoming"
_LEFT_ALONE = ("presence", _TABLE)
"""Who is there may still be told."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an office went. ``host`` is for people (``ANNA-PC``, a file's path), ``address`` has no password."""

    move_key: str
    office_key: str
    host: str
    address: str
    at: datetime
    by: str

    def error(self, name: str) -> OfficeMoved:
        """What is said to whoever wants to write to the old office ``name``."""
        return OfficeMoved(self.words(name), hint="Join it there; here it can only be read.", moved=self)

    def words(self, name: str) -> str:
        """One sentence: what happened to the office."""
        return f"The office {name} moved to {self.host} on {self.at:%B} {self.at.day}, {self.at.year}."


def moved(connection: Connection) -> Moved | None:
    """Where the office of this connection went; ``None`` where it is here."""
    if not _there(connection, _TABLE):
        return None
    row = connection.execute(text(f"SELECT move_key, office_key, host, address, at, by FROM {_TABLE}")).first()  # noqa: S608
    if row is None:
        return None
    return Moved(row.move_key, row.office_key, row.host, row.address, datetime.fromisoformat(row.at), row.by)


def mark(connection: Connection, note: Moved) -> None:
    """Say in this transaction that the office went, and refuse every later change of it."""
    connection.execute(
        text(
            f"CREATE TABLE {_TABLE} (move_key TEXT PRIMARY KEY, office_key TEXT NOT NULL, host TEXT NOT NULL, "
            "address TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL)"
        )
    )
    connection.execute(
        text(f"INSERT INTO {_TABLE} VALUES (:move_key, :office_key, :host, :address, :at, :by)"),  # noqa: S608
        {
            "move_key": note.move_key,
            "office_key": note.office_key,
            "host": note.host,
            "address": note.address,
            "at": note.at.astimezone(UTC).isoformat(),
            "by": note.by,
        },
    )
    if connection.dialect.name == "sqlite":
        _lock_sqlite(connection)
    else:
        _lock_postgres(connection)


def arriving(connection: Connection) -> str | None:
    """Key of the move that is bringing an office here and is not over; ``None`` where there is none."""
    if not _there(connection, _INCOMING):
        return None
    key: str | None = connection.execute(text(f"SELECT move_key FROM {_INCOMING}")).scalar()  # noqa: S608
    return key


def announce_arrival(connection: Connection, move_key: str) -> None:
    """Keep everyone out of this office until :func:`release`."""
    connection.execute(text(f"CREATE TABLE {_INCOMING} (move_key TEXT PRIMARY KEY)"))
    connection.execute(text(f"INSERT INTO {_INCOMING} VALUES (:key)"), {"key": move_key})  # noqa: S608


def release(connection: Connection) -> None:
    """The move is over: the office may be opened."""
    connection.execute(text(f"DROP TABLE IF EXISTS {_INCOMING}"))


def _there(connection: Connection, table: str) -> bool:
    if connection.dialect.name == "sqlite":
        query = text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name")
    else:
        query = text("SELECT 1 WHERE to_regclass(:name) IS NOT NULL")
    return connection.execute(query, {"name": table}).first() is not None


def _lock_sqlite(connection: Connection) -> None:
    from officedesk.models.tables import Base

    for table in Base.metadata.tables:
        if table in _LEFT_ALONE:
            continue
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER moved_{table}_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
            )


def _lock_postgres(connection: Connection) -> None:
    from officedesk.models.tables import Base

    connection.exec_driver_sql(
        "CREATE FUNCTION office_moved_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in Base.metadata.tables:
        if table not in _LEFT_ALONE:
            connection.exec_driver_sql(
                f"CREATE TRIGGER moved_{table} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION office_moved_refuse()"
            )
