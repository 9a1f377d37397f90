"""What a document must be to be saved. Each function returns ``{field: message}``; empty is fine."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.errors import InvalidInput, NotFound
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import AmountKind, LineKind
from officedesk.services.sales.drafts import LineDraft, Pricing

LARGEST = 10**15
"""Minor units: no price and no total of an office is larger, and sums of them still fit the columns."""
MOST = Decimal(10**9)
LEAST = -MOST
NOTHING, HUNDRED = Decimal(0), Decimal(100)
YEARS = range(1990, 2101)
_CUSTOMER, _LOCATION, _CONTACT = Customer.__table__, Location.__table__, Contact.__table__
_PARTY = Prepared(
    select(
        _CUSTOMER.c.name,
        _CUSTOMER.c.deleted_at,
        _LOCATION.c.customer_id.label("location_of"),
        _CONTACT.c.customer_id.label("contact_of"),
    )
    .select_from(_CUSTOMER)
    .outerjoin(_LOCATION, _LOCATION.c.id == bindparam("location"))
    .outerjoin(_CONTACT, _CONTACT.c.id == bindparam("contact"))
    .where(_CUSTOMER.c.id == bindparam("customer"))
)


def check_dates(**days: date | None) -> dict[str, str]:
    """Days that no document has."""
    return {
        name: f"The year must be between {YEARS[0]} and {YEARS[-1]}."
        for name, day in days.items()
        if day is not None and day.year not in YEARS
    }


def check_number(value: Decimal, least: Decimal, most: Decimal) -> str | None:
    """Why ``value`` cannot be stored: not finite, out of bounds, or with more than four places."""
    if not value.is_finite():
        return "This is not a number."
    return _check_finite(value, least, most)


# The same few quantities and rates come on line after line.
@lru_cache(maxsize=1024)
def _check_finite(value: Decimal, least: Decimal, most: Decimal) -> str | None:
    if not least <= value <= most:
        return f"This must be between {least:,f} and {most:,f}."
    if value != round(value, 4):
        return "This has more than four decimal places."
    return None


def check_amount(kind: AmountKind, value: Decimal, *, credit: bool = False) -> str | None:
    """Why a discount or deposit of that kind is none. Discounts of a credit note are given back: negative amounts."""
    if kind is AmountKind.NONE:
        return None
    if kind is AmountKind.PERCENT:
        return check_number(value, NOTHING, HUNDRED)
    return check_number(value, LEAST if credit else NOTHING, MOST)


def check_lines(lines: Sequence[LineDraft], name: str = "lines", *, credit: bool = False) -> dict[str, str]:
    """Problems of ``lines``, as ``lines.2.quantity``."""
    return {
        f"{name}.{index}.{field}": message
        for index, line in enumerate(lines)
        for field, message in _check_line(line, credit)
    }


def _check_line(line: LineDraft, credit: bool) -> Iterator[tuple[str, str]]:
    if line.kind is LineKind.SECTION:
        if not line.name.strip():
            yield "name", "Give the section a name."
        return
    if not (line.name.strip() or line.description.strip()):
        yield "name", "Say what the line is for."
    if message := check_number(line.quantity, LEAST, MOST):
        yield "quantity", message
    if message := check_amount(line.discount_kind, line.discount_value, credit=credit):
        yield "discount_value", message
    if line.tax_percent is not None and (message := check_number(line.tax_percent, NOTHING, HUNDRED)):
        yield "tax_percent", message
    if not -LARGEST <= line.price <= LARGEST:
        yield "price", "This amount is too large."
    if not -LARGEST <= line.unit_cost <= LARGEST:
        yield "unit_cost", "This amount is too large."


def check_pricing(pricing: Pricing, *, credit: bool = False) -> dict[str, str]:
    """Problems of the document's discount."""
    message = check_amount(pricing.discount_kind, pricing.discount_value, credit=credit)
    return {"pricing.discount_value": message} if message else {}


def refuse(problems: dict[str, str]) -> None:
    """Raise :class:`InvalidInput` where there are any."""
    if problems:
        raise InvalidInput(problems)


def check_party(session: Session, customer_id: int, location_id: int | None, contact_id: int | None) -> dict[str, str]:
    """The customer is there, and location and contact are theirs: one query. Raises :class:`NotFound`."""
    row = _PARTY.first(session, customer=customer_id, location=location_id, contact=contact_id)
    if row is None:
        raise NotFound("This customer does not exist any more.", hint="Choose another customer.")
    name, deleted_at, location_of, contact_of = row
    found = {}
    if deleted_at is not None:
        found["customer_id"] = f"{name} is in the trash. Restore the customer first."
    if location_id is not None and location_of != customer_id:
        found["location_id"] = f"This location does not belong to {name}."
    if contact_id is not None and contact_of != customer_id:
        found["contact_id"] = f"This contact does not belong to {name}."
    return found
