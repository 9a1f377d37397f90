"""Who has the office open, where it lies on a server; beside a file each desktop keeps a small file of its own."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import BigId, Instant, Table, Words


class Presence(Table):
    """One row per running program. It is not history: no change log tells of it, and old rows are swept away."""

    __tablename__ = "presence"

    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Of the running program, not of the computer: two windows on one desktop are two."""
    desktop: Mapped[Words]
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"))
    user_name: Mapped[Words]
    program: Mapped[str] = mapped_column(String(20))
    """Version of the program."""
    since: Mapped[Instant]
    seen_at: Mapped[Instant]
    editing: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[[entity, id], …]`` of the records in open forms."""
