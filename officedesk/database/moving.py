"""Moving a whole office to another place, from any engine to any engine, verified row for row.

While it moves, the old office can be read and not written. The decision falls with one commit: the mark in the old
office. Until then the new one is a draft that nobody can open, and whatever goes wrong (cancelled, killed, disk full)
leaves the old office as it was; from then on the old one refuses every change and says where the office went.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from officedesk import errors
from officedesk.database import schema
from officedesk.database.attachments.carrying import Carrying
from officedesk.database.engine import WRITE, known_errors, make_engine
from officedesk.database.filling import NOT_MOVED, Cancelled, Progress, TableMoved, Watch, compare, fill_file, write
from officedesk.database.moved import Moved, announce_arrival, arriving, mark, moved, release
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database, tell_listeners
from officedesk.files import told
from officedesk.models.enums import ChangeAction
from officedesk.models.tables import Base

LOCK_WAIT = "10s"
"""How long the writers of a server's office are waited for."""
_DRAFT = ".moving"


@dataclass(frozen=True, slots=True)
class Move:
    """A finished move."""

    key: str
    tables: tuple[TableMoved, ...]
    seconds: float

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def move(
    source: Database,
    target: OfficePlace,
    host: str,
    actor: Actor,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
    *,
    key: str = "",
    address: str = "",
    grant: Callable[[Connection], None] = lambda connection: None,
) -> Move:
    """Move the office of ``source`` to ``target``, an empty database or a file that is not there.

    ``host`` is what people are told about where it went; ``address`` (the target's own by default) is what other
    desktops open it by. ``grant`` gives rights in the target's transaction. ``progress`` counts rows, twice each:
    written and read back. Raises :class:`errors.Cancelled`, and known errors of both places; the office is as it
    was then.
    """
    key = key or uuid.uuid4().hex
    begun = datetime.now(UTC)
    with known_errors(source.place), source.engine.connect() as old:
        old = old.execution_options(**{WRITE: True})
        with old.begin():
            _hold_still(old)
            if (gone := moved(old)) is not None:
                raise gone.error(source.place.name)
            if source.read_only is not None:
                raise errors.OfficeReadOnly(source.read_only, hint="It can be moved from where it may be saved to.")
            carrying = Carrying(source.place, target)
            watch = Watch(old, progress, cancelled, carrying.weight(old))
            office_key = str(old.execute(text("SELECT office_key FROM company")).scalar_one())
            with known_errors(target), _carried(carrying), _draft(target, key) as draft:
                tables = draft(old, watch, grant, carrying)
                at = datetime.now(UTC)
                _tell(old, host, actor, at)
                mark(old, Moved(key, office_key, host, address or _address(target), at, actor.name))
                watch.check()
    release_at(target, key)
    return Move(key, tables, (datetime.now(UTC) - begun).total_seconds())


def copy(
    source: Database,
    target: OfficePlace,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
    grant: Callable[[Connection], None] = lambda connection: None,
    *,
    contents: bool = True,
) -> tuple[TableMoved, ...]:
    """Copy the office, as it is at one moment, to an empty database or a file that is not there.

    The old one lives on; on a server others go on writing to it meanwhile. For backups (without the ``contents`` of
    attachments, which they have already), and for restoring one to a server. Arguments and errors as for :func:`move`.
    """
    key = uuid.uuid4().hex
    with known_errors(source.place), source.engine.connect() as old, old.begin():
        if old.dialect.name != "sqlite":
            old.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            old.exec_driver_sql("SET LOCAL TimeZone = 'UTC'")
        carrying = Carrying(source.place, target) if contents else None
        watch = Watch(old, progress, cancelled, carrying.weight(old) if carrying else 0)
        with known_errors(target), _carried(carrying), _draft(target, key) as draft:
            tables = draft(old, watch, grant, carrying)
    release_at(target, key)
    return tables


def release_at(target: OfficePlace, key: str) -> None:
    """Open ``target`` for work: the last step of the move ``key``. May be repeated after a crash."""
    if target.path is not None:
        draft = draft_of(target.path, key)
        if draft.exists():
            draft.replace(target.path)
        return
    engine = make_engine(target)
    try:
        with known_errors(target), engine.begin() as connection:
            release(connection)
    finally:
        engine.dispose()


