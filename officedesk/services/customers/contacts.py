"""Contacts of a customer, changed one at a time from the profile."""

from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.customers import Contact, Customer
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import load
from officedesk.services.customers.rows import ContactRow
from officedesk.services.customers.rules import problems, tidy
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission


def contacts(desk: Desk, customer_id: int) -> list[ContactRow]:
    """Contacts of a customer in their order."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        record = load(session, customer_id)
        people = sorted(record.contacts, key=lambda person: (person.position, person.id))
        return [contact_row(person) for person in people]


def contact_row(person: Contact) -> ContactRow:
    """The row of a stored contact."""
    return ContactRow(person.id, person.name, person.role, person.phone, person.mobile, person.email, person.is_primary)


def save_contact(desk: Desk, customer_id: int, draft: ContactDraft) -> ContactRow:
    """Add a contact, or change the one with the draft's id. Its star is set by :func:`make_primary` only.

    Raises :class:`InvalidInput` with the contact's own field names, and :class:`NotFound`.
    """
    desk.need(Permission.CUSTOMERS_WRITE)
    tidied = tidy(CustomerDraft(name="-", contacts=(draft,)))
    if found := problems(tidied):
        raise InvalidInput({name.removeprefix("contacts.0."): text for name, text in found.items()})
    (draft,) = tidied.contacts
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        if draft.id is None:
            person = Contact(is_primary=not record.contacts, position=1 + _last_position(record))
            record.contacts.append(person)
        else:
            person = _person(record, draft.id)
        for name in ("name", "role", "phone", "mobile", "email"):
            setattr(person, name, getattr(draft, name))
        record.touch(desk.now())
        session.flush()
        return contact_row(person)


def make_primary(desk: Desk, customer_id: int, contact_id: int) -> None:
    """The star: this contact becomes the primary one in place of the other."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        person = _person(record, contact_id)
        if person.is_primary:
            return
        _step_back(session, record)
        person.is_primary = True
        record.touch(desk.now())


def remove_contact(desk: Desk, customer_id: int, contact_id: int) -> None:
    """Remove a contact; documents that name it lose the name, issued ones keep their text.

    Raises :class:`NotAllowed` for the primary one.
    """
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        person = _person(record, contact_id)
        if person.is_primary:
            raise NotAllowed(
                f"{person.name or 'This contact'} is the primary contact and can't be removed.",
                hint="Make another contact the primary one first.",
            )
        record.contacts.remove(person)
        record.touch(desk.now())


def _person(record: Customer, contact_id: int) -> Contact:
    for person in record.contacts:
        if person.id == contact_id:
            return person
    raise NotFound(f"This contact of {record.name} is no longer there.")


def _last_position(record: Customer) -> int:
    return max((person.position for person in record.contacts), default=-1)


def _step_back(session: Session, record: Customer) -> None:
    # In a statement of its own: the index allows one primary contact at any moment.
    for person in record.contacts:
        person.is_primary = False
    session.flush()
