"""How a job moves: tasks completed, statuses set, and the invoice draft that its completion makes."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import NotAllowed, NotFound
from officedesk.models.enums import FormMoment, JobStatus, TaskStatus
from officedesk.models.work import Job, JobTask, Visit
from officedesk.services.desk import Desk
from officedesk.services.forms.giving import missing, refuse_missing
from officedesk.services.permissions import Permission
from officedesk.services.sales.billed import DRAFT, billed_tasks
from officedesk.services.sales.billing import bill_rest
from officedesk.services.work.results import Progress

WAITING = frozenset({JobStatus.NOT_STARTED, JobStatus.SCHEDULED})
RUNNING = (JobStatus.IN_PROGRESS, JobStatus.ON_THE_WAY, JobStatus.PAUSED)
ENDED = frozenset({JobStatus.COMPLETED, JobStatus.CANCELLED})
_TO_BEGIN = frozenset({FormMoment.START})
_TO_COMPLETE = frozenset(FormMoment)


def moves(status: JobStatus) -> frozenset[JobStatus]:
    """Where a job may be moved to from ``status``. A completed one is taken up again, a cancelled one waits again."""
    if status is JobStatus.COMPLETED:
        return frozenset({JobStatus.IN_PROGRESS})
    if status is JobStatus.CANCELLED:
        return WAITING
    return frozenset(JobStatus) - {status}


def complete_tasks(desk: Desk, job_id: int, task_ids: Collection[int]) -> Progress:
    """Mark services as done; those that are done already stay so.

    With the last open one the job is completed, and what is not billed yet gets an invoice draft by itself.
    Raises :class:`NotFound` for a task of another job, and :class:`FormsMissing` where mandatory forms keep the job
    from being completed, or work on it from beginning.
    """
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        row = _lock(session, job_id)
        if row.status is JobStatus.CANCELLED:
            raise NotAllowed(f"Job {row.number} is cancelled.", hint="Set it back to not started first.")
        for task in _tasks(row, task_ids):
            if task.status is TaskStatus.CANCELLED:
                raise NotAllowed(f"“{task.name}” is cancelled.", hint="Open the task again first.")
            if task.status is TaskStatus.OPEN:
                task.status, task.completed_at = TaskStatus.COMPLETED, desk.now()
        row.updated_at = desk.now()
        invoice_id = finish_if_done(session, desk, row)
        if row.status not in (*ENDED, *RUNNING):
            _refuse_begin(session, row)
            row.status = JobStatus.IN_PROGRESS
        session.flush()
        return Progress(row.id, row.status, invoice_id)


def reopen_tasks(desk: Desk, job_id: int, task_ids: Collection[int]) -> Progress:
    """Take *done* (or *cancelled*) back. Refused for tasks that are on an invoice."""
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        row = _lock(session, job_id)
        billed = billed_tasks(session, row.id)
        for task in _tasks(row, task_ids):
            if task.id in billed:
                where = "an invoice draft" if billed[task.id] == DRAFT else f"invoice {billed[task.id]}"
                raise NotAllowed(f"“{task.name}” is on {where} already.")
            task.status, task.completed_at = TaskStatus.OPEN, None
        row.updated_at = desk.now()
        if row.status is JobStatus.COMPLETED:
            row.status, row.completed_at = JobStatus.IN_PROGRESS, None
        session.flush()
        return Progress(row.id, row.status, None)


def set_status(desk: Desk, job_id: int, status: JobStatus, visit_id: int | None = None) -> Progress:
    """Move a job, or one of its visits, to ``status``.

    Completing a job completes its open tasks and makes the invoice draft; cancelling it cancels what is open.
    *Scheduled* and *not started* follow from whether a visit has a date. Raises :class:`NotAllowed` for a move that
    makes no sense, :class:`FormsMissing` where mandatory forms keep it from being begun or completed.
    """
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        row = _lock(session, job_id)
        if visit_id is not None:
            visit = next((visit for visit in row.visits if visit.id == visit_id), None)
            if visit is None:
                raise NotFound(f"Job {row.number} does not have this visit any more.")
            if len(row.visits) > 1:
                return _move_visit(session, desk, row, visit, status)
        if row.status is status:
            return Progress(row.id, row.status, None)
        if status not in moves(row.status):
            raise NotAllowed(
                f"Job {row.number} is {_word(row.status)} and cannot become {_word(status)}.",
                hint="Take it up again first: set it to in progress."
                if row.status is JobStatus.COMPLETED
                else "Set it to not started first.",
            )
        invoice_id = None
        if status is JobStatus.COMPLETED:
            for task in row.tasks:
                if task.status is TaskStatus.OPEN:
                    task.status, task.completed_at = TaskStatus.COMPLETED, desk.now()
            invoice_id = _complete(session, desk, row)
        elif status is JobStatus.CANCELLED:
            _cancel(session, row)
        else:
            if status is JobStatus.IN_PROGRESS and row.status is not JobStatus.COMPLETED:
                _refuse_begin(session, row)
            if row.status is JobStatus.CANCELLED:
                _revive(row)
            row.status, row.completed_at = status, None
            if len(row.visits) == 1:
                row.visits[0].status = status
            row.status = scheduled(row.status, row.visits)
        row.updated_at = desk.now()
        session.flush()
        return Progress(row.id, row.status, invoice_id)


def leave_out(session: Session, desk: Desk, job_id: int) -> None:
    """Cancel a job that waits, in the caller's transaction. Raises :class:`NotAllowed` where something was done."""
    row = _lock(session, job_id)
    if row.status not in (*WAITING, JobStatus.CANCELLED):
        raise NotAllowed(f"Job {row.number} is {_word(row.status)}: it is not left out.")
    if row.status is not JobStatus.CANCELLED:
        _cancel(session, row)
        row.updated_at = desk.now()


