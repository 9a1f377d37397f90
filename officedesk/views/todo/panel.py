"""The tasks of a customer, beside the tabs of the profile: today's, and the older open ones behind "All open"."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from officedesk.services.permissions import Permission
from officedesk.services.tasks.rows import CustomerTasks, TaskDraft, TaskFilter, TaskRow
from officedesk.views.customers.notepad import WIDTH
from officedesk.views.shell import Shell
from officedesk.views.todo.actions import add_task
from officedesk.views.todo.editor import TaskEditor
from officedesk.views.todo.lines import TaskLines
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.tab_order import follow_layout


class TaskPanel(QFrame):
    """``counted(open, overdue)`` whenever the tasks of the customer are known."""

    counted = Signal(int, int)
    closed = Signal()

    def __init__(self, shell: Shell, seen: Callable[[], bool] | None = None) -> None:
        """``seen``: whether anybody looks at the count; without, whether the panel is on screen."""
        super().__init__()
        self._shell = shell
        self._seen = seen or self.isVisible
        self._customer = 0
        self._generation = 0
        self._tasks: CustomerTasks | None = None
        self._people: list[tuple[int, str]] = []
        self._stale = False
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.entry = TaskEditor(shell, adding=True)
        self.entry.wanted.connect(self._add)
        if not shell.may(Permission.TASKS_WRITE):
            self.entry.hide()
        self.today = TaskLines(shell, narrow=True)
        self.older = TaskLines(shell, narrow=True)
        self._empty = label("Nothing to do today.", "muted")
        self.all_open = button("All open", self._toggle, kind="link")
        self._all_open_on = False
        self.list_button = button("Open the list", self._open_list, kind="link")
        for lines in (self.today, self.older):
            lines.reload_wanted.connect(self.reload)
        close = button("", self.closed.emit, kind="plain", icon=shell.icons("x", "muted"), tip="Hide the tasks")
        links = row(self.all_open, None, self.list_button, margins=(0, 4, 0, 0))
        inner = column(self._empty, self.today, links, self.older, None, spacing=0, margins=(12, 0, 12, 12))
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder(inner, "panel"))
        head = column(row(label("Tasks", "heading"), None, close), self.entry, margins=(12, 8, 12, 6), spacing=6)
        whole = column(head, area, spacing=0)
        whole.setStretchFactor(area, 1)
        self.setLayout(row(line(vertical=True), holder(whole, "panel"), spacing=0))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._load)
        shell.signals.changed.connect(self._office_changed)

    def show_customer(self, customer_id: int) -> None:
        """Be about a customer; their tasks are read anew."""
        if customer_id != self._customer:
            self._customer = customer_id
            self._tasks = None
            self._all_open_on = False
            self.today.forget()
            self.older.forget()
            self._begin()
            self._tell()
        self._load()

    def reload(self) -> None:
        """Read again: soon, and once for a burst of changes."""
        self._later.start()

    def take_focus(self) -> None:
        """Put the keyboard where a task is typed."""
        if self.entry.isVisible():
            self.entry.take_focus()
        else:
            self.today.take_focus()

    def _begin(self) -> None:
        shell = self._shell
        self.entry.put(TaskDraft("", shell.desk.today(), shell.desk.actor.user_id, self._customer or None))

    def _load(self) -> None:
        if not self._customer:
            return
        self._generation += 1
        self._stale = False
        generation, desk, customer_id = self._generation, self._shell.desk, self._customer

        def work() -> Any:
            from officedesk.services.tasks.listing import assignees, of_customer

            return of_customer(desk, customer_id), assignees(desk)

        def arrived(answer: Any) -> None:
            if generation == self._generation:
                self._tasks, self._people = answer
                self._arrived()

        self._shell.load(self, work, arrived)

    def _arrived(self) -> None:
        self.entry.set_people(self._people)
        if not self.entry.dirty:
            self._begin()
        self._tell()
        if self._tasks is not None:
            today = self._shell.desk.today()
            rows = (*self._tasks.today, *self._tasks.older)
            late = sum(not task.done and task.due is not None and task.due < today for task in rows)
            self.counted.emit(self._tasks.open_count, late)

    def _tell(self) -> None:
        tasks = self._tasks or CustomerTasks()
        older = tasks.older if self._all_open_on else ()
        if self.isVisible():
            self.today.tell(tasks.today, self._people)
            self.older.tell(older, self._people)
            follow_layout(self)
        self._empty.setVisible(self._tasks is not None and not tasks.today)
        count = len(tasks.older)
        self.all_open.setText("Hide older" if self._all_open_on else f"All open · {count:,} older")
        self.all_open.setAccessibleName(self.all_open.text())
        self.all_open.setVisible(bool(count))
        self.list_button.setVisible(bool(tasks.open_count or tasks.today))

    def _toggle(self) -> None:
        self._all_open_on = not self._all_open_on
        self._tell()

    def _open_list(self) -> None:
        self._shell.go("tasks", filter=TaskFilter(customer_id=self._customer))

    def _add(self, draft: TaskDraft) -> None:
        customer_id = self._customer

        def done(_: TaskRow) -> None:
            if customer_id == self._customer:
                self.entry.stored()

        def failed(error: Exception) -> None:
            if customer_id != self._customer or not self.entry.refused(error):
                self._shell.fail(error)

        add_task(self._shell, self, draft, done, failed)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if self._customer and (entity == "user" or (entity == "task" and customer_id in (0, self._customer))):
            if self._seen():
                self.reload()
            else:
                self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
        if self._stale:
            self.reload()
