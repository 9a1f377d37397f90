"""Something that a job cost besides its lines and the time worked on it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk.services.work.drafts import CostDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.typed_fields import MoneyEdit


class CostDialog(Question):
    """``given(cost)`` with what was typed; the job is saved as a whole afterwards."""

    given = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, cost: CostDraft | None) -> None:
        super().__init__(shell, parent, "Edit cost" if cost else "Add cost", "Done" if cost else "Add cost")
        self._cost = cost or CostDraft(shell.desk.today(), "", 0)
        self.name = QLineEdit(self._cost.name)
        self.name.setMaxLength(300)
        self.name.setPlaceholderText("Crane rental")
        self.day = DateEdit(shell)
        self.day.set_value(self._cost.date)
        self.amount = MoneyEdit(shell.desk.currency)
        self.amount.set_value(self._cost.amount if cost else None)
        self._fields = {
            "name": FormField("What it was", self.name, required=True),
            "date": FormField("Date", self.day, required=True),
            "amount": FormField("Amount", self.amount, required=True),
        }
        self.content.addWidget(self._fields["name"])
        self.content.addLayout(even(self._fields["date"], self._fields["amount"]))
        self.setMinimumWidth(400)
        EnterMovesOn(self).watch(self.name, self.day, self.amount)
        self.name.setFocus()

    def answer(self) -> None:
        """Hand over what is typed, if it can be."""
        problems = {
            "name": "" if self.name.text().strip() else "Say what it was.",
            "date": self.day.error or ("" if self.day.value() is not None else "Say when it was."),
            "amount": self.amount.error or ("" if self.amount.value() is not None else "Say how much it was."),
        }
        for name, text in problems.items():
            self._fields[name].show_error(text)
        wrong = next((name for name, text in problems.items() if text), None)
        if wrong is not None:
            self._fields[wrong].control.setFocus()
            return
        name = " ".join(self.name.text().split())
        self.given.emit(replace(self._cost, name=name, date=self.day.value(), amount=self.amount.value()))
        self.accept()
