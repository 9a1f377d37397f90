"""What becomes of a lead: its status, put off, handed over, an appointment, a call that the customer waits for."""

from dataclasses import replace
from datetime import date, datetime

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import LeadStatus
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.drafts import LeadDraft
from officedesk.services.projects.leads import lead, save_lead
from officedesk.services.projects.store import load_lead
from officedesk.services.projects.telling import call_requested


def set_lead_status(desk: Desk, lead_id: int, status: LeadStatus, reason: str = "") -> LeadDraft:
    """Move a lead to another status; ``reason`` is why it was lost. Raises :class:`InvalidInput` as a save does."""
    desk.need(Permission.PROJECTS_WRITE)
    draft = lead(desk, lead_id)
    until = draft.postponed_until if status is LeadStatus.POSTPONED else None
    return save_lead(desk, replace(draft, status=status, postponed_until=until, lost_reason=reason), draft)


def postpone(desk: Desk, lead_id: int, until: date | None) -> LeadDraft:
    """Put a lead off until a day, on which its estimator is told; ``None`` takes it up again now."""
    desk.need(Permission.PROJECTS_WRITE)
    draft = lead(desk, lead_id)
    if until is None:
        again = LeadStatus.APPOINTMENT if draft.appointment is not None else LeadStatus.CONTACTED
        if draft.status is not LeadStatus.POSTPONED:
            return draft
        return save_lead(desk, replace(draft, status=again, postponed_until=None), draft)
    if until <= desk.today():
        raise InvalidInput({"postponed_until": "Choose a day after today."})
    return save_lead(desk, replace(draft, status=LeadStatus.POSTPONED, postponed_until=until), draft)


def assign(desk: Desk, lead_id: int, estimator_id: int | None) -> LeadDraft:
    """Hand a lead, and its project, to an estimator, who is told; ``None``: to nobody."""
    desk.need(Permission.PROJECTS_WRITE)
    draft = lead(desk, lead_id)
    return save_lead(desk, replace(draft, estimator_id=estimator_id), draft)


def appointment(desk: Desk, lead_id: int, starts: datetime | None, ends: datetime | None = None) -> LeadDraft:
    """When the estimator comes, in wall time of the office; ``None`` takes the appointment back."""
    desk.need(Permission.PROJECTS_WRITE)
    draft = lead(desk, lead_id)
    status = draft.status
    if starts is not None and status in (LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.POSTPONED):
        status = LeadStatus.APPOINTMENT
    elif starts is None and status is LeadStatus.APPOINTMENT:
        status = LeadStatus.CONTACTED
    return save_lead(desk, replace(draft, status=status, appointment=starts, appointment_ends=ends), draft)


def request_call(desk: Desk, lead_id: int, *, wanted: bool = True) -> LeadDraft:
    """The customer waits for a call: the estimator is told. ``wanted=False``: somebody called.

    Raises :class:`NotAllowed` for a lead that nobody has.
    """
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        row = load_lead(session, lead_id, lock=True)
        if wanted and row.estimator_id is None:
            raise NotAllowed("Nobody has this lead yet.", hint="Choose an estimator first.")
        if wanted:
            call_requested(session, desk, row)
        if row.call_requested is not wanted:
            row.call_requested, row.updated_at = wanted, desk.now()
            if not wanted and row.status is LeadStatus.NEW:
                row.status = LeadStatus.CONTACTED
    return lead(desk, lead_id)
