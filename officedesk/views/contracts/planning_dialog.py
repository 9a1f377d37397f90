"""The frame that the windows of a plan and of a contract share: fields, jobs, what they will create, and saving."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QPushButton, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.services.contracts.results import Preview
from officedesk.views.contracts.contract_form import ContractForm
from officedesk.views.contracts.jobs_panel import JobsPanel
from officedesk.views.contracts.plan_form import PlanForm
from officedesk.views.contracts.preview_panel import PreviewPanel
from officedesk.views.fellows import EditorsChip
from officedesk.views.keeping import Keeping
from officedesk.views.office.live_section import ask
from officedesk.views.office.record_merge import merge_records
from officedesk.views.recovery import Kept
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row, scrolled


class PlanningDialog(QDialog):
    """Fields at the left; jobs, and what they create, at the right; beneath them Save, and what is wrong.

    Whoever derives from it puts the parts in by ``_lay_out`` and says ``save``, ``draft`` and how a draft that was
    agreed on with another desktop is taken (``_take``). What is typed is kept over a crash: it is told by ``_keep``
    and comes back by ``_bring_back``.
    """

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        word: str,
        note: str,
        form: ContractForm | PlanForm,
        jobs: JobsPanel,
        kept_as: tuple[str, Callable[[Kept], Any]],
    ) -> None:
        super().__init__(parent)
        self._shell, self._word = shell, word
        self._saving = False
        self.keeping = Keeping(shell, *kept_as, self)
        self.form, self.jobs = form, jobs
        self.preview = PreviewPanel(shell)
        self.chip = EditorsChip(shell)
        self._note = label(note, "muted")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.save_button = button(f"Save {word}", self.save, kind="primary", tip=f"Save {word} (Ctrl+Enter)")
        self.cancel = button("Cancel", self.reject, tip="Cancel (Esc)")
        self.keeping.restored.connect(self._bring_back)
        jobs.changed.connect(form.set_jobs)
        self.preview.reckoned.connect(self._show_jobs)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)

    def _lay_out(self, title: str, beside: QWidget | None, fields: QBoxLayout, high: int) -> None:
        """``beside`` the title; the window is ``high`` where there is room."""
        self.setWindowTitle(title)
        head = row(label(title, "title"), *([beside] if beside is not None else []), None, self.chip)
        head.setContentsMargins(18, 14, 18, 12)
        left = scrolled()
        left.setWidget(holder(fields, "panel"))
        left.setFixedWidth(320)
        right = column(self.jobs, self.preview, spacing=12, margins=(18, 14, 18, 10))
        right.setStretchFactor(self.preview, 1)
        both = row(left, line(vertical=True), holder(right, "panel"), spacing=0)
        both.setStretch(2, 1)
        foot = row(self._note, self._error, None, self.cancel, self.save_button, margins=(18, 10, 18, 12))
        foot.setStretchFactor(self._error, 1)
        layout = column(holder(head, "panel"), line(), self.keeping.bar, both, line(), foot, spacing=0)
        layout.setStretchFactor(both, 1)
        self.setLayout(layout)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        parent = self.parentWidget()
        room = (parent.window().size() if parent is not None else QSize(1280, 720)) - QSize(40, 40)
        self.resize(min(1020, room.width()), min(high, room.height()))
        self._enable(on=False)

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self.form.dirty

    def draft(self) -> Any:
        """As the fields have it."""
        return self.form.draft()

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        raise NotImplementedError

    def _take(self, draft: Any, theirs: Any) -> None:
        """Show what was agreed on, over what the other desktop stored."""
        raise NotImplementedError

    def _enable(self, *, on: bool) -> None:
        for part in (self.form, self.jobs, self.save_button):
            part.setEnabled(on)

    def _unreadable(self, error: Exception) -> None:
        self._shell.fail(error)
        super().reject()

    def _show_jobs(self, _found: Preview | None = None) -> None:
        draft, found = self.draft(), self.preview.preview
        counts = found.counts if found is not None and len(found.counts) == len(draft.jobs) else ()
        self.jobs.show_jobs(draft.jobs, getattr(draft, "starts", None), counts)

    # --- saving ---

    @property
    def _ready(self) -> bool:
        return not self._saving and self.save_button.isEnabled() and not self.form.unreadable()

    def _store(self, work: Callable[[], Any], stored: Callable[[Any], object]) -> None:
        self._tell("")
        self._set_saving(on=True)
        self._shell.load(self, work, stored, self._refused)

    def _set_saving(self, *, on: bool) -> None:
        self._saving = on
        self.save_button.setEnabled(not on)
        self.save_button.setText("Saving…" if on else f"Save {self._word}")

    def _refused(self, error: Exception) -> None:
        self._set_saving(on=False)
        if isinstance(error, InvalidInput):
            errors = dict(error.fields)
            told = self.jobs.show_errors(errors)
            rest = {name: text for name, text in errors.items() if not name.startswith("jobs")}
            self._tell(" ".join(self.form.show_errors(rest)))
            if told and not rest:
                self.jobs.take_focus()
        elif isinstance(error, Conflict) and isinstance(error.theirs, type(self.form.base)):
            self._settle(error)
        elif isinstance(error, OfficeError):
            self._tell(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _settle(self, error: Conflict) -> None:
        mine, theirs = self.draft(), error.theirs

        def keep(draft: Any) -> None:
            self._take(draft, theirs)
            self.save()

        ask(self, self.form, merge_records(self.form.base, mine, theirs), mine, theirs, error.message, keep)

    def _tell(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._note.setVisible(not text)

    # --- what a crash left behind ---

    def _bring_back(self, draft: Any) -> None:
        """Show what was left of this."""
        raise NotImplementedError

    def _keep(self, entity_id: int, title: str) -> None:
        self.keeping.tell(entity_id, title, self.draft(), typed=self.dirty)

    # --- leaving ---

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        if self._saving:
            return
        if self.save_button.isEnabled() and self.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, self._go, self.save, f"this {self._word}")
        else:
            self._go()

    def _go(self) -> None:
        self.keeping.keeper.drop()
        super().reject()

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)
