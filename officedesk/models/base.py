"""Declarative base and the column types that every table is written with."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum as PyEnum
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from officedesk.models.money import SCALE, scaled

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite only gives out never-reused ids for a column declared exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


def sort_key(length: int) -> String:
    """A column that is compared by code point on both engines, so that a range finds every text with a prefix."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, ``timestamptz`` on PostgreSQL, ISO text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FixedPoint(TypeDecorator[Decimal]):
    """A ``Decimal`` with at most four places, stored as an integer of ten-thousandths.

    SQLite has no decimal column: NUMERIC would pass through a float.
    Raises ``ValueError`` for a value with more places or one that is not finite.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return _to_ten_thousandths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return _from_ten_thousandths(value)

    # The same, without a call in between: a document of fifty lines has two hundred of them.
    def bind_processor(self, dialect: Dialect) -> Any:
        return _to_ten_thousandths

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _from_ten_thousandths


# Few quantities and rates come again and again, and to look one up costs a tenth of its arithmetic.
@lru_cache(maxsize=4096)
def _to_ten_thousandths(value: Decimal | None) -> int | None:
    return None if value is None else scaled(value)


@lru_cache(maxsize=4096)
def _from_ten_thousandths(value: int | None) -> Decimal | None:
    if value is None:
        return None
    number = (Decimal(value) / SCALE).normalize()
    # normalize() turns 100 into 1E+2; people and exports want 100.
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def enum_column(kind: type[PyEnum], check: str = "") -> Enum:
    """A text column that holds the values (not the names) of ``kind``, checked by the database.

    ``check`` names the check constraint where a table has two columns of one kind.
    """
    return Enum(
        kind,
        native_enum=False,
        length=20,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        name=check or kind.__name__.lower(),
    )


Id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True, sort_order=-1)]
Money = Annotated[int, mapped_column(BigInteger, default=0)]
"""Integer minor units of the office's currency."""
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
Number = Annotated[Decimal, mapped_column(FixedPoint, default=Decimal(0))]
"""Quantities and percentages, four places."""
Words = Annotated[str, mapped_column(Text, default="")]
"""Text that people type. No column cuts it off: what is too long for a paper is the paper's business."""
Day: TypeAlias = date
"""A calendar day of the office; a name of its own, since the column of a document is called ``date`` itself."""
JsonDict = Annotated[dict[str, Any], mapped_column(JSON)]


class Base(DeclarativeBase):
    """All tables. Relationships never load by themselves: what a use case needs it asks for."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: BigId, datetime: UtcDateTime, Decimal: FixedPoint, str: Text}


class Table(Base):
    """A table whose ids are never given out twice, not even after a delete."""

    __abstract__ = True
    __table_args__: Any = {"sqlite_autoincrement": True}

    id: Mapped[Id]
