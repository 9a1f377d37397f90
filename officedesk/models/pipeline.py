"""Leads and projects: what may become work, and what belongs together from the first call to the last invoice."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import BigId, Day, Table, Words, enum_column, sort_key
from officedesk.models.enums import LeadStatus, Priority, ProjectState
from officedesk.models.parts import Findable, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class Project(Findable, Stamped, Trashed, Versioned, Table):
    """What a customer wants done. How far it is follows from the lead, estimates, jobs and invoices that name it."""

    __tablename__ = "project"
    text_parts = ("number", "title", "description")
    __table_args__ = (
        listed("ix_project_serial", "serial", "number", "id"),
        listed("ix_project_customer", "customer_id", "state", "id"),
        listed("ix_project_state", "state", "due", "id"),
        Index("ix_project_location", "location_id"),
        trashed("project"),
        AUTO,
    )

    number: Mapped[str] = mapped_column(sort_key(60), unique=True)
    serial: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    contact_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id", ondelete="SET NULL"))
    brand_id: Mapped[int] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"))
    estimator_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    title: Mapped[Words]
    description: Mapped[Words]
    due: Mapped[Day | None] = mapped_column(default=None)
    state: Mapped[ProjectState] = mapped_column(enum_column(ProjectState), default=ProjectState.IN_PROGRESS)
    state_before: Mapped[ProjectState | None] = mapped_column(enum_column(ProjectState, "state_before"), default=None)
    """What it was before it was delivered: taken back, it is that again."""
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    cover_id: Mapped[int | None] = mapped_column(BigId, default=None)
    """An attachment of the project. Not a reference to its table, which itself refers to projects."""


class Lead(Stamped, Trashed, Versioned, Table):
    """Somebody asked for something: the first step of a project."""

    __tablename__ = "lead"
    __table_args__ = (
        Index("ix_lead_project", "project_id"),
        listed("ix_lead_customer", "customer_id", "id"),
        listed("ix_lead_status", "status", "postponed_until", "id"),
        Index("ix_lead_location", "location_id"),
        trashed("lead"),
        AUTO,
    )

    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("project.id", ondelete="RESTRICT"))
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    estimator_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    status: Mapped[LeadStatus] = mapped_column(enum_column(LeadStatus), default=LeadStatus.NEW)
    priority: Mapped[Priority] = mapped_column(enum_column(Priority), default=Priority.NORMAL)
    source: Mapped[Words]
    """How they came to the office: “Referral”, “Website”."""
    description: Mapped[Words]
    postponed_until: Mapped[Day | None] = mapped_column(default=None)
    appointment: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), default=None)
    """When the estimator comes, in wall time of the office's zone."""
    appointment_ends: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), default=None)
    call_requested: Mapped[bool] = mapped_column(Boolean, default=False)
    """The customer waits for a call of the estimator."""
    lost_reason: Mapped[Words]
