"""The window of a membership or a service agreement: what is sold, and everything that it will create."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from officedesk.errors import OfficeError
from officedesk.models.enums import ContractKind
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.views.contracts.contract_form import ContractForm
from officedesk.views.contracts.contract_opening import KEPT, Opened, Wanted, read
from officedesk.views.contracts.jobs_panel import NOTHING, JobsPanel
from officedesk.views.contracts.planning_dialog import PlanningDialog
from officedesk.views.contracts.words import counted
from officedesk.views.recovery import folder_of
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, label
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.form_field import FormField

CHANGED = ("contract", "series", "job", "invoice")
"""Kinds of records that a saved contract makes or changes."""


class ContractDialog(PlanningDialog):
    """``saved(contract_id)``."""

    saved = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, wanted: Wanted) -> None:
        self._wanted = wanted
        self._member = wanted.kind is ContractKind.MEMBERSHIP
        word = "membership" if self._member else "agreement"
        note = f"Nothing is {'changed' if wanted.contract_id else 'created'} before you save."
        jobs = JobsPanel(shell, "In this plan" if self._member else "Jobs", technicians=True)
        super().__init__(
            shell,
            parent,
            word,
            note,
            ContractForm(shell, wanted.kind),
            jobs,
            (KEPT, lambda left: left.draft(ContractDraft)),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._plan: int | None = None
        self._said = ""
        """The summary that came with the plan: the next one's takes its place."""
        self._turn = 0
        self._company = ""
        self._build()
        self._connect()
        self._load()

    # --- the window ---

    def _build(self) -> None:
        self.company = ElidedLabel("", "muted", least=80)
        self.from_day = DateEdit(self._shell)
        self.from_field = FormField("Changes count from", self.from_day)
        kept = label("Visits before this day, and what is done or invoiced, stay as they are.", "small")
        kept.setWordWrap(True)
        for part in (self.from_field, kept):
            part.setHidden(not self._wanted.contract_id)
        fields = column(self.from_field, kept, self.form, None, spacing=8, margins=(18, 14, 18, 14))
        verb = "Edit" if self._wanted.contract_id else "Renew" if self._wanted.renews_id else "Add"
        self._lay_out(f"{verb} {self._word}", self.company, fields, 620 if self._member else 740)

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.from_day.edited.connect(self._edited)
        self._shell.signals.changed.connect(self._office_changed)

    def _enable(self, *, on: bool) -> None:
        super()._enable(on=on)
        self.from_field.setEnabled(on)

    # --- reading ---

    def _load(self) -> None:
        desk, wanted, folder = self._shell.desk, self._wanted, folder_of(self._shell)
        self._shell.load(self, lambda: read(desk, wanted, folder), self._loaded, self._unreadable)

    def _loaded(self, opened: Opened) -> None:
        draft = opened.draft
        self._company, self._plan = opened.company, draft.plan_id
        self.company.setText(f"{opened.company} · {draft.number}" if draft.number else opened.company)
        form = self.form
        if self._member:
            form.offer("plan_id", opened.plans, draft.plan_id, draft.name)
        form.offer("location_id", opened.places, draft.location_id, "Former location")
        form.begin_anew()
        form.load(draft)
        form.offer_equipment(opened.pieces)
        if draft.id:
            self.from_day.set_value(max(self._shell.desk.today(), draft.starts or self._shell.desk.today()))
            self._shell.others.edit(self, "contract", draft.id)
            self.chip.watch("contract", draft.id)
        self._enable(on=True)
        self._said = "" if draft.id or draft.renews_id else draft.summary
        if self._member and draft.id:
            form.control("plan_id").setEnabled(False)
        self.keeping.offer(opened.kept)
        if self._member and draft.plan_id is None and len(opened.plans) == 1:
            self._take_plan(opened.plans[0][0])
        if self._member and not opened.plans and draft.plan_id is None:
            self._tell("There is no plan to choose. Add one, or enable one, under Settings, Plans.")
        self._show()
        form.control(
            "plan_id" if self._member and not draft.id else "location_id" if self._member else "name"
        ).setFocus()

    def _office_changed(self, entity: str, entity_id: int, _customer_id: int) -> None:
        stored = self._wanted.contract_id
        if entity == "contract" and stored and entity_id in (0, stored) and not self._saving and not self.dirty:
            self._turn += 1
            turn, desk = self._turn, self._shell.desk

            def work() -> ContractDraft:
                from officedesk.services.contracts.contracts import contract

                return contract(desk, stored)

            def arrived(draft: ContractDraft) -> None:
                if turn == self._turn and not self.dirty:
                    self.form.begin_anew()
                    self.form.take(draft, draft)
                    self._show()

            # Gone at another desktop: saving tells.
            self._shell.load(self, work, arrived, lambda _: None)

    # --- what was typed ---

    def _edited(self) -> None:
        if self.form.base is None:
            return
        plan = self.draft().plan_id
        if self._member and plan is not None and plan != self._plan:
            self._take_plan(plan)
        self._show()
        self._keep(self._wanted.contract_id, f"{self._word.title()} for {self._company}")

    def _take_plan(self, plan_id: int) -> None:
        """Another plan: its price, jobs and terms, over the days and the summary that were typed."""
        self._plan = plan_id
        self._turn += 1
        turn, desk, draft, said = self._turn, self._shell.desk, self.draft(), self._said
        former = draft.plan_id
        if draft.summary == said:
            draft = replace(draft, summary="")

        def work() -> ContractDraft:
            from officedesk.services.contracts.contracts import with_plan

            return with_plan(desk, draft, plan_id)

        def arrived(made: ContractDraft) -> None:
            if turn != self._turn:
                return
            self.form.begin_anew()
            # What was typed meanwhile stays.
            now = self.draft().summary
            summary = now if now and now != said else made.summary
            self._said = made.summary if not draft.summary else ""
            self.form.take(replace(made, summary=summary), self.form.base)
            self._edited()

        def failed(error: Exception) -> None:
            self._plan = former
            self._tell(str(error))
            if not isinstance(error, OfficeError):
                self._shell.fail(error)

        self._shell.load(self, work, arrived, failed)

    def _show(self) -> None:
        draft = self.draft()
        waiting = self._member and draft.plan_id is None
        self.jobs.say_nothing("Choose a plan: its jobs and their schedules will be here." if waiting else NOTHING)
        self._show_jobs()
        day = self.from_day.value() if draft.id else None
        self.preview.begin("From then on" if draft.id else "This will create", day)
        self.preview.ask(draft)

    # --- saving ---

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        if not self._ready:
            return
        if self._wanted.contract_id and self.from_day.error:
            self.from_day.setFocus()
            return
        draft, base, desk = self.draft(), self.form.base, self._shell.desk
        if draft.id is None or draft.version != base.version:
            # Restored after a crash: what it was made from is not known, so all that differs is asked about.
            base = None
        day = self.from_day.value() if draft.id else None

        def work() -> ContractDraft:
            from officedesk.services.contracts.contracts import save_contract

            return save_contract(desk, draft, base, day)

        self._store(work, self._stored)

    def _stored(self, stored: ContractDraft) -> None:
        self.keeping.keeper.drop()
        self.keeping.forget()
        for entity in CHANGED:
            self._shell.signals.changed.emit(entity, stored.id or 0 if entity == "contract" else 0, stored.customer_id)
        found = self.preview.preview
        made = (
            f": {counted(found.visits, 'visit')} planned" if found is not None and not self._wanted.contract_id else ""
        )
        self._shell.toast(f"{stored.name} saved{made}.")
        self.accept()
        self.saved.emit(stored.id or 0)

    def _take(self, draft: ContractDraft, theirs: ContractDraft) -> None:
        self.form.begin_anew()
        self.form.take(replace(draft, version=theirs.version), theirs)
        self._show()

    def _bring_back(self, draft: ContractDraft) -> None:
        self._plan = draft.plan_id
        self.form.begin_anew()
        self.form.take(draft, self.form.base)
        self._edited()
