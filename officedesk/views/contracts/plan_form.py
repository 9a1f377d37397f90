"""The fields of a membership plan."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QCompleter, QGridLayout, QWidget

from officedesk.services.contracts.drafts import PlanJobDraft
from officedesk.views.contracts.contract_form import job_text, terms_specs
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tab_order import follow_layout
from officedesk.views.widgets.typed_fields import TypedEdit

SPECS = (
    FieldSpec("name", "Name", span=4, required=True, hint="Comfort Plus"),
    FieldSpec("description", "Description", "long", span=4),
    *(replace(spec, required=spec.name == "price") for spec in terms_specs("Price")),
    FieldSpec("months", "Length, months", "whole", span=2, required=True, highest=240),
    FieldSpec("auto_renew", "Renew automatically", "check", span=4),
    FieldSpec("active", "Enabled (offered for new memberships)", "check", span=4),
)


class PlanForm(RecordForm):
    """Loads and gives back a plan with its jobs and the types of equipment that it covers."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, SPECS)
        self._jobs: tuple[PlanJobDraft, ...] = ()
        self.covers = CoversEdit()
        self.covers.edited.connect(self.edited)
        self.covers_field = FormField("Covers types of equipment", self.covers)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - the form made it
        grid.setVerticalSpacing(8)
        places = {"auto_renew": 20, "active": 21}
        for name, line in places.items():
            grid.addWidget(self.fields[name], line, 0, 1, 4)
        for at, name in enumerate(("price", "billing", "billing_day", "months", "discount_percent", "notice_days")):
            grid.addWidget(self.fields[name], 10 + at // 2, at % 2 * 2, 1, 2)
        grid.addWidget(self.covers_field, 15, 0, 1, 4)
        grid.addWidget(self.fields["taxable"], 19, 0, 1, 4)
        self.control("description").setFixedHeight(58)
        follow_layout(self)

    def set_jobs(self, jobs: Sequence[PlanJobDraft]) -> None:
        """The user changed the jobs."""
        self._jobs = tuple(jobs)
        self.edited.emit()

    def load(self, draft: Any) -> None:
        self._jobs = draft.jobs
        self.covers.set_value(draft.covers)
        # Half of a draft is nobody's typing.
        with QSignalBlocker(self):
            super().load(draft)

    def draft(self) -> Any:
        return replace(super().draft(), jobs=self._jobs, covers=self.covers.value() or ())

    def take(self, draft: Any, base: Any) -> None:
        self._jobs = draft.jobs
        self.covers.set_value(draft.covers)
        with QSignalBlocker(self):
            super().take(draft, base)

    def text_of(self, name: str, value: Any) -> str:
        if name == "jobs":
            return "\n".join(job_text(job) for job in value)
        return ", ".join(value) if name == "covers" else super().text_of(name, value)


class CoversEdit(TypedEdit):
    """Types of equipment with commas between them; empty: every type. Known ones are offered while typing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._value = ()
        self.setPlaceholderText("every type")

    def offer(self, words: Sequence[str]) -> None:
        """The types that the office uses."""
        self.setCompleter(_LastWord(words, self))

    def parse(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for part in text.split(",") if (word := " ".join(part.split()))))

    def format(self, value: tuple[str, ...]) -> str:
        return ", ".join(value)


class _LastWord(QCompleter):
    """Completes what is behind the last comma."""

    def __init__(self, words: Sequence[str], edit: CoversEdit) -> None:
        super().__init__(list(words), edit)
        self._edit = edit
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.popup().setProperty("role", "popup")

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        before = self._edit.text().rpartition(",")[0]
        return f"{before}, {index.data()}" if before else str(index.data())
