"""A piece of equipment: new, read, saved, put into the trash and brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.maps.shapes import Point
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import EquipmentKind
from officedesk.models.equipment import Equipment
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.lost_races import merge_fields, merged
from officedesk.services.permissions import Permission

TEXTS = ("name", "type", "manufacturer", "model", "serial_number", "place")
_NEVER = frozenset({"id", "version"})
FIELDS = tuple(part.name for part in fields(EquipmentDraft) if part.name not in _NEVER)
_LONGEST = 300
_YEARS = range(1900, 2200)


def new_equipment(
    desk: Desk, customer_id: int, location_id: int | None = None, parent_id: int | None = None
) -> EquipmentDraft:
    """An empty draft at a location (the customer's only one where none is given); of ``parent_id`` it is a part."""
    desk.need(Permission.EQUIPMENT_WRITE)
    with desk.read() as session:
        if parent_id is not None:
            parent = load(session, parent_id)
            return EquipmentDraft(
                parent.customer_id,
                parent.location_id,
                parent.id,
                kind=EquipmentKind.PART,
                source=parent.source,
                manufacturer=parent.manufacturer,
                install_date=parent.install_date,
                place=parent.place,
            )
        if location_id is None:
            mine = (Location.customer_id == customer_id, Location.archived_at.is_(None))
            places = session.scalars(select(Location.id).where(*mine).limit(2)).all()
            location_id = places[0] if len(places) == 1 else None
    return EquipmentDraft(customer_id, location_id)


def equipment(desk: Desk, equipment_id: int) -> EquipmentDraft:
    """The stored draft. Raises :class:`NotFound`."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        return _draft(load(session, equipment_id))


def save_equipment(desk: Desk, draft: EquipmentDraft, base: EquipmentDraft | None = None) -> EquipmentDraft:
    """Store ``draft`` and return it as stored.

    ``base`` is the draft as it was read: with it, changes that another desktop saved meanwhile are kept where they
    are to other fields. Parts move with the equipment that they belong to; a pin that nobody set anew does not.
    Raises :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with ``theirs`` and ``fields``.
    """
    desk.need(Permission.EQUIPMENT_WRITE)
    draft = tidy(draft)
    if found := problems(draft):
        raise InvalidInput(found)
    with desk.write() as session:
        if draft.id is None:
            record = Equipment(customer_id=draft.customer_id, created_at=desk.now())
        else:
            record = load(session, draft.id, lock=True)
            if record.version != draft.version:
                draft = _merged(record, draft, base)
        if found := check_stored(session, draft):
            raise InvalidInput(found)
        put(session, desk, record, draft)
        return _draft(record)


def delete_equipment(desk: Desk, equipment_id: int) -> None:
    """Put it into the trash, and its parts with it."""
    desk.need(Permission.EQUIPMENT_WRITE)
    with desk.write() as session:
        record = load(session, equipment_id, lock=True)
        at = desk.now()
        for one in (record, *_parts(session, record.id)):
            one.deleted_at = one.updated_at = at


def restore_equipment(desk: Desk, equipment_id: int) -> None:
    """Take it out of the trash, with the parts that went there with it.

    Raises :class:`NotAllowed` for a part of equipment that is in the trash itself.
    """
    desk.need(Permission.EQUIPMENT_WRITE)
    with desk.write() as session:
        record = load(session, equipment_id, lock=True, trashed=True)
        if record.deleted_at is None:
            return
        if record.parent_id is not None:
            parent = load(session, record.parent_id, trashed=True)
            if parent.deleted_at is not None:
                raise NotAllowed(f"{parent.name} is in the trash too.", hint="Restore it first: its parts come along.")
        together = (Equipment.parent_id == record.id) & (Equipment.deleted_at == record.deleted_at)
        for one in (record, *session.scalars(select(Equipment).where(together).with_for_update()).all()):
            one.deleted_at, one.updated_at = None, desk.now()


def move_equipment(
    desk: Desk, equipment_id: int, location_id: int | None, pins: Mapping[int, Point] | None = None
) -> dict[int, Point]:
    """Put it at another location of its customer, parts and all. Returns the pins that stayed behind, by equipment.

    With ``pins`` (those that an earlier move returned) they are set again.
    """
    desk.need(Permission.EQUIPMENT_WRITE)
    with desk.write() as session:
        record = load(session, equipment_id, lock=True)
        draft = replace(_draft(record), location_id=location_id)
        if found := check_stored(session, draft):
            raise InvalidInput(found)
        if draft.location_id == record.location_id:
            return {}
        family = (record, *_parts(session, record.id))
        left = {one.id: pin for one in family if (pin := _pin(one)) is not None}
        put(session, desk, record, draft)
        for one in family:
            if pins is not None and one.id in pins:
                one.latitude, one.longitude = pins[one.id].latitude, pins[one.id].longitude
        return left


def load(session: Session, equipment_id: int, *, lock: bool = False, trashed: bool = False) -> Equipment:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(Equipment).where(Equipment.id == equipment_id)
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None or (record.deleted_at is not None and not trashed):
        raise NotFound("This equipment does not exist or is in the trash.", hint="Restore it from the trash first.")
    return record


def tidy(draft: EquipmentDraft) -> EquipmentDraft:
    """``draft`` as it is stored: texts cleaned; what is no part belongs to nothing."""
    texts: dict[str, Any] = {name: clean(getattr(draft, name)) for name in TEXTS}
    draft = replace(draft, **texts, notes=clean(draft.notes, lines=True))
    return draft if draft.kind is EquipmentKind.PART else replace(draft, parent_id=None)


def problems(draft: EquipmentDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved."""
    found = {}
    if not draft.name:
        found["name"] = "Give it a name, such as “RTU-1”."
    for name in TEXTS:
        if len(getattr(draft, name)) > _LONGEST:
            found[name] = f"This is longer than {_LONGEST} characters."
    for name in ("install_date", "warranty_ends"):
        day: date | None = getattr(draft, name)
        if day is not None and day.year not in _YEARS:
            found[name] = f"Dates are from {_YEARS[0]} to {_YEARS[-1]}."
    found |= _pin_problems(draft)
    if draft.install_date and draft.warranty_ends and draft.warranty_ends < draft.install_date:
        found.setdefault("warranty_ends", "The warranty ends before it was installed.")
    return found


def _pin_problems(draft: EquipmentDraft) -> dict[str, str]:
    if (draft.latitude is None) != (draft.longitude is None):
        return {"longitude" if draft.longitude is None else "latitude": "A point needs both."}
    if draft.latitude is None or draft.longitude is None:
        return {}
    # Written so that what is no number is outside too.
    wrong = {"latitude": not -90 <= draft.latitude <= 90, "longitude": not -180 <= draft.longitude <= 180}
    ends = {"latitude": 90, "longitude": 180}
    return {name: f"Degrees from -{ends[name]} to {ends[name]}." for name, bad in wrong.items() if bad}


def check_stored(session: Session, draft: EquipmentDraft) -> dict[str, str]:
    """The customer is there, location and equipment are theirs. Raises :class:`NotFound`."""
    owner = session.execute(
        select(Customer.name, Customer.deleted_at).where(Customer.id == draft.customer_id)
    ).one_or_none()
    if owner is None:
        raise NotFound("This customer does not exist any more.", hint="Choose another customer.")
    found = {}
    if owner.deleted_at is not None:
        found["customer_id"] = f"{owner.name} is in the trash. Restore the customer first."
    if draft.location_id is not None:
        of = session.scalar(select(Location.customer_id).where(Location.id == draft.location_id))
        if of != draft.customer_id:
            found["location_id"] = f"This location does not belong to {owner.name}."
    if draft.parent_id is not None:
        parent = session.get(Equipment, draft.parent_id)
        if parent is None or parent.customer_id != draft.customer_id:
            found["parent_id"] = f"This equipment does not belong to {owner.name}."
        elif parent.kind is EquipmentKind.PART or parent.id == draft.id:
            found["parent_id"] = "A part belongs to equipment, not to another part."
        elif parent.deleted_at is not None:
            found["parent_id"] = f"{parent.name} is in the trash."
    if draft.id is not None and draft.kind is EquipmentKind.PART:
        parts = (Equipment.parent_id == draft.id) & Equipment.deleted_at.is_(None)
        if session.scalar(select(exists().where(parts))):
            found["kind"] = "It has parts of its own. Move those to other equipment first."
    return found


def put(session: Session, desk: Desk, record: Equipment, draft: EquipmentDraft) -> None:
    """Write a checked ``draft`` into ``record``; parts go where their equipment goes, pins stay where they were."""
    fresh = draft.id is None
    moved = not fresh and record.location_id != draft.location_id
    if moved and _pin(record) == _pin(draft):
        draft = replace(draft, latitude=None, longitude=None)
    for name in FIELDS:
        # What stays is not assigned, so that the change log tells only what differs.
        if fresh or getattr(record, name) != getattr(draft, name):
            setattr(record, name, getattr(draft, name))
    record.updated_at = desk.now()
    session.add(record)
    if moved:
        for part in _parts(session, record.id):
            part.location_id, part.updated_at = draft.location_id, desk.now()
            part.latitude = part.longitude = None
    session.flush()


def _pin(of: Equipment | EquipmentDraft) -> Point | None:
    return None if of.latitude is None or of.longitude is None else Point(of.latitude, of.longitude)


def _parts(session: Session, equipment_id: int) -> Sequence[Equipment]:
    mine = (Equipment.parent_id == equipment_id) & Equipment.deleted_at.is_(None)
    return session.scalars(select(Equipment).where(mine).with_for_update()).all()


def _draft(record: Equipment) -> EquipmentDraft:
    values = {name: getattr(record, name) for name in FIELDS}
    return EquipmentDraft(**values, id=record.id, version=record.version)


def _merged(record: Equipment, draft: EquipmentDraft, base: EquipmentDraft | None) -> EquipmentDraft:
    message = f"{record.name} was changed at another desktop meanwhile."
    return merged(_draft(record), draft, base, message, merge=merge, problems=problems, tidy=tidy)


def merge(base: EquipmentDraft, mine: EquipmentDraft, theirs: EquipmentDraft) -> tuple[EquipmentDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently."""
    return merge_fields(FIELDS, base, mine, theirs)
