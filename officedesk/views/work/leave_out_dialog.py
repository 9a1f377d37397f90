"""Leaving a visit of a series out, with the reason why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.views.shell import Shell
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question

LONGEST = 300


class LeaveOutDialog(Question):
    """``left_out(occurrence_id)`` once it is stored."""

    left_out = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, occurrence_id: int, what: str) -> None:
        """``what`` is left out, with its day."""
        super().__init__(shell, parent, "Leave out this visit", "Leave out", danger=True)
        self._occurrence_id = occurrence_id
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST)
        self.reason.setPlaceholderText("Customer is away, done together with another visit …")
        self._field = FormField(f"Why is {what} left out?", self.reason, required=True)
        self.content.addWidget(self._field)
        self.setMinimumWidth(440)
        EnterMovesOn(self).watch(self.reason)
        self.reason.setFocus()

    def answer(self) -> None:
        if not self.reason.text().strip():
            self._field.show_error("Say why it is left out.")
            self.reason.setFocus()
            return
        if not self.wait():
            return
        desk, occurrence_id, reason = self.shell.desk, self._occurrence_id, self.reason.text()

        def work() -> None:
            from officedesk.services.work.series import dismiss

            dismiss(desk, occurrence_id, reason)

        def done(_: object) -> None:
            self.left_out.emit(occurrence_id)
            self.accept()

        self.shell.load(self, work, done, self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "reason" in error.fields:
            self.ok.setEnabled(True)
            self._field.show_error(error.fields["reason"])
        else:
            self.failed(error)
