"""Keeps the customer list's rows and search texts true to the tables they are drawn from."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache, partial
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, func, select, update
from sqlalchemy.orm import Session

from officedesk.database.bulk import insert_rows
from officedesk.database.direct import Prepared, run, run_many
from officedesk.database.rows import shape
from officedesk.database.search import among_parameter, id_list
from officedesk.models.base import Base
from officedesk.models.customers import Contact, Customer, CustomerTag, Location, Tag
from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.listing import CustomerListing, CustomerSearch, SearchWord
from officedesk.models.sales import Invoice
from officedesk.models.text import address_line, digits, fold, natural_key

CHUNK = 400
"""Customers read at once: under SQLite's limit of variables in a statement."""


def refresh(session: Session, profiles: Collection[int], balances: Collection[int]) -> None:
    """Bring the rows of these customers up to date: all of a row for ``profiles``, only money for ``balances``.

    What is pending in the session must be flushed.
    """
    statements = _statements(session.get_bind().dialect.name)
    if session.get_bind().dialect.name == "postgresql":
        # Each customer by one writer at a time, who then sees all that was committed: two who draw the same row at once
        # would insert it twice, or leave out what the other one changed. A file has one writer anyway.
        for chunk in _chunks({*profiles, *balances}):
            statements.lock.all(session, ids=statements.ids(chunk))
    for chunk in _chunks(profiles):
        _write_profiles(session, chunk)
    for chunk in _chunks(set(balances) - set(profiles)):
        for customer_id, (balance, oldest) in _balances(session, chunk).items():
            statements.owe.run(session, customer=customer_id, now=balance, oldest=oldest)


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


def search_body(customer: Any, contacts: Iterable[Any], locations: Iterable[Any], formerly: Iterable[Any] = ()) -> str:
    """Everything a customer is found by, folded, one part a line: a search never matches across two parts.

    ``formerly``: customers that were merged into it; their numbers and names find it.

    Each part begins with a line break, so that the beginning of a word is a space or a line break before it.
    """
    parts = [customer.name, customer.number, address_line(customer)]
    for contact in contacts:
        parts += [contact.name, contact.email, digits(contact.phone), digits(contact.mobile)]
    for location in locations:
        parts += [location.name, address_line(location)]
    for other in formerly:
        parts += [other.number, other.name]
    lines = dict.fromkeys(map(fold, filter(None, parts)))
    lines.pop("", None)
    return "\n" + "\n".join(lines) if lines else ""


def words_of(bodies: Iterable[str]) -> set[str]:
    """The words that a misspelt search may be corrected to: letters, three to thirty of them."""
    found = {word for body in bodies for word in body.split()}
    return {word for word in found if 3 <= len(word) <= 30 and word.isalpha()}


def add_words(session: Session, words: Collection[str]) -> None:
    """Remember words that are not known yet."""
    if words:
        insertion = shape(session, SearchWord, ("word",)).insertion
        run_many(session, f"{insertion} ON CONFLICT (word) DO NOTHING", [(word,) for word in sorted(words)])


class _Statements:
    """What is read of customers and written of their rows, for one engine; ``ids`` are one parameter."""

    def __init__(self, dialect: str) -> None:
        self.ids: Callable[[Iterable[int]], Any] = partial(id_list, dialect=dialect)
        customer, contact, location = Customer.__table__.c, Contact.__table__.c, Location.__table__.c
        invoice, worn, tag = Invoice.__table__.c, CustomerTag.__table__.c, Tag.__table__.c
        listed, found = CustomerListing.__table__.c, CustomerSearch.__table__.c

        def of(column: Any) -> ColumnElement[bool]:
            return among_parameter(column, "ids", dialect)

        self.lock = Prepared(
            select(customer.id).where(of(customer.id)).order_by(customer.id).with_for_update(key_share=True)
        )
        self.customers = Prepared(select(*customer).where(of(customer.id), customer.deleted_at.is_(None)))
        self.contacts = Prepared(select(*contact).where(of(contact.customer_id)).order_by(contact.position, contact.id))
        self.locations = Prepared(
            select(*location)
            .where(of(location.customer_id), location.archived_at.is_(None))
            .order_by(location.position, location.id)
        )
        self.tags = Prepared(select(worn.customer_id, tag.name).where(of(worn.customer_id), tag.id == worn.tag_id))
        self.formerly = Prepared(
            select(customer.merged_into_id, customer.number, customer.name)
            .where(of(customer.merged_into_id))
            .order_by(customer.id)
        )
        self.balances = Prepared(
            select(
                invoice.customer_id,
                cast(func.sum(invoice.balance), BigInteger).label("owed"),
                func.min(invoice.due_date).label("oldest"),
            )
            .where(
                of(invoice.customer_id),
                invoice.state == InvoiceState.ISSUED,
                invoice.kind != InvoiceKind.CREDIT_NOTE,
                invoice.balance > 0,
            )
            .group_by(invoice.customer_id)
        )
        self.listed = Prepared(select(*listed).where(of(listed.customer_id)))
        self.found = Prepared(select(*found).where(of(found.customer_id)))
        self.owe = Prepared(
            update(CustomerListing)
            .where(listed.customer_id == bindparam("customer"))
            .values(balance=bindparam("now"), oldest_due=bindparam("oldest"))
        )


