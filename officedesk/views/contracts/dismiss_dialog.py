"""Dismissing services that are due, with the reason why, and taking them back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.services.desk import Desk
from officedesk.views.contracts.words import counted
from officedesk.views.lists.bulk import Outcome, each, run_each
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question

_LONGEST = 300


class DismissDialog(Question):
    """One reason for all of them. Undo takes them back."""

    def __init__(self, shell: Shell, parent: QWidget, ids: Sequence[int], what: str) -> None:
        """``what`` is dismissed: a service with its day, or how many."""
        super().__init__(shell, parent, f"Dismiss {what[:70]}?", "Dismiss", danger=True)
        self._ids, self._owner = tuple(ids), parent
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        self.reason.setPlaceholderText("Customer is away, done with another visit …")
        self._field = FormField("Reason", self.reason, required=True)
        told = label("It leaves the schedule and is not made again. The contract’s report tells the reason.", "muted")
        told.setWordWrap(True)
        self.content.addWidget(told)
        self.content.addWidget(self._field)
        self.setMinimumWidth(460)
        EnterMovesOn(self).watch(self.reason)
        self.reason.textEdited.connect(lambda _: self._field.show_error(""))
        self.reason.setFocus()

    def answer(self) -> None:
        """Dismiss them; what is done or under way meanwhile is told, and stays."""
        reason = self.reason.text().strip()
        if not reason:
            self._field.show_error("Say why it is dismissed.")
            self.reason.setFocus()
            return
        if not self.wait():
            return
        desk, ids = self.shell.desk, self._ids

        def work() -> Outcome:
            from officedesk.services.work.series import dismiss

            return each(lambda one: dismiss(desk, one, reason), ids)

        self.shell.load(self, work, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        if outcome.refused and not outcome.done:
            self.ok.setEnabled(True)
            self.tell(outcome.refused[0])
            return
        shell = self.shell
        self.accept()
        _tell_changed(shell)
        stayed = f" {counted(len(outcome.refused), 'visit')} stayed: {outcome.refused[0]}" if outcome.refused else ""
        done, owner = outcome.done, self._owner
        shell.toast(
            f"{counted(len(done), 'visit')} dismissed.{stayed}", "Undo", lambda: take_back_all(shell, owner, done)
        )

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "reason" in error.fields:
            self.ok.setEnabled(True)
            self._field.show_error(error.fields["reason"])
        else:
            self.failed(error)


def take_back_all(shell: Shell, owner: QWidget, ids: Sequence[int]) -> None:
    """Plan again what was dismissed."""

    def back(desk: Desk, one: int) -> None:
        from officedesk.services.work.series import take_back

        take_back(desk, one)

    run_each(shell, owner, list(ids), back, lambda n: f"{counted(n, 'visit')} taken back.", "series")
    shell.signals.changed.emit("job", 0, 0)


def _tell_changed(shell: Shell) -> None:
    for entity in ("series", "job"):
        shell.signals.changed.emit(entity, 0, 0)
