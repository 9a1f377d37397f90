"""Drafts of leads and projects."""

from dataclasses import dataclass
from datetime import date, datetime

from officedesk.models.enums import LeadStatus, Priority, ProjectState


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project as its form edits it. ``state`` and ``delivered_at`` follow from what happens; a save leaves them."""

    customer_id: int
    brand_id: int = 0
    title: str = ""
    description: str = ""
    location_id: int | None = None
    contact_id: int | None = None
    estimator_id: int | None = None
    due: date | None = None
    number: str = ""
    state: ProjectState = ProjectState.IN_PROGRESS
    delivered_at: datetime | None = None
    cover_id: int | None = None
    """An attachment of the project: chosen with ``set_cover``."""
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """What somebody asked for. A new one without ``project_id`` begins a project, called ``title``.

    Appointments are naive wall time of the office's zone. ``number`` and ``title`` are the project's.
    """

    customer_id: int
    project_id: int | None = None
    brand_id: int = 0
    title: str = ""
    description: str = ""
    location_id: int | None = None
    contact_id: int | None = None
    estimator_id: int | None = None
    status: LeadStatus = LeadStatus.NEW
    priority: Priority = Priority.NORMAL
    source: str = ""
    postponed_until: date | None = None
    appointment: datetime | None = None
    appointment_ends: datetime | None = None
    call_requested: bool = False
    lost_reason: str = ""
    number: str = ""
    id: int | None = None
    version: int = 0
