"""Geofences: new, read, saved, duplicated, put into the trash and brought back."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from officedesk.errors import InvalidInput, NotFound
from officedesk.maps.shapes import BadShape, Circle, Point, Shape
from officedesk.models.company import User
from officedesk.models.customers import Customer, Location
from officedesk.models.mapping import Geofence
from officedesk.services.desk import Desk
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.mapping.fence_store import check_stored, draft_of, load, merged, problems, put, sound, tidy
from officedesk.services.permissions import Permission

RADIUS = 91.44
"""Metres of a circle around a location that nobody gave a radius: 300 ft."""
CHANGEABLE = frozenset({"colour", "alert_on_enter", "alert_on_exit"})
"""What :func:`change_fence` changes."""


def fence(desk: Desk, fence_id: int) -> FenceDraft:
    """The stored draft. Raises :class:`NotFound`."""
    desk.need(Permission.MAP_READ)
    with desk.read() as session:
        return draft_of(session, load(session, fence_id))


def new_fence(
    desk: Desk, location_id: int | None = None, shape: Shape | None = None, customer_id: int | None = None
) -> FenceDraft:
    """A draft that whoever sits here is told of.

    At a location it is named after it, with a circle of :data:`RADIUS` around its pin unless another ``shape`` is
    given. A location that has no pin yet, or none of its own, gives a draft without a shape.
    """
    desk.need(Permission.FENCES_WRITE)
    me = desk.actor.user_id
    draft = FenceDraft(customer_id=customer_id, shape=shape, watcher_ids=(me,) if me is not None else ())
    if location_id is None:
        return draft
    with desk.read() as session:
        found = session.execute(
            select(*Location.__table__.c, Customer.name.label("company"))
            .join(Customer, Customer.id == Location.customer_id)
            .where(Location.id == location_id)
        ).one_or_none()
    if found is None:
        raise NotFound("This location is no longer there.", hint="Choose another location.")
    if shape is None and found.latitude is not None and found.longitude is not None:
        shape = Circle(Point(found.latitude, found.longitude), RADIUS)
    name = f"{found.company}, {found.name}" if found.name else found.company
    return replace(draft, name=name, customer_id=found.customer_id, location_id=location_id, shape=shape)


def fence_at(desk: Desk, location_id: int, radius: float = RADIUS) -> FenceDraft:
    """Put a circle around a location's pin, and store it. Raises :class:`InvalidInput` where it has no pin."""
    desk.need(Permission.FENCES_WRITE)
    draft = new_fence(desk, location_id)
    if not isinstance(draft.shape, Circle):
        said = f"{draft.name} isn't on the map yet. Set its pin in the location first, or draw the geofence."
        raise InvalidInput({"location_id": said}, said)
    return save_fence(desk, replace(draft, shape=replace(draft.shape, radius=radius)))


def save_fence(desk: Desk, draft: FenceDraft, base: FenceDraft | None = None) -> FenceDraft:
    """Store ``draft`` and return it as stored: a polygon repaired, a fence at a location its customer's.

    ``base`` is the draft as it was read: with it, changes that another desktop saved meanwhile are kept where they
    are to other fields. Raises :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with
    ``theirs`` and ``fields``.
    """
    desk.need(Permission.FENCES_WRITE)
    draft = tidy(draft)
    found = problems(draft)
    # Worked out before the office's file is held.
    draft = _with_sound_shape(draft, found)
    if found:
        raise InvalidInput(found)
    with desk.write() as session:
        if draft.id is None:
            record = Geofence(created_at=desk.now())
        else:
            record = load(session, draft.id, lock=True)
            if record.version != draft.version:
                draft = merged(session, record, draft, base)
        draft, found = check_stored(session, draft)
        if found:
            raise InvalidInput(found)
        put(session, desk, record, draft)
        return draft_of(session, record)


def _with_sound_shape(draft: FenceDraft, found: dict[str, str]) -> FenceDraft:
    """``draft`` with its polygon repaired; what is wrong with the shape goes to ``found``."""
    if draft.shape is None:
        return draft
    try:
        return replace(draft, shape=sound(draft.shape)[0])
    except BadShape as error:
        found["shape"] = str(error)
        return draft


def change_fence(desk: Desk, fence_id: int, **values: Any) -> FenceDraft:
    """Give a fence another colour or other alerts, whatever others change of it; returns what it was before."""
    desk.need(Permission.FENCES_WRITE)
    if unknown := values.keys() - CHANGEABLE:
        raise ValueError(f"not changed here: {', '.join(sorted(unknown))}")
    with desk.write() as session:
        record = load(session, fence_id, lock=True)
        before = draft_of(session, record)
        draft = tidy(replace(before, **values))
        if found := problems(draft):
            raise InvalidInput(found)
        if draft != before:
            put(session, desk, record, draft)
        return before


def duplicate_fence(desk: Desk, fence_id: int) -> FenceDraft:
    """An unsaved draft that is like a stored fence, under another name."""
    desk.need(Permission.FENCES_WRITE)
    with desk.read() as session:
        draft = draft_of(session, load(session, fence_id))
    return replace(draft, id=None, version=0, name=f"{draft.name} (copy)")


def trash_fence(desk: Desk, fence_id: int) -> None:
    """Put it into the trash; its crossings stay with it."""
    desk.need(Permission.FENCES_WRITE)
    with desk.write() as session:
        record = load(session, fence_id, lock=True)
        record.deleted_at = record.updated_at = desk.now()


def restore_fence(desk: Desk, fence_id: int) -> None:
    """Take it out of the trash; what is not there stays as it is."""
    desk.need(Permission.FENCES_WRITE)
    with desk.write() as session:
        record = load(session, fence_id, lock=True, trashed=True)
        if record.deleted_at is not None:
            record.deleted_at, record.updated_at = None, desk.now()


def watchers(desk: Desk, also: tuple[int, ...] = ()) -> tuple[tuple[int, str], ...]:
    """(id, name) of the users who can be told, by name; of those switched off only the ones in ``also``."""
    desk.need(Permission.MAP_READ)
    with desk.read() as session:
        there = User.active | User.id.in_(also) if also else User.active
        rows = session.execute(select(User.id, User.name).where(there)).all()
    return tuple(sorted(((row.id, row.name) for row in rows), key=lambda one: (one[1].casefold(), one[0])))
