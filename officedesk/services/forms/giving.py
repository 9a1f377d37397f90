"""Forms as jobs have them: a new job gets those of the office, and mandatory ones hold it up until they are done."""

from collections.abc import Collection, Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.bulk import Ids
from officedesk.database.changes import note_created
from officedesk.database.direct import Prepared
from officedesk.database.rows import shape
from officedesk.errors import FormsMissing
from officedesk.models.enums import FormMoment, FormRule
from officedesk.models.forms import FormTemplate, JobForm
from officedesk.services.desk import Desk
from officedesk.services.forms.drafts import MOMENTS, MissingForm

_COLUMNS = (
    "id", "job_id", "visit_id", "template_id", "name", "moment", "rule", "fields", "answers", "position", "done_at",
    "done_by", "created_at", "updated_at", "version",
)  # fmt: skip


def give_forms(session: Session, desk: Desk, job_id: int, customer_id: int) -> None:
    """Give a job that was just made the forms that the office asks for: whoever makes a job calls this."""
    asked = _asked().all(session)
    if not asked:
        return
    now, count = desk.now(), len(asked)
    ids = Ids(session, JobForm).take(count)
    columns: tuple[Iterable[Any], ...] = (
        ids, [job_id] * count, [None] * count, [one.id for one in asked], [one.name for one in asked],
        [one.moment for one in asked], [one.rule for one in asked], [one.fields for one in asked], [{}] * count,
        range(count), [None] * count, [""] * count, [now] * count, [now] * count, [1] * count,
    )  # fmt: skip
    there = shape(session, JobForm, _COLUMNS)
    there.insert(session, there.stored(columns))
    for form_id, one in zip(ids, asked, strict=True):
        # What it asks stands in the template's history; the form keeps it, the log need not.
        said = {"id": form_id, "job_id": job_id, "name": one.name, "moment": one.moment, "rule": one.rule}
        note_created(session, JobForm, SimpleNamespace(**said, customer_id=customer_id), said)


def missing(
    session: Session, job_id: int, moments: Collection[FormMoment], visit_id: int | None = None
) -> tuple[MissingForm, ...]:
    """Mandatory forms for these moments that are not handed in, in the order to fill them.

    With ``visit_id`` those of that visit alone, without it those of the whole job, its visits' included.
    """
    rows = session.execute(
        select(JobForm.id, JobForm.name, JobForm.moment, JobForm.visit_id, JobForm.position).where(
            JobForm.job_id == job_id, JobForm.rule == FormRule.MANDATORY, JobForm.done_at.is_(None)
        )
    )
    wanted = [row for row in rows if row.moment in moments and (visit_id is None or row.visit_id in (visit_id, None))]
    wanted.sort(key=lambda row: (MOMENTS.index(row.moment), row.position, row.id))
    return tuple(MissingForm(row.id, row.name, row.moment, row.visit_id) for row in wanted)


def refuse_missing(found: Collection[MissingForm], what: str) -> None:
    """Raise :class:`FormsMissing` where there are any; ``what`` cannot be done: “Job 2001 cannot be completed”."""
    if not found:
        return
    names = ", ".join(f"“{one.name}”" for one in found)
    verb, them = ("is", "it") if len(found) == 1 else ("are", "them")
    raise FormsMissing(
        f"{what}: {names} {verb} not handed in.",
        hint=f"Fill {them} in first.",
        forms=tuple((one.id, one.name) for one in found),
    )


@cache
def _asked() -> Prepared:
    table = FormTemplate.__table__.c
    return Prepared(
        select(table.id, table.name, table.moment, table.rule, table.fields)
        .where(table.active.is_(True), table.rule != FormRule.OFF)
        .order_by(table.position, table.id)
    )
