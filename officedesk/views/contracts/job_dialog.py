"""One job of a plan or of a contract: its tasks from the price book, how long it takes, and when it comes again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from officedesk.models.pricing import PricingError, price
from officedesk.models.recurrence import Frequency, Rule
from officedesk.services.contracts.drafts import PlanJobDraft
from officedesk.services.sales.drafts import LineDraft, Pricing
from officedesk.services.sales.rows import TaxChoice
from officedesk.views.contracts.field_buttons import FieldChoice
from officedesk.views.office.record_form import WholeEdit
from officedesk.views.sales.lines.cells import NO_TAX
from officedesk.views.sales.lines.editor import LineEditor
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, even, holder, label, line, row, scrolled
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.discard import ask_discard
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.work.job_editor import PRIORITIES
from officedesk.views.work.rule_editor import RuleEditor
from officedesk.views.work.time_edit import TimeEdit

MONTHLY = Rule(Frequency.MONTHLY)
_LONGEST = 14 * 24 * 60
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class _Choices:
    rates: tuple[TaxChoice, ...]
    tax: TaxChoice
    technicians: tuple[tuple[int, str], ...]


class JobDialog(QDialog):
    """``given(job)`` with what was typed; the plan or contract is saved as a whole afterwards."""

    given = Signal(object)

    def __init__(
        self, shell: Shell, parent: QWidget, job: PlanJobDraft | None, starts: date | None, *, technicians: bool
    ) -> None:
        """``starts``: the first day of the contract; of a plan there is none, and its days are shown from today."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._job = shell, job or PlanJobDraft()
        self._technicians = technicians
        title = "Add job" if job is None else "Edit job"
        self.setWindowTitle(title)
        self._begun: PlanJobDraft | None = None
        self._make_fields(technicians)
        self.lines = LineEditor(shell)
        for name in ("kind", "discount"):
            self.lines.set_column_visible(name, False)
        self.rule = RuleEditor(shell, ends=False)
        self._rule_error = label("", "error")
        self._rule_error.hide()
        fields = column(
            even(self.name_field, self.category_field),
            even(self.minutes_field, self.time_field, self.window_field, self.priority_field),
            spacing=10,
        )
        if technicians:
            fields.addWidget(self.people_field)
        inner = column(
            fields,
            column(label("Tasks", "heading"), self.lines, spacing=6),
            column(label("When it comes again", "heading"), self.rule, self._rule_error, spacing=6),
            FormField("Note for the crew", self.note),
            spacing=14,
            margins=(18, 12, 18, 14),
        )
        area = scrolled()
        area.setWidget(holder(inner, "panel"))
        self.ok = button("Add job" if job is None else "Done", self.answer, kind="primary", tip="Done (Ctrl+Enter)")
        foot = row(None, button("Cancel", self.reject), self.ok, margins=(18, 10, 18, 12))
        layout = column(
            holder(row(label(title, "title"), None, margins=(18, 14, 18, 10)), "panel"), line(), area, line(), foot,
            spacing=0,
        )  # fmt: skip
        layout.setStretch(2, 1)
        self.setLayout(layout)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.answer)
        self.lines.edited.connect(self._lines_edited)
        self.lines.left.connect(self._lines_left)
        self._show(starts or shell.desk.today())
        self._load()
        room = self._room(parent)
        self.resize(min(940, room.width()), min(860, room.height()))
        self.name.setFocus()

    def _make_fields(self, technicians: bool) -> None:
        shell = self._shell
        self.name, self.category = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("Spring tune-up")
        self.minutes, self.arrival = WholeEdit(_LONGEST), WholeEdit(_DAY - 1, optional=True)
        self.at = TimeEdit(optional=True)
        self.at.setPlaceholderText("settled later")
        self.arrival.setPlaceholderText("none")
        self.priority = Combo(shell.icons, shell.theme)
        self.priority.set_choices(PRIORITIES)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(56)
        self.people = FieldChoice(shell, "Technicians", "settled later")
        self.name_field = FormField("Job", self.name, required=True)
        self.category_field = FormField("Category", self.category)
        self.minutes_field = FormField("Minutes", self.minutes)
        self.time_field = FormField("At", self.at)
        self.window_field = FormField("Arrival window, minutes", self.arrival)
        self.priority_field = FormField("Priority", self.priority)
        self.people_field = FormField("Who is sent", self.people)
        if not technicians:
            # A plan knows no window: it is agreed with the customer.
            self.window_field.hide()
        EnterMovesOn(self).watch(self.name, self.category, self.minutes, self.at, self.arrival, self.priority)

    @staticmethod
    def _room(parent: QWidget) -> QSize:
        top = parent.window()
        while (above := top.parentWidget()) is not None:
            top = above.window()
        return top.size() - QSize(40, 24)

    def _show(self, starts: date) -> None:
        job = self._job
        self.name.setText(job.name)
        self.category.setText(job.category)
        self.minutes.set_value(job.minutes)
        self.at.set_value(None if job.at_minute is None else time(*divmod(job.at_minute, 60)))
        self.arrival.set_value(job.window_minutes)
        self.priority.set_value(job.priority)
        self.note.setPlainText(job.crew_note)
        self.rule.set_rule(job.rule or MONTHLY, starts)
        self._show_lines(job.tasks)
        self._begun = self.draft()

    def _load(self) -> None:
        desk, technicians = self._shell.desk, self._technicians

        def work() -> _Choices:
            from officedesk.services.office.company import company, tax_rates
            from officedesk.services.work.day_sheets import technician_names

            rates = tax_rates(desk, active_only=True)
            usual = company(desk).default_tax_rate_id
            chosen = next((one for one in rates if one.id == usual and one.percent), None)
            return _Choices(
                tuple(TaxChoice(one.id, one.name, one.percent) for one in rates if one.percent),
                TaxChoice(chosen.id, chosen.name, chosen.percent) if chosen is not None else NO_TAX,
                tuple(technician_names(desk)) if technicians else (),
            )

        def arrived(found: _Choices) -> None:
            self.lines.set_document(Pricing(currency=desk.currency), found.rates, found.tax)
            self._show_lines(self.lines.lines)
            self.people.set_choices(list(found.technicians))
            self.people.set_value(tuple(one for one, _ in found.technicians if one in self._job.technician_ids))
            self._begun = replace(self._begun or self._job, technician_ids=tuple(self.people.value))

        self._shell.load(self, work, arrived)

    # --- what was typed ---

    def draft(self) -> PlanJobDraft:
        """The job as the fields have it."""
        at: Any = self.at.value()
        return replace(
            self._job,
            name=self.name.text().strip(),
            category=self.category.text().strip(),
            minutes=self.minutes.value() or 0,
            at_minute=None if at is None else at.hour * 60 + at.minute,
            window_minutes=self.arrival.value(),
            priority=self.priority.value(),
            crew_note=self.note.toPlainText(),
            tasks=self.lines.lines,
            rule=self.rule.rule(),
            technician_ids=tuple(self.people.value),
        )

    @property
    def dirty(self) -> bool:
        """Something was typed."""
        return self._begun is not None and self.draft() != self._begun

    def answer(self) -> None:
        """Hand it over; what is wrong is told at its field."""
        wrong = self._problem()
        if wrong is not None:
            wrong.setFocus()
            return
        made = self.draft()
        self.given.emit(made)
        super().accept()

    def _problem(self) -> QWidget | None:
        self.name_field.show_error("" if self.name.text().strip() else "Give the job a name, such as “Spring tune-up”.")
        if not (self.minutes.error or self.minutes.value()):
            self.minutes_field.show_error("A visit is from one minute to two weeks long.")
        for made in (self.name_field, self.minutes_field, self.time_field, self.window_field):
            if made.error or getattr(made.control, "error", ""):
                control: QWidget = made.control
                return control
        self._rule_error.setText(self.rule.problem)
        self._rule_error.setVisible(bool(self.rule.problem))
        if self.rule.problem:
            return self.rule
        bad = {f"lines.{at}.name": "Name the task." for at, one in enumerate(self.lines.lines) if not one.name.strip()}
        return self.lines if bad and self.lines.show_errors(bad) else None

    def _lines_edited(self, lines: Sequence[LineDraft], _key: str) -> None:
        self._show_lines(lines)

    def _show_lines(self, lines: Sequence[LineDraft]) -> None:
        made = tuple(lines)
        try:
            totals = price(made, Pricing(currency=self._shell.desk.currency))
        except PricingError:
            totals = None
        self.lines.show_lines(made, totals)

    def _lines_left(self, step: int) -> None:
        if step > 0:
            self.rule.frequency.setFocus()
        else:
            self.priority.setFocus()

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        if self.dirty:
            ask_discard(self, super().reject, self.answer, "this job")
        else:
            super().reject()
