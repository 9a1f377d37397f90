"""Lines and choices for pricing tests, without a database: the least that satisfies the protocols."""

from dataclasses import dataclass
from decimal import Decimal

from officedesk.models.enums import AmountKind, LineKind, TaxRounding


@dataclass(frozen=True)
class Line:
    """A document line; ``PricedLine`` and nothing more."""

    quantity: Decimal = Decimal(1)
    price: int = 0
    tax_percent: Decimal | None = None
    tax_name: str = ""
    discount_kind: AmountKind = AmountKind.NONE
    discount_value: Decimal = Decimal(0)
    unit_cost: int = 0
    optional: bool = False
    selected: bool = True
    alternative: str = ""
    kind: LineKind = LineKind.SERVICE
    name: str = ""


@dataclass(frozen=True)
class Choice:
    """How to price; ``PricingLike`` and nothing more."""

    currency: str = "USD"
    prices_include_tax: bool = False
    tax_rounding: TaxRounding = TaxRounding.GROUP
    discount_kind: AmountKind = AmountKind.NONE
    discount_value: Decimal = Decimal(0)


@dataclass(frozen=True)
class Deposit:
    """A tax group of an issued deposit invoice; ``DepositLike`` and nothing more."""

    net: int
    tax: int
    percent: Decimal | None = None
    tax_name: str = ""


PERCENT = AmountKind.PERCENT
AMOUNT = AmountKind.AMOUNT
BY_GROUP = TaxRounding.GROUP
BY_LINE = TaxRounding.LINE


def sold(quantity: str | int, price: int, percent: str | None = None, **more: object) -> Line:
    """``quantity`` pieces at ``price`` minor units, taxed at ``percent``."""
    return Line(
        quantity=Decimal(quantity),
        price=price,
        tax_percent=None if percent is None else Decimal(percent),
        tax_name="" if percent is None else f"Tax {percent}",
        **more,  # type: ignore[arg-type]
    )


def section(name: str) -> Line:
    return Line(kind=LineKind.SECTION, name=name)
