"""The form of a lead or of a project: for a new one on its page, for a stored one in a dialog."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QDialog, QLineEdit, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.models.enums import Priority
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.drafts import LeadDraft, ProjectDraft
from officedesk.views.fellows import EditorsChip
from officedesk.views.keeping import Keeping
from officedesk.views.office.live_section import ask
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.office.record_merge import merge_records
from officedesk.views.projects.words import PRIORITIES
from officedesk.views.recovery import Kept
from officedesk.views.sales.document_choices import document_choices
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row

Choices = Mapping[str, Sequence[tuple[Any, str]]]
_PEOPLE = (
    FieldSpec("location_id", "Location", "choice", span=2, empty="No location"),
    FieldSpec("contact_id", "Contact", "choice", empty="Nobody"),
    FieldSpec("estimator_id", "Estimator", "choice", empty="Nobody"),
)
LEAD = (
    FieldSpec("description", "What they asked for", "long", span=4, required=True),
    FieldSpec("title", "Title of the project", span=2, hint="The first line, where none is given"),
    FieldSpec("priority", "Priority", "choice", choices=[(one, PRIORITIES[one].text) for one in Priority]),
    FieldSpec("source", "Source", hint="How they came to the office"),
    *_PEOPLE,
    FieldSpec("brand_id", "Brand", "choice"),
)
PROJECT = (
    FieldSpec("title", "Title", span=3, required=True),
    FieldSpec("due", "Due", "date"),
    FieldSpec("description", "Description", "long", span=4),
    *_PEOPLE,
    FieldSpec("brand_id", "Brand", "choice"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening the form reads."""

    draft: Any
    choices: Choices
    sources: tuple[str, ...]
    customer: str
    left: Kept | None


