"""One task on a line: the box, its words, when it is due; edited where it stands."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QSizePolicy, QVBoxLayout
from shiboken6 import isValid

from officedesk.services.permissions import Permission
from officedesk.services.tasks.rows import TaskDraft, TaskRow
from officedesk.views.lists.columns import Chip
from officedesk.views.shell import Shell
from officedesk.views.todo.editor import TaskEditor
from officedesk.views.todo.words import done_words, due_chip
from officedesk.views.widgets.basics import button, column, holder, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.widgets.tab_order import follow_layout
from officedesk.views.widgets.tips import breakable, plain_tip

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ChipLabel(QFrame):
    """A small coloured word; out of sight where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "chip")
        self._text = label("")
        self.setLayout(row(self._text, margins=(8, 1, 8, 1)))
        self.setFixedHeight(20)

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(self, chip: Chip | None) -> None:
        if self.parentWidget() is not None:
            self.setVisible(chip is not None)
        if chip is not None:
            self._text.setText(chip.text)
            restyle(self, "tone", "" if chip.tone == "plain" else chip.tone)
            restyle(self._text, "tone", "")


class _Box(QCheckBox):
    """The keys that belong to the line go on to it: Qt would move on to the next control."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*_OPENS, *_STEPS, Qt.Key.Key_F2, Qt.Key.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)


class TaskLine(QFrame):
    """Space checks, F2 edits, Delete puts into the trash, Enter opens whom it is about; Up and Down move on."""

    checked = Signal(object, bool)
    delete_wanted = Signal(object)
    mail_wanted = Signal(object)
    save_wanted = Signal(object, object)
    """(this line, draft)."""
    open_wanted = Signal(object)
    step_wanted = Signal(object, int)

    def __init__(self, shell: Shell, task: TaskRow, *, narrow: bool = False) -> None:
        """``narrow``: for a panel at the side, about one customer; the words wrap."""
        super().__init__()
        self._shell, self._narrow, self.row = shell, narrow, task
        self._people: Sequence[tuple[int, str]] = ()
        self.editor: TaskEditor | None = None
        self.box = _Box()
        self.box.clicked.connect(lambda on: self.checked.emit(self.row, on))
        self.words: QLabel = label("") if narrow else ElidedLabel("", least=80)
        if not narrow:
            self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.customer = LinkLabel("", least=40)
        self.customer.setMaximumWidth(220)
        self.customer.clicked.connect(lambda: self.open_wanted.emit(self.row))
        self.due = ChipLabel()
        self.who = ElidedLabel("", "small", least=20)
        icons = shell.icons
        self.edit = button("", self.begin_edit, kind="mini", icon=icons("pencil-simple", "muted"), tip="Edit (F2)")
        self.bin = button(
            "",
            lambda: self.delete_wanted.emit(self.row),
            kind="mini",
            icon=icons("trash", "muted"),
            tip="Delete (Del)",
        )
        self.mail = button(
            "",
            lambda: self.mail_wanted.emit(self.row),
            kind="mini",
            icon=icons("envelope-simple", "muted"),
            tip="Email the customer about this",
        )
        self._may_mail = shell.may(Permission.MESSAGES_SEND)
        for small in (self.mail, self.edit, self.bin):
            small.setFixedSize(22, 22)
        self._may = shell.may(Permission.TASKS_WRITE)
        self.box.setEnabled(self._may)
        if not self._may:
            self.edit.hide()
            self.bin.hide()
        if narrow:
            self.words.setWordWrap(True)
            self.words.setMinimumWidth(20)
            below = row(self.due, self.who, None, self.mail, self.edit, self.bin, spacing=4)
            inner = row(self.box, column(self.words, below, spacing=1), spacing=8, margins=(0, 4, 0, 2))
            inner.setAlignment(self.box, Qt.AlignmentFlag.AlignTop)
            inner.setStretch(1, 1)
        else:
            # Under the words, so that these have the room.
            self._below = holder(row(self.due, self.customer, self.who, None, spacing=6))
            inner = row(
                self.box, column(self.words, self._below, spacing=1), self.mail, self.edit, self.bin,
                spacing=4, margins=(0, 5, 0, 5),
            )  # fmt: skip
            inner.insertSpacing(1, 4)
            inner.setStretch(2, 10)
        self._view = holder(inner)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._view)
        self.tell(task)

    @property
    def editing(self) -> bool:
        """Somebody types in it."""
        return self.editor is not None and self.editor.isVisibleTo(self)

    def set_people(self, people: Sequence[tuple[int, str]]) -> None:
        """(id, name) of whom it can be given to."""
        self._people = people
        if self.editor is not None:
            self.editor.set_people(people)

    def tell(self, task: TaskRow) -> None:
        """Show the task as it is now; what is being typed stays."""
        self.row = task
        self.box.setChecked(task.done)
        self.box.setAccessibleName(f"Done: {task.text}")
        self.words.setText(breakable(task.text, 2_000) if self._narrow else task.text)
        restyle(self.words, "done", task.done)
        self.customer.setText(task.customer)
        self.customer.setVisible(bool(task.customer) and not self._narrow)
        self.customer.setAccessibleName(f"Open {task.customer}")
        self.due.tell(None if task.done else due_chip(self._shell, task.due, self._shell.desk.today()))
        me = self._shell.desk.actor.user_id
        someone = task.assignee if task.assignee_id != me else ""
        self.who.setText(done_words(self._shell, task) if task.done else someone)
        self.who.setVisible(bool(self.who.text()))
        if not self._narrow:
            parts = (self.due, self.customer, self.who)
            self._below.setVisible(any(part.isVisibleTo(self._below) for part in parts))
        tip = f"{'Done by' if task.done else 'Assigned to'} {self.who.text()}" if self.who.text() else ""
        self.who.setProperty("own_tip", True)
        self.who.setToolTip(plain_tip(tip))
        self.mail.setVisible(self._may_mail and task.customer_id is not None)
        for small, word in ((self.mail, "Email the customer about"), (self.edit, "Edit"), (self.bin, "Delete")):
            small.setAccessibleName(f"{word} {task.text[:40]}")

    def begin_edit(self) -> None:
        """Put the fields in place of the words."""
        if not self._may:
            return
        if self.editor is None:
            self.editor = TaskEditor(self._shell)
            self.editor.set_people(self._people)
            self.editor.wanted.connect(lambda draft: self.save_wanted.emit(self, draft))
            self.editor.left.connect(self._left)
            self._layout.addWidget(self.editor)
            self._layout.setContentsMargins(0, 2, 0, 2)
            follow_layout(self)
        self.editor.put(self.row.draft())
        self._view.hide()
        self.editor.show()
        self.editor.take_focus()

    def _left(self) -> None:
        editor = self.editor
        if editor is not None and editor.dirty:
            self._shell.toast("Task left as it was.", "Undo", partial(self._edit_on, editor.draft()))
        self.end_edit()

    def _edit_on(self, typed: TaskDraft) -> None:
        """Go on with what was typed and given up."""
        if isValid(self) and not self.editing:
            self.begin_edit()
            if self.editor is not None:
                self.editor.put_back(typed)

    def end_edit(self) -> None:
        """The words again, and the keyboard on them."""
        if self.editor is not None:
            self.editor.hide()
        self._view.show()
        self.box.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.editing:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.step_wanted.emit(self, _STEPS[key])
        elif key == Qt.Key.Key_F2:
            self.begin_edit()
        elif key == Qt.Key.Key_Delete and self._may:
            self.delete_wanted.emit(self.row)
        elif key in _OPENS:
            self._open()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.editing:
            self._open()

    def _open(self) -> None:
        # On the customer's own profile there is nothing else to open.
        if self._narrow or self.row.customer_id is None:
            self.begin_edit()
        else:
            self.open_wanted.emit(self.row)
