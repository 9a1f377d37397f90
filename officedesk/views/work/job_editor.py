"""The body of a job: fields, services, visits and the papers around it."""

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from officedesk.models.enums import Priority
from officedesk.models.papers import PaperKind
from officedesk.models.pricing import Totals, price
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.drafts import JobDraft, VisitDraft
from officedesk.views.equipment.card import EquipmentCard
from officedesk.views.notes.notes_card import NotesCard
from officedesk.views.sales.columns import ESTIMATE_CHIPS, invoice_chip
from officedesk.views.sales.document_editor import DocumentEditor, side_by_side
from officedesk.views.sales.document_fields import DocumentFields, text_field
from officedesk.views.sales.document_side import DocumentSide
from officedesk.views.sales.lines.operations import Lines
from officedesk.views.shell import Shell
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.work.job_facts import JobFacts, Technicians
from officedesk.views.work.papers_card import PapersCard
from officedesk.views.work.task_lines import tasks_with
from officedesk.views.work.tasks_card import TasksCard
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

    def __init__(self, shell: Shell) -> None:
        self.visits = VisitsCard(shell)
        self.notes = NotesCard(shell)
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
        left.addWidget(self.tasks)
        left.addLayout(side_by_side(FormField("Notes for the crew", self.crew_note), self.totals))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(12)
        for card in (self.visits, self.notes, self.equipment, self.invoices, self.estimates):
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
        if any(name.startswith("lines") for name in renamed):
            self.tasks.show_view("lines")
        return super().show_errors(renamed)

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
        dialog = VisitDialog(self.shell, self.window(), visit, self.people)
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

    # --- showing ---

    def show_more(self, draft: JobDraft, totals: Totals | None) -> None:
        self._telling = True
        try:
            if self.crew_note.toPlainText() != draft.crew_note:
                self.crew_note.setPlainText(draft.crew_note)
        finally:
            self._telling = False
        self.tasks.show_tasks(draft.tasks, totals, stored=draft.id is not None)
        facts: JobFacts | None = self.facts
        self.visits.show_visits(draft.visits, self.people)
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

    def _note_typed(self) -> None:
        if not self._telling:
            self.change("crew_note", crew_note=self.crew_note.toPlainText())
