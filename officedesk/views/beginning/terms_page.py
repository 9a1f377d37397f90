"""When invoices are due, and how long estimates hold."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton

from officedesk.services.office.beginning import Beginning
from officedesk.views.beginning.page import Means, Page
from officedesk.views.widgets.basics import column, label, row

OWN = -1
CHOICES: tuple[tuple[int | None, str, str], ...] = (
    (0, "Due on receipt", "The invoice is due on its own day."),
    (15, "Net 15", "Due 15 days after its date."),
    (30, "Net 30", "Due 30 days after its date."),
    (None, "No due date", "Invoices ask for no day; nothing becomes overdue."),
    (OWN, "Other", "Due so many days after its date:"),
)


class TermsPage(Page):
    name = "terms"
    title = "Payment terms"
    about = "What new invoices ask for. A customer may have terms of their own."
    later = "More terms can be added later in Settings, Payment terms."
    may_skip = True

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self.group = QButtonGroup(self)
        self.buttons: dict[int | None, QRadioButton] = {}
        own = self.add("own_days", "Days", QLineEdit(), hint="21")
        own.setFixedWidth(110)
        for days, title, what in CHOICES:
            made = QRadioButton(title)
            made.setAccessibleDescription(what)
            made.setMinimumWidth(150)
            self.group.addButton(made)
            self.buttons[days] = made
            made.toggled.connect(self._chosen)
            self.body.addLayout(row(made, label(what, "muted"), None, spacing=8))
        self.body.addLayout(row(24, own, None))
        valid = self.add("valid_days", "Estimates are valid for (days)", QLineEdit(), hint="30")
        valid.setMaximumWidth(240)
        self.body.addSpacing(8)
        self.body.addLayout(column(valid, label("0: they never expire.", "small"), spacing=3))

    def show_beginning(self, beginning: Beginning) -> None:
        super().show_beginning(beginning)
        self.buttons.get(beginning.terms_days, self.buttons[OWN]).setChecked(True)
        self._chosen()

    def take(self, beginning: Beginning) -> Beginning:
        chosen: Any = next((days for days, made in self.buttons.items() if made.isChecked()), 30)
        return replace(super().take(beginning), terms_days=chosen)

    def owns(self, problem: str) -> bool:
        return problem in self.fields or problem.startswith("terms.")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        named = {name.replace("terms.name", "own_days"): text for name, text in problems.items()}
        super().show_problems(named)

    def begin(self) -> None:
        made = self.group.checkedButton() or self.buttons[30]
        made.setFocus()

    def _chosen(self) -> None:
        own = self.buttons[OWN].isChecked()
        self.fields["own_days"].setVisible(own)
        if own and self.buttons[OWN].hasFocus() and not self.control("own_days").text():
            self.fields["own_days"].show_error("")
        self.edited.emit()
