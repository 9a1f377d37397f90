"""The fields that templates can name, and what they say of a customer and a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.formatting import date_text, money, phone
from officedesk.models.company import Brand, Company
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import InvoiceState
from officedesk.models.text import address_line
from officedesk.services.desk import Desk
from officedesk.services.messaging import documents


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field as the editor lists it: ``name`` is what stands between the braces."""

    name: str
    words: str
    example: str

    @property
    def typed(self) -> str:
        """What is put into the text: ``{{ customer.name }}``."""
        return f"{{{{ {self.name} }}}}"


_EVERYWHERE = (
    FieldHelp("customer.name", "The customer's name", "ABC Company"),
    FieldHelp("customer.number", "The customer's number", "12345"),
    FieldHelp("contact.name", "The primary contact's name", "John Wilson"),
    FieldHelp("contact.first_name", "The primary contact's first name", "John"),
    FieldHelp("location.address", "The service location's address", "400 S 4th St., Minneapolis, MN 55415"),
    FieldHelp("company.name", "Our name", "Lakeside Mechanical"),
    FieldHelp("company.phone", "Our phone number", "(612) 555-0100"),
    FieldHelp("company.email", "Our email address", "office@lakeside.example"),
    FieldHelp("company.website", "Our website", "lakeside.example"),
    FieldHelp("user.name", "Who writes it", "Dana Reyes"),
    FieldHelp("today.date", "Today", "06/22/2023"),
)
_OF_DOCUMENTS: Mapping[str, tuple[FieldHelp, ...]] = {
    "estimate": (
        FieldHelp("estimate.number", "The estimate's number", "1001"),
        FieldHelp("estimate.date", "Its date", "06/22/2023"),
        FieldHelp("estimate.valid_until", "Until when it is valid", "07/22/2023"),
        FieldHelp("estimate.description", "What it is about", "Spring tune-up"),
        FieldHelp("estimate.total", "Its total with taxes", "$1,234.56"),
        FieldHelp("estimate.deposit", "The deposit it asks for", "$200.00"),
    ),
    "invoice": (
        FieldHelp("invoice.number", "The invoice's number", "3482"),
        FieldHelp("invoice.date", "Its date", "06/22/2023"),
        FieldHelp("invoice.due_date", "When it is due", "07/22/2023"),
        FieldHelp("invoice.description", "What it is about", "Spring tune-up"),
        FieldHelp("invoice.total", "Its total with taxes", "$1,234.56"),
        FieldHelp("invoice.balance", "What is left to pay", "$234.56"),
    ),
    "job": (
        FieldHelp("job.number", "The job's number", "2001"),
        FieldHelp("job.description", "What it is about", "Spring tune-up"),
    ),
    "payment": (
        FieldHelp("payment.number", "The receipt's number", "5001"),
        FieldHelp("payment.date", "When it was received", "06/22/2023"),
        FieldHelp("payment.amount", "The amount", "$500.00"),
        FieldHelp("payment.reference", "Its reference", "Check 1044"),
    ),
    "contract": (
        FieldHelp("contract.number", "The contract's number", "C-1001"),
        FieldHelp("contract.name", "What it is called", "Comfort Plus"),
        FieldHelp("contract.starts", "Its first day", "07/01/2023"),
        FieldHelp("contract.ends", "Its last day", "06/30/2025"),
        FieldHelp("contract.price", "What is paid for each period", "$49.00"),
        FieldHelp("contract.renewal", "Whether it is renewed by itself", "It is renewed by itself on 07/01/2025."),
    ),
}
PURPOSES: Mapping[str, str] = {
    "": "Any message",
    "estimate": "Estimates",
    "invoice": "Invoices",
    "job": "Work orders",
    "payment": "Receipts",
    "contract": "Agreements",
}
"""What a template can be for, and how that is called."""


def fields(purpose: str) -> tuple[FieldHelp, ...]:
    """The fields that a template of this purpose can name: those of its document first."""
    return (*_OF_DOCUMENTS.get(purpose, ()), *_EVERYWHERE)


