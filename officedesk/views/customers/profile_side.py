"""What stands beside the tabs of the profile: the customer's tasks, and the notepad under them."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget

from officedesk.views.customers.notepad import WIDTH, Notepad
from officedesk.views.customers.tabs.base import ProfileTab
from officedesk.views.shell import Shell
from officedesk.views.todo.panel import TaskPanel
from officedesk.views.widgets.basics import button, column, line, row
from officedesk.views.widgets.tips import plain_tip

BESIDE_FROM = 1240
"""Width in pixels from which it is beside the tabs."""
TASKS_FROM = 1560
"""Width in pixels from which the tasks are there without being asked for."""


class ProfileSide(QFrame):
    """Each part is shown as long as it is wanted; ``body`` holds it and the tabs where both fit."""

    def __init__(self, shell: Shell, stack: QStackedWidget, leave: Callable[[], None]) -> None:
        """``leave``: puts the keyboard back where it works when a part is put away."""
        super().__init__()
        self._shell, self._stack, self._leave = shell, stack, leave
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.notepad = Notepad(shell)
        self.tasks = TaskPanel(shell, stack.isVisible)
        self._notes_on = bool(shell.config.get("notepad", False))
        # Until somebody says otherwise, tasks are there where the window has room for them.
        self._tasks_on: bool | None = shell.config.get("tasks")
        self._home: ProfileTab | None = None
        self._width = 0
        icons = shell.icons
        self.task_button = button(
            "Tasks", self.toggle_tasks, kind="plain", icon=icons("check-square"), tip="Show or hide the tasks"
        )
        self.note_button = button(
            "Notepad", self.toggle_notepad, kind="plain", icon=icons("notepad"), tip="Show or hide the notepad"
        )
        self._between = line()
        layout = column(self.tasks, self._between, self.notepad, spacing=0)
        layout.setStretch(0, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.body: QHBoxLayout = row(stack, self, spacing=0)
        self.body.setStretchFactor(stack, 1)
        self.notepad.closed.connect(self.toggle_notepad)
        self.tasks.closed.connect(self.toggle_tasks)
        self.tasks.counted.connect(self._count_tasks)
        self._arrange()

    @property
    def _tasks_shown(self) -> bool:
        return self._width >= TASKS_FROM if self._tasks_on is None else self._tasks_on

    def toggle_notepad(self) -> None:
        self._notes_on = not self._notes_on
        self._shell.config.put("notepad", self._notes_on)
        self.place(self._width)
        if self._notes_on:
            self.notepad.entry.setFocus()
        else:
            self._leave()

    def toggle_tasks(self) -> None:
        self._tasks_on = not self._tasks_shown
        self._shell.config.put("tasks", self._tasks_on)
        self.place(self._width)
        if self._tasks_on:
            self.tasks.take_focus()
        else:
            self._leave()

    def place(self, width: int) -> None:
        """In ``width`` pixels: beside the tab where both fit; else beside its rows, since filters need all of it."""
        self._width = width
        tab = self._stack.currentWidget()
        shown = self._tasks_shown or self._notes_on
        home = tab if shown and width < BESIDE_FROM and isinstance(tab, ProfileTab) else None
        focused = None
        if home is not self._home:
            focused = QApplication.focusWidget()
            if self._home is not None:
                self._home.side_taken()
            self._home = home
            if home is not None:
                home.add_side(self)
            else:
                self.body.addWidget(self)
        # Who gets another parent is hidden.
        self._arrange()
        if focused is not None and self.isAncestorOf(focused):
            focused.setFocus()

    def narrower(self, least: QSize) -> QSize:
        """``least`` of the profile without it: it makes way in a narrower window, and must not keep it from there."""
        if self._home is None and not self.isHidden():
            least.setWidth(least.width() - WIDTH)
        return least

    def count_notes(self, count: int) -> None:
        self.note_button.setText(f"Notepad · {count:,}" if count else "Notepad")

    def _count_tasks(self, count: int, overdue: int) -> None:
        made, late = self.task_button, f", {overdue:,} overdue" if overdue else ""
        made.setText(f"Tasks · {count:,}" if count else "Tasks")
        made.setIcon(self._shell.icons("check-square", "bad" if overdue else "text"))
        made.setAccessibleName(f"Tasks: {count:,} open{late}" if count else "Tasks")
        made.setToolTip(plain_tip(f"Show or hide the tasks: {count:,} open{late}"))

    def _arrange(self) -> None:
        tasks, notes = self._tasks_shown, self._notes_on
        self.tasks.setVisible(tasks)
        self._between.setVisible(tasks and notes)
        self.notepad.setVisible(notes)
        # What stands nowhere yet would be a window of its own.
        self.setVisible(self.parentWidget() is not None and (tasks or notes))
