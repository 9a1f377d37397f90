"""The Today page: what waits, opened by keyboard, and never old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.models.enums import ReminderStatus, Repeat, Role
from officedesk.models.notes import Todo
from officedesk.models.reminders import Reminder
from officedesk.services.customers.editing import customer
from officedesk.services.desk import Desk, Looked
from officedesk.services.tasks.editing import add_task, task
from officedesk.services.tasks.rows import TaskDraft, TaskFilter
from officedesk.views.application import open_window
from officedesk.views.main_window import MainWindow
from officedesk.views.recovery import DraftKeeper
from officedesk.views.shell import Place, Shell
from officedesk.views.theme import Theme
from officedesk.views.todo.today_page import TodayPage
from tests.factories import make_user
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import destroy, press, settle
from tests.gui.rows import Rows
from tests.gui.today_support import clock, fill, opened, visit_today, went


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def test_an_empty_day_says_so(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    page = opened(qtbot, window, shell)
    assert page.greeting.text() == "Good morning, Dana"
    assert page.summary.text() == "Thursday, 06/22/2023 · no visits today"
    assert page.visits.empty.text() == "No visits today."
    assert page.tasks.empty.text() == "Nothing to do for you."
    assert not page.reminders.isVisible()
    assert page.tasks.entry.text.hasFocus()


def test_every_row_opens_what_it_is_about(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    job = fill(desk, rows)
    page = opened(qtbot, window, shell)
    assert page.summary.text().endswith("1 visit today · 1 unassigned")
    places = went(shell)

    def opens(row: QWidget) -> Place:
        row.setFocus()
        press(Qt.Key.Key_Return)
        settle(qtbot, shell)
        place = places[-1]
        shell.go("today")
        settle(qtbot, shell)
        return place

    assert (opens(page.visits.rows[0]).page, places[-2].id) == ("job", job)
    assert (opens(page.reminders.rows[0]).page, places[-2].id) == ("customer", rows.abc)
    failed = page.left.rows[0]
    assert "ops@elm.example: mailbox full" in failed.accessibleName()
    assert (opens(failed).page, places[-2].id) == ("customer", rows.abc)
    kinds = [row.key[0] for row in page.left.rows]  # type: ignore[index]
    assert kinds == sorted(kinds, key=["message", "estimate", "invoice"].index)
    draft = next(row for row in page.left.rows if row.key[0] == "estimate")  # type: ignore[index]
    assert opens(draft).page == "estimate"
    (line,) = page.tasks.lines.lines.values()
    assert line.due.text == "yesterday"
    line.box.setFocus()
    press(Qt.Key.Key_Return)
    assert (places[-1].page, places[-1].id) == ("customer", rows.abc)


def test_tasks_are_added_checked_and_deleted_here_too(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk
) -> None:
    page = opened(qtbot, window, shell)
    press("Order toner", Qt.Key.Key_Return)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: len(page.tasks.lines.lines) == 1)
    (line,) = page.tasks.lines.lines.values()
    assert (line.row.text, line.due.text, line.row.customer) == ("Order toner", "today", "")
    line.box.click()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: line.words.font().strikeOut())
    assert task(desk, line.row.id).done
    assert page.tasks.count.text() == ""
    line.bin.click()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: not page.tasks.lines.lines)


def test_a_task_is_edited_where_it_stands_and_a_deleted_one_comes_back(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk
) -> None:
    made = add_task(desk, TaskDraft("Order toner", desk.today(), desk.actor.user_id))
    page = opened(qtbot, window, shell)
    (line,) = page.tasks.lines.lines.values()
    line.box.setFocus()
    press(Qt.Key.Key_F2, "Order toner and labels", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert task(desk, made.id).text == "Order toner and labels"
    assert line.words.text() == "Order toner and labels"
    assert line.box.hasFocus()
    press(Qt.Key.Key_Delete)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: not page.tasks.lines.lines)
    assert window.toasts.text == "Task deleted."
    window.toasts.act()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: len(page.tasks.lines.lines) == 1)


def test_ten_thousand_of_a_kind_are_counted_and_the_page_stays_a_page(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    day, now = desk.today(), desk.now()
    stamps = {"created_at": now, "updated_at": now, "version": 1}
    me = desk.actor.user_id
    with desk.write() as session:
        tasks = [
            {"text": f"Task {number}", "due": day - timedelta(days=number % 30), "assignee_id": me, "done_by": "",
             **stamps}
            for number in range(10_000)
        ]  # fmt: skip
        reminders = [
            {"user_id": me, "customer_id": rows.abc, "subject": f"Call {number}", "description": "", "due_at": now,
             "due": now.replace(tzinfo=None), "alert_at": now, "zone": "UTC", "repeat": Repeat.NEVER, "about": "",
             "status": ReminderStatus.OPEN, "day": 1, "text_key": f"call {number}", **stamps}
            for number in range(10_000)
        ]  # fmt: skip
        session.execute(insert(Todo), tasks)
        session.execute(insert(Reminder), reminders)
    page = opened(qtbot, window, shell)
    assert page.tasks.count.text() == "10,000 open · 9,666 overdue"
    assert len(page.tasks.lines.lines) == 15
    assert page.tasks.more.text() == "All 10,000 open tasks"
    assert page.reminders.count.text() == "10,000"
    assert len(page.reminders.rows) == 8
    page.reminders.more.click()
    settle(qtbot, shell)
    panel = window.page("reminders").panel  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.complete)
    assert panel.model.rowCount() == 10_000


def test_everyones_tasks_are_one_click_away(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk) -> None:
    anna = make_user(desk, "Anna", role=Role.OFFICE)
    add_task(desk, TaskDraft("Hers", desk.today(), anna))
    add_task(desk, TaskDraft("Nobody's"))
    page = opened(qtbot, window, shell)
    assert not page.tasks.lines.lines
    page.tasks.whose._buttons["all"].click()
    settle(qtbot, shell)
    assert [line.row.text for line in page.tasks.lines.lines.values()] == ["Hers", "Nobody's"]
    places = went(shell)
    page.tasks.more.click()
    assert (places[-1].page, places[-1].context) == ("tasks", {"filter": TaskFilter()})


def test_a_reminder_is_done_or_put_off_where_it_stands(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    fill(desk, rows)
    page = opened(qtbot, window, shell)
    (one,) = page.reminders.rows
    done, later = one.findChildren(QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly)[1:]
    assert (done.accessibleName(), later.accessibleName()) == ("Done: Contract renewal", "Snooze: Contract renewal")
    later.menu().aboutToShow.emit()
    assert len(later.menu().actions()) > 2
    undo: list[Callable[[], None]] = []
    shell.toast_wanted.connect(lambda _text, _action, take_back: undo.append(take_back))
    done.setFocus()
    press(Qt.Key.Key_Space)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: not page.reminders.isVisible())
    undo[-1]()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: len(page.reminders.rows) == 1)
    settle(qtbot, shell)
    (one,) = page.reminders.rows
    later = one.findChildren(QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly)[2]
    later.menu().aboutToShow.emit()
    # The last that it can be put off to is another day.
    later.menu().actions()[-1].trigger()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: not page.reminders.isVisible())


def test_what_is_saved_elsewhere_is_seen_and_the_keyboard_stays(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    visit_today(desk, rows.abc, 9)
    page = opened(qtbot, window, shell)
    page.visits.rows[0].setFocus()
    visit_today(desk, rows.abc, 8, "Earlier")
    shell.signals.changed.emit("job", 0, rows.abc)
    qtbot.waitUntil(lambda: len(page.visits.rows) == 2)
    settle(qtbot, shell)
    assert page.visits.rows[1].hasFocus()
    press(Qt.Key.Key_Up)
    assert page.visits.rows[0].hasFocus()


def test_what_is_typed_stays_when_the_day_is_read_again(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk
) -> None:
    page = opened(qtbot, window, shell)
    press("Half a ta")
    add_task(desk, TaskDraft("Another", desk.today(), desk.actor.user_id))
    shell.signals.changed.emit("task", 0, 0)
    qtbot.waitUntil(lambda: len(page.tasks.lines.lines) == 1)
    settle(qtbot, shell)
    assert page.tasks.entry.text.text() == "Half a ta"
    assert page.tasks.entry.text.hasFocus()


def test_at_midnight_another_day_begins(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows) -> None:
    visit_today(desk, rows.abc, 9)
    page = opened(qtbot, window, shell)
    assert len(page.visits.rows) == 1
    assert page._clock.isActive()
    assert page._clock.interval() == 3_600_000
    # Half past eleven in Chicago: the page looks again right after midnight.
    clock(desk).go_on(hours=16, minutes=30)
    page.look_at_clock()
    settle(qtbot, shell)
    assert len(page.visits.rows) == 1
    assert page._clock.interval() == 30 * 60_000 + 1_000
    clock(desk).go_on(minutes=30)
    page.look_at_clock()
    settle(qtbot, shell)
    assert page.today is not None
    assert page.today.day == desk.today()
    assert page.visits.empty.text() == "No visits today."
    assert page.summary.text().startswith("Friday, 06/23/2023")
    shell.go("customers")
    assert not page._clock.isActive()


def test_a_hidden_page_reads_nothing_until_it_is_seen_again(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    page = opened(qtbot, window, shell)
    shell.go("customers")
    settle(qtbot, shell)
    visit_today(desk, rows.abc, 9)
    shell.signals.changed.emit("job", 0, rows.abc)
    settle(qtbot, shell)
    assert not page.visits.rows
    shell.go("today")
    settle(qtbot, shell)
    assert len(page.visits.rows) == 1


def test_a_draft_that_a_crash_kept_is_offered(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    keeper = DraftKeeper(shell, "customer", window)
    keeper.note(rows.abc, "ABC Company", customer(desk, rows.abc))
    keeper.keep()
    page = opened(qtbot, window, shell)
    row = page.left.rows[0]
    assert row.accessibleName().startswith("ABC Company: Typed 06/22/2023")
    places = went(shell)
    row.click()
    assert (places[-1].page, places[-1].id) == ("customer", rows.abc)
    keeper.drop()


def test_a_technician_sees_no_money(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows) -> None:
    fill(desk, rows)
    user = make_user(desk, "Tess", role=Role.TECHNICIAN)
    shell.desk = replace(
        desk, actor=replace(desk.actor, user_id=user, name="Tess", role=Role.TECHNICIAN), looked=Looked()
    )
    page = TodayPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.show_place(Place("today"))
    settle(qtbot, shell)
    assert not page._tiles.isVisible()
    assert page.left.rows == []
    assert len(page.visits.rows) == 1
    assert not page._new_estimate.isVisible()
    assert "$" not in " ".join(row.accessibleName() for row in page.visits.rows)


def test_the_page_goes_with_its_timers(qtbot: QtBot, shell: Shell) -> None:
    page = TodayPage(shell)
    page.show()
    page.show_place(Place("today"))
    settle(qtbot, shell)
    shell.closing.emit()
    assert not page._clock.isActive()
    destroy(qtbot, page)
    shell.signals.changed.emit("task", 0, 0)
    settle(qtbot, shell)


@pytest.mark.parametrize(("chosen", "page"), [(None, "customers"), ("today", "today"), ("nonsense", "customers")])
def test_the_program_opens_with_the_page_that_was_chosen(
    qtbot: QtBot, qapp: QApplication, theme: Theme, office: OfficePlace, tmp_path: Path, chosen: str | None, page: str
) -> None:
    config = Config(tmp_path / "settings.json")
    config.put("start_page", chosen)
    context = open_context(office.address, config)
    desktop = open_window(qapp, context, theme)
    with qtbot.waitActive(desktop.window):
        desktop.window.show()
    settle(qtbot, desktop.shell)
    assert desktop.window.place is not None
    assert desktop.window.place.page == page
    # What other desktops do is looked at, whichever page it is.
    qtbot.waitUntil(lambda: desktop.window.keeper is not None)
    desktop.window.close()
    desktop.end()
    context.close()
