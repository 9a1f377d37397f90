"""Email and text messages: the outbox, what was sent and received, and templates."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import BigId, Instant, Table, Words, enum_column
from officedesk.models.enums import Channel, MessageStatus, RecipientKind
from officedesk.models.parts import Findable, Stamped, Versioned

AUTO = {"sqlite_autoincrement": True}
_PENDING = "status IN ('waiting', 'sending')"
IN_TROUBLE = "status IN ('failed', 'unsure')"
"""As the index of such messages says it: SQLite uses that for the same words only."""


class MessageTemplate(Versioned, Table):
    """Words to begin a message with. ``purpose`` is the kind of document it goes with, or empty."""

    __tablename__ = "message_template"
    __table_args__ = (Index("ix_message_template_purpose", "channel", "purpose"), AUTO)

    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.EMAIL)
    purpose: Mapped[str] = mapped_column(String(40), default="")
    brand_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("brand.id", ondelete="CASCADE"))
    name: Mapped[Words]
    subject: Mapped[Words]
    body: Mapped[Words]
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class MessageRecipient(Table):
    """One address of a message. ``token`` is in the link that this recipient gets."""

    __tablename__ = "message_recipient"
    __table_args__ = (
        Index("ix_message_recipient_message", "message_id"),
        Index("ix_message_recipient_address", "address"),
        UniqueConstraint("token"),
        AUTO,
    )

    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("message.id", ondelete="CASCADE"))
    kind: Mapped[RecipientKind] = mapped_column(enum_column(RecipientKind), default=RecipientKind.TO)
    name: Mapped[Words]
    address: Mapped[Words]
    """An email address in lower case, or a number as E.164."""
    token: Mapped[str] = mapped_column(String(64))
    refused: Mapped[Words]
    """The server's words where it refused this address."""
    viewed_at: Mapped[datetime | None] = mapped_column(default=None)


class MessageFile(Table):
    """A file that goes with a message: one of the office's attachments, or bytes of its own (a document's PDF)."""

    __tablename__ = "message_file"
    __table_args__ = (Index("ix_message_file_message", "message_id"), AUTO)

    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("message.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[Words]
    attachment_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("attachment.id", ondelete="RESTRICT"))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    media_type: Mapped[str] = mapped_column(String(120), default="")


class Message(Findable, Stamped, Versioned, Table):
    """One email or SMS, from the first letter typed to the server's answer.

    A desktop that sends takes a lease (``sender``, ``lease_until``) in a transaction of its own before it speaks to
    the server, so that each message is sent once; ``handed_over_at`` is stored before the last byte goes out.
    """

    __tablename__ = "message"
    text_parts = ("to_text", "subject", "body")
    __table_args__ = (
        Index("ix_message_customer", "customer_id", "at", "id"),
        Index("ix_message_pending", "next_at", sqlite_where=text(_PENDING), postgresql_where=text(_PENDING)),
        Index("ix_message_trouble", "at", "id", sqlite_where=text(IN_TROUBLE), postgresql_where=text(IN_TROUBLE)),
        Index("ix_message_document", "document", "document_id"),
        Index("ix_message_internet_id", "internet_id"),
        AUTO,
    )

    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.EMAIL)
    status: Mapped[MessageStatus] = mapped_column(enum_column(MessageStatus), default=MessageStatus.DRAFT)
    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    brand_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="RESTRICT"))
    answers_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("message.id", ondelete="SET NULL"))
    document: Mapped[str] = mapped_column(String(40), default="")
    """``estimate``, ``invoice`` …: the document that it carries, and its id."""
    document_id: Mapped[int | None] = mapped_column(BigId, default=None)
    at: Mapped[Instant]
    """When it was written, sent or received: what lists sort by."""
    sender_name: Mapped[Words]
    sender_address: Mapped[Words]
    reply_to: Mapped[Words]
    to_text: Mapped[Words]
    """Its recipients as the list shows them."""
    subject: Mapped[Words]
    body: Mapped[Words]
    """The text as typed; the HTML part is made from it when it is sent."""
    bulk: Mapped[bool] = mapped_column(Boolean, default=False)
    internet_id: Mapped[str] = mapped_column(String(200), default="")
    """The Message-ID of an email, the provider's id of an SMS."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    sender: Mapped[str] = mapped_column(String(40), default="")
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    handed_over_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[Words]
    """The server's words, where it did not take the message."""
    marked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When sending it marked its estimate as sent; taken back with it, if it never leaves."""
    marked_from: Mapped[str] = mapped_column(String(20), default="")
    """The status that its estimate had before."""
    segments: Mapped[int] = mapped_column(Integer, default=0)

    recipients: Mapped[list["MessageRecipient"]] = relationship(
        lazy="raise", order_by="MessageRecipient.id", cascade="all, delete-orphan", passive_deletes=True
    )
    files: Mapped[list["MessageFile"]] = relationship(
        lazy="raise", order_by="MessageFile.position", cascade="all, delete-orphan", passive_deletes=True
    )
