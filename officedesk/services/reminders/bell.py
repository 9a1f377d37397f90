"""The bell: what is due becomes a notification, once; which desktop shows it natively is settled in the database."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from officedesk.errors import OfficeBusy, OfficeReadOnly
from officedesk.formatting import time_text
from officedesk.models.customers import Customer
from officedesk.models.due import wall
from officedesk.models.enums import EstimateStatus, NoticeKind, ReminderStatus
from officedesk.models.reminders import Notification, Reminder
from officedesk.models.sales import Estimate
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.telling import due_notices
from officedesk.services.reminders.notices import NEEDS, put_notices
from officedesk.services.reminders.rows import Bell, NoticeRow

log = logging.getLogger(__name__)
EXPIRING_DAYS = 3
"""So many days before an estimate expires whoever wrote it is told."""
KEPT_DAYS = 90
"""Notifications that were looked at are forgotten after so long."""
MOST = 60
"""Notifications behind the bell."""
_OPEN = Reminder.status == ReminderStatus.OPEN
_THERE = Reminder.deleted_at.is_(None)
_STANDING = or_(Notification.entity != "reminder", exists().where(Reminder.id == Notification.entity_id, _OPEN, _THERE))
"""Not of a reminder that is done or gone by now, also where that was undone."""


def look(desk: Desk, *, claim: bool = False) -> Bell:
    """What the bell of the user at the desk shows now; what is due becomes a notification, once for all desktops.

    With ``claim`` this desktop takes upon itself to show natively what none has shown yet: no other desktop is given
    the same. Cheap where nothing is due: nothing is written then. In an office that is busy or only read what is due
    waits for the next look.
    """
    desk.need(Permission.OWN_WRITE)
    user_id = desk.actor.user_id
    if user_id is None:
        return Bell()
    claimed: tuple[NoticeRow, ...] = ()
    with desk.read() as session:
        work = bool(_news(session, desk)) or (claim and bool(session.scalar(select(exists().where(_unshown(desk))))))
    if work:
        try:
            claimed = _tell(desk, claim=claim)
        except (OfficeBusy, OfficeReadOnly) as problem:
            log.debug("what is due is told later: %s", problem)
    with desk.read() as session:
        unseen = session.scalar(select(func.count()).where(*_mine(desk), Notification.seen_at.is_(None), _STANDING))
        unshown = bool(unseen) and not claimed and bool(session.scalar(select(exists().where(_unshown(desk)))))
        return Bell(int(unseen or 0), claimed, unshown, _next(session, desk))


def notices(desk: Desk, limit: int = MOST) -> list[NoticeRow]:
    """The latest notifications of the user at the desk: those not seen yet first, then the newest."""
    desk.need(Permission.OWN_WRITE)
    with desk.read() as session:
        query = _query(desk).order_by(Notification.seen_at.is_not(None), Notification.at.desc(), Notification.id.desc())
        return [_row(row) for row in session.execute(query.limit(limit))]


def mark_seen(desk: Desk, ids: Sequence[int] | None = None) -> None:
    """The user at the desk has looked at these notifications; ``None``: at all."""
    desk.need(Permission.OWN_WRITE)
    mine = (Notification.user_id == desk.actor.user_id) & Notification.seen_at.is_(None)
    if ids is not None:
        mine &= Notification.id.in_(ids)
    with desk.write() as session:
        session.execute(
            update(Notification).where(mine).values(seen_at=desk.now()).execution_options(synchronize_session=False)
        )


def _tell(desk: Desk, *, claim: bool) -> tuple[NoticeRow, ...]:
    with desk.write() as session:
        put_notices(session, _news(session, desk))
        if not claim:
            return ()
        # Locked, and looked at again once they are: of two desktops at the same moment one finds none.
        query = select(Notification.id).where(_unshown(desk)).order_by(Notification.id)
        ids = list(session.scalars(query.with_for_update()))
        if not ids:
            return ()
        session.execute(
            update(Notification)
            .where(Notification.id.in_(ids))
            .values(shown_at=desk.now(), shown_on=desk.actor.desktop)
            .execution_options(synchronize_session=False)
        )
        _forget_old(session, desk)
        found = session.execute(_query(desk).where(Notification.id.in_(ids)).order_by(Notification.at, Notification.id))
        return tuple(_row(row) for row in found)


def _news(session: Session, desk: Desk) -> list[dict[str, Any]]:
    """Notifications that are to be made for the user at the desk."""
    found = [_of_reminder(desk, row) for row in session.execute(_due(desk))]
    if desk.may(Permission.ESTIMATES_READ):
        found += _expiring(session, desk)
    if desk.may(Permission.PROJECTS_READ):
        found += due_notices(session, desk)
    return found


def _due(desk: Desk) -> Select[Any]:
    # Each time it is due, or put off to, is told once: by that time a notification is known again.
    told = exists().where(
        Notification.entity == "reminder",
        Notification.entity_id == Reminder.id,
        Notification.at == Reminder.alert_at,
        Notification.user_id == Reminder.user_id,
    )
    return (
        select(*Reminder.__table__.c, Customer.name.label("customer"))
        .outerjoin(Customer, Customer.id == Reminder.customer_id)
        .where(
            Reminder.user_id == desk.actor.user_id,
            _OPEN,
            Reminder.alert_at <= desk.now(),
            _THERE,
            Customer.deleted_at.is_(None),
            ~told,
        )
        .order_by(Reminder.alert_at, Reminder.id)
    )


def _of_reminder(desk: Desk, row: Any) -> dict[str, Any]:
    due = row.due if row.zone == desk.zone.key else wall(row.due_at, desk.zone)
    day = time_text(due) if due.date() == desk.today() else f"{due:%b} {due.day}, {time_text(due)}"
    return _notice(
        desk,
        NoticeKind.REMINDER,
        f"reminder:{row.id}:{row.alert_at:%Y%m%dT%H%M%S}",
        row.subject,
        " · ".join(filter(None, (row.customer, f"due {day}"))),
        "reminder",
        row.id,
        row.customer_id,
        row.alert_at,
    )


def _expiring(session: Session, desk: Desk) -> list[dict[str, Any]]:
    today = desk.today()
    rows = session.execute(
        select(Estimate.id, Estimate.number, Estimate.valid_until, Estimate.customer_id, Customer.name)
        .join(Customer, Customer.id == Estimate.customer_id)
        .where(
            Estimate.status == EstimateStatus.SENT,
            Estimate.estimator_id == desk.actor.user_id,
            Estimate.valid_until.between(today, today + timedelta(days=EXPIRING_DAYS)),
            Estimate.deleted_at.is_(None),
            Customer.deleted_at.is_(None),
        )
        .order_by(Estimate.valid_until, Estimate.id)
    ).all()
    keys = {f"expiring:{row.id}:{row.valid_until:%Y%m%d}": row for row in rows}
    mine = Notification.user_id == desk.actor.user_id
    told = set(session.scalars(select(Notification.key).where(mine, Notification.key.in_(keys)))) if keys else set()
    found = []
    for key, row in keys.items():
        if key not in told:
            left = (row.valid_until - today).days
            when = ("today", "tomorrow")[left] if left < 2 else f"in {left} days"
            subject = f"Estimate {row.number} expires {when}"
            text = f"{row.name} has not answered yet"
            of = ("estimate", row.id, row.customer_id)
            found.append(_notice(desk, NoticeKind.EXPIRING, key, subject, text, *of, desk.now()))
    return found


def _notice(
    desk: Desk,
    kind: NoticeKind,
    key: str,
    subject: str,
    text: str,
    entity: str,
    entity_id: int,
    customer_id: int | None,
    at: datetime,
) -> dict[str, Any]:
    values = {"user_id": desk.actor.user_id, "key": key, "kind": kind, "at": at, "subject": subject, "text": text}
    return values | {"entity": entity, "entity_id": entity_id, "customer_id": customer_id}


def _mine(desk: Desk) -> list[ColumnElement[bool]]:
    """The user's own, without what their role does not see any more."""
    hidden = [kind for kind, need in NEEDS.items() if not desk.may(need)]
    found = [Notification.user_id == desk.actor.user_id]
    return [*found, Notification.kind.not_in(hidden)] if hidden else found


