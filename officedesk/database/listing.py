"""Keeps the customer list's rows and search texts true to the tables they are drawn from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from importlib import import_module
from typing import Any

from sqlalchemy import Insert, delete, func, insert, select, update
from sqlalchemy.orm import Session

from officedesk.models.customers import Contact, Customer, CustomerTag, Location, Tag
from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.listing import CustomerListing, CustomerSearch, SearchWord
from officedesk.models.sales import Invoice
from officedesk.models.text import address_line, digits, fold, natural_key

CHUNK = 400
"""Customers read at once: under SQLite's limit of variables in a statement."""


def refresh(session: Session, profiles: Collection[int], balances: Collection[int]) -> None:
    """Bring the rows of these customers up to date: all of a row for ``profiles``, only money for ``balances``."""
    if session.get_bind().dialect.name == "postgresql":
        # Each customer by one writer at a time, who then sees all that was committed: two who draw the same row at once
        # would insert it twice, or leave out what the other one changed. A file has one writer anyway.
        for chunk in _chunks({*profiles, *balances}):
            session.execute(
                select(Customer.id).where(Customer.id.in_(chunk)).order_by(Customer.id).with_for_update(key_share=True)
            ).all()
    for chunk in _chunks(profiles):
        _write_profiles(session, chunk)
    for chunk in _chunks(set(balances) - set(profiles)):
        for customer_id, (balance, oldest) in _balances(session, chunk).items():
            session.execute(
                update(CustomerListing)
                .where(CustomerListing.customer_id == customer_id)
                .values(balance=balance, oldest_due=oldest)
            )


location_line = address_line
"""The line that lists and papers show of an address."""


def listing_values(
    customer: Any, contact: Any | None, location: Any | None, tags: Iterable[str], balance: int, oldest: Any
) -> dict[str, Any]:
    """The list row of a customer from its record, primary contact and first location."""
    names = sorted(tags, key=fold)
    phone = (contact.phone or contact.mobile) if contact else ""
    place = address_line(location if location is not None else customer)
    return {
        "customer_id": customer.id,
        "name": customer.name,
        "number": customer.number,
        "contact": contact.name if contact else "",
        "phone": phone,
        "email": contact.email if contact else "",
        "location": place,
        "tags": "\t".join(names),
        "name_key": fold(customer.name)[:120],
        "number_key": natural_key(customer.number)[:80],
        "contact_key": fold(contact.name)[:120] if contact else "",
        "phone_key": digits(phone)[:40],
        "email_key": fold(contact.email)[:120] if contact else "",
        "location_key": fold(place)[:160],
        "tags_key": fold(" ".join(names))[:160],
        "balance": balance,
        "oldest_due": oldest,
        "brand_id": customer.brand_id,
        "flag_reason": customer.flag_reason,
        "archived": customer.archived_at is not None,
    }


def search_body(customer: Any, contacts: Iterable[Any], locations: Iterable[Any]) -> str:
    """Everything a customer is found by, folded, one part a line: a search never matches across two parts.

    Each part begins with a line break, so that the beginning of a word is a space or a line break before it.
    """
    parts = [customer.name, customer.number, address_line(customer)]
    for contact in contacts:
        parts += [contact.name, contact.email, digits(contact.phone), digits(contact.mobile)]
    for location in locations:
        parts += [location.name, address_line(location)]
    lines = dict.fromkeys(map(fold, filter(None, parts)))
    lines.pop("", None)
    return "\n" + "\n".join(lines) if lines else ""


def words_of(bodies: Iterable[str]) -> set[str]:
    """The words that a misspelt search may be corrected to: letters, three to thirty of them."""
    found = {word for body in bodies for word in body.split()}
    return {word for word in found if 3 <= len(word) <= 30 and word.isalpha()}


def add_words(session: Session, words: Collection[str]) -> None:
    """Remember words that are not known yet."""
    rows = [{"word": word} for word in sorted(words)]
    if rows:
        session.execute(_insert_new(session), rows)


def _insert_new(session: Session) -> Insert:
    # Each dialect costs an import that the other engine never needs.
    dialect: Any = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    made: Insert = dialect.insert(SearchWord).on_conflict_do_nothing(index_elements=["word"])
    return made


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _balances(session: Session, ids: list[int]) -> dict[int, tuple[int, Any]]:
    found: dict[int, tuple[int, Any]] = dict.fromkeys(ids, (0, None))
    rows = session.execute(
        select(Invoice.customer_id, func.sum(Invoice.balance), func.min(Invoice.due_date))
        .where(
            Invoice.customer_id.in_(ids),
            Invoice.state == InvoiceState.ISSUED,
            Invoice.kind != InvoiceKind.CREDIT_NOTE,
            Invoice.balance > 0,
        )
        .group_by(Invoice.customer_id)
    )
    for customer_id, balance, oldest in rows:
        found[customer_id] = (int(balance), oldest)
    return found


def drawn(session: Session, ids: list[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The listing and search rows of these customers (at most :data:`CHUNK`) as they have to be.

    Customers in the trash have none.
    """
    # Core rows, not entities: the session may hold the same records with changes that are already flushed.
    customers = {
        row.id: row
        for row in session.execute(
            select(*Customer.__table__.c).where(Customer.id.in_(ids), Customer.deleted_at.is_(None))
        )
    }
    contacts: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
        select(*Contact.__table__.c).where(Contact.customer_id.in_(ids)).order_by(Contact.position, Contact.id)
    ):
        contacts[row.customer_id].append(row)
    locations: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
        select(*Location.__table__.c)
        .where(Location.customer_id.in_(ids), Location.archived_at.is_(None))
        .order_by(Location.position, Location.id)
    ):
        locations[row.customer_id].append(row)
    tags: dict[int, list[str]] = defaultdict(list)
    for customer_id, name in session.execute(
        select(CustomerTag.customer_id, Tag.name)
        .join(Tag, Tag.id == CustomerTag.tag_id)
        .where(CustomerTag.customer_id.in_(ids))
    ):
        tags[customer_id].append(name)
    balances = _balances(session, ids)

    rows, bodies = [], []
    for customer_id, customer in customers.items():
        people, places = contacts[customer_id], locations[customer_id]
        primary = next((person for person in people if person.is_primary), None)
        rows.append(
            listing_values(customer, primary, places[0] if places else None, tags[customer_id], *balances[customer_id])
        )
        bodies.append({"customer_id": customer_id, "body": search_body(customer, people, places)})
    return rows, bodies


def _write_profiles(session: Session, ids: list[int]) -> None:
    rows, bodies = drawn(session, ids)
    session.execute(delete(CustomerListing).where(CustomerListing.customer_id.in_(ids)))
    session.execute(delete(CustomerSearch).where(CustomerSearch.customer_id.in_(ids)))
    if rows:
        session.execute(insert(CustomerListing), rows)
        session.execute(insert(CustomerSearch), bodies)
        add_words(session, words_of(body["body"] for body in bodies))
