"""The fields of one task: its words, its day, who sees to it. For a new one, and to edit one where it stands."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from officedesk.errors import Conflict, InvalidInput
from officedesk.services.tasks.rows import TaskDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, restyle, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit

_SAVES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TaskEditor(QWidget):
    """Enter saves, Esc gives up. ``wanted(draft)`` tells what to store; whoever stores it says how it went."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, shell: Shell, *, adding: bool = False) -> None:
        """``adding``: for new tasks; day and assignee come into sight once something is typed."""
        super().__init__()
        self._shell = shell
        self._adding = adding
        self._saving = False
        self._base = TaskDraft()
        self.text = QLineEdit()
        self.text.setAccessibleName("New task" if adding else "Task")
        self.text.setPlaceholderText("Add a task…" if adding else "")
        self.due = DateEdit(shell, optional=True)
        self.due.setAccessibleName("Due")
        self.due.setPlaceholderText("Due")
        self.due.setToolTip("Due: a day such as today, +3 or 6/30")
        self.assignee = Combo(shell.icons, shell.theme, empty="Nobody")
        self.assignee.setAccessibleName("Assigned to")
        self.assignee.setToolTip("Who sees to it")
        self.save = button(
            "Add" if adding else "",
            self.submit,
            icon=None if adding else shell.icons("check", "ok"),
            tip="Add (Enter)" if adding else "Save (Enter)",
        )
        self.cancel = button("", self._leave, kind="mini", icon=shell.icons("x", "muted"), tip="Leave it (Esc)")
        self.cancel.setFixedSize(24, 24)
        if adding:
            self.cancel.hide()
        else:
            self.save.setProperty("kind", "mini")
            self.save.setFixedSize(24, 24)
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.due.setMinimumWidth(124)
        self.assignee.setMinimumWidth(84)
        fields = row(self.due, self.assignee, spacing=4)
        fields.setStretch(0, 10)
        fields.setStretch(1, 10)
        self._details = holder(fields)
        first = row(self.text, self.save, self.cancel, spacing=4)
        first.setStretch(0, 1)
        self.setLayout(column(first, self.error, self._details, spacing=4))
        self._show_details(not adding)
        self.text.textEdited.connect(self._typed)

    def set_people(self, people: Sequence[tuple[int, str]]) -> None:
        """(id, name) of whom a task can be given to."""
        self.assignee.set_choices(people)

    def put(self, draft: TaskDraft) -> None:
        """Begin with ``draft``: the task as it is, or what a new one starts from."""
        self._base = draft
        self._saving = False
        self.text.setText(draft.text)
        self.due.set_value(draft.due)
        self.assignee.set_value(draft.assignee_id)
        self.show_error("")
        self._show_details(not self._adding or bool(draft.text))

    @property
    def base(self) -> TaskDraft:
        """What :meth:`put` began with."""
        return self._base

    def draft(self) -> TaskDraft:
        """What is typed."""
        base = self._base
        return TaskDraft(
            self.text.text(), self.due.value(), self.assignee.value(), base.customer_id, base.id, base.version
        )

    @property
    def dirty(self) -> bool:
        """Something was typed that is not stored."""
        return self.draft() != self._base or bool(self.due.error)

    @property
    def saving(self) -> bool:
        """It is on its way."""
        return self._saving

    def take_focus(self) -> None:
        """Begin to type."""
        self.text.setFocus()
        # Selected from the end, so that a long one shows its beginning.
        length = len(self.text.text())
        self.text.setSelection(length, -length)

    def refused(self, error: Exception) -> bool:
        """It could not be stored: show why here, where that is about what is typed; else ``False``."""
        self._saving = False
        self.save.setEnabled(True)
        if isinstance(error, InvalidInput):
            self.show_error(next(iter(error.fields.values())))
            (self.assignee if "assignee_id" in error.fields else self.text).setFocus()
            return True
        if isinstance(error, Conflict):
            theirs = error.theirs
            self.show_error(f"Changed at another desktop meanwhile: “{theirs.text}”. Save again to keep yours.")
            # Who saves again has read what the other one wrote.
            self._base = theirs
            return True
        return False

    def show_error(self, text: str) -> None:
        """Red text under the words; nothing takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        restyle(self.text, "invalid", bool(text))
        self.text.setAccessibleDescription(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _SAVES:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape and (not self._adding or self.dirty):
            self._leave()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self.show_error("")
        if self._adding:
            self._show_details(bool(text.strip()))

    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self.save.setVisible(shown)

    def submit(self) -> None:
        """Enter: tell what to store, or what is wrong with it."""
        if self._saving:
            return
        if self.due.error:
            self.due.show_error(self.due.error)
            self.due.setFocus()
            return
        if not self.text.text().strip():
            self.show_error("Write what is to be done.")
            self.text.setFocus()
            return
        if not self._adding and not self.dirty:
            self._leave()
            return
        self._saving = True
        self.save.setEnabled(False)
        self.wanted.emit(self.draft())

    def stored(self) -> None:
        """It is stored: an editor of new tasks is ready for the next one."""
        self._saving = False
        self.save.setEnabled(True)
        if self._adding:
            self.put(self._base)

    def _leave(self) -> None:
        if self._adding:
            typed = self.draft() if self.dirty else None
            self.put(self._base)
            self.text.setFocus()
            if typed is not None and typed.text.strip():
                self._shell.toast("New task not added.", "Undo", partial(self.put_back, typed))
        self.left.emit()

    def put_back(self, typed: TaskDraft) -> None:
        """Show again what was typed and given up, unless something else is typed by now or it is about another."""
        if not isValid(self) or self._base.customer_id != typed.customer_id or self._base.id != typed.id or self.dirty:
            return
        self.text.setText(typed.text)
        self.due.set_value(typed.due)
        self.assignee.set_value(typed.assignee_id)
        self._show_details(True)
        self.text.setFocus()
