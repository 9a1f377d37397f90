"""Undo and redo across services: what was saved is taken back from the log, where nothing stands on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from officedesk.database.audit import verify
from officedesk.database.unit import Actor
from officedesk.errors import NotAllowed
from officedesk.models.enums import AmountKind, JobStatus, Role
from officedesk.services.activity.undo import last_redoable, last_undoable, redo, undo
from officedesk.services.customers import contacts, editing, locations, marks
from officedesk.services.customers.drafts import Address, ContactDraft, LocationDraft
from officedesk.services.desk import Desk
from officedesk.services.office import company
from officedesk.services.office.drafts import TermsDraft, UserDraft
from officedesk.services.office.people import save_user
from officedesk.services.sales import estimates, pricebook
from officedesk.services.sales.drafts import ItemDraft, KitPart
from officedesk.services.work import jobs
from tests.db.customers import ABC, names
from tests.db.selling import approved, id_of, line, saved, task_ids
from tests.db.undoing import back, invoice_ids, job_numbers, key_of, refused
from tests.factories import make_customer, make_item


@pytest.fixture
def other(desk: Desk) -> Desk:
    """Kim Lund of the office, at another desktop."""
    kim = save_user(desk, UserDraft(name="Kim Lund", role=Role.OFFICE))
    return replace(desk, actor=Actor(kim.id, "Kim Lund", "DESK-2", Role.OFFICE))


def test_a_new_customer_goes_to_the_trash_and_comes_back(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    back(desk)
    assert names(desk) == []
    assert redo(desk).step.label == "ABC Company"
    assert names(desk) == ["ABC Company"]
    assert editing.customer(desk, stored.id or 0).number == stored.number


def test_a_changed_customer_is_as_before_with_all_its_people_and_places(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    changed = replace(
        stored,
        name="ABC & Sons",
        contacts=(
            replace(stored.contacts[1], is_primary=True, name="Bo L."),
            ContactDraft("Cy New"),
        ),
        locations=(replace(stored.locations[0], contact=1), LocationDraft("Third", Address("1 New St"))),
        tags=("New tag",),
    )
    again = editing.save_customer(desk, changed)
    back(desk)
    assert replace(editing.customer(desk, stored.id or 0), version=0) == replace(stored, version=0)
    assert names(desk, text="Anna Berg") == ["ABC Company"]
    redo(desk)
    assert replace(editing.customer(desk, stored.id or 0), version=0) == replace(again, version=0)


def test_steps_go_back_one_by_one_and_forward_again(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    customer_id = stored.id or 0
    for stars in (1, 2, 3):
        marks.set_rating(desk, customer_id, stars)
    seen = []
    for _ in range(3):
        back(desk)
        seen.append(editing.customer(desk, customer_id).rating)
    assert seen == [2, 1, 0]
    for _ in range(3):
        redo(desk)
        seen.append(editing.customer(desk, customer_id).rating)
    assert seen[3:] == [1, 2, 3]
    with pytest.raises(NotAllowed, match="nothing to redo"):
        redo(desk)
    # What was done again can be undone again.
    back(desk)
    assert editing.customer(desk, customer_id).rating == 2
    redo(desk)
    assert editing.customer(desk, customer_id).rating == 3


def test_a_new_change_ends_what_could_be_done_again(desk: Desk) -> None:
    customer_id = make_customer(desk)
    marks.set_rating(desk, customer_id, 1)
    back(desk)
    assert last_redoable(desk) is not None
    marks.set_flag(desk, customer_id, "Pays late")
    assert last_redoable(desk) is None


def test_another_field_changed_since_stays_and_the_same_one_refuses(desk: Desk, other: Desk) -> None:
    customer_id = make_customer(desk, "First")
    marks.set_rating(desk, customer_id, 1)
    marks.set_flag(other, customer_id, "Theirs")
    back(desk)
    now = editing.customer(desk, customer_id)
    assert (now.rating, now.flag_reason) == (0, "Theirs")
    marks.set_rating(desk, customer_id, 4)
    marks.set_rating(other, customer_id, 5)
    assert "was changed again since by Kim Lund" in refused(desk)


def test_what_others_did_is_theirs_until_an_admin_takes_it_back(desk: Desk, other: Desk) -> None:
    customer_id = make_customer(desk)
    marks.set_rating(desk, customer_id, 3)
    mine = last_undoable(desk)
    assert mine is not None
    with pytest.raises(NotAllowed, match="Dana Reyes made this change"):
        undo(other, mine.key)
    marks.set_rating(other, customer_id, 5)
    theirs = last_undoable(other)
    assert theirs is not None
    undo(desk, theirs.key)
    assert editing.customer(desk, customer_id).rating == 3


def test_marks_contacts_and_places_go_back(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    customer_id = stored.id or 0
    anna, bo = contacts.contacts(desk, customer_id)
    _, second = locations.locations(desk, customer_id)
    saved(desk, customer_id, [line(100)], contact_id=bo.id)
    steps: list[Callable[[], object]] = [
        lambda: marks.set_favourite(desk, customer_id, True),
        lambda: marks.add_tags(desk, [customer_id], ["Fresh", "COD"]),
        lambda: marks.remove_tags(desk, [customer_id], ["VIP"]),
        lambda: marks.add_note(desk, customer_id, "Gate code 4711"),
        lambda: contacts.make_primary(desk, customer_id, bo.id),
        lambda: contacts.save_contact(desk, customer_id, ContactDraft("Cy", phone="612 555 0177")),
        lambda: contacts.make_primary(desk, customer_id, anna.id),
        lambda: contacts.remove_contact(desk, customer_id, bo.id),
        lambda: locations.make_first(desk, customer_id, second.id),
        lambda: locations.remove_location(desk, customer_id, second.id),
        lambda: editing.archive(desk, [customer_id]),
    ]
    seen = [_everything(desk, customer_id)]
    for step in steps:
        step()
        seen.append(_everything(desk, customer_id))
    for before in reversed(seen[:-1]):
        back(desk)
        assert _everything(desk, customer_id) == before
    for after in seen[1:]:
        redo(desk)
        assert _everything(desk, customer_id) == after


def _everything(desk: Desk, customer_id: int) -> object:
    from officedesk.services.customers.profile import profile

    found = profile(desk, customer_id)
    people = contacts.contacts(desk, customer_id)
    (estimate,) = estimates.EstimateList(desk).rows([1])
    held = estimates.estimate(desk, estimate.id).contact_id
    return replace(found, version=0), people, locations.locations(desk, customer_id), held


def test_a_tag_that_was_deleted_comes_back_to_its_customers(desk: Desk) -> None:
    customer_id = editing.save_customer(desk, ABC).id or 0
    (vip,) = marks.tags(desk)
    marks.rename_tag(desk, vip.id, "Very important")
    marks.delete_tag(desk, vip.id)
    back(desk)
    assert editing.customer(desk, customer_id).tags == ("Very important",)
    back(desk)
    assert editing.customer(desk, customer_id).tags == ("VIP",)
    assert names(desk, tag_ids=(vip.id,)) == ["ABC Company"]


def test_an_estimate_goes_back_line_by_line(desk: Desk) -> None:
    customer_id = make_customer(desk)
    first = saved(desk, customer_id, [line(100, "A"), line(200, "B", quantity="1.5", tax="7.525"), line(300, "C")])
    lines = (first.lines[2], replace(first.lines[0], price=150), line(50, "D"))
    second = estimates.save_estimate(desk, replace(first, lines=lines, description="Other"))
    back(desk)
    assert replace(estimates.estimate(desk, id_of(first)), version=0) == replace(first, version=0)
    redo(desk)
    assert replace(estimates.estimate(desk, id_of(first)), version=0) == replace(second, version=0)


def test_what_was_sent_is_kept_again_when_the_change_is_done_again(desk: Desk) -> None:
    first = saved(desk, make_customer(desk), [line(100, "A")])
    sent = estimates.send_estimate(desk, id_of(first))
    estimates.save_estimate(desk, replace(sent, lines=(replace(sent.lines[0], price=777),)))
    kept = estimates.revision(desk, id_of(first), 1)
    back(desk)
    assert estimates.revisions(desk, id_of(first)) == []
    redo(desk)
    assert replace(estimates.revision(desk, id_of(first), 1), version=0) == replace(kept, version=0)


def test_an_approval_takes_its_job_and_deposit_along(desk: Desk) -> None:
    customer_id = make_customer(desk)
    draft = saved(desk, customer_id, [line(1000)], deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(50))
    result = estimates.approve_estimate(desk, id_of(draft), "Pat")
    back(desk)
    assert estimates.estimate(desk, id_of(draft)).status.value == "draft"
    assert job_numbers(desk) == []
    assert invoice_ids(desk) == []
    redo(desk)
    assert job_numbers(desk) == [result.job_number]
    assert len(invoice_ids(desk)) == 1
    # Work began: now the approval stays.
    jobs.complete_tasks(desk, result.job_id, task_ids(desk, result.job_id))
    key = key_of(desk, "estimate", "updated")
    with pytest.raises(NotAllowed, match="changed again since"):
        undo(desk, key)


def test_the_lines_of_an_approved_estimate_stay(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(1000)])
    estimates.save_estimate(desk, replace(draft, note="Thanks"))
    key = last_undoable(desk)
    estimates.approve_estimate(desk, id_of(draft), "Pat")
    assert key is not None
    with pytest.raises(NotAllowed, match="is approved by now"):
        undo(desk, key.key)


def test_a_signature_that_the_log_does_not_hold_refuses(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(1000)])
    estimates.approve_estimate(desk, id_of(draft), "Pat", b"\x89PNG\r\n\x1a\n pen")
    back(desk)
    assert "signature" in refused_redo(desk)


def refused_redo(desk: Desk) -> str:
    with pytest.raises(NotAllowed) as told:
        redo(desk)
    return str(told.value)


def test_a_customer_with_papers_is_not_undone(desk: Desk) -> None:
    customer_id = editing.save_customer(desk, ABC).id or 0
    step = last_undoable(desk)
    saved(desk, customer_id, [line(100)])
    assert step is not None
    with pytest.raises(NotAllowed, match="an estimate for ABC Company"):
        undo(desk, step.key)
    back(desk)
    undo(desk, step.key)
    assert names(desk) == []


def test_settings_go_back(desk: Desk) -> None:
    made = company.save_terms(desk, TermsDraft(name="Net 45", due_days=45))
    company.save_terms(desk, replace(made, due_days=50))
    office = company.company(desk)
    company.save_company(desk, replace(office, name="Lakeside LLC"))
    back(desk)
    assert company.company(desk).name == office.name
    back(desk)
    back(desk)
    assert "Net 45" not in [item.name for item in company.terms(desk)]
    redo(desk)
    assert ("Net 45", 45, made.id) in [(item.name, item.due_days, item.id) for item in company.terms(desk)]


def test_a_kit_whose_parts_alone_were_changed_is_as_before(desk: Desk) -> None:
    part = make_item(desk, "Filter")
    kit = pricebook.save_item(desk, ItemDraft(name="Tune-up", components=(KitPart(part, Decimal(1)),)))
    pricebook.save_item(desk, replace(kit, components=(KitPart(part, Decimal(3)),)))
    back(desk)
    again = pricebook.item(desk, kit.id or 0)
    assert (again.name, [one.quantity for one in again.components]) == ("Tune-up", [Decimal(1)])


def test_one_default_brand_is_left_whichever_way(desk: Desk) -> None:
    (first,) = company.brands(desk)
    second = company.save_brand(desk, replace(first, id=None, version=0, name="Second", is_default=False))
    company.save_brand(desk, replace(second, is_default=True))
    back(desk)
    assert [brand.name for brand in company.brands(desk) if brand.is_default] == [first.name]
    redo(desk)
    assert [brand.name for brand in company.brands(desk) if brand.is_default] == ["Second"]


def test_numbering_and_users_are_changed_in_settings_only(desk: Desk) -> None:
    (first, *_) = company.sequences(desk)
    company.save_sequence(desk, replace(first, padding=6))
    assert "Settings, Numbers" in refused(desk)
    (user,) = company.users(desk)
    company.save_user(desk, replace(user, name="Dana R."))
    assert "Settings, People" in refused(desk)


def test_undoing_is_logged_sealed_and_told(desk: Desk) -> None:
    customer_id = make_customer(desk, "Told")
    marks.set_rating(desk, customer_id, 2)
    step = last_undoable(desk)
    assert step is not None
    done = undo(desk, step.key)
    assert done.changed == (("customer", customer_id, customer_id),)
    with desk.read() as session:
        assert verify(session).ok
    with pytest.raises(NotAllowed, match="taken back already"):
        undo(desk, step.key)


def test_approved_by_one_and_done_work_by_another(desk: Desk, other: Desk) -> None:
    result = approved(desk, make_customer(desk), [line(500)])
    step = last_undoable(desk)
    jobs.set_status(other, result.job_id, JobStatus.IN_PROGRESS)
    assert step is not None
    with pytest.raises(NotAllowed, match=r"Job \d+ was changed again since by Kim Lund"):
        undo(desk, step.key)


def test_a_tag_is_called_as_before_although_another_of_that_name_was_typed_since(desk: Desk) -> None:
    customer_id = editing.save_customer(desk, ABC).id or 0
    (vip,) = marks.tags(desk)
    marks.rename_tag(desk, vip.id, "Very important")
    marks.set_tags(desk, customer_id, ["VIP"])
    back(desk)
    back(desk)
    assert editing.customer(desk, customer_id).tags == ("VIP",)
    redo(desk)
    redo(desk)
    assert editing.customer(desk, customer_id).tags == ("VIP",)
    assert [tag.name for tag in marks.tags(desk)] == ["Very important", "VIP"]


def test_a_deleted_tag_comes_back_to_whoever_wears_a_new_one_of_its_name(desk: Desk) -> None:
    first = editing.save_customer(desk, ABC).id or 0
    (vip,) = marks.tags(desk)
    marks.delete_tag(desk, vip.id)
    deleted = key_of(desk, "tag", "deleted")
    second = editing.save_customer(desk, replace(ABC, name="Second")).id or 0
    undo(desk, deleted)
    assert [(tag.id, tag.name, tag.used) for tag in marks.tags(desk)] == [(vip.id, "VIP", 2)]
    assert names(desk, tag_ids=(vip.id,)) == ["ABC Company", "Second"]
    redo(desk)
    assert editing.customer(desk, first).tags == ()
    assert editing.customer(desk, second).tags == ("VIP",)
    assert [(tag.name, tag.used) for tag in marks.tags(desk)] == [("VIP", 1)]


def test_a_place_and_a_person_that_only_trashed_papers_name_go_and_are_named_again(desk: Desk) -> None:
    customer_id = editing.save_customer(desk, ABC).id or 0
    draft = editing.customer(desk, customer_id)
    people, places = (*draft.contacts, ContactDraft("New")), (*draft.locations, LocationDraft("Shed"))
    editing.save_customer(desk, replace(draft, contacts=people, locations=places))
    person = next(one for one in contacts.contacts(desk, customer_id) if one.name == "New").id
    shed = next(one for one in locations.locations(desk, customer_id) if one.name == "Shed").id
    made = saved(desk, customer_id, [line(100)], location_id=shed, contact_id=person)
    back(desk)
    back(desk)
    assert [one.name for one in editing.customer(desk, customer_id).locations] == [one.name for one in draft.locations]
    redo(desk)
    redo(desk)
    again = estimates.estimate(desk, made.id or 0)
    assert (again.location_id, again.contact_id) == (shed, person)
