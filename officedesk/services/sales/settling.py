"""What is paid, credited and owed of an invoice: always summed anew from payments and credit notes."""

from collections.abc import Collection, Iterable
from functools import cache

from sqlalchemy import BigInteger, case, cast, func, select
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.database.search import among_parameter, id_list
from officedesk.models.enums import InvoiceState, PaymentKind
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice


class _Sums:
    """What was put to invoices and taken back of them, for one engine."""

    def __init__(self, dialect: str) -> None:
        part, payment, invoice = PaymentAllocation.__table__.c, Payment.__table__.c, Invoice.__table__.c
        signed = case((payment.kind == PaymentKind.REFUND, -part.amount), else_=part.amount)
        self.paid = Prepared(
            select(part.invoice_id, cast(func.sum(signed), BigInteger).label("amount"))
            .where(
                payment.id == part.payment_id,
                among_parameter(part.invoice_id, "ids", dialect),
                payment.deleted_at.is_(None),
            )
            .group_by(part.invoice_id)
        )
        self.credited = Prepared(
            select(invoice.credits_id, cast(func.sum(invoice.total), BigInteger).label("amount"))
            .where(among_parameter(invoice.credits_id, "ids", dialect), invoice.state == InvoiceState.ISSUED)
            .group_by(invoice.credits_id)
        )


_sums = cache(_Sums)


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
    sums = _sums(session.get_bind().dialect.name)
    ids = id_list(rows, session.get_bind().dialect.name)
    paid = {row.invoice_id: int(row.amount) for row in sums.paid.all(session, ids=ids)}
    credited = {row.credits_id: -int(row.amount) for row in sums.credited.all(session, ids=ids)}
    for row in rows.values():
        row.paid = paid.get(row.id, 0)
        row.credited = credited.get(row.id, 0)
        row.balance = row.total - row.paid - row.credited if row.state is InvoiceState.ISSUED else 0
    session.flush()
