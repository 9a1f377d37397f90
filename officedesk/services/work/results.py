"""What the use cases of jobs answer."""

from dataclasses import dataclass
from datetime import date

from officedesk.models.enums import JobStatus
from officedesk.models.states import EstimateState


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a job stands after a step. ``invoice_id``: the draft that its completion made, if any."""

    job_id: int
    status: JobStatus
    invoice_id: int | None


@dataclass(frozen=True, slots=True)
class RelatedEstimate:
    """An estimate shown beside a job: its own, or a draft, open or declined one of its location."""

    id: int
    number: str
    description: str
    date: date
    total: int
    state: EstimateState
