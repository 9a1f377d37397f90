"""Series: jobs that come again. Each function with a desk is one use case; others work in a caller's transaction."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotAllowed
from officedesk.models.recurrence import Planned, days, upcoming
from officedesk.models.series import Occurrence, Series
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import JobDraft
from officedesk.services.work.holidays import holidays_in, holidays_of
from officedesk.services.work.job_store import load as load_job
from officedesk.services.work.job_store import stored_job
from officedesk.services.work.series_drafts import Edited, Scope, SeriesDraft
from officedesk.services.work.series_editing import change, stop
from officedesk.services.work.series_extending import carry_on, extend
from officedesk.services.work.series_making import last_day, materialise
from officedesk.services.work.series_said import said_by
from officedesk.services.work.series_settling import dismiss, take_back
from officedesk.services.work.series_shown import following, link_of
from officedesk.services.work.series_spreading import save_spread
from officedesk.services.work.series_store import (
    check,
    check_links,
    cleaned,
    draft_of,
    load,
    put_technicians,
    values_of,
)

__all__ = [
    "carry_on",
    "dismiss",
    "edit_series",
    "extend",
    "following",
    "link_of",
    "preview",
    "preview_days",
    "put_series",
    "repeat_draft",
    "repeat_job",
    "save_series",
    "save_spread",
    "series",
    "stop",
    "stop_series",
    "take_back",
]
_DAY = timedelta(days=1)
NEXT = 12
"""So many days of a series are shown before it is saved."""


def preview(desk: Desk, draft: SeriesDraft, count: int = NEXT) -> tuple[Planned, ...]:
    """The next days of a series, from its first one or today on, whichever is later.

    Raises :class:`InvalidInput` for a rule that cannot stand.
    """
    desk.need(Permission.JOBS_READ)
    check(draft)
    after = max(draft.starts_on, desk.today())
    found = upcoming(draft.rule, draft.starts_on, after, count, holidays_of(desk))
    return tuple(each for each in found if draft.ends_on is None or each.nominal <= draft.ends_on)


def preview_days(session: Session, draft: SeriesDraft, first: date, last: date) -> tuple[Planned, ...]:
    """Everything that a series plans between two days, in the caller's session."""
    return tuple(days(draft.rule, draft.starts_on, first, last_day(draft, last), holidays_in(session)))


def series(desk: Desk, series_id: int) -> SeriesDraft:
    """The stored series, without prices for who may not see them. Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        draft = draft_of(session, load(session, series_id))
    if desk.may(Permission.MONEY_READ):
        return draft
    tasks = [replace(task, line=replace(task.line, price=0, unit_cost=0)) for task in draft.tasks]
    return replace(draft, tasks=tuple(tasks))


def save_series(desk: Desk, draft: SeriesDraft) -> SeriesDraft:
    """Store a new series, and make its jobs of the next twelve months. A stored one is changed as ``ALL_FUTURE``.

    Raises :class:`InvalidInput`, or :class:`Conflict` with ``theirs``.
    """
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        series_id = put_series(session, desk, draft)
        return draft_of(session, load(session, series_id))


def put_series(session: Session, desk: Desk, draft: SeriesDraft) -> int:
    """:func:`save_series` in the caller's transaction; its id.

    Every day from ``starts_on`` on gets its job, also one that is over: who says the beginning knows it.
    """
    if draft.id is not None:
        return change(session, desk, draft, Scope.ALL_FUTURE).series_id
    row = _begun(session, desk, draft)
    materialise(session, desk, row, row.starts_on)
    return row.id


def edit_series(desk: Desk, draft: SeriesDraft, scope: Scope, occurrence_id: int | None = None) -> Edited:
    """Change one occurrence, it and all that follow, or all to come.

    The past, and what is done, under way, invoiced, dismissed or changed by itself, stays as it is. *This and
    following* ends the series before the occurrence and begins another one, which goes on with the jobs that are there.
    Raises :class:`InvalidInput`, :class:`Conflict` with ``theirs``, :class:`NotAllowed` where the one stays.
    """
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        return change(session, desk, draft, scope, occurrence_id)


def stop_series(desk: Desk, series_id: int, last_day: date, reason: str = "") -> Edited:
    """End a series with ``last_day``; untouched jobs behind it go to the trash."""
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        return stop(session, desk, series_id, last_day, reason)


def repeat_draft(desk: Desk, job_id: int) -> SeriesDraft:
    """A series that goes on as a job begins: its first day, time, tasks and people. Not stored.

    Raises :class:`NotAllowed` where the job belongs to a series already, or has no day.
    """
    desk.need(Permission.JOBS_WRITE)
    with desk.read() as session:
        return _repeated(session, stored_job(session, job_id), job_id)


def repeat_job(desk: Desk, job_id: int, draft: SeriesDraft) -> Edited:
    """Make a job the first of a series; what comes after it is made at once, twelve months ahead.

    Where the rule names another day than the job's, the job comes besides, and a change of the series leaves it alone.
    """
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        job = load_job(session, job_id, lock=True)
        given = _repeated(session, stored_job(session, job_id), job_id)
        first = given.starts_on
        draft = replace(draft, id=None, customer_id=job.customer_id, starts_on=max(draft.starts_on, first))
        row = _begun(session, desk, draft)
        named = next(days(draft.rule, first, first, first), None)
        own = Occurrence(series_id=row.id, nominal=first, due=first, job_id=job_id, own=named is None, reason="")
        session.add(own)
        session.flush()
        made = materialise(session, desk, row, first + _DAY)
        return Edited(row.id, made=made, kept=1)


def _begun(session: Session, desk: Desk, draft: SeriesDraft) -> Series:
    draft = cleaned(draft)
    check(draft)
    check_links(session, draft)
    now = desk.now()
    row = Series(**values_of(draft, desk.zone), active=True, created_at=now, updated_at=now)
    session.add(row)
    session.flush()
    put_technicians(session, row.id, draft.technician_ids)
    session.flush()
    return row


def _repeated(session: Session, job: JobDraft, job_id: int) -> SeriesDraft:
    if session.scalar(select(Occurrence.id).where(Occurrence.job_id == job_id)) is not None:
        raise NotAllowed(f"Job {job.number} is part of a series already.", hint="Change that series instead.")
    visit = next((visit for visit in job.visits if visit.starts is not None), None)
    if visit is None or visit.starts is None:
        raise NotAllowed(f"Job {job.number} has no day yet.", hint="Give it a visit with a date first.")
    begun = SeriesDraft(customer_id=job.customer_id, brand_id=job.brand_id, contract_id=job.contract_id)
    return said_by(job, replace(begun, starts_on=visit.starts.date()))
