"""From the first call to the last invoice in the real window, and everything that the reopened file says of it.

A lead is estimated and approved; the job is planned for two visits, its forms hold it up until they are handed in, half
of it is billed while it goes on, the rest when it is done, and the project is delivered.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.archive import drawn
from officedesk.bootstrap import open_context
from officedesk.models.enums import FormRule, JobStatus, LeadStatus, ProjectState, TaskStatus
from officedesk.models.papers import PaperKind
from officedesk.models.project_states import Step
from officedesk.models.states import EstimateState, InvoiceStatus
from officedesk.services.check import check
from officedesk.services.customers.profile import profile
from officedesk.services.customers.rows import Profile
from officedesk.services.desk import Desk
from officedesk.services.files.listing import FileList, files_of, folders
from officedesk.services.files.rows import FileFilter, project_folder
from officedesk.services.forms.drafts import FormState
from officedesk.services.forms.reading import forms_of
from officedesk.services.forms.templates import save_template, templates
from officedesk.services.office.sample.drawings import rooftop_unit
from officedesk.services.paging import Sort
from officedesk.services.projects.editing import project
from officedesk.services.projects.leads import lead
from officedesk.services.projects.page import project_page
from officedesk.services.projects.steps import steps
from officedesk.services.sales.estimate_list import EstimateList
from officedesk.services.sales.estimates import send_estimate
from officedesk.services.sales.invoices import InvoiceList, stored_pdf
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter
from officedesk.services.work.jobs import job as stored_job
from officedesk.views.application import Desktop
from officedesk.views.files.adding import Pasted
from officedesk.views.forms.dialog import FormDialog
from officedesk.views.forms.held_up import HeldUp
from tests.e2e.walking import (
    choose_first,
    come_back,
    dialog_in_front,
    find_abc_company,
    on_page,
    sell,
    settle,
    tab_to,
)
from tests.gui.keys import CTRL, draw, press

Key = Qt.Key
LINES = (("Condenser, 3-ton Carrier 24ACC636", "1"), ("Refrigerant R-410A", "6"), ("Labor, certified technician", "8"))
# 2,140.00 + 6 × 18.50 taxed at 7.525 %, labor 8 × 84.00 not taxed.
PART, REST = 214_000 + 11_100 + 16_939, 67_200
ASKED = "Cold store is warm, wants a new condenser"


@pytest.fixture(autouse=True)
def forms_are_mandatory(sample_copy: Path) -> None:
    """Work neither begins nor ends without its form."""
    with closing(open_context(str(sample_copy))) as context:
        for one in templates(context.desk):
            save_template(context.desk, replace(one, rule=FormRule.MANDATORY))


def test_from_the_first_call_to_the_delivered_project(qtbot: QtBot, desktop: Desktop, sample_copy: Path) -> None:
    before = profile(desktop.shell.desk, 1)
    find_abc_company(qtbot, desktop)
    lead_id, project_id = take_down_the_lead(qtbot, desktop)
    estimate_id = estimate_it(qtbot, desktop, lead_id, project_id)
    job_id = approve_it(qtbot, desktop, project_id)
    plan_two_visits(qtbot, desktop)
    begin_with_its_form(qtbot, desktop)
    part = bill_a_part(qtbot, desktop, job_id, project_id)
    rest = complete_with_its_form(qtbot, desktop, job_id, project_id)
    pay(qtbot, desktop, rest)
    deliver(qtbot, desktop, project_id, before)
    desktop.window.close()
    with closing(open_context(str(sample_copy))) as context:
        compare_states(context.desk, lead_id, project_id, estimate_id, job_id)
        compare_figures(context.desk, before, part, rest)
        compare_papers(context.desk, job_id, estimate_id, part, rest)
        assert check(context.desk).ok


def take_down_the_lead(qtbot: QtBot, desktop: Desktop) -> tuple[int, int]:
    press("n", modifier=CTRL)
    press("l")
    settle(qtbot, desktop)
    come_back(qtbot, desktop)
    page = on_page(desktop, "lead")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.new_form.form.control("description"))
    press(ASKED)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(
        lambda: page.story is not None and desktop.window.place is not None and bool(desktop.window.place.id)
    )
    settle(qtbot, desktop)
    assert page.header.chip.text == "New"
    desk, lead_id, project_id = desktop.shell.desk, page.story.lead.id, page.story.project.id
    assert lead(desk, lead_id).status is LeadStatus.NEW
    # The project has its folder from the start.
    assert project_folder(project_id) in [one.id for one in folders(desk, 1)]
    return lead_id, project_id


def estimate_it(qtbot: QtBot, desktop: Desktop, lead_id: int, project_id: int) -> int:
    tab_to("Create estimate")
    press(Key.Key_Space)
    settle(qtbot, desktop)
    qtbot.waitUntil(lambda: desktop.window.place is not None and desktop.window.place.page == "estimate")
    settle(qtbot, desktop)
    page = on_page(desktop, "estimate")
    assert page.draft.project_id == project_id
    assert page.draft.description == ASKED
    sell(qtbot, desktop, *LINES)
    press("s", modifier=CTRL)
    settle(qtbot, desktop)
    qtbot.waitUntil(lambda: bool(page.draft.number))
    desk = desktop.shell.desk
    assert project_page(desk, project_id).row.step is Step.ESTIMATE
    assert lead(desk, lead_id).status is LeadStatus.ESTIMATED
    send_estimate(desk, page.draft.id)
    desktop.shell.signals.changed.emit("estimate", page.draft.id, 1)
    settle(qtbot, desktop)
    assert [fact.state for fact in steps(desk, project_id)] == ["estimated", "sent", "", ""]
    return int(page.draft.id)


def approve_it(qtbot: QtBot, desktop: Desktop, project_id: int) -> int:
    """The job that came of it, with the forms of the office and the project of its estimate."""
    # Its number is told in the smallest window too, between all that can be done.
    desktop.window.resize(1280, 720)
    header, number = on_page(desktop, "estimate").header, project(desktop.shell.desk, project_id).number
    qtbot.waitUntil(lambda: number in header.project.shown)
    assert desktop.window.width() == 1280
    tab_to("Approve and more")
    choose_first(qtbot)
    dialog_in_front(qtbot)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)
    job = on_page(desktop, "job")
    qtbot.waitUntil(lambda: job.draft is not None and len(job.draft.tasks) == 3)
    settle(qtbot, desktop)
    assert job.draft.project_id == project_id
    assert [one.rule for one in job.editor.forms.forms] == [FormRule.MANDATORY] * 2
    assert [fact.state for fact in steps(desktop.shell.desk, project_id)][:3] == [
        "estimated",
        "approved",
        "not_started",
    ]
    return int(job.draft.id)


def plan_two_visits(qtbot: QtBot, desktop: Desktop) -> None:
    job = on_page(desktop, "job")
    for number, day in enumerate(("+1", "+2"), start=1):
        tab_to("Add visit")
        press(Key.Key_Space)
        dialog_in_front(qtbot)
        settle(qtbot, desktop)
        dialog: Any = QApplication.activeModalWidget()
        dialog.day.setFocus()
        dialog.day.selectAll()
        press(day, Key.Key_Return)
        dialog.starts.setFocus()
        dialog.starts.selectAll()
        press("9:00", Key.Key_Return, "12:00")
        dialog.people.setFocus()
        press(Key.Key_Home, Key.Key_Space)
        press(Key.Key_Return, modifier=CTRL)
        settle(qtbot, desktop)
        if QApplication.activeModalWidget() is not None:
            # Told what speaks against it, such as a weekend; it is wanted all the same.
            press(Key.Key_Return, modifier=CTRL)
        qtbot.waitUntil(lambda wanted=number: len(job.draft.visits) == wanted)
        come_back(qtbot, desktop)
    press("s", modifier=CTRL)
    settle(qtbot, desktop)
    qtbot.waitUntil(lambda: job.draft.status is JobStatus.SCHEDULED)
    assert [visit.status for visit in job.draft.visits] == [JobStatus.SCHEDULED] * 2


def begin_with_its_form(qtbot: QtBot, desktop: Desktop) -> None:
    """The first visit begins only once the safety assessment is handed in; then it does by itself."""
    job = on_page(desktop, "job")

    def begin() -> None:
        begun = next(one for one in job.editor.visits.menu(0).actions() if one.text() == "In progress")
        begun.trigger()
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HeldUp))
        dialog_in_front(qtbot)

    begin()
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)
    assert stored_job(desktop.shell.desk, job.draft.id).status is JobStatus.SCHEDULED
    begin()
    hand_in_what_is_missing(qtbot, desktop)
    qtbot.waitUntil(lambda: job.draft.status is JobStatus.IN_PROGRESS)
    settle(qtbot, desktop)
    assert [one.state for one in job.editor.forms.forms] == [FormState.DONE, FormState.EMPTY]


def hand_in_what_is_missing(qtbot: QtBot, desktop: Desktop) -> None:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HeldUp))
    dialog_in_front(qtbot)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), FormDialog))
    dialog_in_front(qtbot)
    settle(qtbot, desktop)
    form: Any = QApplication.activeModalWidget()
    for name, row in form.answers.rows.items():
        if row.asked.kind.value == "check":
            row.control.setFocus()
            press(Key.Key_Space)
        elif name == "done":
            row.control.setFocus()
            press("Condenser replaced and charged")
        elif row.asked.kind.value == "signature":
            draw(row.control.pad, (20, 60), (80, 20), (140, 90), (260, 40))
            row.control.name.setFocus()
            press("Pat Doe")
        elif row.asked.kind.value == "photo":
            row.control.add([Pasted(f"{form.windowTitle()}.png", rooftop_unit(1))])
            qtbot.waitUntil(lambda made=row.control: len(made.value()) == 1 and not made.busy)
            settle(qtbot, desktop)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)


def bill_a_part(qtbot: QtBot, desktop: Desktop, job_id: int, project_id: int) -> int:
    """Two of three services are completed, invoiced and paid: the project stays at its job. The invoice's id."""
    job = on_page(desktop, "job")
    tab_to("Services of the job")
    press(Key.Key_Home, Key.Key_Space, Key.Key_Down, Key.Key_Space)
    tab_to("Complete selected")
    press(Key.Key_Space)
    settle(qtbot, desktop)
    done, undone = TaskStatus.COMPLETED, TaskStatus.OPEN
    qtbot.waitUntil(lambda: [task.status for task in job.draft.tasks] == [done, done, undone])
    tab_to("Invoice")
    choose_first(qtbot)
    come_back(qtbot, desktop)
    part = issue(qtbot, desktop, job_id, lines=2)
    desk, page = desktop.shell.desk, on_page(desktop, "invoice")
    assert page.header.project.text() == f"Project {project(desk, project_id).number}"
    pay(qtbot, desktop, part)
    found = project_page(desk, project_id).row
    assert (found.state, found.step) == (ProjectState.IN_PROGRESS, Step.JOB)
    return part