def take_up(session: Session, desk: Desk, job_id: int) -> None:
    """A cancelled job waits again, or is scheduled, in the caller's transaction; another one stays as it is."""
    row = _lock(session, job_id)
    if row.status is JobStatus.CANCELLED:
        _revive(row)
        row.status, row.updated_at = scheduled(JobStatus.NOT_STARTED, row.visits), desk.now()


def finish_if_done(session: Session, desk: Desk, row: Job, *, strict: bool = True) -> int | None:
    """Complete a job whose last open task is done; returns the invoice draft that made.

    Where mandatory forms are missing it raises :class:`FormsMissing`; unless ``strict`` the job goes on instead.
    """
    wanted = [task for task in row.tasks if task.status is not TaskStatus.CANCELLED]
    if row.status in ENDED or not wanted or any(task.status is TaskStatus.OPEN for task in wanted):
        return None
    if not strict and missing(session, row.id, _TO_COMPLETE):
        return None
    return _complete(session, desk, row)


def scheduled(status: JobStatus, visits: Sequence[Visit]) -> JobStatus:
    """*Scheduled* means that a visit has a date: made true for each visit; what that makes of the job's ``status``."""
    for visit in visits:
        if visit.status in WAITING:
            visit.status = JobStatus.SCHEDULED if visit.starts is not None else JobStatus.NOT_STARTED
    if status not in WAITING:
        return status
    dated = any(visit.starts is not None and visit.status is not JobStatus.CANCELLED for visit in visits)
    return JobStatus.SCHEDULED if dated else JobStatus.NOT_STARTED


def _refuse_begin(session: Session, row: Job, visit: Visit | None = None) -> None:
    """Raise :class:`FormsMissing` where what has to be handed in before work begins is not."""
    found = missing(session, row.id, _TO_BEGIN, visit.id if visit is not None else None)
    if visit is None and len(row.visits) > 1:
        # Those of a visit are for whoever goes there.
        found = tuple(one for one in found if one.visit_id is None)
    refuse_missing(found, f"Job {row.number} cannot be started")


def _refuse_end_of_visit(session: Session, row: Job, visit: Visit) -> None:
    own = [one for one in missing(session, row.id, _TO_COMPLETE, visit.id) if one.visit_id == visit.id]
    refuse_missing(own, f"This visit of job {row.number} cannot be completed")


def _complete(session: Session, desk: Desk, row: Job) -> int | None:
    refuse_missing(missing(session, row.id, _TO_COMPLETE), f"Job {row.number} cannot be completed")
    row.status, row.completed_at = JobStatus.COMPLETED, desk.now()
    for visit in row.visits:
        if visit.status not in ENDED:
            visit.status = JobStatus.COMPLETED
    session.flush()
    return bill_rest(session, desk, row)


def _cancel(session: Session, row: Job) -> None:
    billed = billed_tasks(session, row.id)
    if DRAFT in billed.values():
        raise NotAllowed(f"There is an invoice draft for job {row.number}.", hint="Issue or delete that draft first.")
    for task in row.tasks:
        if task.status is TaskStatus.OPEN and task.id not in billed:
            task.status = TaskStatus.CANCELLED
    for visit in row.visits:
        if visit.status not in ENDED:
            visit.status = JobStatus.CANCELLED
    row.status = JobStatus.CANCELLED


def _revive(row: Job) -> None:
    for task in row.tasks:
        if task.status is TaskStatus.CANCELLED:
            task.status = TaskStatus.OPEN
    for visit in row.visits:
        if visit.status is JobStatus.CANCELLED:
            visit.status = JobStatus.NOT_STARTED


def _move_visit(session: Session, desk: Desk, row: Job, visit: Visit, status: JobStatus) -> Progress:
    if row.status is JobStatus.CANCELLED:
        raise NotAllowed(f"Job {row.number} is cancelled.", hint="Set it to not started first.")
    if status is JobStatus.IN_PROGRESS:
        _refuse_begin(session, row, visit)
    elif status is JobStatus.COMPLETED:
        _refuse_end_of_visit(session, row, visit)
    visit.status = status
    row.status = scheduled(row.status, row.visits)
    states = {each.status for each in row.visits}
    running = next((state for state in RUNNING if state in states), None)
    if row.status is not JobStatus.COMPLETED:
        if running is not None:
            row.status = running
        elif JobStatus.COMPLETED in states:
            row.status = JobStatus.IN_PROGRESS
    row.updated_at = desk.now()
    session.flush()
    return Progress(row.id, row.status, finish_if_done(session, desk, row) if states <= ENDED else None)


def _lock(session: Session, job_id: int) -> Job:
    row = session.scalars(
        select(Job).where(Job.id == job_id).options(selectinload(Job.tasks), selectinload(Job.visits)).with_for_update()
    ).one_or_none()
    if row is None or row.deleted_at is not None:
        raise NotFound("This job does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def _tasks(row: Job, task_ids: Collection[int]) -> list[JobTask]:
    wanted = set(task_ids)
    found = [task for task in row.tasks if task.id in wanted]
    if len(found) != len(wanted):
        raise NotFound(f"Job {row.number} does not have all of these tasks any more.", hint="Open it again.")
    return found


def _word(status: JobStatus) -> str:
    return status.value.replace("_", " ")
