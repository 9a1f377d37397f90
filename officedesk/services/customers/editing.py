"""A customer's record: new, read, saved, put away and brought back."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, true
from sqlalchemy.orm import Session, selectinload

from officedesk.database.direct import Prepared
from officedesk.database.records import insert_part, insert_record
from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.changes import ErasedNumber
from officedesk.models.company import Brand
from officedesk.models.contracts import Contract
from officedesk.models.customers import Contact, Customer, CustomerTag, Location, Tag
from officedesk.models.enums import InvoiceState, SequenceKind
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.mapping import Geofence, TimeEntry
from officedesk.models.notes import Note
from officedesk.models.pipeline import Lead, Project
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.series import Series
from officedesk.models.work import Job
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.merging import merge
from officedesk.services.customers.rules import problems, tidy
from officedesk.services.customers.tagging import put_tags
from officedesk.services.desk import Desk
from officedesk.services.lost_races import merged
from officedesk.services.office.numbers import take_number
from officedesk.services.permissions import Permission

_ADDRESS = tuple(part.name for part in fields(Address))
_PLAIN = (
    "name",
    "type",
    "brand_id",
    "parent_id",
    "tax_exempt",
    "tax_rate_id",
    "terms_id",
    "newsletter",
    "do_not_contact",
    "rating",
    "flag_reason",
)
_CONTACT = ("name", "role", "phone", "mobile", "email")

_ROWS, _GONE = Customer.__table__.c, ErasedNumber.__table__.c
_NUMBERED = Prepared(select(_ROWS.id, _ROWS.name).where(_ROWS.number == bindparam("number")))
_ERASED = Prepared(select(_GONE.number).where(_GONE.kind == "customer", _GONE.number == bindparam("number")))


def new_customer(desk: Desk) -> CustomerDraft:
    """An empty draft with the office's default brand; its number comes with the first save."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.read() as session:
        brand_id = session.scalar(select(Brand.id).where(Brand.is_default))
    return CustomerDraft(brand_id=brand_id)


def customer(desk: Desk, customer_id: int) -> CustomerDraft:
    """The draft of a stored customer, archived locations left out. Raises :class:`NotFound`."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        return draft_of(session, load(session, customer_id))


def save_customer(desk: Desk, draft: CustomerDraft, base: CustomerDraft | None = None) -> CustomerDraft:
    """Store ``draft`` and return it as stored, with ids, number and new version.

    ``base`` is the draft as it was read: with it, changes that another desktop saved meanwhile are kept where they
    are to other fields. Raises :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with
    ``theirs`` and ``fields``.
    """
    desk.need(Permission.CUSTOMERS_WRITE)
    draft = tidy(draft)
    if found := problems(draft):
        raise InvalidInput(found)
    with desk.write() as session:
        if draft.id is None:
            customer_id = _begin(session, desk, draft)
        else:
            record = load(session, draft.id, lock=True)
            if record.version != draft.version:
                draft = _merged(session, record, draft, base)
            number = draft.number or take_number(session, SequenceKind.CUSTOMER, desk.today())[0]
            _check_number(session, draft, number, new=number != record.number)
            _check_parts(session, record, draft)
            _check_payer(session, draft)
            record.number = number
            _write(session, desk, record, draft)
            customer_id = record.id
    return customer(desk, customer_id)


def load(session: Session, customer_id: int, *, lock: bool = False) -> Customer:
    """The record with contacts and locations. Raises :class:`NotFound`."""
    query = (
        select(Customer)
        .where(Customer.id == customer_id)
        .options(selectinload(Customer.contacts), selectinload(Customer.locations))
    )
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None:
        raise gone()
    return record


def gone() -> NotFound:
    """What to raise for a customer that is not there."""
    return NotFound("This customer is no longer there.", hint="It may have been erased at another desktop.")


def trash(desk: Desk, customer_ids: Sequence[int]) -> list[str]:
    """Move customers to the trash and return the names of those with issued invoices, which stay.

    Raises :class:`NotAllowed` where none could be moved.
    """
    desk.need(Permission.CUSTOMERS_TRASH)
    kept = []
    with desk.write() as session:
        for customer_id in customer_ids:
            record = load(session, customer_id, lock=True)
            issued = (Invoice.customer_id == record.id) & (Invoice.state != InvoiceState.DRAFT)
            if session.scalar(select(exists().where(issued))):
                kept.append(record.name)
            elif record.deleted_at is None:
                record.deleted_at = record.updated_at = desk.now()
    if kept and len(kept) == len(customer_ids):
        names = ", ".join(kept[:3]) + (f" and {len(kept) - 3} more" if len(kept) > 3 else "")
        raise NotAllowed(
            f"{names}: a customer with issued invoices can't be deleted.", hint="Archive instead: the invoices stay."
        )
    return kept


def restore(desk: Desk, customer_ids: Sequence[int]) -> None:
    """Bring customers back from the trash."""
    desk.need(Permission.CUSTOMERS_TRASH)
    with desk.write() as session:
        for customer_id in customer_ids:
            record = load(session, customer_id, lock=True)
            if record.merged_into_id is not None:
                raise NotAllowed(f"{record.name} was merged with another customer.", hint="Undo the merge instead.")
            if record.deleted_at is not None:
                record.deleted_at, record.updated_at = None, desk.now()


def is_trashed(desk: Desk, customer_id: int) -> bool:
    """Whether the customer is in the trash."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        query = select(Customer.deleted_at.is_not(None)).where(Customer.id == customer_id)
        return bool(session.scalar(query))


