"""The change feed: what others saved, read from the change log as soon as it is there."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.database.noticing import LOOK_EVERY, ear_of, troubles
from officedesk.database.unit import Database

log = logging.getLogger(__name__)
MOST = 500
"""More new rows than this are not read one by one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record changed in one transaction: a row of the change log without its contents.

    ``fields`` are the names that differ (none for new and deleted records); ``customer_id`` is 0 where it belongs to
    no customer. ``actor`` at ``desktop`` did it.
    """

    id: int
    at: datetime
    transaction_key: str
    actor: str
    desktop: str
    action: str
    entity: str
    entity_id: int
    customer_id: int
    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What is new. ``many``: more than is worth telling one by one, or the office itself is another now."""

    changes: tuple[Change, ...] = ()
    many: bool = False

    def __bool__(self) -> bool:
        return self.many or bool(self.changes)


class ChangeFeed:
    """Belongs to one thread, which alternates :meth:`wait` and :meth:`read`; :meth:`wake` may come from others.

    ``after`` is the last id of the change log that the desktop has seen; without it the feed begins at its first
    successful look. The order of ids is the order of commits (``database.audit``): what is above the last is new.
    """

    def __init__(self, database: Database, after: int | None = None, every: float = LOOK_EVERY) -> None:
        self._database = database
        self._ear = ear_of(database, every)
        self._troubles = troubles(database)
        self._last = after
        self._unread = True

    def wait(self, seconds: float) -> bool:
        """Wait until there may be something to :meth:`read`, at most so long or until :meth:`wake`."""
        if self._ear.wait(seconds):
            self._unread = True
        return self._unread

    def wake(self) -> None:
        """End a wait."""
        self._ear.wake()

    def read(self) -> News:
        """What is new and was not written by this program. An office that cannot be read now is read later."""
        if not self._unread:
            return News()
        try:
            with self._database.read() as session:
                news = self._read(session)
        except self._troubles as problem:
            log.debug("the change log cannot be read now: %s", problem)
            return News()
        self._unread = False
        return news

    def close(self) -> None:
        """Let go of the connection."""
        self._ear.close()

    def _read(self, session: Session) -> News:
        from officedesk.models.changes import ChangeLog

        if self._last is None:
            self._last = session.scalar(select(func.max(ChangeLog.id))) or 0
            return News()
        rows = session.execute(
            select(
                ChangeLog.id,
                ChangeLog.at,
                ChangeLog.transaction_key,
                ChangeLog.actor,
                ChangeLog.desktop,
                ChangeLog.action,
                ChangeLog.entity,
                ChangeLog.entity_id,
                ChangeLog.customer_id,
                ChangeLog.label,
                ChangeLog.before,
                ChangeLog.after,
            )
            .where(ChangeLog.id > self._last)
            .order_by(ChangeLog.id)
            .limit(MOST + 1)
        ).all()
        if len(rows) > MOST:
            self._last = session.scalar(select(func.max(ChangeLog.id))) or 0
            return News(many=True)
        if not rows:
            newest = session.scalar(select(func.max(ChangeLog.id))) or 0
            if newest < self._last:
                # Another office lies there: a backup was restored.
                self._last = newest
                return News(many=True)
        self._last = max(self._last, *(row.id for row in rows)) if rows else self._last
        return News(tuple(_change(row) for row in rows if not self._database.wrote(row.transaction_key)))


def _change(row: Any) -> Change:
    told = row.action.value == "updated"
    names: Iterable[str] = {*(row.before or {}), *(row.after or {})} - {"id"} if told else ()
    return Change(
        row.id,
        row.at,
        row.transaction_key,
        row.actor,
        row.desktop,
        row.action.value,
        row.entity,
        row.entity_id,
        row.customer_id or 0,
        row.label,
        tuple(sorted(names)),
    )