def issue(qtbot: QtBot, desktop: Desktop, job_id: int, lines: int) -> int:
    page = on_page(desktop, "invoice")
    qtbot.waitUntil(lambda: page.draft is not None and len(page.draft.lines) == lines)
    assert page.draft.job_id == job_id
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft is not None and bool(page.draft.number))
    settle(qtbot, desktop)
    return int(page.draft.id)


def complete_with_its_form(qtbot: QtBot, desktop: Desktop, job_id: int, project_id: int) -> int:
    """The last service completes the job once its form is handed in; the rest is then a draft by itself."""
    # The project knows what is next while it is billed in part: the rest of the work.
    desktop.shell.go("project", project_id)
    settle(qtbot, desktop)
    assert on_page(desktop, "project").next_button.text() == "Open job"
    assert on_page(desktop, "project").strip.buttons[Step.JOB].hasFocus()
    tab_to("Open job")
    press(Key.Key_Space)
    settle(qtbot, desktop)
    job = on_page(desktop, "job")
    assert job.draft.id == job_id
    tab_to("Services of the job")
    press(Key.Key_Home, Key.Key_Down, Key.Key_Down, Key.Key_Space)
    tab_to("Complete selected")
    press(Key.Key_Space)
    hand_in_what_is_missing(qtbot, desktop)
    qtbot.waitUntil(lambda: job.draft is not None and job.draft.status is JobStatus.COMPLETED)
    settle(qtbot, desktop)
    draft = next(one for one in of_job(desktop.shell.desk, job_id) if one.status is InvoiceStatus.DRAFT)
    assert draft.total == REST
    assert [fact.state for fact in steps(desktop.shell.desk, project_id)] == [
        "estimated",
        "approved",
        "completed",
        "draft",
    ]
    desktop.shell.go("invoice", draft.id)
    settle(qtbot, desktop)
    return issue(qtbot, desktop, job_id, lines=1)


