"""Columns of the line editor: how each shows a line and what typing into it makes of the line."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from officedesk import formatting, parsing
from officedesk.models.enums import AmountKind, LineKind
from officedesk.models.pricing import LineTotal, margin_percent
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.rows import TaxChoice
from officedesk.views.sales.lines.operations import with_tax

NO_TAX = TaxChoice(None, "", None)
KINDS = (
    (LineKind.SERVICE, "Service"),
    (LineKind.MATERIAL, "Material"),
    (LineKind.EQUIPMENT, "Equipment"),
    (LineKind.FEE, "Fee"),
)
KIND_NAMES = dict(KINDS)


@dataclass
class LineContext:
    """What the lines of one document share. ``rates`` are the office's; ``tax`` is what new lines get."""

    currency: str = "USD"
    rates: tuple[TaxChoice, ...] = ()
    tax: TaxChoice = NO_TAX
    negative_discounts: bool = False
    """Credit notes: amounts taken off lines below zero are below zero themselves."""
    prices_include_tax: bool = False

    def tax_choices(self) -> list[tuple[TaxChoice, str]]:
        """The office's rates and No tax."""
        names = [(rate, f"{rate.name} {formatting.percent(rate.percent or Decimal(0))}") for rate in self.rates]
        return [*names, (NO_TAX, "No tax")]


@dataclass(frozen=True)
class LineColumn:
    """``show`` gives the cell's text, ``edit`` what its editor begins with; ``read`` raises ``ValueError``.

    ``fields`` are the draft's fields behind the column: errors of a refused save name them.
    """

    name: str
    title: str
    width: int
    fields: tuple[str, ...]
    show: Callable[[LineDraft, LineTotal | None, LineContext], str]
    edit: Callable[[LineDraft, LineContext], str] | None = None
    read: Callable[[LineDraft, str, LineContext], LineDraft] | None = None
    right: bool = False
    office_only: bool = False
    """Cost and margin: hidden until the office wants to see them."""


def tax_of(line: LineDraft) -> TaxChoice:
    return TaxChoice(line.tax_rate_id, line.tax_name, line.tax_percent)


def tax_text(line: LineDraft, context: LineContext) -> str:
    """``Tax`` for the rate that is usual here, the percentage of another one, or ``No tax``."""
    if line.tax_percent is None:
        return "No tax"
    if (line.tax_name, line.tax_percent) == (context.tax.name, context.tax.percent):
        return "Tax"
    return formatting.percent(line.tax_percent)


def tax_tip(line: LineDraft) -> str:
    if line.tax_percent is None:
        return "No tax"
    return f"{line.tax_name} {formatting.percent(line.tax_percent)}".strip()


def read_tax(line: LineDraft, text: str, context: LineContext) -> LineDraft:
    """The rate with that name, or the first that begins with it; ``ValueError`` where there is none."""
    wanted = text.strip().casefold()
    choices = [(choice, name.casefold()) for choice, name in context.tax_choices()]
    if wanted in ("tax", "yes") and context.tax.percent is not None:
        return with_tax(line, context.tax)
    if wanted in ("", "no", "none", "-"):
        return with_tax(line, NO_TAX)
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for choice, name in choices:
            if fits(name, wanted):
                return with_tax(line, choice)
    raise ValueError(f"There is no tax “{text.strip()[:40]}”. Choose one of the list.")


def _read_kind(line: LineDraft, text: str, _context: LineContext) -> LineDraft:
    for kind, name in KINDS:
        if text.strip() and name.casefold().startswith(text.strip().casefold()):
            return replace(line, kind=kind)
    raise ValueError("Choose service, material, equipment or fee.")


def _read_discount(line: LineDraft, text: str, context: LineContext) -> LineDraft:
    kind, value = parsing.parse_discount(text, context.currency, negative=context.negative_discounts)
    return replace(line, discount_kind=kind, discount_value=value)


def _discount(line: LineDraft, _total: LineTotal | None, context: LineContext) -> str:
    if line.discount_kind is AmountKind.NONE:
        return "—"
    return formatting.discount(line.discount_kind, line.discount_value, context.currency)


def _margin(_line: LineDraft, total: LineTotal | None, context: LineContext) -> str:
    if total is None:
        return ""
    # Where prices include tax, the tax inside the amount is not the office's.
    net = total.amount - (total.tax if context.prices_include_tax else 0)
    percent = margin_percent(net - total.cost, net)
    return "—" if percent is None else formatting.percent(percent)


def _money(amount: int, context: LineContext) -> str:
    return formatting.money(amount, context.currency, symbol=False)


COLUMNS: tuple[LineColumn, ...] = (
    LineColumn(
        "item",
        "Item",
        200,
        ("name", "description", "alternative", "optional", "item_id"),
        lambda line, _t, _c: line.name,
        lambda line, _c: line.name,
        lambda line, text, _c: replace(line, name=" ".join(text.split())),
    ),
    LineColumn(
        "kind",
        "Kind",
        90,
        ("kind",),
        lambda line, _t, _c: KIND_NAMES.get(line.kind, ""),
        lambda line, _c: KIND_NAMES.get(line.kind, ""),
        _read_kind,
    ),
    LineColumn(
        "quantity",
        "Qty",
        56,
        ("quantity",),
        lambda line, _t, _c: formatting.quantity(line.quantity),
        lambda line, _c: formatting.quantity(line.quantity),
        lambda line, text, _c: replace(line, quantity=parsing.parse_quantity(text)),
        right=True,
    ),
    LineColumn(
        "unit",
        "Unit",
        54,
        ("unit",),
        lambda line, _t, _c: line.unit,
        lambda line, _c: line.unit,
        lambda line, text, _c: replace(line, unit=" ".join(text.split())),
    ),
    LineColumn(
        "price",
        "Price",
        92,
        ("price",),
        lambda line, _t, c: _money(line.price, c),
        lambda line, c: _money(line.price, c),
        lambda line, text, c: replace(line, price=parsing.parse_money(text, c.currency)),
        right=True,
    ),
    LineColumn(
        "discount",
        "Discount",
        82,
        ("discount_kind", "discount_value"),
        _discount,
        lambda line, c: formatting.discount(line.discount_kind, line.discount_value, c.currency),
        _read_discount,
        right=True,
    ),
    LineColumn(
        "tax",
        "Tax",
        72,
        ("tax_rate_id", "tax_name", "tax_percent"),
        lambda line, _t, c: tax_text(line, c),
        lambda line, _c: tax_tip(line),
        read_tax,
    ),
    LineColumn(
        "cost",
        "Cost",
        88,
        ("unit_cost",),
        lambda line, _t, c: _money(line.unit_cost, c),
        lambda line, c: _money(line.unit_cost, c),
        lambda line, text, c: replace(line, unit_cost=parsing.parse_money(text, c.currency)),
        right=True,
        office_only=True,
    ),
    LineColumn("margin", "Margin", 78, (), _margin, right=True, office_only=True),
    LineColumn(
        "amount",
        "Amount",
        98,
        ("amount",),
        lambda _l, total, c: "" if total is None else _money(total.amount, c),
        right=True,
    ),
)
PLACES = {column.name: number for number, column in enumerate(COLUMNS)}
COLUMN_OF_FIELD = {name: column.name for column in COLUMNS for name in column.fields}
