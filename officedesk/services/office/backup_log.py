"""What the office remembers of its backups, and which desktop is making one: in two settings of the office."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from officedesk.models.company import Setting
from officedesk.services.desk import Desk
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission

_LAST = "backup.last"
_LEASE = "backup.lease"
_AUTOMATIC = "backup.automatic"
LEASE = timedelta(minutes=15)
"""A desktop that claimed the daily backup and is gone holds the others up for so long."""


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made, by whichever desktop; ``problem`` is why a later try failed, at ``failed_at``.

    ``change`` is the newest row of the change log that it holds. Instants are aware UTC.
    """

    at: datetime | None = None
    desktop: str = ""
    folder: str = ""
    change: int = 0
    problem: str = ""
    failed_at: datetime | None = None
    automatic: bool = True


def last(desk: Desk) -> LastBackup:
    """What is remembered, and whether backups are made by themselves (not in the sample office, unless switched on)."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Setting.key, Setting.value).where(Setting.key.in_((_LAST, _AUTOMATIC)), Setting.user_id.is_(None))
        )
        found = {row.key: row.value for row in rows}
        sample = bool(session.execute(text("SELECT is_sample FROM company")).scalar_one())
    return _read(found.get(_LAST), automatic=bool(found.get(_AUTOMATIC, not sample)))


def set_automatic(desk: Desk, on: bool) -> None:
    """Make backups by themselves, or not, at every desktop of the office."""
    desk.need(Permission.BACKUP)
    with desk.write() as session:
        store(session, _AUTOMATIC, on)


def remember(desk: Desk, told: LastBackup) -> None:
    """Note a backup that was made, or (with a ``problem``) that one failed, beside the last that was made."""
    desk.need(Permission.OFFICE_READ)
    with desk.write() as session:
        if told.problem:
            before = _read(_get(session, _LAST))
            told = replace(before, problem=told.problem, failed_at=told.failed_at)
        store(
            session,
            _LAST,
            {
                "at": told.at.isoformat() if told.at else None,
                "desktop": told.desktop,
                "folder": told.folder,
                "change": told.change,
                "problem": told.problem,
                "failed_at": told.failed_at.isoformat() if told.failed_at else None,
            },
        )


def changed_since(desk: Desk, before: LastBackup) -> bool:
    """Whether anything was changed that the last backup doesn't hold."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        newest = session.execute(text("SELECT coalesce(max(id), 0) FROM change_log")).scalar_one()
    # Lower after an older state was restored.
    return before.at is None or int(newest) != before.change


def claim(desk: Desk) -> str | None:
    """Be the one desktop that makes the backup: a token for :func:`release`, or ``None`` where another one is."""
    desk.need(Permission.OFFICE_READ)
    now = desk.now()
    with desk.write() as session:
        held = _get(session, _LEASE)
        if isinstance(held, dict):
            since = _instant(held.get("since"))
            # One from the future was left by a clock that was wrong.
            if since is not None and timedelta(0) <= now - since < LEASE:
                return None
        token = uuid.uuid4().hex
        store(session, _LEASE, {"token": token, "desktop": desk.actor.desktop, "since": now.isoformat()})
    return token


def release(desk: Desk, token: str) -> None:
    """The backup is made, or failed."""
    desk.need(Permission.OFFICE_READ)
    with desk.write() as session:
        held = _get(session, _LEASE)
        if isinstance(held, dict) and held.get("token") == token:
            store(session, _LEASE, None)


def _read(said: Any, *, automatic: bool = True) -> LastBackup:
    if not isinstance(said, dict):
        return LastBackup(automatic=automatic)
    return LastBackup(
        at=_instant(said.get("at")),
        desktop=str(said.get("desktop", "")),
        folder=str(said.get("folder", "")),
        change=int(said.get("change", 0)),
        problem=str(said.get("problem", "")),
        failed_at=_instant(said.get("failed_at")),
        automatic=automatic,
    )


def _instant(said: Any) -> datetime | None:
    try:
        made = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return made if made.tzinfo is not None else None


def _get(session: Session, key: str) -> Any:
    # On a server two desktops may ask at once, and a row that is not there cannot be locked: the company's always is.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT id FROM company FOR UPDATE"))
    return session.scalar(select(Setting.value).where(Setting.key == key, Setting.user_id.is_(None)).limit(1))
