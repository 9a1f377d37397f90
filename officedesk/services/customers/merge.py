"""Two customers that are one: everything of the one that goes is put to the one that stays.

Papers that were issued say what they said: their snapshots and PDFs are not touched. All of it is one transaction in
the change log, so undo puts everything back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer

from officedesk.database.changes import recorder_of
from officedesk.database.recorded import CONTENT, RECORDS
from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.company import Brand, TaxRate, Terms
from officedesk.models.customers import Contact, Customer, CustomerTag, Favourite, Location, NotepadEntry
from officedesk.models.files import Attachment, Folder
from officedesk.models.parts import Stamped
from officedesk.models.text import address_line, digits, fold, same_name
from officedesk.services.customers.drafts import Address, CustomerDraft
from officedesk.services.customers.editing import draft_of, load
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

CHOOSABLE = (
    "name",
    "type",
    "brand_id",
    "billing",
    "parent_id",
    "tax_exempt",
    "tax_rate_id",
    "terms_id",
    "newsletter",
    "do_not_contact",
    "rating",
    "flag_reason",
)
"""What is chosen field by field; the number of the one that goes still finds the one that stays."""
_ADDRESS = tuple(part.name for part in fields(Address))
_CONTACT = ("role", "phone", "mobile", "email")

_NAMED: dict[str, type[Any]] = {"brand_id": Brand, "parent_id": Customer, "tax_rate_id": TaxRate, "terms_id": Terms}
MOVED: dict[str, type[Any]] = {
    word: kind for kind, (word, _) in RECORDS.items() if kind is not Customer and "customer_id" in kind.__table__.c
}
"""Records that go with their customer, by the change log's word for them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both as they are, what differs and can be chosen, and how much of each kind would move."""

    stays: CustomerDraft
    goes: CustomerDraft
    differing: tuple[str, ...]
    suggested: tuple[str, ...]
    """Fields that only the one that goes has something in."""
    moves: tuple[tuple[str, int], ...]
    """(the change log's word, how many), the trash included."""
    names: dict[str, dict[int, str]]
    """Names behind the ids in the drafts, by field."""


@dataclass(frozen=True, slots=True)
class Merged:
    """``key`` is the transaction's: undo takes it back."""

    customer_id: int
    key: str


def compare(desk: Desk, stays_id: int, goes_id: int) -> Comparison:
    """The two customers side by side. Raises :class:`NotFound`, and :class:`NotAllowed` as the merge would."""
    desk.need(Permission.MERGE)
    with desk.read() as session:
        stays, goes = (load(session, number) for number in (stays_id, goes_id))
        _refuse(stays, goes)
        one, other = draft_of(session, stays), draft_of(session, goes)
        counts = [(word, _count(session, kind, goes_id)) for word, kind in MOVED.items()]
        counts += [("contact", len(goes.contacts)), ("location", len(goes.locations))]
        names = {
            name: _names(session, kind, {getattr(draft, name) for draft in (one, other)})
            for name, kind in _NAMED.items()
        }
    differing = tuple(name for name in CHOOSABLE if getattr(one, name) != getattr(other, name))
    empty = CustomerDraft()
    suggested = tuple(
        name
        for name in differing
        if name not in ("name", "type", "brand_id") and getattr(one, name) == getattr(empty, name)
    )
    return Comparison(one, other, differing, suggested, tuple(item for item in counts if item[1]), names)


