"""Tasks below each other: lines that stay where they are while what they show changes."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from officedesk.services.tasks.rows import TaskDraft, TaskRow
from officedesk.views.shell import Shell
from officedesk.views.todo.actions import check_task, delete_many, save_task, write_about
from officedesk.views.todo.line import TaskLine
from officedesk.views.widgets.basics import line


class TaskLines(QWidget):
    """``reload_wanted`` where what is shown may not be what is stored."""

    reload_wanted = Signal()

    def __init__(self, shell: Shell, *, narrow: bool = False) -> None:
        super().__init__()
        self._shell, self._narrow = shell, narrow
        self._people: Sequence[tuple[int, str]] = ()
        self.lines: dict[int, TaskLine] = {}
        self._rules: dict[int, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def tell(self, rows: Sequence[TaskRow], people: Sequence[tuple[int, str]]) -> None:
        """Show these tasks. Lines that stay keep the keyboard, and what is typed in them."""
        self._people = people
        wanted = {task.id: task for task in rows}
        focused = next((key for key, made in self.lines.items() if made.isAncestorOf(_focus(self))), None)
        order = list(self.lines)
        for key in [key for key, made in self.lines.items() if key not in wanted and not made.editing]:
            for gone in (self.lines.pop(key), self._rules.pop(key)):
                self._layout.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
        # Somebody types in a task that is not on the list any more: it stays until they are through with it.
        kept = [made.row for key, made in self.lines.items() if key not in wanted]
        for at, task in enumerate([*rows, *kept]):
            made = self.lines.get(task.id) or self._make(task)
            if made.row != task:
                made.tell(task)
            made.set_people(people)
            for offset, part in enumerate((made, self._rules[task.id])):
                if self._layout.indexOf(part) != 2 * at + offset:
                    self._layout.insertWidget(2 * at + offset, part)
        self.lines = {task.id: self.lines[task.id] for task in (*rows, *kept)}
        if focused is not None and focused not in self.lines:
            self._focus_near(order, focused)

    def forget(self) -> None:
        """Tasks of somebody else come next: nothing that is typed in these may stay."""
        for made in self.lines.values():
            if made.editor is not None:
                made.editor.hide()
        self.tell((), self._people)

    def take_focus(self) -> bool:
        """Put the keyboard on the first line; ``False`` where there is none."""
        first = next(iter(self.lines.values()), None)
        if first is not None:
            first.box.setFocus()
        return first is not None

    def _focus_near(self, order: list[int], gone: int) -> None:
        at = order.index(gone)
        for key in (*order[at + 1 :], *reversed(order[:at])):
            if key in self.lines:
                self.lines[key].box.setFocus()
                return

    def _make(self, task: TaskRow) -> TaskLine:
        made = self.lines[task.id] = TaskLine(self._shell, task, narrow=self._narrow)
        self._rules[task.id] = line()
        made.checked.connect(self._check)
        made.delete_wanted.connect(self._delete)
        made.mail_wanted.connect(self._mail)
        made.save_wanted.connect(self._save)
        made.open_wanted.connect(self._open)
        made.step_wanted.connect(self._step)
        return made

    def _check(self, task: TaskRow, done: bool) -> None:
        check_task(self._shell, self, task, done, self._failed)

    def _delete(self, task: TaskRow) -> None:
        delete_many(self._shell, self, [task.id], task.customer_id or 0)

    def _mail(self, task: TaskRow) -> None:
        write_about(self._shell, self, task)

    def _save(self, made: TaskLine, draft: TaskDraft) -> None:
        editor = made.editor
        if editor is not None:
            save_task(self._shell, self, draft, editor.base, partial(self._saved, made), partial(self._refused, made))

    def _saved(self, made: TaskLine, task: TaskRow) -> None:
        if made.editor is not None:
            made.editor.stored()
        made.tell(task)
        made.end_edit()

    def _refused(self, made: TaskLine, error: Exception) -> None:
        if made.editor is None or not made.editor.refused(error):
            self._shell.fail(error)

    def _failed(self, error: Exception) -> None:
        # What is shown must be what is stored.
        self.reload_wanted.emit()
        for made in self.lines.values():
            made.tell(made.row)
        self._shell.fail(error)

    def _open(self, task: TaskRow) -> None:
        if task.customer_id is not None:
            self._shell.go("customer", task.customer_id)

    def _step(self, made: TaskLine, step: int) -> None:
        lines = list(self.lines.values())
        at = lines.index(made) + step
        if 0 <= at < len(lines):
            lines[at].box.setFocus()
        else:
            self.focusNextPrevChild(step > 0)


def _focus(fallback: QWidget) -> QWidget:
    return QApplication.focusWidget() or fallback
