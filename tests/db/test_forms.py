"""Forms of jobs: given, filled in by several people, handed in, and what they hold up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.database.place import OfficePlace
from officedesk.database.schema import open_office
from officedesk.database.unit import Database
from officedesk.errors import Conflict, FormsMissing, InvalidInput, NotAllowed, NotFound
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import FormMoment, FormRule, JobStatus, TaskStatus
from officedesk.models.form_fields import FieldKind, FormField, fields_of
from officedesk.models.usual_forms import USUAL
from officedesk.services.desk import Desk, sit_down
from officedesk.services.forms.drafts import FormDraft, FormState, TemplateDraft
from officedesk.services.forms.filling import (
    add_form,
    fill_form,
    hand_in,
    missing_forms,
    remove_form,
    reopen_form,
    set_form_rule,
)
from officedesk.services.forms.reading import form, forms_of
from officedesk.services.forms.templates import (
    order_templates,
    remove_template,
    restore_template,
    save_template,
    template,
    templates,
)
from officedesk.services.office.drafts import Founding
from officedesk.services.office.setup import found_office
from officedesk.services.work.drafts import VisitDraft
from officedesk.services.work.jobs import complete_tasks, delete_job, job, save_job, set_status
from tests.db.selling import approved, id_of, job_of, line, task_ids
from tests.factories import make_customer

NINE = datetime(2023, 6, 23, 9)  # noqa: DTZ001 - visits are wall time
WHAT = FormField("what", FieldKind.TEXT, "What was done", required=True)
COUNT = FormField("count", FieldKind.NUMBER, "How many")


def usual(desk: Desk) -> list[TemplateDraft]:
    """What a new office has."""
    for one in USUAL:
        asked = fields_of(one["fields"])
        save_template(desk, TemplateDraft(one["name"], FormMoment(one["moment"]), FormRule.OPTIONAL, asked))
    return templates(desk)


def only(desk: Desk, name: str, moment: FormMoment, rule: FormRule, fields: Iterable[FormField] = (WHAT, COUNT)) -> int:
    """Make this the office's only template."""
    for one in templates(desk):
        remove_template(desk, one.id or 0)
    return save_template(desk, TemplateDraft(name, moment, rule, tuple(fields))).id or 0


def done(desk: Desk, form_id: int, **answers: Any) -> FormDraft:
    draft = form(desk, form_id)
    return hand_in(desk, replace(draft, answers={"what": "All of it", **answers}), draft)


def ids_of(desk: Desk, job_id: int) -> dict[str, int]:
    return {row.name: row.id for row in forms_of(desk, job_id)}


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_new_office_has_a_form_for_either_end_of_a_job(place: OfficePlace) -> None:
    found_office(place, Founding(name="Green Tree Care", user="Dana Reyes"))
    database = Database(place, open_office(place))
    start, finish = templates(sit_down(database, "Desktop A"))
    database.close()
    assert (start.name, start.moment, start.rule) == ("Pre-job safety assessment", FormMoment.START, FormRule.OPTIONAL)
    assert (finish.name, finish.moment) == ("Finish work", FormMoment.FINISH)
    kinds = {field.kind for one in (start, finish) for field in one.fields}
    assert kinds == set(FieldKind) - {FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE}


def test_every_new_job_gets_the_forms_that_are_not_off(desk: Desk) -> None:
    first, second = usual(desk)
    save_template(desk, replace(first, rule=FormRule.OFF))
    customer = make_customer(desk)
    typed = id_of(job_of(desk, customer, [line(1_00)]))
    sold = approved(desk, customer, [line(1_00)]).job_id
    for job_id in (typed, sold):
        (row,) = forms_of(desk, job_id)
        assert (row.name, row.state, row.missing, row.rule) == (second.name, FormState.EMPTY, 3, FormRule.OPTIONAL)
    with desk.read() as session:
        told = session.scalars(select(ChangeLog).where(ChangeLog.entity == "form")).all()
    assert [row.customer_id for row in told] == [customer, customer]


def test_a_form_keeps_what_it_asked_when_its_template_changes(desk: Desk) -> None:
    only(desk, "Check", FormMoment.FINISH, FormRule.OPTIONAL)
    job_id = id_of(job_of(desk, make_customer(desk), []))
    (one,) = templates(desk)
    save_template(desk, replace(one, name="Other", fields=(COUNT,)))
    (row,) = forms_of(desk, job_id)
    assert row.name == "Check"
    assert form(desk, row.id).fields == (WHAT, COUNT)


