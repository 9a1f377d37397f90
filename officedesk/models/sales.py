"""Estimates and invoices with their lines."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import BigId, Day, FixedPoint, Instant, Money, Table, Words, enum_column, sort_key
from officedesk.models.enums import AmountKind, EstimateStatus, InvoiceKind, InvoiceState
from officedesk.models.parts import Findable, Priced, SoldLine, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}
# As indexes say it: SQLite uses those for the same words only, and does not look at the rows where the index holds all
# that the words name.
UNANSWERED = "status IN ('draft', 'sent') AND deleted_at IS NULL"
OWED = "balance > 0 AND kind <> 'credit_note' AND deleted_at IS NULL"


def _restrict(target: str) -> Any:
    return ForeignKey(f"{target}.id", ondelete="RESTRICT")


def _where(name: str, condition: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class EstimateLine(SoldLine, Table):
    __tablename__ = "estimate_line"
    __table_args__ = (Index("ix_estimate_line_estimate", "estimate_id"), AUTO)

    estimate_id: Mapped[int] = mapped_column(BigId, ForeignKey("estimate.id", ondelete="CASCADE"))
    optional: Mapped[bool] = mapped_column(Boolean, default=False)
    selected: Mapped[bool] = mapped_column(Boolean, default=True)
    """Counted in the total: always for a plain line, chosen by the customer for optional and alternative ones."""
    alternative: Mapped[Words]
    """Name of the group of alternatives (good / better / best) that the line belongs to, or empty."""


class Estimate(Findable, Priced, Stamped, Trashed, Versioned, Table):
    __tablename__ = "estimate"
    text_parts = ("number", "description")
    __table_args__ = (
        listed("ix_estimate_serial", "serial", "number", "id"),
        Index("ix_estimate_customer", "customer_id", "status", "total"),
        listed("ix_estimate_date", "date", "id"),
        Index("ix_estimate_location", "location_id"),
        Index("ix_estimate_project", "project_id"),
        _where("ix_estimate_unanswered", UNANSWERED, "status", "date", "id", "valid_until", "total", "deleted_at"),
        trashed("estimate"),
        AUTO,
    )

    number: Mapped[str] = mapped_column(sort_key(60), unique=True)
    serial: Mapped[int] = mapped_column(BigId)
    """What the number column sorts by: the counter value, behind the year where numbers start anew each year."""
    customer_id: Mapped[int] = mapped_column(BigId, _restrict("customer"))
    location_id: Mapped[int | None] = mapped_column(BigId, _restrict("location"))
    contact_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id", ondelete="SET NULL"))
    brand_id: Mapped[int] = mapped_column(BigId, _restrict("brand"))
    project_id: Mapped[int | None] = mapped_column(BigId, _restrict("project"))
    estimator_id: Mapped[int | None] = mapped_column(BigId, _restrict("user_account"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, _restrict("user_account"))
    terms_id: Mapped[int | None] = mapped_column(BigId, _restrict("terms"))
    date: Mapped[Day]
    valid_until: Mapped[Day | None]
    description: Mapped[Words]
    note: Mapped[Words]
    internal_note: Mapped[Words]
    status: Mapped[EstimateStatus] = mapped_column(enum_column(EstimateStatus), default=EstimateStatus.DRAFT)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    deposit_kind: Mapped[AmountKind] = mapped_column(enum_column(AmountKind, "deposit_kind"), default=AmountKind.NONE)
    deposit_value: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(0))
    deposit: Mapped[Money]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    viewed_on: Mapped[Day | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[Words]
    decline_reason: Mapped[Words]
    signature: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)

    lines: Mapped[list["EstimateLine"]] = relationship(
        lazy="raise", order_by="EstimateLine.position", cascade="all, delete-orphan", passive_deletes=True
    )


class EstimateRevision(Table):
    """What was sent, kept when the estimate is changed afterwards."""

    __tablename__ = "estimate_revision"
    __table_args__ = (UniqueConstraint("estimate_id", "revision"), AUTO)

    estimate_id: Mapped[int] = mapped_column(BigId, ForeignKey("estimate.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(Integer)
    at: Mapped[Instant]
    author: Mapped[Words]
    total: Mapped[Money]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)


class InvoiceLine(SoldLine, Table):
    __tablename__ = "invoice_line"
    __table_args__ = (
        Index("ix_invoice_line_invoice", "invoice_id"),
        Index("ix_invoice_line_credits", "credits_line_id"),
        Index("ix_invoice_line_task", "job_task_id"),
        AUTO,
    )

    invoice_id: Mapped[int] = mapped_column(BigId, ForeignKey("invoice.id", ondelete="CASCADE"))
    job_task_id: Mapped[int | None] = mapped_column(BigId, _restrict("job_task"))
    credits_line_id: Mapped[int | None] = mapped_column(BigId, _restrict("invoice_line"))
    """The line that this line of a credit note takes back."""


class Invoice(Findable, Priced, Stamped, Trashed, Versioned, Table):
    """An invoice, a deposit invoice or a credit note.

    A draft has no number. When issued it gets one together with ``snapshot`` (company, customer and lines as they
    were), and its lines and sums never change again; ``paid``, ``credited`` and ``balance`` follow the payments.
    """

    __tablename__ = "invoice"
    text_parts = ("number", "description")
    __table_args__ = (
        UniqueConstraint("kind_series", "number"),
        listed("ix_invoice_serial", "serial", "number", "id"),
        Index("ix_invoice_customer", "customer_id", "state", "due_date", "balance"),
        Index("ix_invoice_number", "number"),
        listed("ix_invoice_date", "date", "id"),
        Index("ix_invoice_job", "job_id"),
        Index("ix_invoice_project", "project_id"),
        Index("ix_invoice_estimate", "estimate_id"),
        Index("ix_invoice_credits", "credits_id"),
        Index("ix_invoice_open", "state", "due_date", "balance"),
        _where("ix_invoice_owed", OWED, "due_date", "balance", "kind", "deleted_at"),
        trashed("invoice"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="numbered_when_issued"),
        AUTO,
    )

    kind: Mapped[InvoiceKind] = mapped_column(enum_column(InvoiceKind), default=InvoiceKind.INVOICE)
    kind_series: Mapped[str] = mapped_column(String(20), default="invoice")
    """Which number sequence the number is from: ``invoice`` (deposits too) or ``credit_note``."""
    sequence_id: Mapped[int | None] = mapped_column(BigId, _restrict("number_sequence"))
    """The brand's own sequence that the number is from; ``None``: the office's."""
    number: Mapped[str | None] = mapped_column(sort_key(60), default=None)
    serial: Mapped[int | None] = mapped_column(BigId, default=None)
    state: Mapped[InvoiceState] = mapped_column(enum_column(InvoiceState), default=InvoiceState.DRAFT)
    customer_id: Mapped[int] = mapped_column(BigId, _restrict("customer"))
    location_id: Mapped[int | None] = mapped_column(BigId, _restrict("location"))
    contact_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id", ondelete="SET NULL"))
    brand_id: Mapped[int] = mapped_column(BigId, _restrict("brand"))
    estimate_id: Mapped[int | None] = mapped_column(BigId, _restrict("estimate"))
    job_id: Mapped[int | None] = mapped_column(BigId, _restrict("job"))
    project_id: Mapped[int | None] = mapped_column(BigId, _restrict("project"))
    credits_id: Mapped[int | None] = mapped_column(BigId, _restrict("invoice"))
    """The invoice that this credit note corrects."""
    created_by_id: Mapped[int | None] = mapped_column(BigId, _restrict("user_account"))
    terms_id: Mapped[int | None] = mapped_column(BigId, _restrict("terms"))
    date: Mapped[Day]
    due_date: Mapped[Day | None] = mapped_column(default=None)
    description: Mapped[Words]
    note: Mapped[Words]
    internal_note: Mapped[Words]
    deposits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Issued deposit invoices taken off this one: ``{"invoice_id", "number", "tax_name", "percent", "net", "tax"}``."""
    paid: Mapped[Money]
    credited: Mapped[Money]
    balance: Mapped[Money]
    """``total - paid - credited`` while issued, else 0."""
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    viewed_on: Mapped[Day | None] = mapped_column(default=None)
    void_reason: Mapped[Words]
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)

    lines: Mapped[list["InvoiceLine"]] = relationship(
        lazy="raise", order_by="InvoiceLine.position", cascade="all, delete-orphan", passive_deletes=True
    )


class DocumentPdf(Table):
    """The paper of an issued document as it was first produced."""

    __tablename__ = "document_pdf"
    __table_args__ = (UniqueConstraint("invoice_id"), AUTO)

    invoice_id: Mapped[int] = mapped_column(BigId, _restrict("invoice"))
    at: Mapped[Instant]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
