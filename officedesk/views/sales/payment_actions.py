"""What can be done with payments, for every page that shows them."""

from PySide6.QtWidgets import QMenu, QWidget

from officedesk.models.enums import PaymentKind
from officedesk.models.papers import PaperKind
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import PaymentRow
from officedesk.views.lists.bulk import menu_action
from officedesk.views.sales.credit_dialog import CreditDialog
from officedesk.views.sales.paper_actions import email_entry, print_paper, save_pdf
from officedesk.views.sales.payment_changes import delete_payment
from officedesk.views.sales.payment_dialog import PaymentDialog
from officedesk.views.sales.refund_dialog import RefundDialog
from officedesk.views.shell import Shell


def take_payment(shell: Shell, parent: QWidget, customer_id: int, invoice_id: int | None = None) -> PaymentDialog:
    """Record a payment of a customer, over one invoice first where that is given."""
    return _opened(PaymentDialog(shell, customer_id, invoice_id, parent=parent.window()))


def edit_payment(shell: Shell, parent: QWidget, customer_id: int, payment_id: int) -> PaymentDialog:
    return _opened(PaymentDialog(shell, customer_id, payment_id=payment_id, parent=parent.window()))


def refund_payment(shell: Shell, parent: QWidget, payment_id: int) -> RefundDialog:
    """Give money of a payment back."""
    return _opened(RefundDialog(shell, payment_id, parent.window()))


def use_credit(
    shell: Shell, parent: QWidget, customer_id: int, *, payment_id: int | None = None, invoice_id: int | None = None
) -> CreditDialog:
    """Put unapplied credit of a customer to invoices: that of one payment, or of whichever has some."""
    return _opened(CreditDialog(shell, customer_id, payment_id, invoice_id, parent.window()))


def fill_payment_menu(shell: Shell, owner: QWidget, menu: QMenu, row: PaymentRow) -> None:
    """The row menu of a payment or refund."""
    icons = shell.icons
    refund = row.kind is PaymentKind.REFUND
    record, correct = shell.may(Permission.PAYMENTS_WRITE), shell.may(Permission.PAYMENTS_CORRECT)
    menu_action(
        menu, icons("pencil-simple"), "Edit…", lambda: edit_payment(shell, owner, row.customer_id, row.id), correct
    )
    if not refund:
        if row.unapplied > 0:
            menu_action(
                menu,
                icons("arrow-bend-down-right"),
                "Apply credit…",
                lambda: use_credit(shell, owner, row.customer_id, payment_id=row.id),
                record,
            )
        menu_action(menu, icons("arrow-u-up-left"), "Refund…", lambda: refund_payment(shell, owner, row.id), correct)
        menu.addSeparator()
        receipt = PaperKind.RECEIPT
        menu_action(menu, icons("printer"), "Print receipt…", lambda: print_paper(shell, receipt, row.id, owner))
        menu_action(menu, icons("file-pdf"), "Save receipt as PDF…", lambda: save_pdf(shell, receipt, row.id, owner))
        email_entry(shell, menu, "payment", row.customer_id, row.id)
    menu.addSeparator()
    menu_action(
        menu,
        icons("trash", "bad"),
        "Delete",
        lambda: delete_payment(shell, owner, row.id, row.customer_id, row.number),
        correct,
    )


def _opened(dialog):  # type: ignore[no-untyped-def]
    dialog.open()
    return dialog
