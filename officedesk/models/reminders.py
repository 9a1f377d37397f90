"""Reminders for users, and the notifications that the bell shows."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import BigId, Instant, Table, Words, enum_column
from officedesk.models.enums import NoticeKind, ReminderStatus, Repeat
from officedesk.models.parts import Findable, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}


class Reminder(Findable, Stamped, Trashed, Versioned, Table):
    """Due at a wall time of the office's ``zone``: a reminder for nine stays at nine when the clocks change.

    ``due_at`` is that time as an instant, so that what is due can be found; snoozing moves ``alert_at`` only.
    """

    __tablename__ = "reminder"
    text_parts = ("subject", "description")
    __table_args__ = (
        listed("ix_reminder_customer", "customer_id", "due_at", "id"),
        Index("ix_reminder_due", "status", "alert_at"),
        Index("ix_reminder_user", "user_id", "status", "due_at"),
        Index("ix_reminder_location", "location_id"),
        trashed("reminder"),
        AUTO,
    )

    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    subject: Mapped[Words]
    description: Mapped[Words]
    due: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[Instant]
    alert_at: Mapped[Instant]
    repeat: Mapped[Repeat] = mapped_column(enum_column(Repeat), default=Repeat.NEVER)
    status: Mapped[ReminderStatus] = mapped_column(enum_column(ReminderStatus), default=ReminderStatus.OPEN)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    day: Mapped[int] = mapped_column(Integer, default=0)
    """Of the month, as it was wanted: what comes again on the 31st is on the 28th in between, and on the 31st again."""
    about: Mapped[str] = mapped_column(String(40), default="")
    """The change log's word for what it is about (``estimate``, ``job`` …), and its id."""
    about_id: Mapped[int | None] = mapped_column(BigId, default=None)


class Notification(Table):
    """Something a user is told once, on whichever desktop they use. ``key`` is the same for the same event."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notification_user", "user_id", "seen_at", "id"),
        Index("ix_notification_about", "entity", "entity_id", "at"),
        AUTO,
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    at: Mapped[Instant]
    """When it happened, or was due: with the record it is about, this tells whether a reminder was told."""
    subject: Mapped[Words]
    text: Mapped[Words]
    entity: Mapped[str] = mapped_column(String(40), default="")
    entity_id: Mapped[int | None] = mapped_column(BigId, default=None)
    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"))
    shown_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a desktop took it upon itself to show it natively: only one does."""
    shown_on: Mapped[Words]
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the user looked at it behind the bell."""
