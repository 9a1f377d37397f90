"""Writes the change log: watches what a session flushes and sums it up, one row per record."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.unitofwork import UOWTransaction

from officedesk.models.base import Base
from officedesk.models.changes import ChangeLog
from officedesk.models.company import (
    Brand,
    Company,
    NumberSequence,
    TaxRate,
    Technician,
    Terms,
    User,
)
from officedesk.models.customers import Contact, Customer, CustomerTag, Favourite, Location, NotepadEntry, Tag
from officedesk.models.enums import ChangeAction
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.pricebook import KitComponent, PriceBookItem
from officedesk.models.sales import Estimate, EstimateLine, EstimateRevision, Invoice, InvoiceLine
from officedesk.models.work import Job, JobTask, Visit

# Records with a history of their own: the word for them, and how one is called.
RECORDS: dict[type[Base], tuple[str, Callable[[Any], str]]] = {
    Company: ("company", lambda r: r.name),
    Brand: ("brand", lambda r: r.name),
    User: ("user", lambda r: r.name),
    Technician: ("technician", lambda r: r.name),
    TaxRate: ("tax_rate", lambda r: r.name),
    Terms: ("terms", lambda r: r.name),
    NumberSequence: ("number_sequence", lambda r: str(r.kind)),
    Tag: ("tag", lambda r: r.name),
    PriceBookItem: ("price_book_item", lambda r: r.name),
    Customer: ("customer", lambda r: r.name),
    Estimate: ("estimate", lambda r: f"Estimate {r.number}"),
    Job: ("job", lambda r: f"Job {r.number}"),
    Invoice: ("invoice", lambda r: f"Invoice {r.number}" if r.number else "Invoice draft"),
    Payment: ("payment", lambda r: f"Payment {r.number}"),
}
# Parts, told in the row of the record they belong to: the column that names it, and what the parts are called.
PARTS: dict[type[Base], tuple[type[Base], str, str]] = {
    Contact: (Customer, "customer_id", "contacts"),
    Location: (Customer, "customer_id", "locations"),
    CustomerTag: (Customer, "customer_id", "tags"),
    Favourite: (Customer, "customer_id", "favourites"),
    NotepadEntry: (Customer, "customer_id", "notepad"),
    KitComponent: (PriceBookItem, "kit_id", "components"),
    EstimateLine: (Estimate, "estimate_id", "lines"),
    EstimateRevision: (Estimate, "estimate_id", "revisions"),
    JobTask: (Job, "job_id", "tasks"),
    Visit: (Job, "job_id", "visits"),
    InvoiceLine: (Invoice, "invoice_id", "lines"),
    PaymentAllocation: (Payment, "payment_id", "allocations"),
}
_RECORDER = "change recorder"
_LEFT_OUT = frozenset(
    {
        "version",
        "updated_at",
        "logo",
        "signature",
        "snapshot",
        "content",
        "text_key",
        "password_hash",
        "failures",
        "locked_until",
    }
)


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it; decimals and dates as text."""
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


