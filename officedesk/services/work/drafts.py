"""Drafts of jobs and visits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from officedesk.models.enums import JobStatus, Priority, TaskStatus
from officedesk.services.sales.drafts import PLAIN, LineDraft, Pricing

Day: TypeAlias = date
"""The type, where a field is called ``date``."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    line: LineDraft
    status: TaskStatus = TaskStatus.OPEN
    billed_by: str = ""
    """Number of the invoice that bills it, ``draft`` for a draft, empty where none does. Read only."""
    id: int | None = None
    covered: bool = False
    """Paid by the job's contract: done without being billed, and not in the job's totals."""

    @property
    def billable(self) -> bool:
        """Whether it is billed once it is done."""
        return not self.covered and self.status is not TaskStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """Times are naive wall time of the office's zone; ``starts`` ``None``: not scheduled yet."""

    starts: datetime | None = None
    ends: datetime | None = None
    all_day: bool = False
    window_ends: datetime | None = None
    technician_ids: tuple[int, ...] = ()
    status: JobStatus = JobStatus.NOT_STARTED
    note: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class CostDraft:
    """What a job cost besides its lines and the time worked on it. Minor units of the office's currency."""

    date: Day
    name: str
    amount: int
    id: int | None = None


@dataclass(frozen=True, slots=True)
class JobDraft:
    customer_id: int
    brand_id: int
    number: str = ""
    location_id: int | None = None
    contact_id: int | None = None
    estimate_id: int | None = None
    terms_id: int | None = None
    description: str = ""
    category: str = ""
    priority: Priority = Priority.NORMAL
    status: JobStatus = JobStatus.NOT_STARTED
    crew_note: str = ""
    pricing: Pricing = PLAIN
    tasks: tuple[TaskDraft, ...] = ()
    visits: tuple[VisitDraft, ...] = ()
    equipment: tuple[int, ...] = ()
    """Ids of the equipment that it works on, in order."""
    project_id: int | None = None
    contract_id: int | None = None
    """The contract that its covered tasks are paid by."""
    skills: tuple[int, ...] = ()
    """Ids of the skills that whoever does it must have, in order."""
    costs: tuple[CostDraft, ...] = ()
    id: int | None = None
    version: int = 0
