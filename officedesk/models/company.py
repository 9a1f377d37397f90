"""The office itself: company, brands, people, taxes, terms, numbers and settings."""

import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import BigId, FixedPoint, Instant, Money, Table, Words, enum_column
from officedesk.models.enums import PaperSize, Role, SequenceKind, TaxRounding
from officedesk.models.parts import Addressed, Versioned


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Company(Addressed, Versioned, Table):
    """The one row of the office. Currency, zone and rounding are the defaults of new documents."""

    __tablename__ = "company"

    name: Mapped[Words]
    phone: Mapped[Words]
    email: Mapped[Words]
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    time_zone: Mapped[str] = mapped_column(String(64), default="America/Chicago")
    date_format: Mapped[str] = mapped_column(String(16), default="MM/DD/YYYY")
    paper_size: Mapped[PaperSize] = mapped_column(enum_column(PaperSize), default=PaperSize.LETTER)
    tax_rounding: Mapped[TaxRounding] = mapped_column(enum_column(TaxRounding), default=TaxRounding.GROUP)
    prices_include_tax: Mapped[bool] = mapped_column(Boolean, default=False)
    estimate_valid_days: Mapped[int] = mapped_column(Integer, default=30)
    default_terms_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("terms.id", ondelete="RESTRICT"))
    default_tax_rate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tax_rate.id", ondelete="RESTRICT"))
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)
    office_key: Mapped[str] = mapped_column(String(32), default=lambda: uuid.uuid4().hex, server_default=text("''"))
    """Tells this office from every other, wherever its file or database lies; a copy keeps it."""


class Brand(Addressed, Versioned, Table):
    """The face a document shows: name, address, logo, colour and closing words."""

    __tablename__ = "brand"

    name: Mapped[Words]
    phone: Mapped[Words]
    email: Mapped[Words]
    website: Mapped[Words]
    licence: Mapped[Words]
    colour: Mapped[str] = mapped_column(String(7), default="#1f6feb")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    """PNG or JPEG bytes."""
    thanks: Mapped[Words]
    payment_note: Mapped[Words]
    remittance_strip: Mapped[bool] = mapped_column(Boolean, default=True)
    hidden_columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """``{"estimate": ["tax"], …}``: columns that a kind of document leaves out."""
    terms_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("terms.id", ondelete="RESTRICT"))
    """Payment terms of its new documents, where the customer has none of their own; ``None``: the office's."""
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class User(Versioned, Table):
    """An office user. Whoever has no password cannot sign in once the office asks for passwords."""

    __tablename__ = "user_account"

    name: Mapped[Words]
    email: Mapped[Words]
    role: Mapped[Role] = mapped_column(enum_column(Role), default=Role.OFFICE)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    """Argon2id, with its parameters and salt as one text."""
    failures: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Wrong passwords since the last right one."""
    locked_until: Mapped[Instant | None] = mapped_column(default=None)

    @property
    def has_password(self) -> bool:
        """Whether this user can sign in where the office asks for passwords."""
        return self.password_hash is not None


class SignInToken(Table):
    """A computer on which a user stays signed in. The token itself is in that computer's keyring, nowhere else."""

    __tablename__ = "sign_in_token"
    __table_args__ = (UniqueConstraint("token_hash"), {"sqlite_autoincrement": True})

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256: a token is random, so nobody can guess it from this."""
    desktop: Mapped[Words]
    created_at: Mapped[Instant]
    used_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class Technician(Versioned, Table):
    """A field employee."""

    __tablename__ = "technician"

    name: Mapped[Words]
    phone: Mapped[Words]
    email: Mapped[Words]
    colour: Mapped[str] = mapped_column(String(7), default="#1f6feb")
    hourly_cost: Mapped[Money] = mapped_column(server_default="0")
    """What an hour of theirs costs the office."""
    hours: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """``{"0": [[480, 720], [750, 1020]], …}``: minutes since midnight by day of the week, 0 is Monday. ``None``: the
    office's hours."""
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Their place on the schedule; those of the same place by name."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class TaxRate(Versioned, Table):
    __tablename__ = "tax_rate"

    name: Mapped[Words]
    percent: Mapped[Decimal] = mapped_column(FixedPoint)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Terms(Versioned, Table):
    """Payment terms. ``due_days`` counts from the invoice date; ``None`` means no due date."""

    __tablename__ = "terms"

    name: Mapped[Words]
    due_days: Mapped[int | None] = mapped_column(Integer, default=None)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class NumberSequence(Versioned, Table):
    """How one kind of number looks; the next value of each period is in :class:`NumberCounter`.

    A brand may number on its own; what it has no sequence for goes by the office's (``brand_id`` null).
    """

    __tablename__ = "number_sequence"
    __table_args__ = (
        Index("uq_number_sequence_kind", "kind", unique=True, **_where("brand_id IS NULL")),
        Index("uq_number_sequence_brand", "brand_id", "kind", unique=True, **_where("brand_id IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[SequenceKind] = mapped_column(enum_column(SequenceKind))
    brand_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("brand.id", ondelete="RESTRICT"), default=None)
    pattern: Mapped[str] = mapped_column(String(60), default="{n}")
    """Text with ``{n}`` and optionally ``{yyyy}`` or ``{yy}`` of the document's date."""
    padding: Mapped[int] = mapped_column(Integer, default=0)
    yearly: Mapped[bool] = mapped_column(Boolean, default=False)
    start: Mapped[int] = mapped_column(BigId, default=1)


class NumberCounter(Table):
    """The next value of a sequence in a period (``""``, or the year where the sequence starts anew each year)."""

    __tablename__ = "number_counter"
    __table_args__ = (UniqueConstraint("sequence_id", "period"), {"sqlite_autoincrement": True})

    sequence_id: Mapped[int] = mapped_column(BigId, ForeignKey("number_sequence.id", ondelete="RESTRICT"))
    period: Mapped[str] = mapped_column(String(8))
    next_value: Mapped[int] = mapped_column(BigId)


class Setting(Table):
    """A remembered choice of the office (``user_id`` null) or of one user: saved filters, list styles."""

    __tablename__ = "setting"
    __table_args__ = (
        Index("uq_setting_scope_key", "key", "user_id", unique=True),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(JSON)
