"""Drafts and rows of timesheets."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TimeDraft:
    """Time that a technician worked. Times are wall times of the office; ``ended`` ``None``: it goes on.

    Where a job is given customer and location are its. Of a time that comes twice in autumn the first is meant.
    """

    technician_id: int | None = None
    started: datetime | None = None
    ended: datetime | None = None
    job_id: int | None = None
    customer_id: int | None = None
    location_id: int | None = None
    note: str = ""
    from_crossing: bool = False
    """It was made from a stay. Read only."""
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class TimeFilter:
    """Days are the office's, by the beginning of the work."""

    text: str = ""
    technician_id: int | None = None
    customer_id: int | None = None
    location_id: int | None = None
    job_id: int | None = None
    date_from: date | None = None
    date_to: date | None = None
    running: bool | None = None


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A line of the timesheet. ``seconds`` of one that goes on is nothing yet."""

    id: int
    technician_id: int
    technician: str
    started: datetime
    ended: datetime | None
    """Wall times of the office."""
    seconds: int | None
    customer_id: int | None
    company: str
    location: str
    job_id: int | None
    job: str
    note: str
    from_crossing: bool
    invoice_id: int | None
    version: int

    @property
    def day(self) -> date:
        return self.started.date()
