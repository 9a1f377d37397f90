"""Time on a job that starts when its technician's vehicle comes to the location and stops when it leaves.

Only where the office wants it, the technician is known, and it is clear which job it is. Time that somebody typed
for the same hours stays the only one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.company import Setting
from officedesk.models.enums import CrossingKind
from officedesk.models.mapping import Crossing, Geofence, TimeEntry
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.mapping.places_of_work import Presence, jobs_meant
from officedesk.services.mapping.reconciling import Reconciled
from officedesk.services.sqllist import CHUNK

SETTING = "map.time_from_crossings"
"""Setting of the office: whether crossings start and stop time by themselves."""
_STARTS = timedelta(hours=24)
"""Who came longer ago is not there any more: only the way out tells how long it was."""


def follow(session: Session, desk: Desk, result: Reconciled) -> None:
    """Start, stop and move entries for what became of crossings."""
    if result.moved:
        _move(session, desk, result.moved)
    if not result.new or not _wanted(session):
        return
    for start in range(0, len(result.new), CHUNK):
        rows = _stays(session, result.new[start : start + CHUNK])
        _put_down(session, desk, rows)


def _wanted(session: Session) -> bool:
    return bool(session.scalar(select(Setting.value).where(Setting.key == SETTING, Setting.user_id.is_(None)).limit(1)))


def _stays(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    entered, left = aliased(Crossing), aliased(Crossing)
    return session.execute(
        select(
            Crossing.id,
            Crossing.kind,
            Crossing.at,
            Crossing.technician_id,
            Geofence.location_id,
            entered.id.label("entered_id"),
            entered.at.label("entered_at"),
            left.id.label("left_id"),
        )
        .join(Geofence, Geofence.id == Crossing.geofence_id)
        .outerjoin(entered, entered.id == Crossing.entered_id)
        .outerjoin(left, left.entered_id == Crossing.id)
        .where(
            Crossing.id.in_(ids),
            Crossing.technician_id.is_not(None),
            Geofence.location_id.is_not(None),
            or_(Crossing.kind == CrossingKind.ENTER, entered.id.is_not(None)),
        )
        .order_by(Crossing.at, Crossing.id)
    ).all()


def _put_down(session: Session, desk: Desk, rows: Sequence[Any]) -> None:
    open_ones = _running(session, [row.entered_id for row in rows if row.entered_id is not None])
    presences = {row.id: _presence(desk, row) for row in rows}
    jobs = jobs_meant(session, set(presences.values()))
    for row in rows:
        if row.kind is CrossingKind.EXIT and (record := open_ones.get(row.entered_id)) is not None:
            record.ended_at, record.crossing_id = max(row.at, record.started_at), row.id
            record.touch(desk.now())
            continue
        if row.kind is CrossingKind.ENTER and (row.left_id is not None or row.at < desk.now() - _STARTS):
            continue
        began = row.at if row.kind is CrossingKind.ENTER else row.entered_at
        ended = row.at if row.kind is CrossingKind.EXIT else None
        job_id = jobs[presences[row.id]].job_id
        if job_id is None or overlapping(session, row.technician_id, began, ended):
            continue
        session.add(
            TimeEntry(
                technician_id=row.technician_id,
                customer_id=session.scalar(select(Job.customer_id).where(Job.id == job_id)),
                location_id=row.location_id,
                job_id=job_id,
                started_at=began,
                ended_at=ended,
                crossing_id=row.id,
                created_at=desk.now(),
                updated_at=desk.now(),
            )
        )
        session.flush()


def overlapping(
    session: Session, technician_id: int, began: datetime, ended: datetime | None, leave: int | None = None
) -> int | None:
    """An entry of the technician, not in the trash, that shares time with these hours (``None``: they go on)."""
    where = [
        TimeEntry.technician_id == technician_id,
        TimeEntry.deleted_at.is_(None),
        or_(TimeEntry.ended_at.is_(None), TimeEntry.ended_at > began),
    ]
    if ended is not None:
        where.append(TimeEntry.started_at < ended)
    if leave is not None:
        where.append(TimeEntry.id != leave)
    return session.scalar(select(TimeEntry.id).where(*where).order_by(TimeEntry.started_at).limit(1))


def _move(session: Session, desk: Desk, ids: Sequence[int]) -> None:
    times: dict[int, datetime] = {}
    for start in range(0, len(ids), CHUNK):
        some = Crossing.id.in_(ids[start : start + CHUNK])
        times |= dict(session.execute(select(Crossing.id, Crossing.at).where(some)).all())
    for crossing_id, record in _running(session, ids).items():
        record.started_at = times[crossing_id]
        record.touch(desk.now())


def _running(session: Session, ids: Sequence[int]) -> dict[int, TimeEntry]:
    """Entries that go on, by the way in that started them."""
    found: dict[int, TimeEntry] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(TimeEntry).where(
            TimeEntry.crossing_id.in_(ids[start : start + CHUNK]),
            TimeEntry.ended_at.is_(None),
            TimeEntry.deleted_at.is_(None),
        )
        found |= {record.crossing_id or 0: record for record in session.scalars(query.with_for_update())}
    return found


def _presence(desk: Desk, row: Any) -> Presence:
    at = row.entered_at or row.at
    return Presence(row.location_id, row.technician_id, at.astimezone(desk.zone).date())
