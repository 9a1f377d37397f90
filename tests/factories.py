"""Small makers of what tests need. Each writes through the ORM and gives the id of what it made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database
from officedesk.models.base import Table
from officedesk.models.company import Brand, Company, NumberSequence, TaxRate, Technician, Terms, User
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import LineKind, Role, SequenceKind
from officedesk.models.pricebook import KitComponent, PriceBookItem
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from tests.support.clock import Clock

SEQUENCE_STARTS = {
    SequenceKind.CUSTOMER: 12345,
    SequenceKind.ESTIMATE: 1001,
    SequenceKind.JOB: 2001,
    SequenceKind.INVOICE: 3001,
    SequenceKind.CREDIT_NOTE: 4001,
    SequenceKind.PAYMENT: 5001,
    SequenceKind.CONTRACT: 6001,
    SequenceKind.PROJECT: 7001,
}
_serial = count(1)


def found(place: OfficePlace) -> None:
    """Make the office that `desk` sits in: Lakeside Mechanical of Minneapolis.

    Net 30 (the default), due on receipt and no due date; 7.5 % sales tax (the default) and 0 %; one user, Dana Reyes.
    """
    database = Database(place, schema.create(place))
    with database.write(Actor(None, "Setup", "tests")) as session:
        terms = [
            Terms(name="Net 30", due_days=30),
            Terms(name="Due on receipt", due_days=0),
            Terms(name="No due date", due_days=None),
        ]
        taxes = [TaxRate(name="Sales tax", percent=Decimal("7.5")), TaxRate(name="No tax", percent=Decimal(0))]
        user = User(name="Dana Reyes", email="dana@lakeside.example", role=Role.ADMIN)
        brand = Brand(
            name="Lakeside Mechanical",
            phone="(612) 555-0100",
            email="office@lakeside.example",
            street="800 Marquette Ave",
            city="Minneapolis",
            region="MN",
            postal_code="55402",
            is_default=True,
        )
        session.add_all([*terms, *taxes, user, brand])
        session.flush()
        session.add(
            Company(
                name="Lakeside Mechanical",
                phone="(612) 555-0100",
                email="office@lakeside.example",
                street="800 Marquette Ave",
                city="Minneapolis",
                region="MN",
                postal_code="55402",
                default_terms_id=terms[0].id,
                default_tax_rate_id=taxes[0].id,
            )
        )
        session.add_all(NumberSequence(kind=kind, start=start) for kind, start in SEQUENCE_STARTS.items())
    database.close()


def make_customer(
    desk: Desk,
    name: str = "",
    *,
    contacts: Iterable[dict[str, Any]] | None = None,
    locations: Iterable[dict[str, Any]] | None = None,
    **columns: Any,
) -> int:
    """A customer with one contact (primary) and one location, unless told otherwise.

    Contacts and locations are given by their columns; the first contact is the primary one unless one says so.
    """
    serial = next(_serial)
    people = [{"name": "Pat Doe", "phone": "(612) 555-0199"}] if contacts is None else list(contacts)
    places = [{"street": f"{serial} Main St", "city": "Minneapolis", "region": "MN", "postal_code": "55401"}]
    places = places if locations is None else list(locations)
    named = any(person.get("is_primary") for person in people)
    columns.setdefault("number", f"C{serial}")
    with desk.write() as session:
        customer = Customer(
            name=name or f"Customer {serial}",
            created_at=desk.now(),
            updated_at=desk.now(),
            contacts=[
                Contact(**{"position": at, "is_primary": at == 0 and not named, **person})
                for at, person in enumerate(people)
            ],
            locations=[Location(**{"position": at, **place}) for at, place in enumerate(places)],
            **columns,
        )
        session.add(customer)
        session.flush()
        return customer.id


def make_item(
    desk: Desk,
    name: str = "",
    price: int = 100_00,
    *,
    unit_cost: int = 40_00,
    code: str = "",
    kind: LineKind = LineKind.SERVICE,
    components: Iterable[tuple[int, str]] = (),
    **columns: Any,
) -> int:
    """A price-book item; prices in minor units. `components` makes it a kit: item ids with quantities as text."""
    name = name or f"Item {next(_serial)}"
    parts = [
        KitComponent(item_id=item_id, quantity=Decimal(quantity), position=at)
        for at, (item_id, quantity) in enumerate(components)
    ]
    return _store(
        desk,
        PriceBookItem(
            name=name,
            code=code,
            name_key=fold(f"{name} {code}"),
            kind=kind,
            price=price,
            unit_cost=unit_cost,
            components=parts,
            **columns,
        ),
    )


def make_tax_rate(desk: Desk, name: str = "City tax", percent: str = "1.5", **columns: Any) -> int:
    """A tax rate; `percent` as text, such as `"6.875"`."""
    return _store(desk, TaxRate(name=name, percent=Decimal(percent), **columns))


def make_terms(desk: Desk, name: str = "Net 10", due_days: int | None = 10, **columns: Any) -> int:
    """Payment terms; `due_days=None` for no due date."""
    return _store(desk, Terms(name=name, due_days=due_days, **columns))


def make_brand(desk: Desk, name: str = "Lakeside Plumbing", **columns: Any) -> int:
    """A second brand."""
    return _store(desk, Brand(name=name, **columns))


def make_technician(desk: Desk, name: str = "Sam Field", **columns: Any) -> int:
    """A field employee."""
    return _store(desk, Technician(name=name, **columns))


def make_user(desk: Desk, name: str = "Robin Office", **columns: Any) -> int:
    """A second user of the office."""
    return _store(desk, User(name=name, **columns))


def second_desk(desk: Desk, name: str = "Desktop B") -> Desk:
    """The same office from another desktop: its own engine, so its own connections. Close its `database` at the end."""
    return Desk(
        Database(desk.database.place),
        replace(desk.actor, desktop=name),
        desk.zone,
        desk.currency,
        desk.now if isinstance(desk.now, Clock) else Clock(),
    )


def _store(desk: Desk, record: Table) -> int:
    with desk.write() as session:
        session.add(record)
        session.flush()
        return record.id
