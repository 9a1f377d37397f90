"""The addresses of a customer that a search is about."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.search import among
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.text import address_line, digits, fold
from officedesk.models.wanted import Wanted, forms
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.rows import LocationRow


def matching_locations(
    session: Session, asked: Wanted, customer_ids: Sequence[int], dialect: str
) -> dict[int, list[LocationRow]]:
    """By customer with several locations: those that ``asked`` is about, in their order.

    A location is meant when every word is in it or in the customer's name and number, and one at least in it.
    """
    by_customer: dict[int, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(
            *Location.__table__.c,
            Customer.name.label("customer"),
            Customer.number.label("customer_number"),
            Contact.name.label("contact_name"),
            Contact.phone.label("phone"),
            Contact.mobile.label("mobile"),
            Contact.email.label("email"),
        )
        .join(Customer, Customer.id == Location.customer_id)
        .outerjoin(Contact, Contact.id == Location.contact_id)
        .where(among(Location.customer_id, customer_ids, dialect), Location.archived_at.is_(None))
        .order_by(Location.customer_id, Location.position, Location.id)
    )
    for row in rows:
        by_customer[row.customer_id].append(row)
    found: dict[int, list[LocationRow]] = {}
    for customer_id, places in by_customer.items():
        if len(places) > 1 and (hits := [location_row(row) for row in places if _means(asked, row)]):
            found[customer_id] = hits
    return found


def location_row(row: Any) -> LocationRow:
    """A row with the columns of ``location`` and of its contact."""
    names = ("street", "street2", "city", "region", "postal_code", "country", "latitude", "longitude")
    return LocationRow(
        id=row.id,
        name=row.name,
        contact_name=row.contact_name or "",
        address=Address(**{name: getattr(row, name) for name in names}),
        line=address_line(row),
        phone=row.phone or row.mobile or "",
        email=row.email or "",
    )


def _means(asked: Wanted, row: Any) -> bool:
    parts = (row.name, address_line(row), row.contact_name or "", row.email or "")
    numbers = (digits(row.phone or ""), digits(row.mobile or ""))
    own = "".join(f"\n{text}" for text in (*map(fold, parts), *numbers) if text)
    around = f"\n{fold(row.customer)}\n{fold(row.customer_number)}"

    def has(body: str, group: tuple[str, ...]) -> bool:
        return any(form in body for term in group for form in forms(term))

    return any(
        all(has(own, group) or has(around, group) for group in way) and any(has(own, group) for group in way)
        for way in asked.ways
    )
