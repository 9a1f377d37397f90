"""The price book: what the office sells, and kits that expand into several items."""

from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from officedesk.models.base import BigId, FixedPoint, Money, Table, Words, enum_column
from officedesk.models.enums import LineKind
from officedesk.models.parts import Versioned


class KitComponent(Table):
    __tablename__ = "kit_component"
    __table_args__ = (
        Index("ix_kit_component_kit", "kit_id"),
        CheckConstraint("kit_id <> item_id", name="not_itself"),
        {"sqlite_autoincrement": True},
    )

    kit_id: Mapped[int] = mapped_column(BigId, ForeignKey("price_book_item.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("price_book_item.id", ondelete="RESTRICT"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    quantity: Mapped[Decimal] = mapped_column(FixedPoint, default=Decimal(1))


class PriceBookItem(Versioned, Table):
    __tablename__ = "price_book_item"
    __table_args__ = (Index("ix_price_book_item_name_key", "name_key", "id"), {"sqlite_autoincrement": True})

    code: Mapped[Words]
    name: Mapped[Words]
    name_key: Mapped[str] = mapped_column(String(300))
    """Folded name and code, for completion."""
    description: Mapped[Words]
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind), default=LineKind.SERVICE)
    category: Mapped[Words]
    unit: Mapped[Words]
    price: Mapped[Money]
    unit_cost: Mapped[Money]
    taxable: Mapped[bool] = mapped_column(Boolean, default=True)
    tax_rate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("tax_rate.id", ondelete="RESTRICT"))
    """``None``: the rate of the location, the customer or the office."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)

    components: Mapped[list["KitComponent"]] = relationship(
        lazy="raise",
        order_by="KitComponent.position",
        cascade="all, delete-orphan",
        foreign_keys="KitComponent.kit_id",
    )
