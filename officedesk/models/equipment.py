"""Equipment at customers' locations, and the parts of it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import Base, BigId, Table, Words, enum_column
from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.models.parts import Findable, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class Equipment(Findable, Stamped, Trashed, Versioned, Table):
    """A machine, a system, a tree. A part names the piece that it belongs to, at the same customer."""

    __tablename__ = "equipment"
    text_parts = ("name", "type", "manufacturer", "model", "serial_number", "place", "notes")
    __table_args__ = (
        listed("ix_equipment_customer", "customer_id", "kind", "id"),
        Index("ix_equipment_location", "location_id"),
        Index("ix_equipment_parent", "parent_id"),
        Index("ix_equipment_serial_number", "serial_number"),
        trashed("equipment"),
        CheckConstraint("parent_id IS NULL OR kind = 'part'", name="parent"),
        AUTO,
    )

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("equipment.id", ondelete="RESTRICT"))
    kind: Mapped[EquipmentKind] = mapped_column(enum_column(EquipmentKind), default=EquipmentKind.EQUIPMENT)
    source: Mapped[EquipmentSource] = mapped_column(enum_column(EquipmentSource), default=EquipmentSource.SOLD)
    name: Mapped[Words]
    type: Mapped[Words]
    manufacturer: Mapped[Words]
    model: Mapped[Words]
    serial_number: Mapped[Words]
    install_date: Mapped[date | None] = mapped_column(default=None)
    warranty_ends: Mapped[date | None] = mapped_column(default=None)
    place: Mapped[Words]
    """Where at the location: “roof, north side”."""
    notes: Mapped[Words]
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)


class JobEquipment(Base):
    """Equipment that a job works on."""

    __tablename__ = "job_equipment"
    __table_args__ = (Index("ix_job_equipment_equipment", "equipment_id"),)

    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    equipment_id: Mapped[int] = mapped_column(BigId, ForeignKey("equipment.id", ondelete="CASCADE"), primary_key=True)


class EstimateEquipment(Base):
    """Equipment that an estimate is about."""

    __tablename__ = "estimate_equipment"
    __table_args__ = (Index("ix_estimate_equipment_equipment", "equipment_id"),)

    estimate_id: Mapped[int] = mapped_column(BigId, ForeignKey("estimate.id", ondelete="CASCADE"), primary_key=True)
    equipment_id: Mapped[int] = mapped_column(BigId, ForeignKey("equipment.id", ondelete="CASCADE"), primary_key=True)
