"""What is paid, credited and owed of an invoice: always summed anew from payments and credit notes."""

from collections.abc import Collection, Iterable

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from officedesk.models.enums import InvoiceState, PaymentKind
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice


def lock_invoices(session: Session, ids: Collection[int]) -> dict[int, Invoice]:
    """The invoices, locked in the order of their ids so that two desktops never wait for each other."""
    if not ids:
        return {}
    rows = session.scalars(
        select(Invoice)
        .where(Invoice.id.in_(ids))
        .order_by(Invoice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def settle(session: Session, invoices: Iterable[Invoice]) -> None:
    """Write ``paid``, ``credited`` and ``balance`` of locked invoices after payments or credit notes changed."""
    rows = {row.id: row for row in invoices}
    if not rows:
        return
    session.flush()
    paid = {
        invoice_id: int(amount)
        for invoice_id, amount in session.execute(
            select(
                PaymentAllocation.invoice_id,
                func.sum(
                    case(
                        (Payment.kind == PaymentKind.REFUND, -PaymentAllocation.amount), else_=PaymentAllocation.amount
                    )
                ),
            )
            .join(Payment, Payment.id == PaymentAllocation.payment_id)
            .where(PaymentAllocation.invoice_id.in_(rows), Payment.deleted_at.is_(None))
            .group_by(PaymentAllocation.invoice_id)
        )
    }
    credited = {
        invoice_id: -int(amount)
        for invoice_id, amount in session.execute(
            select(Invoice.credits_id, func.sum(Invoice.total))
            .where(Invoice.credits_id.in_(rows), Invoice.state == InvoiceState.ISSUED)
            .group_by(Invoice.credits_id)
        )
    }
    for row in rows.values():
        row.paid = paid.get(row.id, 0)
        row.credited = credited.get(row.id, 0)
        row.balance = row.total - row.paid - row.credited if row.state is InvoiceState.ISSUED else 0
    session.flush()
