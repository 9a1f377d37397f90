"""Vehicles, phones and trackers: what tells where it is, and who has it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from officedesk.errors import InvalidInput, NotFound
from officedesk.models.company import Technician
from officedesk.models.mapping import Device, Position
from officedesk.models.text import clean, fold
from officedesk.services.desk import Desk
from officedesk.services.mapping.device_drafts import DeviceDraft, DeviceRow
from officedesk.services.office.records import draft_of, one_name, put_values, refuse, stored
from officedesk.services.permissions import Permission

LONGEST = 200


def devices(desk: Desk, *, active_only: bool = False) -> list[DeviceRow]:
    """All devices by name, each with its last position."""
    desk.need(Permission.POSITIONS_READ)
    with desk.read() as session:
        rows = _rows(session, *([Device.active] if active_only else []))
    return sorted(rows, key=lambda row: (not row.active, fold(row.name), row.id))


def device(desk: Desk, device_id: int) -> DeviceDraft:
    """The stored draft. Raises :class:`NotFound`."""
    desk.need(Permission.POSITIONS_READ)
    with desk.read() as session:
        record = session.get(Device, device_id)
        if record is None:
            raise NotFound("This device is no longer there.", hint="Open the list again.")
        return draft_of(record, DeviceDraft)


def drafts(desk: Desk) -> list[DeviceDraft]:
    """The drafts of all devices by name, for the settings."""
    desk.need(Permission.POSITIONS_READ)
    with desk.read() as session:
        found = [draft_of(record, DeviceDraft) for record in session.scalars(select(Device))]
    return sorted(found, key=lambda draft: (not draft.active, fold(draft.name), draft.id or 0))


def save_device(desk: Desk, draft: DeviceDraft) -> DeviceDraft:
    """Store a device; one that is not used any more is switched off, its positions stay.

    Without an identifier its name is what tracks call it. Raises :class:`InvalidInput` and :class:`Conflict`.
    """
    desk.need(Permission.DEVICES_WRITE)
    draft = tidy(draft)
    refuse(_problems(draft))
    with desk.write() as session:
        return put_device(session, draft)


def put_device(session: Session, draft: DeviceDraft) -> DeviceDraft:
    """Store a tidied draft in the caller's transaction."""
    one_name(session, Device, draft, "a device")
    other = session.scalar(select(Device.name).where(Device.identifier == draft.identifier, Device.id != draft.id))
    if draft.id is None:
        other = session.scalar(select(Device.name).where(Device.identifier == draft.identifier))
    if other is not None:
        raise InvalidInput({"identifier": f"Tracks of {other} have this identifier already."})
    if draft.technician_id is not None and session.get(Technician, draft.technician_id) is None:
        raise InvalidInput({"technician_id": "This technician is not there any more."})
    record = stored(session, Device, draft, "device")
    if draft.id is None:
        record.state = {}
    put_values(record, draft)
    session.flush()
    return draft_of(record, DeviceDraft)


def tidy(draft: DeviceDraft) -> DeviceDraft:
    """``draft`` as it is stored."""
    name = clean(draft.name)
    return replace(draft, name=name, identifier=key_of(clean(draft.identifier) or name))


def key_of(text: str) -> str:
    """What a device is recognized by, however a track writes it."""
    return (fold(text) or clean(text).casefold())[:LONGEST]


def known_devices(session: Session) -> dict[str, tuple[int, str, bool]]:
    """``(id, name, active)`` of all devices by what they are recognized by."""
    rows = session.execute(select(Device.identifier, Device.id, Device.name, Device.active))
    return {row.identifier: (row.id, row.name, row.active) for row in rows}


def _problems(draft: DeviceDraft) -> dict[str, str]:
    found = {}
    if not draft.name:
        found["name"] = "Give it a name, such as “Van 3”."
    elif len(draft.name) > LONGEST:
        found["name"] = f"This is longer than {LONGEST} characters."
    return found


def _rows(session: Session, *where: Any) -> list[DeviceRow]:
    last = aliased(Position)
    # The index of device and time ends with it.
    newest = select(func.max(Position.at)).where(Position.device_id == Device.id).scalar_subquery()
    found: Any = session.execute(
        select(
            *(getattr(Device, name) for name in ("id", "name", "kind", "identifier", "technician_id", "active")),
            Technician.name.label("technician"),
            last.at.label("last_at"),
            last.latitude,
            last.longitude,
        )
        .outerjoin(Technician, Technician.id == Device.technician_id)
        .outerjoin(last, (last.device_id == Device.id) & (last.at == newest))
        .where(*where)
    )
    return [DeviceRow(**{**row._mapping, "technician": row.technician or ""}) for row in found]
