"""Customers, their contacts and locations, and what the office marks them with."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import Base, BigId, Instant, Table, Words, enum_column, sort_key
from officedesk.models.enums import CustomerType
from officedesk.models.listing import CustomerListing
from officedesk.models.parts import Addressed, Findable, Stamped, Trashed, Versioned, trashed


class Tag(Versioned, Table):
    __tablename__ = "tag"

    name: Mapped[Words]
    name_key: Mapped[str] = mapped_column(String(200), unique=True)


class ImportBatch(Table):
    """One import that was carried out: where its rows came from."""

    __tablename__ = "import_batch"

    at: Mapped[Instant]
    actor: Mapped[Words]
    source: Mapped[Words]
    rows: Mapped[int] = mapped_column(Integer, default=0)


class Contact(Table):
    """A person of a customer. ``phone`` and ``mobile`` are kept as typed; search keeps the digits."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_customer", "customer_id"),
        Index(
            "uq_contact_primary",
            "customer_id",
            unique=True,
            sqlite_where=text("is_primary"),
            postgresql_where=text("is_primary"),
        ),
        {"sqlite_autoincrement": True},
    )

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[Words]
    role: Mapped[Words]
    phone: Mapped[Words]
    mobile: Mapped[Words]
    email: Mapped[Words]
    is_primary: Mapped[bool] = mapped_column(Boolean, default=False)


class Location(Addressed, Findable, Table):
    """A service location. The first of a customer (lowest position) is the one that lists show."""

    __tablename__ = "location"
    text_parts = ("street", "street2", "city", "region", "postal_code", "name")
    __table_args__ = (
        Index("ix_location_customer", "customer_id"),
        Index("ix_location_point", "latitude", "longitude"),
        {"sqlite_autoincrement": True},
    )

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[Words]
    tax_rate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tax_rate.id", ondelete="RESTRICT"))
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class Customer(Addressed, Stamped, Trashed, Versioned, Table):
    """A customer. The address columns are the billing address."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_parent", "parent_id"),
        Index("ix_customer_brand", "brand_id"),
        Index("ix_customer_merged_into", "merged_into_id"),
        trashed("customer"),
        CheckConstraint("rating between 0 and 5", name="rating"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[str] = mapped_column(sort_key(60), unique=True)
    name: Mapped[Words]
    type: Mapped[CustomerType] = mapped_column(enum_column(CustomerType), default=CustomerType.COMMERCIAL)
    brand_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customer.id", ondelete="RESTRICT"))
    """The customer who pays the bills, where it is another."""
    tax_exempt: Mapped[bool] = mapped_column(Boolean, default=False)
    tax_rate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tax_rate.id", ondelete="RESTRICT"))
    terms_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("terms.id", ondelete="RESTRICT"))
    newsletter: Mapped[bool] = mapped_column(Boolean, default=False)
    do_not_contact: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """No message that goes to many reaches them, whatever they signed up for."""
    rating: Mapped[int] = mapped_column(SmallInteger, default=0)
    flag_reason: Mapped[str | None] = mapped_column(default=None)
    """``None``: not flagged. An empty reason is a flag too."""
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(BigId, default=None)
    """The customer that this one turned out to be: it is shown nowhere any more, and its number finds that one."""
    import_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("import_batch.id", ondelete="SET NULL"))

    contacts: Mapped[list["Contact"]] = relationship(
        lazy="raise", order_by="Contact.position", cascade="all, delete-orphan", passive_deletes=True
    )
    locations: Mapped[list["Location"]] = relationship(
        lazy="raise", order_by="Location.position", cascade="all, delete-orphan", passive_deletes=True
    )


class CustomerTag(Base):
    __tablename__ = "customer_tag"
    __table_args__ = (Index("ix_customer_tag_tag", "tag_id", "customer_id"),)

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(BigId, ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)


class Favourite(Base):
    """A customer that one user starred."""

    __tablename__ = "favourite"
    __table_args__ = (Index("ix_favourite_customer", "customer_id"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)


class NotepadEntry(Table):
    """A line of the notepad in a customer's profile."""

    __tablename__ = "notepad_entry"
    __table_args__ = (Index("ix_notepad_entry_customer", "customer_id"), {"sqlite_autoincrement": True})

    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customer.id", ondelete="CASCADE"))
    at: Mapped[Instant]
    author: Mapped[Words]
    text: Mapped[Words]


# Not beside its table: the options of an engine import that engine, which the list does not wait for.
Index(
    "ix_customer_listing_flagged",
    CustomerListing.__table__.c.archived,
    CustomerListing.__table__.c.customer_id,
    sqlite_where=text("flag_reason IS NOT NULL"),
    postgresql_where=text("flag_reason IS NOT NULL"),
)
