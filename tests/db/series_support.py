"""Shorthand for series in tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from officedesk.models.recurrence import Frequency, Rule
from officedesk.models.series import Occurrence
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.work import series
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.series_drafts import SeriesDraft
from tests.db.selling import line
from tests.factories import make_customer

TODAY = date(2023, 6, 22)
"""Of the tests' clock, a Thursday."""
TUESDAYS = Rule(Frequency.WEEKLY, weekdays=(1,))
FIRSTS = Rule(Frequency.MONTHLY, month_days=(1,))


def a_series(desk: Desk, rule: Rule = FIRSTS, **changes: Any) -> SeriesDraft:
    """A stored series with one task, from the tests' today on."""
    values: dict[str, Any] = {"starts_on": TODAY, "tasks": (TaskDraft(line(9900, "Change the filter")),)} | changes
    if "customer_id" not in values:
        values["customer_id"] = make_customer(desk)
    return series.save_series(desk, SeriesDraft(brand_id=1, description="Filter change", rule=rule, **values))


def changed(desk: Desk, draft: SeriesDraft, **changes: Any) -> SeriesDraft:
    """The series as it is stored now, with other values."""
    assert draft.id is not None
    return replace(series.series(desk, draft.id), **changes)


def dues(desk: Desk, *series_ids: int | None) -> list[str]:
    """The days for which jobs are planned that are not in the trash, in order."""
    with desk.read() as session:
        query = (
            select(Occurrence.due)
            .join(Job, Job.id == Occurrence.job_id)
            .where(Occurrence.series_id.in_(series_ids), Job.deleted_at.is_(None))
            .order_by(Occurrence.due)
        )
        return [str(due) for due in session.scalars(query)]


def occurrences(desk: Desk, series_id: int | None) -> list[Any]:
    """Occurrences with their jobs and visits, by day."""
    with desk.read() as session:
        query = (
            select(
                Occurrence.id,
                Occurrence.nominal,
                Occurrence.due,
                Occurrence.own,
                Occurrence.status,
                Occurrence.job_id,
                Job.number,
                Job.description,
                Job.status.label("job_status"),
                Job.deleted_at,
                Visit.id.label("visit_id"),
                Visit.starts,
                Visit.ends,
                Visit.all_day,
            )
            .outerjoin(Job, Job.id == Occurrence.job_id)
            .outerjoin(Visit, Visit.job_id == Job.id)
            .where(Occurrence.series_id == series_id)
            .order_by(Occurrence.nominal)
        )
        return list(session.execute(query).all())


def jobs_of(desk: Desk, customer_id: int) -> int:
    """How many jobs a customer has that are not in the trash."""
    with desk.read() as session:
        return len(
            session.scalars(select(Job.id).where(Job.customer_id == customer_id, Job.deleted_at.is_(None))).all()
        )
