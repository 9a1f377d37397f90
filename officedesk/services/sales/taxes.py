"""Which tax applies to whom."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.company import Company, TaxRate
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import LineKind
from officedesk.models.pricebook import PriceBookItem
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.rows import TaxChoice

EXEMPT = TaxChoice(None, "", None)


def tax_choice(session: Session, customer_id: int, location_id: int | None) -> TaxChoice:
    """The rate of the location, else of the customer, else of the office; :data:`EXEMPT` where none applies."""
    exempt = session.scalar(select(Customer.tax_exempt).where(Customer.id == customer_id))
    if exempt:
        return EXEMPT
    chosen = func.coalesce(
        select(Location.tax_rate_id)
        .where(Location.id == location_id, Location.customer_id == customer_id)
        .scalar_subquery(),
        select(Customer.tax_rate_id).where(Customer.id == customer_id).scalar_subquery(),
        select(Company.default_tax_rate_id).order_by(Company.id).limit(1).scalar_subquery(),
    )
    rate = session.execute(select(TaxRate.id, TaxRate.name, TaxRate.percent).where(TaxRate.id == chosen)).first()
    return TaxChoice(*rate) if rate is not None else EXEMPT


def retaxed(
    session: Session, lines: Iterable[LineDraft], tax: TaxChoice, *, was_exempt: bool = False
) -> tuple[LineDraft, ...]:
    """``lines`` with the taxes of another customer.

    Price-book items follow their own rule. Typed lines are taxed if they were, or if the customer they were written
    for ``was_exempt`` and so nothing was.
    """
    lines = tuple(lines)
    items = {
        row.id: row
        for row in session.execute(
            select(PriceBookItem.id, PriceBookItem.taxable, TaxRate.id.label("rate"), TaxRate.name, TaxRate.percent)
            .select_from(PriceBookItem)
            .outerjoin(TaxRate, TaxRate.id == PriceBookItem.tax_rate_id)
            .where(PriceBookItem.id.in_({line.item_id for line in lines if line.item_id is not None}))
        )
    }
    done = []
    for line in lines:
        item = items.get(line.item_id) if line.item_id is not None else None
        own = TaxChoice(item.rate, item.name, item.percent) if item is not None and item.rate is not None else None
        taxable = item.taxable if item is not None else was_exempt or line.tax_percent is not None
        choice = tax
        if line.kind is LineKind.SECTION or not taxable:
            choice = EXEMPT
        elif own is not None and tax.percent is not None:
            choice = own
        done.append(replace(line, tax_rate_id=choice.rate_id, tax_name=choice.name, tax_percent=choice.percent))
    return tuple(done)
