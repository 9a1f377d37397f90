"""One note: what it says, and what it is about. Ctrl+Enter saves."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from officedesk.errors import Cancelled, Conflict, InvalidInput
from officedesk.models.enums import NoteKind
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.permissions import Permission
from officedesk.views.files.adding import Source, sources_of, takes
from officedesk.views.notes.note_files import NoteFiles, NoteText, add_files
from officedesk.views.notes.words import KINDS
from officedesk.views.office.record_merge import Merged, merge_records, with_choice
from officedesk.views.shell import Shell
from officedesk.views.tasks import Progress, Task
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.tips import breakable

_TITLES = {
    "kind": "Kind",
    "text": "Note",
    "location_id": "Location",
    "job_id": "Job",
    "task_id": "Task",
    "pinned": "On top",
}
_HINTS = {
    NoteKind.NOTE: "Seen on the customer’s Notes tab.",
    NoteKind.SITE: "Shown on every job at this location, and printed on its work orders.",
    NoteKind.JOB: "Shown on this job, and on the customer’s Notes tab.",
}


class NoteDialog(QDialog):
    """``saved(note_id)``. ``note_id`` opens a stored one; else it begins with ``draft``. Use ``open()``."""

    saved = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, draft: NoteDraft, note_id: int | None = None) -> None:
        super().__init__(parent)
        self._shell, self._base, self._note_id = shell, draft, note_id
        self._loaded_tasks: int | None = None
        self._ready = False
        self._saving: Task | None = None
        self._may = shell.may(Permission.NOTES_WRITE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Note" if note_id else "New note")
        self.setMinimumSize(600, 420)
        self.kind = Segmented([(kind.value, KINDS[kind]) for kind in _HINTS])
        self.kind.setAccessibleName("Kind of note")
        self._hint = label("", "small")
        self.text = NoteText()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("What was said, seen or agreed")
        self.location = Combo(shell.icons, shell.theme, empty="No location")
        self.job = Combo(shell.icons, shell.theme, empty="Choose a job")
        self.task = Combo(shell.icons, shell.theme, empty="The whole job")
        self.fields = {
            "text": FormField("Note", self.text, required=True),
            "location_id": FormField("Location", self.location),
            "job_id": FormField("Job", self.job, required=True),
            "task_id": FormField("Task", self.task),
        }
        self.files = NoteFiles(shell)
        self.pinned = QCheckBox("Keep on top")
        self._who = label("", "small")
        self._subject = label("", "heading")
        self._subject.setWordWrap(True)
        self._subject.hide()
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.cancel = button("Cancel", self.reject)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+Enter)")
        about = row(self.fields["location_id"], self.fields["job_id"], self.fields["task_id"], spacing=12)
        for place in range(3):
            about.setStretch(place, 1)
        body = column(
            row(self.kind, 4, self._hint, None),
            self._subject,
            self.fields["text"],
            about,
            self.files,
            self._error,
            row(self.pinned, 4, self.files.attach, None, self._who),
            row(None, self.cancel, self.save_button),
            margins=(16, 14, 16, 14),
            spacing=10,
        )
        # The text takes the room; its field keeps none below it.
        self.fields["text"].layout().setStretch(1, 1)
        self.fields["text"].layout().setStretch(self.fields["text"].layout().count() - 1, 0)
        body.setStretchFactor(self.fields["text"], 1)
        self.setLayout(body)
        EnterMovesOn(self).watch(self.location, self.job, self.task)
        self.setAcceptDrops(True)
        self.text.files_given.connect(self.files.add)
        self.kind.chosen.connect(self._kind_chosen)
        self.job.edited.connect(self._load_tasks)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        shell.signals.changed.connect(self._office_changed)
        self.save_button.setEnabled(False)
        self._show(draft)
        self.text.setFocus()
        self._load()

    # --- reading ---

    def _load(self) -> None:
        desk, draft, note_id = self._shell.desk, self._base, self._note_id

        def work() -> tuple[NoteDraft, Any, Any]:
            from officedesk.services.files.listing import files_of
            from officedesk.services.notes.reading import choices
            from officedesk.services.notes.writing import note

            found = note(desk, note_id) if note_id is not None else draft
            files = files_of(desk, "note", note_id) if note_id is not None else ()
            return found, choices(desk, found.customer_id, found.job_id, found.location_id), files

        self._shell.load(self, work, self._loaded, self._not_there)

    def _loaded(self, found: tuple[NoteDraft, Any, Any]) -> None:
        draft, known, files = found
        self.files.tell(files)
        typed = self._draft() if self._ready or self._note_id is None else None
        self.location.set_choices(known.locations)
        self.job.set_choices(known.jobs)
        first = not self._ready
        self._ready = True
        if typed is not None and typed != self._base:
            # What is typed stays; a save finds out what became of it elsewhere.
            self._kind_chosen()
            self._enable()
            return
        if first and draft.id is None and draft.location_id is None and len(known.locations) == 1:
            draft = replace(draft, location_id=known.locations[0][0])
        self._base = draft
        self._show(draft)
        self._enable()

    def _not_there(self, error: Exception) -> None:
        self._shell.fail(error)
        self.done(int(QDialog.DialogCode.Rejected))

    def _load_tasks(self) -> None:
        job_id, desk = self.job.value(), self._shell.desk
        if job_id == self._loaded_tasks:
            return
        self._loaded_tasks = job_id
        if job_id is None:
            self.task.set_choices([])
            self.task.set_value(None)
            return

        def work() -> Any:
            from officedesk.services.notes.reading import tasks_of

            return tasks_of(desk, job_id)

        def arrived(tasks: Any) -> None:
            if job_id == self.job.value():
                self.task.set_choices(tasks)
                if self.task.value() not in dict(tasks):
                    self.task.set_value(None)

        self._shell.load(self, work, arrived)

    def _load_files(self) -> None:
        desk, note_id = self._shell.desk, self._note_id

        def work() -> Any:
            from officedesk.services.files.listing import files_of

            return files_of(desk, "note", note_id) if note_id is not None else ()

        self._shell.load(self, work, self.files.tell)

    def _office_changed(self, entity: str, entity_id: int, customer_id: int) -> None:
        """Changed at another desktop: an untouched form shows it, in a touched one the save asks."""
        if entity == "attachment" and self._note_id is not None and customer_id in (0, self._base.customer_id):
            self._load_files()
        mine = entity == "note" and self._note_id is not None and entity_id in (0, self._note_id)
        if mine and self._shell.signals.foreign and self._saving is None and self._draft() == self._base:
            self._load()

    # --- showing ---

    def _show(self, draft: NoteDraft) -> None:
        logged = draft.kind is NoteKind.EMAIL
        if not logged:
            self.kind.set_value(draft.kind.value)
        if self.text.toPlainText() != draft.text:
            self.text.setPlainText(draft.text)
            self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.location.set_value(draft.location_id)
        self.job.set_value(draft.job_id)
        self.task.set_value(draft.task_id)
        self.pinned.setChecked(draft.pinned)
        if draft.at is not None:
            at = draft.at.astimezone(self._shell.desk.zone)
            self._who.setText(f"{draft.author} · {self._shell.date(at.date())} {at:%H:%M}")
        self._subject.setText(breakable(draft.subject))
        self._subject.setVisible(bool(draft.subject))
        self._kind_chosen()

    def _kind_chosen(self, _value: str = "") -> None:
        logged, fixed = self._base.kind is NoteKind.EMAIL, not self._may
        kind = NoteKind(self.kind.value)
        self._hint.setText("" if logged else _HINTS[kind])
        self.kind.setVisible(not logged)
        self.kind.setEnabled(not fixed)
        self.text.setReadOnly(logged or fixed)
        self.fields["location_id"].setVisible(not logged and kind is not NoteKind.JOB)
        for name in ("job_id", "task_id"):
            self.fields[name].setVisible(not logged and kind is NoteKind.JOB)
        for control in (self.location, self.job, self.task, self.pinned):
            control.setEnabled(not fixed)
        self.pinned.setVisible(not logged)
        self.files.offer(not logged and not fixed)
        self.save_button.setVisible(not logged and not fixed)
        self.cancel.setText("Close" if logged or fixed else "Cancel")
        if kind is NoteKind.JOB:
            self._load_tasks()

    def _enable(self) -> None:
        self.save_button.setEnabled(self._ready and self._saving is None)
        self.save_button.setText("Saving…" if self._saving is not None else "Save")

    def _draft(self) -> NoteDraft:
        if self._base.kind is NoteKind.EMAIL:
            return self._base
        kind = NoteKind(self.kind.value)
        job = kind is NoteKind.JOB
        typed = self.text.toPlainText()
        return replace(
            self._base,
            kind=kind,
            text=self._base.text if typed.strip() == self._base.text.strip() else typed,
            location_id=self._base.location_id if job else self.location.value(),
            job_id=self.job.value() if job else None if self._base.kind is NoteKind.JOB else self._base.job_id,
            task_id=self.task.value() if job else None if self._base.kind is NoteKind.JOB else self._base.task_id,
            pinned=self.pinned.isChecked(),
        )

    # --- storing ---

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        if self.save_button.isEnabled() and not self.save_button.isHidden():
            self._store(self._draft())

    def _store(self, draft: NoteDraft) -> None:
        desk, files, base = self._shell.desk, self.files.new, self._base

        def work(report: Progress, cancelled: Callable[[], bool]) -> tuple[NoteDraft, list[Source], Exception | None]:
            from officedesk.services.notes.writing import save_note

            saved = draft if draft.id is not None and draft == base and files else save_note(desk, draft)
            return saved, *add_files(desk, saved, files, report, cancelled)

        self._saving = self._shell.runner.submit_long(
            work, self._stored, lambda error: self._refused(error, draft), owner=self, progress=self._progress
        )
        self._enable()

    def _progress(self, done: int, total: int) -> None:
        self.save_button.setText(f"Saving… {done * 100 // max(total, 1)} %")

    def _stored(self, result: tuple[NoteDraft, list[Source], Exception | None]) -> None:
        draft, left, trouble = result
        added = len(left) < len(self.files.new)
        self._saving, self._base, self._note_id = None, draft, draft.id
        self.files.set_new(left)
        self._shell.signals.changed.emit("note", draft.id or 0, draft.customer_id)
        if added:
            self._shell.signals.changed.emit("attachment", 0, draft.customer_id)
        self.saved.emit(draft.id or 0)
        if trouble is None:
            self.accept()
            return
        # The words are stored; the files that are left can be tried again, or taken away.
        self._enable()
        if not isinstance(trouble, Cancelled):
            self._shell.fail(trouble)

    def _refused(self, error: Exception, draft: NoteDraft) -> None:
        self._saving = None
        self._enable()
        if isinstance(error, Conflict):
            merged = merge_records(self._base, draft, error.theirs)
            if merged.clashes:
                self._ask(merged, error.theirs, draft)
            else:
                self._store(merged.draft)
            return
        if not isinstance(error, InvalidInput):
            self._shell.fail(error)
            return
        fields = dict(error.fields)
        wrong = None
        for name, field in self.fields.items():
            text = fields.pop(name, "")
            field.show_error(text)
            wrong = wrong or (field.control if text else None)
        self._error.setText(" ".join(fields.values()))
        self._error.setVisible(bool(fields))
        if wrong is not None:
            wrong.setFocus()

    def _ask(self, merged: Merged, theirs: NoteDraft, mine: NoteDraft) -> None:
        from officedesk.views.widgets.conflict import ConflictDialog

        rows = [(_TITLES[name], self._said(mine, name), self._said(theirs, name)) for name in merged.clashes]
        dialog = ConflictDialog(self, rows)
        clashes = merged.clashes
        dialog.chosen.connect(
            lambda choice: self._store(with_choice(merged, theirs, dict(zip(clashes, choice, strict=True))))
        )
        dialog.open()

    def _said(self, draft: NoteDraft, name: str) -> str:
        value = getattr(draft, name)
        told: dict[str, Callable[[], str]] = {
            "kind": lambda: KINDS[value],
            "location_id": lambda: self.location.text_of(value),
            "job_id": lambda: self.job.text_of(value),
            "task_id": lambda: self.task.text_of(value),
            "pinned": lambda: "Yes" if value else "No",
        }
        return told[name]() if name in told else str(value)

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed; while files are copied they stop that."""
        if self._saving is not None:
            self._saving.stop()
            return
        if self._may and self._ready and (self._draft() != self._base or self.files.new):
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, super().reject, self.save, "this note")
            return
        super().reject()

    # --- files ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.add(sources_of(event.mimeData()))
        event.acceptProposedAction()
