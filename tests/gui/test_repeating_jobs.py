"""Jobs that repeat, on their page: made from a job, changed for one, for those that follow or for all, and left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from officedesk.models.enums import JobStatus
from officedesk.models.recurrence import Frequency
from officedesk.services.work import jobs, series
from officedesk.services.work.drafts import TaskDraft, VisitDraft
from officedesk.services.work.series_drafts import Scope
from officedesk.views.contracts.report_window import ReportWindow
from officedesk.views.shell import Place
from officedesk.views.work.job_page import JobPage
from officedesk.views.work.leave_out_dialog import LeaveOutDialog
from officedesk.views.work.repeat_dialog import RepeatDialog
from officedesk.views.work.scope_dialog import ScopeDialog
from tests import factories
from tests.db.selling import line
from tests.db.series_support import TUESDAYS, a_series, dues, occurrences
from tests.db.test_job_parts import a_contract
from tests.gui.keys import CTRL, come_up, press, settle
from tests.support.clock import local

Key = Qt.Key


@pytest.fixture
def page(qtbot, shell) -> JobPage:
    made = JobPage(shell)
    made.resize(1440, 900)
    qtbot.addWidget(made)
    return made


def show(qtbot, shell, page, job_id: int) -> None:
    page.show_place(Place("job", job_id))
    come_up(qtbot, shell, page)


def opened(kind: type[QDialog]) -> QDialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def told(page) -> tuple[str, str, str]:
    card = page.editor.repeats
    return card.words.text(), card.place.text(), card.note.text()


def a_job(desk) -> int:
    draft = jobs.new_job(desk, factories.make_customer(desk))
    visit = VisitDraft(starts=local(2023, 7, 31, 9), ends=local(2023, 7, 31, 10))
    draft = replace(draft, description="Filter", visits=(visit,), tasks=(TaskDraft(line(5000)),))
    return jobs.save_job(desk, draft).id or 0


def test_a_job_is_repeated_by_keyboard_and_shows_its_series(qtbot, shell, desk, page):
    job_id = a_job(desk)
    show(qtbot, shell, page, job_id)
    assert page.editor.repeats.isHidden()
    page.repeat()
    dialog = opened(RepeatDialog)
    come_up(qtbot, shell, dialog)
    assert dialog.editor.rule().frequency is Frequency.MONTHLY
    assert dialog.editor.preview.words.text() == "Monthly, on the 31st"
    qtbot.waitUntil(lambda: len(dialog.editor.preview.days) == 12)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: series.link_of(desk, job_id) is not None)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: not page.editor.repeats.isHidden())
    assert told(page) == ("Monthly, on the 31st", "1 of 11 so far · 10 to come", "")
    link = series.link_of(desk, job_id)
    assert link is not None
    assert dues(desk, link.series_id)[:2] == ["2023-07-31", "2023-08-31"]


def test_a_job_without_a_day_says_why_it_cannot_repeat(qtbot, shell, desk, page):
    draft = replace(jobs.new_job(desk, factories.make_customer(desk)), tasks=(TaskDraft(line(1)),))
    show(qtbot, shell, page, jobs.save_job(desk, draft).id or 0)
    page.repeat()
    dialog = opened(RepeatDialog)
    qtbot.waitUntil(lambda: not dialog.error.isHidden())
    assert "no day yet" in dialog.error.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()


def choose(qtbot, shell, scope: Scope) -> None:
    dialog = opened(ScopeDialog)
    come_up(qtbot, shell, dialog)
    while dialog.scope() is not scope:
        press(Key.Key_Down)
    press(Key.Key_Return, modifier=CTRL)


@pytest.mark.parametrize(
    ("scope", "descriptions"),
    [
        (Scope.THIS, ["Filter change", "Else", "Filter change", "Filter change"]),
        (Scope.FOLLOWING, ["Filter change", "Else", "Else", "Else"]),
        (Scope.ALL_FUTURE, ["Else", "Else", "Else", "Else"]),
    ],
)
def test_an_edit_asks_which_of_them_are_meant(qtbot, shell, desk, page, scope, descriptions):
    made = a_series(desk, TUESDAYS, ends_on=date(2023, 7, 20))
    rows = occurrences(desk, made.id)
    show(qtbot, shell, page, rows[1].job_id)
    assert told(page)[1] == "2 of 4 · 2 to come"
    page.editor.change("", description="Else")
    page.save()
    choose(qtbot, shell, scope)
    qtbot.waitUntil(lambda: not page.saving and not page.editor.history.dirty)
    settle(qtbot, shell)
    assert [jobs.job(desk, row.job_id).description for row in rows] == descriptions
    alone = scope is Scope.THIS
    assert ("Changed by itself" in told(page)[2]) == alone


def test_escape_saves_nothing_and_a_day_alone_asks_nothing(qtbot, shell, desk, page):
    made = a_series(desk, TUESDAYS)
    rows = occurrences(desk, made.id)
    show(qtbot, shell, page, rows[1].job_id)
    page.editor.change("", description="Else")
    page.save()
    dialog = opened(ScopeDialog)
    come_up(qtbot, shell, dialog)
    press(Key.Key_Escape)
    settle(qtbot, shell)
    assert page.editor.history.dirty
    assert jobs.job(desk, rows[1].job_id).description == "Filter change"
    page.editor.undo()
    [visit] = page.draft.visits
    moved = replace(visit, starts=local(2023, 7, 6), ends=local(2023, 7, 7))
    page.editor.change("", visits=(moved,))
    page.save()
    qtbot.waitUntil(lambda: not page.saving and not page.editor.history.dirty)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, ScopeDialog) and one.isVisible()]
    assert occurrences(desk, made.id)[1].own


def test_another_rule_is_asked_for_those_that_follow_or_all(qtbot, shell, desk, page):
    made = a_series(desk, TUESDAYS, ends_on=date(2023, 7, 20))
    rows = occurrences(desk, made.id)
    show(qtbot, shell, page, rows[2].job_id)
    page.repeat()
    dialog = opened(RepeatDialog)
    come_up(qtbot, shell, dialog)
    tuesday, thursday = dialog.editor.weekdays.buttons[1], dialog.editor.weekdays.buttons[3]
    for made_button in (tuesday, thursday):
        made_button.setFocus()
        press(Key.Key_Space)
    press(Key.Key_Return, modifier=CTRL)
    ask = opened(ScopeDialog)
    assert Scope.THIS not in ask.buttons
    choose(qtbot, shell, Scope.FOLLOWING)
    qtbot.waitUntil(lambda: (found := series.link_of(desk, rows[2].job_id)) is not None and found.series_id != made.id)
    settle(qtbot, shell)
    link = series.link_of(desk, rows[2].job_id)
    assert link is not None
    assert dues(desk, made.id) == ["2023-06-27", "2023-07-04"]
    assert dues(desk, link.series_id) == ["2023-07-13", "2023-07-20"]


def test_a_visit_is_left_out_with_a_reason_and_taken_back(qtbot, shell, desk, page):
    made = a_series(desk, TUESDAYS)
    row = occurrences(desk, made.id)[0]
    show(qtbot, shell, page, row.job_id)
    page.editor.repeats.leave_out_wanted.emit()
    dialog = opened(LeaveOutDialog)
    come_up(qtbot, shell, dialog)
    press(Key.Key_Return, modifier=CTRL)
    assert dialog.isVisible()
    press("Away for the summer")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: jobs.job(desk, row.job_id).status is JobStatus.CANCELLED)
    qtbot.waitUntil(lambda: told(page)[2] == "Left out: Away for the summer")
    page.editor.repeats.take_back_wanted.emit()
    qtbot.waitUntil(lambda: jobs.job(desk, row.job_id).status is JobStatus.SCHEDULED)
    qtbot.waitUntil(lambda: told(page)[2] == "")


def test_a_series_is_ended_after_one_of_its_visits(qtbot, shell, desk, page):
    made = a_series(desk, TUESDAYS)
    rows = occurrences(desk, made.id)
    show(qtbot, shell, page, rows[2].job_id)
    page.editor.repeats.end_wanted.emit()
    qtbot.waitUntil(lambda: len(dues(desk, made.id)) == 3)
    qtbot.waitUntil(lambda: told(page)[1] == "3 of 3 · the last one")


def test_whoever_only_looks_is_offered_no_change(qtbot, shell, desk, page):
    made = a_series(desk, TUESDAYS)
    show(qtbot, shell, page, occurrences(desk, made.id)[0].job_id)
    card = page.editor.repeats
    texts = [action.text() for action in card.menu().actions() if action.text()]
    assert texts == ["Change when it repeats…", "Leave out this visit…", "End the series after this one"]
    card._may = False
    assert not any(action.isEnabled() for action in card.menu().actions() if action.text())


def test_the_contract_behind_a_series_opens_as_its_report(qtbot, shell, desk, page):
    customer = factories.make_customer(desk, "ABC Company")
    contract = a_contract(desk, customer)
    draft = replace(jobs.new_job(desk, customer), contract_id=contract, tasks=(TaskDraft(line(5000)),))
    show(qtbot, shell, page, jobs.save_job(desk, draft).id or 0)
    page.editor.repeats.contract_wanted.emit(contract)
    report = opened(ReportWindow)
    settle(qtbot, shell)
    assert "Spring and fall" in report.windowTitle() + " ".join(one.text() for one in report.findChildren(QLabel))
    report.reject()
