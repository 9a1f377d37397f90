"""The change log: history on the profile, audit trail, and the feed that other desktops read."""

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import Base, BigId, Instant, Table, Words, enum_column, sort_key
from officedesk.models.enums import ChangeAction


class ChangeLog(Table):
    """One row per changed record and transaction: who, when, what, before and after.

    ``before`` and ``after`` hold only the fields that differ (all of them for created and deleted records);
    lines of a document are part of the document's row. Customer ids are plain numbers here: history outlives
    the customer.
    """

    __tablename__ = "change_log"
    __table_args__ = (
        Index("ix_change_log_customer", "customer_id", "id"),
        Index("ix_change_log_entity", "entity", "entity_id", "id"),
        Index("ix_change_log_at", "at", "id"),
        Index(
            "ix_change_log_undoes",
            "undoes",
            sqlite_where=text("undoes IS NOT NULL"),
            postgresql_where=text("undoes IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    at: Mapped[Instant]
    transaction_key: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    actor: Mapped[Words]
    desktop: Mapped[Words]
    action: Mapped[ChangeAction] = mapped_column(enum_column(ChangeAction))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int | None] = mapped_column(BigId, default=None)
    label: Mapped[Words]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undoes: Mapped[str | None] = mapped_column(String(40), default=None)
    """``transaction_key`` of the transaction that this one took back."""
    erased: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """What it said was erased for good with its customer; ``digest`` still tells what it was."""
    digest: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """SHA-256 of what the row says (label, before, after)."""
    seal: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """SHA-256 over the seal of the row before it and this row: a change of either shows."""


class ChangeHead(Base):
    """The one row that tells where the change log ends: whoever adds to the log locks it and moves it on."""

    __tablename__ = "change_head"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    """Always 1."""
    first_id: Mapped[int] = mapped_column(BigId)
    """From this row of the log on all are sealed."""
    last_id: Mapped[int] = mapped_column(BigId)
    seal: Mapped[str] = mapped_column(String(64))


class ErasedNumber(Table):
    """A number of something that was erased for good: it is not given out again."""

    __tablename__ = "erased_number"
    __table_args__ = (UniqueConstraint("kind", "number"), {"sqlite_autoincrement": True})

    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(sort_key(60))
