"""Giving money back: out of unapplied credit first, then out of invoices, which are open again by that much."""

from dataclasses import dataclass, replace
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.sales.results import PaymentDetail
from officedesk.services.sales.rows import OpenInvoice
from officedesk.views.sales.allocation_table import AllocationTable
from officedesk.views.sales.methods import METHODS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, even, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.typed_fields import DateEdit, MoneyEdit


@dataclass(frozen=True)
class _Found:
    payment: PaymentDraft
    detail: PaymentDetail
    paid: list[OpenInvoice]


class RefundDialog(QDialog):
    """``stored(refund_id)`` once it is saved. Pressing Save twice refunds once."""

    stored = Signal(int)

    def __init__(self, shell: Shell, payment_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._payment_id = shell, payment_id
        self._request_key = uuid4().hex
        self._found: _Found | None = None
        self._customer_id = 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Refund")
        self.setMinimumSize(680, 430)
        self._about = label("", "heading")
        self.amount = MoneyEdit(shell.desk.currency)
        self.date = DateEdit(shell)
        self.method = Combo(shell.icons, shell.theme)
        self.method.set_choices(METHODS)
        self.reference, self.note = QLineEdit(), QLineEdit()
        self.table = AllocationTable(
            shell, balance="Paid by it", amount="Take back", nothing="Nothing of it is put to invoices."
        )
        self._fields = {
            "amount": FormField("Amount", self.amount, required=True),
            "date": FormField("Date", self.date, required=True),
            "method": FormField("Method", self.method),
            "reference": FormField("Reference", self.reference),
            "note": FormField("Note", self.note),
        }
        f = self._fields
        self._rest = label("", "muted")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Save refund", self.save, kind="primary", tip="Save refund (Ctrl+S)")
        self._save.setEnabled(False)
        self._cancel = button("Cancel", self.reject)
        for made in (self._cancel, self._save):
            # Enter goes through the fields; it never presses a button by itself.
            made.setAutoDefault(False)
        content = column(
            self._about,
            even(f["amount"], f["date"], f["method"]),
            even(f["reference"], f["note"]),
            4,
            label("What is taken back from an invoice is owed again", "label"),
            self.table,
            row(self._error, None, self._rest),
            row(None, self._cancel, self._save),
            margins=(16, 14, 16, 14),
        )
        content.setStretchFactor(self.table, 1)
        self.setLayout(content)
        EnterMovesOn(self).watch(self.amount, self.date, self.method, self.reference, self.note)
        # Shortcuts of their own: those of a button wait for its animation.
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.amount.edited.connect(self._amount_typed)
        self.table.edited.connect(self._tell_rest)
        self._load()

    @property
    def error_text(self) -> str:
        """Why it is not stored."""
        return self._error.text()

    def save(self) -> None:
        """Store the refund, off the GUI thread; the dialog stays until it is stored."""
        if self._found is None or not self._save.isEnabled():
            return
        wrong = next((control for control in (self.amount, self.date, *self.table.edits()) if control.error), None)
        if wrong is not None:
            wrong.setFocus()
            return
        desk, payment_id, key = self._shell.desk, self._payment_id, self._request_key
        amount = self.amount.value() or 0
        parts = tuple(AllocationDraft(number, part) for number, part in self.table.amounts().items())
        method, on = self.method.value(), self.date.value()
        reference, note = self.reference.text(), self.note.text()
        self._save.setEnabled(False)
        self._error.clear()

        def work() -> int:
            from officedesk.services.sales.payments import refund

            return refund(
                desk, payment_id, amount, key, allocations=parts, method=method, on=on, reference=reference, note=note
            )

        self._shell.load(self, work, lambda refund_id: self._done(refund_id, amount), self._refused)

    def _load(self) -> None:
        desk, payment_id = self._shell.desk, self._payment_id

        def work() -> _Found:
            from officedesk.services.sales.payments import open_invoices, payment, payment_detail

            draft = payment(desk, payment_id)
            held = {part.invoice_id: part.amount for part in draft.allocations}
            paid = [
                replace(invoice, balance=held[invoice.id])
                for invoice in open_invoices(desk, draft.customer_id, payment_id)
                if invoice.id in held
            ]
            return _Found(draft, payment_detail(desk, payment_id), paid)

        self._shell.load(self, work, self._show, self._refused)

    def _show(self, found: _Found) -> None:
        self._found, self._customer_id = found, found.payment.customer_id
        shell = self._shell
        parts = [f"Payment {found.payment.number} of {shell.money(found.payment.amount)}"]
        if found.detail.refunded:
            parts.append(f"{shell.money(found.detail.refunded)} refunded already")
        if found.detail.unapplied:
            parts.append(f"{shell.money(found.detail.unapplied)} unapplied")
        self._about.setText(" · ".join(parts))
        self.table.show_invoices(found.paid, {})
        self.amount.set_value(found.detail.unapplied or None)
        self.date.set_value(shell.desk.today())
        self.method.set_value(found.payment.method)
        self._save.setEnabled(True)
        self._tell_rest()
        self.amount.setFocus()
        self.amount.selectAll()

    def _amount_typed(self) -> None:
        if self._found is not None:
            self.table.spread(max(0, (self.amount.value() or 0) - self._found.detail.unapplied))
            self._tell_rest()

    def _tell_rest(self) -> None:
        if self._found is None:
            return
        rest = (self.amount.value() or 0) - sum(self.table.amounts().values())
        if rest < 0:
            self._rest.setText(f"{self._shell.money(-rest)} more is taken back than the amount")
        elif rest > self._found.detail.unapplied:
            self._rest.setText(f"{self._shell.money(rest - self._found.detail.unapplied)} more than there is")
        else:
            self._rest.setText(f"{self._shell.money(rest)} out of unapplied credit" if rest else "")

    def _done(self, refund_id: int, amount: int) -> None:
        from officedesk.views.sales.payment_actions import delete_payment, tell_paid

        customer_id, shell = self._customer_id, self._shell
        tell_paid(shell, refund_id, customer_id)
        shell.toast(
            f"{shell.money(amount)} refunded.", "Undo", lambda: delete_payment(shell, shell, refund_id, customer_id)
        )
        self.stored.emit(refund_id)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._save.setEnabled(self._found is not None)
        if isinstance(error, InvalidInput):
            left = []
            for name, text in error.fields.items():
                if name in self._fields:
                    self._fields[name].show_error(text)
                else:
                    left.append(text)
            self._error.setText(" ".join(left))
            first = next((self._fields[name].control for name in error.fields if name in self._fields), None)
            if first is not None:
                first.setFocus()
        elif isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self._shell.fail(error)
