"""What the customer list and the search read: rows drawn from the customers' tables, ready to sort and to find.

Apart from those tables, because these alone are needed to put the list on screen.
"""

from datetime import date

from sqlalchemy import Boolean, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import Base, BigId, Money, Table, Words, sort_key


class CustomerListing(Base):
    """What the customer list shows of a customer, ready to sort: one row per customer that is not in the trash.

    Written by ``database.listing`` in the transaction of whatever changed it, never by hand. ``*_key`` columns
    are folded (``models.text.fold``) and each is indexed with the id behind it as the tie-breaker.
    """

    __tablename__ = "customer_listing"

    customer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[Words]
    number: Mapped[Words]
    contact: Mapped[Words]
    phone: Mapped[Words]
    email: Mapped[Words]
    location: Mapped[Words]
    tags: Mapped[Words]
    """Names in order, joined by a tab."""
    name_key: Mapped[str] = mapped_column(sort_key(120))
    number_key: Mapped[str] = mapped_column(sort_key(80))
    contact_key: Mapped[str] = mapped_column(sort_key(120))
    phone_key: Mapped[str] = mapped_column(sort_key(40))
    email_key: Mapped[str] = mapped_column(sort_key(120))
    location_key: Mapped[str] = mapped_column(sort_key(160))
    tags_key: Mapped[str] = mapped_column(sort_key(160))
    balance: Mapped[Money]
    oldest_due: Mapped[date | None] = mapped_column(default=None)
    """Earliest due date of an issued invoice with a balance: before today means overdue."""
    brand_id: Mapped[int | None] = mapped_column(BigId, default=None)
    flag_reason: Mapped[str | None] = mapped_column(default=None)
    archived: Mapped[bool] = mapped_column(Boolean, default=False)


# ``archived`` leads each index: the list always asks for one kind, and so reads its ids from the index alone.
for _column in (
    "name_key",
    "number_key",
    "contact_key",
    "phone_key",
    "email_key",
    "location_key",
    "tags_key",
    "balance",
):
    Index(
        f"ix_customer_listing_{_column}",
        CustomerListing.__table__.c.archived,
        CustomerListing.__table__.c[_column],
        CustomerListing.__table__.c.customer_id,
    )
Index("ix_customer_listing_oldest_due", CustomerListing.__table__.c.archived, CustomerListing.__table__.c.oldest_due)
Index("ix_customer_listing_brand", CustomerListing.__table__.c.archived, CustomerListing.__table__.c.brand_id)


class CustomerSearch(Base):
    """The text a customer can be found by; the trigram index of each engine stands on it (``database.search``)."""

    __tablename__ = "customer_search"

    customer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    body: Mapped[Words]


class SearchWord(Table):
    """Every word that names were written with: what a misspelt word is corrected to."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(sort_key(60), unique=True)