def settle(source: Database, target: OfficePlace, key: str) -> bool:
    """After a crash: end the move ``key`` where the old office is marked with it, else clear its draft away.

    Returns whether the office is at ``target`` now. Raises a known error where a draft cannot be taken away now.
    """
    with source.read() as session:
        gone = moved(session.connection())
    if gone is not None and gone.move_key == key:
        release_at(target, key)
        return True
    if target.path is not None:
        with told(target.path):
            for file in _files_of(draft_of(target.path, key)):
                file.unlink(missing_ok=True)
        return False
    engine = make_engine(target)
    try:
        with known_errors(target), engine.begin() as connection:
            if arriving(connection) == key:
                clear(connection)
    finally:
        engine.dispose()
    return False


def clear(connection: Connection) -> None:
    """Take an office that never arrived out of a server's database again."""
    for table in reversed(Base.metadata.sorted_tables):
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{table.name}" CASCADE')
    connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    release(connection)


def draft_of(path: Path, key: str) -> Path:
    """The name of the file that becomes ``path`` at the end of the move ``key``."""
    return path.with_name(f".{path.name}.{key[:12]}{_DRAFT}")


def discard(draft: Path) -> None:
    """Take the file of an office that is not finished away, as far as it can be, because something else failed."""
    for file in _files_of(draft):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _files_of(draft: Path) -> tuple[Path, Path]:
    # SQLite may have left its journal beside it.
    return draft, draft.with_name(f"{draft.name}-journal")


_Fill = Callable[[Connection, Watch, Callable[[Connection], None], Carrying | None], tuple[TableMoved, ...]]


@contextmanager
def _carried(carrying: Carrying | None) -> Iterator[None]:
    """Contents that were brought go again where the block does not end well."""
    try:
        yield
    except BaseException:
        if carrying is not None:
            carrying.discard()
        raise


@contextmanager
def _draft(target: OfficePlace, key: str) -> Iterator[_Fill]:
    """The new office while nobody sees it; thrown away unless the block ends well."""
    if target.path is None:
        yield lambda old, watch, grant, carrying: _fill_server(target, key, old, watch, grant, carrying)
        return
    if target.path.exists():
        raise errors.NotAllowed(f"{target.path} is there already.", hint="Choose another name for the office.")
    path = draft_of(target.path, key)
    try:
        yield lambda old, watch, _grant, carrying: fill_file(replace(target, path=path), old, watch, carrying)
    except BaseException:
        discard(path)
        raise


def _fill_server(
    target: OfficePlace,
    key: str,
    old: Connection,
    watch: Watch,
    grant: Callable[[Connection], None],
    carrying: Carrying | None,
) -> tuple[TableMoved, ...]:
    engine = make_engine(target)
    try:
        with engine.begin() as new:
            _need_empty(new, target)
            schema.migrate(engine, connection=new)
            announce_arrival(new, key)
            written = write(old, new, watch)
            compare(written, new, watch)
            if carrying is not None:
                carrying.carry(old, new, watch.passed)
            grant(new)
        # Committed, but closed: it opens with the mark in the old office.
    finally:
        engine.dispose()
    return written


def _need_empty(new: Connection, target: OfficePlace) -> None:
    if arriving(new) is not None:
        # What a killed mover left; its office never came to be marked.
        clear(new)
    if new.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is not None:
        raise errors.NotAllowed(f"There is an office in {target.name} already.", hint="Choose an empty database.")


def _hold_still(old: Connection) -> None:
    """One snapshot of the source, and nobody writes to it. SQLite did that with ``BEGIN IMMEDIATE``."""
    if old.dialect.name == "sqlite":
        return
    tables = ", ".join(f'"{name}"' for name in Base.metadata.tables if name not in NOT_MOVED)
    old.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    old.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
    old.exec_driver_sql("SET LOCAL TimeZone = 'UTC'")
    # The server waits while the new place is read back.
    old.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    old.exec_driver_sql(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _tell(old: Connection, host: str, actor: Actor, at: datetime) -> None:
    """A row in the old office's history: the other desktops that have it open read it, and look where it went."""
    from sqlalchemy.orm import Session

    from officedesk.database.audit import append

    row = {
        "at": at,
        "transaction_key": uuid.uuid4().hex,
        "user_id": actor.user_id,
        "actor": actor.name,
        "desktop": actor.desktop,
        "action": ChangeAction.UPDATED,
        "entity": "company",
        "entity_id": 1,
        "customer_id": None,
        "label": f"Moved to {host}",
        "before": {},
        "after": {"moved_to": host},
    }
    with Session(old) as session:
        append(session, [row])
        # The transaction is not the session's: this commits nothing.
        session.commit()
    tell_listeners(old)


def _address(target: OfficePlace) -> str:
    return str(target.path) if target.path is not None else target.url or ""
