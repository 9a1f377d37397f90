"""What technicians can do and when they are away; what a job needs of them."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import Base, BigId, Table, Words
from officedesk.models.parts import Stamped, Versioned

AUTO = {"sqlite_autoincrement": True}


class Skill(Versioned, Table):
    """Something that not every technician may do: “Gas”, “Climbing”."""

    __tablename__ = "skill"

    name: Mapped[Words]
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    """Folded."""


class TechnicianSkill(Base):
    __tablename__ = "technician_skill"
    __table_args__ = (Index("ix_technician_skill_skill", "skill_id"),)

    technician_id: Mapped[int] = mapped_column(BigId, ForeignKey("technician.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(BigId, ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True)


class JobSkill(Base):
    """A skill that whoever does the job must have."""

    __tablename__ = "job_skill"
    __table_args__ = (Index("ix_job_skill_skill", "skill_id"),)

    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(BigId, ForeignKey("skill.id", ondelete="CASCADE"), primary_key=True)


class TimeOff(Stamped, Versioned, Table):
    """When a technician is not there, in wall time of the office's zone; of whole days the midnights around them."""

    __tablename__ = "time_off"
    __table_args__ = (
        Index("ix_time_off_technician", "technician_id", "starts"),
        Index("ix_time_off_ends", "ends"),
        CheckConstraint("ends > starts", name="ends"),
        AUTO,
    )

    technician_id: Mapped[int] = mapped_column(BigId, ForeignKey("technician.id", ondelete="RESTRICT"))
    starts: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    all_day: Mapped[bool] = mapped_column(Boolean, default=True)
    reason: Mapped[Words]
