"""What pricing takes and what it gives: shapes only, re-exported by ``models.pricing``."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from officedesk.models.enums import AmountKind, LineKind, TaxRounding


class PricingError(ValueError):
    """A value that cannot be priced. ``line`` counts from 0 (``None``: the document); ``field`` is its attribute."""

    def __init__(self, message: str, line: int | None, field: str) -> None:
        super().__init__(message if line is None else f"Line {line + 1}: {message}")
        self.message = message
        self.line = line
        self.field = field


class PricedLine(Protocol):
    """One line as pricing reads it. ``price`` and ``unit_cost`` are minor units; quantity may be negative."""

    @property
    def kind(self) -> LineKind: ...
    @property
    def name(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def price(self) -> int: ...
    @property
    def unit_cost(self) -> int: ...
    @property
    def discount_kind(self) -> AmountKind: ...
    @property
    def discount_value(self) -> Decimal: ...
    @property
    def tax_name(self) -> str: ...
    @property
    def tax_percent(self) -> Decimal | None: ...
    @property
    def optional(self) -> bool: ...
    @property
    def selected(self) -> bool: ...
    @property
    def alternative(self) -> str: ...


class PricingLike(Protocol):
    """How a document is priced. ``discount_value`` is percent, or major units where the kind is ``amount``."""

    @property
    def currency(self) -> str: ...
    @property
    def prices_include_tax(self) -> bool: ...
    @property
    def tax_rounding(self) -> TaxRounding: ...
    @property
    def discount_kind(self) -> AmountKind: ...
    @property
    def discount_value(self) -> Decimal: ...


class DepositLike(Protocol):
    """One tax group of a deposit invoice that a final invoice takes off; positive minor units."""

    @property
    def tax_name(self) -> str: ...
    @property
    def percent(self) -> Decimal | None: ...
    @property
    def net(self) -> int: ...
    @property
    def tax(self) -> int: ...


class TaxTotal(NamedTuple):
    """One tax group: ``net`` is its base after the document discount. ``percent`` ``None``: lines without tax."""

    name: str
    percent: Decimal | None
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax

    @property
    def tax_name(self) -> str:
        """The name again, as lines and deposits call it."""
        return self.name


class LineTotal(NamedTuple):
    """What one line comes to. ``amount`` is after ``discount`` and gross where prices include tax.

    ``tax`` is the line's share of its group's tax, 0 where the line is not ``counted``.
    """

    amount: int
    discount: int
    cost: int
    counted: bool
    tax: int


@dataclass(frozen=True, slots=True)
class SectionTotal:
    """``index`` is the place of the section line; ``amount`` sums the counted lines up to the next section."""

    index: int
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to, in minor units; ``lines`` are in the order of the lines given.

    ``subtotal`` and ``discount`` are gross where prices include tax. ``net``, ``taxes``, ``tax`` and ``total`` are
    what this document bills, so after ``deposits``; ``full_taxes`` and the ``full_…`` sums are before them.
    Tax groups are ordered by percent, highest first, then name; lines without tax come last.
    """

    lines: tuple[LineTotal, ...]
    sections: tuple[SectionTotal, ...]
    subtotal: int
    discount: int
    net: int
    taxes: tuple[TaxTotal, ...]
    tax: int
    total: int
    cost: int
    deposits: tuple[TaxTotal, ...]
    full_taxes: tuple[TaxTotal, ...]

    @property
    def deposited(self) -> int:
        """What the deposits take off, tax included."""
        return sum(group.gross for group in self.deposits)

    @property
    def full_net(self) -> int:
        return sum(group.net for group in self.full_taxes)

    @property
    def full_tax(self) -> int:
        return sum(group.tax for group in self.full_taxes)

    @property
    def full_total(self) -> int:
        return self.full_net + self.full_tax

    @property
    def taxable(self) -> int:
        """Net of the groups that have a tax rate, before deposits (a rate of zero counts)."""
        return sum(group.net for group in self.full_taxes if group.percent is not None)

    @property
    def margin(self) -> int:
        """What is left of the whole net after cost."""
        return self.full_net - self.cost
