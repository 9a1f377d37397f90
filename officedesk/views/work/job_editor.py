"""The body of a job: fields, services, visits and the papers around it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from officedesk.models.enums import Priority
from officedesk.models.papers import PaperKind
from officedesk.models.pricing import PricingError, Totals, price
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.costing import JobMoney, JobTime
from officedesk.services.work.drafts import CostDraft, JobDraft, VisitDraft
from officedesk.services.work.ties import JobTies
from officedesk.views.equipment.card import EquipmentCard
from officedesk.views.equipment.files_card import FilesCard
from officedesk.views.forms.card import FormsCard
from officedesk.views.notes.notes_card import NotesCard
from officedesk.views.sales.columns import ESTIMATE_CHIPS, invoice_chip
from officedesk.views.sales.document_editor import DocumentEditor, side_by_side
from officedesk.views.sales.document_fields import DocumentFields, text_field
from officedesk.views.sales.document_side import DocumentSide
from officedesk.views.sales.lines.operations import Lines
from officedesk.views.shell import Shell
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.work.costs_card import CostsCard
from officedesk.views.work.history_card import HistoryCard
from officedesk.views.work.job_facts import JobFacts, Technicians
from officedesk.views.work.papers_card import PapersCard
from officedesk.views.work.repeat_card import RepeatCard
from officedesk.views.work.task_lines import tasks_with
from officedesk.views.work.tasks_card import TasksCard
from officedesk.views.work.ties_row import TiesRow
from officedesk.views.work.visits_card import VisitsCard

PRIORITIES = [
    (Priority.LOW, "Low"),
    (Priority.NORMAL, "Normal"),
    (Priority.HIGH, "High"),
    (Priority.URGENT, "Urgent"),
]
BESIDE = 320
SIDE_FROM = 1680
"""The work order comes beside the visits only in a wide window."""


class JobEditor(DocumentEditor):
    """``facts`` are the technicians, estimates and invoices (:class:`JobFacts`)."""

    shows_margin = False  # The card of costs knows more of it.

    def __init__(self, shell: Shell) -> None:
        self.visits = VisitsCard(shell)
        self.repeats = RepeatCard(shell)
        self.notes = NotesCard(shell)
        self.forms = FormsCard(shell)
        self.ties = TiesRow(shell)
        self.costs = CostsCard(shell)
        self.files = FilesCard(shell, "job", "Drop photos and papers of this job here.")
        self.past = HistoryCard(shell)
        self.equipment = EquipmentCard(shell)
        self.invoices = PapersCard(shell, "Invoices", "Nothing is invoiced yet.")
        self.estimates = PapersCard(shell, "Estimates of this location", "No estimates here.")
        self.crew_note = QPlainTextEdit()
        self.crew_note.setTabChangesFocus(True)
        self.crew_note.setMinimumHeight(60)
        self.crew_note.setMaximumHeight(110)
        super().__init__(shell)
        self._telling = False
        self.crew_note.textChanged.connect(self._note_typed)
        self.visits.edit_wanted.connect(self.edit_visit)
        self.visits.add_wanted.connect(lambda: self.edit_visit(None))
        self.visits.remove_wanted.connect(self._remove_visit)
        self.equipment.edited.connect(lambda ids: self.change("", equipment=ids))
        self.forms.changed.connect(self._draw_order)
        self.ties.edited.connect(self._tied)
        self.costs.cost_wanted.connect(self.edit_cost)
        self.costs.cost_removed.connect(self._remove_cost)
        self.costs.time_wanted.connect(self.edit_time)
        self.tasks.cover_wanted.connect(self._cover)
        self.lines.set_column_visible("kind", False)

    def make_fields(self) -> DocumentFields:
        icons, theme = self.shell.icons, self.shell.theme
        priority = Combo(icons, theme)
        priority.set_choices(PRIORITIES)
        return DocumentFields(
            [
                ("description", "Description", text_field()),
                ("category", "Category", text_field(120)),
                ("priority", "Priority", priority),
                ("location_id", "Location", Combo(icons, theme, empty="No location")),
                ("contact_id", "Contact", Combo(icons, theme, empty="No contact")),
                ("brand_id", "Brand", Combo(icons, theme)),
                ("terms_id", "Terms", Combo(icons, theme, empty="No terms")),
            ],
            required=frozenset(),
        )

    def make_side(self) -> DocumentSide:
        return DocumentSide(self.shell, actions=False, least=SIDE_FROM)

    def lay_out(self, layout: QVBoxLayout) -> None:
        self.tasks = TasksCard(self.shell, self.lines)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.fields)
        left.addWidget(self.ties)
        left.addWidget(self.tasks)
        left.addLayout(side_by_side(FormField("Notes for the crew", self.crew_note), self.totals))
        for made in (self.forms, self.costs, self.past):
            left.addWidget(made)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(12)
        for card in (self.visits, self.repeats, self.notes, self.equipment, self.invoices, self.estimates, self.files):
            card.setFixedWidth(BESIDE)
            right.addWidget(card)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right)
        layout.addLayout(both, 1)

    # --- lines and tasks ---

    def lines_of(self, draft: JobDraft) -> Lines:
        return tuple(task.line if task.line.id == task.id else replace(task.line, id=task.id) for task in draft.tasks)

    def price(self, draft: JobDraft) -> Totals:
        """What is billed; what is cancelled or covered by the contract is shown and not counted."""
        lines: list[LineDraft] = [replace(task.line, optional=True, selected=task.billable) for task in draft.tasks]
        return price(lines, draft.pricing)

    def lines_edited(self, lines: Lines, key: str) -> None:
        tasks, billed = tasks_with(self.draft.tasks, lines)
        if billed is not None:
            where = "an invoice draft" if billed.billed_by == "draft" else f"invoice {billed.billed_by}"
            self.shell.toast(f"“{billed.line.name[:60]}” is on {where} already and stays as it is.")
            self.show_draft()
            return
        self.change(key, tasks=tasks)

    def lines_left(self, step: int) -> None:
        if step > 0:
            self.crew_note.setFocus()
        else:
            self.fields.control("terms_id").setFocus()

    def show_errors(self, errors: dict[str, str]) -> bool:
        renamed = {
            f"lines{name.removeprefix('tasks')}" if name.split(".")[0] == "tasks" else name: text
            for name, text in errors.items()
        }
        covered = [text for name, text in renamed.items() if name.startswith("lines.") and name.endswith(".covered")]
        if any(name.startswith("lines") for name in renamed) and not covered:
            self.tasks.show_view("lines")
        tied = self.ties.show_errors(errors)
        return (super().show_errors(renamed) or tied) and not covered

    # --- visits ---

    @property
    def people(self) -> Technicians:
        facts: JobFacts | None = self.facts
        return facts.technicians if facts is not None else Technicians({}, ())

    def edit_visit(self, place: int | None) -> None:
        """Open the dialog of a visit, or of a new one."""
        from officedesk.views.work.visit_dialog import VisitDialog

        if self.draft is None or self.read_only:
            return
        visit = self.draft.visits[place] if place is not None else None
        dialog = VisitDialog(self.shell, self.window(), visit, self.people, self.draft.id)
        dialog.given.connect(lambda given: self._put_visit(place, given))
        dialog.open()

    def _put_visit(self, place: int | None, visit: VisitDraft) -> None:
        visits = list(self.draft.visits)
        if place is None:
            visits.append(visit)
        else:
            visits[place] = visit
        self.change("", visits=tuple(visits))

    def _remove_visit(self, place: int) -> None:
        self.change("", visits=tuple(visit for number, visit in enumerate(self.draft.visits) if number != place))
        self.shell.toast("Visit removed.", "Undo", self.undo)

    # --- ties, costs and time ---

    def _tied(self, name: str, value: Any) -> None:
        changes = {name: value}
        if name == "contract_id" and value is None:
            # Nothing covers them any more.
            changes["tasks"] = tuple(
                replace(task, covered=False) if task.covered else task for task in self.draft.tasks
            )
        self.change("", **changes)

    def _cover(self, ids: Sequence[int], covered: bool) -> None:
        tasks = tuple(replace(task, covered=covered) if task.id in ids else task for task in self.draft.tasks)
        self.change("", tasks=tasks)

    def edit_cost(self, place: int | None) -> None:
        """Open the dialog of a cost, or of a new one."""
        from officedesk.views.work.cost_dialog import CostDialog

        if self.draft is None or self.read_only:
            return
        dialog = CostDialog(self.shell, self.window(), self.draft.costs[place] if place is not None else None)
        dialog.given.connect(lambda cost: self._put_cost(place, cost))
        dialog.open()

    def _put_cost(self, place: int | None, cost: CostDraft) -> None:
        costs = list(self.draft.costs)
        if place is None:
            costs.append(cost)
        else:
            costs[place] = cost
        self.change("", costs=tuple(costs))

    def _remove_cost(self, place: int) -> None:
        self.change("", costs=tuple(cost for number, cost in enumerate(self.draft.costs) if number != place))
        self.shell.toast("Cost removed.", "Undo", self.undo)

    def edit_time(self, entry_id: int | None) -> None:
        """Open the dialog of a time entry, or of a new one for this job."""
        from officedesk.views.timesheets.time_dialog import TimeDialog

        TimeDialog(self.shell, self.window(), entry_id, None if entry_id else self.draft.id).open()

    # --- showing ---

    def show_more(self, draft: JobDraft, totals: Totals | None) -> None:
        self._telling = True
        try:
            if self.crew_note.toPlainText() != draft.crew_note:
                self.crew_note.setPlainText(draft.crew_note)
        finally:
            self._telling = False
        facts: JobFacts | None = self.facts
        self.ties.show_ties(draft, facts.ties if facts is not None else JobTies(), read_only=self.read_only)
        contract = self.ties.contract_called if draft.contract_id is not None else None
        self.tasks.show_tasks(draft.tasks, totals, stored=draft.id is not None, contract=contract)
        self._show_work(draft, facts)
        self.visits.show_visits(draft.visits, self.people)
        self.repeats.show_link(facts.repeats if facts is not None else None)
        self.equipment.show_equipment(draft.customer_id, draft.location_id, draft.equipment, read_only=self.read_only)
        self.notes.show_notes(draft.customer_id, draft.location_id, draft.id)
        money = self.shell.money
        self.invoices.show_papers(
            [
                (row.id, row.number or "Draft", self.shell.date(row.date), money(row.total), invoice_chip(row))
                for row in (facts.invoices if facts is not None else ())
            ]
        )
        self.estimates.show_papers(
            [
                (one.id, one.number, one.description, money(one.total), ESTIMATE_CHIPS[one.state])
                for one in (facts.estimates if facts is not None else ())
            ]
        )
        for card, needs in ((self.invoices, Permission.INVOICES_READ), (self.estimates, Permission.ESTIMATES_READ)):
            card.setVisible(draft.id is not None and self.shell.may(needs))
        self.crew_note.setReadOnly(self.read_only)
        self.totals.setVisible(self.shell.may(Permission.MONEY_READ))
        if draft.id is None:
            self.side.clear()
        else:
            self.side.show_paper(PaperKind.WORK_ORDER, draft.id)

    def _draw_order(self) -> None:
        """The work order beside the form says how far the forms are."""
        if self.draft is not None and self.draft.id is not None:
            self.side.show_paper(PaperKind.WORK_ORDER, self.draft.id)

    def _show_work(self, draft: JobDraft, facts: JobFacts | None) -> None:
        """Forms, time and costs, files and history; a new job has none of them but costs."""
        stored = draft.id is not None
        visits = {one.id: self.visits.day_of(one) for one in draft.visits if one.id is not None}
        self.forms.show_forms(draft.customer_id, draft.id, visits)
        time = facts.time if facts is not None else ()
        self.costs.show_costs(time, draft.costs, self._money(draft, time), stored=stored, fixed=self.read_only)
        self.files.setVisible(stored and self.shell.may(Permission.FILES_READ))
        if draft.id is not None:
            self.files.show_files(draft.customer_id, draft.id)
        self.past.show_history(draft.customer_id, draft.id)

    def _money(self, draft: JobDraft, time: Sequence[JobTime]) -> JobMoney | None:
        from officedesk.services.work.costing import money_of

        try:
            return money_of(draft, time)
        except PricingError:
            # The sums say what is wrong with it.
            return None

    def _note_typed(self) -> None:
        if not self._telling:
            self.change("crew_note", crew_note=self.crew_note.toPlainText())
