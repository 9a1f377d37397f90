"""The list of payments."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.customers import Customer
from officedesk.models.enums import PaymentKind
from officedesk.models.listing import CustomerListing
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice
from officedesk.models.text import words
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import PaymentRow
from officedesk.services.sqllist import SqlList, company_key


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    customer_id: int | None = None
    invoice_id: int | None = None
    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
    deleted: bool = False
    """The trash instead of the list."""


class PaymentList(SqlList[PaymentFilter, PaymentRow]):
    """Payments and refunds; the footer sums what came in less what went back, and unapplied credit."""

    permission = Permission.PAYMENTS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Payment.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        table = Payment
        return {
            "number": (table.serial, table.number),
            "date": (table.date,),
            "kind": (table.kind,),
            "company": (company_key(table.customer_id),),
            "amount": (_signed(table.amount),),
            "unapplied": (_unapplied(),),
            "method": (table.method,),
            "reference": (func.lower(table.reference),),
            "invoices": (_first_invoice(),),
        }[column]

    def _where(self, query: PaymentFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [
            Payment.deleted_at.is_not(None) if query.deleted else Payment.deleted_at.is_(None)
        ]
        if query.customer_id is not None:
            found.append(Payment.customer_id == query.customer_id)
        if query.invoice_id is not None:
            found.append(Payment.allocations.any(invoice_id=query.invoice_id))
        if query.date_from is not None:
            found.append(Payment.date >= query.date_from)
        if query.date_to is not None:
            found.append(Payment.date <= query.date_to)
        return found + [_has(word) for word in words(query.text)]

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        return {"amount": func.sum(_signed(Payment.amount)), "unapplied": func.sum(_unapplied())}

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, PaymentRow]:
        numbers = defaultdict(list)
        for payment_id, number in session.execute(
            select(PaymentAllocation.payment_id, Invoice.number)
            .join(Invoice, Invoice.id == PaymentAllocation.invoice_id)
            .where(PaymentAllocation.payment_id.in_(ids))
            .order_by(Invoice.serial, Invoice.id)
        ):
            numbers[payment_id].append(number or "")
        table = Payment
        rows = session.execute(
            select(
                table.id,
                table.number,
                table.date,
                table.kind,
                table.customer_id,
                Customer.name.label("company"),
                table.amount,
                _unapplied().label("unapplied"),
                table.method,
                table.reference,
                table.version,
            )
            .join(Customer, Customer.id == table.customer_id)
            .where(table.id.in_(ids))
        )
        return {
            row.id: PaymentRow(
                id=row.id,
                number=row.number,
                date=row.date,
                kind=row.kind,
                customer_id=row.customer_id,
                company=row.company,
                amount=row.amount,
                unapplied=int(row.unapplied),
                method=row.method,
                reference=row.reference,
                invoices=", ".join(numbers[row.id]),
                version=row.version,
            )
            for row in rows
        }


def _signed(amount: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    return case((Payment.kind == PaymentKind.REFUND, -amount), else_=amount)


def _unapplied() -> ColumnElement[Any]:
    """What neither invoices nor refunds have used of a payment; of a refund nothing."""
    refund = aliased(Payment)
    own = _allocated(Payment.id)
    given = (
        select(func.coalesce(func.sum(refund.amount - _allocated(refund.id)), 0))
        .where(refund.refunds_id == Payment.id, refund.deleted_at.is_(None))
        .correlate(Payment)
        .scalar_subquery()
    )
    return case((Payment.kind == PaymentKind.REFUND, 0), else_=Payment.amount - own - given)


def _allocated(payment_id: Any) -> ColumnElement[Any]:
    part = aliased(PaymentAllocation)
    total = select(func.coalesce(func.sum(part.amount), 0)).where(part.payment_id == payment_id)
    return total.correlate_except(part).scalar_subquery()


def _first_invoice() -> ColumnElement[Any]:
    return (
        select(func.min(Invoice.serial))
        .join(PaymentAllocation, PaymentAllocation.invoice_id == Invoice.id)
        .where(PaymentAllocation.payment_id == Payment.id)
        .scalar_subquery()
    )


def _has(word: str) -> ColumnElement[bool]:
    customers = select(CustomerListing.customer_id).where(CustomerListing.name_key.contains(word, autoescape=True))
    invoices = (
        select(PaymentAllocation.payment_id)
        .join(Invoice, Invoice.id == PaymentAllocation.invoice_id)
        .where(Invoice.text_key.contains(word, autoescape=True))
    )
    return (
        func.lower(Payment.number).contains(word, autoescape=True)
        | func.lower(Payment.reference).contains(word, autoescape=True)
        | Payment.customer_id.in_(customers)
        | Payment.id.in_(invoices)
    )
