"""Jobs (work orders), their tasks and visits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, DateTime, ForeignKey, Index, String, event, false, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import Base, BigId, Day, Money, Table, Words, enum_column, sort_key
from officedesk.models.enums import JobStatus, Priority, TaskStatus
from officedesk.models.parts import Findable, Priced, SoldLine, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class JobTask(SoldLine, Table):
    """A task or service of a job. It is billed while a line of an invoice that is not void names it."""

    __tablename__ = "job_task"
    __table_args__ = (Index("ix_job_task_job", "job_id"), AUTO)

    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("job.id", ondelete="CASCADE"))
    status: Mapped[TaskStatus] = mapped_column(enum_column(TaskStatus), default=TaskStatus.OPEN)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    covered: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Paid by the job's contract: it is done without being billed."""


class JobCost(Table):
    """What a job cost besides its lines and the time worked on it: a rental, a permit, parts bought on the way."""

    __tablename__ = "job_cost"
    __table_args__ = (Index("ix_job_cost_job", "job_id"), AUTO)

    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("job.id", ondelete="CASCADE"))
    date: Mapped[Day]
    name: Mapped[Words]
    amount: Mapped[Money]


class VisitTechnician(Base):
    __tablename__ = "visit_technician"
    __table_args__ = (Index("ix_visit_technician_technician", "technician_id"),)

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    technician_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("technician.id", ondelete="RESTRICT"), primary_key=True
    )


class Visit(Versioned, Table):
    """One appointment of a job, in wall time of ``zone``; all-day visits carry midnights."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_job", "job_id"), Index("ix_visit_starts", "starts"), AUTO)

    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("job.id", ondelete="CASCADE"))
    starts: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), default=None)
    ends: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), default=None)
    zone: Mapped[str] = mapped_column(String(64))
    all_day: Mapped[bool] = mapped_column(Boolean, default=False)
    window_ends: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), default=None)
    """Latest arrival that the customer was promised."""
    status: Mapped[JobStatus] = mapped_column(enum_column(JobStatus), default=JobStatus.NOT_STARTED)
    note: Mapped[Words]

    technicians: Mapped[list["VisitTechnician"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )


def _others_go(visit: Visit, link: VisitTechnician, _initiator: object) -> VisitTechnician:
    """Who goes is part of a visit: where that changes, an older version of the visit is an older one."""
    state: Any = inspect(visit)
    if state.persistent and not state.attrs.version.history.has_changes():
        visit.version += 1
    return link


event.listen(Visit.technicians, "append", _others_go)
event.listen(Visit.technicians, "remove", _others_go)


class Job(Findable, Priced, Stamped, Trashed, Versioned, Table):
    __tablename__ = "job"
    text_parts = ("number", "description")
    __table_args__ = (
        listed("ix_job_serial", "serial", "number", "id"),
        Index("ix_job_customer", "customer_id", "status"),
        Index("ix_job_location", "location_id"),
        Index("ix_job_estimate", "estimate_id"),
        Index("ix_job_project", "project_id"),
        Index("ix_job_contract", "contract_id"),
        trashed("job"),
        AUTO,
    )

    number: Mapped[str] = mapped_column(sort_key(60), unique=True)
    serial: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    contact_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id", ondelete="SET NULL"))
    brand_id: Mapped[int] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"))
    estimate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("estimate.id", ondelete="RESTRICT"))
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("project.id", ondelete="RESTRICT"))
    contract_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contract.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    terms_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("terms.id", ondelete="RESTRICT"))
    description: Mapped[Words]
    category: Mapped[Words]
    priority: Mapped[Priority] = mapped_column(enum_column(Priority), default=Priority.NORMAL)
    status: Mapped[JobStatus] = mapped_column(enum_column(JobStatus), default=JobStatus.NOT_STARTED)
    crew_note: Mapped[Words]
    completed_at: Mapped[datetime | None] = mapped_column(default=None)

    tasks: Mapped[list["JobTask"]] = relationship(
        lazy="raise", order_by="JobTask.position", cascade="all, delete-orphan", passive_deletes=True
    )
    visits: Mapped[list["Visit"]] = relationship(
        lazy="raise", order_by="Visit.starts", cascade="all, delete-orphan", passive_deletes=True
    )
