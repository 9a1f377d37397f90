"""The work order: what a job belongs to and what covers it, time and costs, files, history, warnings of a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from officedesk.models.company import Technician
from officedesk.models.enums import JobStatus
from officedesk.services.files.listing import files_of
from officedesk.services.mapping.time_editing import save_time
from officedesk.services.mapping.time_rows import TimeDraft
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.invoices import invoice
from officedesk.services.work.drafts import CostDraft, TaskDraft, VisitDraft
from officedesk.services.work.jobs import job, new_job, save_job, set_status
from officedesk.views.files.adding import Pasted
from officedesk.views.shell import Place
from officedesk.views.work.cost_dialog import CostDialog
from officedesk.views.work.job_page import JobPage
from officedesk.views.work.visit_dialog import VisitDialog
from tests import factories
from tests.db.test_job_parts import a_contract, a_project, a_skill
from tests.db.test_recorded import PNG
from tests.gui.keys import CTRL, come_up, press, settle

Key = Qt.Key
DAY = date(2023, 6, 30)


def at(hour: int) -> datetime:
    return datetime.combine(DAY, time(hour))


@pytest.fixture
def customer(desk) -> int:
    return factories.make_customer(desk, "ABC Company")


@pytest.fixture
def page(qtbot, shell) -> JobPage:
    made = JobPage(shell)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    return made


def stored(desk, customer: int, **changes) -> int:
    tasks = tuple(TaskDraft(LineDraft(name=name, price=50_00, unit_cost=10_00)) for name in ("Tune-up", "Filter"))
    return save_job(desk, replace(new_job(desk, customer), tasks=tasks, **changes)).id or 0


def show(qtbot, shell, page, place: Place) -> None:
    page.show_place(place)
    come_up(qtbot, shell, page)


def dialog_of(kind: type[QDialog]):
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def saved(qtbot, shell, page) -> None:
    page.activateWindow()
    page.save()
    settle(qtbot, shell)
    assert not page.editor.history.dirty


def test_a_job_gets_its_contract_and_what_it_covers(qtbot, shell, desk, customer, page):
    contract = a_contract(desk, customer)
    job_id = stored(desk, customer)
    show(qtbot, shell, page, Place("job", job_id))
    ties, tasks = page.editor.ties, page.editor.tasks
    assert ties.isVisible()
    assert ties.fields["project_id"].isHidden()
    tasks.table.selectRow(0)
    assert "Covered by the contract" not in [action.text() for action in tasks.row_menu().actions()]
    ties.contract.setFocus()
    press("C-9", Key.Key_Return)
    assert page.draft.contract_id == contract
    tasks.table.selectRow(0)
    next(one for one in tasks.row_menu().actions() if one.text() == "Covered by the contract").trigger()
    assert [task.covered for task in page.draft.tasks] == [True, False]
    assert tasks.model.index(0, 5).data() == "Covered by C-9001"
    assert page.editor.totals.texts["total"] == "$50.00"
    assert "margin" not in page.editor.totals.texts
    saved(qtbot, shell, page)
    assert [task.covered for task in job(desk, job_id).tasks] == [True, False]
    progress = set_status(desk, job_id, JobStatus.COMPLETED)
    assert [line.name for line in invoice(desk, progress.invoice_id or 0).lines] == ["Filter"]


def test_without_its_contract_nothing_of_a_job_is_covered(qtbot, shell, desk, customer, page):
    contract = a_contract(desk, customer)
    job_id = stored(desk, customer)
    draft = job(desk, job_id)
    save_job(desk, replace(draft, contract_id=contract, tasks=(replace(draft.tasks[0], covered=True), draft.tasks[1])))
    show(qtbot, shell, page, Place("job", job_id))
    page.editor.ties.edited.emit("contract_id", None)
    assert [task.covered for task in page.draft.tasks] == [False, False]
    saved(qtbot, shell, page)
    assert job(desk, job_id).contract_id is None


def test_a_new_job_of_a_project_asks_for_skills(qtbot, shell, desk, customer, page):
    project, gas = a_project(desk, customer), a_skill(desk, "Gas")
    show(qtbot, shell, page, Place("job", context={"customer_id": customer, "project_id": project}))
    assert page.draft.project_id == project
    assert page.editor.ties.project.currentText() == "P-9001 Attic"
    page.editor.ties.skills.set_value((gas,))
    page.editor.ties.skills.chosen.emit()
    assert page.draft.skills == (gas,)
    page.save()
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.id is not None)
    settle(qtbot, shell)
    made = job(desk, page.draft.id)
    assert (made.project_id, made.skills) == (project, (gas,))


def test_costs_are_typed_and_counted(qtbot, shell, desk, customer, page):
    job_id = stored(desk, customer)
    sam = factories.make_technician(desk, "Sam")
    with desk.write() as session:
        session.get_one(Technician, sam).hourly_cost = 40_00
    save_time(desk, TimeDraft(sam, at(8), at(9).replace(minute=30), job_id))
    show(qtbot, shell, page, Place("job", job_id))
    page.editor.costs.add_cost.click()
    dialog = dialog_of(CostDialog)
    come_up(qtbot, shell, dialog)
    press(Key.Key_Return, modifier=CTRL)
    assert dialog._fields["name"].error == "Say what it was."
    press("Crane rental", Key.Key_Return, "6/20", Key.Key_Return, "12.5")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: len(page.draft.costs) == 1)
    assert page.draft.costs[0] == CostDraft(date(2023, 6, 20), "Crane rental", 12_50)
    # 100.00 less 20.00 of its lines, 1.5 hours at 40.00, and the crane.
    assert page.editor.costs.texts == {
        "Billed when done": "$100.00",
        "Cost of its lines": "−$20.00",
        "Labor": "−$60.00",
        "Other costs": "−$12.50",
        "Margin": "$7.50 · 7.5 %",
    }
    saved(qtbot, shell, page)
    assert [cost.id is not None for cost in page.draft.costs] == [True]
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.editor.costs.cost_removed.emit(0)
    assert page.draft.costs == ()
    told.args[2]()
    assert len(page.draft.costs) == 1
    saved(qtbot, shell, page)
    assert job(desk, job_id).costs == page.draft.costs


def test_files_of_a_job_are_added_on_its_page(qtbot, shell, desk, customer, page):
    job_id = stored(desk, customer)
    show(qtbot, shell, page, Place("job", job_id))
    with qtbot.waitSignal(page.editor.files.adder.added):
        page.editor.files.add([Pasted("roof.png", PNG)])
    qtbot.waitUntil(lambda: page.editor.files.names == ["roof.png"])
    assert [one.name for one in files_of(desk, "job", job_id)] == ["roof.png"]


def test_the_page_tells_what_was_changed_of_the_job(qtbot, shell, desk, customer, page):
    job_id = stored(desk, customer)
    save_job(desk, replace(job(desk, job_id), description="Furnace"))
    show(qtbot, shell, page, Place("job", job_id))
    assert [row.action for row in page.editor.past.rows] == ["updated", "created"]
    page.editor.fields.control("description").setFocus()
    press("!")
    saved(qtbot, shell, page)
    qtbot.waitUntil(lambda: len(page.editor.past.rows) == 3)


def test_a_double_booking_is_told_before_it_is_saved(qtbot, shell, desk, customer, page):
    sam = factories.make_technician(desk, "Sam")
    stored(desk, customer, visits=(VisitDraft(at(9), at(11), technician_ids=(sam,)),))
    job_id = stored(desk, customer)
    show(qtbot, shell, page, Place("job", job_id))
    page.editor.edit_visit(None)
    dialog = dialog_of(VisitDialog)
    come_up(qtbot, shell, dialog)
    press("6/30")
    dialog.starts.setFocus()
    dialog.starts.selectAll()
    press("10")
    dialog.ends.setFocus()
    press("12")
    settle(qtbot, shell)
    assert dialog.warnings.text == ""
    dialog.people.setFocus()
    press(Key.Key_Home, Key.Key_Space)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: "Sam has 2001" in dialog.warnings.text)
    assert dialog.isVisible()
    assert page.draft.visits == ()
    assert dialog.ok.text() == "Add visit anyway"
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: len(page.draft.visits) == 1)


def test_what_speaks_against_a_visit_goes_with_its_reason(qtbot, shell, desk, customer, page):
    sam = factories.make_technician(desk, "Sam")
    stored(desk, customer, visits=(VisitDraft(at(9), at(11), technician_ids=(sam,)),))
    job_id = stored(desk, customer, visits=(VisitDraft(at(13), at(14), technician_ids=(sam,)),))
    show(qtbot, shell, page, Place("job", job_id))
    page.editor.edit_visit(0)
    dialog = dialog_of(VisitDialog)
    come_up(qtbot, shell, dialog)
    settle(qtbot, shell)
    assert dialog.warnings.text == ""
    dialog.starts.setFocus()
    dialog.starts.selectAll()
    press("10")
    qtbot.waitUntil(lambda: "Sam has" in dialog.warnings.text)
    dialog.starts.selectAll()
    press("11")
    qtbot.waitUntil(lambda: dialog.warnings.text == "")
    assert dialog.ok.text() == "Done"
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft.visits[0].starts == at(11))
