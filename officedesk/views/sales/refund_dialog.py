"""Giving money back: out of unapplied credit first, then out of invoices, which are open again by that much."""

from dataclasses import dataclass, replace
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.services.sales.drafts import PaymentDraft
from officedesk.services.sales.results import PaymentDetail
from officedesk.services.sales.rows import OpenInvoice
from officedesk.views.sales.allocation_table import AllocationTable
from officedesk.views.sales.money_dialog import MoneyDialog
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label


@dataclass(frozen=True)
class _Found:
    payment: PaymentDraft
    detail: PaymentDetail
    paid: list[OpenInvoice]


class RefundDialog(MoneyDialog):
    """``stored(refund_id)`` once it is saved. Pressing Save twice refunds once."""

    stored = Signal(int)

    def __init__(self, shell: Shell, payment_id: int, parent: QWidget | None = None) -> None:
        table = AllocationTable(
            shell, balance="Paid by it", amount="Take back", nothing="Nothing of it is put to invoices."
        )
        super().__init__(shell, parent, "Refund", "Save refund", table)
        self._payment_id = payment_id
        self._request_key = uuid4().hex
        self._found: _Found | None = None
        self._customer_id = 0
        self.setMinimumSize(680, 430)
        self._about = label("", "heading")
        self.lay_out(self._about, *self.make_fields(), about="What is taken back from an invoice is owed again")
        self.amount.edited.connect(self._amount_typed)
        self.table.edited.connect(self._tell_rest)
        self._load()

    @property
    def loaded(self) -> bool:
        return self._found is not None

    def save(self) -> None:
        """Store the refund, off the GUI thread; the dialog stays until it is stored."""
        if not self.may_save():
            return
        desk, payment_id, key = self._shell.desk, self._payment_id, self._request_key
        amount = self.amount.value() or 0
        parts = self.parts()
        method, on = self.method.value(), self.date.value()
        reference, note = self.reference.text(), self.note.text()
        self.saving()

        def work() -> int:
            from officedesk.services.sales.payments import refund

            return refund(
                desk, payment_id, amount, key, allocations=parts, method=method, on=on, reference=reference, note=note
            )

        self._shell.load(self, work, lambda refund_id: self._done(refund_id, amount), self.refused)

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

        self._shell.load(self, work, self._show, self.refused)

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
        from officedesk.views.sales.payment_changes import delete_payment, tell_paid

        customer_id, shell = self._customer_id, self._shell
        tell_paid(shell, refund_id, customer_id)
        shell.toast(
            f"{shell.money(amount)} refunded.", "Undo", lambda: delete_payment(shell, shell, refund_id, customer_id)
        )
        self.stored.emit(refund_id)
        self.accept()
