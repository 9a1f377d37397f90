"""Service locations of a customer: the Locations tab."""

from typing import Any

from sqlalchemy import Select, select

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.text import digits, fold
from officedesk.models.wanted import forms, wanted
from officedesk.services.customers.drafts import CustomerDraft, LocationDraft
from officedesk.services.customers.editing import load, location_used
from officedesk.services.customers.meant import location_row
from officedesk.services.customers.rows import LocationRow
from officedesk.services.customers.rules import problems, tidy
from officedesk.services.desk import Desk
from officedesk.services.office.rules import parts_of
from officedesk.services.permissions import Permission


def locations_query() -> Select[Any]:
    """Locations in use with the name, phone and email of their contact, in the order of the customer."""
    return (
        select(
            *Location.__table__.c,
            Contact.name.label("contact_name"),
            Contact.phone.label("phone"),
            Contact.mobile.label("mobile"),
            Contact.email.label("email"),
        )
        .outerjoin(Contact, Contact.id == Location.contact_id)
        .where(Location.archived_at.is_(None))
        .order_by(Location.position, Location.id)
    )


def locations(desk: Desk, customer_id: int, text: str = "") -> list[LocationRow]:
    """The customer's locations; with ``text`` those where every word of it is found in what the row shows."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        found = session.execute(locations_query().where(Location.customer_id == customer_id))
        rows = [location_row(row) for row in found]
    asked = wanted(text)
    if asked is None:
        return rows
    return [row for row in rows if any(all(_has(row, group) for group in way) for way in asked.ways)]


def _has(row: LocationRow, group: tuple[str, ...]) -> bool:
    texts = [fold(text) for text in (row.name, row.contact_name, row.line, row.email)] + [digits(row.phone)]
    body = "".join(f"\n{text}" for text in texts)
    return any(form in body for term in group for form in forms(term))


def save_location(desk: Desk, customer_id: int, draft: LocationDraft, contact_id: int | None = None) -> int:
    """Add a location, or change the one with the draft's id; returns its id. ``draft.contact`` is not looked at.

    Raises :class:`InvalidInput` with the location's own field names, and :class:`NotFound`.
    """
    desk.need(Permission.CUSTOMERS_WRITE)
    tidied = tidy(CustomerDraft(name="-", locations=(draft,)))
    if found := problems(tidied):
        raise InvalidInput({name.removeprefix("locations.0."): text for name, text in found.items()})
    (draft,) = tidied.locations
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        if contact_id is not None and contact_id not in {person.id for person in record.contacts}:
            raise InvalidInput({"contact": "Choose one of the customer's contacts."})
        if draft.id is None:
            place = Location(position=1 + max((place.position for place in record.locations), default=-1))
            record.locations.append(place)
        else:
            place = _place(record, draft.id)
        for name, value in parts_of(draft.address):
            setattr(place, name, value)
        place.name, place.tax_rate_id, place.contact_id = draft.name, draft.tax_rate_id, contact_id
        record.touch(desk.now())
        session.flush()
        return place.id


def remove_location(desk: Desk, customer_id: int, location_id: int) -> bool:
    """Remove a location. One that documents name is archived instead: they keep it. Returns whether it was."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        place = _place(record, location_id)
        used = location_used(session, location_id)
        if used:
            place.archived_at = desk.now()
        else:
            record.locations.remove(place)
        record.touch(desk.now())
    return used


def restore_location(desk: Desk, customer_id: int, location_id: int) -> None:
    """Bring an archived location back. Raises :class:`NotFound`."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        _place(record, location_id).archived_at = None
        record.touch(desk.now())


def make_first(desk: Desk, customer_id: int, location_id: int) -> None:
    """Put a location first: the one that lists and the profile's header show."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        first = _place(record, location_id)
        if first.archived_at is not None:
            raise NotAllowed("This location is archived.")
        others = sorted((place for place in record.locations if place is not first), key=lambda place: place.position)
        for position, place in enumerate([first, *others]):
            place.position = position
        record.touch(desk.now())


def _place(record: Customer, location_id: int) -> Location:
    for place in record.locations:
        if place.id == location_id:
            return place
    raise NotFound(f"This location of {record.name} is no longer there.")
