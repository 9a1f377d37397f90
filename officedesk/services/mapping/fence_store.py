"""A geofence in the caller's transaction: loaded, checked, written, and two desktops' changes of it merged."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.maps.shapes import Circle, Shape
from officedesk.models.company import User
from officedesk.models.customers import Customer, Location
from officedesk.models.mapping import Geofence, GeofenceWatcher
from officedesk.models.text import clean
from officedesk.services import lost_races
from officedesk.services.desk import Desk
from officedesk.services.lost_races import merge_fields
from officedesk.services.mapping.drafts import EVERY_DAY, FenceDraft
from officedesk.services.mapping.stored_shapes import put_shape, shape_of

_NEVER = frozenset({"id", "version"})
FIELDS = tuple(part.name for part in fields(FenceDraft) if part.name not in _NEVER)
_PLAIN = tuple(name for name in FIELDS if name not in ("shape", "watcher_ids"))
_LONGEST = 200
_DAY = 24 * 60
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def load(session: Session, fence_id: int, *, lock: bool = False, trashed: bool = False) -> Geofence:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(Geofence).where(Geofence.id == fence_id)
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None or (record.deleted_at is not None and not trashed):
        raise NotFound("This geofence does not exist or is in the trash.", hint="Restore it from the trash first.")
    return record


def draft_of(session: Session, record: Geofence) -> FenceDraft:
    """The stored draft."""
    told = session.scalars(
        select(GeofenceWatcher.user_id)
        .where(GeofenceWatcher.geofence_id == record.id)
        .order_by(GeofenceWatcher.user_id)
    )
    values = {name: getattr(record, name) for name in _PLAIN}
    return FenceDraft(id=record.id, version=record.version, shape=shape_of(record), watcher_ids=tuple(told), **values)


def tidy(draft: FenceDraft) -> FenceDraft:
    """``draft`` as it is stored, but for its shape."""
    return replace(
        draft,
        name=clean(draft.name),
        colour=draft.colour.strip().lower(),
        watcher_ids=tuple(sorted(set(draft.watcher_ids))),
    )


def problems(draft: FenceDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved, but for its shape."""
    found = {}
    if not draft.name:
        found["name"] = "Give it a name, such as “ABC yard”."
    elif len(draft.name) > _LONGEST:
        found["name"] = f"This is longer than {_LONGEST} characters."
    if draft.shape is None:
        found["shape"] = "Draw it on the map, or type a center and a radius or the corners."
    if not _COLOUR.fullmatch(draft.colour):
        found["colour"] = "Choose a color."
    if not 0 < draft.active_days <= EVERY_DAY:
        found["active_days"] = "Choose at least one day."
    if not (0 <= draft.active_from < _DAY and 0 <= draft.active_until < _DAY):
        found["active_from"] = "Times are from 0:00 to 23:59."
    return found


def sound(shape: Shape) -> tuple[Shape, tuple[str, ...]]:
    """``shape`` as it is stored, and what was mended, in words. Raises :class:`BadShape` in the user's words."""
    from officedesk.maps.geometry import repaired, sound_circle

    if isinstance(shape, Circle):
        return sound_circle(shape.centre.latitude, shape.centre.longitude, shape.radius), ()
    mended = repaired(shape.parts)
    return mended.shape, mended.notes


def check_stored(session: Session, draft: FenceDraft) -> tuple[FenceDraft, dict[str, str]]:
    """Whose it is, as it follows from the location, and problems. Raises :class:`NotFound`."""
    found: dict[str, str] = {}
    if draft.location_id is not None:
        of = session.scalar(select(Location.customer_id).where(Location.id == draft.location_id))
        if of is None:
            found["location_id"] = "This location is no longer there."
        elif draft.customer_id is None:
            draft = replace(draft, customer_id=of)
        elif of != draft.customer_id:
            found["location_id"] = "This location belongs to another customer."
    if draft.customer_id is not None:
        owner = session.execute(
            select(Customer.name, Customer.deleted_at).where(Customer.id == draft.customer_id)
        ).one_or_none()
        if owner is None:
            raise NotFound("This customer does not exist any more.", hint="Choose another customer.")
        if owner.deleted_at is not None:
            found["customer_id"] = f"{owner.name} is in the trash. Restore the customer first."
    if draft.watcher_ids:
        known = set(session.scalars(select(User.id).where(User.id.in_(draft.watcher_ids))))
        if set(draft.watcher_ids) - known:
            found["watcher_ids"] = "Somebody who is to be told is no longer there. Choose again."
    return draft, found


def put(session: Session, desk: Desk, record: Geofence, draft: FenceDraft) -> None:
    """Write a checked ``draft`` into ``record``."""
    fresh = record.id is None
    for name in _PLAIN:
        if fresh or getattr(record, name) != getattr(draft, name):
            setattr(record, name, getattr(draft, name))
    if draft.shape is not None and (fresh or shape_of(record) != draft.shape):
        put_shape(record, draft.shape)
    record.touch(desk.now())
    session.add(record)
    session.flush()
    _put_watchers(session, record.id, draft.watcher_ids)


def _put_watchers(session: Session, fence_id: int, wanted: Sequence[int]) -> None:
    there = {
        watcher.user_id: watcher
        for watcher in session.scalars(select(GeofenceWatcher).where(GeofenceWatcher.geofence_id == fence_id))
    }
    for user_id, watcher in there.items():
        if user_id not in wanted:
            session.delete(watcher)
    for user_id in wanted:
        if user_id not in there:
            session.add(GeofenceWatcher(geofence_id=fence_id, user_id=user_id))
    session.flush()


def merged(session: Session, record: Geofence, draft: FenceDraft, base: FenceDraft | None) -> FenceDraft:
    """``draft`` over what another desktop saved meanwhile. Raises :class:`Conflict` where both changed the same."""
    message = f"{record.name} was changed at another desktop meanwhile."
    return lost_races.merged(draft_of(session, record), draft, base, message, merge=merge, problems=problems, tidy=tidy)


def merge(base: FenceDraft, mine: FenceDraft, theirs: FenceDraft) -> tuple[FenceDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently.

    Who is told is merged user by user.
    """
    together, clashes = merge_fields((name for name in FIELDS if name != "watcher_ids"), base, mine, theirs)
    old, my, their = (set(draft.watcher_ids) for draft in (base, mine, theirs))
    return replace(together, watcher_ids=tuple(sorted((their - (old - my)) | (my - old)))), clashes
