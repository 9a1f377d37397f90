"""The window of a membership or a service agreement: what is sold, and everything that it will create."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.models.enums import ContractKind
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.contracts.results import Preview
from officedesk.views.contracts.contract_form import ContractForm
from officedesk.views.contracts.contract_opening import KEPT, Opened, Wanted, read
from officedesk.views.contracts.jobs_panel import JobsPanel
from officedesk.views.contracts.preview_panel import PreviewPanel
from officedesk.views.contracts.words import counted
from officedesk.views.fellows import EditorsChip
from officedesk.views.office.live_section import ask
from officedesk.views.office.record_merge import merge_records
from officedesk.views.recovery import DraftKeeper, folder_of, when
from officedesk.views.sales.restore_bar import RestoreBar
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row, scrolled
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.form_field import FormField

CHANGED = ("contract", "series", "job", "invoice")
"""Kinds of records that a saved contract makes or changes."""


class ContractDialog(QDialog):
    """``saved(contract_id)``."""

    saved = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, wanted: Wanted) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._wanted = shell, wanted
        self._member = wanted.kind is ContractKind.MEMBERSHIP
        self._then: Callable[[], object] | None = None
        self._plan: int | None = None
        self._turn = 0
        self._saving = False
        self._company = ""
        self._kept = wanted.kept
        self._keeper = DraftKeeper(shell, KEPT, self)
        self._build()
        self._connect()
        self._load()

    # --- the window ---

    def _build(self) -> None:
        shell, word = self._shell, self._word
        title = f"{self._verb} {word}"
        self.setWindowTitle(title)
        self.company = ElidedLabel("", "muted", least=80)
        self.chip = EditorsChip(shell)
        head = row(label(title, "title"), self.company, None, self.chip, margins=(18, 14, 18, 12))
        self.restore = RestoreBar()
        self.form = ContractForm(shell, self._wanted.kind)
        self.from_day = DateEdit(shell)
        self.from_field = FormField("Changes count from", self.from_day)
        kept = label("Visits before this day, and what is done or invoiced, stay as they are.", "small")
        kept.setWordWrap(True)
        left = scrolled()
        inner = holder(column(self.from_field, kept, self.form, None, spacing=8, margins=(18, 14, 18, 14)), "panel")
        left.setWidget(inner)
        for part in (self.from_field, kept):
            part.setHidden(not self._wanted.contract_id)
        left.setFixedWidth(320)
        self.jobs = JobsPanel(shell, "In this plan" if self._member else "Jobs", technicians=True)
        self.preview = PreviewPanel(shell)
        right = column(self.jobs, self.preview, spacing=12, margins=(18, 14, 18, 10))
        right.setStretchFactor(self.preview, 1)
        both = row(left, line(vertical=True), holder(right, "panel"), spacing=0)
        both.setStretch(2, 1)
        self._note = label(
            f"Nothing is {'changed' if self._wanted.contract_id else 'created'} before you save.", "muted"
        )
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.save_button = button(f"Save {word}", self.save, kind="primary", tip=f"Save {word} (Ctrl+Enter)")
        self.cancel = button("Cancel", self.reject, tip="Cancel (Esc)")
        foot = row(self._note, self._error, None, self.cancel, self.save_button, margins=(18, 10, 18, 12))
        foot.setStretchFactor(self._error, 1)
        layout = column(holder(head, "panel"), line(), self.restore, both, line(), foot, spacing=0)
        layout.setStretchFactor(both, 1)
        self.setLayout(layout)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        room = self._shell_room()
        self.resize(min(1020, room.width()), min(620 if self._member else 740, room.height()))
        self._enable(on=False)

    def _connect(self) -> None:
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.form.edited.connect(self._edited)
        self.from_day.edited.connect(self._edited)
        self.jobs.changed.connect(self.form.set_jobs)
        self.preview.reckoned.connect(self._reckoned)
        self.restore.restored.connect(self._restore)
        self.restore.discarded.connect(self._forget)
        self._shell.signals.changed.connect(self._office_changed)

    @property
    def _word(self) -> str:
        return "membership" if self._member else "agreement"

    @property
    def _verb(self) -> str:
        return "Edit" if self._wanted.contract_id else "Renew" if self._wanted.renews_id else "Add"

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self.form.dirty

    def draft(self) -> ContractDraft:
        """As the fields have it."""
        made: ContractDraft = self.form.draft()
        return made

    def _shell_room(self) -> QSize:
        parent = self.parentWidget()
        return (parent.window().size() if parent is not None else QSize(1280, 720)) - QSize(40, 40)

    def _enable(self, *, on: bool) -> None:
        for part in (self.form, self.from_field, self.jobs, self.save_button):
            part.setEnabled(on)

    # --- reading ---

    def _load(self) -> None:
        desk, wanted, folder = self._shell.desk, self._wanted, folder_of(self._shell)
        self._shell.load(self, lambda: read(desk, wanted, folder), self._loaded, self._unreadable)

    def _unreadable(self, error: Exception) -> None:
        self._shell.fail(error)
        super().reject()

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
        if self._member and draft.id:
            form.control("plan_id").setEnabled(False)
        self._kept = opened.kept
        if opened.kept is not None:
            self.restore.tell(f"What was typed here on {when(self._shell, opened.kept)} was not saved.")
        if self._member and draft.plan_id is None and len(opened.plans) == 1:
            self._take_plan(opened.plans[0][0])
        if self._member and not opened.plans and draft.plan_id is None:
            self._tell("There is no plan yet. Add one under Settings, Plans.")
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
        if self.dirty:
            self._keeper.note(self._wanted.contract_id, f"{self._word.title()} for {self._company}", self.draft())
        else:
            self._keeper.drop()

    def _take_plan(self, plan_id: int) -> None:
        """Another plan: its price, jobs and terms, over the days and the summary that were typed."""
        self._plan = plan_id
        self._turn += 1
        turn, desk, draft = self._turn, self._shell.desk, self.draft()
        former = draft.plan_id

        def work() -> ContractDraft:
            from officedesk.services.contracts.contracts import with_plan

            return with_plan(desk, draft, plan_id)

        def arrived(made: ContractDraft) -> None:
            if turn != self._turn:
                return
            self.form.begin_anew()
            # What was typed meanwhile stays.
            self.form.take(replace(made, summary=self.draft().summary or made.summary), self.form.base)
            self._edited()

        def failed(error: Exception) -> None:
            self._plan = former
            self._tell(str(error))
            if not isinstance(error, OfficeError):
                self._shell.fail(error)

        self._shell.load(self, work, arrived, failed)

    def _show(self) -> None:
        draft = self.draft()
        found = self.preview.preview
        counts = found.counts if found is not None and len(found.counts) == len(draft.jobs) else ()
        self.jobs.show_jobs(draft.jobs, draft.starts, counts)
        day = self.from_day.value() if draft.id else None
        self.preview.begin("From then on" if draft.id else "This will create", day)
        self.preview.ask(draft)

    def _reckoned(self, found: Preview | None) -> None:
        draft = self.draft()
        counts = found.counts if found is not None and len(found.counts) == len(draft.jobs) else ()
        self.jobs.show_jobs(draft.jobs, draft.starts, counts)

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store it; what is wrong is told beside the fields."""
        if self._saving or not self.save_button.isEnabled() or self.form.unreadable():
            return
        if self._wanted.contract_id and self.from_day.error:
            self.from_day.setFocus()
            return
        draft, base, desk = self.draft(), self.form.base, self._shell.desk
        if draft.id is None or draft.version != base.version:
            # Restored after a crash: what it was made from is not known, so all that differs is asked about.
            base = None
        self._tell("")
        self._then = then
        self._set_saving(on=True)
        day = self.from_day.value() if draft.id else None

        def work() -> ContractDraft:
            from officedesk.services.contracts.contracts import save_contract

            return save_contract(desk, draft, base, day)

        self._shell.load(self, work, self._stored, self._refused)

    def _set_saving(self, *, on: bool) -> None:
        self._saving = on
        self.save_button.setEnabled(not on)
        self.save_button.setText("Saving…" if on else f"Save {self._word}")

    def _stored(self, stored: ContractDraft) -> None:
        self._keeper.drop()
        if self._kept is not None:
            self._kept.forget()
        for entity in CHANGED:
            self._shell.signals.changed.emit(entity, stored.id or 0 if entity == "contract" else 0, stored.customer_id)
        found = self.preview.preview
        made = (
            f": {counted(found.visits, 'visit')} planned" if found is not None and not self._wanted.contract_id else ""
        )
        self._shell.toast(f"{stored.name} saved{made}.")
        then = self._then
        self.accept()
        self.saved.emit(stored.id or 0)
        if then is not None:
            then()

    def _refused(self, error: Exception) -> None:
        self._set_saving(on=False)
        if isinstance(error, InvalidInput):
            errors = dict(error.fields)
            told = self.jobs.show_errors(errors)
            rest = self.form.show_errors({name: text for name, text in errors.items() if not name.startswith("jobs")})
            self._tell(" ".join(rest))
            if told and len(errors) == sum(name.startswith("jobs") for name in errors):
                self.jobs.take_focus()
        elif isinstance(error, Conflict) and isinstance(error.theirs, ContractDraft):
            self._settle(error)
        elif isinstance(error, OfficeError):
            self._tell(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _settle(self, error: Conflict) -> None:
        mine, theirs, then = self.draft(), error.theirs, self._then

        def keep(draft: Any) -> None:
            self.form.begin_anew()
            self.form.take(replace(draft, version=theirs.version), theirs)
            self._show()
            self.save(then)

        ask(self, self.form, merge_records(self.form.base, mine, theirs), mine, theirs, error.message, keep)

    def _tell(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._note.setVisible(not text)

    # --- what a crash left behind ---

    def _restore(self) -> None:
        found, base = self._kept, self.form.base
        self.restore.hide()
        if found is None or base is None:
            return
        try:
            draft = found.draft(ContractDraft)
        except (TypeError, ValueError):
            self._shell.fail(OfficeError("What was typed cannot be restored: another version of OfficeDesk wrote it."))
            return
        found.forget()
        self._kept, self._plan = None, draft.plan_id
        self.form.begin_anew()
        self.form.take(draft, base)
        self._edited()

    def _forget(self) -> None:
        found, self._kept = self._kept, None
        self.restore.hide()
        if found is not None:
            found.forget()

    # --- leaving ---

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        if self._saving:
            return
        if self.save_button.isEnabled() and self.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, self._go, lambda: self.save(self._go), f"this {self._word}")
        else:
            self._go()

    def _go(self) -> None:
        self._keeper.drop()
        super().reject()

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)
