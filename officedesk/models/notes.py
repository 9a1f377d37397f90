"""Notes about customers, their locations and jobs, and the office's own tasks."""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import BigId, Instant, Table, Words, enum_column
from officedesk.models.enums import NoteKind
from officedesk.models.parts import Findable, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}
_OPEN = text("done_at IS NULL AND deleted_at IS NULL")
_DONE = text("done_at IS NOT NULL AND deleted_at IS NULL")
_COUNTED = ("due", "id", "customer_id", "done_at", "deleted_at")
"""What open tasks are sorted and counted by: with all of it in the index nobody looks at the rows."""


class Note(Findable, Stamped, Trashed, Versioned, Table):
    """What was said or seen. ``at`` is when; ``message_id`` names the message that an email note logs."""

    __tablename__ = "note"
    text_parts = ("subject", "text", "author")
    __table_args__ = (
        listed("ix_note_customer", "customer_id", "at", "id"),
        Index("ix_note_location", "location_id", "kind"),
        Index("ix_note_job", "job_id"),
        Index("ix_note_project", "project_id"),
        Index("ix_note_message", "message_id"),
        trashed("note"),
        AUTO,
    )

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    job_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("job.id", ondelete="RESTRICT"))
    task_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("job_task.id", ondelete="SET NULL"))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("message.id", ondelete="RESTRICT"))
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("project.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    kind: Mapped[NoteKind] = mapped_column(enum_column(NoteKind), default=NoteKind.NOTE)
    at: Mapped[Instant]
    author: Mapped[Words]
    subject: Mapped[Words]
    text: Mapped[Words]
    pinned: Mapped[bool] = mapped_column(Boolean, default=False)


class Todo(Findable, Stamped, Trashed, Versioned, Table):
    """A task of the office, about a customer or about none; the tasks of a job are ``JobTask``."""

    __tablename__ = "todo"
    text_parts = ("text",)
    __table_args__ = (
        listed("ix_todo_customer", "customer_id", "done_at", "due", "id"),
        Index("ix_todo_assignee", "assignee_id", *_COUNTED, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_todo_open", *_COUNTED, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_todo_done", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
        Index("ix_todo_project", "project_id"),
        trashed("todo"),
        AUTO,
    )

    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    assignee_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("project.id", ondelete="RESTRICT"))
    text: Mapped[Words]
    due: Mapped[date | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[Words]
