"""Work that comes again: the series, and each of its occurrences, which becomes a job."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import Base, BigId, Day, JsonDict, Table, Words, enum_column
from officedesk.models.enums import OccurrenceStatus, Priority
from officedesk.models.parts import Stamped, Versioned

AUTO = {"sqlite_autoincrement": True}


class SeriesTechnician(Base):
    __tablename__ = "series_technician"
    __table_args__ = (Index("ix_series_technician_technician", "technician_id"),)

    series_id: Mapped[int] = mapped_column(BigId, ForeignKey("series.id", ondelete="CASCADE"), primary_key=True)
    technician_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("technician.id", ondelete="RESTRICT"), primary_key=True
    )


class Occurrence(Table):
    """One day of a series: made once, whichever desktop makes it, and known by the day that the rule gave it."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("series_id", "nominal"),
        UniqueConstraint("job_id"),
        Index("ix_occurrence_due", "status", "due"),
        AUTO,
    )

    series_id: Mapped[int] = mapped_column(BigId, ForeignKey("series.id", ondelete="CASCADE"))
    nominal: Mapped[Day]
    due: Mapped[Day]
    """The day that it was put on: another one where holidays or weekends move it."""
    status: Mapped[OccurrenceStatus] = mapped_column(enum_column(OccurrenceStatus), default=OccurrenceStatus.PLANNED)
    job_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("job.id", ondelete="SET NULL"), default=None)
    own: Mapped[bool] = mapped_column(Boolean, default=False)
    """Changed by itself: a change of the series leaves it as it is."""
    reason: Mapped[Words]
    """Why it was dismissed."""
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by: Mapped[Words]


class Series(Stamped, Versioned, Table):
    """What comes again and when. ``rule`` reads as ``models.recurrence`` says; times are wall times of ``zone``."""

    __tablename__ = "series"
    __table_args__ = (
        Index("ix_series_customer", "customer_id"),
        Index("ix_series_location", "location_id"),
        Index("ix_series_contract", "contract_id"),
        Index("ix_series_due", "active", "made_until"),
        AUTO,
    )

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    contact_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id", ondelete="SET NULL"))
    brand_id: Mapped[int] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"))
    contract_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contract.id", ondelete="RESTRICT"))
    plan_job_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("plan_job.id", ondelete="SET NULL"))
    follows_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("series.id", ondelete="SET NULL"))
    """The series that this one goes on for, since “this and following” were changed."""
    description: Mapped[Words]
    category: Mapped[Words]
    priority: Mapped[Priority] = mapped_column(enum_column(Priority), default=Priority.NORMAL)
    crew_note: Mapped[Words]
    tasks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Lines, as drafts of them are kept."""
    rule: Mapped[JsonDict]
    starts_on: Mapped[Day]
    """The first day that counts: what the rule's count and interval are reckoned from."""
    ends_on: Mapped[Day | None] = mapped_column(default=None)
    """The last day on which something may be; besides what the rule says itself."""
    at_minute: Mapped[int | None] = mapped_column(Integer, default=None)
    """Minutes since midnight; nothing where only the day is settled."""
    minutes: Mapped[int] = mapped_column(Integer, default=60)
    """How long a visit is."""
    window_minutes: Mapped[int | None] = mapped_column(Integer, default=None)
    """How much later than its beginning a visit may begin; nothing where no window is promised."""
    more: Mapped[JsonDict] = mapped_column(default=dict)
    """What else its jobs begin with: ``pricing`` (where not the customer's usual), ``terms_id``, ids of ``equipment``
    and ``skills``."""
    zone: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    made_until: Mapped[Day | None] = mapped_column(default=None)
    """Up to and with this day its occurrences are there."""

    # Deleted one by one, so that the change log tells of them.
    technicians: Mapped[list["SeriesTechnician"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    occurrences: Mapped[list["Occurrence"]] = relationship(
        lazy="raise", order_by="Occurrence.nominal", cascade="all, delete-orphan"
    )
