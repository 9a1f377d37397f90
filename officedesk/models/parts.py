"""Column groups that several tables share."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Boolean, Dialect, ForeignKey, Index, Integer, String, Text, event, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import TypeDecorator

from officedesk.models.base import BigId, FixedPoint, Instant, Money, Words, enum_column
from officedesk.models.enums import AmountKind, LineKind, TaxRounding
from officedesk.models.text import fold


class Versioned:
    """Optimistic lock: a save of an older version than the stored one is a conflict."""

    version: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Stamped:
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]

    def touch(self, now: datetime) -> None:
        """Count the record's version up, also where only its parts changed or the clock stands still."""
        self.updated_at = now
        flag_modified(self, "updated_at")


class Trashed:
    """Deleted rows stay, in the trash, until an admin erases them for good."""

    deleted_at: Mapped[datetime | None] = mapped_column(default=None)


def listed(name: str, *columns: str) -> Index:
    """An index that a list walks in order: of what is not in the trash, so that it never looks at the rows."""
    there = text("deleted_at IS NULL")
    return Index(name, *columns, sqlite_where=there, postgresql_where=there)


def trashed(table: str) -> Index:
    """An index of what is in the trash: the few rows that the Trash page shows."""
    there = text("deleted_at IS NOT NULL")
    return Index(f"ix_{table}_trash", "deleted_at", sqlite_where=there, postgresql_where=there)


class Priced:
    """How a document is priced and what came out of it; the sums are written by ``models.pricing`` only."""

    currency: Mapped[str] = mapped_column(String(3))
    prices_include_tax: Mapped[bool] = mapped_column(Boolean, default=False)
    tax_rounding: Mapped[TaxRounding] = mapped_column(enum_column(TaxRounding), default=TaxRounding.GROUP)
    discount_kind: Mapped[AmountKind] = mapped_column(enum_column(AmountKind), default=AmountKind.NONE)
    discount_value: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(0))
    """Percent, or major currency units where the kind is ``amount``."""
    discount_reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """Why it is given, where nobody typed it: to a member of a plan, say."""
    subtotal: Mapped[Money]
    discount: Mapped[Money]
    net: Mapped[Money]
    tax: Mapped[Money]
    total: Mapped[Money]
    cost: Mapped[Money]


class SoldLine:
    """One line of an estimate, a job or an invoice."""

    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind), default=LineKind.SERVICE)
    name: Mapped[Words]
    description: Mapped[Words]
    quantity: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(1))
    unit: Mapped[Words]
    price: Mapped[Money]
    unit_cost: Mapped[Money]
    discount_kind: Mapped[AmountKind] = mapped_column(enum_column(AmountKind), default=AmountKind.NONE)
    discount_value: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(0))
    tax_name: Mapped[Words]
    tax_percent: Mapped[Decimal | None] = mapped_column(FixedPoint, default=None)
    """``None`` where the line is not taxable."""
    amount: Mapped[Money]
    """Line net (gross where prices include tax) after the line discount."""

    @declared_attr
    def item_id(cls) -> Mapped[int | None]:
        return mapped_column(BigId, ForeignKey("price_book_item.id", ondelete="SET NULL"), default=None)

    @declared_attr
    def tax_rate_id(cls) -> Mapped[int | None]:
        return mapped_column(BigId, ForeignKey("tax_rate.id", ondelete="RESTRICT"), default=None)


class Addressed:
    """An address in parts, with the point on the map where it is known."""

    street: Mapped[Words]
    street2: Mapped[Words]
    city: Mapped[Words]
    region: Mapped[Words]
    postal_code: Mapped[Words]
    country: Mapped[Words]
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)


class Folded(TypeDecorator[str]):
    """Text that is only searched: folded on its way in, whoever writes it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        # Past the cache of folding: a file's words are long, and come once.
        return None if value is None else fold.__wrapped__(value)


TEXT_KEY_LENGTH = 2_000


class Findable:
    """``text_key``: what a list's text filter looks through, folded. It keeps itself true, in bulk inserts too."""

    text_parts: ClassVar[tuple[str, ...]]
    """The columns it is made of, in the order lists sort by them."""

    @declared_attr
    def text_key(cls) -> Mapped[str]:
        def made(context: DefaultExecutionContext) -> str:
            parameters: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
            return text_key(cls.text_parts, parameters)

        return mapped_column(Text, default=made)


def text_key(parts: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """``text_key`` of a :class:`Findable` record with these values and ``text_parts``."""
    return fold(" ".join(filter(None, (values.get(name) for name in parts))))[:TEXT_KEY_LENGTH]


@event.listens_for(Findable, "before_update", propagate=True)
def _renew_text_key(_mapper: object, _connection: object, record: Findable) -> None:
    record.text_key = text_key(record.text_parts, {name: getattr(record, name) for name in record.text_parts})
