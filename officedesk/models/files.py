"""Attachments: files of customers, each content stored once by its SHA-256 beside the office."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import Base, BigId, Instant, Table, Words, enum_column
from officedesk.models.enums import FileKind
from officedesk.models.parts import Findable, Folded, Stamped, Trashed, Versioned, listed, trashed

AUTO = {"sqlite_autoincrement": True}
_UNREAD = text("read_at IS NULL")


class StoredFile(Base):
    """A content that lies in the folder of attachments under its hash. A row is written after its file is safe.

    An office on a server has its contents in :class:`FilePart`, since its desktops share no folder.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        # The few whose words were not looked for yet.
        Index("ix_stored_file_unread", "added_at", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_stored_file_stored_as", "stored_as"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    stored_as: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bytes as they lie there, and the name of their file: another one where the office is encrypted."""
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120), default="")
    """What the content itself shows it to be; empty where nobody knows."""
    added_at: Mapped[Instant]
    text: Mapped[str] = mapped_column(Folded, default="")
    """What can be searched of it, folded: the beginning of the words in a PDF, DOCX or text file."""
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its words were looked for; ``None`` where that is still to be done."""


class FilePart(Base):
    """A piece of a content, in the database of a server; an office in a file has none."""

    __tablename__ = "file_part"

    sha256: Mapped[str] = mapped_column(
        String(64), ForeignKey("stored_file.sha256", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Folder(Versioned, Table):
    """A folder of a customer's files. That of a job has no row: it is what has the job and no folder of its own."""

    __tablename__ = "folder"
    __table_args__ = (Index("ix_folder_customer", "customer_id"), AUTO)

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("folder.id", ondelete="RESTRICT"))
    name: Mapped[Words]


class Attachment(Findable, Stamped, Trashed, Versioned, Table):
    """A file as the office sees it: a name, where it belongs, and the content that it shows."""

    __tablename__ = "attachment"
    text_parts = ("name", "description", "added_by")
    __table_args__ = (
        # The day of a photo is that on which it was taken: the list is in that order.
        listed("ix_attachment_customer", "customer_id", "added_at", "taken_at", "id"),
        listed("ix_attachment_recent", "added_at", "id"),
        Index("ix_attachment_sha256", "sha256"),
        Index("ix_attachment_folder", "folder_id"),
        Index("ix_attachment_location", "location_id"),
        Index("ix_attachment_job", "job_id"),
        Index("ix_attachment_project", "project_id"),
        Index("ix_attachment_equipment", "equipment_id"),
        Index("ix_attachment_note", "note_id"),
        trashed("attachment"),
        AUTO,
    )

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    folder_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("folder.id", ondelete="SET NULL"))
    location_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("location.id", ondelete="RESTRICT"))
    job_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("job.id", ondelete="RESTRICT"))
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("project.id", ondelete="RESTRICT"))
    task_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("job_task.id", ondelete="SET NULL"))
    equipment_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("equipment.id", ondelete="RESTRICT"))
    estimate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("estimate.id", ondelete="RESTRICT"))
    invoice_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("invoice.id", ondelete="RESTRICT"))
    note_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("note.id", ondelete="SET NULL"))
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("stored_file.sha256", ondelete="RESTRICT"))
    name: Mapped[Words]
    """As it was told: it is shown, and never the name of a file that the program makes."""
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind), default=FileKind.OTHER)
    description: Mapped[Words]
    for_technicians: Mapped[bool] = mapped_column(Boolean, default=False)
    added_at: Mapped[Instant]
    added_by: Mapped[Words]
    technician_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("technician.id", ondelete="SET NULL"))
    """The field employee who brought it, where it came from the field."""
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a photo was taken, where it says so."""
