"""Leads: put off, handed over, appointments and calls; and the lists and the board of projects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import JobStatus, LeadStatus, NoticeKind, Priority, ProjectState
from officedesk.models.project_states import Step
from officedesk.services.check import check
from officedesk.services.customers import editing as customers
from officedesk.services.customers.drafts import ContactDraft
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.projects import board, editing, ending, forcing, leads, listing, moving, sources, steps
from officedesk.services.projects.rows import ProjectFilter, Which
from officedesk.services.reminders import bell
from officedesk.services.sales import estimates
from officedesk.services.search.everything import search
from officedesk.services.work import jobs
from tests.db.project_support import desk_of_another, estimated, key_of, lead_of, stage_of
from tests.db.selling import approved, line, saved
from tests.factories import make_customer


@pytest.fixture
def acme(desk: Desk) -> int:
    return make_customer(desk, "Acme Towers")


@pytest.fixture
def other_user(desk: Desk) -> Desk:
    return desk_of_another(desk)


@pytest.fixture(autouse=True)
def _sound(desk: Desk) -> Iterator[None]:
    yield
    found = check(desk)
    assert found.findings == ()


# --- leads ---


def test_a_postponed_lead_is_back_on_its_day_and_its_estimator_is_told(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    with pytest.raises(InvalidInput):
        moving.postpone(desk, lead_id, desk.today())
    moving.postpone(desk, lead_id, desk.today() + timedelta(days=3))
    row = listing.project_row(desk, project_id)
    assert (row.put_off, row.back) == (True, False)
    assert bell.look(desk).unseen == 0
    then = desk.now() + timedelta(days=3)
    later = replace(desk, now=lambda: then)
    row = listing.project_row(later, project_id)
    assert (row.put_off, row.back) == (False, True)
    assert steps.steps(later, project_id).lead.words == "Back again"
    bell.look(later)
    bell.look(later)
    told = [(one.kind, one.subject) for one in bell.notices(later)]
    assert told == [(NoticeKind.LEAD, "A postponed lead is back")]
    assert moving.postpone(later, lead_id, None).status is LeadStatus.CONTACTED


def test_a_call_request_tells_the_estimator(desk: Desk, acme: int, other_user: Desk) -> None:
    lead_id, _ = key_of(lead_of(desk, acme))
    moving.assign(desk, lead_id, None)
    with pytest.raises(NotAllowed, match="Choose an estimator"):
        moving.request_call(desk, lead_id)
    moving.assign(desk, lead_id, other_user.actor.user_id)
    assert moving.request_call(desk, lead_id).call_requested
    told = {one.subject: one.text for one in bell.notices(other_user)}
    assert told.keys() == {"Lead 7001 is yours", "Call back a customer"}
    assert "Acme Towers · Pat Doe · (612) 555-0199" in told["Call back a customer"]
    assert bell.notices(desk) == []
    called = moving.request_call(desk, lead_id, wanted=False)
    assert (called.call_requested, called.status) == (False, LeadStatus.CONTACTED)


def test_an_appointment_is_told_and_moves_the_lead(desk: Desk, acme: int, other_user: Desk) -> None:
    lead_id, _ = key_of(lead_of(desk, acme, estimator_id=other_user.actor.user_id))
    at = datetime.combine(desk.today(), datetime.min.time()).replace(hour=10)
    made = moving.appointment(desk, lead_id, at, at + timedelta(hours=1))
    assert (made.status, made.appointment) == (LeadStatus.APPOINTMENT, at)
    bell.look(other_user)
    assert "Appointment today, 10:00" in [one.subject for one in bell.notices(other_user)]
    assert moving.appointment(desk, lead_id, None).status is LeadStatus.CONTACTED
    with pytest.raises(InvalidInput):
        moving.appointment(desk, lead_id, at, at - timedelta(hours=1))


def test_estimated_follows_from_an_estimate_only(desk: Desk, acme: int) -> None:
    lead_id, project_id = key_of(lead_of(desk, acme))
    with pytest.raises(InvalidInput, match="Fill out the estimate first"):
        moving.set_lead_status(desk, lead_id, LeadStatus.ESTIMATED)
    estimate_id = estimated(desk, project_id)
    with pytest.raises(InvalidInput, match="There is an estimate"):
        moving.set_lead_status(desk, lead_id, LeadStatus.NEW)
    estimates.delete_estimate(desk, estimate_id)
    assert leads.lead(desk, lead_id).status is LeadStatus.CONTACTED
    assert stage_of(desk, project_id) is Step.LEAD
    moving.set_lead_status(desk, lead_id, LeadStatus.LOST, "No answer")
    assert editing.project(desk, project_id).state is ProjectState.DECLINED


def test_a_lead_says_what_is_asked_for(desk: Desk, acme: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        leads.save_lead(desk, leads.new_lead(desk, acme))
    assert "description" in refused.value.fields
    with pytest.raises(InvalidInput):
        lead_of(desk, acme, status=LeadStatus.POSTPONED)
    with pytest.raises(NotFound):
        leads.lead(desk, 999)


def test_the_offices_sources_are_kept_in_order_and_once(desk: Desk) -> None:
    assert sources.lead_sources(desk) == sources.USUAL
    kept = sources.save_lead_sources(desk, ["Radio", "  ", "Fair", "radio"])
    assert kept == sources.lead_sources(desk) == ("Radio", "Fair")
    # Another desktop added one and took one away meanwhile: both stay so.
    sources.save_lead_sources(desk, ["Fair", "Van"], kept)
    assert sources.save_lead_sources(desk, ["Radio", "Fair", "Mailing"], kept) == ("Fair", "Mailing", "Van")
    with pytest.raises(InvalidInput):
        sources.save_lead_sources(desk, ["x" * 81])


# --- people and places at any stage ---


def test_contact_and_estimator_change_at_any_stage(desk: Desk, acme: int, other_user: Desk) -> None:
    owner = customers.customer(desk, acme)
    owner = customers.save_customer(desk, replace(owner, contacts=(*owner.contacts, ContactDraft(name="Kim"))))
    kim = owner.contacts[1].id
    lead_id, project_id = key_of(lead_of(desk, acme))
    sent, draft = estimated(desk, project_id), estimated(desk, project_id)
    estimates.send_estimate(desk, sent)
    before = estimates.estimate(desk, sent)
    editing.change_people(desk, project_id, contact_id=kim, estimator_id=other_user.actor.user_id)
    assert estimates.estimate(desk, draft).contact_id == kim
    assert estimates.estimate(desk, draft).estimator_id == other_user.actor.user_id
    assert estimates.estimate(desk, sent) == before
    assert leads.lead(desk, lead_id).estimator_id == other_user.actor.user_id
    assert leads.lead(desk, lead_id).contact_id == kim
    with pytest.raises(InvalidInput):
        editing.change_people(desk, project_id, contact_id=9999)


# --- lists and board ---


def test_the_parts_of_a_customers_projects(desk: Desk, acme: int) -> None:
    _, going = key_of(lead_of(desk, acme, "Going"))
    _, lost = key_of(lead_of(desk, acme, "Lost"))
    ending.decline(desk, lost)
    _, done = key_of(lead_of(desk, acme, "Done"))
    estimated(desk, done)
    job = forcing.force(desk, done, Step.JOB)
    jobs.set_status(desk, job.id, JobStatus.COMPLETED)
    ending.deliver(desk, [done])
    for which, wanted in (
        (Which.IN_PROGRESS, [going]),
        (Which.COMPLETED, [done]),
        (Which.DECLINED, [lost]),
        (Which.ALL, [done, lost, going]),
        (Which.CURRENT, [done, going]),
    ):
        assert [row.id for row in listing.projects(desk, acme, which)] == wanted
    assert listing.counts(desk, acme) == {
        Which.IN_PROGRESS: 1, Which.COMPLETED: 1, Which.DECLINED: 1, Which.ALL: 3,
    }  # fmt: skip


COLUMNS = (
    "number title company location estimator brand priority step state due delivered_at created_at value source"
).split()


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts(desk: Desk, acme: int, column: str) -> None:
    key_of(lead_of(desk, acme, "A", source="Radio", priority=Priority.LOW))
    _, second = key_of(lead_of(desk, acme, "B"))
    estimated(desk, second)
    rows = listing.ProjectList(desk)
    up = list(rows.ids(ProjectFilter(), Sort(column)))
    assert list(rows.ids(ProjectFilter(), Sort(column, descending=True))) == up[::-1]
    assert [row.id for row in rows.rows(up)] == up


def test_the_board_has_a_column_for_each_step_the_urgent_first(desk: Desk, acme: int) -> None:
    _, plain = key_of(lead_of(desk, acme, "Plain"))
    later_id, later = key_of(lead_of(desk, acme, "Later"))
    moving.postpone(desk, later_id, desk.today() + timedelta(days=9))
    _, urgent = key_of(lead_of(desk, acme, "Urgent", priority=Priority.URGENT))
    _, offered = key_of(lead_of(desk, acme, "Offered"))
    estimated(desk, offered, 700_00)
    columns = {column.step: column for column in board.kanban(desk, ProjectFilter(which=Which.CURRENT))}
    assert tuple(columns) == tuple(Step)
    assert [card.id for card in columns[Step.LEAD].cards] == [urgent, plain, later]
    assert [(card.id, card.value) for card in columns[Step.ESTIMATE].cards] == [(offered, 700_00)]
    assert columns[Step.ESTIMATE].value == 700_00
    one = board.kanban(desk, ProjectFilter(priority=Priority.URGENT), most=1)
    assert [column.count for column in one] == [1, 0, 0, 0, 0]
    few = board.kanban(desk, ProjectFilter(), most=2)[0]
    assert (few.count, few.ids) == (3, (urgent, plain, later))
    assert [card.id for card in few.cards] == [urgent, plain]


def test_projects_are_found_by_number_and_title(desk: Desk, acme: int) -> None:
    lead_of(desk, acme)
    for text in ("7001", "furnace"):
        hits = [(hit.kind, hit.title) for hit in search(desk, text)]
        assert ("project", "7001 · Replace the furnace") in hits


def test_a_project_of_a_document_typed_alone_is_none(desk: Desk, acme: int) -> None:
    made = approved(desk, acme, [line(100_00)])
    assert saved(desk, acme, [line(1)]).project_id is None
    assert jobs.job(desk, made.job_id).estimate_id is not None
    assert listing.projects(desk, acme) == []
