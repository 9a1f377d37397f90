"""Jobs: planned, completed service by service, invoiced in parts, by keyboard over a real office file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from officedesk.models.enums import JobStatus, TaskStatus
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.invoices import InvoiceList, invoice, invoice_from_job
from officedesk.services.sales.rows import InvoiceFilter
from officedesk.services.work.drafts import TaskDraft, VisitDraft
from officedesk.services.work.jobs import complete_tasks, job, new_job, save_job
from officedesk.views.shell import Place
from officedesk.views.work.job_page import JobPage
from officedesk.views.work.jobs_page import JobsPage
from officedesk.views.work.task_lines import tasks_with
from officedesk.views.work.task_model import TaskModel
from tests import factories
from tests.gui.keys import CTRL, come_up, destroy, press, settle

Key = Qt.Key


@dataclass(frozen=True)
class Planned:
    """A job of three services: 10.00, 20.00 and 30.00."""

    customer: int
    job: int
    tasks: tuple[int, int, int]


@pytest.fixture
def planned(desk: Desk) -> Planned:
    customer = factories.make_customer(desk, "ABC Company")
    tasks = tuple(TaskDraft(LineDraft(name=f"Step {n}", price=n * 10_00)) for n in (1, 2, 3))
    stored = save_job(desk, replace(new_job(desk, customer), description="Roof unit", tasks=tasks))
    first, second, third = (task.id or 0 for task in stored.tasks)
    return Planned(customer, stored.id or 0, (first, second, third))


@pytest.fixture
def page(qtbot, shell) -> JobPage:
    made = JobPage(shell)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    return made


def show(qtbot, shell, page, place: Place) -> None:
    page.show_place(place)
    come_up(qtbot, shell, page)


def statuses(desk: Desk, job_id: int) -> list[TaskStatus]:
    return [task.status for task in job(desk, job_id).tasks]


def drafts(desk: Desk, job_id: int) -> list[int]:
    return [row.total for row in InvoiceList(desk).first(InvoiceFilter(job_id=job_id), Sort("date"), 9)]


def dialog_of(page) -> QDialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def test_a_job_is_written_without_the_mouse(qtbot, shell, desk, page):
    factories.make_item(desk, "Labor, certified technician", 84_00, unit="h", taxable=False)
    customer = factories.make_customer(desk, "ABC Company")
    show(qtbot, shell, page, Place("job", context={"customer_id": customer}))
    press("Replace AC unit")
    page.editor.lines.entry.setFocus()
    press("labor")
    qtbot.waitUntil(lambda: page.editor.lines.entry.popup.isVisible() and page.editor.lines.entry.popup.count() > 0)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.draft.tasks) == 1)
    settle(qtbot, shell)
    press("3", Key.Key_Return)
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.id is not None)
    stored = job(desk, page.draft.id)
    assert (stored.number, stored.description) == ("2001", "Replace AC unit")
    assert [(task.line.name, int(task.line.quantity)) for task in stored.tasks] == [("Labor, certified technician", 3)]
    assert page.editor.totals.texts["total"] == "$252.00"


def test_checked_services_are_completed_and_the_job_goes_on(qtbot, shell, desk, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    assert page.editor.tasks.table.hasFocus()
    press(Key.Key_Space, Key.Key_Down, Key.Key_Space)
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.editor.tasks.complete.click()
    assert told.args[:2] == ["2 services completed.", "Undo"]
    assert statuses(desk, planned.job) == [TaskStatus.COMPLETED, TaskStatus.COMPLETED, TaskStatus.OPEN]
    qtbot.waitUntil(lambda: page.header.chip.text == "In progress")
    told.args[2]()
    qtbot.waitUntil(lambda: statuses(desk, planned.job) == [TaskStatus.OPEN] * 3)


def test_the_last_service_completes_the_job_and_offers_the_invoice_draft(qtbot, shell, desk, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    press("a", modifier=CTRL)
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.editor.tasks.complete.click()
    assert told.args[:2] == ["Job 2001 completed. Invoice draft created.", "Open"]
    assert drafts(desk, planned.job) == [60_00]
    qtbot.waitUntil(lambda: page.header.chip.text == "Completed")
    with qtbot.waitSignal(shell.wanted) as wanted:
        told.args[2]()
    assert invoice(desk, wanted.args[0].id).job_id == planned.job


def test_cancelling_what_is_left_completes_the_job_on_saving(qtbot, shell, desk, planned, page):
    complete_tasks(desk, planned.job, planned.tasks[:2])
    show(qtbot, shell, page, Place("job", planned.job))
    page.editor.tasks.cancel_wanted.emit([planned.tasks[2]])
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.save()
    assert told.args[:2] == ["Job 2001 completed. Invoice draft created.", "Open"]
    settle(qtbot, shell)
    assert page.header.chip.text == "Completed"


def test_chosen_services_are_invoiced_and_say_so(qtbot, shell, desk, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    with qtbot.waitSignal(shell.wanted) as wanted:
        page.invoice([planned.tasks[1]])
    assert [line.name for line in invoice(desk, wanted.args[0].id).lines] == ["Step 2"]
    show(qtbot, shell, page, Place("job", planned.job))
    model = page.editor.tasks.model
    assert [model.index(row, 5).data() for row in range(3)] == ["—", "Draft", "—"]
    assert page.facts.invoices[0].total == 20_00


def test_all_that_is_done_is_invoiced_once(qtbot, shell, desk, planned, page):
    complete_tasks(desk, planned.job, planned.tasks[:2])
    show(qtbot, shell, page, Place("job", planned.job))
    assert page.editor.tasks.billable == list(planned.tasks[:2])
    with qtbot.waitSignal(shell.wanted):
        page.invoice(None)
    show(qtbot, shell, page, Place("job", planned.job))
    assert page.editor.tasks.billable == []
    assert drafts(desk, planned.job) == [30_00]


def test_a_billed_service_stays_as_it_is(qtbot, shell, desk, planned, page):
    complete_tasks(desk, planned.job, planned.tasks[:1])
    invoice_from_job(desk, planned.job)
    show(qtbot, shell, page, Place("job", planned.job))
    page.editor.tasks.show_view("lines")
    lines = page.editor.lines.lines
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.editor.lines.edited.emit((replace(lines[0], price=99_00), *lines[1:]), "price")
    assert "an invoice draft already" in told.args[0]
    assert page.draft.tasks[0].line.price == 10_00
    assert page.editor.lines.lines[0].price == 10_00
    page.editor.lines.edited.emit((lines[0], replace(lines[1], price=25_00), lines[2]), "price")
    assert page.draft.tasks[1].line.price == 25_00


def test_edited_lines_are_found_again_as_their_tasks():
    first = TaskDraft(LineDraft(name="A", id=1), TaskStatus.COMPLETED, "3001", 1)
    second = TaskDraft(LineDraft(name="B", id=2), TaskStatus.OPEN, "", 2)
    typed = LineDraft(name="C")
    copied = replace(second.line)
    tasks, refused = tasks_with((first, second), (second.line, first.line, typed, copied))
    assert refused is None
    assert [(task.id, task.line.name, task.status) for task in tasks] == [
        (2, "B", TaskStatus.OPEN),
        (1, "A", TaskStatus.COMPLETED),
        (None, "C", TaskStatus.OPEN),
        (None, "B", TaskStatus.OPEN),
    ]
    assert tasks[3].line.id is None
    assert tasks_with((first, second), (second.line,)) == ((first, second), first)


def test_a_visit_is_added_by_keyboard_and_schedules_the_job(qtbot, shell, desk, planned, page):
    technician = factories.make_technician(desk, "Anton Grip")
    show(qtbot, shell, page, Place("job", planned.job))
    page.editor.edit_visit(None)
    dialog = dialog_of(page)
    come_up(qtbot, shell, dialog)
    press("6/30", Key.Key_Return, Key.Key_Return, Key.Key_Return)
    assert dialog.starts.hasFocus()
    press("8:30", Key.Key_Return, "11", Key.Key_Return, "9")
    dialog.people.setFocus()
    press(Key.Key_Home, Key.Key_Space)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: len(page.draft.visits) == 1)
    come_up(qtbot, shell, page)
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: page.header.chip.text == "Scheduled")
    visit = job(desk, planned.job).visits[0]
    day = date(2023, 6, 30)
    assert (visit.starts, visit.ends, visit.window_ends, visit.technician_ids) == (
        datetime.combine(day, time(8, 30)),
        datetime.combine(day, time(11)),
        datetime.combine(day, time(9)),
        (technician,),
    )


def test_a_visit_that_ends_before_it_begins_is_refused(qtbot, shell, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    page.editor.edit_visit(None)
    dialog = dialog_of(page)
    come_up(qtbot, shell, dialog)
    dialog.ends.setFocus()
    press("7")
    press(Key.Key_Return, modifier=CTRL)
    assert dialog.isVisible()
    assert dialog.ends.error == "The visit ends before it begins."
    assert page.draft.visits == ()


def test_removing_a_visit_is_undone(qtbot, shell, desk, planned, page):
    save_job(desk, replace(job(desk, planned.job), visits=(VisitDraft(datetime.combine(date(2023, 6, 25), time(9))),)))
    show(qtbot, shell, page, Place("job", planned.job))
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.editor.visits.remove_wanted.emit(0)
    assert page.draft.visits == ()
    told.args[2]()
    assert len(page.draft.visits) == 1


def test_the_status_menu_completes_the_job(qtbot, shell, desk, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    with qtbot.waitSignal(shell.toast_wanted):
        page.set_status(JobStatus.COMPLETED)
    assert job(desk, planned.job).status is JobStatus.COMPLETED
    assert drafts(desk, planned.job) == [60_00]


def test_what_is_typed_is_saved_before_services_are_completed(qtbot, shell, desk, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    page.editor.fields.control("description").selectAll()
    page.editor.fields.control("description").setFocus()
    press("Typed just now")
    with qtbot.waitSignal(shell.toast_wanted):
        page.complete([planned.tasks[0]])
    stored = job(desk, planned.job)
    assert (stored.description, stored.tasks[0].status) == ("Typed just now", TaskStatus.COMPLETED)


def test_a_deleted_job_comes_back_by_undo(qtbot, shell, desk, planned, page):
    show(qtbot, shell, page, Place("job", planned.job))
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.delete()
    assert page.leave() is True
    with qtbot.waitSignal(shell.wanted):
        told.args[2]()
    assert job(desk, planned.job).number == "2001"


def test_the_task_model_keeps_the_rules_of_qt(qtmodeltester, desk, planned):
    model = TaskModel("USD")
    model.show_tasks(job(desk, planned.job).tasks, None)
    qtmodeltester.check(model, force_py=True)
    qtmodeltester.check(model)


def test_the_list_opens_the_job_of_a_visit(qtbot, shell, planned):
    page = JobsPage(shell)
    page.resize(1280, 800)
    qtbot.addWidget(page)
    show(qtbot, shell, page, Place("jobs"))
    qtbot.waitUntil(lambda: page.panel.model.rowCount() == 1)
    page.panel.table.setFocus()
    with qtbot.waitSignal(shell.wanted) as wanted:
        press(Key.Key_Return)
    assert (wanted.args[0].page, wanted.args[0].id) == ("job", planned.job)


def test_every_state_of_the_page_can_be_built_shown_and_destroyed(qtbot, shell, planned):
    for place in (Place("job"), Place("job", context={"customer_id": planned.customer}), Place("job", planned.job)):
        page = JobPage(shell)
        page.resize(1900, 900)
        show(qtbot, shell, page, place)
        shell.signals.changed.emit("job", 0, planned.customer)
        settle(qtbot, shell)
        destroy(qtbot, page)
