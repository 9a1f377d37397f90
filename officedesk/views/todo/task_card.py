"""The tasks on the Today page: mine, or the whole office's."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from officedesk.services.permissions import Permission
from officedesk.services.tasks.rows import TaskDraft, TaskFilter, TaskRow
from officedesk.services.tasks.today_rows import Today
from officedesk.views.shell import Shell
from officedesk.views.todo.actions import add_task
from officedesk.views.todo.cards import Card
from officedesk.views.todo.editor import TaskEditor
from officedesk.views.todo.lines import TaskLines
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.segmented import Segmented

MINE, ALL = "mine", "all"


class TasksCard(Card):
    """``whose_changed`` when the user asks for other tasks: they have to be read."""

    whose_changed = Signal()

    def __init__(self, shell: Shell) -> None:
        self.whose = Segmented([(MINE, "Mine"), (ALL, "Everyone’s")])
        super().__init__("Tasks", self.whose)
        self._shell = shell
        self.entry = TaskEditor(shell, adding=True)
        self.entry.setContentsMargins(0, 8, 0, 4)
        if not shell.may(Permission.TASKS_WRITE):
            self.entry.hide()
        self.entry.wanted.connect(self._add)
        self.lines = TaskLines(shell)
        self.add(self.entry)
        self.add(self.lines)
        self.more = button("All open tasks", self._open_list, kind="link")
        self.foot.addWidget(self.more)
        self.foot.addStretch(1)
        self.whose.chosen.connect(self._chosen)
        self._begin()

    @property
    def everyone(self) -> bool:
        """The tasks of the whole office are asked for."""
        return self.whose.value == ALL

    def tell(self, today: Today, people: Sequence[tuple[int, str]]) -> None:
        """Show the tasks of the day; what is being typed stays."""
        tasks = today.tasks
        late = f" · {tasks.overdue:,} overdue" if tasks.overdue else ""
        self.count.setText(f"{tasks.open_count:,} open{late}" if tasks.open_count else "")
        self.entry.set_people(people)
        if not self.entry.dirty:
            self._begin()
        self.lines.tell(tasks.rows, people)
        self.put((), "" if tasks.rows else "Nothing to do." if self.everyone else "Nothing to do for you.")
        self.more.setText(f"All {tasks.open_count:,} open tasks" if tasks.open_count else "All tasks")

    def take_focus(self) -> None:
        """Put the keyboard where a task is typed, or on the first one."""
        if self.entry.isVisibleTo(self):
            self.entry.take_focus()
        else:
            self.lines.take_focus()

    def _begin(self) -> None:
        self.entry.put(TaskDraft("", self._shell.desk.today(), self._shell.desk.actor.user_id))

    def _add(self, draft: TaskDraft) -> None:
        add_task(self._shell, self, draft, self._added, self._refused)

    def _added(self, _task: TaskRow) -> None:
        self.entry.stored()

    def _refused(self, error: Exception) -> None:
        if not self.entry.refused(error):
            self._shell.fail(error)

    def _chosen(self, _value: str) -> None:
        self.whose_changed.emit()

    def _open_list(self) -> None:
        self._shell.go("tasks", filter=TaskFilter(mine=not self.everyone))
