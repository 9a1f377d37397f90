"""The questions around an issued invoice: why it is voided, and what of it is credited."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QScrollArea, QWidget

from officedesk import formatting
from officedesk.errors import InvalidInput
from officedesk.services.sales.results import CreditableLine, CreditLine
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, grow, holder, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.typed_fields import NumberEdit


class VoidDialog(Question):
    """``voided()`` once it is. The number stays taken, the reason stays with the document."""

    voided = Signal()

    def __init__(self, shell: Shell, parent: QWidget, invoice_id: int, name: str) -> None:
        super().__init__(shell, parent, f"Void {name}", f"Void {name}", danger=True)
        self._invoice_id = invoice_id
        told = label("It keeps its number and is marked void for good. What it billed can be invoiced again.", "muted")
        told.setWordWrap(True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setMaximumHeight(84)
        self._field = FormField("Reason", self.reason, required=True)
        self.reason.textChanged.connect(lambda: self._field.show_error(""))
        self.content.addWidget(told)
        self.content.addWidget(self._field)
        self.setMinimumWidth(460)
        self.reason.setFocus()

    @property
    def problem(self) -> str:
        """What is said under the reason."""
        return self._field.error

    def answer(self) -> None:
        if not self.wait():
            return
        desk, invoice_id, reason = self.shell.desk, self._invoice_id, self.reason.toPlainText()

        def work() -> None:
            from officedesk.services.sales.invoices import void_invoice

            void_invoice(desk, invoice_id, reason)

        self.shell.load(self, work, lambda _: self._done(), self.failed)

    def failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "reason" in error.fields:
            self.ok.setEnabled(True)
            self._field.show_error(error.fields["reason"])
            self.reason.setFocus()
        else:
            super().failed(error)

    def _done(self) -> None:
        self.voided.emit()
        self.accept()


class CreditNoteDialog(Question):
    """Which lines are credited, and how much of each. ``created(id of the draft)``."""

    created = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, invoice_id: int, name: str) -> None:
        super().__init__(shell, parent, f"Credit {name}", "Create credit note")
        self._invoice_id = invoice_id
        self._lines: list[CreditableLine] = []
        self._edits: list[NumberEdit] = []
        self._area = QScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setProperty("role", "card")
        self._area.setWidgetResizable(True)
        told = label("The draft of a credit note is made: check it, then issue it.", "muted")
        everything = button("All that is left", lambda: self._fill(whole=True), kind="link")
        nothing = button("Nothing", lambda: self._fill(whole=False), kind="link")
        self.content.addLayout(row(told, None, everything, nothing))
        self.content.addWidget(self._area, 1)
        self.setMinimumSize(640, 400)
        self.ok.setEnabled(False)
        desk = shell.desk

        def work() -> list[CreditableLine]:
            from officedesk.services.sales.invoices import creditable_lines

            return creditable_lines(desk, invoice_id)

        shell.load(self, work, self._show, self.failed)

    def answer(self) -> None:
        wrong = next((edit for edit in self._edits if edit.error), None)
        if wrong is not None:
            wrong.setFocus()
            return
        amounts = [edit.value() or Decimal(0) for edit in self._edits]
        if not any(amounts):
            self.tell("Enter how much of a line is credited.")
            return
        if not self.wait():
            return
        whole = all(amount == line.rest for amount, line in zip(amounts, self._lines, strict=True))
        wanted = [CreditLine(line.line_id, amount) for amount, line in zip(amounts, self._lines, strict=True) if amount]
        desk, invoice_id = self.shell.desk, self._invoice_id

        def work() -> int:
            from officedesk.services.sales.invoices import credit_invoice

            return credit_invoice(desk, invoice_id, None if whole else wanted)

        self.shell.load(self, work, self._done, self.failed)

    def _done(self, draft_id: int) -> None:
        self.created.emit(draft_id)
        self.accept()

    def _show(self, lines: list[CreditableLine]) -> None:
        self._lines = lines
        enter = EnterMovesOn(self)
        grid = QGridLayout()
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, title in enumerate(("Line", "Price", "Invoiced", "Left", "Credit")):
            head = label(title, "label")
            head.setAlignment(right if column else Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(head, 0, column)
        for number, one in enumerate(lines, start=1):
            grid.addWidget(grow(ElidedLabel(one.name, least=120)), number, 0)
            figures = (self.shell.money(one.price), formatting.quantity(one.quantity), formatting.quantity(one.rest))
            for column, text in enumerate(figures, start=1):
                part = label(text, "" if column == 3 else "muted")
                part.setAlignment(right)
                grid.addWidget(part, number, column)
            edit = NumberEdit(optional=True)
            edit.setFixedWidth(90)
            edit.setAccessibleName(f"Credit of {one.name[:80]}")
            edit.edited.connect(lambda: self.tell(""))
            self._edits.append(edit)
            enter.watch(edit)
            grid.addWidget(edit, number, 4)
        grid.setRowStretch(len(lines) + 1, 1)
        self._area.setWidget(holder(grid, "panel"))
        self._fill(whole=True)
        self.ok.setEnabled(any(line.rest for line in lines))
        if not self.ok.isEnabled():
            self.tell("Everything of it is credited already.")
        elif self._edits:
            self._edits[0].setFocus()
            self._edits[0].selectAll()

    def _fill(self, *, whole: bool) -> None:
        for edit, line in zip(self._edits, self._lines, strict=True):
            edit.set_value(line.rest if whole and line.rest else None)
