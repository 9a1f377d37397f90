"""The editor of a membership plan: its price and terms, its jobs, and what one that is sold today would create."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.models.billing_periods import last_day
from officedesk.services.contracts.drafts import ContractDraft, PlanDraft
from officedesk.services.contracts.results import Preview
from officedesk.views.contracts.jobs_panel import JobsPanel
from officedesk.views.contracts.plan_form import PlanForm
from officedesk.views.contracts.preview_panel import PreviewPanel
from officedesk.views.fellows import EditorsChip
from officedesk.views.office.live_section import ask
from officedesk.views.office.record_merge import merge_records
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row, scrolled

_MOST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class _Opened:
    draft: PlanDraft
    types: tuple[str, ...]


class PlanDialog(QDialog):
    """``saved(plan_id)``. A new plan for ``plan_id`` 0; ``like``: a new one that begins as that one is."""

    saved = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, plan_id: int = 0, *, like: int = 0) -> None:
        super().__init__(parent)
        self._shell, self._id, self._like = shell, plan_id, like
        self._saving = False
        title = "Edit plan" if plan_id else "New plan"
        self.setWindowTitle(title)
        self.chip = EditorsChip(shell)
        self.form = PlanForm(shell)
        self.jobs = JobsPanel(shell, "Jobs", technicians=False, most=5)
        self.preview = PreviewPanel(shell)
        self.preview.begin("Sold today, it creates")
        left = scrolled()
        left.setWidget(holder(column(self.form, None, margins=(18, 14, 18, 14)), "panel"))
        left.setFixedWidth(320)
        right = column(self.jobs, self.preview, spacing=12, margins=(18, 14, 18, 10))
        right.setStretchFactor(self.preview, 1)
        both = row(left, line(vertical=True), holder(right, "panel"), spacing=0)
        both.setStretch(2, 1)
        self._note = label("Memberships that were sold keep what the plan said then.", "muted")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.save_button = button("Save plan", self.save, kind="primary", tip="Save plan (Ctrl+Enter)")
        cancel = button("Cancel", self.reject, tip="Cancel (Esc)")
        foot = row(self._note, self._error, None, cancel, self.save_button, margins=(18, 10, 18, 12))
        foot.setStretchFactor(self._error, 1)
        head = row(label(title, "title"), None, self.chip, margins=(18, 14, 18, 12))
        layout = column(holder(head, "panel"), line(), both, line(), foot, spacing=0)
        layout.setStretchFactor(both, 1)
        self.setLayout(layout)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        room = parent.window().size() - QSize(40, 40)
        self.resize(min(1020, room.width()), min(680, room.height()))
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.form.edited.connect(self._show)
        self.jobs.changed.connect(self.form.set_jobs)
        self.preview.reckoned.connect(self._reckoned)
        shell.signals.changed.connect(self._office_changed)
        self._enable(on=False)
        self._load()

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self.form.dirty

    def draft(self) -> PlanDraft:
        """As the fields have it."""
        made: PlanDraft = self.form.draft()
        return made

    def _enable(self, *, on: bool) -> None:
        for part in (self.form, self.jobs, self.save_button):
            part.setEnabled(on)

    # --- reading ---

    def _load(self) -> None:
        desk, plan_id, like = self._shell.desk, self._id, self._like

        def work() -> _Opened:
            from officedesk.services.contracts.plans import new_plan, plan
            from officedesk.services.equipment.listing import known_words

            draft = plan(desk, plan_id) if plan_id else new_plan(desk)
            if like:
                old = plan(desk, like)
                jobs = tuple(replace(job, id=None) for job in old.jobs)
                name = f"{old.name} (copy)"
                draft = replace(old, name=name, jobs=jobs, position=draft.position, id=None, version=0)
            return _Opened(draft, known_words(desk)["type"])

        self._shell.load(self, work, self._loaded, self._unreadable)

    def _unreadable(self, error: Exception) -> None:
        self._shell.fail(error)
        super().reject()

    def _loaded(self, opened: _Opened) -> None:
        self.form.covers.offer(opened.types)
        self.form.load(opened.draft)
        if self._id:
            self._shell.others.edit(self, "plan", self._id)
            self.chip.watch("plan", self._id)
        self._enable(on=True)
        self._show()
        self.form.control("name").setFocus()

    def _office_changed(self, entity: str, entity_id: int, _customer_id: int) -> None:
        if entity != "plan" or not self._id or entity_id not in (0, self._id) or self._saving or self.dirty:
            return
        desk, plan_id = self._shell.desk, self._id

        def work() -> PlanDraft:
            from officedesk.services.contracts.plans import plan

            return plan(desk, plan_id)

        def arrived(stored: PlanDraft) -> None:
            if not self.dirty and not self._saving:
                self.form.take(stored, stored)
                self._show()

        # Gone at another desktop: saving tells.
        self._shell.load(self, work, arrived, lambda _: None)

    # --- what was typed ---

    def _show(self) -> None:
        if self.form.base is None:
            return
        draft, today = self.draft(), self._shell.desk.today()
        self.jobs.show_jobs(draft.jobs, None, self._counts())
        months = min(max(1, draft.months or 1), _MOST_MONTHS)
        self.preview.ask(
            ContractDraft(
                0,
                0,
                name=draft.name,
                starts=today,
                ends=last_day(today, months),
                price=draft.price,
                billing=draft.billing,
                billing_day=draft.billing_day,
                jobs=draft.jobs,
            )
        )

    def _counts(self) -> tuple[int, ...]:
        found = self.preview.preview
        return found.counts if found is not None and len(found.counts) == len(self.draft().jobs) else ()

    def _reckoned(self, _found: Preview | None) -> None:
        self.jobs.show_jobs(self.draft().jobs, None, self._counts())

    # --- saving ---

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        if self._saving or not self.save_button.isEnabled() or self.form.unreadable():
            return
        self._tell("")
        self._set_saving(on=True)
        draft, base, desk = self.draft(), self.form.base if self._id else None, self._shell.desk

        def work() -> PlanDraft:
            from officedesk.services.contracts.plans import save_plan

            return save_plan(desk, draft, base)

        self._shell.load(self, work, self._stored, self._refused)

    def _set_saving(self, *, on: bool) -> None:
        self._saving = on
        self.save_button.setEnabled(not on)
        self.save_button.setText("Saving…" if on else "Save plan")

    def _stored(self, stored: PlanDraft) -> None:
        self._shell.signals.changed.emit("plan", stored.id or 0, 0)
        self.accept()
        self.saved.emit(stored.id or 0)

    def _refused(self, error: Exception) -> None:
        self._set_saving(on=False)
        if isinstance(error, InvalidInput):
            errors = dict(error.fields)
            told = self.jobs.show_errors(errors)
            rest = {name: text for name, text in errors.items() if not name.startswith("jobs")}
            self._tell(" ".join(self.form.show_errors(rest)))
            if told and not rest:
                self.jobs.take_focus()
        elif isinstance(error, Conflict) and isinstance(error.theirs, PlanDraft):
            self._settle(error)
        elif isinstance(error, OfficeError):
            self._tell(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _settle(self, error: Conflict) -> None:
        mine, theirs = self.draft(), error.theirs

        def keep(draft: Any) -> None:
            self.form.take(draft, theirs)
            self._show()
            self.save()

        ask(self, self.form, merge_records(self.form.base, mine, theirs), mine, theirs, error.message, keep)

    def _tell(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._note.setVisible(not text)

    # --- leaving ---

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        if self._saving:
            return
        if self.save_button.isEnabled() and self.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, super().reject, self.save, "this plan")
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)
        self.deleteLater()