class RecordEditor(QWidget):
    """``saved(draft)`` as it is stored; ``left`` when it is given up. Ctrl+Enter saves."""

    saved = Signal(object)
    left = Signal()
    ready = Signal()

    def __init__(self, shell: Shell, entity: str, *, cancel: str = "Cancel") -> None:
        """``entity`` is ``lead`` or ``project``."""
        super().__init__()
        self._shell, self._entity = shell, entity
        self._asked = 0
        self.customer = ""
        """Whose it is, once that is known."""
        self.form = RecordForm(shell, LEAD if entity == "lead" else PROJECT)
        self.form.edited.connect(self._edited)
        draft: type[Any] = LeadDraft if entity == "lead" else ProjectDraft
        self.keeping = Keeping(shell, entity, lambda left: left.draft(draft), self)
        self.keeping.restored.connect(self._bring_back)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.chip = EditorsChip(shell)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+Enter)")
        self.may = shell.may(Permission.PROJECTS_WRITE)
        self.setLayout(
            column(
                self.keeping.bar,
                self.form,
                self._error,
                row(self.chip, None, button(cancel, self.left.emit), self.save_button),
                spacing=12,
            )
        )
        if not self.may:
            self.save_button.hide()
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            made = QShortcut(QKeySequence(keys), self, self.save)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def open(
        self,
        read: Callable[[Desk], Any],
        failed: Callable[[Exception], object] | None = None,
        left: Kept | None = None,
    ) -> None:
        """Show what ``read`` gives, a draft of either kind, new or stored.

        ``left``: what a crash left behind, to be offered; without it, what was left of this record is.
        """
        self._asked += 1
        asked, desk, find = self._asked, self._shell.desk, self.keeping.finder()
        self.keeping.offer(None)
        self.form.setEnabled(False)
        self.save_button.setEnabled(False)
        self._tell("")

        def work() -> Opened:
            from officedesk.services.projects.sources import lead_sources

            draft = read(desk)
            found = document_choices(desk, draft.customer_id, draft.location_id)
            choices = {
                "location_id": found.locations,
                "contact_id": found.contacts,
                "estimator_id": found.users,
                "brand_id": found.brands,
            }
            about = {name: getattr(draft, name, None) for name in ("customer_id", "project_id")}

            def fits(data: Any) -> bool:
                return draft.id is not None or all(data.get(name) == wanted for name, wanted in about.items())

            lost = left if left is not None and left.path.exists() else find(draft.id or 0, fits)
            return Opened(draft, choices, lead_sources(desk), found.customer, lost if self.may else None)

        self._shell.load(self, work, lambda opened: self._opened(asked, opened), failed)

    def _opened(self, asked: int, opened: Opened) -> None:
        if asked != self._asked:
            return
        draft, self.customer = opened.draft, opened.customer
        for name, choices in opened.choices.items():
            present, known = getattr(draft, name), {key for key, _ in choices}
            former = [(present, "Former choice")] if present and present not in known else []
            self.form.control(name).set_choices([*choices, *former])
        if self._entity == "lead":
            box: QLineEdit = self.form.control("source")
            completer = QCompleter(list(opened.sources), box)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.popup().setProperty("role", "popup")
            box.setCompleter(completer)
        self.form.load(draft)
        self.form.setEnabled(self.may)
        self.save_button.setEnabled(self.may)
        self.keeping.offer(opened.left)
        if draft.id is not None:
            self._shell.others.edit(self, self._entity if self.may else "", draft.id)
            self.chip.watch(self._entity, draft.id)
        self.form.control("description" if self._entity == "lead" else "title").setFocus()
        self.ready.emit()

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self.save_button.isEnabled() and self.form.dirty

    def _edited(self) -> None:
        # While it is read, or saved, nothing is typed.
        if self.save_button.isEnabled():
            title = f"{self._entity.capitalize()} for {self.customer}"
            draft = self.form.draft()
            self.keeping.tell(draft.id or 0, title, draft, typed=self.form.dirty)

    def _bring_back(self, draft: LeadDraft | ProjectDraft) -> None:
        self.form.take(draft, self.form.base)
        self._edited()

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store it; what is wrong is told beside the fields."""
        if not self.save_button.isEnabled() or self.form.unreadable():
            return
        self._tell("")
        self._busy(on=True)
        draft, base, desk, entity = self.form.draft(), self.form.base, self._shell.desk, self._entity

        def work() -> Any:
            if entity == "lead":
                from officedesk.services.projects.leads import save_lead

                return save_lead(desk, draft, base if draft.id is not None else None)
            from officedesk.services.projects.editing import save_project

            return save_project(desk, draft, base if draft.id is not None else None)

        self._shell.load(
            self, work, lambda stored: self._stored(stored, then), lambda error: self._refused(error, then)
        )

    def forget(self) -> None:
        """Nobody edits here any more."""
        self._asked += 1
        self._shell.others.edit(self)
        self.keeping.keeper.drop()
        self.form.setEnabled(False)
        self.save_button.setEnabled(False)

    def _stored(self, stored: LeadDraft | ProjectDraft, then: Callable[[], object] | None) -> None:
        self._busy(on=False)
        self.keeping.keeper.drop()
        if self.form.base.id is not None:
            # Another new one that was left is still offered.
            self.keeping.forget()
        self.form.load(stored)
        for entity in {"project", self._entity, "estimate", "job", "invoice"}:
            key = (stored.id or 0) if entity == self._entity else 0
            self._shell.signals.changed.emit(entity, key, stored.customer_id)
        self.saved.emit(stored)
        if then is not None:
            then()

    def _refused(self, error: Exception, then: Callable[[], object] | None) -> None:
        self._busy(on=False)
        if isinstance(error, InvalidInput):
            self._tell(" ".join(self.form.show_errors(error.fields)))
        elif isinstance(error, Conflict) and error.theirs is not None:
            self._settle(error, then)
        elif isinstance(error, OfficeError):
            self._tell(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _settle(self, error: Conflict, then: Callable[[], object] | None) -> None:
        mine, theirs = self.form.draft(), error.theirs

        def keep(draft: Any) -> None:
            self.form.take(draft, theirs)
            self.save(then)

        ask(self, self.form, merge_records(self.form.base, mine, theirs), mine, theirs, error.message, keep)

    def _busy(self, *, on: bool) -> None:
        self.save_button.setEnabled(not on)
        self.save_button.setText("Saving…" if on else "Save")

    def _tell(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))


class RecordDialog(QDialog):
    """The form of a stored lead or project."""

    def __init__(self, shell: Shell, parent: QWidget, entity: str, record_id: int, name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Edit {name}")
        self.setMinimumWidth(820)
        self._shell = shell
        self.editor = RecordEditor(shell, entity)
        self.setLayout(column(self.editor, margins=(18, 16, 18, 14)))
        self.editor.saved.connect(self._saved)
        self.editor.left.connect(self.reject)

        def read(desk: Desk) -> Any:
            if entity == "lead":
                from officedesk.services.projects.leads import lead

                return lead(desk, record_id)
            from officedesk.services.projects.editing import project

            return project(desk, record_id)

        self.editor.open(read, self._unreadable)

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        if self.editor.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, super().reject, self.editor.save)
        else:
            super().reject()

    def done(self, result: int) -> None:
        self.editor.forget()
        super().done(result)

    def _saved(self, _stored: object) -> None:
        self.accept()

    def _unreadable(self, error: Exception) -> None:
        self._shell.fail(error)
        super().reject()
