"""The fields of a membership or a service agreement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout

from officedesk.models.billing_periods import last_day, months_of
from officedesk.models.enums import BillingInterval, ContractKind
from officedesk.models.recurrence import words
from officedesk.services.contracts.drafts import REQUIRED, PlanJobDraft
from officedesk.views.contracts.field_buttons import FieldChoice, TermsButton
from officedesk.views.contracts.words import BILLING_DAYS, INTERVALS, billing_text
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import field, holder
from officedesk.views.widgets.tab_order import follow_layout

TERMS = ("price", "billing", "billing_day", "discount_percent", "notice_days", "taxable")
"""What the Billing button opens."""
INTERVAL_CHOICES = [(one, text[0].upper() + text[1:]) for one, text in INTERVALS.items()]
Piece = tuple[int, str, int | None]
"""Equipment: id, name, location."""


def terms_specs(price: str = "Price") -> tuple[FieldSpec, ...]:
    """Fields of the money that plans and contracts share."""
    return (
        FieldSpec("price", price, "money", span=2),
        FieldSpec("billing", "Billed", "choice", span=2, choices=INTERVAL_CHOICES),
        FieldSpec("billing_day", "Billing day", "choice", span=2, choices=BILLING_DAYS),
        FieldSpec("discount_percent", "Member discount", "percent", span=2, hint="On estimates and invoices"),
        FieldSpec("notice_days", "Notice, days", "whole", span=2, highest=366),
        FieldSpec("taxable", "Taxable", "check", span=2),
    )


def _specs(kind: ContractKind) -> tuple[FieldSpec, ...]:
    member = kind is ContractKind.MEMBERSHIP
    first = (
        FieldSpec("plan_id", "Plan", "choice", span=4)
        if member
        else FieldSpec("name", "Name", span=4, hint="Rooftop units, full service")
    )
    own = (
        first,
        FieldSpec("location_id", "Location", "choice", span=4),
        FieldSpec("starts", "Start", "date", span=4),
        FieldSpec("ends", "End", "date", span=4),
        *terms_specs("Price"),
        FieldSpec("summary", "Summary", "long", span=4),
        FieldSpec("auto_renew", "Renew automatically", "check", span=4),
    )
    return tuple(replace(spec, required=spec.name in REQUIRED[kind]) for spec in own)


class ContractForm(RecordForm):
    """Loads and gives back a :class:`ContractDraft` with its jobs and the equipment that it covers."""

    def __init__(self, shell: Shell, kind: ContractKind) -> None:
        super().__init__(shell, _specs(kind))
        self._currency = shell.desk.currency
        self._jobs: tuple[PlanJobDraft, ...] = ()
        self._pieces: Sequence[Piece] = ()
        self._name = ""
        self._telling = False
        self._span: tuple[date | None, int | None] = (None, None)
        self.terms = TermsButton(shell)
        self.terms.toggled.connect(self.show_terms)
        self.equipment = FieldChoice(shell, "Covers", "everything here")
        self.equipment.chosen.connect(self.edited)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - the form made it
        grid.setVerticalSpacing(8)
        self._lay_out(grid)
        self.control("summary").setFixedHeight(58)
        self.edited.connect(self._tell)
        self.show_terms(on=kind is ContractKind.AGREEMENT)
        follow_layout(self)

    @property
    def jobs(self) -> tuple[PlanJobDraft, ...]:
        return self._jobs

    def set_jobs(self, jobs: Sequence[PlanJobDraft]) -> None:
        """The user changed the jobs."""
        self._jobs = tuple(jobs)
        self.edited.emit()

    def offer(self, name: str, choices: Sequence[tuple[Any, str]], present: Any, former: str) -> None:
        """Choices of a field; what is chosen and gone is called ``former``."""
        known = {value for value, _ in choices}
        extra = [(present, former)] if present is not None and present not in known else []
        self.control(name).set_choices([*choices, *extra])

    def offer_equipment(self, pieces: Sequence[Piece]) -> None:
        """All equipment of the customer; that of the chosen location can be covered."""
        self._pieces = pieces
        self._show_pieces(self.equipment.value)

    def show_terms(self, on: bool) -> None:
        """Show or hide the fields of the money."""
        self.terms.setChecked(on)
        for name in TERMS:
            self.fields[name].setVisible(on)

    def load(self, draft: Any) -> None:
        self._jobs, self._name = draft.jobs, draft.name
        # Half of a draft is nobody's typing.
        with QSignalBlocker(self):
            super().load(draft)
        self._show_pieces(draft.equipment)
        self._tell()

    def draft(self) -> Any:
        made = super().draft()
        # A membership is called as its plan is.
        name = made.name if "name" in self.fields else self._name
        return replace(made, name=name, jobs=self._jobs, equipment=tuple(self.equipment.value))

    def take(self, draft: Any, base: Any) -> None:
        self._jobs, self._name = draft.jobs, draft.name
        with QSignalBlocker(self):
            super().take(draft, base)
        self._show_pieces(draft.equipment)
        self._tell()

    def text_of(self, name: str, value: Any) -> str:
        if name == "jobs":
            return "\n".join(job_text(job) for job in value)
        if name == "equipment":
            names = {key: called for key, called, _ in self._pieces}
            return ", ".join(names.get(key, "Former equipment") for key in value) or "Everything there"
        return super().text_of(name, value)

    def show_errors(self, errors: Any) -> list[str]:
        if any(name in errors for name in TERMS):
            self.show_terms(on=True)
        return super().show_errors(errors)

    def _lay_out(self, grid: QGridLayout) -> None:
        billing = holder(field("Billing", self.terms))
        covers = holder(field("Equipment", self.equipment))
        line = 0
        for spec in self._specs:
            if spec.name in TERMS:
                continue
            if spec.name == "summary":
                grid.addWidget(billing, line, 0, 1, 4)
                for at, name in enumerate(TERMS):
                    grid.addWidget(self.fields[name], line + 1 + at // 2, at % 2 * 2, 1, 2)
                box = self.fields["taxable"]
                grid.setAlignment(box, Qt.AlignmentFlag.AlignBottom)
                grid.addWidget(covers, line + 4, 0, 1, 4)
                line += 5
            grid.addWidget(self.fields[spec.name], line, 0, 1, 4)
            line += 1

    def _show_pieces(self, chosen: tuple[int, ...]) -> None:
        place = self.control("location_id").value()
        here = [(key, called) for key, called, where in self._pieces if place is None or where == place]
        self.equipment.set_choices(here)
        self.equipment.set_value(tuple(key for key, _ in here if key in chosen))

    def _tell(self) -> None:
        """What follows from what was typed."""
        if self._telling or self.base is None:
            return
        self._telling = True
        try:
            self._keep_length()
            values = [self.control(name).value() for name in TERMS[:3]]
            said = billing_text(values[0] or 0, values[1] or BillingInterval.MONTHLY, values[2] or 0, self._currency)
            if "plan_id" in self.fields and self.control("plan_id").value() is None:
                said = "As the plan says"
            self.terms.setText(said)
            self.terms.setAccessibleName(f"Billing: {said}")
            renew = self.control("auto_renew")
            assert isinstance(renew, QCheckBox)  # noqa: S101 - its kind
            renew.setText(f"Renew automatically, {self.control('notice_days').value() or 0} days’ notice")
            self._show_pieces(self.equipment.value)
        finally:
            self._telling = False

    def _keep_length(self) -> None:
        """A start that moves takes the end along, where it went for whole months."""
        starts, ends = self.control("starts").value(), self.control("ends").value()
        was, months = self._span
        if was is not None and months and starts is not None and starts != was:
            ends = last_day(starts, months)
            self.control("ends").set_value(ends)
        self._span = (starts, months_of(starts, ends) if starts and ends and ends >= starts else None)

    def begin_anew(self) -> None:
        """Another draft is shown: its days are its own."""
        self._span = (None, None)


def job_text(job: PlanJobDraft) -> str:
    """``Spring tune-up: yearly, 2nd Tuesday of April``."""
    return f"{job.name}: {words(job.rule)}" if job.rule is not None else job.name