def merge_customers(
    desk: Desk, stays_id: int, goes_id: int, take: Sequence[str] = (), versions: tuple[int, int] | None = None
) -> Merged:
    """Put everything of ``goes_id`` to ``stays_id``; of the fields in ``take`` what the one that goes has counts.

    Contacts, locations and folders that both have are not doubled: what named the one names the other, and a folder
    has the files of both. ``versions`` are those
    that were compared: where one was changed since, :class:`Conflict` is raised and nothing is done.
    """
    desk.need(Permission.MERGE)
    if unknown := set(take) - set(CHOOSABLE):
        raise ValueError(f"not to be chosen: {', '.join(sorted(unknown))}")
    with desk.write() as session:
        locked = {number: load(session, number, lock=True) for number in sorted({stays_id, goes_id})}
        stays, goes = locked[stays_id], locked[goes_id]
        _refuse(stays, goes)
        if versions is not None and versions != (stays.version, goes.version):
            changed = stays if stays.version != versions[0] else goes
            raise Conflict(f"{changed.name} was changed at another desktop meanwhile: look again.")
        _take(stays, goes, take)
        contacts = _contacts(session, stays, goes)
        places = _locations(session, stays, goes, contacts)
        session.flush()
        came = set(session.scalars(select(Folder.id).where(Folder.customer_id == goes.id)))
        _records(session, desk, stays, goes, contacts, places)
        _folders(session, desk, stays, came)
        _marks(session, stays, goes)
        _payers(session, stays, goes)
        goes.merged_into_id, goes.deleted_at = stays.id, desk.now()
        for record in session.scalars(select(Customer).where(Customer.merged_into_id == goes.id)):
            record.merged_into_id = stays.id
        stays.touch(desk.now())
        goes.touch(desk.now())
        session.flush()
        recorder = recorder_of(session)
        key = recorder.key if recorder is not None else ""
    return Merged(stays_id, key)


def _refuse(stays: Customer, goes: Customer) -> None:
    if stays.id == goes.id:
        raise NotAllowed("A customer can't be merged with itself.")
    for record in (stays, goes):
        if record.merged_into_id is not None:
            raise NotFound(f"{record.name} was merged already.")
        if record.deleted_at is not None:
            raise NotAllowed(f"{record.name} is in the trash.", hint="Restore it first.")


def _names(session: Session, kind: type[Any], ids: set[int | None]) -> dict[int, str]:
    return dict(session.execute(select(kind.id, kind.name).where(kind.id.in_(ids - {None}))).all())


def _count(session: Session, kind: type[Any], customer_id: int) -> int:
    return int(session.scalar(select(func.count()).where(kind.customer_id == customer_id)) or 0)


def _take(stays: Customer, goes: Customer, names: Sequence[str]) -> None:
    for name in names:
        for part in _ADDRESS if name == "billing" else (name,):
            setattr(stays, part, getattr(goes, part))
    if stays.parent_id in (stays.id, goes.id):
        # Who is one with its payer pays for itself, or has its payer's payer.
        stays.parent_id = goes.parent_id if goes.parent_id != stays.id else None


def _contacts(session: Session, stays: Customer, goes: Customer) -> dict[int, int]:
    """Contacts that both have: whose id stands for whose. The others come over."""
    same: dict[int, int] = {}
    ours = list(stays.contacts)
    primary = any(contact.is_primary for contact in ours)
    position = max((contact.position for contact in ours), default=-1)
    for contact in sorted(goes.contacts, key=lambda one: (one.position, one.id)):
        twin = next((other for other in ours if _same_person(contact, other)), None)
        if twin is not None:
            same[contact.id] = twin.id
            for name in _CONTACT:
                if not getattr(twin, name):
                    setattr(twin, name, getattr(contact, name))
            continue
        position += 1
        contact.customer_id, contact.position = stays.id, position
        contact.is_primary = contact.is_primary and not primary
        primary = primary or contact.is_primary
    return same


def _same_person(one: Contact, other: Contact) -> bool:
    if fold(one.name) != fold(other.name):
        return False
    mine, theirs = ({digits(who.phone)[-10:], digits(who.mobile)[-10:]} - {""} for who in (one, other))
    mails = one.email.strip().lower(), other.email.strip().lower()
    together = bool(mine & theirs) or (bool(mails[0]) and mails[0] == mails[1])
    # One name with two numbers or two addresses is two people, unless something else is the same.
    apart = bool(mine and theirs) or all(mails)
    return together or (bool(one.name) and not apart)


