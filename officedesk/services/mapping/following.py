"""What follows from crossings, in the transaction that stores them: who is told, and time that starts or stops."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from officedesk.formatting import time_text
from officedesk.models.company import Technician
from officedesk.models.customers import Customer
from officedesk.models.due import wall
from officedesk.models.enums import CrossingKind, NoticeKind
from officedesk.models.mapping import Crossing, Device, Geofence, GeofenceWatcher
from officedesk.models.reminders import Notification
from officedesk.services.desk import Desk
from officedesk.services.mapping import running
from officedesk.services.mapping.active import is_active
from officedesk.services.mapping.reconciling import Reconciled
from officedesk.services.reminders.notices import notify
from officedesk.services.sqllist import CHUNK

TOLD = timedelta(hours=24)
"""What happened longer ago is listed and not told any more: a file of last month rings no bell."""


def follow(session: Session, desk: Desk, result: Reconciled) -> None:
    """Tell users of new crossings, once each, and let time on jobs start and stop. Ids are those of crossings."""
    since = desk.now() - TOLD
    for start in range(0, len(result.new), CHUNK):
        for row in _crossings(session, result.new[start : start + CHUNK], since):
            _tell(session, desk, row)
    _take_back(session, result.gone, desk.now())
    running.follow(session, desk, result)


def _crossings(session: Session, ids: Sequence[int], since: datetime) -> Sequence[Any]:
    fence = ("name", "alert_on_enter", "alert_on_exit", "active_days", "active_from", "active_until", "customer_id")
    return session.execute(
        select(
            Crossing.id,
            Crossing.kind,
            Crossing.at,
            Crossing.geofence_id,
            *(getattr(Geofence, name) for name in fence),
            Device.name.label("device"),
            Technician.name.label("technician"),
            Customer.name.label("company"),
        )
        .join(Geofence, Geofence.id == Crossing.geofence_id)
        .join(Device, Device.id == Crossing.device_id)
        .outerjoin(Technician, Technician.id == Crossing.technician_id)
        .outerjoin(Customer, Customer.id == Geofence.customer_id)
        .where(Crossing.id.in_(ids), Crossing.at >= since)
        .order_by(Crossing.at, Crossing.id)
    ).all()


def _tell(session: Session, desk: Desk, row: Any) -> None:
    entered = row.kind is CrossingKind.ENTER
    if not (row.alert_on_enter if entered else row.alert_on_exit):
        return
    if not is_active(row.active_days, row.active_from, row.active_until, row.at, desk.zone):
        return
    people = session.scalars(select(GeofenceWatcher.user_id).where(GeofenceWatcher.geofence_id == row.geofence_id))
    there = wall(row.at, desk.zone)
    when = time_text(there) if there.date() == desk.today() else f"{there:%b} {there.day}, {time_text(there)}"
    text = " · ".join(filter(None, (when, row.technician, row.company)))
    subject = f"{row.device} {'entered' if entered else 'left'} {row.name}"
    of = ("geofence", row.geofence_id, row.customer_id)
    notify(session, desk, list(people), NoticeKind.CROSSING, _key(row.id), subject, text, *of, at=row.at)


def _take_back(session: Session, ids: Sequence[int], now: datetime) -> None:
    """What users were told of crossings that never happened counts no more behind the bell."""
    for start in range(0, len(ids), CHUNK):
        keys = [_key(key) for key in ids[start : start + CHUNK]]
        session.execute(
            update(Notification).where(Notification.key.in_(keys), Notification.seen_at.is_(None)).values(seen_at=now),
            execution_options={"synchronize_session": False},
        )


def _key(crossing_id: int) -> str:
    return f"crossing:{crossing_id}"
