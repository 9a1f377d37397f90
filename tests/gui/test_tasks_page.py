"""The list of tasks: filtered, many at once, edited, deleted and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from officedesk.models.enums import Role
from officedesk.models.notes import Todo
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.tasks.editing import add_task, set_done, task
from officedesk.services.tasks.listing import TaskList
from officedesk.services.tasks.rows import TaskDraft, TaskFilter, TaskScope
from officedesk.views.lists.paged_model import ROW
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.todo.tasks_page import TasksPage
from tests.factories import make_user
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up, press, settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def anna(desk: Desk) -> int:
    return make_user(desk, "Anna", role=Role.OFFICE)


@pytest.fixture
def ids(desk: Desk, rows: Rows, anna: int) -> list[int]:
    """Five tasks: two mine, one done, one of another customer's."""
    day, me = desk.today(), desk.actor.user_id
    drafts = (
        TaskDraft("Late", day - timedelta(days=2), me, rows.abc),
        TaskDraft("Today", day, me),
        TaskDraft("Hers", day + timedelta(days=1), anna, rows.abc),
        TaskDraft("Some day", None, None, rows.others[0]),
        TaskDraft("Was done", day, anna),
    )
    made = [add_task(desk, draft).id for draft in drafts]
    set_done(desk, made[-1:])
    return made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, shell: Shell, ids: list[int]) -> TasksPage:
    shell.go("tasks")
    made = window.page("tasks")
    assert isinstance(made, TasksPage)
    settle(qtbot, shell)
    return made


def shown(page: TasksPage) -> list[str]:
    model = page.panel.model
    return [model.index(row, 0).data(ROW).text for row in range(model.rowCount())]


def bulk(page: TasksPage, entry: str) -> None:
    """Choose an entry of More actions for the checked rows."""
    made = next(one for one in page.findChildren(QPushButton) if one.text() == "More actions")
    made.menu().aboutToShow.emit()
    next(action for action in made.menu().actions() if action.text().startswith(entry)).trigger()


def undo_of(shell: Shell) -> list[Callable[[], None]]:
    found: list[Callable[[], None]] = []
    shell.toast_wanted.connect(lambda _text, _action, undo: found.append(undo))
    return found


def test_open_ones_come_first_by_their_day(page: TasksPage) -> None:
    assert shown(page) == ["Late", "Today", "Hers", "Some day"]
    assert page.panel.footer_text == "4 tasks"