def _locations(session: Session, stays: Customer, goes: Customer, contacts: dict[int, int]) -> dict[int, int]:
    same: dict[int, int] = {}
    ours = list(stays.locations)
    position = max((place.position for place in ours), default=-1)
    for place in sorted(goes.locations, key=lambda one: (one.position, one.id)):
        twin = next((other for other in ours if _same_place(place, other)), None)
        if twin is not None:
            same[place.id] = twin.id
            twin.name = twin.name or place.name
            if twin.latitude is None and place.latitude is not None:
                twin.latitude, twin.longitude = place.latitude, place.longitude
            if twin.contact_id is None and place.contact_id is not None:
                twin.contact_id = contacts.get(place.contact_id, place.contact_id)
            if place.archived_at is None:
                twin.archived_at = None
            continue
        position += 1
        place.customer_id, place.position = stays.id, position
        place.contact_id = contacts.get(place.contact_id, place.contact_id) if place.contact_id else None
    return same


def _same_place(one: Location, other: Location) -> bool:
    names = fold(one.name), fold(other.name)
    lines = fold(address_line(one)), fold(address_line(other))
    return bool(lines[0]) and lines[0] == lines[1] and (names[0] == names[1] or not all(names))


def _records(
    session: Session, desk: Desk, stays: Customer, goes: Customer, contacts: dict[int, int], places: dict[int, int]
) -> None:
    for kind in MOVED.values():
        columns = kind.__table__.c
        mine = [kind.customer_id == goes.id]
        # Papers of whoever pays for this customer name its places too.
        mine += [kind.location_id.in_(places)] if places and "location_id" in columns else []
        mine += [kind.contact_id.in_(contacts)] if contacts and "contact_id" in columns else []
        heavy = [defer(getattr(kind, name)) for name in CONTENT if name in columns]
        for record in session.scalars(select(kind).where(or_(*mine)).order_by(kind.id).options(*heavy)):
            if record.customer_id == goes.id:
                record.customer_id = stays.id
            for name, known in (("location_id", places), ("contact_id", contacts)):
                if name in columns and getattr(record, name) in known:
                    setattr(record, name, known[getattr(record, name)])
            if isinstance(record, Stamped):
                record.touch(desk.now())
        for record in _about(session, kind, goes.id):
            record.about_id = stays.id
        session.flush()


def _folders(session: Session, desk: Desk, stays: Customer, came: set[int]) -> None:
    """Folders of one name in one place become one, and so do those in them."""
    inside: dict[tuple[bool, int | None], list[Folder]] = defaultdict(list)
    for folder in session.scalars(select(Folder).where(Folder.customer_id == stays.id).order_by(Folder.id)):
        inside[folder.id in came, folder.parent_id].append(folder)
    doubled: list[Folder] = []

    def join(ours: int | None, theirs: int | None) -> None:
        for folder in inside[True, theirs]:
            twin = next((one for one in inside[False, ours] if same_name(one.name, folder.name)), None)
            if twin is None:
                folder.parent_id = ours
                continue
            for file in session.scalars(select(Attachment).where(Attachment.folder_id == folder.id)):
                file.folder_id, file.updated_at = twin.id, desk.now()
            join(twin.id, folder.id)
            doubled.append(folder)

    join(None, None)
    session.flush()
    # What lay in another goes before it.
    for folder in doubled:
        session.delete(folder)
        session.flush()


def _about(session: Session, kind: type[Any], customer_id: int) -> Iterator[Any]:
    """Records that say what they are about by a word and an id."""
    if "about" in kind.__table__.c:
        yield from session.scalars(select(kind).where(kind.about == "customer", kind.about_id == customer_id))


def _marks(session: Session, stays: Customer, goes: Customer) -> None:
    """Tags and stars are added; the lines of the notepad come over."""
    for kind, column in ((CustomerTag, "tag_id"), (Favourite, "user_id")):
        key = kind.__table__.c[column]
        owner = kind.__table__.c.customer_id
        there = set(session.scalars(select(key).where(owner == stays.id)))
        for value in session.scalars(select(key).where(owner == goes.id).order_by(key)).all():
            if value not in there:
                session.add(kind(**{"customer_id": stays.id, column: value}))
    for entry in session.scalars(select(NotepadEntry).where(NotepadEntry.customer_id == goes.id)):
        entry.customer_id = stays.id
    session.flush()


def _payers(session: Session, stays: Customer, goes: Customer) -> None:
    for record in session.scalars(select(Customer).where(Customer.parent_id == goes.id, Customer.id != stays.id)):
        record.parent_id = stays.id
