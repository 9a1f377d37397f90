"""Projects of several desktops and of the whole house: conflicts, merges, trash, erasing, undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from officedesk.errors import Conflict, NotFound
from officedesk.models.enums import LeadStatus, Priority, ProjectState
from officedesk.services.activity import undo
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.trash import restore, row_id
from officedesk.services.check import check
from officedesk.services.customers.merge import merge_customers
from officedesk.services.desk import Desk
from officedesk.services.projects import editing, leads, listing
from officedesk.services.sales import estimates
from tests.db.project_support import estimated, key_of, lead_of
from tests.factories import make_customer


@pytest.fixture
def acme(desk: Desk) -> int:
    return make_customer(desk, "Acme Towers")


@pytest.fixture(autouse=True)
def _sound(desk: Desk) -> Iterator[None]:
    yield
    found = check(desk)
    assert found.findings == ()


# --- together ---


def test_two_desktops_change_other_fields_of_one_lead(desk: Desk, other_desk: Desk, acme: int) -> None:
    mine = lead_of(desk, acme)
    leads.save_lead(other_desk, replace(mine, source="Website"), mine)
    together = leads.save_lead(desk, replace(mine, priority=Priority.HIGH), mine)
    assert (together.source, together.priority) == ("Website", Priority.HIGH)
    with pytest.raises(Conflict) as clash:
        leads.save_lead(other_desk, replace(mine, priority=Priority.LOW), mine)
    assert clash.value.fields == ("priority",)


def test_two_desktops_change_other_fields_of_one_project(desk: Desk, other_desk: Desk, acme: int) -> None:
    mine = editing.save_project(desk, replace(editing.new_project(desk, acme), title="Roof"))
    editing.save_project(other_desk, replace(mine, due=desk.today()), mine)
    together = editing.save_project(desk, replace(mine, title="New roof"), mine)
    assert (together.title, together.due) == ("New roof", desk.today())
    with pytest.raises(Conflict) as clash:
        editing.save_project(other_desk, replace(mine, title="Old roof"), mine)
    assert clash.value.fields == ("title",)


def test_a_document_put_to_somebody_else_leaves_the_project(desk: Desk, acme: int) -> None:
    other = make_customer(desk, "Bolt")
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id)
    draft = estimates.estimate(desk, estimate_id)
    moved = estimates.save_estimate(desk, replace(draft, customer_id=other, location_id=None, contact_id=None))
    assert moved.project_id is None
    assert leads.lead(desk, lead_id).status is LeadStatus.CONTACTED


def test_a_merge_takes_projects_along(desk: Desk, acme: int) -> None:
    other = make_customer(desk, "Acme Tower")
    _, project_id = key_of(lead_of(desk, other))
    estimated(desk, project_id)
    merge_customers(desk, acme, other)
    assert editing.project(desk, project_id).customer_id == acme


def test_trash_takes_the_lead_along_and_brings_it_back(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id)
    editing.delete_projects(desk, [project_id])
    with pytest.raises(NotFound):
        leads.lead(desk, lead_id)
    assert estimates.estimate(desk, estimate_id).project_id == project_id
    assert listing.projects(desk, acme) == []
    assert restore(desk, [row_id("project", project_id)]).refused == ()
    assert leads.lead(desk, lead_id).status is LeadStatus.ESTIMATED


def test_a_deleted_project_goes_again_though_documents_name_it(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    estimated(desk, project_id)
    editing.delete_projects(desk, [project_id])
    last = undo.last_undoable(desk)
    assert last is not None
    undo.undo(desk, last.key)
    assert listing.project_row(desk, project_id).id == project_id
    undo.redo(desk)
    with pytest.raises(NotFound):
        listing.project_row(desk, project_id)


def test_a_deleted_lead_takes_an_empty_project_along(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    assert leads.delete_lead(desk, lead_id) == project_id
    with pytest.raises(NotFound):
        editing.project(desk, project_id)
    leads.restore_lead(desk, lead_id)
    assert editing.project(desk, project_id).title == "Replace the furnace"
    estimated(desk, project_id)
    leads.delete_lead(desk, lead_id)
    assert editing.project(desk, project_id).id == project_id


def test_an_erased_project_lets_go_of_its_documents(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimate_id = estimated(desk, project_id)
    editing.delete_projects(desk, [project_id])
    rows = [row_id("project", project_id)]
    erase(desk, rows, plan(desk, rows).word)
    assert estimates.estimate(desk, estimate_id).project_id is None
    with pytest.raises(NotFound):
        leads.restore_lead(desk, lead_id)
    assert lead_of(desk, acme).number == "7002"


def test_a_new_lead_is_taken_back_with_its_project(desk: Desk, acme: int) -> None:
    _, project_id = key_of(lead_of(desk, acme))
    last = undo.last_undoable(desk)
    assert last is not None
    undo.undo(desk, last.key)
    with pytest.raises(NotFound):
        editing.project(desk, project_id)
    undo.redo(desk)
    assert editing.project(desk, project_id).title == "Replace the furnace"


def test_undo_of_a_declined_estimate_takes_the_lead_up_again(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    estimates.decline_estimate(desk, estimated(desk, project_id), "Too dear")
    last = undo.last_undoable(desk)
    assert last is not None
    undo.undo(desk, last.key)
    assert leads.lead(desk, lead_id).status is LeadStatus.ESTIMATED
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS
