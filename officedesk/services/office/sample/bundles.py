"""Ready-made contents of documents for the large office: lines with their sums, priced once each."""

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import TaxRate
from officedesk.models.pricebook import PriceBookItem
from officedesk.models.pricing import Totals
from officedesk.services.office.sample import words
from officedesk.services.sales.drafts import LineDraft, Pricing
from officedesk.services.sales.parts import price_lines

VARIANTS = 6
"""Of each kind of work, with other quantities."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one piece of work consists of and comes to."""

    text: str
    lines: tuple[LineDraft, ...]
    totals: Totals


def bundles(session: Session, currency: str) -> tuple[list[Bundle], list[Bundle]]:
    """The same bundles for customers who pay sales tax, and for those who are exempt."""
    items = {item.code: item for item in session.scalars(select(PriceBookItem))}
    tax = session.scalars(select(TaxRate).order_by(TaxRate.id)).one()
    random = Random(20)  # noqa: S311 - made-up work, no secrets
    taxed, exempt = [], []
    pricing = Pricing(currency)
    for text, codes in words.WORK:
        for _ in range(VARIANTS):
            plain = tuple(_line(items[code], random) for code in codes)
            full = tuple(
                replace(line, tax_rate_id=tax.id, tax_name=tax.name, tax_percent=tax.percent)
                if items[code].taxable
                else line
                for code, line in zip(codes, plain, strict=True)
            )
            taxed.append(Bundle(text, full, price_lines(full, pricing)))
            exempt.append(Bundle(text, plain, price_lines(plain, pricing)))
    return taxed, exempt


def _line(item: PriceBookItem, random: Random) -> LineDraft:
    quantity = Decimal(1)
    if item.unit == "h":
        quantity = Decimal(random.randint(2, 16)) / 2
    elif item.unit in ("lb", "ft") or item.code.startswith("FILT"):
        quantity = Decimal(random.randint(1, 12))
    return LineDraft(
        kind=item.kind,
        name=item.name,
        description=item.description,
        quantity=quantity,
        unit=item.unit,
        price=item.price,
        unit_cost=item.unit_cost,
        item_id=item.id,
    )
