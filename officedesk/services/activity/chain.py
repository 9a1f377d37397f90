"""Which transactions count: what was undone does not, nor does the undoing; what was done again does."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.changes import ChangeHead, ChangeLog

WINDOW = 20_000
"""So many of the latest changes are looked at: what is older is history."""
_CHUNK = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction, told by its first row. ``count`` records were changed in it."""

    key: str
    row_id: int
    at: datetime
    user_id: int | None
    actor: str
    desktop: str
    action: str
    entity: str
    entity_id: int
    customer_id: int | None
    label: str
    count: int = 1


class Chain:
    """Knows what undid what, and so which transactions count now."""

    def __init__(self, session: Session) -> None:
        query = select(ChangeLog.transaction_key, ChangeLog.undoes).where(ChangeLog.undoes.is_not(None)).distinct()
        self._undoes: dict[str, str] = dict(session.execute(query).all())  # type: ignore[arg-type]
        self._undoers: dict[str, list[str]] = defaultdict(list)
        for key, undone in self._undoes.items():
            self._undoers[undone].append(key)

    def counts(self, key: str) -> bool:
        """Nothing undid it, or what did was undone itself."""
        return not any(self.counts(other) for other in self._undoers.get(key, ()))

    def is_undo(self, key: str) -> bool:
        """It takes something back; undoing an undo is doing it again."""
        undone = self._undoes.get(key)
        return undone is not None and not self.is_undo(undone)

    def does(self, key: str) -> bool:
        """What the office looks like now comes of it."""
        return self.counts(key) and not self.is_undo(key)

    def standing(self, keys: Collection[str]) -> set[str]:
        """Of transactions that follow each other those that made a difference: not those that undid each other."""
        return {key for key in keys if self.counts(key) and self._undoes.get(key) not in keys}

    def is_first(self, key: str) -> bool:
        """It neither undid nor redid anything."""
        return key not in self._undoes

    def tip(self, key: str) -> str:
        """The transaction to undo in order to undo ``key``: the last that did it again, else itself."""
        for undo in self._undoers.get(key, ()):
            for redo in self._undoers.get(undo, ()):
                if self.counts(redo):
                    return self.tip(redo)
        return key


def floor_of(session: Session) -> int:
    """The id of the change log from which on transactions are looked at."""
    return max((session.scalar(select(ChangeHead.last_id)) or 0) - WINDOW, 0)


def steps(session: Session, *where: Any) -> Iterable[Step]:
    """The transactions of the window for whose rows ``where`` holds, the latest first, read as they are asked for.

    Messages are left out: they have an outbox, and nobody's Ctrl+Z ends there; what was stored with one is taken back
    with it. Where customers were merged their messages only moved with them: that can be taken back.
    """
    floor, before = floor_of(session), None
    pending: list[Any] = []
    columns = [getattr(ChangeLog, name) for name in _STEP]
    while True:
        query = select(*columns).where(ChangeLog.id > floor, *where).order_by(ChangeLog.id.desc()).limit(_CHUNK)
        rows: Sequence[Any] = session.execute(query if before is None else query.where(ChangeLog.id < before)).all()
        for row in rows:
            if pending and pending[-1].transaction_key != row.transaction_key:
                if not _is_message(pending):
                    yield step_of(pending[-1], len(pending))
                pending = []
            pending.append(row)
        if len(rows) < _CHUNK:
            break
        before = rows[-1].id
    if pending and not _is_message(pending):
        yield step_of(pending[-1], len(pending))


def _is_message(rows: Iterable[Any]) -> bool:
    kinds = {row.entity for row in rows}
    return "message" in kinds and "customer" not in kinds


_STEP = (
    "id",
    "transaction_key",
    "at",
    "user_id",
    "actor",
    "desktop",
    "action",
    "entity",
    "entity_id",
    "customer_id",
    "label",
)


def step_of(first: Any, count: int) -> Step:
    """The transaction whose first row of the log is ``first``; it has ``count`` rows."""
    return Step(
        key=first.transaction_key,
        row_id=first.id,
        at=first.at,
        user_id=first.user_id,
        actor=first.actor,
        desktop=first.desktop,
        action=first.action.value,
        entity=first.entity,
        entity_id=first.entity_id,
        customer_id=first.customer_id,
        label=first.label,
        count=count,
    )
