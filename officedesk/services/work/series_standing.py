"""Which occurrences of a series may still change: not the past, nor what anybody began, billed or changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from officedesk.models.enums import JobStatus, OccurrenceStatus, TaskStatus
from officedesk.models.files import Attachment
from officedesk.models.forms import JobForm
from officedesk.models.mapping import TimeEntry
from officedesk.models.notes import Note
from officedesk.models.sales import Invoice, InvoiceLine
from officedesk.models.series import Occurrence
from officedesk.models.work import Job, JobCost, JobTask, Visit
from officedesk.services.work.progress import WAITING


@dataclass(frozen=True, slots=True)
class Standing:
    """An occurrence. ``begun``: its job is done, under way, invoiced or gone; ``own``: it was changed by itself.

    ``dismissed``: it was left out on purpose.
    """

    id: int
    nominal: date
    due: date
    job_id: int | None
    begun: bool
    own: bool
    dismissed: bool

    def stays(self, today: date) -> bool:
        """Whether a change of the series leaves it as it is."""
        return self.begun or self.own or self.dismissed or self.due < today


def standings(session: Session, series_id: int, *where: ColumnElement[bool]) -> list[Standing]:
    """The occurrences of a series, or those that ``where`` says, by their days."""
    rows = session.execute(
        select(
            Occurrence.id,
            Occurrence.nominal,
            Occurrence.due,
            Occurrence.job_id,
            BEGUN.label("begun"),
            or_(Occurrence.own, _TOUCHED).label("own"),
            (Occurrence.status == OccurrenceStatus.DISMISSED).label("dismissed"),
        )
        .outerjoin(Job, Job.id == Occurrence.job_id)
        .where(Occurrence.series_id == series_id, *where)
        .order_by(Occurrence.nominal)
    )
    return [Standing(row.id, row.nominal, row.due, row.job_id, *map(bool, row[4:])) for row in rows]


def _of_job(kind: Any, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(kind.job_id == Job.id, *where).correlate(Job)


BEGUN: ColumnElement[bool] = or_(
    Job.id.is_(None),
    Job.deleted_at.is_not(None),
    Job.status.not_in(WAITING),
    _of_job(Visit, Visit.status.not_in(WAITING)),
    _of_job(JobTask, JobTask.status != TaskStatus.OPEN),
    _of_job(Invoice),
    exists().where(InvoiceLine.job_task_id == JobTask.id, JobTask.job_id == Job.id).correlate(Job),
    _of_job(TimeEntry),
)
"""Of a job: something was done about it."""
_VISITS = select(func.count()).where(Visit.job_id == Job.id).correlate(Job).scalar_subquery()
_TOUCHED: ColumnElement[bool] = or_(
    _of_job(Note),
    _of_job(Attachment),
    _of_job(JobCost),
    _of_job(JobForm, JobForm.done_at.is_not(None)),
    _VISITS != 1,
)
"""Somebody put something to it that a removal would take away."""
DONE: ColumnElement[bool] = Job.status == JobStatus.COMPLETED
OPEN: ColumnElement[bool] = and_(
    Occurrence.status == OccurrenceStatus.PLANNED,
    Job.deleted_at.is_(None),
    Job.status.not_in((JobStatus.COMPLETED, JobStatus.CANCELLED)),
)
"""An occurrence that is still to be done, joined to its job."""
