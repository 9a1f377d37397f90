"""Putting a customer's unapplied credit to open invoices."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from officedesk.errors import OfficeError
from officedesk.services.sales.drafts import AllocationDraft
from officedesk.services.sales.rows import OpenInvoice, PaymentRow
from officedesk.views.sales.allocation_table import AllocationTable
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField


@dataclass(frozen=True)
class _Found:
    payments: list[PaymentRow]
    invoices: list[OpenInvoice]


class CreditDialog(QDialog):
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
        super().__init__(parent)
        self._shell, self._customer_id, self._invoice_id = shell, customer_id, invoice_id
        self._payments: dict[int, PaymentRow] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Apply credit")
        self.setMinimumSize(680, 380)
        self.source = Combo(shell.icons, shell.theme)
        self.table = AllocationTable(shell, amount="Apply", nothing="There are no open invoices to put it to.")
        self._rest = label("", "muted")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Apply credit", self.save, kind="primary", tip="Apply credit (Ctrl+S)")
        self._save.setEnabled(False)
        self._cancel = button("Cancel", self.reject)
        for made in (self._cancel, self._save):
            # Enter goes through the fields; it never presses a button by itself.
            made.setAutoDefault(False)
        content = column(
            FormField("Credit of payment", self.source),
            4,
            label("Put to", "label"),
            self.table,
            row(self._error, None, self._rest),
            row(None, self._cancel, self._save),
            margins=(16, 14, 16, 14),
        )
        content.setStretchFactor(self.table, 1)
        self.setLayout(content)
        # Shortcuts of their own: those of a button wait for its animation.
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.source.edited.connect(self._spread)
        self.table.edited.connect(self._tell_rest)
        self._load(payment_id)

    def save(self) -> None:
        """Put what is typed, off the GUI thread; the dialog stays until it is stored."""
        payment = self._payments.get(self.source.value())
        if payment is None or not self._save.isEnabled():
            return
        wrong = next((edit for edit in self.table.edits() if edit.error), None)
        if wrong is not None:
            wrong.setFocus()
            return
        amounts = self.table.amounts()
        if not amounts:
            self._error.setText("Enter how much is put to which invoice.")
            return
        parts = tuple(AllocationDraft(key, amount) for key, amount in amounts.items())
        desk = self._shell.desk
        self._save.setEnabled(False)

        def work() -> None:
            from officedesk.services.sales.payments import apply_credit

            apply_credit(desk, payment.id, parts)

        self._shell.load(self, work, lambda _: self._done(payment, sum(amounts.values())), self._refused)

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

        self._shell.load(self, work, self._show, self._refused)

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
        from officedesk.views.sales.payment_actions import tell_paid

        tell_paid(self._shell, payment.id, payment.customer_id)
        self._shell.toast(f"{self._shell.money(amount)} of credit applied.")
        self.stored.emit()
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._save.setEnabled(bool(self._payments))
        if isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self._shell.fail(error)