def test_answers_are_kept_and_handed_in(desk: Desk) -> None:
    only(desk, "Check", FormMoment.FINISH, FormRule.OPTIONAL)
    (row,) = forms_of(desk, id_of(job_of(desk, make_customer(desk), [])))
    draft = form(desk, row.id)
    kept = fill_form(desk, replace(draft, answers={"count": "3", "gone": "x", "what": "  "}), draft)
    assert kept.answers == {"count": "3"}
    (row,) = forms_of(desk, draft.job_id)
    assert (row.state, row.missing) == (FormState.STARTED, 1)
    with pytest.raises(InvalidInput) as refused:
        hand_in(desk, kept, kept)
    assert refused.value.fields == {"what": "Fill this in."}
    finished = hand_in(desk, replace(kept, answers={**kept.answers, "what": "Gutters"}), kept)
    assert finished.done_by == desk.actor.name
    assert finished.done_at == desk.now()
    assert forms_of(desk, draft.job_id)[0].state is FormState.DONE
    with pytest.raises(NotAllowed, match="handed in by"):
        fill_form(desk, finished)
    again = reopen_form(desk, row.id)
    assert again.done_at is None
    assert fill_form(desk, replace(again, answers={"what": "Roof"}), again).answers == {"what": "Roof"}


def test_answers_of_two_people_come_together(desk: Desk) -> None:
    only(desk, "Check", FormMoment.FINISH, FormRule.OPTIONAL)
    (row,) = forms_of(desk, id_of(job_of(desk, make_customer(desk), [])))
    base = form(desk, row.id)
    fill_form(desk, replace(base, answers={"what": "Theirs"}), base)
    both = fill_form(desk, replace(base, answers={"count": "2"}), base)
    assert both.answers == {"what": "Theirs", "count": "2"}
    with pytest.raises(Conflict) as lost:
        fill_form(desk, replace(base, answers={"what": "Mine"}), base)
    assert lost.value.fields == ("what",)
    assert lost.value.theirs == both
    with pytest.raises(Conflict):
        fill_form(desk, replace(base, answers={"count": "5"}))


def test_answers_that_are_none_are_refused(desk: Desk) -> None:
    limits = replace(COUNT, least=Decimal(1))
    photo = FormField("photo", FieldKind.PHOTO, "Photo")
    only(desk, "Check", FormMoment.FINISH, FormRule.OPTIONAL, (limits, photo))
    (row,) = forms_of(desk, id_of(job_of(desk, make_customer(desk), [])))
    draft = form(desk, row.id)
    for answers, field in (({"count": "0"}, "count"), ({"count": "NaN"}, "count"), ({"photo": [999]}, "photo")):
        with pytest.raises(InvalidInput) as refused:
            fill_form(desk, replace(draft, answers=answers), draft)
        assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("status", [JobStatus.IN_PROGRESS, JobStatus.COMPLETED])
def test_a_mandatory_form_holds_the_start_up(desk: Desk, status: JobStatus) -> None:
    only(desk, "Safety", FormMoment.START, FormRule.MANDATORY)
    stored = job_of(desk, make_customer(desk), [line(1_00), line(2_00)], visits=(VisitDraft(NINE),))
    job_id = id_of(stored)
    with pytest.raises(FormsMissing, match=r"Job \d+ cannot be .*“Safety” is not handed in. Fill it in first") as held:
        set_status(desk, job_id, status)
    assert held.value.forms == ((ids_of(desk, job_id)["Safety"], "Safety"),)
    with pytest.raises(FormsMissing):
        set_status(desk, job_id, JobStatus.IN_PROGRESS, stored.visits[0].id)
    with pytest.raises(FormsMissing):
        complete_tasks(desk, job_id, task_ids(desk, job_id)[:1])
    assert task_ids(desk, job_id, TaskStatus.COMPLETED) == []
    assert set_status(desk, job_id, JobStatus.ON_THE_WAY).status is JobStatus.ON_THE_WAY
    assert [one.name for one in missing_forms(desk, job_id)] == ["Safety"]
    done(desk, ids_of(desk, job_id)["Safety"])
    assert missing_forms(desk, job_id) == ()
    assert set_status(desk, job_id, status).status is status


def test_a_mandatory_form_holds_the_completion_up(desk: Desk) -> None:
    only(desk, "Finish", FormMoment.FINISH, FormRule.MANDATORY)
    stored = job_of(desk, make_customer(desk), [line(1_00), line(2_00)])
    job_id = id_of(stored)
    one, two = task_ids(desk, job_id)
    assert complete_tasks(desk, job_id, [one]).status is JobStatus.IN_PROGRESS
    for attempt in (lambda: complete_tasks(desk, job_id, [two]), lambda: set_status(desk, job_id, JobStatus.COMPLETED)):
        with pytest.raises(FormsMissing, match="cannot be completed"):
            attempt()
    assert task_ids(desk, job_id, TaskStatus.OPEN) == [two]
    done(desk, ids_of(desk, job_id)["Finish"])
    finished = complete_tasks(desk, job_id, [two])
    assert finished.status is JobStatus.COMPLETED
    assert finished.invoice_id is not None