def archive(desk: Desk, customer_ids: Sequence[int], *, archived: bool = True) -> None:
    """Put customers away from lists, or with ``archived=False`` back into them. Their documents stay as they are."""
    desk.need(Permission.CUSTOMERS_TRASH)
    with desk.write() as session:
        for customer_id in customer_ids:
            record = load(session, customer_id, lock=True)
            if archived != (record.archived_at is not None):
                record.archived_at, record.updated_at = desk.now() if archived else None, desk.now()


def draft_of(session: Session, record: Customer) -> CustomerDraft:
    """The draft of a record with its contacts and locations, archived ones left out."""
    contacts = sorted(record.contacts, key=lambda contact: (contact.position, contact.id))
    places = sorted((p for p in record.locations if p.archived_at is None), key=lambda p: (p.position, p.id))
    index = {contact.id: at for at, contact in enumerate(contacts)}
    tags = session.scalars(
        select(Tag.name).join(CustomerTag).where(CustomerTag.customer_id == record.id).order_by(Tag.name_key)
    )
    return CustomerDraft(
        **{name: getattr(record, name) for name in _PLAIN},
        number=record.number,
        tags=tuple(tags),
        billing=Address(**{name: getattr(record, name) for name in _ADDRESS}),
        contacts=tuple(
            ContactDraft(**{name: getattr(c, name) for name in (*_CONTACT, "is_primary", "id")}) for c in contacts
        ),
        locations=tuple(
            LocationDraft(
                name=place.name,
                address=Address(**{name: getattr(place, name) for name in _ADDRESS}),
                contact=index.get(place.contact_id) if place.contact_id is not None else None,
                tax_rate_id=place.tax_rate_id,
                id=place.id,
            )
            for place in places
        ),
        id=record.id,
        version=record.version,
    )


def _merged(session: Session, record: Customer, draft: CustomerDraft, base: CustomerDraft | None) -> CustomerDraft:
    message = f"{record.name} was changed at another desktop meanwhile."
    return merged(draft_of(session, record), draft, base and tidy(base), message, merge=merge, problems=problems)


def _check_number(session: Session, draft: CustomerDraft, number: str, *, new: bool) -> None:
    other = _NUMBERED.first(session, number=number)
    if other is not None and other.id != draft.id:
        raise InvalidInput({"number": f"Number {number} is already {other.name}'s."})
    if new and _ERASED.first(session, number=number) is not None:
        raise InvalidInput({"number": f"Number {number} was an erased customer's and isn't given out again."})


def _check_parts(session: Session, record: Customer, draft: CustomerDraft) -> None:
    if not {part.id for part in draft.contacts if part.id} <= {contact.id for contact in record.contacts}:
        raise Conflict(
            f"A contact of {record.name} was removed at another desktop meanwhile.", draft_of(session, record)
        )
    if not {part.id for part in draft.locations if part.id} <= {place.id for place in record.locations}:
        raise Conflict(f"A location of {record.name} was removed at another desktop.", draft_of(session, record))


def _check_payer(session: Session, draft: CustomerDraft) -> None:
    seen, parent_id = {draft.id}, draft.parent_id
    while parent_id is not None:
        if parent_id in seen:
            raise InvalidInput({"parent_id": "These customers would pay each other's bills: choose another payer."})
        seen.add(parent_id)
        parent = session.execute(select(Customer.parent_id).where(Customer.id == parent_id)).first()
        if parent is None:
            raise InvalidInput({"parent_id": "This customer is no longer there: choose another payer."})
        parent_id = parent.parent_id


