"""The stored crossings of a device between two moments, and what of earlier and later belongs to them.

Late positions concern some hours of years: what is stored of the rest is not read while others wait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from officedesk.models.enums import CrossingKind
from officedesk.models.mapping import Crossing, Geofence, TimeEntry
from officedesk.services.sqllist import CHUNK


@dataclass(frozen=True, slots=True)
class Window:
    """From ``since`` on (included) until ``until`` (not included; ``None``: to the end)."""

    device_id: int
    since: datetime
    until: datetime | None

    def rows(self, session: Session, *, lock: bool = False) -> Sequence[Any]:
        """The crossings in it, in order: ``id``, ``geofence_id``, ``kind``, ``at``, ``entered_id``, ``charged``."""
        query = _rows().where(Crossing.device_id == self.device_id, Crossing.at >= self.since)
        if self.until is not None:
            query = query.where(Crossing.at < self.until)
        query = query.order_by(Crossing.at, Crossing.id)
        return session.execute(query.with_for_update() if lock else query).all()

    def charged_after(self, session: Session, fences: Iterable[int]) -> list[Any]:
        """Later ways out of these fences that end a charged stay, in order."""
        if self.until is None:
            return []
        later = (Crossing.device_id == self.device_id, Crossing.at >= self.until, Crossing.kind == CrossingKind.EXIT)
        found: list[Any] = []
        for some in _chunks(fences):
            query = _rows().where(*later, Crossing.geofence_id.in_(some), _charged())
            found += session.execute(query.order_by(Crossing.at, Crossing.id).with_for_update())
        return found

    def left_charged(self, session: Session, entered: Iterable[int]) -> set[int]:
        """Which of these ways in begin a charged stay that is over later."""
        if self.until is None:
            return set()
        found: set[int] = set()
        for some in _chunks(entered):
            query = select(Crossing.entered_id).where(Crossing.entered_id.in_(some), _charged())
            found.update(one for one in session.scalars(query) if one is not None)
        return found

    def inside_before(self, session: Session, fences: Iterable[int]) -> dict[int, int]:
        """The way in after which the device was inside when the window begins, by fence."""
        earlier = aliased(Crossing)
        last = _one(earlier, self.device_id, earlier.at < self.since, (earlier.at.desc(), earlier.id.desc()))
        found: dict[int, int] = {}
        for some in _chunks(fences):
            ids = select(last).where(Geofence.id.in_(some))
            rows = session.execute(select(Crossing.geofence_id, Crossing.id, Crossing.kind).where(Crossing.id.in_(ids)))
            found |= {row.geofence_id: row.id for row in rows if row.kind is CrossingKind.ENTER}
        return found

    def first_after(self, session: Session, fences: Iterable[int]) -> list[Any]:
        """The first crossing of each of these fences that is later."""
        if self.until is None:
            return []
        later = aliased(Crossing)
        first = _one(later, self.device_id, later.at >= self.until, (later.at, later.id))
        found: list[Any] = []
        for some in _chunks(fences):
            found += session.execute(_rows().where(Crossing.id.in_(select(first).where(Geofence.id.in_(some)))))
        return found


def _rows() -> Any:
    columns: tuple[InstrumentedAttribute[Any], ...] = (
        Crossing.id, Crossing.geofence_id, Crossing.kind, Crossing.at, Crossing.entered_id,
    )  # fmt: skip
    return select(*columns, _charged().label("charged"))


def _charged() -> Any:
    """The stay that ends here is on an invoice, or on a timesheet and over."""
    on_timesheet = exists().where(TimeEntry.crossing_id == Crossing.id, TimeEntry.ended_at.is_not(None))
    return or_(Crossing.invoice_id.is_not(None), on_timesheet)


def _one(of: Any, device_id: int, when: Any, order: tuple[Any, ...]) -> Any:
    """The id of the first in ``order`` of each fence: one search of the index, however much there is."""
    mine = (of.device_id == device_id, of.geofence_id == Geofence.id, when)
    return select(of.id).where(*mine).order_by(*order).limit(1).correlate(Geofence).scalar_subquery()


def _chunks(ids: Iterable[int]) -> list[list[int]]:
    wanted = sorted(ids)
    return [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
