"""What the log tells of one record and its parts in a transaction, beside what is stored of them now."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from officedesk.models.base import Base
from officedesk.models.enums import ChangeAction
from officedesk.services.activity.stored import PARTS_OF, find_part, part_key, says


class Part:
    """What happened to one part in the transaction, and the part as it is stored now."""

    def __init__(
        self, session: Session, kind: type[Base], parent_id: int, before: dict[str, Any] | None, after: Any
    ) -> None:
        self.kind, self.before, self.after = kind, before, after
        self.key = part_key(kind, before if before is not None else after)
        self.now = find_part(session, kind, parent_id, self.key)

    @property
    def as_left(self) -> bool:
        """It is as the transaction left it."""
        if self.after is None:
            return self.now is None
        return self.now is not None and says(self.now, self.after)


class Record:
    """A row of the log, the record it is about, and its parts."""

    def __init__(self, session: Session, row: Any, kind: type[Any]) -> None:
        self.row, self.kind = row, kind
        names = {name for parent, name in PARTS_OF if parent is kind}
        self.before = {name: value for name, value in row.before.items() if name not in names}
        self.after = {name: value for name, value in row.after.items() if name not in names}
        self.now: Any = session.get(kind, row.entity_id, with_for_update=True, populate_existing=True)
        self.parts: list[Part] = []
        if row.action is ChangeAction.UPDATED:
            for name in sorted(names & (row.before.keys() | row.after.keys())):
                self._match(session, PARTS_OF[kind, name], row.before.get(name, ()), row.after.get(name, ()))

    def _match(self, session: Session, kind: type[Base], before: Iterable[Any], after: Iterable[Any]) -> None:
        old = {part_key(kind, said): said for said in before}
        new = {part_key(kind, said): said for said in after}
        for key in (*old, *(key for key in new if key not in old)):
            self.parts.append(Part(session, kind, self.row.entity_id, old.get(key), new.get(key)))

    @property
    def label(self) -> str:
        return self.row.label or "This record"
