"""What the search in the top bar finds: customers and documents, and what is written about them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from officedesk.database.finds import newest
from officedesk.models.contracts import Contract
from officedesk.models.enums import ContractKind, ReminderStatus, Role
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, StoredFile
from officedesk.models.mapping import Geofence
from officedesk.models.notes import Note, Todo
from officedesk.models.pipeline import Project
from officedesk.models.reminders import Reminder
from officedesk.models.wanted import Wanted, wanted
from officedesk.services.customers.rows import SearchHit
from officedesk.services.customers.search import customer_names, find, joined
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.search.excerpts import excerpt, line_with

_CUSTOMERS = 10
"""Customers and documents among the finds."""
_OTHERS = 4
"""Finds of each other kind: as many as fit on screen; one word more narrows them."""


def search(desk: Desk, text: str) -> list[SearchHit]:
    """What ``text`` finds, kind by kind, each with the best or newest first; nothing to search for finds nothing.

    Kinds come in the order customers, documents (before the customers where one has exactly this number), projects,
    contracts, equipment, geofences, notes, files, tasks, reminders. What is in the trash, or belongs to a customer in
    it, is not found.
    """
    desk.need(Permission.CUSTOMERS_READ)
    asked = wanted(text)
    if asked is None:
        return []
    found = _documents_together(find(desk, text, _CUSTOMERS))
    with desk.read() as session:
        others = [hit for kind in _KINDS if desk.may(kind.needs) for hit in _of_kind(session, desk, kind, asked)]
        names = customer_names(session, [hit.customer_id for hit in others if hit.customer_id], desk.database.dialect)
    return found + [
        replace(hit, detail=joined(names.get(hit.customer_id, ""), hit.detail))
        for hit in others
        if not hit.customer_id or hit.customer_id in names
    ]


def _documents_together(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """One group of documents: above the customers where the first find is one."""
    people = [hit for hit in hits if hit.kind in ("customer", "location")]
    papers = [hit for hit in hits if hit not in people]
    return [*papers, *people] if papers and hits[0] is papers[0] else [*people, *papers]


@dataclass(frozen=True)
class _Kind:
    table: str
    needs: Permission
    read: Callable[[Session, Desk, Wanted, Sequence[int]], Iterable[SearchHit]]
    narrowed: Callable[[Desk], tuple[str, Mapping[str, Any]]] = lambda desk: ("", {})
    first: Callable[[Session, Wanted], Sequence[int]] = lambda session, asked: ()
    """Ids that come before the newest."""


def _of_kind(session: Session, desk: Desk, kind: _Kind, asked: Wanted) -> list[SearchHit]:
    where, values = kind.narrowed(desk)
    ids = newest(session, kind.table, asked, _OTHERS, where, values)
    ids = list(dict.fromkeys([*kind.first(session, asked), *ids]))[:_OTHERS]
    if not ids:
        return []
    made = {hit.id: hit for hit in kind.read(session, desk, asked, ids)}
    return [made[number] for number in ids if number in made]


def _rows(session: Session, statement: Select[Any], ids: Sequence[int]) -> Sequence[Row[Any]]:
    return session.connection().execute(statement, {"ids": list(ids)}).all()


def _equipment(session: Session, _desk: Desk, _asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _PIECES, ids):
        serial = f"Serial {one.serial_number}" if one.serial_number else ""
        made = " ".join(filter(None, (one.manufacturer, one.model)))
        yield SearchHit("equipment", one.id, one.customer_id, one.name, joined(serial, made))


def _fences(session: Session, _desk: Desk, _asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _FENCED, ids):
        yield SearchHit("geofence", one.id, one.customer_id or 0, one.name, "")


def _projects(session: Session, _desk: Desk, _asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _PROJECTS, ids):
        yield SearchHit("project", one.id, one.customer_id, f"{one.number} · {one.title}", "", day=one.due)


def _by_number(session: Session, asked: Wanted) -> Sequence[int]:
    """The project with exactly this number."""
    typed = asked.document
    if not typed:
        return ()
    same = Project.number.in_({typed, typed.upper(), f"P-{typed}"})
    return session.scalars(select(Project.id).where(same, Project.deleted_at.is_(None)).limit(_OTHERS)).all()


def _contracts(session: Session, _desk: Desk, _asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _AGREED, ids):
        word = "Membership" if one.kind is ContractKind.MEMBERSHIP else "Service agreement"
        ends = one.cancelled_on or one.ends
        yield SearchHit("contract", one.id, one.customer_id, f"{one.number} · {one.name}", word, one.location_id, ends)


def _contract_by_number(session: Session, asked: Wanted) -> Sequence[int]:
    """The contract with exactly this number."""
    typed = asked.document
    if not typed:
        return ()
    same = Contract.number.in_({typed, typed.upper(), f"C-{typed}"})
    return session.scalars(select(Contract.id).where(same, Contract.deleted_at.is_(None)).limit(_OTHERS)).all()


def _by_serial(session: Session, asked: Wanted) -> Sequence[int]:
    """Equipment with exactly this serial number, however many others have it in their notes."""
    typed = asked.document
    if not typed:
        return ()
    same = Equipment.serial_number.in_({typed, typed.upper(), typed.lower()})
    return session.scalars(select(Equipment.id).where(same, Equipment.deleted_at.is_(None)).limit(_OTHERS)).all()


def _notes(session: Session, desk: Desk, asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _WRITTEN, ids):
        title = one.subject or line_with(one.text, asked)
        inside = line_with(one.text, asked) if one.subject else ""
        yield SearchHit(
            "note", one.id, one.customer_id, title, joined(inside, one.author), day=one.at.astimezone(desk.zone).date()
        )


def _files(session: Session, desk: Desk, asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _KEPT, ids):
        inside = one.description if _has(one.text_key, asked) else excerpt(one.text, asked)
        yield SearchHit(
            "file", one.id, one.customer_id, one.name, inside, day=one.added_at.astimezone(desk.zone).date()
        )


def _tasks(session: Session, _desk: Desk, asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _TO_DO, ids):
        done = "Done" if one.done_at is not None else ""
        yield SearchHit("task", one.id, one.customer_id or 0, line_with(one.text, asked), done, day=one.due)


def _reminders(session: Session, _desk: Desk, asked: Wanted, ids: Sequence[int]) -> Iterable[SearchHit]:
    for one in _rows(session, _REMEMBERED, ids):
        done = "Done" if one.status is ReminderStatus.DONE else ""
        said = joined(done, line_with(one.description, asked))
        yield SearchHit("reminder", one.id, one.customer_id or 0, one.subject, said, day=one.due.date())


def _has(body: str, asked: Wanted) -> bool:
    return any(all(any(term in body for term in group) for group in way) for way in asked.ways)


def _shown_to_technicians(desk: Desk) -> tuple[str, Mapping[str, Any]]:
    return ("r.for_technicians", {}) if desk.actor.role is Role.TECHNICIAN else ("", {})


def _own_or_of_a_customer(desk: Desk) -> tuple[str, Mapping[str, Any]]:
    return "r.customer_id IS NOT NULL OR r.user_id = :me", {"me": desk.actor.user_id}


def _columns(kind: Any, *names: str) -> Select[Any]:
    """What is read of the finds, as a statement made once: it is asked at every keystroke."""
    table = kind.__table__
    columns = [table.c[name] for name in ("id", "customer_id", *names)]
    return select(*columns).where(table.c.id.in_(bindparam("ids", expanding=True)))


_FILE, _STORED = Attachment.__table__, StoredFile.__table__
_PIECES = _columns(Equipment, "name", "manufacturer", "model", "serial_number")
_PROJECTS = _columns(Project, "number", "title", "due")
_AGREED = _columns(Contract, "number", "name", "kind", "location_id", "ends", "cancelled_on")
_FENCED = _columns(Geofence, "name")
_WRITTEN = _columns(Note, "subject", "text", "author", "at")
_KEPT = (
    _columns(Attachment, "name", "description", "text_key", "added_at")
    .add_columns(_STORED.c.text)
    .select_from(_FILE.join(_STORED, _STORED.c.sha256 == _FILE.c.sha256))
)
_TO_DO = _columns(Todo, "text", "due", "done_at")
_REMEMBERED = _columns(Reminder, "subject", "description", "status", "due")
_KINDS = (
    _Kind("project", Permission.PROJECTS_READ, _projects, first=_by_number),
    _Kind("contract", Permission.CONTRACTS_READ, _contracts, first=_contract_by_number),
    _Kind("equipment", Permission.CUSTOMERS_READ, _equipment, first=_by_serial),
    _Kind("geofence", Permission.MAP_READ, _fences),
    _Kind("note", Permission.CUSTOMERS_READ, _notes),
    _Kind("attachment", Permission.FILES_READ, _files, _shown_to_technicians),
    _Kind("todo", Permission.CUSTOMERS_READ, _tasks),
    _Kind("reminder", Permission.CUSTOMERS_READ, _reminders, _own_or_of_a_customer),
)
