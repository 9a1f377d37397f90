"""Taking a payment: amount first, the oldest invoices get it, and what is left over is asked about."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QMessageBox, QWidget

from officedesk.errors import NotAllowed
from officedesk.models.enums import PaymentMethod
from officedesk.services.sales.drafts import PaymentDraft
from officedesk.services.sales.rows import OpenInvoice
from officedesk.views.sales.allocation_table import AllocationTable
from officedesk.views.sales.money_dialog import MoneyDialog
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even, holder
from officedesk.views.widgets.form_field import EnterMovesOn, FormField


class PaymentDialog(MoneyDialog):
    """A new payment of a customer (over ``invoice_id`` first), or an edit of ``payment_id``.

    ``stored(payment_id)`` once it is saved. The request key of the draft is drawn when the dialog opens: however often
    Save is pressed, the payment is stored once.
    """

    stored = Signal(int)

    def __init__(
        self,
        shell: Shell,
        customer_id: int,
        invoice_id: int | None = None,
        payment_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = "Edit payment" if payment_id else "Record payment"
        super().__init__(shell, parent, title, "Save payment", AllocationTable(shell))
        self._customer_id, self._payment_id = customer_id, payment_id
        self._draft: PaymentDraft | None = None
        self._by_hand = False
        self.setMinimumSize(640, 480)
        fields = self.make_fields()
        self.card_brand, self.card_last4, self.card_expiry = QLineEdit(), QLineEdit(), QLineEdit()
        self.card_last4.setPlaceholderText("1234")
        self.card_expiry.setPlaceholderText("MM/YY")
        card = {
            "card_brand": FormField("Card", self.card_brand),
            "card_last4": FormField("Last four digits", self.card_last4),
            "card_expiry": FormField("Expiry", self.card_expiry),
        }
        self._fields |= card
        EnterMovesOn(self).watch(self.card_brand, self.card_last4, self.card_expiry)
        self._card = holder(even(*card.values()))
        self.lay_out(*fields, self._card)
        self.amount.edited.connect(self._amount_typed)
        self.method.edited.connect(self._method_chosen)
        self.table.edited.connect(self._allocated_by_hand)
        self._card.hide()
        self._load(invoice_id)

    @property
    def loaded(self) -> bool:
        return self._draft is not None

    def save(self, *, allow_credit: bool = False) -> None:
        """Store what is typed, off the GUI thread; the form stays until it is stored."""
        if self._draft is None or not self.may_save():
            return
        draft, desk = self._typed(self._draft), self._shell.desk
        self.saving()

        def work() -> int:
            from officedesk.services.sales.payments import edit_payment, record_payment

            if draft.id is None:
                return record_payment(desk, draft, allow_credit=allow_credit)
            edit_payment(desk, draft, allow_credit=allow_credit)
            return draft.id

        self._shell.load(self, work, lambda payment_id: self._done(payment_id, draft), self.refused)

    # --- loading ---

    def _load(self, invoice_id: int | None) -> None:
        desk, customer_id, payment_id = self._shell.desk, self._customer_id, self._payment_id

        def work() -> tuple[PaymentDraft, list[OpenInvoice]]:
            from officedesk.services.sales.payments import new_payment, open_invoices, payment

            draft = payment(desk, payment_id) if payment_id else new_payment(desk, customer_id, invoice_id)
            return draft, open_invoices(desk, draft.customer_id, payment_id)

        self._shell.load(self, work, lambda found: self._show(*found), self.refused)

    def _show(self, draft: PaymentDraft, invoices: list[OpenInvoice]) -> None:
        self._draft = draft
        self.table.show_invoices(invoices, {part.invoice_id: part.amount for part in draft.allocations})
        self.amount.set_value(draft.amount or None)
        self.date.set_value(draft.date)
        self.method.set_value(draft.method)
        for name in ("reference", "note", "card_brand", "card_last4", "card_expiry"):
            getattr(self, name).setText(getattr(draft, name))
        self._by_hand = bool(draft.allocations)
        self._method_chosen()
        self._save.setEnabled(True)
        self._tell_rest()
        self.amount.setFocus()
        self.amount.selectAll()

    # --- typing ---

    def _typed(self, draft: PaymentDraft) -> PaymentDraft:
        return replace(
            draft,
            amount=self.amount.value() or 0,
            date=self.date.value(),
            method=self.method.value(),
            reference=self.reference.text(),
            note=self.note.text(),
            card_brand=self.card_brand.text(),
            card_last4=self.card_last4.text(),
            card_expiry=self.card_expiry.text(),
            allocations=self.parts(),
        )

    def _amount_typed(self) -> None:
        # Whoever put amounts to invoices by hand keeps them; one invoice alone simply follows the amount.
        if not self._by_hand or len(self.table.amounts()) <= 1:
            self.table.spread(self.amount.value() or 0, first=self.table.only_one())
        self._tell_rest()

    def _allocated_by_hand(self) -> None:
        self._by_hand = True
        self._tell_rest()

    def _method_chosen(self) -> None:
        self._card.setVisible(self.method.value() is PaymentMethod.CARD)

    def _tell_rest(self) -> None:
        rest = (self.amount.value() or 0) - sum(self.table.amounts().values())
        if rest > 0:
            self._rest.setText(f"{self._shell.money(rest)} stays as credit of the customer")
        elif rest < 0:
            self._rest.setText(f"{self._shell.money(-rest)} more is put to invoices than the amount")
        else:
            self._rest.setText("All of it is put to invoices" if self.amount.value() else "")

    # --- answers ---

    def _done(self, payment_id: int, draft: PaymentDraft) -> None:
        self._shell.signals.changed.emit("payment", payment_id, draft.customer_id)
        self._shell.signals.changed.emit("invoice", 0, draft.customer_id)
        shell = self._shell

        def receipt() -> None:
            from officedesk.models.papers import PaperKind
            from officedesk.views.sales.paper_actions import print_paper

            print_paper(shell, PaperKind.RECEIPT, payment_id)

        shell.toast(f"Payment {shell.money(draft.amount)} recorded.", "Print receipt", receipt)
        self.stored.emit(payment_id)
        self.accept()

    def refused(self, error: Exception) -> None:
        super().refused(error)
        if isinstance(error, NotAllowed) and self._draft is not None and self._left_over() > 0:
            self._error.clear()
            self._ask_for_credit()

    def _left_over(self) -> int:
        return (self.amount.value() or 0) - sum(self.table.amounts().values())

    def _ask_for_credit(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Overpayment")
        box.setText(f"{self._shell.money(self._left_over())} is more than what it is put to.")
        box.setInformativeText("Keep it as credit of the customer?")
        keep = box.addButton("Keep as credit", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Back", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        keep.clicked.connect(lambda: self.save(allow_credit=True))
        box.open()
