"""Payments, refunds, and the invoices they were put to."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import BigId, Day, Money, Table, Words, enum_column, sort_key
from officedesk.models.enums import PaymentKind, PaymentMethod
from officedesk.models.parts import Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class PaymentAllocation(Table):
    __tablename__ = "payment_allocation"
    __table_args__ = (
        UniqueConstraint("payment_id", "invoice_id"),
        Index("ix_payment_allocation_invoice", "invoice_id"),
        AUTO,
    )

    payment_id: Mapped[int] = mapped_column(BigId, ForeignKey("payment.id", ondelete="RESTRICT"))
    invoice_id: Mapped[int] = mapped_column(BigId, ForeignKey("invoice.id", ondelete="RESTRICT"))
    amount: Mapped[Money]


class Payment(Stamped, Trashed, Versioned, Table):
    """Money received (or given back: ``refund``). What is not allocated is the customer's unapplied credit.

    ``request_key`` is drawn when the payment form opens, so that a second click stores nothing.
    Card data: brand, last four digits and expiry only.
    """

    __tablename__ = "payment"
    __table_args__ = (
        listed("ix_payment_serial", "serial", "number", "id"),
        Index("ix_payment_customer", "customer_id", "date"),
        listed("ix_payment_date", "date", "id"),
        Index("ix_payment_refunds", "refunds_id"),
        trashed("payment"),
        CheckConstraint("amount > 0", name="amount_positive"),
        AUTO,
    )

    number: Mapped[str] = mapped_column(sort_key(60), unique=True)
    serial: Mapped[int] = mapped_column(BigId)
    kind: Mapped[PaymentKind] = mapped_column(enum_column(PaymentKind), default=PaymentKind.PAYMENT)
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    date: Mapped[Day]
    amount: Mapped[Money]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[PaymentMethod] = mapped_column(enum_column(PaymentMethod), default=PaymentMethod.CHECK)
    reference: Mapped[Words]
    note: Mapped[Words]
    card_brand: Mapped[Words]
    card_last4: Mapped[str] = mapped_column(String(4), default="")
    card_expiry: Mapped[str] = mapped_column(String(7), default="")
    request_key: Mapped[str] = mapped_column(String(40), unique=True)
    refunds_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("payment.id", ondelete="RESTRICT"))
    """Of a refund: the payment that is given back. Its allocations reopen invoices, the rest is unapplied credit."""
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))

    allocations: Mapped[list["PaymentAllocation"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
