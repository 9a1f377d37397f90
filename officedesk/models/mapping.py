"""Geofences, the devices whose positions are known, what they crossed, and the time that came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from officedesk.models.base import Base, BigId, Instant, JsonDict, Table, Words, enum_column, sort_key
from officedesk.models.enums import CrossingKind, DeviceKind, FenceShape
from officedesk.models.parts import Findable, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class Geofence(Findable, Stamped, Trashed, Versioned, Table):
    """A circle or a polygon on the ground. What follows from its shape (box, area, way around) is stored beside it."""

    __tablename__ = "geofence"
    text_parts = ("name",)
    __table_args__ = (
        listed("ix_geofence_name", "text_key", "id"),
        listed("ix_geofence_customer", "customer_id", "id"),
        Index("ix_geofence_location", "location_id"),
        trashed("geofence"),
        CheckConstraint("(shape = 'circle') = (radius IS NOT NULL)", name="radius"),
        AUTO,
    )

    name: Mapped[Words]
    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    shape: Mapped[FenceShape] = mapped_column(enum_column(FenceShape), default=FenceShape.CIRCLE)
    latitude: Mapped[float]
    """Of a circle its centre, of a polygon a point inside it: where its name stands."""
    longitude: Mapped[float]
    radius: Mapped[float | None] = mapped_column(default=None)
    """Metres."""
    outline: Mapped[Any | None] = mapped_column(JSON(none_as_null=True), default=None)
    """Of a polygon the coordinates of a GeoJSON MultiPolygon, cut at the antimeridian; of a circle nothing."""
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    """Less than ``west`` where the fence lies across the antimeridian."""
    north: Mapped[float]
    area: Mapped[float]
    """Square metres on the ellipsoid."""
    perimeter: Mapped[float]
    """Metres on the ellipsoid, holes included."""
    colour: Mapped[str] = mapped_column(String(7), default="#1f6feb")
    alert_on_enter: Mapped[bool] = mapped_column(Boolean, default=True)
    alert_on_exit: Mapped[bool] = mapped_column(Boolean, default=True)
    active_days: Mapped[int] = mapped_column(Integer, default=127)
    """Days of the week on which crossings are told: bit 0 is Monday."""
    active_from: Mapped[int] = mapped_column(Integer, default=0)
    """Minutes since midnight on the office's clock. As ``active_until``: all day; later than it: over midnight."""
    active_until: Mapped[int] = mapped_column(Integer, default=0)


class GeofenceWatcher(Base):
    """A user who is told of a fence's crossings."""

    __tablename__ = "geofence_watcher"
    __table_args__ = (Index("ix_geofence_watcher_user", "user_id"),)

    geofence_id: Mapped[int] = mapped_column(BigId, ForeignKey("geofence.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)


class Device(Versioned, Table):
    """What tells where it is: a vehicle, a phone, a tracker. Tracks name it by ``identifier``."""

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_technician", "technician_id"), AUTO)

    name: Mapped[Words]
    kind: Mapped[DeviceKind] = mapped_column(enum_column(DeviceKind), default=DeviceKind.VEHICLE)
    identifier: Mapped[str] = mapped_column(sort_key(200), unique=True)
    """Folded: a track names its device however it is written."""
    technician_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("technician.id", ondelete="RESTRICT"))
    """Who has it now; crossings keep who had it then."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    state: Mapped[JsonDict] = mapped_column(default=dict)
    """Where the crossing engine stands with this device; empty before its first position."""
    behind_from: Mapped[datetime | None] = mapped_column(default=None)
    """The earliest position that the crossing engine has not looked at yet; nothing where it has looked at all."""
    behind_until: Mapped[datetime | None] = mapped_column(default=None)
    """The latest of those that came late."""


class TrackImport(Table):
    """A file of positions that was taken in. The same contents are not taken in twice."""

    __tablename__ = "track_import"

    at: Mapped[Instant]
    actor: Mapped[Words]
    source: Mapped[Words]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    positions: Mapped[int] = mapped_column(Integer, default=0)
    left_out: Mapped[JsonDict] = mapped_column(default=dict)
    """How many points were left out, by reason."""
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    """While it is being taken in: until then nobody else goes on with it. Nothing once all of it is there."""


class Position(Table):
    """Where a device was. A device is at one place at a time."""

    __tablename__ = "position"
    __table_args__ = (UniqueConstraint("device_id", "at"), Index("ix_position_at", "at"), AUTO)

    device_id: Mapped[int] = mapped_column(BigId, ForeignKey("device.id", ondelete="RESTRICT"))
    at: Mapped[Instant]
    latitude: Mapped[float]
    longitude: Mapped[float]
    accuracy: Mapped[float | None] = mapped_column(default=None)
    """Metres: the point is within this of where the device was."""
    speed: Mapped[float | None] = mapped_column(default=None)
    """Metres a second."""
    heading: Mapped[float | None] = mapped_column(default=None)
    """Degrees from north, clockwise."""
    import_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("track_import.id", ondelete="SET NULL"))


class Crossing(Table):
    """A device went into a fence or out of it. A way out names the way in that it ends: together they are a stay."""

    __tablename__ = "crossing"
    __table_args__ = (
        UniqueConstraint("geofence_id", "device_id", "at", "kind"),
        Index("ix_crossing_at", "at", "id"),
        Index("ix_crossing_geofence", "geofence_id", "kind", "at"),
        Index("ix_crossing_device", "device_id", "at"),
        Index("ix_crossing_entered", "entered_id"),
        Index("ix_crossing_invoice", "invoice_id"),
        AUTO,
    )

    geofence_id: Mapped[int] = mapped_column(BigId, ForeignKey("geofence.id", ondelete="CASCADE"))
    device_id: Mapped[int] = mapped_column(BigId, ForeignKey("device.id", ondelete="RESTRICT"))
    technician_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("technician.id", ondelete="RESTRICT"))
    kind: Mapped[CrossingKind] = mapped_column(enum_column(CrossingKind))
    at: Mapped[Instant]
    """Between two positions, where the way between them meets the edge."""
    latitude: Mapped[float]
    longitude: Mapped[float]
    noticed_at: Mapped[Instant]
    entered_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("crossing.id", ondelete="SET NULL"))
    invoice_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("invoice.id", ondelete="SET NULL"))
    """The invoice that the stay which ends here was put on."""


class TimeEntry(Stamped, Trashed, Versioned, Table):
    """Time that a technician worked: a line of the timesheet."""

    __tablename__ = "time_entry"
    __table_args__ = (
        listed("ix_time_entry_started", "started_at", "id"),
        listed("ix_time_entry_technician", "technician_id", "started_at"),
        Index("ix_time_entry_job", "job_id"),
        Index("ix_time_entry_customer", "customer_id"),
        trashed("time_entry"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends"),
        AUTO,
    )

    technician_id: Mapped[int] = mapped_column(BigId, ForeignKey("technician.id", ondelete="RESTRICT"))
    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    job_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("job.id", ondelete="RESTRICT"))
    started_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    """Nothing while the work goes on."""
    note: Mapped[Words]
    crossing_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("crossing.id", ondelete="SET NULL"), unique=True, default=None
    )
    """The way out of the stay that it was made from, and while that goes on the way in: a stay is put down once."""


class FoundPlace(Table):
    """What a geocoder answered to a question: asked once, as its provider wants it."""

    __tablename__ = "found_place"
    __table_args__ = (UniqueConstraint("provider", "question"), AUTO)

    provider: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(String(500))
    """Folded."""
    answer: Mapped[JsonDict]
    at: Mapped[Instant]
