"""What the change log holds of a save: each part once, contents by name only, and who let go of what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from officedesk.models.changes import ChangeLog
from officedesk.services.customers import contacts, editing, marks
from officedesk.services.customers.drafts import ContactDraft
from officedesk.services.desk import Desk
from officedesk.services.office import company
from officedesk.services.sales import estimates
from officedesk.services.work import jobs
from officedesk.services.work.drafts import VisitDraft
from tests.db.customers import ABC
from tests.db.selling import id_of, job_of, line, saved
from tests.factories import make_customer, make_technician

PNG = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def last(desk: Desk, entity: str = "customer") -> Any:
    with desk.read() as session:
        query = select(ChangeLog).where(ChangeLog.entity == entity).order_by(ChangeLog.id.desc())
        return session.scalars(query.limit(1)).one()


def test_a_contact_that_two_statements_wrote_is_told_once(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    anna, bo = stored.contacts
    editing.save_customer(
        desk,
        replace(stored, contacts=(replace(bo, is_primary=True, name="Bo L."), replace(anna, is_primary=False))),
    )
    row = last(desk)
    assert {part["id"]: part for part in row.before["contacts"]} == {
        anna.id: {"id": anna.id, "called": "Anna Berg", "position": 0, "is_primary": True},
        bo.id: {"id": bo.id, "called": "Bo Lund", "position": 1, "is_primary": False, "name": "Bo Lund"},
    }
    assert {part["id"]: part["is_primary"] for part in row.after["contacts"]} == {anna.id: False, bo.id: True}


def test_a_part_that_left_its_list_is_told_whole(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    bo = stored.contacts[1]
    contacts.remove_contact(desk, stored.id or 0, bo.id or 0)
    row = last(desk)
    [gone] = row.before["contacts"]
    assert (gone["name"], gone["phone"], gone["id"]) == ("Bo Lund", "612 555 0101", bo.id)
    assert "contacts" not in row.after


def test_who_let_go_of_a_contact_is_told(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    bo = stored.contacts[1].id or 0
    named = id_of(saved(desk, stored.id or 0, [line(100)], contact_id=bo))
    contacts.remove_contact(desk, stored.id or 0, bo)
    assert last(desk).before["contacts"][0]["named_by"] == {"location": [stored.locations[1].id], "estimate": [named]}


def test_a_tag_taken_off_and_put_on_again_is_no_change(desk: Desk) -> None:
    customer_id = editing.save_customer(desk, ABC).id or 0
    before = last(desk).id
    marks.set_tags(desk, customer_id, ["VIP"])
    assert last(desk).id == before


def test_contents_are_told_by_name_only(desk: Desk) -> None:
    (brand,) = company.brands(desk)
    company.save_brand(desk, replace(brand, logo=PNG))
    row = last(desk, "brand")
    assert (row.before["left_out"], row.after["left_out"]) == ([], ["logo"])
    draft = saved(desk, make_customer(desk), [line(100)])
    estimates.approve_estimate(desk, id_of(draft), "Pat", PNG)
    assert last(desk, "estimate").after["left_out"] == ["signature"]
    with desk.read() as session:
        assert "PNG" not in str(session.execute(select(ChangeLog.before, ChangeLog.after)).all())


def test_technicians_of_a_visit_are_told(desk: Desk) -> None:
    first, second = make_technician(desk, "Sam"), make_technician(desk, "Kim")
    job = job_of(desk, make_customer(desk), [line(100)], visits=(VisitDraft(technician_ids=(first,)),))
    jobs.save_job(desk, replace(job, visits=(replace(job.visits[0], technician_ids=(first, second)),)))
    row = last(desk, "job")
    assert row.before["visits"][0]["technicians"] == [first]
    assert row.after["visits"][0]["technicians"] == [first, second]


def test_a_note_is_told_under_the_name_of_its_customer(desk: Desk) -> None:
    customer_id = make_customer(desk, "Paper Mill")
    note = marks.add_note(desk, customer_id, "Gate 4711")
    marks.remove_note(desk, note.id)
    row = last(desk)
    assert (row.label, row.customer_id) == ("Paper Mill", customer_id)
    assert row.before["notepad"][0]["text"] == "Gate 4711"


def test_a_contact_made_and_starred_in_one_save_is_told_as_made(desk: Desk) -> None:
    stored = editing.save_customer(desk, ABC)
    new = ContactDraft("Cy", is_primary=True)
    editing.save_customer(desk, replace(stored, contacts=(replace(stored.contacts[0], is_primary=False), new)))
    [made] = [part for part in last(desk).after["contacts"] if part.get("name") == "Cy"]
    assert made["is_primary"] is True
