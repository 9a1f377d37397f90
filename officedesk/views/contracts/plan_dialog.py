"""The editor of a membership plan: its price and terms, its jobs, and what one that is sold today would create."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.models.billing_periods import last_day
from officedesk.services.contracts.drafts import ContractDraft, PlanDraft
from officedesk.views.contracts.jobs_panel import JobsPanel
from officedesk.views.contracts.plan_form import PlanForm
from officedesk.views.contracts.planning_dialog import PlanningDialog
from officedesk.views.recovery import Kept
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column

_MOST_MONTHS = 240
KEPT = "plan"
"""The word that unsaved drafts are kept under."""


@dataclass(frozen=True, slots=True)
class _Opened:
    draft: PlanDraft
    types: tuple[str, ...]
    kept: Kept | None


class PlanDialog(PlanningDialog):
    """``saved(plan_id)``. A new plan for ``plan_id`` 0; ``like``: a new one that begins as that one is.

    ``left``: what a crash left behind, to be offered; without it, what was left of this plan is.
    """

    saved = Signal(int)

    def __init__(
        self, shell: Shell, parent: QWidget, plan_id: int = 0, *, like: int = 0, left: Kept | None = None
    ) -> None:
        note = "Memberships that were sold keep what the plan said then."
        jobs = JobsPanel(shell, "Jobs", technicians=False, most=5)
        super().__init__(shell, parent, "plan", note, PlanForm(shell), jobs, (KEPT, lambda left: left.draft(PlanDraft)))
        self._id, self._like, self._left = plan_id, like, left
        self.preview.begin("Sold today, it creates")
        fields = column(self.form, None, margins=(18, 14, 18, 14))
        self._lay_out("Edit plan" if plan_id else "New plan", None, fields, 680)
        self.form.edited.connect(self._edited)
        shell.signals.changed.connect(self._office_changed)
        self._load()

    # --- reading ---

    def _load(self) -> None:
        desk, plan_id, like, left = self._shell.desk, self._id, self._like, self._left
        find = self.keeping.finder()

        def work() -> _Opened:
            from officedesk.services.contracts.plans import new_plan, plan
            from officedesk.services.equipment.listing import known_words

            draft = plan(desk, plan_id) if plan_id else new_plan(desk)
            if like:
                old = plan(desk, like)
                jobs = tuple(replace(job, id=None) for job in old.jobs)
                name = f"{old.name} (copy)"
                draft = replace(old, name=name, jobs=jobs, position=draft.position, id=None, version=0)
            # A copy begins with something: what was left of another new plan is not offered over it.
            found = left if left is not None or like else find(plan_id, lambda _: True)
            return _Opened(draft, known_words(desk)["type"], found)

        self._shell.load(self, work, self._loaded, self._unreadable)

    def _loaded(self, opened: _Opened) -> None:
        self.form.covers.offer(opened.types)
        self.form.load(opened.draft)
        if self._id:
            self._shell.others.edit(self, "plan", self._id)
            self.chip.watch("plan", self._id)
        self._enable(on=True)
        self.keeping.offer(opened.kept)
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

    def _edited(self) -> None:
        if self.form.base is None:
            return
        self._show()
        name = self.draft().name
        self._keep(self._id, f"Plan {name}" if name else "New plan")

    def _show(self) -> None:
        draft, today = self.draft(), self._shell.desk.today()
        self._show_jobs()
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

    # --- saving ---

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        if not self._ready:
            return
        draft, base, desk = self.draft(), self.form.base if self._id else None, self._shell.desk

        def work() -> PlanDraft:
            from officedesk.services.contracts.plans import save_plan

            return save_plan(desk, draft, base)

        self._store(work, self._stored)

    def _stored(self, stored: PlanDraft) -> None:
        self.keeping.keeper.drop()
        if self._id:
            self.keeping.forget()
        self._shell.signals.changed.emit("plan", stored.id or 0, 0)
        self.accept()
        self.saved.emit(stored.id or 0)

    def _take(self, draft: PlanDraft, theirs: PlanDraft) -> None:
        self.form.take(draft, theirs)
        self._show()

    def _bring_back(self, draft: PlanDraft) -> None:
        self.form.take(draft, self.form.base)
        self._edited()

    def done(self, result: int) -> None:
        super().done(result)
        self.deleteLater()
