"""Telling users what happened: one row per user and event, whoever notices it, and however often."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from officedesk.models.company import User
from officedesk.models.enums import NoticeKind
from officedesk.models.reminders import Notification
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission, may
from officedesk.services.sqllist import CHUNK

_LONGEST = 200
NEEDS: dict[NoticeKind, Permission] = {
    NoticeKind.PAYMENT: Permission.PAYMENTS_READ,
    NoticeKind.VIEWED: Permission.ESTIMATES_READ,
    NoticeKind.EXPIRING: Permission.ESTIMATES_READ,
    NoticeKind.MESSAGE_FAILED: Permission.MESSAGES_READ,
    NoticeKind.MESSAGE_ANSWERED: Permission.MESSAGES_READ,
    NoticeKind.CROSSING: Permission.POSITIONS_READ,
    NoticeKind.CONTRACT: Permission.CONTRACTS_READ,
    NoticeKind.LEAD: Permission.PROJECTS_READ,
}
"""What being told of it needs; of the rest everybody may be."""


def notify(
    session: Session,
    desk: Desk,
    user_ids: Iterable[int | None],
    kind: NoticeKind,
    key: str,
    subject: str,
    text: str = "",
    entity: str = "",
    entity_id: int | None = None,
    customer_id: int | None = None,
    *,
    at: datetime | None = None,
) -> None:
    """Tell users something, in the caller's transaction. ``key`` (at most 80 characters) names the event: once each.

    Users who left, or whose role does not see such things, are left out. ``at``: when it happened, if not now.
    """
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return
    need = NEEDS.get(kind)
    people = session.execute(select(User.id, User.role).where(User.id.in_(wanted), User.active)).all()
    rows = [
        {
            "user_id": person.id,
            "key": key,
            "kind": kind,
            "at": at or desk.now(),
            "subject": _short(subject),
            "text": _short(text),
            "entity": entity,
            "entity_id": entity_id,
            "customer_id": customer_id,
        }
        for person in people
        if need is None or may(person.role, need)
    ]
    put_notices(session, rows)


def put_notices(session: Session, rows: list[dict[str, Any]]) -> None:
    """Insert notifications; one that its user has already stays as it is, also where two desktops insert it at once."""
    if not rows:
        return
    dialect: Any = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    session.execute(dialect.insert(Notification).on_conflict_do_nothing(index_elements=["user_id", "key"]), rows)


def settle(session: Session, entity: str, ids: Iterable[int], now: datetime) -> None:
    """What users were told of these records is dealt with: behind the bell it counts no more."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        about = Notification.entity_id.in_(wanted[start : start + CHUNK])
        session.execute(
            update(Notification)
            .where(Notification.entity == entity, about, Notification.seen_at.is_(None))
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )


def others(user_ids: Iterable[int | None], desk: Desk) -> list[int]:
    """Those of ``user_ids`` who do not know anyway, because they do it themselves."""
    return sorted({user_id for user_id in user_ids if user_id is not None and user_id != desk.actor.user_id})


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