def of_job(desk: Desk, job_id: int) -> list[Any]:
    number = stored_job(desk, job_id).number
    rows = InvoiceList(desk).first(InvoiceFilter(customer_id=1), Sort("date", descending=True), 100)
    return [row for row in rows if row.job_number == number]


def pay(qtbot: QtBot, desktop: Desktop, invoice_id: int) -> None:
    """All that is owed: the amount that the dialog offers."""
    desktop.shell.go("invoice", invoice_id)
    settle(qtbot, desktop)
    tab_to("Record payment")
    press(Key.Key_Space)
    dialog_in_front(qtbot)
    settle(qtbot, desktop)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)


def deliver(qtbot: QtBot, desktop: Desktop, project_id: int, before: Profile) -> None:
    """By the button that is blue now; the counter of the profile knows."""
    desk, open_before = desktop.shell.desk, before.counts.open_projects
    assert profile(desk, 1).counts.open_projects == open_before + 1
    desktop.shell.go("project", project_id)
    settle(qtbot, desktop)
    page = on_page(desktop, "project")
    assert project_page(desk, project_id).row.state is ProjectState.COMPLETED
    assert page.header.chip.text == "Completed"
    assert page.next_button.text() == "Mark as delivered"
    tab_to("Mark as delivered")
    press(Key.Key_Space)
    settle(qtbot, desktop)
    qtbot.waitUntil(lambda: page.story.page.row.delivered_at is not None)
    assert page.header.chip.text == "Delivered"
    assert profile(desk, 1).counts.open_projects == open_before


