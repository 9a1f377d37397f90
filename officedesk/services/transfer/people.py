"""Customers, contacts and locations as tables. The customers' one can be imported again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from officedesk.maps.coordinates import degrees_text
from officedesk.models.company import Terms
from officedesk.models.customers import Contact, Customer, CustomerTag, Location, Tag
from officedesk.models.listing import CustomerListing
from officedesk.models.money import exponent_of
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

CHUNK = 400
ADDRESS = ("street", "street2", "city", "region", "postal_code", "country")

Rows = Iterator[Sequence[Cell]]
Progress = Callable[[int, int], None]
Parts = dict[int, list[Any]]
PartsT = TypeVar("PartsT")

CUSTOMERS = (
    "Customer number", "Customer", "Type", "Contact", "Role", "Phone", "Mobile", "Email", "Billing street",
    "Billing street 2", "Billing city", "Billing state", "Billing ZIP", "Billing country", "Location name",
    "Location street", "Location street 2", "Location city", "Location state", "Location ZIP", "Location country",
    "Location latitude", "Location longitude", "Tags", "Terms", "Tax exempt", "Newsletter", "Do not contact",
    "Rating", "Flag", "Archived", "Balance",
)  # fmt: skip
CONTACTS = ("Customer number", "Customer", "Contact", "Role", "Phone", "Mobile", "Email", "Primary")
LOCATIONS = (
    "Customer number", "Customer", "Location name", "Street", "Street 2", "City", "State", "ZIP", "Country",
    "Latitude", "Longitude", "Contact", "Phone", "Email",
)  # fmt: skip


def customers(desk: Desk, progress: Progress) -> Rows:
    """One row for each location of a customer; one without locations has one row."""
    desk.need(Permission.EXPORT)
    exponent = exponent_of(desk.currency)
    with desk.read() as session:
        terms = dict(session.execute(select(Terms.id, Terms.name)).all())

    def parts(session: Session, ids: list[int]) -> tuple[Parts, Parts, dict[int, list[str]], dict[int, int]]:
        contacts = _parts(session, Contact, Contact.customer_id.in_(ids))
        places = _parts(session, Location, Location.customer_id.in_(ids), Location.archived_at.is_(None))
        listing = select(CustomerListing.customer_id, CustomerListing.balance)
        balances = dict(session.execute(listing.where(CustomerListing.customer_id.in_(ids))).all())
        return contacts, places, _tags(session, ids), balances

    for people, (contacts, places, tags, balances) in _chunks(desk, parts, progress):
        for customer in people:
            yield from _customer_rows(
                customer,
                contacts[customer.id],
                places[customer.id],
                ", ".join(tags[customer.id]),
                terms.get(customer.terms_id, ""),
                Decimal(balances.get(customer.id, 0)).scaleb(-exponent),
            )


def _customer_rows(
    customer: Any, contacts: list[Any], places: list[Any], tags: str, terms: str, balance: Decimal
) -> Rows:
    by_id = {person.id: person for person in contacts}
    primary = next((person for person in contacts if person.is_primary), None)
    for position, place in enumerate(places or [None]):
        # The first row names the primary contact: read back, it is the primary one again.
        person = primary if position == 0 else by_id.get(place.contact_id) if place is not None else None
        who = [person.name, person.role, person.phone, person.mobile, person.email] if person is not None else [""] * 5
        where: list[Cell] = [""] * 9
        if place is not None:
            where = [place.name, *(getattr(place, name) for name in ADDRESS), *_point(place)]
        yield (
            customer.number, customer.name, customer.type.value, *who, *(getattr(customer, name) for name in ADDRESS),
            *where, tags, terms, customer.tax_exempt, customer.newsletter, customer.do_not_contact,
            customer.rating or "", customer.flag_reason or "", customer.archived_at is not None, balance,
        )  # fmt: skip


def contacts(desk: Desk, progress: Progress) -> Rows:
    """All contacts of all customers."""
    desk.need(Permission.EXPORT)

    def parts(session: Session, ids: list[int]) -> Parts:
        return _parts(session, Contact, Contact.customer_id.in_(ids))

    for people, found in _chunks(desk, parts, progress):
        for customer in people:
            for person in found[customer.id]:
                yield (
                    customer.number, customer.name, person.name, person.role, person.phone, person.mobile,
                    person.email, person.is_primary,
                )  # fmt: skip


def locations(desk: Desk, progress: Progress) -> Rows:
    """All service locations of all customers."""
    desk.need(Permission.EXPORT)

    def parts(session: Session, ids: list[int]) -> tuple[Parts, dict[int, Any]]:
        found = _parts(session, Location, Location.customer_id.in_(ids), Location.archived_at.is_(None))
        persons = _parts(session, Contact, Contact.customer_id.in_(ids))
        return found, {person.id: person for some in persons.values() for person in some}

    for people, (found, by_id) in _chunks(desk, parts, progress):
        for customer in people:
            for place in found[customer.id]:
                person = by_id.get(place.contact_id)
                who = [person.name, person.phone or person.mobile, person.email] if person else [""] * 3
                yield (
                    customer.number, customer.name, place.name, *(getattr(place, name) for name in ADDRESS),
                    *_point(place), *who,
                )  # fmt: skip


def _point(place: Any) -> list[Decimal | None]:
    """Latitude and longitude as numbers: a minus sign is no formula."""
    return [None if value is None else Decimal(degrees_text(value)) for value in (place.latitude, place.longitude)]


def _chunks(
    desk: Desk, parts: Callable[[Session, list[int]], PartsT], progress: Progress
) -> Iterator[tuple[Sequence[Any], PartsT]]:
    """Customers that are not in the trash, by id, with what ``parts`` reads for them.

    Nothing is open while rows are handed on: for as long as somebody reads a file nobody can save to it.
    """
    there = Customer.deleted_at.is_(None)
    with desk.read() as session:
        total = session.scalar(select(func.count()).select_from(Customer).where(there)) or 0
    done, after = 0, 0
    while True:
        query = select(*Customer.__table__.c).where(there, Customer.id > after).order_by(Customer.id).limit(CHUNK)
        with desk.read() as session:
            people = session.execute(query).all()
            found = parts(session, [row.id for row in people]) if people else None
        if found is None:
            return
        after, done = people[-1].id, done + len(people)
        yield people, found
        progress(done, max(done, total))


def _parts(session: Session, table: type[Contact] | type[Location], *where: ColumnElement[bool]) -> Parts:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(select(*table.__table__.c).where(*where).order_by(table.position, table.id)):
        found[row.customer_id].append(row)
    return found


def _tags(session: Session, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = select(CustomerTag.customer_id, Tag.name).join(Tag, Tag.id == CustomerTag.tag_id)
    for customer_id, name in session.execute(query.where(CustomerTag.customer_id.in_(ids)).order_by(Tag.name_key)):
        found[customer_id].append(name)
    return found