def _begin(session: Session, desk: Desk, draft: CustomerDraft) -> int:
    """Store a new customer and return its id: as rows, since nobody has read any of it as an object."""
    if draft.number:
        _check_number(session, draft, draft.number, new=True)
    _check_payer(session, draft)
    now = desk.now()
    values = {name: getattr(draft, name) for name in _PLAIN} | {
        # A number that was just taken is nobody's.
        "number": draft.number or take_number(session, SequenceKind.CUSTOMER, desk.today())[0],
        "created_at": now,
        "updated_at": now,
    }
    customer_id = insert_record(session, Customer, values | _address(draft.billing))
    mine = {"customer_id": customer_id}
    contacts = []
    for position, part in enumerate(draft.contacts):
        said = {name: getattr(part, name) for name in _CONTACT}
        said |= mine | {"position": position, "is_primary": part.is_primary}
        contacts.append(insert_part(session, Contact, customer_id, draft.name, said))
    for position, place in enumerate(draft.locations):
        said = {"name": place.name, "tax_rate_id": place.tax_rate_id, "position": position}
        said |= mine | {"contact_id": None if place.contact is None else contacts[place.contact]}
        insert_part(session, Location, customer_id, draft.name, said | _address(place.address))
    put_tags(session, customer_id, draft.tags)
    return customer_id


def _address(address: Address) -> dict[str, Any]:
    return {name: getattr(address, name) for name in _ADDRESS}


def _write(session: Session, desk: Desk, record: Customer, draft: CustomerDraft) -> None:
    for name in _PLAIN:
        setattr(record, name, getattr(draft, name))
    for name in _ADDRESS:
        setattr(record, name, getattr(draft.billing, name))
    record.touch(desk.now())
    contacts = _write_contacts(session, record, draft)
    _write_locations(session, desk, record, draft, contacts)
    put_tags(session, record.id, draft.tags)


def _write_contacts(session: Session, record: Customer, draft: CustomerDraft) -> list[Contact]:
    there = {contact.id: contact for contact in record.contacts}
    kept = []
    for position, part in enumerate(draft.contacts):
        contact = there[part.id] if part.id is not None else Contact(is_primary=False)
        for name in _CONTACT:
            setattr(contact, name, getattr(part, name))
        contact.position = position
        # Nobody is primary twice, not even between two statements: first the old one steps back.
        contact.is_primary = contact.is_primary and part.is_primary
        kept.append(contact)
    record.contacts[:] = kept
    session.flush()
    for contact, part in zip(kept, draft.contacts, strict=True):
        contact.is_primary = part.is_primary
    session.flush()
    return kept


def _write_locations(
    session: Session, desk: Desk, record: Customer, draft: CustomerDraft, contacts: list[Contact]
) -> None:
    there = {place.id: place for place in record.locations}
    kept = []
    for position, part in enumerate(draft.locations):
        place = there.pop(part.id) if part.id is not None else Location()
        for name in _ADDRESS:
            setattr(place, name, getattr(part.address, name))
        place.name, place.tax_rate_id, place.position = part.name, part.tax_rate_id, position
        place.contact_id = None if part.contact is None else contacts[part.contact].id
        place.archived_at = None
        kept.append(place)
    for place in there.values():
        if place.archived_at is not None:
            kept.append(place)
        elif location_used(session, place.id):
            place.archived_at = desk.now()
            kept.append(place)
    record.locations[:] = kept
    session.flush()


_AT_LOCATIONS: tuple[type[Any], ...] = (
    *(Estimate, Job, Invoice, Note, Reminder, Equipment, Attachment, Geofence, TimeEntry),
    *(Project, Lead, Contract, Series),
)


def location_used(session: Session, location_id: int, *, trashed: bool = True) -> bool:
    """Whether a document, note, reminder, file, geofence, time entry, project, contract or equipment names it.

    ``trashed``: those in the trash count too.
    """
    there = [
        exists().where(
            kind.location_id == location_id,
            true() if trashed or "deleted_at" not in kind.__table__.c else kind.deleted_at.is_(None),
        )
        for kind in _AT_LOCATIONS
    ]
    used = or_(*there)
    return bool(session.scalar(select(used)))


def copy_of(draft: CustomerDraft) -> CustomerDraft:
    """``draft`` as a new customer: same people and places, no number, no ids."""
    return replace(
        draft,
        id=None,
        version=0,
        number="",
        contacts=tuple(replace(contact, id=None) for contact in draft.contacts),
        locations=tuple(replace(place, id=None) for place in draft.locations),
    )
