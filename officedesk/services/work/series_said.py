"""What a job says of a series: its words, services, people and times."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from officedesk.models.enums import TaskStatus
from officedesk.services.work.drafts import JobDraft, TaskDraft, VisitDraft
from officedesk.services.work.series_drafts import SeriesDraft

_MINUTE = timedelta(minutes=1)
_SAME = (
    "location_id", "contact_id", "brand_id", "terms_id", "description", "category", "priority", "crew_note",
    "equipment", "skills", "pricing",
)  # fmt: skip


def said_by(job: JobDraft, series: SeriesDraft) -> SeriesDraft:
    """``series`` as the job has it; its rule and days stay."""
    values: dict[str, Any] = {name: getattr(job, name) for name in _SAME}
    visit = next((visit for visit in job.visits if visit.starts is not None), None)
    if visit is not None and visit.starts is not None:
        values |= _times(visit, visit.starts, series.minutes)
    return replace(series, **values, tasks=_open(job.tasks))


def _times(visit: VisitDraft, starts: datetime, usual: int) -> dict[str, Any]:
    minutes = (visit.ends - starts) // _MINUTE if visit.ends is not None else 0
    window = (visit.window_ends - starts) // _MINUTE if visit.window_ends is not None else None
    return {
        "at_minute": None if visit.all_day else (starts - datetime.combine(starts.date(), time())) // _MINUTE,
        "minutes": usual if visit.all_day or minutes < 1 else minutes,
        "window_minutes": None if visit.all_day else window,
        "technician_ids": visit.technician_ids,
    }


def _open(tasks: Iterable[TaskDraft]) -> tuple[TaskDraft, ...]:
    return tuple(
        TaskDraft(replace(task.line, id=None), covered=task.covered)
        for task in tasks
        if task.status is not TaskStatus.CANCELLED
    )


def touches(before: JobDraft, after: JobDraft) -> bool:
    """Whether an edit of a job changes anything that its series says too. Days, notes and costs are the job's own."""
    nothing = SeriesDraft(before.customer_id, before.brand_id)
    return said_by(before, nothing) != said_by(after, nothing)
