"""The whole way in one window: lead, estimate, job with forms and two visits, partial and final invoice, delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officedesk.models.enums import FormMoment, FormRule, JobStatus, LeadStatus, ProjectState
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.models.project_states import Step
from officedesk.services.check import check
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.files.listing import folders
from officedesk.services.files.rows import project_folder
from officedesk.services.forms.drafts import TemplateDraft
from officedesk.services.forms.filling import hand_in
from officedesk.services.forms.reading import form, forms_of
from officedesk.services.forms.templates import save_template
from officedesk.services.projects import editing, leads
from officedesk.services.projects.listing import project_row
from officedesk.services.projects.steps import steps
from officedesk.services.sales import estimates, invoices, payments
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.work import jobs
from officedesk.services.work.drafts import VisitDraft
from officedesk.views.forms.held_up import HeldUp
from officedesk.views.main_window import MainWindow
from officedesk.views.projects.strip import StepButton
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import CTRL, press, settle
from tests.gui.rows import Rows, lines

ONE, TWO = 700_00, 1_250_50


@pytest.fixture(scope="module")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def states(desk: Desk, project_id: int) -> list[str]:
    return [fact.state for fact in steps(desk, project_id)]


def bill(desk: Desk, customer_id: int, invoice_id: int) -> int:
    """Issue an invoice and take the money; its total."""
    issued = invoices.issue_invoice(desk, invoice_id)
    draft = PaymentDraft(
        customer_id, desk.today(), issued.total, uuid4().hex, allocations=(AllocationDraft(issued.id, issued.total),)
    )
    payments.record_payment(desk, draft)
    return issued.total


def fill(desk: Desk, job_id: int, moment: FormMoment) -> None:
    """Fill in the forms of a moment, and hand them in."""
    for row in forms_of(desk, job_id):
        if row.moment is moment:
            hand_in(desk, replace(form(desk, row.id), answers={"ok": True}))


def test_from_the_first_call_to_what_was_delivered(
    qtbot: QtBot, opened: Open, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    asked = (FormField("ok", FieldKind.CHECK, "All is safe", required=True),)
    save_template(desk, TemplateDraft("Pre-job safety", FormMoment.START, FormRule.MANDATORY, asked))
    save_template(desk, TemplateDraft("Finish work", FormMoment.FINISH, FormRule.MANDATORY, asked))

    # The lead, typed on the profile.
    tab: Any = opened("projects").tab
    click(tab.new_lead)
    settle(qtbot, shell)
    press("Heat pump for the garage")
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    lead: Any = window.page("lead")
    lead_id, project_id = lead.story.lead.id, lead.story.project.id
    assert leads.lead(desk, lead_id).status is LeadStatus.NEW
    assert [one.id for one in folders(desk, rows.abc)] == [project_folder(project_id)]

    # The estimate: the next step is the one button that is blue.
    click(lead.next_button)
    settle(qtbot, shell)
    estimate: Any = window.page("estimate")
    assert estimate.draft.description == "Heat pump for the garage"
    estimate.editor.change("", lines=lines(("Heat pump", "1", ONE), ("Installation", "1", TWO)))
    press(Qt.Key.Key_S, modifier=CTRL)
    settle(qtbot, shell)
    estimate_id = estimate.draft.id
    assert leads.lead(desk, lead_id).status is LeadStatus.ESTIMATED
    estimates.send_estimate(desk, estimate_id)
    assert states(desk, project_id) == ["estimated", "sent", "", ""]

    # The job, by the plus of the strip.
    shell.go("project", project_id)
    settle(qtbot, shell)
    project: Any = window.page("project")
    plus: StepButton = project.strip.buttons[Step.JOB]
    click(plus)
    settle(qtbot, shell)
    job: Any = window.page("job")
    job_id = job.draft.id
    assert estimates.estimate(desk, estimate_id).status.value == "approved"
    assert states(desk, project_id)[:3] == ["estimated", "approved", "not_started"]

    # Two visits, and the form without which work does not begin.
    morning = datetime.combine(desk.today() + timedelta(days=1), time(9))
    both = tuple(VisitDraft(morning + timedelta(days=days), morning + timedelta(days=days, hours=3)) for days in (0, 1))
    jobs.save_job(desk, replace(jobs.job(desk, job_id), visits=both))
    job.reload()
    settle(qtbot, shell)
    job.set_status(JobStatus.IN_PROGRESS)
    settle(qtbot, shell)
    held = [one for one in QApplication.topLevelWidgets() if isinstance(one, HeldUp) and one.isVisible()]
    assert held
    held[0].reject()
    assert jobs.job(desk, job_id).status is JobStatus.SCHEDULED
    fill(desk, job_id, FormMoment.START)
    jobs.set_status(desk, job_id, JobStatus.IN_PROGRESS)
    job.reload()
    settle(qtbot, shell)

    # One service is done and invoiced in part: the project stays at its job.
    first, second = (task.id for task in jobs.job(desk, job_id).tasks)
    job.complete([first])
    settle(qtbot, shell)
    job.invoice([first])
    settle(qtbot, shell)
    part: Any = window.page("invoice")
    assert part.isVisible()
    assert part.header.project.text() == f"Project {editing.project(desk, project_id).number}"
    assert bill(desk, rows.abc, part.draft.id) == ONE
    assert project_row(desk, project_id).step is Step.JOB
    assert editing.project(desk, project_id).state is ProjectState.IN_PROGRESS

    # The other is done; completion makes the draft of the rest by itself.
    fill(desk, job_id, FormMoment.FINISH)
    done = jobs.complete_tasks(desk, job_id, [second or 0])
    assert done.status is JobStatus.COMPLETED
    assert done.invoice_id is not None
    assert invoices.totals_of(invoices.invoice(desk, done.invoice_id)).total == TWO
    assert states(desk, project_id) == ["estimated", "approved", "completed", "draft"]
    assert bill(desk, rows.abc, done.invoice_id) == TWO
    assert editing.project(desk, project_id).state is ProjectState.COMPLETED

    # Delivered, by the button that is blue now; the counter of the profile knows.
    assert profile(desk, rows.abc).counts.open_projects == 1
    shell.go("project", project_id)
    settle(qtbot, shell)
    assert project.header.chip.text == "Completed"
    assert [one.kind for one in project.story.page.documents] == ["estimate", "job", "invoice", "invoice"]
    assert project.story.page.row.value == ONE + TWO
    assert project.next_button.text() == "Mark as delivered"
    click(project.next_button)
    settle(qtbot, shell)
    assert project.header.chip.text == "Delivered"
    assert project_row(desk, project_id).step is Step.DELIVERED
    assert profile(desk, rows.abc).counts.open_projects == 0
    assert check(desk).findings == ()
