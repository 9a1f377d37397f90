"""Records written past SQLAlchemy's objects, for the documents that an office saves all day: a third of the cost.

What is not looked at as an object needs none. The change log is told as of an object; nothing else of a flush happens.
"""

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from officedesk.database.changes import note_created, note_parts, note_record, plain
from officedesk.database.direct import Prepared, fetch, run
from officedesk.database.recorded import CONTENT, LEFT_OUT, NEVER
from officedesk.database.rows import shape
from officedesk.models.base import Table
from officedesk.models.parts import Findable, Versioned, text_key

FIRST_VERSION = 1
"""The version of a record that was just inserted."""


def stored_record(session: Session, kind: type[Table], record_id: int, *, lock: bool = False) -> Any:
    """All columns of one record as attributes, or ``None``; ``lock`` keeps others from changing it meanwhile."""
    return _selection(kind, lock).first(session, id=record_id)


def stored_columns(session: Session, kind: type[Table], record_id: int, *names: str) -> Any:
    """The same of some columns, for who only asks whether it is there, and what it is called."""
    return _some_columns(kind, names).first(session, id=record_id)


def insert_record(session: Session, kind: type[Table], values: Mapping[str, Any]) -> int:
    """Insert one record and tell the change log; returns its id. What is not named is as the model begins it."""
    given = {**_beginnings(kind), **values}
    record_id = _insert(session, kind, given)
    note_created(session, kind, SimpleNamespace(**given, id=record_id), {**given, "id": record_id})
    return record_id


def insert_part(session: Session, kind: type[Table], parent_id: int, label: str, values: Mapping[str, Any]) -> int:
    """Insert one part of the record ``parent_id``, called ``label``, and tell the change log; returns its id."""
    given = {**_beginnings(kind), **values}
    part_id = _insert(session, kind, given)
    told = {"id": part_id} | {name: plain(value) for name, value in given.items() if name not in NEVER}
    note_parts(session, kind, parent_id, (), (told,), label)
    return part_id


def _insert(session: Session, kind: type[Table], given: dict[str, Any]) -> int:
    stored = {**given, "text_key": text_key(kind.text_parts, given)} if issubclass(kind, Findable) else given
    there = shape(session, kind, stored)
    (row,) = there.stored([value] for value in stored.values())
    return int(fetch(session, f"{there.insertion} RETURNING id", row)[0][0])


def change_record(session: Session, kind: type[Table], stored: Any, values: Mapping[str, Any]) -> int:
    """Give the record that was read as ``stored`` new values, tell the change log what differs; its version now.

    The version counts up also where nothing differs. Raises :class:`StaleDataError` where somebody else was first.
    """
    was = stored._asdict()
    changed = {name: value for name, value in values.items() if was[name] != value}
    now = {**was, **changed}
    said = {"id": stored.id} | {name: was[name] for name in changed}, {"id": stored.id} | changed
    if content := CONTENT.intersection(changed):
        for side in said:
            side[LEFT_OUT] = sorted(name for name in content if side[name] is not None)
    if issubclass(kind, Findable) and not changed.keys().isdisjoint(kind.text_parts):
        changed["text_key"] = text_key(kind.text_parts, now)
    if issubclass(kind, Versioned):
        changed["version"] = stored.version + 1
    there = shape(session, kind, changed)
    (row,) = there.stored([value] for value in changed.values())
    if run(session, there.change_of_version, (*row, stored.id, stored.version)) != 1:
        raise StaleDataError(f"{kind.__name__} {stored.id} has another version")
    if session.identity_map and (there_too := session.identity_map.get(session.identity_key(kind, stored.id))):
        # An object that stands for it is read anew when it is next asked for.
        session.expire(there_too)
    note_record(session, kind, stored.id, *said, record=SimpleNamespace(**now))
    return int(changed["version"])


def count_up(session: Session, record: Any) -> None:
    """Count the version of an object's record up where only its parts changed, so that nobody saves an older one."""
    session.flush()
    kind = type(record)
    later = update(kind).where(kind.id == record.id).values(version=kind.version + 1)
    session.execute(later, execution_options={"synchronize_session": False})
    session.refresh(record, ["version"])


@cache
def _selection(kind: type[Table], lock: bool) -> Prepared:
    table = kind.__table__
    query = select(table).where(table.c.id == bindparam("id"))
    return Prepared(query.with_for_update() if lock else query)


@cache
def _some_columns(kind: type[Table], names: tuple[str, ...]) -> Prepared:
    table = kind.__table__
    return Prepared(select(*(table.c[name] for name in names)).where(table.c.id == bindparam("id")))


@cache
def _beginnings(kind: type[Table]) -> dict[str, Any]:
    """What the columns of a new record hold, the id apart. Those that begin with something made must be given."""
    defaults = {column.name: column.default for column in kind.__table__.c if column.name != "id"}
    plain = {name: None if default is None else getattr(default, "arg", None) for name, default in defaults.items()}
    begun = {name: value for name, value in plain.items() if not callable(value)}
    return begun | {"version": FIRST_VERSION} if issubclass(kind, Versioned) else begun
