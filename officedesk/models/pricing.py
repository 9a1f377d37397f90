"""What a document costs: the one function that screen, paper, email and export price with.

Pure: standard library and enums only. Money is integer minor units of the document's currency.

* A line is quantity times price less its discount, computed exactly and rounded once, half away from zero.
* The document discount is spread over the tax groups in proportion, the last cent to the largest group. Lines that are
  not taxable are a group too.
* Tax is rounded once per group on the group's net (EN 16931), or once per line where the office chose so.
* Where prices include tax, everything above is gross and each group's net is what remains without its tax.
* Deposit invoices are taken off per group after all rounding: deposits and final invoice sum to the whole, exactly.

No total depends on the order of the lines, and pricing negated lines gives exactly minus the document.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from officedesk.models.enums import AmountKind, LineKind, TaxRounding
from officedesk.models.money import (
    CURRENCIES,
    SCALE,
    AmountError,
    allocate,
    distribute,
    divide_half_up,
    exponent_of,
    round_half_up,
    scaled,
    stored,
    to_major,
    to_minor,
)
from officedesk.models.priced import (
    DepositLike,
    LineTotal,
    PricedLine,
    PricingError,
    PricingLike,
    SectionTotal,
    TaxTotal,
    Totals,
)
from officedesk.models.shares import (
    WHOLE,
    deposit_amount,
    discount_percent,
    discount_share,
    margin_percent,
    negated_line,
    negated_pricing,
    percent_of,
    split_deposit,
    tax_parts,
)

__all__ = [
    "CURRENCIES",
    "DepositLike",
    "LineTotal",
    "PricedLine",
    "PricingError",
    "PricingLike",
    "SectionTotal",
    "TaxTotal",
    "Totals",
    "allocate",
    "deposit_amount",
    "discount_share",
    "exponent_of",
    "margin_percent",
    "negated_line",
    "negated_pricing",
    "price",
    "round_half_up",
    "split_deposit",
    "to_major",
    "to_minor",
]

_HIGHEST_TAX: Final = 10 * WHOLE
_FIELDS: Final = {
    "quantity": "quantity",
    "price": "price",
    "cost": "unit_cost",
    "discount": "discount_value",
    "tax rate": "tax_percent",
    "amount": "quantity",
}

# A tax group: ten-thousandths of a percent, -1 for lines without tax, which sorts them below zero percent; and a name.
_Group: TypeAlias = tuple[int, str]
_UNTAXED: _Group = (-1, "")


def price(lines: Sequence[PricedLine], pricing: PricingLike, deposits: Sequence[DepositLike] = ()) -> Totals:
    """Price a document. Lines count unless they are optional or an alternative and not selected.

    ``deposits`` are the tax groups of issued deposit invoices that this document takes off.
    Raises :class:`PricingError` (a ``ValueError``) that names line and field for values no document can have.
    """
    exponent = _exponent(pricing)
    minor = 10**exponent
    inclusive = pricing.prices_include_tax
    by_line = pricing.tax_rounding is TaxRounding.LINE

    amounts: list[tuple[int, int, int, bool]] = []  # amount, discount, cost, counted
    members: dict[_Group, list[int]] = {}
    sections: list[tuple[int, str]] = []
    cost = 0
    rate: Decimal | None = None
    tax_name = ""
    group = _UNTAXED
    for position, line in enumerate(lines):
        if line.kind is LineKind.SECTION:
            sections.append((position, line.name))
            amounts.append((0, 0, 0, False))
            continue
        counted = line.selected or not (line.optional or line.alternative)
        try:
            amount, discount, line_cost = _line(line, minor)
            if line.tax_percent is not rate or line.tax_name is not tax_name:
                # Mostly all lines have one: it is looked at where it is another.
                rate, tax_name = line.tax_percent, line.tax_name
                group = _group(rate, tax_name)
        except AmountError as problem:
            raise PricingError(str(problem), position, _FIELDS[problem.what]) from None
        amounts.append((amount, discount, line_cost, counted))
        if counted:
            cost += line_cost
            members.setdefault(group, []).append(position)

    groups = sorted(members, key=_order)
    sums = [sum(amounts[position][0] for position in members[group]) for group in groups]
    subtotal = sum(sums)
    total_discount, shares = _discount(pricing, exponent, sums)

    line_taxes = [0] * len(lines)
    full: dict[_Group, tuple[int, int]] = {}
    for group, gathered, share in zip(groups, sums, shares, strict=True):
        places = members[group]
        after = [amounts[position][0] for position in places]
        if share:
            after = [a - s for a, s in zip(after, allocate(share, _weights(after)), strict=True)]
        percent = group[0]
        if percent <= 0:
            full[group] = gathered - share, 0
            continue
        if by_line:
            taxes = [tax_parts(amount, percent, inclusive)[1] for amount in after]
            tax = sum(taxes)
            net = gathered - share - (tax if inclusive else 0)
        else:
            net, tax = tax_parts(gathered - share, percent, inclusive)
            taxes = distribute(tax, [amount * percent for amount in after], WHOLE + (percent if inclusive else 0))
        full[group] = net, tax
        for position, line_tax in zip(places, taxes, strict=True):
            line_taxes[position] = line_tax

    taken: dict[_Group, tuple[int, int]] = {}
    for deposit in deposits:
        group = _group(deposit.percent, deposit.tax_name)
        net, tax = taken.get(group, (0, 0))
        taken[group] = net + deposit.net, tax + deposit.tax
    left = dict(full)
    for group, (net, tax) in taken.items():
        full_net, full_tax = left.get(group, (0, 0))
        left[group] = full_net - net, full_tax - tax

    net = sum(net for net, _ in left.values())
    tax = sum(tax for _, tax in left.values())
    totals = Totals(
        lines=tuple(
            LineTotal(amount, discount, line_cost, counted, line_tax)
            for (amount, discount, line_cost, counted), line_tax in zip(amounts, line_taxes, strict=True)
        ),
        sections=_sections(sections, amounts),
        subtotal=subtotal,
        discount=total_discount,
        net=net,
        taxes=_tax_totals(left),
        tax=tax,
        total=net + tax,
        cost=cost,
        deposits=_tax_totals(taken),
        full_taxes=_tax_totals(full),
    )
    _check(totals)
    return totals


def _exponent(pricing: PricingLike) -> int:
    try:
        return exponent_of(pricing.currency)
    except ValueError as problem:
        raise PricingError(str(problem), None, "currency") from None


def _line(line: PricedLine, minor: int) -> tuple[int, int, int]:
    """Amount after discount, discount and cost of one line, each rounded once; all in minor units."""
    quantity = scaled(line.quantity, "quantity")
    before = quantity * stored(line.price, "price")
    amount = divide_half_up(before, SCALE)
    discount = 0
    if line.discount_kind is not AmountKind.NONE:
        undiscounted = amount
        if line.discount_kind is AmountKind.PERCENT:
            percent = discount_percent(line.discount_value)
            amount = divide_half_up(before * (WHOLE - percent), SCALE * WHOLE)
        else:
            amount = divide_half_up(before - scaled(line.discount_value, "discount") * minor, SCALE)
        discount = stored(undiscounted - amount, "discount")
    cost = 0
    if line.unit_cost:
        cost = stored(divide_half_up(quantity * stored(line.unit_cost, "cost"), SCALE), "cost")
    return stored(amount), discount, cost


def _group(percent: Decimal | None, name: str) -> _Group:
    if percent is None:
        return _UNTAXED
    rate = scaled(percent, "tax rate")
    if not 0 <= rate <= _HIGHEST_TAX:
        raise AmountError("The tax rate is between 0 % and 1000 %.", "tax rate")
    return rate, name


def _order(group: _Group) -> tuple[int, str]:
    return -group[0], group[1]


def _weights(amounts: Sequence[int]) -> list[int]:
    """What a discount amount is shared by: the amounts that have the sign of their sum, so that no share explodes."""
    whole = sum(amounts)
    if whole > 0:
        return [max(amount, 0) for amount in amounts]
    if whole < 0:
        return [max(-amount, 0) for amount in amounts]
    return [abs(amount) for amount in amounts]


def _discount(pricing: PricingLike, exponent: int, sums: Sequence[int]) -> tuple[int, list[int]]:
    """The document discount, and the share of each group in it: rounded, the last cent to the largest group.

    Where charges and returns are mixed, a percentage is each group's own and an amount is shared by the groups that
    have the sign of the subtotal.
    """
    if pricing.discount_kind is AmountKind.NONE or not sums:
        return 0, [0] * len(sums)
    subtotal = sum(sums)
    weights = _weights(sums)
    try:
        if pricing.discount_kind is AmountKind.PERCENT:
            percent = discount_percent(pricing.discount_value)
            discount = percent_of(subtotal, percent)
        else:
            percent = None
            discount = to_minor(pricing.discount_value, exponent, "discount")
    except AmountError as problem:
        raise PricingError(str(problem), None, "discount_value") from None
    if percent is not None and min(sums) < 0 < max(sums):
        shares = [percent_of(amount, percent) for amount in sums]
        weights = [abs(amount) for amount in sums]
    else:
        whole = sum(weights) or 1
        shares = [divide_half_up(discount * weight, whole) for weight in weights]
    shares[weights.index(max(weights))] += discount - sum(shares)
    return discount, shares


def _sections(
    sections: Sequence[tuple[int, str]], amounts: Sequence[tuple[int, int, int, bool]]
) -> tuple[SectionTotal, ...]:
    ends = [position for position, _ in sections[1:]] + [len(amounts)]
    return tuple(
        SectionTotal(start, name, sum(amount for amount, _, _, counted in amounts[start:end] if counted))
        for (start, name), end in zip(sections, ends, strict=False)
    )


def _tax_totals(groups: dict[_Group, tuple[int, int]]) -> tuple[TaxTotal, ...]:
    return tuple(
        TaxTotal(group[1], None if group[0] < 0 else _decimal(group[0]), *groups[group])
        for group in sorted(groups, key=_order)
    )


def _decimal(percent: int) -> Decimal:
    """Ten-thousandths as a ``Decimal`` without needless zeros: 75250 -> 7.525, 1000000 -> 100."""
    whole, rest = divmod(percent, SCALE)
    return Decimal(f"{whole}.{rest:04d}".rstrip("0")) if rest else Decimal(whole)


def _check(totals: Totals) -> None:
    """Refuse sums that no column can hold."""
    try:
        for amount in (totals.subtotal, totals.discount, totals.cost, totals.full_total, totals.total, totals.margin):
            stored(amount, "total")
        for group in (*totals.full_taxes, *totals.taxes, *totals.deposits):
            stored(group.net, "total")
            stored(group.tax, "total")
    except AmountError as problem:
        raise PricingError(str(problem), None, "total") from None
