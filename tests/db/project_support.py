"""Shorthand for leads and projects in tests: every function goes through the services."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from officedesk.database.unit import Actor
from officedesk.models.enums import Role
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk, Looked
from officedesk.services.projects import editing, leads, listing
from officedesk.services.projects.drafts import LeadDraft
from officedesk.services.sales import estimates
from tests.db.selling import id_of, line
from tests.factories import make_user

ASKED = "Replace the furnace\nIt is 22 years old"


def desk_of_another(desk: Desk) -> Desk:
    """Another user, at another desk of the same office."""
    made = make_user(desk, "Robin Office")
    return replace(desk, actor=Actor(made, "Robin Office", "DESK-2", Role.OFFICE), looked=Looked())


def lead_of(desk: Desk, customer_id: int, text: str = ASKED, **more: Any) -> LeadDraft:
    return leads.save_lead(desk, replace(leads.new_lead(desk, customer_id), description=text, **more))


def key_of(draft: LeadDraft) -> tuple[int, int]:
    assert draft.id is not None
    assert draft.project_id is not None
    return draft.id, draft.project_id


def estimated(desk: Desk, project_id: int, price: int = 500_00, **more: Any) -> int:
    owner = editing.project(desk, project_id).customer_id
    draft = estimates.new_estimate(desk, owner, project_id=project_id)
    return id_of(estimates.save_estimate(desk, replace(draft, lines=(line(price),), **more)))


def stage_of(desk: Desk, project_id: int) -> Step:
    return listing.project_row(desk, project_id).step
