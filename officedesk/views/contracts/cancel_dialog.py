"""Ask for the last day and the reason of a contract that ends early, with what that takes away and gives back."""

from datetime import date, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.services.contracts.results import Cancelled
from officedesk.views.contracts.words import counted
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question

WAIT = 120
"""Milliseconds after the last key until it is reckoned again."""


class CancelDialog(Question):
    """Everything it does is told before it is done."""

    def __init__(self, shell: Shell, parent: QWidget, contract_id: int, name: str) -> None:
        super().__init__(shell, parent, f"Cancel {name[:60]}?", "Cancel contract", danger=True)
        # “Cancel” beside “Cancel contract” would say either.
        self.cancel.setText("Keep contract")
        self.setMinimumWidth(480)
        self._id = contract_id
        self._asked = 0
        self.last_day = DateEdit(shell)
        self.last_day.set_value(shell.desk.today())
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(56)
        self._day = FormField("Last day", self.last_day, required=True)
        self._why = FormField("Reason", self.reason, required=True)
        self.told = label("")
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(self.told.fontMetrics().lineSpacing() * 4)
        card = holder(
            column(label("What this does", "heading"), self.told, spacing=6, margins=(14, 10, 14, 12)), "card"
        )
        for part in (self._day, self._why, card):
            self.content.addWidget(part)
        EnterMovesOn(self).watch(self.last_day)
        self.last_day.edited.connect(self._edited)
        self.reason.textChanged.connect(lambda: self._why.show_error(""))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WAIT)
        self._later.timeout.connect(self._ask)
        self._ask()
        self.last_day.setFocus()
        self.last_day.selectAll()

    def answer(self) -> None:
        """Cancel it; what is missing is told beside its field."""
        if self.last_day.error:
            self.last_day.setFocus()
            return
        if not self.wait():
            return
        desk, contract_id, day, reason = self.shell.desk, self._id, self.last_day.value(), self.reason.toPlainText()

        def work() -> Cancelled:
            from officedesk.services.contracts.cancelling import cancel

            return cancel(desk, contract_id, day, reason)

        self.shell.load(self, work, self._done, self._refused)

    def _edited(self) -> None:
        self._day.show_error("")
        self._later.start()

    def _ask(self) -> None:
        self._asked += 1
        asked, desk, contract_id, day = self._asked, self.shell.desk, self._id, self.last_day.value()

        def work() -> Cancelled:
            from officedesk.services.contracts.cancelling import cancel_preview

            return cancel_preview(desk, contract_id, day)

        def arrived(found: Cancelled) -> None:
            if asked == self._asked:
                self.told.setText("\n".join(cancel_words(found, self.shell)))

        def failed(error: Exception) -> None:
            if asked == self._asked:
                self.told.setText("–")
                self._refused(error)

        self.shell.load(self, work, arrived, failed)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, InvalidInput):
            self.failed(error)
            return
        self.ok.setEnabled(True)
        self._day.show_error(error.fields.get("last_day", ""))
        self._why.show_error(error.fields.get("reason", ""))
        (self.last_day if "last_day" in error.fields else self.reason).setFocus()

    def _done(self, done: Cancelled) -> None:
        shell = self.shell
        self.accept()
        for entity in ("contract", "series", "job", "invoice"):
            shell.signals.changed.emit(entity, self._id if entity == "contract" else 0, 0)
        if len(done.credit_notes) == 1:
            note = done.credit_notes[0]
            shell.toast("Contract cancelled. A credit note was drafted.", "Open it", lambda: shell.go("invoice", note))
        elif done.credit_notes:
            shell.toast(f"Contract cancelled. {len(done.credit_notes)} credit notes were drafted.")
        else:
            shell.toast("Contract cancelled.")


def cancel_words(found: Cancelled, shell: Shell) -> list[str]:
    """What a cancellation does, a sentence each."""
    after: date = found.last_day + timedelta(days=1)
    told = [
        f"{counted(found.visits_removed, 'visit')} from {shell.date(after)} on "
        f"{'is' if found.visits_removed == 1 else 'are'} taken away."
        if found.visits_removed
        else "No visit is taken away."
    ]
    if found.visits_kept:
        verb = "stays: it is" if found.visits_kept == 1 else "stay: they are"
        told.append(f"{counted(found.visits_kept, 'visit')} {verb} under way, invoiced or changed by hand.")
    if found.credited:
        notes = sum(bool(one.number) and one.credited > 0 for one in found.bills)
        by = "a credit note draft" if notes == 1 else f"{notes:,} credit note drafts"
        told.append(f"{shell.money(found.credited)} that was invoiced is given back by {by}.")
    if found.drafts_changed:
        changed = [one for one in found.bills if not one.number and one.kept]
        before, after_that = sum(one.billed for one in changed), sum(one.kept for one in changed)
        told.append(
            f"{counted(found.drafts_changed, 'invoice draft')} will bill only the days that are left: "
            f"{shell.money(after_that)} instead of {shell.money(before)}."
        )
    if found.drafts_removed:
        verb = "goes" if found.drafts_removed == 1 else "go"
        told.append(f"{counted(found.drafts_removed, 'invoice draft')} {verb} to the trash.")
    if not (found.credited or found.drafts_changed or found.drafts_removed):
        told.append("Nothing is to be given back.")
    told.append("It is not renewed.")
    return told