def test_a_save_that_leaves_nothing_open_does_not_complete_past_a_form(desk: Desk) -> None:
    only(desk, "Finish", FormMoment.FINISH, FormRule.MANDATORY)
    job_id = id_of(job_of(desk, make_customer(desk), [line(1_00), line(2_00)]))
    complete_tasks(desk, job_id, task_ids(desk, job_id)[:1])
    stored = job(desk, job_id)
    rest = replace(stored.tasks[1], status=TaskStatus.CANCELLED)
    assert save_job(desk, replace(stored, tasks=(stored.tasks[0], rest))).status is JobStatus.IN_PROGRESS


def test_a_form_of_one_visit_holds_up_that_visit(desk: Desk) -> None:
    asked = only(desk, "Safety", FormMoment.START, FormRule.OFF)
    (shown,) = templates(desk)
    days = (VisitDraft(NINE), VisitDraft(NINE.replace(day=24)))
    stored = job_of(desk, make_customer(desk), [line(1_00)], visits=days)
    job_id, (first, second) = id_of(stored), stored.visits
    assert forms_of(desk, job_id) == []
    save_template(desk, replace(shown, rule=FormRule.MANDATORY))
    safety = add_form(desk, job_id, asked, second.id)
    assert set_status(desk, job_id, JobStatus.IN_PROGRESS, first.id).status is JobStatus.IN_PROGRESS
    with pytest.raises(FormsMissing):
        set_status(desk, job_id, JobStatus.IN_PROGRESS, second.id)
    with pytest.raises(FormsMissing, match="visit"):
        set_status(desk, job_id, JobStatus.COMPLETED, second.id)
    done(desk, safety.id or 0)
    assert set_status(desk, job_id, JobStatus.IN_PROGRESS, second.id).status is JobStatus.IN_PROGRESS


def test_a_form_is_switched_off_for_one_job(desk: Desk) -> None:
    only(desk, "Safety", FormMoment.START, FormRule.MANDATORY)
    job_id = id_of(job_of(desk, make_customer(desk), [line(1_00)]))
    form_id = ids_of(desk, job_id)["Safety"]
    set_form_rule(desk, form_id, FormRule.OFF)
    assert forms_of(desk, job_id)[0].state is FormState.OFF
    assert set_status(desk, job_id, JobStatus.IN_PROGRESS).status is JobStatus.IN_PROGRESS


def test_forms_are_added_and_removed_until_they_are_handed_in(desk: Desk) -> None:
    asked = only(desk, "Safety", FormMoment.START, FormRule.OPTIONAL)
    job_id = id_of(job_of(desk, make_customer(desk), []))
    second = add_form(desk, job_id, asked)
    assert len(forms_of(desk, job_id)) == 2
    done(desk, second.id or 0)
    with pytest.raises(NotAllowed, match="handed in and stays"):
        remove_form(desk, second.id or 0)
    reopen_form(desk, second.id or 0)
    remove_form(desk, second.id or 0)
    assert len(forms_of(desk, job_id)) == 1
    with pytest.raises(NotFound):
        form(desk, second.id or 0)
    delete_job(desk, job_id)
    with pytest.raises(NotFound):
        add_form(desk, job_id, asked)


def test_templates_are_checked_ordered_removed_and_brought_back(desk: Desk) -> None:
    start, finish = usual(desk)
    with pytest.raises(InvalidInput) as refused:
        save_template(desk, TemplateDraft(" FINISH  work ", fields=(WHAT,)))
    assert "name" in refused.value.fields
    with pytest.raises(InvalidInput) as refused:
        save_template(desk, TemplateDraft("", fields=(replace(WHAT, label=" "),)))
    assert set(refused.value.fields) == {"name", "fields.0.label"}
    third = save_template(desk, TemplateDraft("Third", fields=(WHAT,)))
    order_templates(desk, [third.id or 0, finish.id or 0])
    assert [one.name for one in templates(desk)] == ["Third", finish.name, start.name]
    remove_template(desk, third.id or 0)
    assert [one.name for one in templates(desk)] == [finish.name, start.name]
    with pytest.raises(NotFound):
        template(desk, third.id or 0)
    restore_template(desk, third.id or 0)
    assert templates(desk)[0].name == "Third"
    with pytest.raises(Conflict):
        save_template(desk, replace(third, name="Again"))
