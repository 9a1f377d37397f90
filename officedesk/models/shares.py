"""Parts of a document: deposits, partial invoices and credits. Re-exported by ``models.pricing``."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar, cast

from officedesk.models.enums import AmountKind
from officedesk.models.money import SCALE, AmountError, allocate, divide_half_up, scaled, to_minor
from officedesk.models.priced import PricedLine, PricingLike, TaxTotal, Totals

WHOLE = 100 * SCALE
"""A hundred percent in ten-thousandths of a percent."""

Line = TypeVar("Line", bound=PricedLine)
Choice = TypeVar("Choice", bound=PricingLike)


def percent_of(amount: int, percent: int) -> int:
    """``percent`` (ten-thousandths) of ``amount``, rounded half away from zero."""
    return divide_half_up(amount * percent, WHOLE)


def discount_percent(value: Decimal, what: str = "discount") -> int:
    """A discount or deposit in ten-thousandths of a percent; ``AmountError`` outside 0 to 100 %."""
    percent = scaled(value, what)
    if not 0 <= percent <= WHOLE:
        raise AmountError(f"The {what} is between 0 % and 100 %.", what)
    return percent


def tax_parts(amount: int, percent: int | None, inclusive: bool) -> tuple[int, int]:
    """``(net, tax)`` of ``amount`` at ``percent`` (ten-thousandths, ``None``: no tax), which contains it or not."""
    if not percent:
        return amount, 0
    if inclusive:
        net = divide_half_up(amount * WHOLE, WHOLE + percent)
        return net, amount - net
    return amount, percent_of(amount, percent)


def deposit_amount(total: int, kind: AmountKind, value: Decimal, exponent: int) -> int:
    """The deposit asked for of ``total`` (minor units): never more than the total, never below zero.

    ``value`` is percent, or major units where ``kind`` is ``amount``. ``ValueError`` for a percentage outside 0 to
    100 and for values that are no amounts.
    """
    if kind is AmountKind.NONE:
        return 0
    if kind is AmountKind.PERCENT:
        asked = percent_of(total, discount_percent(value, "deposit"))
    else:
        asked = to_minor(value, exponent, "deposit")
    return max(0, min(asked, total))


def split_deposit(totals: Totals, amount: int) -> tuple[TaxTotal, ...]:
    """A tax-inclusive ``amount`` spread over the tax groups of ``totals`` in proportion to their gross, exactly.

    Each share is split as tax-inclusive pricing splits it: a deposit invoice with one tax-inclusive line of
    ``gross`` per group prices to the same groups. Groups without a share are left out.
    ``ValueError`` where there is nothing to take the deposit of.
    """
    if not amount:
        return ()
    groups = [group for group in totals.taxes if group.gross > 0]
    if not groups or amount < 0:
        raise ValueError("There is nothing to take a deposit of.")
    parts = []
    for group, share in zip(groups, allocate(amount, [group.gross for group in groups]), strict=True):
        percent = None if group.percent is None else scaled(group.percent)
        if share:
            parts.append(TaxTotal(group.name, group.percent, *tax_parts(share, percent, inclusive=True)))
    return tuple(parts)


def discount_share(total_discount: int, part_net: int, whole_net: int, before: int = 0) -> int:
    """What a partial document worth ``part_net`` bears of the ``total_discount`` on ``whole_net``.

    All in minor units. ``before`` is what earlier parts were worth: with it the shares of all parts sum to the whole
    discount. 0 where the whole is worth nothing.
    """
    if not whole_net:
        return 0
    sign = 1 if whole_net > 0 else -1
    upto = divide_half_up(sign * total_discount * (before + part_net), abs(whole_net))
    return upto - divide_half_up(sign * total_discount * before, abs(whole_net))


def margin_percent(margin: int, net: int) -> Decimal | None:
    """``margin`` in percent of ``net`` with one place; ``None`` where nothing is sold."""
    if not net:
        return None
    sign = 1 if net > 0 else -1
    return Decimal(divide_half_up(sign * margin * 1000, abs(net))).scaleb(-1)


def negated_line(line: Line) -> Line:
    """The line of a credit note that takes ``line`` back whole; a dataclass of the same type."""
    changes: dict[str, Any] = {"quantity": -line.quantity}
    if line.discount_kind is AmountKind.AMOUNT:
        changes["discount_value"] = -line.discount_value
    return cast(Line, replace(cast(Any, line), **changes))


def negated_pricing(pricing: Choice) -> Choice:
    """How a credit note of a whole document is priced: with it, negated lines give exactly minus the document."""
    if pricing.discount_kind is not AmountKind.AMOUNT:
        return pricing
    return cast(Choice, replace(cast(Any, pricing), discount_value=-pricing.discount_value))
