"""Jobs of plans and contracts: checked, tidied, and their tasks and rules as they are stored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from officedesk.errors import InvalidInput
from officedesk.models.enums import TaskStatus
from officedesk.models.frozen import decode, encode
from officedesk.models.recurrence import problems as rule_problems
from officedesk.models.text import clean
from officedesk.services.contracts.drafts import PlanJobDraft
from officedesk.services.sales import checks
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.lines import clean_lines
from officedesk.services.work.drafts import TaskDraft

LONGEST = 300
_DAY = 24 * 60
_MOST_MINUTES = 14 * _DAY
_MOST_JOBS = 50
_TEXTS = ("name", "category")


def lines_json(lines: Iterable[LineDraft]) -> list[dict[str, Any]]:
    """Tasks as they are stored in a plan or a series: drafts of lines that belong to no document yet."""
    return [encode(replace(line, id=None, job_task_id=None, credits_line_id=None)) for line in lines]


def lines_of(stored: Iterable[dict[str, Any]]) -> tuple[LineDraft, ...]:
    """Stored tasks as drafts."""
    return tuple(decode(LineDraft, line) for line in stored)


def tasks_of(lines: Iterable[LineDraft]) -> tuple[TaskDraft, ...]:
    """The tasks that a visit begins with."""
    return tuple(TaskDraft(line, TaskStatus.OPEN) for line in lines)


def tidy_jobs(jobs: Iterable[PlanJobDraft]) -> tuple[PlanJobDraft, ...]:
    """``jobs`` as they are stored."""
    return tuple(
        replace(
            job,
            name=clean(job.name),
            category=clean(job.category),
            crew_note=clean(job.crew_note, lines=True),
            tasks=tuple(replace(line, optional=False, selected=True) for line in clean_lines(job.tasks)),
            technician_ids=tuple(sorted(set(job.technician_ids))),
        )
        for job in jobs
    )


def job_problems(jobs: Sequence[PlanJobDraft]) -> dict[str, str]:
    """What keeps tidied ``jobs`` from being saved, as ``jobs.2.name``."""
    found: dict[str, str] = {}
    if len(jobs) > _MOST_JOBS:
        found["jobs"] = f"At most {_MOST_JOBS} jobs."
    for place, job in enumerate(jobs):
        said = {}
        if not job.name:
            said["name"] = "Give the job a name, such as “Spring tune-up”."
        for name in _TEXTS:
            if len(getattr(job, name)) > LONGEST:
                said[name] = f"This is longer than {LONGEST} characters."
        if job.rule is None:
            said["rule"] = "Say when it comes again."
        elif wrong := rule_problems(job.rule):
            said["rule"] = " ".join(wrong.values())
        if not 0 < job.minutes <= _MOST_MINUTES:
            said["minutes"] = "A visit is from one minute to two weeks long."
        if job.at_minute is not None and not 0 <= job.at_minute < _DAY:
            said["at_minute"] = "Times are from 0:00 to 23:59."
        if job.window_minutes is not None and not 0 <= job.window_minutes < _DAY:
            said["window_minutes"] = "An arrival window is less than a day."
        said |= checks.check_lines(job.tasks, "tasks")
        found |= {f"jobs.{place}.{name}": message for name, message in said.items()}
    return found


def rule_json(job: PlanJobDraft) -> dict[str, Any]:
    """The rule of a checked job as it is stored."""
    if job.rule is None:
        raise InvalidInput({"rule": "Say when it comes again."})
    return job.rule.to_json()
