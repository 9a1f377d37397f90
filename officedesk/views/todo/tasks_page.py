"""The list of tasks: mine or everyone's, open or done, of all customers or of one."""

from typing import Any

from PySide6.QtWidgets import QDialog, QMenu, QWidget

from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.tasks.listing import TaskList
from officedesk.services.tasks.rows import TaskDraft, TaskFilter, TaskRow, TaskScope
from officedesk.views.customers.tabs.filters import FilterDay
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import ask_and_export
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Place, Shell
from officedesk.views.todo.actions import (
    add_task,
    assign_many,
    check_many,
    delete_many,
    move_many,
    save_task,
    write_about,
)
from officedesk.views.todo.columns import task_columns
from officedesk.views.todo.editor import TaskEditor
from officedesk.views.widgets.basics import button, column, label
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.segmented import Segmented

_LONGEST = 24
_SCOPES = ((TaskScope.OPEN, "Open"), (TaskScope.TODAY, "Due today"), (TaskScope.DONE, "Done"), (TaskScope.ALL, "All"))


class TaskFilters(FilterRow):
    """Text, open or done, mine, due from and to; the one customer whose tasks were asked for."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Task, customer")
        self.scope = Segmented([(scope.value, text) for scope, text in _SCOPES])
        self.mine = ChoiceButton("Who", None, single=True, none="anyone")
        self.mine.set_choices([(1, "me")])
        self.customer = ChoiceButton("Of", None, single=True, none="any")
        self.customer.hide()
        self.since, self.until = FilterDay(shell, "Due from"), FilterDay(shell, "Due to")
        for control in (self.since, self.until):
            self.add(control)
            control.edited.connect(self.tell)
        self.add(self.scope)
        self.scope.chosen.connect(self._told)
        for choice in (self.mine, self.customer):
            self.add(choice)
            choice.chosen.connect(self._told)

    def _told(self, _value: object = None) -> None:
        self._make_room()
        self.tell()

    def _make_room(self) -> None:
        """The tasks of one customer are few: its name stands where days are asked for otherwise."""
        chosen = bool(self.customer.value)
        self.customer.setVisible(chosen)
        for day in (self.since, self.until):
            day.setVisible(not chosen or day.value() is not None)

    def query(self) -> TaskFilter:
        return TaskFilter(
            text=self.search.text().strip(),
            scope=TaskScope(self.scope.value),
            mine=bool(self.mine.value),
            customer_id=self.customer.value[0] if self.customer.value else None,
            due_from=self.since.value(),
            due_to=self.until.value(),
        )

    @property
    def active(self) -> bool:
        return self.query() != TaskFilter()

    def reset(self) -> None:
        super().reset()
        self.put(TaskFilter())

    def put(self, query: TaskFilter) -> None:
        """Show the filter ``query`` without telling."""
        self.search.setText(query.text)
        self.scope.set_value(query.scope.value)
        self.mine.set_value((1,) if query.mine else ())
        self.since.set_value(query.due_from)
        self.until.set_value(query.due_to)
        if query.customer_id is not None and query.customer_id not in self.customer.value:
            self.customer.set_choices([(query.customer_id, "this one")])
        self.customer.set_value((query.customer_id,) if query.customer_id is not None else ())
        self._make_room()

    def name_customer(self, customer_id: int, name: str) -> None:
        """What the customer of the filter is called."""
        if customer_id in self.customer.value:
            self.customer.set_choices([(customer_id, name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")])
            self.customer.set_value((customer_id,))


class TasksPage(ListPage):
    """All tasks. Enter edits one, Space checks its row for what is done with many."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._people: list[tuple[int, str]] = []
        self.dialog: TaskDialog | None = None
        kind = ListKind(
            name="tasks",
            columns=task_columns(shell),
            sort=Sort("due"),
            one="task",
            many="tasks",
            empty="What somebody has to see to will be here: calls to make, quotes to send, parts to order.",
            add="New task",
            needs=Permission.TASKS_WRITE,
            entities=frozenset({"task", "customer", "user"}),
        )
        self._filters = TaskFilters(shell)
        panel = ListPanel(shell, kind, TaskList(shell.desk), self._filters)
        may = Permission.TASKS_WRITE
        more = more_button(
            shell,
            panel,
            [
                Bulk("Done", "check-square", lambda ids: check_many(shell, self, ids), needs=may),
                Bulk("Open again", "square", lambda ids: check_many(shell, self, ids, done=False), needs=may),
                Bulk("Assign to me", "user", self._take, needs=may),
                Bulk("Assign to nobody", "user-minus", self._give_up, needs=may),
                Bulk("Due today", "calendar-check", self._today, needs=may),
                Bulk("Due tomorrow", "calendar-plus", self._tomorrow, needs=may),
                Bulk(
                    "Export…",
                    "download-simple",
                    lambda _: ask_and_export(shell, panel, "tasks"),
                    needs_rows=False,
                    needs=Permission.EXPORT,
                ),
                None,
                Bulk("Delete", "trash", lambda ids: delete_many(shell, self, ids), danger=True, needs=may),
            ],
        )
        new = button("New task", self._add, kind="primary", icon=shell.icons("plus", "on_accent"))
        super().__init__("Tasks", panel, more, new if shell.may(may) else None)
        panel.opened.connect(self._open)
        panel.add_wanted.connect(self._add)
        panel.set_row_menu(self._row_menu)

    def show_place(self, place: Place) -> None:
        record = place.context.get("record")
        if record:
            # It may be done long ago.
            self._filters.put(TaskFilter(scope=TaskScope.ALL))
            self._filters.tell()
        super().show_place(place)
        if record:
            self.panel.table.setFocus()
            self.panel.reveal(record)
        desk, asked = self._shell.desk, self._filters.query().customer_id

        def work() -> Any:
            from officedesk.services.customers.profile import profile
            from officedesk.services.tasks.listing import assignees

            return assignees(desk), profile(desk, asked).name if asked is not None else ""

        def arrived(answer: Any) -> None:
            self._people = answer[0]
            if asked is not None:
                self._filters.name_customer(asked, answer[1])

        self._shell.load(self, work, arrived)

    def _add(self) -> None:
        desk = self._shell.desk
        self._edit(TaskDraft("", desk.today(), desk.actor.user_id, self._filters.query().customer_id))

    def _open(self, task_id: int) -> None:
        place = self.panel.model.row_of(task_id)
        task: TaskRow | None = self.panel.model.row_at(place) if place is not None else None
        if task is not None and self._shell.may(Permission.TASKS_WRITE):
            self._edit(task.draft())
        elif task is not None and task.customer_id is not None:
            self._shell.go("customer", task.customer_id)

    def _edit(self, draft: TaskDraft) -> None:
        self.dialog = TaskDialog(self._shell, self, draft, self._people)
        self.dialog.open()

    def _rows(self, ids: list[int], then: Any) -> None:
        source = self.panel.source
        self._shell.load(self, lambda: source.rows(ids), then)

    def _take(self, ids: list[int]) -> None:
        actor = self._shell.desk.actor
        self._rows(ids, lambda rows: assign_many(self._shell, self, rows, actor.user_id, actor.name))

    def _give_up(self, ids: list[int]) -> None:
        self._rows(ids, lambda rows: assign_many(self._shell, self, rows, None, "nobody"))

    def _today(self, ids: list[int]) -> None:
        day = self._shell.desk.today()
        self._rows(ids, lambda rows: move_many(self._shell, self, rows, day, "due today"))

    def _tomorrow(self, ids: list[int]) -> None:
        from datetime import timedelta

        day = self._shell.desk.today() + timedelta(days=1)
        self._rows(ids, lambda rows: move_many(self._shell, self, rows, day, "due tomorrow"))

    def _row_menu(self, task: TaskRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        may = shell.may(Permission.TASKS_WRITE)
        if task.done:
            menu_action(
                menu, icons("square"), "Open again", lambda: check_many(shell, self, [task.id], done=False), may
            )
        else:
            menu_action(menu, icons("check-square"), "Done", lambda: check_many(shell, self, [task.id]), may)
        menu_action(menu, icons("pencil-simple"), "Edit…", lambda: self._edit(task.draft()), may)
        if task.customer_id is not None:
            customer = task.customer_id
            menu_action(menu, icons("users"), "Open customer", lambda: shell.go("customer", customer))
            mail = shell.may(Permission.MESSAGES_SEND)
            menu_action(
                menu, icons("envelope-simple"), "Email about this", lambda: write_about(shell, self, task), mail
            )
        if may:
            menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Delete", lambda: delete_many(shell, self, [task.id]), may)
        return menu


class TaskDialog(QDialog):
    """One task: its words, its day, who sees to it."""

    def __init__(self, shell: Shell, parent: QWidget, draft: TaskDraft, people: list[tuple[int, str]]) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setWindowTitle("New task" if draft.id is None else "Edit task")
        self.editor = TaskEditor(shell)
        self.editor.set_people(people)
        self.editor.put(draft)
        self.editor.text.setMinimumWidth(420)
        self.editor.text.setPlaceholderText("What is to be done")
        self.editor.wanted.connect(self._save)
        self.editor.left.connect(self.reject)
        self.setLayout(column(label(self.windowTitle(), "heading"), self.editor, margins=(16, 14, 16, 14), spacing=8))
        self.editor.take_focus()

    def _save(self, draft: TaskDraft) -> None:
        if draft.id is None:
            add_task(self._shell, self, draft, self._done, self._refused)
        else:
            save_task(self._shell, self, draft, self.editor.base, self._done, self._refused)

    def _done(self, _task: TaskRow) -> None:
        self.accept()

    def _refused(self, error: Exception) -> None:
        if not self.editor.refused(error):
            self._shell.fail(error)

    def reject(self) -> None:
        """Esc and the window's own close: ask only where something was typed."""
        if self.editor.saving:
            # How it went is told in a moment.
            return
        if self.editor.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, super().reject, self.editor.submit, "this task")
            return
        super().reject()