@cache
def _statements(dialect: str) -> _Statements:
    return _Statements(dialect)


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _balances(session: Session, ids: list[int]) -> dict[int, tuple[int, Any]]:
    found: dict[int, tuple[int, Any]] = dict.fromkeys(ids, (0, None))
    statements = _statements(session.get_bind().dialect.name)
    for row in statements.balances.all(session, ids=statements.ids(ids)):
        found[row.customer_id] = (int(row.owed), row.oldest)
    return found


def drawn(session: Session, ids: list[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The listing and search rows of these customers (at most :data:`CHUNK`) as they have to be.

    Customers in the trash have none.
    """
    # Core rows, not entities: the session may hold the same records with changes that are already flushed.
    statements = _statements(session.get_bind().dialect.name)
    wanted = statements.ids(ids)
    customers = {row.id: row for row in statements.customers.all(session, ids=wanted)}
    contacts: dict[int, list[Any]] = defaultdict(list)
    for row in statements.contacts.all(session, ids=wanted):
        contacts[row.customer_id].append(row)
    locations: dict[int, list[Any]] = defaultdict(list)
    for row in statements.locations.all(session, ids=wanted):
        locations[row.customer_id].append(row)
    tags: dict[int, list[str]] = defaultdict(list)
    for row in statements.tags.all(session, ids=wanted):
        tags[row.customer_id].append(row.name)
    formerly: dict[int, list[Any]] = defaultdict(list)
    for row in statements.formerly.all(session, ids=wanted):
        formerly[row.merged_into_id].append(row)
    balances = _balances(session, ids)

    rows, bodies = [], []
    for customer_id, customer in customers.items():
        people, places = contacts[customer_id], locations[customer_id]
        primary = next((person for person in people if person.is_primary), None)
        rows.append(
            listing_values(customer, primary, places[0] if places else None, tags[customer_id], *balances[customer_id])
        )
        bodies.append(
            {"customer_id": customer_id, "body": search_body(customer, people, places, formerly[customer_id])}
        )
    return rows, bodies


def _write_profiles(session: Session, ids: list[int]) -> None:
    rows, bodies = drawn(session, ids)
    statements = _statements(session.get_bind().dialect.name)
    wanted = statements.ids(ids)
    _make(session, CustomerListing, statements.listed.all(session, ids=wanted), rows)
    found = statements.found.all(session, ids=wanted)
    # Last: its triggers keep the index of texts, the dearest of all to write.
    _make(session, CustomerSearch, found, bodies)
    add_words(session, words_of(body["body"] for body in bodies) - words_of(row.body for row in found))


def _make(session: Session, kind: type[Base], stored: Iterable[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Make the ``stored`` rows of some customers be ``rows``; what is right already is not touched."""
    there = {row.customer_id: row._asdict() for row in stored}
    new = []
    for row in rows:
        was = there.pop(row["customer_id"], None)
        if was is None:
            new.append(row)
        elif changed := {name: value for name, value in row.items() if was[name] != value}:
            some = shape(session, kind, changed)
            (values,) = some.stored([value] for value in changed.values())
            run(session, some.change, (*values, row["customer_id"]))
    if there:
        run_many(session, shape(session, kind, ()).removal, [(customer_id,) for customer_id in there])
    if new:
        insert_rows(session, kind, tuple(new[0]), [tuple(row.values()) for row in new])