def test_filters_narrow_it_and_clear_shows_it_whole(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    def after(change: Callable[[], object]) -> list[str]:
        change()
        settle(qtbot, shell)
        return shown(page)

    filters = page._filters
    assert after(filters.scope._buttons[TaskScope.TODAY].click) == ["Late", "Today"]
    assert after(filters.scope._buttons[TaskScope.DONE].click) == ["Was done"]
    assert len(after(filters.scope._buttons[TaskScope.ALL].click)) == 5
    filters.search.setText("abc")
    assert after(filters.tell) == ["Late", "Hers"]
    assert after(filters.clear) == ["Late", "Today", "Hers", "Some day"]
    filters.mine.set_value((1,))
    assert after(filters.tell) == ["Late", "Today"]
    assert filters._clear.isVisible()
    assert after(filters.clear) == ["Late", "Today", "Hers", "Some day"]


def test_the_tasks_of_one_customer_are_named(qtbot: QtBot, shell: Shell, page: TasksPage, rows: Rows) -> None:
    shell.go("tasks", filter=TaskFilter(customer_id=rows.abc))
    settle(qtbot, shell)
    assert shown(page) == ["Late", "Hers"]
    assert "ABC Company" in page._filters.customer.text()
    page._filters.clear()
    settle(qtbot, shell)
    assert len(shown(page)) == 4
    assert not page._filters.customer.isVisible()


@pytest.mark.parametrize(
    ("entry", "seen"),
    [
        ("Done", lambda row: row.done),
        ("Assign to me", lambda row: row.assignee == "Dana Reyes"),
        ("Assign to nobody", lambda row: row.assignee == ""),
        ("Due today", lambda row: row.due is not None and row.due.day == 22),
        ("Due tomorrow", lambda row: row.due is not None and row.due.day == 23),
    ],
)
def test_many_are_changed_at_once_and_taken_back(
    qtbot: QtBot,
    shell: Shell,
    desk: Desk,
    page: TasksPage,
    ids: list[int],
    entry: str,
    seen: Callable[[object], bool],
) -> None:
    undo = undo_of(shell)
    before = [task(desk, one) for one in ids]
    page.panel.table.setFocus()
    press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    bulk(page, entry)
    settle(qtbot, shell)
    assert all(seen(task(desk, one)) for one in ids[:4])
    undo[-1]()
    settle(qtbot, shell)
    after = [task(desk, one) for one in ids]
    assert [(row.due, row.assignee, row.done) for row in after] == [(row.due, row.assignee, row.done) for row in before]


def test_deleted_ones_come_back_with_undo(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    undo = undo_of(shell)
    page.panel.table.setFocus()
    press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    bulk(page, "Delete")
    settle(qtbot, shell)
    assert shown(page) == []
    words = " ".join(one.text() for one in page.panel.empty.findChildren(QLabel))
    assert "What somebody has to see to" in words
    undo[-1]()
    settle(qtbot, shell)
    assert shown(page) == ["Late", "Today", "Hers", "Some day"]


def test_enter_edits_one_and_new_task_adds_one(
    qtbot: QtBot, shell: Shell, desk: Desk, page: TasksPage, ids: list[int]
) -> None:
    page.panel.table.setFocus()
    page.panel.table.setCurrentIndex(page.panel.model.index(1, 1))
    press(Qt.Key.Key_Return)
    assert page.dialog is not None
    come_up(qtbot, shell, page.dialog)
    press("Tomorrow then", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert not page.dialog.isVisible()
    assert task(desk, ids[1]).text == "Tomorrow then"
    page._add()
    come_up(qtbot, shell, page.dialog)
    press(Qt.Key.Key_Return)
    assert page.dialog.isVisible()
    assert page.dialog.editor.error.text() == "Write what is to be done."
    press("A new one", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert "A new one" in shown(page)
    page._add()
    come_up(qtbot, shell, page.dialog)
    press(Qt.Key.Key_Escape)
    assert not page.dialog.isVisible()


def asked(qtbot: QtBot, page: TasksPage) -> QMessageBox:
    """The question about what was typed."""
    dialog = page.dialog
    assert dialog is not None

    def there() -> bool:
        found = dialog.findChild(QMessageBox, "discard")
        return isinstance(found, QMessageBox) and found.isVisible()

    qtbot.waitUntil(there)
    found = dialog.findChild(QMessageBox, "discard")
    assert isinstance(found, QMessageBox)
    return found


def answer(box: QMessageBox, word: str) -> None:
    next(one for one in box.buttons() if one.text().replace("&", "") == word).click()


def test_what_was_typed_is_asked_about_before_the_form_goes(
    qtbot: QtBot, shell: Shell, desk: Desk, page: TasksPage, ids: list[int]
) -> None:
    page._add()
    assert page.dialog is not None
    come_up(qtbot, shell, page.dialog)
    press("Order filters", Qt.Key.Key_Escape)
    answer(asked(qtbot, page), "Keep editing")
    assert page.dialog.isVisible()
    assert page.dialog.editor.text.text() == "Order filters"
    # The window's own button closes it no more silently than Esc.
    page.dialog.close()
    answer(asked(qtbot, page), "Save")
    settle(qtbot, shell)
    assert not page.dialog.isVisible()
    assert "Order filters" in shown(page)
    page._edit(task(desk, ids[0]).draft())
    come_up(qtbot, shell, page.dialog)
    page.dialog.editor.due.setFocus()
    page.dialog.editor.due.selectAll()
    press("no day", Qt.Key.Key_Escape)
    answer(asked(qtbot, page), "Discard")
    assert not page.dialog.isVisible()
    assert task(desk, ids[0]).due is not None


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester, page: TasksPage) -> None:
    qtmodeltester.check(page.panel.model)


def test_ten_thousand_are_listed_as_one(qtbot: QtBot, shell: Shell, desk: Desk, page: TasksPage) -> None:
    now, day = desk.now(), desk.today()
    with desk.write() as session:
        session.execute(
            insert(Todo),
            [
                {
                    "text": f"Task {number}", "due": day + timedelta(days=number % 90), "created_at": now,
                    "updated_at": now, "version": 1, "done_by": "",
                }
                for number in range(10_000)
            ],
        )  # fmt: skip
    shell.signals.changed.emit("task", 0, 0)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: page.panel.model.complete)
    assert page.panel.model.rowCount() == 10_004
    begun = perf_counter()
    TaskList(desk).first(TaskFilter(), Sort("due"), 100)
    assert perf_counter() - begun < 1
    page.panel.table.setFocus()
    press(Qt.Key.Key_End)
    settle(qtbot, shell)
    assert page.panel.table.currentIndex().row() == 10_003
