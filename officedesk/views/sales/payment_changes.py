"""Payments thrown away and brought back, and telling every screen of it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from officedesk.views.lists.bulk import many, run_each
from officedesk.views.shell import Shell


def delete_payment(shell: Shell, owner: QObject, payment_id: int, customer_id: int, number: str = "") -> None:
    """Put a payment into the trash; its invoices are open again. The toast offers Undo."""
    from officedesk.services.sales.payments import delete_payment as delete

    desk = shell.desk
    name = f"Payment {number}" if number else "Payment"

    def done(_: object) -> None:
        tell_paid(shell, payment_id, customer_id)
        # The window outlives the page that the payment was deleted from.
        shell.toast(f"{name} deleted.", "Undo", lambda: restore_payment(shell, shell, payment_id, customer_id, number))

    shell.load(owner, lambda: delete(desk, payment_id), done)


def restore_payment(shell: Shell, owner: QObject, payment_id: int, customer_id: int, number: str = "") -> None:
    """Take a payment out of the trash."""
    from officedesk.services.sales.payments import restore_payment as restore

    desk = shell.desk

    def done(_: object) -> None:
        tell_paid(shell, payment_id, customer_id)
        shell.toast(f"Payment {number} is back." if number else "The payment is back.")

    shell.load(owner, lambda: restore(desk, payment_id), done)


def delete_payments(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Put several into the trash; the toast offers Undo."""
    from officedesk.services.sales.payments import delete_payment as delete
    from officedesk.services.sales.payments import restore_payment as restore

    run_each(
        shell,
        owner,
        ids,
        delete,
        lambda count: f"{many(count, 'payment')} deleted.",
        "payment",
        customer_id,
        restore,
    )


def restore_payments(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Take several out of the trash."""
    from officedesk.services.sales.payments import restore_payment as restore

    run_each(
        shell,
        owner,
        ids,
        restore,
        lambda count: f"{many(count, 'payment')} restored.",
        "payment",
        customer_id,
    )


def tell_paid(shell: Shell, payment_id: int, customer_id: int) -> None:
    """Tell every screen that a payment changed, and with it what its invoices owe."""
    shell.signals.changed.emit("payment", payment_id, customer_id)
    shell.signals.changed.emit("invoice", 0, customer_id)
