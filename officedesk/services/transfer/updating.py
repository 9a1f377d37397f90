"""Imported customers that the office has already, brought up to date from the file."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from officedesk.database.listing import location_line
from officedesk.models.customers import Contact, Customer, CustomerTag, Location, NotepadEntry, Tag
from officedesk.models.text import digits, fold
from officedesk.services.customers.tagging import put_tags
from officedesk.services.desk import Desk
from officedesk.services.transfer.newcomers import Newcomer, Person

_ADDRESS = ("street", "street2", "city", "region", "postal_code", "country")
_PLACED = ("street", "city", "region", "postal_code")
"""A suite is at the point of its house."""


def update_customer(session: Session, desk: Desk, customer_id: int, newcomer: Newcomer) -> None:
    """Put what the file says into the stored customer. Empty cells change nothing, and nothing is removed."""
    record = session.scalars(
        select(Customer)
        .where(Customer.id == customer_id)
        .options(selectinload(Customer.contacts), selectinload(Customer.locations))
    ).one()
    record.name = newcomer.name or record.name
    if newcomer.street or newcomer.city:
        if any(getattr(record, name) != getattr(newcomer, name) for name in _PLACED):
            record.latitude = record.longitude = None  # it was that of the former address
        for name in _ADDRESS:
            setattr(record, name, getattr(newcomer, name))
    record.terms_id = newcomer.terms_id or record.terms_id
    record.rating = newcomer.rating or record.rating
    record.flag_reason = newcomer.flag_reason if newcomer.flag_reason is not None else record.flag_reason
    record.tax_exempt = newcomer.tax_exempt or record.tax_exempt
    record.newsletter = newcomer.newsletter or record.newsletter
    record.do_not_contact = newcomer.do_not_contact or record.do_not_contact
    record.updated_at = desk.now()
    people = {id(person): _contact(record, person) for person in newcomer.contacts}
    for place in newcomer.locations:
        there = next((stored for stored in record.locations if _same(stored, place)), None)
        if there is None:
            there = Location(position=len(record.locations))
            record.locations.append(there)
            for name in _ADDRESS:
                setattr(there, name, getattr(place, name))
        there.name = place.name or there.name
        if place.latitude is not None:
            there.latitude, there.longitude = place.latitude, place.longitude
        if place.contact is not None:
            session.flush()  # a new contact has its id only then
            there.contact_id = people[id(place.contact)].id
    session.flush()
    if newcomer.tags:
        own = select(Tag.name).join(CustomerTag).where(CustomerTag.customer_id == record.id)
        put_tags(session, record.id, [*session.scalars(own), *newcomer.tags])
    said = set(session.scalars(select(NotepadEntry.text).where(NotepadEntry.customer_id == record.id)))
    for note in newcomer.notes:
        if note not in said:
            session.add(NotepadEntry(customer_id=record.id, at=desk.now(), author=desk.actor.name, text=note))
    session.flush()


def _contact(record: Customer, person: Person) -> Contact:
    there = next((contact for contact in record.contacts if fold(contact.name) == fold(person.name)), None)
    if there is None:
        mark = (digits(person.phone), person.email.casefold())
        alike = [contact for contact in record.contacts if (digits(contact.phone), contact.email.casefold()) == mark]
        there = alike[0] if alike and any(mark) and not person.name else None
    if there is None:
        there = Contact(
            position=len(record.contacts), is_primary=not any(contact.is_primary for contact in record.contacts)
        )
        record.contacts.append(there)
    for name in ("name", "role", "phone", "mobile", "email"):
        setattr(there, name, getattr(person, name) or getattr(there, name) or "")
    return there


def _same(stored: Location, place: object) -> bool:
    return fold(location_line(stored)) == fold(location_line(place))
