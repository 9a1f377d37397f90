"""An entry of the timesheet: new, read, saved, put into the trash and brought back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotFound
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.due import instant, wall
from officedesk.models.mapping import TimeEntry
from officedesk.models.text import clean
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.lost_races import merge_fields, merged
from officedesk.services.mapping.running import overlapping
from officedesk.services.mapping.time_rows import TimeDraft
from officedesk.services.permissions import Permission

FIELDS = ("technician_id", "started", "ended", "job_id", "customer_id", "location_id", "note")
_LONGEST = 2_000
_HOURS = 24


def new_time(desk: Desk, job_id: int | None = None, technician_id: int | None = None) -> TimeDraft:
    """A draft that begins now, at a job where one is given."""
    desk.need(Permission.TIME_WRITE)
    now = wall(desk.now(), desk.zone).replace(second=0, microsecond=0)
    draft = TimeDraft(technician_id, now, None, job_id)
    if job_id is None:
        return draft
    with desk.read() as session:
        return _of_job(session, draft)


def time_entry(desk: Desk, entry_id: int) -> TimeDraft:
    """The stored draft. Raises :class:`NotFound`."""
    desk.need(Permission.TIME_READ)
    with desk.read() as session:
        return _draft(desk, load(session, entry_id))


def save_time(desk: Desk, draft: TimeDraft, base: TimeDraft | None = None, *, overlap: bool = False) -> TimeDraft:
    """Store ``draft`` and return it as stored.

    ``base`` is the draft as it was read: with it, what another desktop saved meanwhile is kept where it is to other
    fields. Two entries of a technician at the same time are refused (field ``started``) unless ``overlap``.
    Raises :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with ``theirs`` and ``fields``.
    """
    desk.need(Permission.TIME_WRITE)
    draft = replace(draft, note=clean(draft.note, lines=True))
    if found := problems(draft):
        raise InvalidInput(found)
    with desk.write() as session:
        record = None if draft.id is None else load(session, draft.id, lock=True)
        if record is not None and record.version != draft.version:
            draft = _merged(desk, record, draft, base)
        draft = _of_job(session, draft)
        if found := _stored_problems(session, desk, draft, record, overlap=overlap):
            raise InvalidInput(found)
        if record is None:
            record = TimeEntry(created_at=desk.now())
            _put(desk, record, draft, None)
            session.add(record)
        else:
            _put(desk, record, draft, record)
        session.flush()
        return _draft(desk, record)


def stop_time(desk: Desk, entry_id: int) -> TimeDraft:
    """Work that goes on is over now. Nothing happens to what is over already."""
    desk.need(Permission.TIME_WRITE)
    with desk.write() as session:
        record = load(session, entry_id, lock=True)
        if record.ended_at is None:
            record.ended_at = max(desk.now(), record.started_at)
            record.touch(desk.now())
        session.flush()
        return _draft(desk, record)


def delete_time(desk: Desk, ids: Sequence[int]) -> None:
    """Put entries into the trash."""
    desk.need(Permission.TIME_WRITE)
    with desk.write() as session:
        for entry_id in sorted(set(ids)):
            record = load(session, entry_id, lock=True)
            record.deleted_at = record.updated_at = desk.now()


def restore_time(desk: Desk, ids: Sequence[int]) -> None:
    """Take entries out of the trash."""
    desk.need(Permission.TIME_WRITE)
    with desk.write() as session:
        for entry_id in sorted(set(ids)):
            record = load(session, entry_id, lock=True, trashed=True)
            record.deleted_at, record.updated_at = None, desk.now()


def load(session: Session, entry_id: int, *, lock: bool = False, trashed: bool = False) -> TimeEntry:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(TimeEntry).where(TimeEntry.id == entry_id)
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None or (record.deleted_at is not None and not trashed):
        raise NotFound("This time entry does not exist or is in the trash.", hint="Restore it from the trash first.")
    return record


def problems(draft: TimeDraft) -> dict[str, str]:
    """What keeps a draft from being saved, whatever is stored."""
    found = {}
    if draft.technician_id is None:
        found["technician_id"] = "Choose who worked."
    if draft.started is None:
        found["started"] = "Enter when it began."
    elif draft.ended is not None:
        if draft.ended < draft.started:
            found["ended"] = "It ended before it began."
        elif (draft.ended - draft.started).total_seconds() > _HOURS * 3600:
            found["ended"] = f"That is more than {_HOURS} hours. Enter each day for itself."
    if len(draft.note) > _LONGEST:
        found["note"] = f"This is longer than {_LONGEST:,} characters."
    return found


def _of_job(session: Session, draft: TimeDraft) -> TimeDraft:
    """Of a job, customer and location are those of the job."""
    if draft.job_id is None:
        return draft
    job = session.execute(select(Job.customer_id, Job.location_id).where(Job.id == draft.job_id)).first()
    return draft if job is None else replace(draft, customer_id=job.customer_id, location_id=job.location_id)


def _stored_problems(
    session: Session, desk: Desk, draft: TimeDraft, record: TimeEntry | None, *, overlap: bool
) -> dict[str, str]:
    found = {}
    if session.get(Technician, draft.technician_id) is None:
        found["technician_id"] = "This technician is not there any more."
    if draft.job_id is not None and session.scalar(select(Job.id).where(Job.id == draft.job_id)) is None:
        found["job_id"] = "This job is not there any more."
    if (
        draft.customer_id is not None
        and session.scalar(select(Customer.id).where(Customer.id == draft.customer_id)) is None
    ):
        found["customer_id"] = "This customer is not there any more."
    if draft.location_id is not None:
        owner = session.scalar(select(Location.customer_id).where(Location.id == draft.location_id))
        if owner is None or owner != draft.customer_id:
            found["location_id"] = "This location does not belong to the customer."
    if found or overlap or draft.started is None or draft.technician_id is None:
        return found
    began, ended = _instants(desk, draft, record)
    other_id = overlapping(session, draft.technician_id, began, ended, draft.id)
    if other_id is not None:
        other = session.get_one(TimeEntry, other_id)
        until = f"until {wall(other.ended_at, desk.zone):%H:%M}" if other.ended_at else "and goes on"
        at = wall(other.started_at, desk.zone)
        found["started"] = f"They have time from {at:%b} {at.day}, {at:%H:%M} {until} already."
    return found


def _instants(desk: Desk, draft: TimeDraft, record: TimeEntry | None) -> tuple[datetime, datetime | None]:
    """The wall times of ``draft`` as instants; what was not changed keeps its own, seconds and all."""
    began = instant(draft.started or wall(desk.now(), desk.zone), desk.zone)
    ended = None if draft.ended is None else instant(draft.ended, desk.zone)
    if record is not None:
        if wall(record.started_at, desk.zone) == draft.started:
            began = record.started_at
        if record.ended_at is not None and wall(record.ended_at, desk.zone) == draft.ended:
            ended = record.ended_at
    # Where the clocks were put back in between the second of the two times is meant.
    return began, ended if ended is None else max(began, ended)


def _put(desk: Desk, record: TimeEntry, draft: TimeDraft, before: TimeEntry | None) -> None:
    began, ended = _instants(desk, draft, before)
    values: dict[str, Any] = {name: getattr(draft, name) for name in FIELDS if name not in ("started", "ended")}
    values |= {"started_at": began, "ended_at": ended}
    for name, value in values.items():
        # What stays is not assigned, so that the change log tells only what differs.
        if before is None or getattr(record, name) != value:
            setattr(record, name, value)
    record.updated_at = desk.now()


def _draft(desk: Desk, record: TimeEntry) -> TimeDraft:
    return TimeDraft(
        record.technician_id,
        wall(record.started_at, desk.zone),
        None if record.ended_at is None else wall(record.ended_at, desk.zone),
        record.job_id,
        record.customer_id,
        record.location_id,
        record.note,
        record.crossing_id is not None,
        record.id,
        record.version,
    )


def _merged(desk: Desk, record: TimeEntry, draft: TimeDraft, base: TimeDraft | None) -> TimeDraft:
    message = "This time entry was changed at another desktop meanwhile."
    return merged(_draft(desk, record), draft, base, message, merge=merge, problems=problems)


def merge(base: TimeDraft, mine: TimeDraft, theirs: TimeDraft) -> tuple[TimeDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently."""
    return merge_fields(FIELDS, base, mine, theirs)
