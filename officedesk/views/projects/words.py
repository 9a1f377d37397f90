"""How leads, projects and their steps are called, and the chips that tell their state."""

from officedesk.models.enums import LeadStatus, Priority, ProjectState
from officedesk.models.project_states import Step
from officedesk.services.projects.rows import ProjectRow, StepFact, Which
from officedesk.views.lists.columns import Chip

STEPS = {
    Step.LEAD: ("Lead", "megaphone-simple"),
    Step.ESTIMATE: ("Estimate", "file-text"),
    Step.JOB: ("Job", "wrench"),
    Step.INVOICE: ("Invoice", "receipt"),
    Step.DELIVERED: ("Delivered", "check-circle"),
}
"""Title and icon of each step."""
PARTS = (
    (Which.IN_PROGRESS.value, "In progress"),
    (Which.COMPLETED.value, "Completed"),
    (Which.DECLINED.value, "Declined"),
    (Which.ALL.value, "All"),
)
STATUSES = {
    LeadStatus.NEW: Chip("New", "accent"),
    LeadStatus.CONTACTED: Chip("Contacted"),
    LeadStatus.APPOINTMENT: Chip("Appointment", "accent"),
    LeadStatus.POSTPONED: Chip("Postponed", "warn"),
    LeadStatus.ESTIMATED: Chip("Estimated", "ok"),
    LeadStatus.LOST: Chip("Lost", "bad"),
}
PRIORITIES = {
    Priority.LOW: Chip("Low"),
    Priority.NORMAL: Chip("Normal"),
    Priority.HIGH: Chip("High", "warn"),
    Priority.URGENT: Chip("Urgent", "bad"),
}
_STATES = {
    ProjectState.IN_PROGRESS: Chip("In progress", "accent"),
    ProjectState.COMPLETED: Chip("Completed", "ok"),
    ProjectState.DECLINED: Chip("Declined", "bad"),
}
_TONES = {
    "new": "accent",
    "appointment": "accent",
    "postponed": "warn",
    "back": "warn",
    "estimated": "ok",
    "lost": "bad",
    "sent": "accent",
    "approved": "ok",
    "declined": "bad",
    "expired": "warn",
    "in_progress": "accent",
    "on_the_way": "accent",
    "paused": "warn",
    "completed": "ok",
    "cancelled": "bad",
    "unpaid": "accent",
    "part_paid": "warn",
    "paid": "ok",
    "overdue": "bad",
    "void": "bad",
}


def state_chip(row: ProjectRow) -> Chip:
    """How a project stands."""
    if row.delivered_at is not None:
        return Chip("Delivered", "ok")
    return _STATES[row.state]


def lead_chip(row: ProjectRow) -> Chip | None:
    """How its lead stands, as long as that matters; ``None`` for a project without one, or that went on."""
    if row.lead_status is None or row.step is not Step.LEAD:
        return None
    if row.back:
        return Chip("Back again", "warn")
    if row.put_off and row.postponed_until is not None:
        return Chip(f"Until {row.postponed_until:%b} {row.postponed_until.day}")
    return STATUSES[row.lead_status]


def tone_of(fact: StepFact) -> str:
    """The tone of a step's state."""
    return tone_of_state(fact.state)


def tone_of_state(state: str) -> str:
    """The tone of a document's state, by its word."""
    return _TONES.get(state, "plain")


def urgency_chip(row: ProjectRow) -> Chip | None:
    """High and urgent are said; the rest is usual."""
    return PRIORITIES[row.priority] if row.priority in (Priority.HIGH, Priority.URGENT) else None
