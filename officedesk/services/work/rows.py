"""What job queries return."""

from dataclasses import dataclass
from datetime import date, datetime

from officedesk.models.enums import JobStatus


@dataclass(frozen=True, slots=True)
class JobFilter:
    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
    status: JobStatus | None = None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A visit of a job; a job without visits has one row.

    ``id`` names the row in lists: the visit's id, or minus the job's where it has no visit.
    """

    id: int
    job_id: int
    visit_id: int | None
    starts: datetime | None
    all_day: bool
    number: str
    technicians: str
    customer_id: int
    company: str
    description: str
    location: str
    status: JobStatus
    assigned_tasks: int
    completed_tasks: int
    version: int
