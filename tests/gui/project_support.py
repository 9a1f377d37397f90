"""What tests of leads and projects on screen share: an office whose customer has some at each step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from officedesk.models.enums import JobStatus, Priority
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.projects import ending, forcing, leads
from officedesk.services.sales import estimates
from officedesk.services.work import jobs
from tests.gui.rows import lines


@dataclass(frozen=True)
class Steps:
    """Ids of projects, by the step that they are at."""

    lead: int
    estimate: int
    job: int
    invoice: int
    delivered: int
    lead_id: int


def ask(desk: Desk, customer_id: int, text: str, **more: Any) -> tuple[int, int]:
    """A stored lead and its project."""
    draft = leads.save_lead(desk, replace(leads.new_lead(desk, customer_id), description=text, **more))
    assert draft.id is not None
    assert draft.project_id is not None
    return draft.id, draft.project_id


def offer(desk: Desk, customer_id: int, project_id: int, price: int = 500_00) -> int:
    """A stored estimate of a project."""
    draft = estimates.new_estimate(desk, customer_id, project_id=project_id)
    stored = estimates.save_estimate(desk, replace(draft, lines=lines(("Work", "1", price))))
    assert stored.id is not None
    return stored.id


def at_each_step(desk: Desk, customer_id: int) -> Steps:
    """One project at each step of the board."""
    lead_id, lead = ask(desk, customer_id, "Heat pump for the garage", priority=Priority.HIGH, source="Referral")
    found = {}
    for name, text in (
        ("estimate", "Controls after the move"),
        ("job", "New offices, second floor"),
        ("invoice", "Loading dock heater"),
        ("delivered", "Condensate pumps"),
    ):
        _, found[name] = ask(desk, customer_id, text)
        offer(desk, customer_id, found[name])
    for name in ("job", "invoice", "delivered"):
        made = forcing.force(desk, found[name], Step.JOB)
        if name != "job":
            jobs.set_status(desk, made.id, JobStatus.COMPLETED)
    ending.deliver(desk, [found["delivered"]])
    return Steps(lead, found["estimate"], found["job"], found["invoice"], found["delivered"], lead_id)