class ChangeRecorder:
    """Collects the changes of one session until :meth:`write`.

    ``profiles`` and ``balances`` are the customers whose list row, or whose money, was touched.
    """

    def __init__(self, session: Session, user_id: int | None, actor: str, desktop: str) -> None:
        self._session = session
        self._who = {"user_id": user_id, "actor": actor, "desktop": desktop}
        self.key = uuid.uuid4().hex
        """``transaction_key`` of the rows that are written."""
        self._rows: dict[tuple[str, int], dict[str, Any]] = {}
        self._objects: dict[tuple[str, int], Base] = {}
        self.profiles: set[int] = set()
        self.balances: set[int] = set()
        session.info[_RECORDER] = self
        event.listen(session, "after_flush", self._collect)

    def detach(self) -> None:
        event.remove(self._session, "after_flush", self._collect)

    def write(self, at: datetime) -> None:
        """Insert one change row per touched record, in the session's transaction."""
        rows = []
        for (entity, entity_id), row in self._rows.items():
            owner = self._objects.get((entity, entity_id))
            if row["action"] is ChangeAction.UPDATED and row["before"] == row["after"]:
                continue
            rows.append(
                {
                    "at": at,
                    "transaction_key": self.key,
                    **self._who,
                    "entity": entity,
                    "entity_id": entity_id,
                    "label": row["label"] or (_label(owner) if owner is not None else ""),
                    **{name: row[name] for name in ("action", "customer_id", "before", "after")},
                }
            )
        if rows:
            self._session.execute(insert(ChangeLog), rows)

    def note_parts(self, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows of a part that were inserted past the session's objects."""
        parent_kind, column, name = PARTS[kind]
        for values in rows:
            row = self._row(None, parent_kind, values[column], ChangeAction.UPDATED)
            said = {key: plain(value) for key, value in values.items() if value or value is False}
            row["after"].setdefault(name, []).append(said)

    def note_changed_parts(
        self,
        kind: type[Base],
        parent_id: int,
        before: Sequence[Mapping[str, Any]],
        after: Sequence[Mapping[str, Any]],
    ) -> None:
        """Add what was written past the session's objects to the parts of one record."""
        parent_kind, _, name = PARTS[kind]
        row = self._row(None, parent_kind, parent_id, ChangeAction.UPDATED)
        for told, parts in (("before", before), ("after", after)):
            if parts:
                said = [{key: plain(value) for key, value in values.items()} for values in parts]
                row[told].setdefault(name, []).extend(said)

    def _collect(self, session: Session, _context: UOWTransaction) -> None:
        for record in session.new:
            self._note(record, ChangeAction.CREATED)
        for record in session.deleted:
            self._note(record, ChangeAction.DELETED)
        for record in session.dirty:
            self._note(record, ChangeAction.UPDATED)

    def _note(self, record: Any, action: ChangeAction) -> None:
        before, after = _difference(record, action)
        kind = type(record)
        if action is ChangeAction.UPDATED and not before:
            if kind is Customer:
                # Only touched: something its list row is drawn from has changed elsewhere (a tag's name, say).
                self.profiles.add(record.id)
            return
        if kind in RECORDS:
            row = self._row(record, kind, record.id, action)
            row["label"] = _label(record)
            row["before"] |= {name: value for name, value in before.items() if name not in row["before"]}
            row["after"] |= after
        elif kind in PARTS:
            parent_kind, column, name = PARTS[kind]
            row = self._row(record, parent_kind, getattr(record, column), ChangeAction.UPDATED)
            if before:
                row["before"].setdefault(name, []).append(before)
            if after:
                row["after"].setdefault(name, []).append(after)
        if kind in (Invoice, Payment):
            self.balances.add(record.customer_id)

    def _row(self, record: Any, kind: type[Base], entity_id: int, action: ChangeAction) -> dict[str, Any]:
        entity, _ = RECORDS[kind]
        key = (entity, entity_id)
        row = self._rows.setdefault(
            key, {"action": action, "customer_id": None, "label": "", "before": {}, "after": {}}
        )
        if action is not ChangeAction.UPDATED:
            row["action"] = action
        owner = record if type(record) is kind else self._session.identity_map.get(_identity(kind, entity_id))
        if owner is not None:
            self._objects[key] = owner
        if kind is Customer:
            row["customer_id"] = entity_id
            self.profiles.add(entity_id)
        elif owner is not None:
            row["customer_id"] = getattr(owner, "customer_id", None)
        return row


def _identity(kind: type[Base], entity_id: int) -> Any:
    return inspect(kind).identity_key_from_primary_key((entity_id,))


def _label(record: Any) -> str:
    return RECORDS[type(record)][1](record)[:200]


def note_inserted(session: Session, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Tell the change log of parts that were inserted many at once, past the session's objects.

    The record that they belong to is one of the session's objects. Fields that say nothing are left out.
    """
    recorder: ChangeRecorder | None = session.info.get(_RECORDER)
    if recorder is not None:
        recorder.note_parts(kind, rows)


def note_changed(
    session: Session,
    kind: type[Base],
    parent_id: int,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
) -> None:
    """Tell the change log of parts of one record that were written past the session's objects.

    Added ones are in ``after``, removed ones in ``before``, of changed ones what differs, with the id, in both.
    """
    recorder: ChangeRecorder | None = session.info.get(_RECORDER)
    if recorder is not None:
        recorder.note_changed_parts(kind, parent_id, before, after)


@cache
def _told(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(column.key for column in mapper.column_attrs if column.key not in _LEFT_OUT)


def _difference(record: Any, action: ChangeAction) -> tuple[dict[str, Any], dict[str, Any]]:
    state = inspect(record)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if action is ChangeAction.CREATED:
        return before, {key: plain(state.dict.get(key)) for key in _told(state.mapper)}
    told = _told(state.mapper)
    if action is ChangeAction.UPDATED:
        # Of a document with many lines most fields are as they were: only the others are looked at.
        unmodified = state.unmodified
        told = tuple(key for key in told if key not in unmodified)
    for key in told:
        history = get_history(record, key)
        value = plain(state.dict.get(key))
        if action is ChangeAction.DELETED:
            before[key] = plain(history.deleted[0]) if history.deleted else value
        elif history.has_changes():
            before[key] = plain(history.deleted[0]) if history.deleted else None
            after[key] = value
    if action is ChangeAction.UPDATED and before and "id" in state.mapper.column_attrs:
        after["id"] = before["id"] = record.id
    return before, after
