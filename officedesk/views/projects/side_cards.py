"""What stands beside the steps of a project: its papers, tasks, notes and history."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from officedesk.services.activity.rows import HistoryRow
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.rows import NoteRow
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import ProjectDocument, ProjectRow
from officedesk.services.tasks.rows import TaskDraft, TaskRow
from officedesk.views.customers.history_words import sentences
from officedesk.views.equipment.rows_card import held
from officedesk.views.lists.columns import Chip
from officedesk.views.notes.note_actions import open_note
from officedesk.views.notes.words import when
from officedesk.views.projects.words import tone_of_state
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.todo.actions import add_task
from officedesk.views.todo.editor import TaskEditor
from officedesk.views.todo.lines import TaskLines
from officedesk.views.widgets.basics import button, clear_layout, column, label, line, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.widgets.tips import breakable

_KINDS = {
    "estimate": ("Estimate", "file-text", "estimate", Permission.ESTIMATES_READ),
    "job": ("Job", "wrench", "job", Permission.JOBS_READ),
    "invoice": ("Invoice", "receipt", "invoice", Permission.INVOICES_READ),
    "deposit": ("Deposit", "receipt", "invoice", Permission.INVOICES_READ),
    "credit_note": ("Credit note", "receipt", "invoice", Permission.INVOICES_READ),
}
_LONGEST = 600


class StoryCard(QFrame):
    """A heading, an action, and rows below each other, as high as they are."""

    def __init__(self, title: str, action: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        head = row(label(title, "heading"), None, margins=(14, 8, 8, 8))
        head.setContentsMargins(14, 8, 8, 8)
        if action is not None:
            head.addWidget(action)
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(14, 8, 12, 10)
        self.rows.setSpacing(6)
        self.setLayout(column(head, line(), self.rows, spacing=0, margins=(1, 1, 1, 1)))

    def fill(self, rows: Sequence[QWidget], nothing: str) -> None:
        """Show ``rows``, or ``nothing``."""
        clear_layout(self.rows)
        for one in rows:
            self.rows.addWidget(one)
        if not rows:
            told = label(nothing, "muted")
            told.setWordWrap(True)
            self.rows.addWidget(told)


class DocumentsCard(StoryCard):
    """Estimates, jobs and invoices of a project."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Documents")
        self._shell = shell

    def tell(self, found: Sequence[ProjectDocument]) -> None:
        self.fill([self._row(one) for one in found], "Estimates, jobs and invoices of this project will be here.")

    def _row(self, one: ProjectDocument) -> QWidget:
        word, icon, page, needs = _KINDS[one.kind]
        picture = label()
        picture.setPixmap(self._shell.icons(icon, "muted").pixmap(16, 16))
        name = f"{word} {one.number}" if one.number else f"{word} draft"
        # What it is about gives way, not what it is called.
        link = LinkLabel(name, least=160)
        link.setEnabled(self._shell.may(needs))
        link.clicked.connect(lambda: self._shell.go(page, one.id))
        chip = StatusChip()
        state = one.state.replace("_", " ").capitalize()
        chip.tell(Chip(state, tone_of_state(one.state)))
        about = ElidedLabel(" ".join(one.description.split())[:200], "muted", least=20)
        amount = label(self._shell.money(one.total) if self._shell.may(Permission.MONEY_READ) else "")
        made = row(picture, link, chip, label(self._shell.date(one.day), "small"), about, None, amount, spacing=8)
        return held(made)


class TasksCard(StoryCard):
    """Tasks of a project: added, checked and edited where they stand."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Tasks")
        self._shell = shell
        self._row: ProjectRow | None = None
        self.entry = TaskEditor(shell, adding=True)
        if not shell.may(Permission.TASKS_WRITE):
            self.entry.hide()
        self.entry.wanted.connect(self._add)
        self.lines = TaskLines(shell, narrow=True)
        self.nothing = label("Nothing to do for this project.", "muted")
        for made in (self.entry, self.lines, self.nothing):
            self.rows.addWidget(made)

    def tell(self, about: ProjectRow, tasks: Sequence[TaskRow], people: Sequence[tuple[int, str]]) -> None:
        """Show these; what is being typed stays."""
        moved = self._row is None or self._row.id != about.id
        self._row = about
        self.entry.set_people(people)
        if moved or not self.entry.dirty:
            self.entry.put(TaskDraft("", self._shell.desk.today(), about.estimator_id))
        if moved:
            self.lines.forget()
        self.lines.tell(tasks, people)
        self.nothing.setVisible(not tasks)

    def _add(self, draft: TaskDraft) -> None:
        if self._row is None:
            return
        made = TaskDraft(draft.text, draft.due, draft.assignee_id, self._row.customer_id, project_id=self._row.id)
        add_task(self._shell, self, made, lambda _: self.entry.stored(), self._refused)

    def _refused(self, error: Exception) -> None:
        if not self.entry.refused(error):
            self._shell.fail(error)


class NotesCard(StoryCard):
    """What was noted about a project and its jobs."""

    def __init__(self, shell: Shell) -> None:
        self.add_button = button("Add note", self.add, icon=shell.icons("plus"), tip="Write a note about the project")
        super().__init__("Notes", self.add_button)
        self._shell = shell
        self._row: ProjectRow | None = None
        if not shell.may(Permission.NOTES_WRITE):
            self.add_button.hide()

    def tell(self, about: ProjectRow, notes: Sequence[NoteRow]) -> None:
        self._row = about
        self.fill([self._note(one) for one in notes], "Nothing noted about this project.")

    def add(self) -> None:
        """Open the form of a new note."""
        from officedesk.views.notes.note_dialog import NoteDialog

        if self._row is not None:
            draft = NoteDraft(self._row.customer_id, project_id=self._row.id)
            NoteDialog(self._shell, self.window(), draft).open()

    def _note(self, one: NoteRow) -> QWidget:
        text = label(breakable(one.text, _LONGEST))
        text.setWordWrap(True)
        text.setMinimumWidth(20)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        job = f"Job {one.job_number}" if one.job_number else ""
        said = LinkLabel(" · ".join(filter(None, (one.author, when(self._shell, one), job))), least=60)
        said.setAccessibleName(f"Open the note: {one.text[:40]}")
        said.clicked.connect(lambda: open_note(self._shell, self, one.customer_id, one.id))
        return held(column(text, row(said, None), spacing=0))


class HistoryCard(StoryCard):
    """What was changed of a project and of what belongs to it, newest first."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("History")
        self._shell = shell
        if not shell.may(Permission.HISTORY_READ):
            self.hide()

    def tell(self, rows: Sequence[HistoryRow]) -> None:
        self.fill([self._line(one) for one in rows], "Nothing was changed yet.")

    def _line(self, one: HistoryRow) -> QWidget:
        zone = self._shell.desk.zone
        told = label(breakable(" · ".join(sentences(one, self._shell, zone)), _LONGEST))
        told.setWordWrap(True)
        told.setMinimumWidth(20)
        at = one.at.astimezone(zone)
        who = ElidedLabel(f"{one.actor} · {self._shell.date(at.date())} {at:%H:%M}", "small", least=40)
        return held(column(told, who, spacing=0))
