"""The fences of an office as the crossing engine asks for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.mapping import Geofence
from officedesk.services.mapping.stored_shapes import SHAPE_COLUMNS, shape_of
from officedesk.services.sqllist import CHUNK

if TYPE_CHECKING:
    from officedesk.maps.crossings.fixes import Fences


@dataclass(frozen=True, slots=True)
class Ground:
    """The index of all fences that are not in the trash, as they were when it was made, and their ids."""

    index: "Fences"
    ids: frozenset[int]

    def still_there(self, session: Session, ids: Iterable[int]) -> set[int]:
        """Which of these fences are there now: what happened at one that went meanwhile is not stored."""
        wanted = sorted(ids)
        found: set[int] = set()
        for start in range(0, len(wanted), CHUNK):
            some = Geofence.id.in_(wanted[start : start + CHUNK])
            found.update(session.scalars(select(Geofence.id).where(some, Geofence.deleted_at.is_(None))))
        return found


def ground(session: Session) -> Ground:
    """Read all fences: some seconds for a hundred thousand, so once for many positions."""
    from officedesk.maps.geometry.index import FenceIndex

    columns = (getattr(Geofence, name) for name in SHAPE_COLUMNS)
    query = select(Geofence.id, *columns).where(Geofence.deleted_at.is_(None)).order_by(Geofence.id)
    shapes = [(row.id, shape_of(row)) for row in session.execute(query)]
    return Ground(FenceIndex(shapes), frozenset(fence_id for fence_id, _ in shapes))
