"""What estimates, jobs and invoices share: prices, and the defaults of a new document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from officedesk.database.records import stored_columns
from officedesk.errors import InvalidInput, NotFound, OfficeDamaged
from officedesk.models.company import Brand, Company, Terms
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.parts import Priced
from officedesk.models.pricing import PricingError, Totals, price
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.sales.checks import LARGEST
from officedesk.services.sales.drafts import DepositTaken, LineDraft, Pricing


def pricing_of(document: Priced | Row[Any]) -> Pricing:
    """How a stored document is priced."""
    return Pricing(
        document.currency,
        document.prices_include_tax,
        document.tax_rounding,
        document.discount_kind,
        document.discount_value,
        document.discount_reason,
    )


def priced(pricing: Pricing, totals: Totals) -> dict[str, Any]:
    """What is stored of how a document is priced and of what came out of it."""
    return {
        "currency": pricing.currency,
        "prices_include_tax": pricing.prices_include_tax,
        "tax_rounding": pricing.tax_rounding,
        "discount_kind": pricing.discount_kind,
        "discount_value": pricing.discount_value,
        "discount_reason": pricing.discount_reason,
        "subtotal": totals.subtotal,
        "discount": totals.discount,
        "net": totals.net,
        "tax": totals.tax,
        "total": totals.total,
        "cost": totals.cost,
    }


def write_pricing(document: Priced, pricing: Pricing, totals: Totals) -> None:
    """Store how the document is priced and what came out of it."""
    for name, value in priced(pricing, totals).items():
        setattr(document, name, value)


def price_lines(lines: Sequence[LineDraft], pricing: Pricing, deposits: Sequence[DepositTaken] = ()) -> Totals:
    """The document's sums. Raises :class:`InvalidInput` where they cannot be stored."""
    try:
        totals = price(lines, pricing, deposits)
    except PricingError as error:
        field = f"pricing.{error.field}" if error.line is None else f"lines.{error.line}.{error.field}"
        raise InvalidInput({field: error.message}) from error
    if abs(totals.total) > LARGEST or abs(totals.subtotal) > LARGEST:
        raise InvalidInput({"lines": "The total is too large to be stored. Check quantities and prices."})
    return totals


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new document of a customer begins with."""

    brand_id: int
    terms_id: int | None
    due_days: int | None
    contact_id: int | None
    location_id: int | None
    valid_days: int
    pricing: Pricing


def defaults(
    session: Session, customer_id: int, location_id: int | None = None, brand_id: int | None = None
) -> Defaults:
    """Brand, terms, primary contact and first location of the customer, else of the office.

    A customer without terms goes by those of the brand. ``location_id`` and ``brand_id`` are those already chosen.
    Raises :class:`NotFound`.
    """
    customer = session.execute(
        select(Customer.brand_id, Customer.terms_id, Contact.id)
        .select_from(Customer)
        .outerjoin(Contact, (Contact.customer_id == Customer.id) & Contact.is_primary)
        .where(Customer.id == customer_id, Customer.deleted_at.is_(None))
    ).first()
    if customer is None:
        raise NotFound("This customer does not exist or is in the trash.", hint="Choose another customer.")
    company = session.execute(
        select(
            Company.currency,
            Company.prices_include_tax,
            Company.tax_rounding,
            Company.default_terms_id,
            Company.estimate_valid_days,
        )
    ).one()
    own_brand_id, terms_id, contact_id = customer
    brand_id = brand_id or own_brand_id
    if brand_id is None:
        brand_id = session.scalar(select(Brand.id).order_by(Brand.is_default.desc(), Brand.id).limit(1))
    if brand_id is None:
        raise OfficeDamaged("The office has no brand, whose name and address its documents carry.")
    if terms_id is None:
        terms_id = session.scalar(select(Brand.terms_id).where(Brand.id == brand_id))
    terms_id = terms_id if terms_id is not None else company.default_terms_id
    due_days = session.scalar(select(Terms.due_days).where(Terms.id == terms_id)) if terms_id is not None else None
    if location_id is None:
        location_id = session.scalar(
            select(Location.id)
            .where(Location.customer_id == customer_id, Location.archived_at.is_(None))
            .order_by(Location.position, Location.id)
            .limit(1)
        )
    pricing = Pricing(company.currency, company.prices_include_tax, company.tax_rounding)
    return Defaults(brand_id, terms_id, due_days, contact_id, location_id, company.estimate_valid_days, pricing)


def due_date(session: Session, terms_id: int | None, on: date) -> date | None:
    """The day an invoice dated ``on`` is due under these terms; ``None``: no due date."""
    if terms_id is None:
        return None
    terms = stored_columns(session, Terms, terms_id, "due_days")
    return None if terms is None or terms.due_days is None else on + timedelta(days=terms.due_days)


def clean_texts(draft: Any, names: Iterable[str]) -> dict[str, Any]:
    """Texts of several lines as they are stored."""
    return {name: clean(getattr(draft, name), lines=True) for name in names}


def begun(desk: Desk, number: str | None, serial: int | None) -> dict[str, Any]:
    """What is stored of every new document: what it is numbered, by whom and when it was made."""
    return {"number": number, "serial": serial, "created_by_id": desk.actor.user_id, "created_at": desk.now()}