def examples(purpose: str) -> dict[str, dict[str, str]]:
    """The fields of a purpose with examples in them, by group and name: what a template is checked with."""
    found: dict[str, dict[str, str]] = {}
    for one in fields(purpose):
        group, _, name = one.name.partition(".")
        found.setdefault(group, {})[name] = one.example
    return found


def values(
    session: Session, desk: Desk, customer_id: int | None, document: str, document_id: int | None, brand_id: int | None
) -> dict[str, dict[str, str]]:
    """What the fields say of this customer and document; what nobody knows is empty. Raises ``NotFound``."""
    company = session.scalars(select(Company)).one()
    brand = _brand(session, brand_id)
    look = _Look(company.date_format)
    record = documents.record_of(session, desk, document, document_id)
    found = {group: dict.fromkeys(names, "") for group, names in examples(document).items()}
    face: Any = brand or company
    found["company"] = {
        "name": face.name or company.name,
        "phone": phone(face.phone or company.phone),
        "email": face.email or company.email,
        "website": brand.website if brand else "",
    }
    found["user"]["name"] = desk.actor.name
    found["today"]["date"] = look.day(desk.today())
    if customer_id is not None:
        _of_customer(session, customer_id, record, found)
    if record is not None:
        found[document] |= _OF[document](record, look)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    date_format: str

    def day(self, day: date | None) -> str:
        return date_text(day, self.date_format) if day else ""


def _brand(session: Session, brand_id: int | None) -> Brand | None:
    if brand_id is not None and (brand := session.get(Brand, brand_id)) is not None:
        return brand
    return session.scalars(select(Brand).where(Brand.is_default)).first()


def _of_customer(session: Session, customer_id: int, record: Any, found: dict[str, dict[str, str]]) -> None:
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFound("This customer is no longer there.")
    contact_id = getattr(record, "contact_id", None)
    contact = session.get(Contact, contact_id) if contact_id else None
    if contact is None:
        contact = session.scalars(select(Contact).where(Contact.customer_id == customer_id, Contact.is_primary)).first()
    location_id = getattr(record, "location_id", None)
    place = session.get(Location, location_id) if location_id else None
    if place is None:
        first = select(Location).where(Location.customer_id == customer_id, Location.archived_at.is_(None))
        place = session.scalars(first.order_by(Location.position, Location.id).limit(1)).first()
    name = contact.name if contact else ""
    found["customer"] = {"name": customer.name, "number": customer.number}
    # Nobody is greeted by nothing: without a contact, the customer is.
    found["contact"] = {"name": name or customer.name, "first_name": (name.split() or [customer.name])[0]}
    found["location"] = {"address": address_line(place) if place else ""}


def _estimate(record: Any, look: _Look) -> dict[str, str]:
    return {
        "number": record.number,
        "date": look.day(record.date),
        "valid_until": look.day(record.valid_until),
        "description": record.description,
        "total": money(record.total, record.currency),
        "deposit": money(record.deposit, record.currency),
    }


def _invoice(record: Any, look: _Look) -> dict[str, str]:
    issued = record.state is not InvoiceState.DRAFT
    return {
        "number": record.number or "",
        "date": look.day(record.date),
        "due_date": look.day(record.due_date),
        "description": record.description,
        "total": money(record.total, record.currency),
        "balance": money(record.balance if issued else record.total, record.currency),
    }


def _job(record: Any, look: _Look) -> dict[str, str]:
    del look
    return {"number": record.number, "description": record.description}


def _payment(record: Any, look: _Look) -> dict[str, str]:
    return {
        "number": record.number,
        "date": look.day(record.date),
        "amount": money(record.amount, record.currency),
        "reference": record.reference,
    }


def _contract(record: Any, look: _Look) -> dict[str, str]:
    ends = record.runs_until
    following = look.day(ends + timedelta(days=1))
    renewal = f"It is renewed by itself on {following}." if record.auto_renew else f"It ends on {look.day(ends)}."
    return {
        "number": record.number,
        "name": record.name,
        "starts": look.day(record.starts),
        "ends": look.day(ends),
        "price": money(record.price, record.currency),
        "renewal": renewal,
    }


_OF = {"estimate": _estimate, "invoice": _invoice, "job": _job, "payment": _payment, "contract": _contract}
