"""The Reminders tab and the form of a reminder, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from officedesk.database.unit import Actor
from officedesk.models.enums import ReminderStatus, Repeat, Role
from officedesk.models.reminders import Reminder
from officedesk.services.desk import Desk, Looked
from officedesk.services.paging import Sort
from officedesk.services.reminders import editing
from officedesk.services.reminders.drafts import ReminderDraft
from officedesk.services.reminders.listing import ReminderList
from officedesk.services.reminders.rows import ReminderFilter, ReminderRow, ReminderState
from officedesk.services.work.jobs import JobList
from officedesk.services.work.rows import JobFilter
from officedesk.views.application import MODULES, page_makers
from officedesk.views.customers.tabs.reminders import RemindersTab
from officedesk.views.main_window import MainWindow
from officedesk.views.reminders.dialog import ReminderDialog
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests import factories
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.rows import Rows
from tests.support.clock import Clock, local


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def tab(opened: Open) -> RemindersTab:
    found = opened("reminders").tab
    assert isinstance(found, RemindersTab)
    return found


Form = Callable[..., ReminderDialog]


@pytest.fixture
def form(qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows) -> Iterator[Form]:
    """`form(reminder_id)` opens the form over the window."""

    def open_form(reminder_id: int | None = None) -> ReminderDialog:
        made = ReminderDialog(shell, window, rows.abc, reminder_id)
        made.open()
        come_up(qtbot, shell, made)
        return made

    yield open_form
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, ReminderDialog):
            widget.deleteLater()


def listed(tab: RemindersTab) -> list[ReminderRow]:
    return tab.panel.source.rows(tab.panel.model.all_ids())


def subjects(tab: RemindersTab) -> list[str]:
    return [row.subject for row in listed(tab)]


def stored(desk: Desk, subject: str) -> ReminderDraft:
    (row,) = ReminderList(desk).first(ReminderFilter(text=subject), Sort("due"), 2)
    return editing.reminder(desk, row.id)


def click_menu(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()


def test_a_reminder_is_set_without_the_mouse(
    qtbot: QtBot, shell: Shell, desk: Desk, tab: RemindersTab, form: Form
) -> None:
    made = form()
    assert made.subject.hasFocus()
    press("Warranty ends", Qt.Key.Key_Return)
    press("+14", Qt.Key.Key_Return, "9:30", Qt.Key.Key_Return)
    press("every m", Qt.Key.Key_Return, Qt.Key.Key_Return)
    with qtbot.waitSignal(made.saved):
        press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    draft = stored(desk, "warranty")
    assert (draft.due, draft.repeat, draft.user_id) == (local(2023, 7, 6, 9, 30), Repeat.MONTHLY, desk.actor.user_id)
    assert "Warranty ends" in subjects(tab)


def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(qtbot: QtBot, shell: Shell, form: Form) -> None:
    made = form()
    made.description.setPlainText("Ask for John")
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert made.fields["subject"].error == "Say what to be reminded of."
    assert made.subject.hasFocus()
    made.day.setFocus()
    made.day.selectAll()
    press("someday", Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, modifier=CTRL)
    assert made.day.hasFocus()
    assert "is not a date" in made.fields["due"].error
    assert made.description.toPlainText() == "Ask for John"


def test_esc_asks_only_where_something_was_typed(qtbot: QtBot, shell: Shell, form: Form) -> None:
    made = form()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not made.isVisible())
    made = form()
    press("Call", Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    assert made.isVisible()


def test_another_desktop_changed_another_field_and_both_stay(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Form, tab: RemindersTab
) -> None:
    draft = stored(desk, "roof key")
    made = form(draft.id)
    editing.save_reminder(desk, replace(draft, description="He is out on Fridays"))
    made.subject.selectAll()
    press("Call Ana about the roof key")
    with qtbot.waitSignal(made.saved):
        press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    now = stored(desk, "roof key")
    assert (now.subject, now.description) == ("Call Ana about the roof key", "He is out on Fridays")


def test_another_desktop_changed_the_same_field_and_one_is_chosen(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Form, tab: RemindersTab
) -> None:
    draft = stored(desk, "roof key")
    made = form(draft.id)
    editing.save_reminder(desk, replace(draft, due=local(2023, 6, 29, 8)))
    made.day.setFocus()
    made.day.selectAll()
    press("6/30")
    press(Qt.Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConflictDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, ConflictDialog)
    with qtbot.waitSignal(made.saved):
        asked._keep()
    settle(qtbot, shell)
    assert stored(desk, "roof key").due == local(2023, 6, 30, 9)


def test_checked_reminders_are_done_and_undo_opens_them_again(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: RemindersTab
) -> None:
    table = tab.panel.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, CTRL)
    more = next(one for one in tab.findChildren(QPushButton) if one.text() == "More actions").menu()
    assert more is not None
    more.aboutToShow.emit()
    click_menu(more, "Done")
    settle(qtbot, shell)
    assert window.toasts.text == "2 reminders done."
    assert {row.state for row in listed(tab)} == {ReminderState.DONE}
    window.toasts.act()
    settle(qtbot, shell)
    assert {row.state for row in listed(tab)} == {ReminderState.OPEN}


def test_a_deleted_one_comes_back_with_undo(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: RemindersTab, opened: Open
) -> None:
    row = listed(tab)[0]
    click_menu(tab.row_menu(row), "Delete")
    settle(qtbot, shell)
    assert row.subject not in subjects(tab)
    assert opened("reminders").bar.buttons["reminders"].count == 1
    window.toasts.act()
    settle(qtbot, shell)
    assert row.subject in subjects(tab)


def test_one_that_is_due_is_put_off_from_its_menu(
    qtbot: QtBot, shell: Shell, window: MainWindow, clock: Clock, tab: RemindersTab
) -> None:
    clock.at = datetime(2023, 6, 23, 15, tzinfo=UTC)
    tab.panel.reload()
    settle(qtbot, shell)
    row = listed(tab)[0]
    assert row.state is ReminderState.DUE
    later = next(action.menu() for action in tab.row_menu(row).actions() if action.text() == "Remind later")
    click_menu(later, "In an hour")  # type: ignore[arg-type]
    settle(qtbot, shell)
    assert window.toasts.text == "Reminder put off to 11:00."
    (found,) = [one for one in listed(tab) if one.id == row.id]
    assert (found.state, found.snoozed_to) == (ReminderState.SNOOZED, local(2023, 6, 23, 11))


def test_the_tab_is_filtered_by_text_day_and_status_until_cleared(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, tab: RemindersTab
) -> None:
    draft = editing.new_reminder(desk, rows.abc)
    over = editing.save_reminder(desk, replace(draft, subject="Order filters", due=local(2023, 6, 1, 9)))
    filters = tab.filters
    qtbot.keyClicks(filters.search, "filters")
    settle(qtbot, shell)
    assert subjects(tab) == ["Order filters"]
    filters.clear()
    qtbot.keyClicks(filters.until, "today")  # type: ignore[attr-defined]
    qtbot.keyClick(filters.until, Qt.Key.Key_Tab)  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert [row.id for row in listed(tab)] == [over.id]
    filters.clear()
    filters._state.set_status(ReminderState.DUE)  # type: ignore[attr-defined]
    filters.tell()
    settle(qtbot, shell)
    assert [row.id for row in listed(tab)] == [over.id]
    filters.clear()
    settle(qtbot, shell)
    assert len(listed(tab)) == 3


def test_a_customer_without_reminders_is_offered_one(
    qtbot: QtBot, shell: Shell, rows: Rows, opened: Open, window: MainWindow
) -> None:
    found = opened("reminders", rows.others[0]).tab
    assert isinstance(found, RemindersTab)
    empty = found.panel.empty
    assert empty.isVisible()
    with qtbot.waitSignal(found.panel.add_wanted):
        empty.add_wanted.emit()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ReminderDialog))
    asked = QApplication.activeModalWidget()
    assert asked is not None
    settle(qtbot, shell)
    asked.close()


@pytest.mark.parametrize("kind", ["estimate", "invoice", "job"])
def test_a_document_asks_for_a_reminder_about_itself(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open, kind: str
) -> None:
    job_id = JobList(desk).first(JobFilter(customer_id=rows.abc), Sort("number"), 1)[0].job_id
    number = {"estimate": rows.estimates[0], "invoice": rows.invoices[0], "job": job_id}[kind]
    shell.go(kind, number)
    settle(qtbot, shell)
    page: Any = window.page(kind)
    menu: QMenu = page.more.menu() if kind == "job" else page.actions_.more.menu()
    menu.aboutToShow.emit()
    click_menu(menu, "Remind me")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ReminderDialog))
    made = QApplication.activeModalWidget()
    assert isinstance(made, ReminderDialog)
    come_up(qtbot, shell, made)
    press("Ask again")
    with qtbot.waitSignal(made.saved):
        press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    draft = stored(desk, "ask again")
    assert (draft.about, draft.about_id, draft.customer_id) == (kind, number, rows.abc)
    found = opened("reminders").tab
    assert isinstance(found, RemindersTab)
    row = next(one for one in listed(found) if one.subject == "Ask again")
    click_menu(found.row_menu(row), f"Open {row.about_name}")
    assert window.place is not None
    assert (window.place.page, window.place.id) == (kind, number)


def test_readers_look_and_change_nothing(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows) -> None:
    reader = factories.make_user(desk, "Rita", role=Role.READ_ONLY)
    shell.desk = replace(desk, actor=Actor(reader, "Rita", "Desktop A", Role.READ_ONLY), looked=Looked())
    window = MainWindow(shell, page_makers(), MODULES)
    window.show()
    shell.go("customer", rows.abc, "reminders")
    settle(qtbot, shell)
    found = window.page("customer").view.tab  # type: ignore[attr-defined]
    assert isinstance(found, RemindersTab)
    assert len(listed(found)) == 2
    texts = [action.text() for action in found.row_menu(listed(found)[0]).actions() if action.text()]
    assert texts == []
    found.open(listed(found)[0].id)
    assert QApplication.activeModalWidget() is None
    window.hide()
    window.deleteLater()


def test_ten_thousand_reminders_are_listed_at_once(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open
) -> None:
    due = datetime(2023, 7, 1, 14, tzinfo=UTC)
    with desk.write() as session:
        session.execute(
            Reminder.__table__.insert(),  # type: ignore[attr-defined]
            [
                {
                    "customer_id": rows.abc,
                    "user_id": desk.actor.user_id,
                    "subject": f"Reminder {number:05}",
                    "description": "",
                    "text_key": f"reminder {number:05}",
                    "due": local(2023, 7, 1, 9),
                    "zone": desk.zone.key,
                    "due_at": due,
                    "alert_at": due,
                    "repeat": Repeat.NEVER,
                    "status": ReminderStatus.OPEN,
                    "day": 1,
                    "about": "",
                    "created_at": desk.now(),
                    "updated_at": desk.now(),
                    "version": 1,
                }
                for number in range(10_000)
            ],
        )
    view = opened("reminders")
    assert isinstance(view.tab, RemindersTab)
    panel = view.tab.panel
    qtbot.waitUntil(lambda: panel.footer_text == "10,002 reminders")
    assert panel.model.rowCount() == 10_002
    qtbot.keyClicks(view.tab.filters.search, "09999")
    settle(qtbot, shell)
    assert subjects(view.tab) == ["Reminder 09999"]
