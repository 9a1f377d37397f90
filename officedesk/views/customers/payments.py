"""Opens the payment dialog for a customer."""

from PySide6.QtWidgets import QWidget

from officedesk.views.shell import Shell


def open_payment(
    shell: Shell, parent: QWidget, customer_id: int, invoice_id: int | None = None, payment_id: int | None = None
) -> None:
    """Take a payment (over ``invoice_id`` first), or edit ``payment_id``."""
    from officedesk.views.sales.payment_dialog import PaymentDialog

    PaymentDialog(shell, customer_id, invoice_id, payment_id, parent.window()).open()
