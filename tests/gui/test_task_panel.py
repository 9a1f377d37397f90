"""The tasks beside the tabs of a profile: typed, checked, edited where they stand, deleted, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.errors import OfficeBusy
from officedesk.models.enums import Role
from officedesk.services.desk import Desk, Looked
from officedesk.services.tasks import editing
from officedesk.services.tasks.editing import add_task, save_task, task
from officedesk.services.tasks.listing import of_customer
from officedesk.services.tasks.rows import TaskDraft, TaskRow
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Place, Shell
from officedesk.views.todo.line import TaskLine
from officedesk.views.todo.panel import TaskPanel
from tests.factories import make_user, second_desk
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import press, settle
from tests.gui.rows import Rows
from tests.support.clock import Clock


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def old(desk: Desk, rows: Rows) -> TaskRow:
    """An open task of ABC Company from the day before."""
    made = add_task(desk, TaskDraft("Old one", desk.today(), desk.actor.user_id, rows.abc))
    assert isinstance(desk.now, Clock)
    desk.now.go_on(days=1)
    return made


@pytest.fixture
def panel(qtbot: QtBot, shell: Shell, opened: Open) -> TaskPanel:
    """The tasks of ABC Company, asked for."""
    view = opened("jobs")
    view.side.toggle_tasks()
    settle(qtbot, shell)
    assert view.side.tasks.isVisible()
    return view.side.tasks


def lines(panel: TaskPanel) -> list[TaskLine]:
    return list(panel.today.lines.values())


def texts(panel: TaskPanel) -> list[str]:
    return [line.row.text for line in lines(panel)]


def told(shell: Shell) -> list[tuple[str, Callable[[], None]]]:
    found: list[tuple[str, Callable[[], None]]] = []
    shell.toast_wanted.connect(lambda text, _action, undo: found.append((text, undo)))
    return found


def test_a_task_is_typed_checked_edited_and_deleted_by_keyboard_alone(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, panel: TaskPanel
) -> None:
    toasts = told(shell)
    assert panel.entry.text.hasFocus()
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)
    press("Order filters", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert texts(panel) == ["Call John", "Order filters"]
    assert panel.entry.text.text() == ""
    made = of_customer(desk, rows.abc).today[0]
    assert (made.due, made.assignee, made.created_by) == (desk.today(), "Dana Reyes", "Dana Reyes")

    first = lines(panel)[0]
    first.box.setFocus()
    press(Qt.Key.Key_Space)
    settle(qtbot, shell)
    assert task(desk, made.id).done_by == "Dana Reyes"
    assert first.words.font().strikeOut()
    assert first.who.text().startswith("Dana Reyes · ")

    press(Qt.Key.Key_Down)
    second = lines(panel)[1]
    assert second.box.hasFocus()
    press(Qt.Key.Key_F2, "Order 8 filters", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert texts(panel) == ["Call John", "Order 8 filters"]
    assert second.box.hasFocus()

    press(Qt.Key.Key_Delete)
    settle(qtbot, shell)
    assert texts(panel) == ["Call John"]
    assert lines(panel)[0].box.hasFocus()
    assert toasts[-1][0] == "Task deleted."
    toasts[-1][1]()
    settle(qtbot, shell)
    assert texts(panel) == ["Call John", "Order 8 filters"]


def test_the_box_opens_a_task_again(qtbot: QtBot, shell: Shell, desk: Desk, panel: TaskPanel) -> None:
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)
    line = lines(panel)[0]
    for done in (True, False):
        line.box.click()
        settle(qtbot, shell)
        assert task(desk, line.row.id).done is done
        assert line.words.font().strikeOut() is done


def test_older_open_ones_are_behind_all_open(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, old: TaskRow, opened: Open
) -> None:
    view = opened("jobs")
    view.side.toggle_tasks()
    settle(qtbot, shell)
    panel = view.side.tasks
    assert view.side.task_button.text() == "Tasks · 1"
    assert "1 overdue" in view.side.task_button.accessibleName()
    assert texts(panel) == []
    assert panel._empty.isVisible()
    panel.all_open.setFocus()
    press(Qt.Key.Key_Space)
    settle(qtbot, shell)
    (line,) = panel.older.lines.values()
    assert (line.row.id, line.due.text) == (old.id, "yesterday")
    line.box.click()
    settle(qtbot, shell)
    # Done today, it is one of today's.
    assert texts(panel) == ["Old one"]
    assert view.side.task_button.text() == "Tasks"


def test_day_and_assignee_are_edited_in_place(qtbot: QtBot, shell: Shell, desk: Desk, panel: TaskPanel) -> None:
    anna = make_user(desk, "Anna Lind", role=Role.OFFICE)
    shell.signals.changed.emit("user", anna, 0)
    settle(qtbot, shell)
    press("Call John")
    assert panel.entry.due.isVisible()
    panel.entry.due.setFocus()
    panel.entry.due.selectAll()
    press("+3")
    panel.entry.assignee.set_value(anna)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    (line,) = lines(panel)
    assert (line.row.due, line.row.assignee_id) == (desk.today() + timedelta(days=3), anna)
    assert (line.due.text, line.who.text()) == ("Sun", "Anna Lind")
    line.begin_edit()
    assert line.editor is not None
    line.editor.due.setFocus()
    line.editor.due.selectAll()
    press(Qt.Key.Key_Backspace)
    line.editor.save.click()
    settle(qtbot, shell)
    assert task(desk, line.row.id).due is None
    assert not line.due.isVisible()


def test_escape_leaves_a_task_as_it_was(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, panel: TaskPanel
) -> None:
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)
    line = lines(panel)[0]
    line.edit.click()
    press("Something else", Qt.Key.Key_Escape)
    settle(qtbot, shell)
    assert not line.editing
    assert line.box.hasFocus()
    assert task(desk, line.row.id).text == "Call John"
    # What was typed is not gone: Undo shows it again, to be gone on with.
    assert window.toasts.text == "Task left as it was."
    window.toasts.act()
    assert line.editing
    press(Qt.Key.Key_End, " now", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert task(desk, line.row.id).text == "Something else now"


def test_escape_where_a_task_is_typed_can_be_taken_back(
    qtbot: QtBot, shell: Shell, window: MainWindow, panel: TaskPanel
) -> None:
    press("Call John", Qt.Key.Key_Escape)
    assert panel.entry.text.text() == ""
    assert window.toasts.text == "New task not added."
    window.toasts.act()
    assert panel.entry.text.text() == "Call John"
    assert panel.entry.text.hasFocus()
    # Where something else is typed by now it stays.
    press(Qt.Key.Key_Escape)
    press("Buy toner")
    window.toasts.act()
    assert panel.entry.text.text() == "Buy toner"


def test_what_another_desktop_wrote_is_shown_before_mine_is_kept(
    qtbot: QtBot, shell: Shell, desk: Desk, panel: TaskPanel
) -> None:
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)
    line = lines(panel)[0]
    other = second_desk(desk)
    line.begin_edit()
    save_task(other, replace(line.row.draft(), text="Write to John"))
    # The line hears of it while somebody types in it: what is typed stays.
    press("Visit John")
    shell.signals.changed.emit("task", line.row.id, 0)
    settle(qtbot, shell)
    assert line.editing
    assert line.editor is not None
    assert line.editor.text.text() == "Visit John"
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert "Write to John" in line.editor.error.text()
    assert task(desk, line.row.id).text == "Write to John"
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert task(desk, line.row.id).text == "Visit John"
    other.database.close()


def test_a_task_without_words_is_refused_where_it_is_typed(qtbot: QtBot, shell: Shell, panel: TaskPanel) -> None:
    press("  ", Qt.Key.Key_Return)
    assert panel.entry.error.text() == "Write what is to be done."
    press("x")
    assert panel.entry.error.text() == ""
    panel.entry.text.setText("x" * 2_001)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert "2,000 characters" in panel.entry.error.text()
    assert len(panel.entry.text.text()) == 2_001


def test_nothing_typed_is_lost_while_the_file_is_busy(
    qtbot: QtBot,
    shell: Shell,
    panel: TaskPanel,
    monkeypatch: pytest.MonkeyPatch,
    failures: list[Exception],
) -> None:
    def busy(*_: object) -> None:
        raise OfficeBusy("The office file is busy.")

    monkeypatch.setattr(editing, "add_task", busy)
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert [type(one) for one in failures] == [OfficeBusy]
    failures.clear()
    assert panel.entry.text.text() == "Call John"
    monkeypatch.undo()
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert texts(panel) == ["Call John"]


def test_a_box_goes_back_where_it_could_not_be_stored(
    qtbot: QtBot, shell: Shell, panel: TaskPanel, monkeypatch: pytest.MonkeyPatch, failures: list[Exception]
) -> None:
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)

    def busy(*_: object, **__: object) -> None:
        raise OfficeBusy("The office file is busy.")

    monkeypatch.setattr(editing, "set_done", busy)
    line = lines(panel)[0]
    line.box.click()
    settle(qtbot, shell)
    failures.clear()
    assert not line.box.isChecked()


def test_an_email_about_a_task_begins_with_its_words(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, panel: TaskPanel
) -> None:
    shell.compose_wanted.disconnect(window._compose)
    asked: list[Place] = []
    shell.compose_wanted.connect(asked.append)
    press("Date for the crane", Qt.Key.Key_Return)
    settle(qtbot, shell)
    (line,) = lines(panel)
    line.mail.setFocus()
    press(Qt.Key.Key_Space)
    settle(qtbot, shell)
    (place,) = asked
    draft = place.context["draft"]
    assert (place.id, draft.customer_id, draft.subject) == (rows.abc, rows.abc, "Date for the crane")
    assert [address.address for address in draft.to] == ["sales@industrack.example"]


def test_another_customers_tasks_take_the_place_of_these(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, panel: TaskPanel
) -> None:
    add_task(desk, TaskDraft("Theirs", desk.today(), None, rows.others[0]))
    press("Call John", Qt.Key.Key_Return)
    settle(qtbot, shell)
    lines(panel)[0].begin_edit()
    press("half typed")
    panel.entry.text.setFocus()
    press("Not for them")
    shell.go("customer", rows.others[0])
    settle(qtbot, shell)
    assert texts(panel) == ["Theirs"]
    assert panel.entry.text.text() == ""
    assert panel.entry.base.customer_id == rows.others[0]


def test_tasks_come_by_themselves_in_a_wide_window_only(
    qtbot: QtBot, window: MainWindow, shell: Shell, opened: Open
) -> None:
    view = opened("jobs")
    assert not view.side.tasks.isVisible()
    window.resize(1920, 1080)
    qtbot.waitUntil(view.side.tasks.isVisible)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not view.side.tasks.isVisible())
    view.side.toggle_tasks()
    # In a narrow window it stands beside the rows of the tab.
    view.side.place(1_000)
    assert view.tab.isAncestorOf(view.side)
    assert view.side.tasks.isVisible()


def test_who_only_reads_sees_tasks_without_touching_them(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows) -> None:
    add_task(desk, TaskDraft("Call John", desk.today(), None, rows.abc))
    reader = make_user(desk, "Reader", role=Role.READ_ONLY)
    shell.desk = replace(desk, actor=replace(desk.actor, user_id=reader, role=Role.READ_ONLY), looked=Looked())
    panel = TaskPanel(shell)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_customer(rows.abc)
    settle(qtbot, shell)
    (line,) = lines(panel)
    assert not line.box.isEnabled()
    assert not line.edit.isVisible()
    assert not line.bin.isVisible()
    assert not panel.entry.isVisible()
