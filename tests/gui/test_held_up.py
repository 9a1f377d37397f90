"""Work that a form holds up, from every screen that begins or ends it: the form opens, and then the work goes on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from officedesk.models.enums import EquipmentKind, FormMoment, FormRule, JobStatus
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import delete_equipment, save_equipment
from officedesk.services.forms.drafts import FormState, TemplateDraft
from officedesk.services.forms.reading import forms_of
from officedesk.services.forms.templates import save_template
from officedesk.services.schedule.board import board
from officedesk.services.work.drafts import JobDraft, VisitDraft
from officedesk.services.work.jobs import job, new_job, save_job
from officedesk.views.equipment.actions import delete_pieces
from officedesk.views.forms.dialog import FormDialog
from officedesk.views.forms.held_up import HeldUp
from officedesk.views.main_window import MainWindow
from officedesk.views.schedule.page import SchedulePage
from officedesk.views.shell import Shell
from officedesk.views.work.job_page import JobPage
from officedesk.views.work.jobs_page import JobsPage
from tests.factories import make_customer
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.test_office_lists import bulk
from tests.support.programs import delete_what_goes_later

D = TypeVar("D", bound=QDialog)


def working(desk: Desk, moment: FormMoment, jobs: int = 1) -> list[JobDraft]:
    """Jobs with a visit tomorrow morning, each held up by its form."""
    asked = (FormField("what", FieldKind.TEXT, "What was seen", required=True),)
    save_template(desk, TemplateDraft("Look around", moment, FormRule.MANDATORY, asked))
    customer, day = make_customer(desk, "ABC Company"), desk.today() + timedelta(days=1)
    visits = (VisitDraft(datetime.combine(day, time(9)), datetime.combine(day, time(11))),)
    return [save_job(desk, replace(new_job(desk, customer), visits=visits)) for _ in range(jobs)]


def in_front(qtbot: QtBot, shell: Shell, kind: type[D]) -> D:
    """The dialog of that kind, once it is there."""

    def shown() -> list[D]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    (dialog,) = shown()
    come_up(qtbot, shell, dialog)
    return dialog


def hand_in(qtbot: QtBot, shell: Shell) -> list[weakref.ref[QDialog]]:
    """Open the form that is asked for, and hand it in by keys; the dialogs that were seen."""
    asked = weakref.ref[QDialog](in_front(qtbot, shell, HeldUp))
    press(Qt.Key.Key_Return, modifier=CTRL)
    form = weakref.ref[QDialog](in_front(qtbot, shell, FormDialog))
    press("All is well")
    press(Qt.Key.Key_Return, modifier=CTRL)
    return [asked, form]


def from_the_list(window: MainWindow, shell: Shell, _job: JobDraft) -> None:
    page = window.page("jobs")
    assert isinstance(page, JobsPage)
    page.panel.table.setFocus()
    press(Qt.Key.Key_A, modifier=CTRL)
    bulk(page, "Complete")


def from_the_board(window: MainWindow, shell: Shell, work: JobDraft) -> None:
    page = window.page("schedule")
    assert isinstance(page, SchedulePage)
    day = shell.desk.today() + timedelta(days=1)
    (block,) = board(shell.desk, day, day).visits
    page.board.acts.set_status(block, JobStatus.COMPLETED)


def from_the_job(window: MainWindow, shell: Shell, _job: JobDraft) -> None:
    page = window.page("job")
    assert isinstance(page, JobPage)
    page.set_status(JobStatus.COMPLETED)


@pytest.mark.parametrize(
    ("place", "complete"),
    [("jobs", from_the_list), ("schedule", from_the_board), ("job", from_the_job)],
)
def test_a_form_that_is_missing_is_filled_in_from_where_the_work_was_ended(
    qtbot: QtBot,
    window: MainWindow,
    shell: Shell,
    desk: Desk,
    place: str,
    complete: Callable[[MainWindow, Shell, JobDraft], None],
) -> None:
    (work,) = working(desk, FormMoment.FINISH)
    assert work.id is not None
    if place == "schedule":
        day = desk.today() + timedelta(days=1)
        shell.go(place, day=day.isoformat(), view="day")
    elif place == "job":
        shell.go(place, work.id)
    else:
        shell.go(place)
    settle(qtbot, shell)

    complete(window, shell, work)
    assert job(desk, work.id).status is JobStatus.SCHEDULED
    with qtbot.waitSignal(shell.toast_wanted) as told:
        seen = hand_in(qtbot, shell)

    assert "completed" in told.args[0]
    assert job(desk, work.id).status is JobStatus.COMPLETED
    assert [one.state for one in forms_of(desk, work.id)] == [FormState.DONE]
    # What asked is gone, with the page and the work that it held.
    settle(qtbot, shell)
    delete_what_goes_later()
    gc.collect()
    assert [one() for one in seen] == [None, None]


def test_of_many_jobs_those_held_up_are_told_and_the_others_completed(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, failures: list[Exception]
) -> None:
    free = save_job(desk, new_job(desk, make_customer(desk, "Free of forms")))
    held = working(desk, FormMoment.FINISH, jobs=2)
    shell.go("jobs")
    settle(qtbot, shell)
    from_the_list(window, shell, free)
    settle(qtbot, shell)
    assert [job(desk, one.id or 0).status for one in (free, *held)] == [
        JobStatus.COMPLETED,
        JobStatus.SCHEDULED,
        JobStatus.SCHEDULED,
    ]
    told = str(failures.pop())
    assert "“Look around” is not handed in" in told
    assert told.endswith("1 more were refused too.")


def test_what_undo_cannot_bring_back_is_told(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, failures: list[Exception]
) -> None:
    draft = EquipmentDraft(make_customer(desk), name="Furnace")
    customer, whole = draft.customer_id, save_equipment(desk, draft).id or 0
    part = replace(draft, parent_id=whole, kind=EquipmentKind.PART)
    parts = [save_equipment(desk, replace(part, name=name)).id or 0 for name in ("Fan", "Coil")]
    with qtbot.waitSignal(shell.toast_wanted) as told:
        delete_pieces(shell, window, parts, customer)
    delete_equipment(desk, whole)
    told.args[2]()
    settle(qtbot, shell)
    assert "Furnace is in the trash too." in str(failures.pop())