def compare_states(desk: Desk, lead_id: int, project_id: int, estimate_id: int, job_id: int) -> None:
    found = project_page(desk, project_id)
    assert (found.row.state, found.row.step) == (ProjectState.COMPLETED, Step.DELIVERED)
    assert (found.row.title, found.row.value) == (ASKED, PART + REST)
    assert [fact.there for fact in found.strip] == [True] * 4
    assert [one.kind for one in found.documents] == ["estimate", "job", "invoice", "invoice"]
    assert lead(desk, lead_id).status is LeadStatus.ESTIMATED
    estimates = EstimateList(desk).first(EstimateFilter(customer_id=1), Sort("number", descending=True), 50)
    assert next(row.status for row in estimates if row.id == estimate_id) is EstimateState.COMPLETED
    job = stored_job(desk, job_id)
    assert job.status is JobStatus.COMPLETED
    assert [visit.status for visit in job.visits] == [JobStatus.COMPLETED] * 2
    assert [task.status for task in job.tasks] == [TaskStatus.COMPLETED] * 3
    forms = forms_of(desk, job_id)
    assert [(one.state, one.done_by) for one in forms] == [(FormState.DONE, "Raz Bajwa")] * 2
    # The photos of the forms are files of the job, for technicians to see, and are found by its number.
    files = files_of(desk, "job", job_id)
    assert sorted(one.name for one in files) == sorted(f"{one.name}.png" for one in forms)
    assert all(one.for_technicians and one.folder == f"Job {job.number} – {ASKED}" for one in files)
    assert {*files} <= {*FileList(desk).first(FileFilter(1, text=job.number), Sort("name"), 10)}


def compare_figures(desk: Desk, before: Profile, part: int, rest: int) -> None:
    rows = {row.id: row for row in InvoiceList(desk).first(InvoiceFilter(customer_id=1), Sort("date", True), 100)}
    assert [(rows[one].total, rows[one].balance, rows[one].status) for one in (part, rest)] == [
        (PART, 0, InvoiceStatus.PAID),
        (REST, 0, InvoiceStatus.PAID),
    ]
    after = profile(desk, 1)
    # What is paid is owed no more: the figures are as they were before the first call.
    assert after.figures == before.figures
    for name, more in (("estimates", 1), ("invoices", 2), ("payments", 2)):
        assert getattr(after.counts, name) == getattr(before.counts, name) + more


def compare_papers(desk: Desk, job_id: int, estimate_id: int, part: int, rest: int) -> None:
    """What was issued is kept; every paper says the same amounts."""
    told = {
        (PaperKind.ESTIMATE, estimate_id): ("$3,092.39", "Refrigerant R-410A"),
        (PaperKind.INVOICE, part): ("$2,251.00", "$169.39", "$2,420.39"),
        (PaperKind.INVOICE, rest): ("$672.00", "Labor, certified technician"),
        (PaperKind.WORK_ORDER, job_id): (
            "Condenser, 3-ton Carrier 24ACC636",
            "Finish work",
            "Pre-job safety assessment",
        ),
    }
    for (kind, which), words in told.items():
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(drawn(desk, kind, which).content)).pages)
        for word in words:
            assert word in " ".join(text.split()), (kind, word)
    assert stored_pdf(desk, part) is not None
    assert stored_pdf(desk, rest) is not None
