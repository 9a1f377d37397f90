"""Upcoming services by the keyboard: overdue first, scheduled from the row, dismissed with a reason, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.services.contracts.report_data import report
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import TechnicianDraft
from officedesk.services.office.people import save_technician
from officedesk.services.paging import Sort
from officedesk.services.work.upcoming import UpcomingFilter, UpcomingList, UpcomingState
from officedesk.views.contracts.dismiss_dialog import DismissDialog
from officedesk.views.contracts.upcoming_page import UpcomingPage
from officedesk.views.main_window import MainWindow
from officedesk.views.schedule.dialogs import PlanDialog
from officedesk.views.shell import Shell
from tests.db.contract_support import go_to
from tests.gui.contracts.conftest import Sold, child
from tests.gui.keys import CTRL, come_up, destroy, press, settle
from tests.support.clock import Clock

KEY = Qt.Key


def rows(desk: Desk, state: UpcomingState | None = None) -> list[Any]:
    return list(UpcomingList(desk).first(UpcomingFilter(state=state), Sort("day"), 50))


@pytest.fixture
def page(qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold) -> UpcomingPage:
    sold()
    shell.go("upcoming")
    settle(qtbot, shell)
    made = window.page("upcoming")
    assert isinstance(made, UpcomingPage)
    return made


def test_overdue_comes_first_in_red_and_says_how_late(
    qtbot: QtBot, qtmodeltester: ModelTester, shell: Shell, desk: Desk, page: UpcomingPage
) -> None:
    qtmodeltester.check(page.panel.model)
    first = rows(desk)[0]
    assert isinstance(desk.now, Clock)
    go_to(desk, desk.now, first.day + timedelta(days=3))
    shell.signals.changed.emit("job", 0, 0)
    settle(qtbot, shell)
    now = rows(desk)[0]
    due, *_ = page.panel.kind.columns
    state = next(column for column in page.panel.kind.columns if column.name == "state")
    assert now.state is UpcomingState.OVERDUE
    assert (due.show(now).tone, due.show(now).tip.splitlines()[0]) == ("bad", "3 days late")
    assert state.show(now).chips[0].text == "Overdue 3 d"
    page.panel.filters.put(UpcomingFilter(state=UpcomingState.OVERDUE))
    page.panel.filters.tell()
    settle(qtbot, shell)
    assert page.panel.model.rowCount() == 1


def test_enter_schedules_a_service_with_a_technician_and_undo_takes_it_back(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, page: UpcomingPage
) -> None:
    person = save_technician(desk, TechnicianDraft(name="Marcus Webb"))
    first = rows(desk)[0]
    assert first.state is UpcomingState.TO_SCHEDULE
    page.panel.table.setFocus()
    page.panel.table.selectRow(0)
    press(KEY.Key_Return)
    settle(qtbot, shell)
    dialog: Any = child(window, PlanDialog)
    come_up(qtbot, shell, dialog)
    assert (dialog.windowTitle(), dialog.ok.text()) == ("Schedule", "Schedule")
    assert dialog.day.value() == first.day
    dialog.all_day.setChecked(False)
    dialog.starts.setFocus()
    dialog.starts.selectAll()
    press("9", KEY.Key_Tab)
    dialog.ends.selectAll()
    press("10", KEY.Key_Tab)
    dialog.who.set_value(person.id)
    dialog.answer()
    settle(qtbot, shell)
    if page.changing.question is not None:
        # That it is outside of somebody's hours is asked about first.
        page.changing.question.answer()
        settle(qtbot, shell)
    now = next(row for row in rows(desk) if row.id == first.id)
    assert (now.state, now.technicians) == (UpcomingState.SCHEDULED, "Marcus Webb")
    assert now.starts is not None
    assert now.starts.hour == 9
    shell.undo_wanted.emit("undo")
    settle(qtbot, shell)
    back = next(row for row in rows(desk) if row.id == first.id)
    assert back.technicians == ""


def test_dismissing_asks_for_the_reason_which_the_report_tells(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, page: UpcomingPage
) -> None:
    first = rows(desk)[0]
    before = page.panel.model.rowCount()
    toasts: list[Any] = []
    shell.toast_wanted.connect(lambda *told: toasts.append(told))
    menu = page.row_menu(first)
    next(one for one in menu.actions() if one.text() == "Dismiss…").trigger()
    dialog: Any = child(window, DismissDialog)
    come_up(qtbot, shell, dialog)
    press(KEY.Key_Return, modifier=CTRL)
    assert dialog._field.error == "Say why it is dismissed."
    press("Customer is away")
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    (gone,) = rows(desk, UpcomingState.DISMISSED)
    assert (gone.id, gone.reason) == (first.id, "Customer is away")
    assert page.panel.model.rowCount() == before - 1
    told = report(desk, first.contract_id)
    assert [one.reason for one in told.visits if one.dismissed] == ["Customer is away"]
    assert "Take back" in [one.text() for one in page.row_menu(gone).actions()]
    assert toasts[-1][:2] == ("1 visit dismissed.", "Undo")
    toasts[-1][2]()
    settle(qtbot, shell)
    assert rows(desk, UpcomingState.DISMISSED) == []
    assert page.panel.model.rowCount() == before


def test_many_are_dismissed_for_one_reason(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, page: UpcomingPage
) -> None:
    page.panel.table.setFocus()
    press(KEY.Key_A, modifier=CTRL)
    settle(qtbot, shell)
    ids = page.panel.table.chosen_ids()
    page._dismiss(ids)
    dialog: Any = child(window, DismissDialog)
    come_up(qtbot, shell, dialog)
    press("Building is sold")
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert rows(desk) == []
    assert {row.reason for row in rows(desk, UpcomingState.DISMISSED)} == {"Building is sold"}


def test_a_row_leads_to_the_board_the_job_and_the_report(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, page: UpcomingPage
) -> None:
    first = rows(desk)[0]
    texts = [one.text() for one in page.row_menu(first).actions() if one.text()]
    assert texts == [
        "Schedule…", "Show on the schedule", f"Open job {first.number}", "Contract report", "Open customer", "Dismiss…",
    ]  # fmt: skip
    next(one for one in page.row_menu(first).actions() if one.text() == "Show on the schedule").trigger()
    settle(qtbot, shell)
    board: Any = window.page("schedule")
    assert board.day == first.day


def test_the_page_goes_with_what_it_was_reading(qtbot: QtBot, shell: Shell, sold: Sold) -> None:
    sold()
    made = UpcomingPage(shell)
    made.panel.load()
    shell.signals.changed.emit("series", 0, 0)
    destroy(qtbot, made)
    settle(qtbot, shell)
