"""What a check looks at below the records: the file, its tables, the index of texts, and attachments."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import TextClause, inspect, select, text
from sqlalchemy.orm import Session

from officedesk import errors
from officedesk.database.attachments.layout import CHUNK
from officedesk.database.attachments.store import store_for
from officedesk.database.attachments.taken import ContentStore
from officedesk.database.backup.making import TEMPORARY
from officedesk.database.backup.snapshot import copy_living
from officedesk.database.engine import DAMAGED_HINT, sqlite_driver
from officedesk.database.finds import INDEXED
from officedesk.database.unit import Database
from officedesk.models.files import Attachment, StoredFile
from officedesk.services.desk import Desk

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """``severity`` is ``error`` or ``note`` (may be meant so); ``where`` names the record, ``text`` what is wrong."""

    severity: str
    where: str
    text: str


def broken(where: str, what: str) -> Finding:
    """A finding that must not be."""
    return Finding("error", where, what)


@contextmanager
def at_one_moment(desk: Desk, cancelled: Cancelled) -> Iterator[Desk]:
    """The same desk over a copy of the office's file: a check takes a minute, and meanwhile others want to save.

    A server shows a transaction one moment of the office by itself. Where there is no room for a copy, the office
    itself is looked at.
    """
    path = desk.database.place.path
    if path is None or shutil.disk_usage(tempfile.gettempdir()).free < 2 * _size(path):
        yield desk
        return
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, ignore_cleanup_errors=True) as folder:
        # Of the same name: messages name the office by it.
        copy = Path(folder) / path.name
        copy_living(desk.database, copy, None, cancelled)
        with closing(Database(replace(desk.database.place, path=copy))) as database:
            yield replace(desk, database=database)


def tables(session: Session) -> None:
    """Raise :class:`OfficeDamaged` where a table or column is not there: nothing else could be looked at."""
    from officedesk.models.tables import Base

    asked = Base.metadata.sorted_tables
    # All at once: table by table a server is asked hundreds of times.
    there = inspect(session.connection()).get_multi_columns(filter_names=[table.name for table in asked])
    found = {name: {column["name"] for column in columns} for (_, name), columns in there.items()}
    for table in asked:
        if missing := sorted({column.name for column in table.columns} - found.get(table.name, set())):
            raise errors.OfficeDamaged(
                f"The office is damaged: its table {table.name} has no {', '.join(missing[:3])}.", hint=DAMAGED_HINT
            )


def file(session: Session, _checked: dict[str, int]) -> Iterator[Finding]:
    """SQLite's own full check, and all references."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for (problem,) in session.execute(text("PRAGMA integrity_check(100)")):
        if problem != "ok":
            yield broken("File", problem)
    for table, row_id, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield broken(f"{table} {row_id}", f"names a {parent} that is not there")


def text_index(session: Session) -> Iterator[Finding]:
    """Whether the index of texts has the customers that it should have."""
    if session.get_bind().dialect.name != "sqlite":
        return
    indexed = text(
        "SELECT count(*) FROM customer_search s LEFT JOIN customer_fts_docsize d ON d.id = s.customer_id "
        "WHERE d.id IS NULL"
    )
    left = text(
        "SELECT count(*) FROM customer_fts_docsize d LEFT JOIN customer_search s ON s.customer_id = d.id "
        "WHERE s.customer_id IS NULL"
    )
    words = text(
        "SELECT count(*) FROM search_word w LEFT JOIN search_word_fts_docsize d ON d.id = w.id WHERE d.id IS NULL"
    )
    for query, what in (
        (indexed, "customers are not in the text index"),
        (left, "customers are in the text index but gone"),
        (words, "words are not in the index of words"),
        *_of_finds(),
    ):
        if count := session.scalar(query):
            yield broken("Search", f"{count} {what}")


def _of_finds() -> Iterator[tuple[TextClause, str]]:
    for table, word in _FINDS.items():
        there, index = f"{table}_finds", f"{table}_fts_docsize"
        missing = f"SELECT count(*) FROM {there} s LEFT JOIN {index} d ON d.id = s.id WHERE d.id IS NULL"  # noqa: S608
        left = f"SELECT count(*) FROM {index} d LEFT JOIN {there} s ON s.id = d.id WHERE s.id IS NULL"  # noqa: S608
        yield text(missing), f"{word} are not in the text index"
        yield text(left), f"{word} are in the text index but gone"


_WORDS = ("notes", "pieces of equipment", "reminders", "tasks", "files", "geofences", "contracts", "projects")
_FINDS = dict(zip(INDEXED, _WORDS, strict=True))


def indexed_texts(desk: Desk, office: Desk) -> Iterator[Finding]:
    """Whether the index has the very texts, letter by letter. ``desk`` sits at a copy, which is written to for it."""
    if desk is office:
        return
    with closing(desk.database.engine.raw_connection()) as copy:
        for table, word in (("customer", "customers"), *_FINDS.items()):
            index = f"{table}_fts"
            try:
                copy.cursor().execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            except sqlite_driver().DatabaseError:
                yield broken("Search", f"the text index has other texts than the {word}")


def attachments(copy: Desk, office: Desk, checked: dict[str, int], cancelled: Cancelled) -> Iterator[Finding]:
    """Whether every content that ``copy`` lists is there, in the living ``office``, and is what it was."""
    store = store_for(office.database)

    def hear() -> None:
        if cancelled():
            raise errors.Cancelled("The check was stopped.")

    with copy.read() as listed:
        for sha256 in listed.scalars(select(StoredFile.sha256).order_by(StoredFile.sha256)).all():
            hear()
            checked["attachments"] = checked.get("attachments", 0) + 1
            problem = _problem(store, office, sha256, hear)
            # Somebody may have erased it since.
            if problem and _lists(office, sha256):
                names = listed.scalars(select(Attachment.name).where(Attachment.sha256 == sha256).limit(4)).all()
                called = ", ".join(f"“{name[:60]}”" for name in names[:3]) + (", …" if names[3:] else "")
                yield broken(f"Attachment {sha256[:12]}…", f"{problem}: {called or 'a file that was removed'}")


def _problem(store: ContentStore, office: Desk, sha256: str, hear: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    try:
        with store.open(office.read, sha256, "it") as file:
            while piece := file.read(CHUNK):
                digest.update(piece)
                hear()
    except errors.OfficeMissing:
        return "is not there"
    except errors.OfficeDamaged:
        return "is not as it was stored"
    return "" if digest.hexdigest() == sha256 else "is not as it was stored"


def _lists(office: Desk, sha256: str) -> bool:
    with office.read() as session:
        return session.get(StoredFile, sha256) is not None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
