"""Whether forms are what they should be: their questions readable, their answers and photos their own."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.files import Attachment
from officedesk.models.form_fields import FieldKind, fields_of, problems, template_problems
from officedesk.models.forms import FormTemplate, JobForm
from officedesk.models.work import Job, Visit
from officedesk.services.check_store import Finding, broken

_AT_ONCE = 500


def forms(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Forms and templates that cannot be read, answers that are none, visits and photos of another job."""
    checked["forms"] = session.scalar(select(func.count()).select_from(JobForm)) or 0
    for row in session.execute(select(FormTemplate.name, FormTemplate.fields).order_by(FormTemplate.id)):
        if template_problems(fields_of(row.fields)):
            yield broken(f"Form template {row.name}", "asks what cannot be asked")
    elsewhere = (
        select(Job.number, JobForm.name)
        .join(Job, Job.id == JobForm.job_id)
        .join(Visit, Visit.id == JobForm.visit_id)
        .where(Visit.job_id != JobForm.job_id)
    )
    for row in session.execute(elsewhere.order_by(JobForm.id)):
        yield broken(_where(row), "belongs to a visit of another job")
    last = 0
    columns = (JobForm.id, JobForm.job_id, JobForm.name, JobForm.fields, JobForm.answers, JobForm.done_at, Job.number)
    while rows := session.execute(
        select(*columns)
        .join(Job, Job.id == JobForm.job_id)
        .where(JobForm.id > last)
        .order_by(JobForm.id)
        .limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        photos: dict[int, tuple[int, str]] = {}
        for row in rows:
            asked = fields_of(row.fields)
            if problems(asked, row.answers, whole=row.done_at is not None):
                yield broken(_where(row), "has answers that it does not ask for, or lacks some that it must have")
            for one in asked:
                if one.kind is FieldKind.PHOTO:
                    photos |= dict.fromkeys(row.answers.get(one.key, ()), (row.job_id, _where(row)))
        owners = session.execute(select(Attachment.id, Attachment.job_id).where(Attachment.id.in_(photos)))
        for attachment_id, job_id in owners:
            if job_id is not None and job_id != photos[attachment_id][0]:
                yield broken(photos[attachment_id][1], "shows a photo of another job")


def _where(row: object) -> str:
    return f"Form {row.name} of job {row.number}"  # type: ignore[attr-defined]
