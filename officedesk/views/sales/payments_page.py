"""All payments of the office: what *Received this month* is the sum of."""

from PySide6.QtWidgets import QMenu

from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.payment_list import PaymentList
from officedesk.services.sales.rows import PaymentRow
from officedesk.views.customers.tabs.payments import PaymentFilters
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import payment_columns
from officedesk.views.sales.payment_actions import edit_payment, fill_payment_menu
from officedesk.views.sales.payment_changes import delete_payments, restore_payments
from officedesk.views.shell import Shell


class OfficePaymentFilters(PaymentFilters):
    """Those of the tab on the profile, over all customers."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setPlaceholderText("Number, customer, reference, invoice")
        self.search.setFixedWidth(260)


class PaymentsPage(ListPage):
    """Enter edits one. A payment is taken where its invoice or its customer is."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._filters = OfficePaymentFilters(shell)
        kind = ListKind(
            name="payments",
            columns=payment_columns(shell),
            sort=Sort("date", True),
            one="payment",
            many="payments",
            empty="Payments will be here. Record one from an invoice, or from the customer that pays.",
            sums=(("unapplied", "Unapplied"), ("amount", "Received")),
            entities=frozenset({"payment", "invoice", "customer"}),
        )
        panel = ListPanel(shell, kind, PaymentList(shell.desk), self._filters)
        correct = Permission.PAYMENTS_CORRECT
        entries = [
            export_entry(shell, panel, "payments"),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=correct),
        ]
        super().__init__("Payments", panel, more_button(shell, panel, entries))
        panel.opened.connect(self._open)
        panel.set_row_menu(self._row_menu)

    def _open(self, entity_id: int) -> None:
        row: PaymentRow | None = self.panel.table.current_row
        if row is None or row.id != entity_id:
            return
        if self._shell.may(Permission.PAYMENTS_CORRECT) and not self._filters.query().deleted:
            edit_payment(self._shell, self, row.customer_id, entity_id)
        else:
            self._shell.go("customer", row.customer_id, "payments")

    def _row_menu(self, row: PaymentRow) -> QMenu:
        menu, shell = QMenu(self), self._shell
        go = shell.go
        menu_action(menu, shell.icons("users"), "Open customer", lambda: go("customer", row.customer_id, "payments"))
        menu.addSeparator()
        if self._filters.query().deleted:
            icon, may = shell.icons("arrow-counter-clockwise"), shell.may(Permission.PAYMENTS_CORRECT)
            menu_action(menu, icon, "Restore", lambda: restore_payments(shell, self, [row.id]), may)
        else:
            fill_payment_menu(shell, self, menu, row)
        return menu

    def _delete(self, ids: list[int]) -> None:
        delete_payments(self._shell, self, ids)
