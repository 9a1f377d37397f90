"""Writes the change log: watches what a session flushes and sums it up, one row per record."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper, Session, object_session
from sqlalchemy.orm.unitofwork import UOWTransaction

from officedesk.database import audit
from officedesk.database.differences import Values, difference, keys_of
from officedesk.database.letting_go import let_go
from officedesk.database.recorded import (
    CALLED,
    LEFT_OUT,
    NAMED_BY,
    NEVER,
    PARTS,
    RECORDS,
    UNLISTED,
    plain,
)
from officedesk.models.base import Base
from officedesk.models.customers import Customer
from officedesk.models.enums import ChangeAction, InvoiceState
from officedesk.models.payments import Payment
from officedesk.models.pipeline import Lead
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job

__all__ = ["ChangeRecorder", "WriteSession", "note_batch", "note_parts", "note_record", "plain", "recorder_of"]
_RECORDER = "change recorder"
STEPS = frozenset({Lead, Estimate, Job, Invoice})
"""What the state of a project follows from."""


@dataclass(slots=True)
class _Said:
    """What became of a record or part: ``before`` is ``None`` for a new one, ``after`` for one that is gone."""

    before: Values | None = None
    after: Values | None = None

    def add(self, action: ChangeAction, before: Values, after: Values) -> None:
        """Go on with what a later flush says of it."""
        if action is ChangeAction.CREATED:
            # Where it was there before (a tag taken off and put on again), it was only changed.
            self.after = dict(after)
        elif action is ChangeAction.DELETED:
            self.before = None if self._new else {**before, **(self.before or {})}
            self.after = None
        elif self._new:
            self.after = {**(self.after or {}), **after}
        else:
            self.before = {**before, **(self.before or {})}
            self.after = {**(self.after or {}), **after}

    @property
    def _new(self) -> bool:
        return self.before is None and self.after is not None

    def told(self, names: Iterable[str]) -> tuple[Values | None, Values | None]:
        """``(before, after)`` without what is as it was; ``names`` (what it is known by) stay."""
        if self.before is None or self.after is None:
            return self.before, self.after
        kept = {LEFT_OUT, CALLED, *names}
        differing = [
            name
            for name in (*self.before, *(other for other in self.after if other not in self.before))
            if name in kept or self.before.get(name) != self.after.get(name)
        ]
        if all(name in names or name == CALLED for name in differing):
            return None, None
        return (
            {name: self.before[name] for name in differing if name in self.before},
            {name: self.after[name] for name in differing if name in self.after},
        )


@dataclass(slots=True)
class _Row:
    """A row of the log in the making."""

    entity: str
    entity_id: int
    action: ChangeAction = ChangeAction.UPDATED
    customer_id: int | None = None
    label: str = ""
    record: Base | None = None
    said: _Said = field(default_factory=lambda: _Said({}, {}))
    parts: dict[str, dict[Any, tuple[_Said, tuple[str, ...]]]] = field(default_factory=dict)
    lists: dict[str, tuple[type[Base], Sequence[Values], Sequence[Values]]] = field(default_factory=dict)
    """Parts that were told all at once, and not again."""

    def contents(self) -> tuple[Values, Values]:
        """``before`` and ``after`` as the log holds them, the parts as lists under their names."""
        before, after = self.said.told(("id",))
        before, after = dict(before or {}), dict(after or {})
        if self.action is ChangeAction.CREATED:
            before = {}
        for name, (_, gone, made) in self.lists.items():
            before |= {name: list(gone)} if gone else {}
            after |= {name: list(made)} if made else {}
        for name, parts in self.parts.items():
            for said, names in parts.values():
                old, new = said.told(names)
                if old is not None:
                    before.setdefault(name, []).append(old)
                if new is not None:
                    after.setdefault(name, []).append(new)
        return before, after


class WriteSession(Session):
    """A session whose flushes its :class:`ChangeRecorder` hears of."""


class ChangeRecorder:
    """Collects the changes of one session until :meth:`write`.

    ``profiles`` and ``balances`` are the customers whose list row, or whose money, was touched; ``projects`` those of
    which a lead or document was.
    """

    def __init__(self, session: Session, user_id: int | None, actor: str, desktop: str) -> None:
        self._session = session
        self._who = {"user_id": user_id, "actor": actor, "desktop": desktop}
        self.key = uuid.uuid4().hex
        """``transaction_key`` of the rows that are written."""
        self.undoes: str | None = None
        """``transaction_key`` of the transaction that this one takes back."""
        self._rows: dict[tuple[str, int], _Row] = {}
        self._summed: list[Values] = []
        self._named: dict[tuple[type[Base], int], dict[str, list[int]]] = {}
        self.profiles: set[int] = set()
        self.balances: set[int] = set()
        self.projects: set[int] = set()
        session.info[_RECORDER] = self

    def detach(self) -> None:
        """Hear of no more flushes."""
        del self._session.info[_RECORDER]

    def write(self, at: datetime) -> None:
        """Append one sealed row per touched record to the change log, in the session's transaction.

        Nobody else can write to the log until its commit.
        """
        shared = {"at": at, "transaction_key": self.key, **self._who, "undoes": self.undoes}
        rows = []
        for row in self._rows.values():
            before, after = row.contents()
            if before == after and row.action is ChangeAction.UPDATED and LEFT_OUT not in after:
                continue
            if row.action is ChangeAction.DELETED and not before:
                # Made and thrown away in one transaction.
                continue
            if not row.label and row.record is None:
                self._look_up(row)
            rows.append(
                {
                    **shared,
                    "action": row.action,
                    "entity": row.entity,
                    "entity_id": row.entity_id,
                    "customer_id": row.customer_id,
                    "label": row.label or (_label(row.record) if row.record is not None else ""),
                    "before": before,
                    "after": after,
                }
            )
        audit.append(self._session, [*rows, *({**shared, **summed} for summed in self._summed)])

    def _look_up(self, row: _Row) -> None:
        """Only a part was touched, and nobody read whose it is."""
        kind = next(kind for kind, (word, _) in RECORDS.items() if word == row.entity)
        row.record = self._session.get(kind, row.entity_id)
        row.customer_id = row.customer_id or getattr(row.record, "customer_id", None)

    def sum_up(self, key: str, row: Values) -> None:
        """Add one row for many records that went past the session's objects. ``key`` becomes the transaction's."""
        self.key = key
        self._summed.append({"customer_id": None, "label": "", "before": {}, "after": {}, **row})

    def note_record(
        self,
        kind: type[Base],
        record_id: int,
        before: Values,
        after: Values,
        *,
        action: ChangeAction = ChangeAction.UPDATED,
        record: Any = None,
    ) -> None:
        """Add what was written past the session's objects to one record; ``before`` and ``after`` its fields.

        ``record`` has all its fields as attributes, as far as the log or the lists need more than those.
        """
        row = self._row(None, kind, record_id, action)
        if record is not None:
            row.label = RECORDS[kind][1](record)[:200]
            row.customer_id = record_id if kind is Customer else getattr(record, "customer_id", None)
            self._touch_balance(kind, record)
            self._touch_project(kind, record, before)
        before, after = ({"id": record_id} | _plain(values) for values in (before, after))
        row.said.add(action, before, after)

    def note_parts(
        self,
        kind: type[Base],
        parent_id: int,
        before: Sequence[Values],
        after: Sequence[Values],
        *,
        whole: bool = True,
        label: str = "",
    ) -> None:
        """Add what was written past the session's objects to the parts of one record, as the log holds it.

        ``whole``: each of them has its id. ``label``: what the record is called, where nobody else tells.
        """
        parent_kind, _, name = PARTS[kind]
        row = self._row(None, parent_kind, parent_id, ChangeAction.UPDATED, listed=kind not in UNLISTED)
        row.label = row.label or label[:200]
        if whole and name not in row.parts and name not in row.lists:
            # The usual case, a document with many lines: nobody else says anything of them.
            row.lists[name] = (kind, before, after)
            return
        old = {values["id"]: values for values in before}
        for values in after:
            action = ChangeAction.UPDATED if values.get("id") in old else ChangeAction.CREATED
            self._part(None, kind, parent_id, action, old.pop(values.get("id"), {}), values)
        for values in old.values():
            self._part(None, kind, parent_id, ChangeAction.DELETED, values, {})

    def note_named(self, kind: type[Base], part_id: int, by: dict[str, list[int]]) -> None:
        """Remember which records let go of a part that is being deleted."""
        self._named[kind, part_id] = by

    def collect(self, session: Session, context: UOWTransaction) -> None:
        """Add what ``session`` has just flushed."""
        # Parts that were taken out of their record's list are deleted too, and are in no list of the session's.
        states = context.states.items()
        gone = {id(record): record for state, (deleted, _) in states if deleted and (record := state.obj()) is not None}
        for record in session.new:
            self._note(record, ChangeAction.CREATED)
        for record in gone.values():
            self._note(record, ChangeAction.DELETED)
        for record in session.dirty:
            if id(record) not in gone:
                self._note(record, ChangeAction.UPDATED)

    def _note(self, record: Any, action: ChangeAction) -> None:
        before, after = difference(record, action)
        kind = type(record)
        if action is ChangeAction.UPDATED and not before:
            if kind is Customer:
                # Only touched: something its list row is drawn from has changed elsewhere (a tag's name, say).
                self.profiles.add(record.id)
            return
        if kind in RECORDS:
            row = self._row(record, kind, record.id, action)
            row.label = _label(record)
            row.said.add(action, before, after)
            self._touch_project(kind, record, before)
        elif kind in PARTS:
            if action is ChangeAction.DELETED and (kind, getattr(record, "id", 0)) in self._named:
                before["named_by"] = self._named.pop((kind, record.id))
            called = getattr(record, "name", "")
            if called and action is ChangeAction.UPDATED:
                before[CALLED] = before.get("name") or called
            self._part(record, kind, getattr(record, PARTS[kind][1]), action, before, after)
        self._touch_balance(kind, record)

    def _touch_balance(self, kind: type[Base], record: Any) -> None:
        # A draft owes nothing, and no invoice becomes one again.
        if kind is Payment or (kind is Invoice and record.state is not InvoiceState.DRAFT):
            self.balances.add(record.customer_id)

    def _touch_project(self, kind: type[Base], record: Any, before: Values) -> None:
        if kind in STEPS:
            self.projects.update({record.project_id, before.get("project_id")} - {None})

    def _part(
        self, record: Any, kind: type[Base], parent_id: int, action: ChangeAction, before: Values, after: Values
    ) -> None:
        parent_kind, column, name = PARTS[kind]
        row = self._row(record, parent_kind, parent_id, ChangeAction.UPDATED, listed=kind not in UNLISTED)
        if name in row.lists:
            self.note_parts(kind, parent_id, *row.lists.pop(name)[1:], whole=False)
        keys = keys_of(inspect(kind), column)
        values = after if action is ChangeAction.CREATED else before
        # Rows that were inserted many at once come without ids, and are never touched again.
        known = tuple(values.get(key) for key in keys)
        parts = row.parts.setdefault(name, {})
        said, _ = parts.setdefault(known if None not in known else object(), (_Said(), keys))
        said.add(action, before, after)

    def _row(self, record: Any, kind: type[Base], entity_id: int, action: ChangeAction, *, listed: bool = True) -> _Row:
        entity, _ = RECORDS[kind]
        row = self._rows.get((entity, entity_id))
        if row is None:
            row = self._rows[entity, entity_id] = _Row(entity, entity_id)
            if action is ChangeAction.CREATED:
                row.said = _Said()
        if action is not ChangeAction.UPDATED:
            row.action = action
        owner = record if type(record) is kind else self._session.identity_map.get(_identity(kind, entity_id))
        if owner is not None:
            row.record = owner
        if kind is Customer:
            row.customer_id = entity_id
            if listed:
                self.profiles.add(entity_id)
        elif owner is not None:
            row.customer_id = getattr(owner, "customer_id", None)
        return row


def _identity(kind: type[Base], entity_id: int) -> Any:
    return inspect(kind).identity_key_from_primary_key((entity_id,))


def _label(record: Any) -> str:
    return RECORDS[type(record)][1](record)[:200]


def _plain(values: Mapping[str, Any]) -> Values:
    return {key: plain(value) for key, value in values.items() if key not in NEVER}


def recorder_of(session: Session) -> ChangeRecorder | None:
    """The recorder of a session in a write transaction; ``None`` for one that only reads."""
    found: ChangeRecorder | None = session.info.get(_RECORDER)
    return found


def _flushed(session: Session, context: UOWTransaction) -> None:
    if (recorder := recorder_of(session)) is not None:
        recorder.collect(session, context)


def note_parts(
    session: Session,
    kind: type[Base],
    parent_id: int,
    before: Sequence[Values],
    after: Sequence[Values],
    label: str = "",
) -> None:
    """Tell the change log of parts of one record that were written past the session's objects, as it holds them.

    Added ones are in ``after``, removed ones in ``before``, of changed ones what differs in both; always with the id.
    ``label``: what the record is called, where nothing else of the transaction tells.
    """
    if (recorder := recorder_of(session)) is not None:
        recorder.note_parts(kind, parent_id, before, after, label=label)


def note_record(
    session: Session, kind: type[Base], record_id: int, before: Values, after: Values, record: Any = None
) -> None:
    """Tell the change log of fields of a record that were written past the session's objects.

    ``record`` has all its fields as attributes, where none of the session's objects stands for it.
    """
    if (recorder := recorder_of(session)) is not None:
        recorder.note_record(kind, record_id, before, after, record=record)


def note_created(session: Session, kind: type[Base], record: Any, after: Values) -> None:
    """Tell the change log of a new record that went past the session's objects, all of its fields in ``after``."""
    if (recorder := recorder_of(session)) is not None:
        recorder.note_record(kind, after["id"], {}, after, action=ChangeAction.CREATED, record=record)


def note_batch(session: Session, key: str, **row: Any) -> None:
    """Tell the change log in one row of many records that were written past the session's objects.

    ``row``: ``action``, ``entity``, ``entity_id``, and if need be ``customer_id``, ``label``, ``before``, ``after``.
    ``key`` becomes the key of the whole transaction.
    """
    if (recorder := recorder_of(session)) is not None:
        recorder.sum_up(key, row)


def _let_go(_mapper: Mapper[Any], connection: Connection, part: Any) -> None:
    session = object_session(part)
    recorder = recorder_of(session) if session is not None else None
    if recorder is not None and (by := let_go(connection, part)):
        recorder.note_named(type(part), part.id, by)


# Once for all sessions: to listen to each of them anew costs a third of beginning its transaction.
event.listen(WriteSession, "after_flush", _flushed)
for _kind in NAMED_BY:
    event.listen(_kind, "before_delete", _let_go)
