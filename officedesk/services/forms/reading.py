"""Forms of a job: read, as rows and as drafts."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.models.enums import FormRule
from officedesk.models.form_fields import fields_of, missing_labels
from officedesk.models.forms import JobForm
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.forms.drafts import MOMENTS, FormDraft, FormRow, FormState
from officedesk.services.permissions import Permission


def forms_of(desk: Desk, job_id: int) -> list[FormRow]:
    """The forms of a job: those before the work first, each moment in the office's order."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        return form_rows(session, job_id)


def form(desk: Desk, form_id: int) -> FormDraft:
    """One form with its answers. Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        return draft_of(*load(session, form_id))


def form_rows(session: Session, job_id: int) -> list[FormRow]:
    """The same in a session that is open."""
    rows = session.scalars(select(JobForm).where(JobForm.job_id == job_id)).all()
    ordered = sorted(rows, key=lambda row: (MOMENTS.index(row.moment), row.position, row.id))
    return [_row(row) for row in ordered]


def load(session: Session, form_id: int | None, *, lock: bool = False) -> tuple[JobForm, Any]:
    """The record, locked if asked, and its job's row. Raises :class:`NotFound`."""
    record = session.get(JobForm, form_id, with_for_update=True if lock else None, populate_existing=True)
    job = None
    if record is not None:
        job = session.execute(
            select(Job.id, Job.number, Job.customer_id, Job.location_id).where(
                Job.id == record.job_id, Job.deleted_at.is_(None)
            )
        ).one_or_none()
    if record is None or job is None:
        raise NotFound("This form is no longer there.", hint="It was removed, or its job is in the trash.")
    record.customer_id = job.customer_id
    return record, job


def draft_of(record: JobForm, job: Any) -> FormDraft:
    """The record as it is filled in."""
    return FormDraft(
        job_id=record.job_id,
        name=record.name,
        moment=record.moment,
        rule=record.rule,
        fields=fields_of(record.fields),
        answers=dict(record.answers),
        visit_id=record.visit_id,
        template_id=record.template_id,
        customer_id=job.customer_id,
        location_id=job.location_id,
        job_number=job.number,
        done_at=record.done_at,
        done_by=record.done_by,
        id=record.id,
        version=record.version,
    )


def _row(record: JobForm) -> FormRow:
    if record.done_at is not None:
        state = FormState.DONE
    elif record.rule is FormRule.OFF:
        state = FormState.OFF
    else:
        state = FormState.STARTED if record.answers else FormState.EMPTY
    return FormRow(
        id=record.id,
        job_id=record.job_id,
        name=record.name,
        moment=record.moment,
        rule=record.rule,
        state=state,
        missing=len(missing_labels(fields_of(record.fields), record.answers)),
        visit_id=record.visit_id,
        done_at=record.done_at,
        done_by=record.done_by,
        version=record.version,
    )
