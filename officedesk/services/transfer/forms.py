"""Forms of jobs, a row for each answer, and the templates of the office as tables."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from officedesk.models.customers import Customer
from officedesk.models.files import Attachment
from officedesk.models.form_fields import FieldKind, FormField, decimal_of, fields_of
from officedesk.models.forms import FormTemplate, JobForm
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

FORMS = (
    "Job #", "Customer number", "Company", "Form", "Filled in", "Has to be handed in", "Handed in", "Handed in by",
    "Question", "Required", "Answer",
)  # fmt: skip
TEMPLATES = ("Form", "Filled in", "Has to be handed in", "Question", "Kind", "Required", "Choices", "Hint")
_CHUNK = 400
Progress = Callable[[int, int], None]


def form_rows(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every question of every form of a job that is not in the trash, with its answer. Signatures as names."""
    desk.need(Permission.EXPORT)
    with desk.read() as session:
        there = select(JobForm.id).join(Job, Job.id == JobForm.job_id).where(Job.deleted_at.is_(None))
        total = session.scalar(select(func.count()).select_from(there.subquery())) or 0
    last = done = 0
    while True:
        with desk.read() as session:
            rows = session.execute(
                select(
                    JobForm.id, JobForm.name, JobForm.moment, JobForm.rule, JobForm.fields, JobForm.answers,
                    JobForm.done_at, JobForm.done_by, Job.number, Customer.number.label("customer"),
                    Customer.name.label("company"),
                )
                .join(Job, Job.id == JobForm.job_id)
                .join(Customer, Customer.id == Job.customer_id)
                .where(JobForm.id > last, Job.deleted_at.is_(None))
                .order_by(JobForm.id)
                .limit(_CHUNK)
            ).all()  # fmt: skip
            photos = {key for row in rows for key in _photos(fields_of(row.fields), row.answers)}
            names = dict(session.execute(select(Attachment.id, Attachment.name).where(Attachment.id.in_(photos))).all())
        if not rows:
            return
        last = rows[-1].id
        for row in rows:
            handed = None if row.done_at is None else row.done_at.astimezone(desk.zone).date()
            for one in fields_of(row.fields):
                if one.asks:
                    yield (
                        row.number, row.customer, row.company, row.name, row.moment.value, row.rule.value, handed,
                        row.done_by, one.label, one.required, _answer(one, row.answers.get(one.key), names),
                    )  # fmt: skip
            done += 1
            progress(done, max(done, total))


def template_rows(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every question of the office's templates, in order."""
    desk.need(Permission.EXPORT)
    with desk.read() as session:
        columns = (FormTemplate.name, FormTemplate.moment, FormTemplate.rule, FormTemplate.fields)
        query = select(*columns).where(FormTemplate.active.is_(True))
        rows = session.execute(query.order_by(FormTemplate.position, FormTemplate.id)).all()
    for done, row in enumerate(rows, 1):
        for one in fields_of(row.fields):
            yield (
                row.name, row.moment.value, row.rule.value, one.label, one.kind.value, one.required,
                "\n".join(one.choices), one.help,
            )  # fmt: skip
        progress(done, len(rows))


def _photos(asked: Sequence[FormField], answers: dict[str, Any]) -> Iterator[int]:
    for one in asked:
        if one.kind is FieldKind.PHOTO:
            yield from answers.get(one.key, ())


def _answer(one: FormField, value: Any, photos: dict[int, str]) -> Cell:
    if one.kind is FieldKind.CHECK:
        return value is True
    if value is None:
        return None
    if one.kind is FieldKind.NUMBER:
        return decimal_of(value)
    if one.kind is FieldKind.PHOTO:
        return ", ".join(photos.get(key, "gone") for key in value)
    if one.kind is FieldKind.SIGNATURE:
        return f"Signed by {value['name']}" if value.get("name") else "Signed"
    return str(value)
