"""Putting a customer's unapplied credit to open invoices."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.services.sales.rows import OpenInvoice, PaymentRow
from officedesk.views.sales.allocation_table import AllocationTable
from officedesk.views.sales.money_dialog import MoneyDialog
from officedesk.views.shell import Shell
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField


@dataclass(frozen=True)
class _Found:
    payments: list[PaymentRow]
    invoices: list[OpenInvoice]


class CreditDialog(MoneyDialog):
    """Begins with the credit spread over the oldest invoices (``invoice_id`` first); ``stored()`` once it is put."""

    stored = Signal()

    def __init__(
        self,
        shell: Shell,
        customer_id: int,
        payment_id: int | None = None,
        invoice_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        table = AllocationTable(shell, amount="Apply", nothing="There are no open invoices to put it to.")
        super().__init__(shell, parent, "Apply credit", "Apply credit", table)
        self._customer_id, self._invoice_id = customer_id, invoice_id
        self._payments: dict[int, PaymentRow] = {}
        self.setMinimumSize(680, 380)
        self.source = Combo(shell.icons, shell.theme)
        self.lay_out(FormField("Credit of payment", self.source))
        self.source.edited.connect(self._spread)
        self.table.edited.connect(self._tell_rest)
        self._load(payment_id)

    @property
    def loaded(self) -> bool:
        return bool(self._payments)

    def save(self) -> None:
        """Put what is typed, off the GUI thread; the dialog stays until it is stored."""
        payment = self._payments.get(self.source.value())
        if payment is None or not self.may_save():
            return
        amounts = self.table.amounts()
        if not amounts:
            self._error.setText("Enter how much is put to which invoice.")
            return
        parts, desk = self.parts(), self._shell.desk
        self.saving()

        def work() -> None:
            from officedesk.services.sales.payments import apply_credit

            apply_credit(desk, payment.id, parts)

        self._shell.load(self, work, lambda _: self._done(payment, sum(amounts.values())), self.refused)

    def _load(self, payment_id: int | None) -> None:
        desk, customer_id = self._shell.desk, self._customer_id

        def work() -> _Found:
            from officedesk.services.paging import Sort
            from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
            from officedesk.services.sales.payments import open_invoices

            source = PaymentList(desk)
            if payment_id is not None:
                rows = source.rows([payment_id])
            else:
                rows = source.first(PaymentFilter(customer_id=customer_id), Sort("unapplied", True), 50)
            return _Found([row for row in rows if row.unapplied > 0], open_invoices(desk, customer_id))

        self._shell.load(self, work, self._show, self.refused)

    def _show(self, found: _Found) -> None:
        self._payments = {payment.id: payment for payment in found.payments}
        self.source.set_choices((payment.id, self._name(payment)) for payment in found.payments)
        self.table.show_invoices(found.invoices, {})
        if not found.payments:
            self._error.setText("This customer has no unapplied credit.")
            return
        self.source.set_value(found.payments[0].id)
        self._save.setEnabled(bool(found.invoices))
        self._spread()
        first = next(iter(self.table.edits()), None)
        if first is not None:
            first.setFocus()
            first.selectAll()

    def _name(self, payment: PaymentRow) -> str:
        return f"{payment.number} · {self._shell.date(payment.date)} · {self._shell.money(payment.unapplied)} left"

    def _spread(self) -> None:
        payment = self._payments.get(self.source.value())
        if payment is not None:
            self.table.spread(payment.unapplied, first=self._invoice_id, only=self._invoice_id is not None)
            self._tell_rest()

    def _tell_rest(self) -> None:
        payment = self._payments.get(self.source.value())
        if payment is None:
            return
        self._error.clear()
        rest = payment.unapplied - sum(self.table.amounts().values())
        if rest < 0:
            self._rest.setText(f"{self._shell.money(-rest)} more than there is")
        else:
            self._rest.setText(f"{self._shell.money(rest)} stays as credit" if rest else "All of the credit is used")

    def _done(self, payment: PaymentRow, amount: int) -> None:
        from officedesk.views.sales.payment_changes import tell_paid

        tell_paid(self._shell, payment.id, payment.customer_id)
        self._shell.toast(f"{self._shell.money(amount)} of credit applied.")
        self.stored.emit()
        self.accept()
