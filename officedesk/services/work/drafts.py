"""Drafts of jobs and visits."""

from dataclasses import dataclass
from datetime import datetime

from officedesk.models.enums import JobStatus, Priority, TaskStatus
from officedesk.services.sales.drafts import PLAIN, LineDraft, Pricing


@dataclass(frozen=True, slots=True)
class TaskDraft:
    line: LineDraft
    status: TaskStatus = TaskStatus.OPEN
    billed_by: str = ""
    """Number of the invoice that bills it, ``draft`` for a draft, empty where none does. Read only."""
    id: int | None = None


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
    id: int | None = None
    version: int = 0