def _unshown(desk: Desk) -> ColumnElement[bool]:
    first, *rest = _mine(desk)
    for condition in (*rest, Notification.shown_at.is_(None), Notification.seen_at.is_(None), _STANDING):
        first &= condition
    return first


def _next(session: Session, desk: Desk) -> datetime:
    """When something is due next; at the latest when the office's day is over."""
    tomorrow = desk.start_of(desk.today() + timedelta(days=1))
    at: datetime | None = session.scalar(
        select(func.min(Reminder.alert_at)).where(
            Reminder.user_id == desk.actor.user_id,
            _OPEN,
            Reminder.alert_at > desk.now(),
            _THERE,
        )
    )
    return tomorrow if at is None else min(at, tomorrow)


def _query(desk: Desk) -> Select[Any]:
    # A customer that turned out to be another is that one, until the merge is undone.
    told = aliased(Customer)
    columns = [column for column in Notification.__table__.c if column.name != "customer_id"]
    return (
        select(
            *columns,
            Customer.id.label("customer_id"),
            Customer.name.label("customer"),
            Reminder.about,
            Reminder.about_id,
            _OPEN.label("open"),
        )
        .outerjoin(told, told.id == Notification.customer_id)
        .outerjoin(Customer, Customer.id == func.coalesce(told.merged_into_id, told.id))
        .outerjoin(Reminder, (Notification.entity == "reminder") & (Reminder.id == Notification.entity_id))
        .where(*_mine(desk), or_(Notification.entity != "reminder", Reminder.id.is_not(None) & _THERE))
    )


def _row(row: Any) -> NoticeRow:
    return NoticeRow(
        id=row.id,
        kind=row.kind,
        at=row.at,
        subject=row.subject,
        text=row.text,
        entity=row.entity,
        entity_id=row.entity_id,
        customer_id=row.customer_id,
        customer=row.customer or "",
        seen=row.seen_at is not None or (row.entity == "reminder" and not row.open),
        open=bool(row.open),
        about=row.about or "",
        about_id=row.about_id,
    )


def _forget_old(session: Session, desk: Desk) -> None:
    """What was looked at long ago; an open reminder would be told again, so what it told stays."""
    old = desk.now() - timedelta(days=KEPT_DAYS)
    still_open = select(Reminder.id).where(Reminder.user_id == desk.actor.user_id, _OPEN)
    closed = or_(Notification.entity != "reminder", Notification.entity_id.not_in(still_open))
    session.execute(
        delete(Notification)
        .where(Notification.user_id == desk.actor.user_id, Notification.seen_at < old, closed)
        .execution_options(synchronize_session=False)
    )
