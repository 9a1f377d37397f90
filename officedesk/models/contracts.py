"""Service agreements and memberships, the plans that memberships are sold from, and what they bill."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import Base, BigId, Day, FixedPoint, JsonDict, Money, Table, Words, enum_column, sort_key
from officedesk.models.enums import BillingInterval, ContractKind, ContractState, Priority
from officedesk.models.parts import Findable, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class PlanJob(Table):
    """A job of a plan and when it comes again; ``rule`` reads as ``models.recurrence`` says."""

    __tablename__ = "plan_job"
    __table_args__ = (Index("ix_plan_job_plan", "plan_id"), AUTO)

    plan_id: Mapped[int] = mapped_column(BigId, ForeignKey("plan.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[Words]
    category: Mapped[Words]
    priority: Mapped[Priority] = mapped_column(enum_column(Priority), default=Priority.NORMAL)
    crew_note: Mapped[Words]
    tasks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Lines, as drafts of them are kept."""
    rule: Mapped[JsonDict]
    at_minute: Mapped[int | None] = mapped_column(Integer, default=None)
    minutes: Mapped[int] = mapped_column(Integer, default=60)


class Plan(Stamped, Trashed, Versioned, Table):
    """A membership package."""

    __tablename__ = "plan"
    __table_args__ = (trashed("plan"), AUTO)

    name: Mapped[Words]
    description: Mapped[Words]
    price: Mapped[Money]
    """For each interval."""
    taxable: Mapped[bool] = mapped_column(Boolean, default=True)
    billing: Mapped[BillingInterval] = mapped_column(enum_column(BillingInterval), default=BillingInterval.MONTHLY)
    billing_day: Mapped[int] = mapped_column(Integer, default=1)
    """Day of the month on which a period begins and is billed; 0: the day on which the contract starts."""
    months: Mapped[int] = mapped_column(Integer, default=12)
    """How long a membership goes, where nothing else is said."""
    discount_percent: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(0))
    """What members get off estimates and invoices."""
    covers: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Types of equipment that it is for; none: all."""
    auto_renew: Mapped[bool] = mapped_column(Boolean, default=True)
    notice_days: Mapped[int] = mapped_column(Integer, default=30)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    jobs: Mapped[list["PlanJob"]] = relationship(
        lazy="raise", order_by="PlanJob.position", cascade="all, delete-orphan", passive_deletes=True
    )


class ContractEquipment(Base):
    """Equipment that a contract covers."""

    __tablename__ = "contract_equipment"
    __table_args__ = (Index("ix_contract_equipment_equipment", "equipment_id"),)

    contract_id: Mapped[int] = mapped_column(BigId, ForeignKey("contract.id", ondelete="CASCADE"), primary_key=True)
    equipment_id: Mapped[int] = mapped_column(BigId, ForeignKey("equipment.id", ondelete="CASCADE"), primary_key=True)


class ContractBill(Table):
    """A period of a contract that was billed: made once, whichever desktop makes it."""

    __tablename__ = "contract_bill"
    __table_args__ = (
        UniqueConstraint("contract_id", "period_starts", "credits"),
        Index("ix_contract_bill_invoice", "invoice_id"),
        AUTO,
    )

    contract_id: Mapped[int] = mapped_column(BigId, ForeignKey("contract.id", ondelete="CASCADE"))
    period_starts: Mapped[Day]
    period_ends: Mapped[Day]
    """Its last day."""
    due: Mapped[Day]
    amount: Mapped[Money]
    credits: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it gives back what was billed of a period that ended early."""
    invoice_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("invoice.id", ondelete="SET NULL"), default=None)


class Contract(Findable, Stamped, Trashed, Versioned, Table):
    """A service agreement or a membership. What a plan said when it was sold is kept here."""

    __tablename__ = "contract"
    text_parts = ("number", "name", "summary")
    __table_args__ = (
        listed("ix_contract_serial", "serial", "number", "id"),
        listed("ix_contract_customer", "customer_id", "ends", "id"),
        listed("ix_contract_ends", "state", "ends", "id"),
        Index("ix_contract_location", "location_id"),
        Index("ix_contract_plan", "plan_id"),
        trashed("contract"),
        CheckConstraint("ends >= starts", name="ends"),
        AUTO,
    )

    kind: Mapped[ContractKind] = mapped_column(enum_column(ContractKind), default=ContractKind.AGREEMENT)
    number: Mapped[str] = mapped_column(sort_key(60), unique=True)
    serial: Mapped[int] = mapped_column(BigId)
    name: Mapped[Words]
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    brand_id: Mapped[int] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"))
    plan_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("plan.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    renews_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contract.id", ondelete="RESTRICT"))
    """The contract that this one goes on from."""
    starts: Mapped[Day]
    ends: Mapped[Day]
    """Its last day, as it was agreed; a cancelled one ends with ``cancelled_on``."""
    state: Mapped[ContractState] = mapped_column(enum_column(ContractState), default=ContractState.ACTIVE)
    summary: Mapped[Words]
    currency: Mapped[str] = mapped_column(String(3))
    price: Mapped[Money]
    taxable: Mapped[bool] = mapped_column(Boolean, default=True)
    billing: Mapped[BillingInterval] = mapped_column(enum_column(BillingInterval), default=BillingInterval.MONTHLY)
    billing_day: Mapped[int] = mapped_column(Integer, default=1)
    discount_percent: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(0))
    earlier_terms: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was paid before that was changed from a later day on: price, interval, billing day, and ``until`` when."""
    auto_renew: Mapped[bool] = mapped_column(Boolean, default=False)
    notice_days: Mapped[int] = mapped_column(Integer, default=30)
    cancelled_on: Mapped[Day | None] = mapped_column(default=None)
    """The last day of one that was cancelled."""
    cancel_reason: Mapped[Words]
    billed_until: Mapped[Day | None] = mapped_column(default=None)
    """Up to and with this day everything that was due is billed."""

    @hybrid_property
    def runs_until(self) -> date:
        """Its last day, whatever ends it; in queries too."""
        return self.cancelled_on or self.ends

    @runs_until.inplace.expression
    @classmethod
    def _runs_until(cls) -> ColumnElement[date]:
        return func.coalesce(cls.cancelled_on, cls.ends)
