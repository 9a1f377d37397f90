"""Occurrences that are left out on purpose, and taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import OccurrenceStatus
from officedesk.models.series import Occurrence
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.progress import leave_out, take_up


def dismiss(desk: Desk, occurrence_id: int, reason: str) -> None:
    """Leave an occurrence out, with the reason why; its job is cancelled and leaves the board.

    Raises :class:`NotAllowed` where it is done, under way or invoiced.
    """
    desk.need(Permission.JOBS_WRITE)
    reason = clean(reason)
    if not reason:
        raise InvalidInput({"reason": "Say why it is left out."})
    with desk.write() as session:
        row = _lock(session, occurrence_id)
        if row.status is OccurrenceStatus.DISMISSED:
            raise NotAllowed("This visit is left out already.")
        if row.job_id is not None:
            leave_out(session, desk, row.job_id)
        row.status, row.reason = OccurrenceStatus.DISMISSED, reason
        row.settled_at, row.settled_by = desk.now(), desk.actor.name


def take_back(desk: Desk, occurrence_id: int) -> None:
    """An occurrence that was left out is planned again, with its job."""
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        row = _lock(session, occurrence_id)
        if row.status is not OccurrenceStatus.DISMISSED:
            raise NotAllowed("This visit is not left out.")
        if row.job_id is not None:
            take_up(session, desk, row.job_id)
        row.status, row.reason = OccurrenceStatus.PLANNED, ""
        row.settled_at, row.settled_by = None, ""


def _lock(session: Session, occurrence_id: int) -> Occurrence:
    query = select(Occurrence).where(Occurrence.id == occurrence_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("This visit is not part of a series any more.")
    return row
