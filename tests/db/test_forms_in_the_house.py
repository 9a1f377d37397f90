"""Forms where they are records like others: undo, erasing, check, export, history and papers of their job."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from officedesk.errors import NotAllowed
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import FormMoment, FormRule
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.models.forms import JobForm
from officedesk.models.work import Job
from officedesk.services.activity.erase import erase
from officedesk.services.activity.history import of_job
from officedesk.services.activity.trash import row_id
from officedesk.services.activity.undo import redo, undo
from officedesk.services.check import check
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.forms.drafts import FormDraft, FormState, TemplateDraft
from officedesk.services.forms.filling import add_form, fill_form, hand_in, remove_form
from officedesk.services.forms.reading import form, forms_of
from officedesk.services.forms.templates import order_templates, remove_template, save_template, templates
from officedesk.services.transfer.export import TABLES
from officedesk.services.work.jobs import complete_tasks, delete_job, job, new_job, save_job
from tests.db.selling import id_of, job_of, line, task_ids
from tests.db.test_recorded import PNG
from tests.db.undoing import back, job_numbers, key_of
from tests.factories import make_customer

FIELDS = (
    FormField("what", FieldKind.TEXT, "What was done", required=True),
    FormField("ok", FieldKind.CHECK, "Tested"),
    FormField("n", FieldKind.NUMBER, "Pressure"),
    FormField("photo", FieldKind.PHOTO, "Photo"),
    FormField("sign", FieldKind.SIGNATURE, "Customer"),
    FormField("read", FieldKind.HEADING, "Read this"),
)
SIGNED = {"name": "Pat Quine", "strokes": [[0, 0, 10, 10]]}


def filled(desk: Desk) -> FormDraft:
    """The form of a new job, handed in with an answer of each kind."""
    if not templates(desk):
        save_template(desk, TemplateDraft("Finish work", FormMoment.FINISH, FormRule.OPTIONAL, FIELDS))
    customer = make_customer(desk)
    stored = job_of(desk, customer, [line(1_00)])
    photo = add_bytes(desk, "roof.png", PNG, FileDraft(customer, job_id=stored.id)).id
    (row,) = forms_of(desk, id_of(stored))
    draft = form(desk, row.id)
    answers = {"what": "Zanzibar gutters", "ok": True, "n": "2.5", "photo": [photo], "sign": SIGNED}
    return hand_in(desk, replace(draft, answers=answers), draft)


def told(desk: Desk, form_id: int) -> str:
    with desk.read() as session:
        rows = session.execute(
            select(ChangeLog.label, ChangeLog.before, ChangeLog.after).where(
                ChangeLog.entity == "form", ChangeLog.entity_id == form_id
            )
        ).all()
    return str([tuple(row) for row in rows])


def test_handing_in_and_filling_in_are_taken_back_and_done_again(desk: Desk) -> None:
    stored = filled(desk)
    back(desk)
    draft = form(desk, stored.id or 0)
    assert (draft.done_at, draft.done_by, draft.answers) == (None, "", {})
    redo(desk)
    assert form(desk, stored.id or 0).answers == stored.answers
    assert form(desk, stored.id or 0).done_by == desk.actor.name


def test_a_form_that_was_taken_off_comes_back_with_its_answers(desk: Desk) -> None:
    stored = filled(desk)
    (template,) = templates(desk)
    other = add_form(desk, stored.job_id, template.id or 0)
    fill_form(desk, replace(other, answers={"what": "Half"}), other)
    remove_form(desk, other.id or 0)
    back(desk)
    assert form(desk, other.id or 0).answers == {"what": "Half"}
    assert form(desk, other.id or 0).fields == FIELDS


def test_undoing_a_new_job_takes_its_forms_along_and_redoing_brings_them(desk: Desk) -> None:
    save_template(desk, TemplateDraft("Finish work", FormMoment.FINISH, FormRule.OPTIONAL, FIELDS))
    stored = job_of(desk, make_customer(desk), [line(1_00)])
    before = [row.name for row in forms_of(desk, id_of(stored))]
    back(desk)
    assert job_numbers(desk) == []
    redo(desk)
    assert [row.name for row in forms_of(desk, id_of(stored))] == before == ["Finish work"]
    (row,) = forms_of(desk, id_of(stored))
    draft = form(desk, row.id)
    assert draft.fields == FIELDS
    fill_form(desk, replace(draft, answers={"what": "x"}), draft)


def test_a_job_whose_form_was_filled_in_since_is_not_undone(desk: Desk) -> None:
    save_template(desk, TemplateDraft("Finish work", FormMoment.FINISH, FormRule.OPTIONAL, FIELDS))
    stored = save_job(desk, new_job(desk, make_customer(desk)))
    (row,) = forms_of(desk, id_of(stored))
    draft = form(desk, row.id)
    fill_form(desk, replace(draft, answers={"what": "x"}), draft)
    with pytest.raises(NotAllowed, match="changed again since"):
        undo(desk, key_of(desk, "job", "created"))
    assert form(desk, row.id).answers == {"what": "x"}


def test_changes_of_templates_are_undone(desk: Desk) -> None:
    first = save_template(desk, TemplateDraft("One", fields=FIELDS[:1]))
    second = save_template(desk, TemplateDraft("Two", fields=FIELDS[:1]))
    save_template(desk, replace(first, rule=FormRule.MANDATORY, fields=FIELDS))
    back(desk)
    assert templates(desk)[0].fields == FIELDS[:1]
    order_templates(desk, [second.id or 0, first.id or 0])
    back(desk)
    remove_template(desk, first.id or 0)
    back(desk)
    assert [one.name for one in templates(desk)] == ["One", "Two"]


def test_nothing_of_the_forms_of_an_erased_job_is_left(desk: Desk) -> None:
    stored = filled(desk)
    (template,) = templates(desk)
    gone = add_form(desk, stored.job_id, template.id or 0)
    fill_form(desk, replace(gone, answers={"what": "Zanzibar again"}), gone)
    remove_form(desk, gone.id or 0)
    assert "Zanzibar" in told(desk, stored.id or 0)
    assert "Zanzibar again" in told(desk, gone.id or 0)
    delete_job(desk, stored.job_id)
    number = stored.job_number
    erase(desk, [row_id("job", stored.job_id)], f"Job {number}")
    with desk.read() as session:
        assert session.scalar(select(Job.id)) is None
        assert session.scalar(select(JobForm.id)) is None
    for key in (stored.id, gone.id):
        assert "Zanzibar" not in told(desk, key or 0)
        assert "Quine" not in told(desk, key or 0)


def test_the_check_finds_answers_that_are_none_and_photos_of_others(desk: Desk) -> None:
    stored = filled(desk)
    assert check(desk).findings == ()
    other = job_of(desk, stored.customer_id, [])
    photo = add_bytes(desk, "b.png", PNG, FileDraft(stored.customer_id, job_id=other.id)).id
    with desk.write() as session:
        record = session.get_one(JobForm, stored.id)
        record.answers = {"ok": "perhaps", "photo": [photo]}
    found = [finding.text for finding in check(desk).findings]
    assert len(found) == 2
    assert any("answers" in what for what in found)
    assert "shows a photo of another job" in found


def test_every_question_is_exported_with_its_answer(desk: Desk) -> None:
    stored = filled(desk)
    rows = list(TABLES["forms"].rows(desk, lambda done, total: None))
    mine = {row[8]: row[10] for row in rows if row[0] == stored.job_number}
    assert mine == {
        "What was done": "Zanzibar gutters",
        "Tested": True,
        "Pressure": Decimal("2.5"),
        "Photo": "roof.png",
        "Customer": "Signed by Pat Quine",
    }
    assert {row[6] for row in rows} == {date(2023, 6, 22)}
    asked = list(TABLES["formtemplates"].rows(desk, lambda done, total: None))
    assert [row[3] for row in asked] == [field.label for field in FIELDS]


def test_the_history_of_a_job_has_that_of_its_forms(desk: Desk) -> None:
    stored = filled(desk)
    complete_tasks(desk, stored.job_id, task_ids(desk, stored.job_id))
    rows = [(row.entity, row.action) for row in of_job(desk, stored.job_id)]
    assert rows[:2] == [("job", "updated"), ("form", "updated")]
    assert sorted(rows[2:]) == [("form", "created"), ("job", "created")]
    assert job(desk, stored.job_id).id == stored.job_id
    assert FormState.DONE is forms_of(desk, stored.job_id)[0].state
