"""Taking contents away that nothing lists any more, while others add the same ones.

A content is taken away in a write transaction that has looked once more: whoever adds it looks in theirs, too, and
takes it in again where it went. The grace is for those who took one in a moment ago and have not listed it yet.
"""

import os
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from officedesk.database.attachments.layout import DRAFT, folder_of, found_in, place_of
from officedesk.database.unit import Actor, Database
from officedesk.files import told
from officedesk.models.base import Base
from officedesk.models.files import FilePart, StoredFile

GRACE = timedelta(days=2)
_AT_ONCE = 50
_CHUNK = 400


def collect(database: Database, actor: Actor, now: datetime, grace: timedelta = GRACE) -> int:
    """Take away what is older than ``grace`` and listed by nothing; gives how many contents. Others go on working."""
    _forget(database, actor, now - grace)
    return collect_files(database, actor, grace)


def collect_files(database: Database, actor: Actor, grace: timedelta = GRACE) -> int:
    """As :func:`collect`, of the files beside the office alone: what rows list stays, whether or not it is named."""
    path = database.place.path
    if path is None:
        return 0
    folder = folder_of(path)
    if not folder.is_dir():
        return 0
    oldest = _clock_of(folder) - grace.total_seconds()
    for draft in folder.glob(f".*{DRAFT}"):
        with suppress(OSError):
            if draft.stat().st_mtime < oldest:
                draft.unlink()
    found = found_in(folder)
    with database.read() as session:
        names = _unlisted(session, found)
    old = [name for name in names if _age(place_of(folder, name)) < oldest]
    return sum(remove(database, actor, old[at : at + _AT_ONCE]) for at in range(0, len(old), _AT_ONCE))


def remove(database: Database, actor: Actor, names: Sequence[str]) -> int:
    """Take the files of these contents away, but for those that are listed by now; gives how many."""
    path = database.place.path
    if path is None or not names:
        return 0
    folder, gone = folder_of(path), 0
    with database.write(actor) as session:
        for name in _unlisted(session, names):
            # One that somebody reads just now, on Windows, goes the next time.
            with suppress(OSError):
                place_of(folder, name).unlink()
                gone += 1
    return gone


def drop_unused(session: Session, sha256s: Collection[str]) -> list[str]:
    """Delete the rows of those contents that nothing names any more; gives what they are stored as."""
    found: list[str] = []
    wanted = sorted(sha256s)
    for at in range(0, len(wanted), _CHUNK):
        some = StoredFile.sha256.in_(wanted[at : at + _CHUNK])
        # On a server: whoever lists one in this moment holds its row, and is waited for; then it is named.
        session.execute(select(StoredFile.sha256).where(some).with_for_update())
        mine = some & ~_named()
        rows = session.execute(select(StoredFile.sha256, StoredFile.stored_as).where(mine)).all()
        keys = [row.sha256 for row in rows]
        session.execute(delete(FilePart).where(FilePart.sha256.in_(keys)))
        session.execute(delete(StoredFile).where(StoredFile.sha256.in_(keys)))
        found += [row.stored_as for row in rows]
    return found


def _forget(database: Database, actor: Actor, before: datetime) -> None:
    unused = select(StoredFile.sha256).where(StoredFile.added_at < before, ~_named())
    with database.read() as session:
        keys = session.scalars(unused).all()
    for at in range(0, len(keys), _AT_ONCE):
        with database.write(actor) as session:
            drop_unused(session, keys[at : at + _AT_ONCE])


def _named() -> ColumnElement[bool]:
    """Whether a content is named by any row of any table."""
    key: Any = StoredFile.__table__.c.sha256
    columns: list[Any] = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.c
        if table is not FilePart.__table__ and column.references(key)
    ]
    return or_(*(exists().where(column == StoredFile.sha256) for column in columns))


def _unlisted(session: Session, names: Collection[str]) -> list[str]:
    left = set(names)
    wanted = sorted(left)
    for at in range(0, len(wanted), _CHUNK):
        some = StoredFile.stored_as.in_(wanted[at : at + _CHUNK])
        left.difference_update(session.scalars(select(StoredFile.stored_as).where(some)))
    return sorted(left)


def _clock_of(folder: Path) -> float:
    """The time by the clock that stamps files there: a share's is not this desktop's."""
    with told(folder):
        handle, name = tempfile.mkstemp(prefix=".clock-", suffix=DRAFT, dir=folder)
        try:
            return os.fstat(handle).st_mtime
        finally:
            os.close(handle)
            Path(name).unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")
