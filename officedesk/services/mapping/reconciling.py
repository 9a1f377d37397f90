"""Makes what is stored of a device's crossings say what the engine found, and leaves alone what was charged for.

A stay that is on an invoice or on a timesheet stays as it was put there, whatever later positions say; that is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from officedesk.maps.crossings.fixes import Crossed
from officedesk.models.enums import CrossingKind
from officedesk.models.mapping import Crossing, TimeEntry
from officedesk.services.mapping.standing import Told
from officedesk.services.mapping.window import Window
from officedesk.services.sqllist import CHUNK

_SAME = timedelta(minutes=15)
"""A crossing that is so much earlier or later by new positions is the same one: nobody is told again."""
_MOMENT = timedelta(seconds=2)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Whose:
    """The device, and who has it now."""

    device_id: int
    technician_id: int | None


@dataclass(slots=True)
class Reconciled:
    """What became of the stored crossings: ids."""

    new: list[int] = field(default_factory=list)
    entered: list[int] = field(default_factory=list)
    """Which of the new ones are ways in."""
    moved: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    kept: list[tuple[int, datetime]] = field(default_factory=list)
    """The way out, and the beginning, of a stay that was charged for and that positions tell differently by now."""

    def add(self, other: "Reconciled") -> None:
        self.new += other.new
        self.entered += other.entered
        self.moved += other.moved
        self.gone += other.gone
        self.kept += other.kept


@dataclass(frozen=True, slots=True)
class Span:
    """What of the stored crossings may go, where the engine does not tell it."""

    since: datetime
    """Of an engine that looks again: everything from here on (included) …"""
    until: datetime | None
    """… until here (not included; ``None``: to the end)."""
    again: bool = True
    likely: frozenset[Told] = frozenset()
    """Of one that goes on where it was: only what was stored before it was certain."""

    def covers(self, fence_id: int, kind: CrossingKind, at: datetime) -> bool:
        if self.again:
            return at >= self.since and (self.until is None or at < self.until)
        return (fence_id, str(kind), at) in self.likely


def reconcile(
    session: Session, whose: Whose, events: Sequence[Crossed], span: Span, fences: Iterable[int], noticed: datetime
) -> Reconciled:
    """Store ``events``, and take away what else ``span`` covers of ``fences``, in the caller's transaction.

    Events may be earlier than the span: those were undecided before. Only fences that the engine knows are touched.
    """
    result = Reconciled()
    earliest = min([span.since, *(event.at for event in events), *(at for _, _, at in span.likely)])
    window = Window(whose.device_id, earliest, _end(events, span))
    known = set(fences)
    found: dict[int, list[Crossed]] = defaultdict(list)
    for event in events:
        found[event.fence_id].append(event)
    old = _stored(session, window, found)
    gone: list[int] = []
    changes: list[tuple[int, Crossed]] = []
    fresh: list[Crossed] = []
    for fence_id in sorted({*found, *(fence for fence in old if fence in known)}):
        there = old.get(fence_id, [])
        wanted = _without_charged(sorted(found.get(fence_id, []), key=_at), there, span, result)
        _match(wanted, [row for row in there if not row.charged], (fence_id, span), (gone, changes, fresh))
    _take_away(session, gone, noticed)
    _move(session, changes)
    _insert(session, [_made(whose, event, noticed) for event in fresh])
    result.gone += gone
    result.moved += [key for key, _ in changes]
    away = set(gone)
    touched = {event.fence_id for event in fresh} | {event.fence_id for _, event in changes}
    touched |= {fence_id for fence_id, rows in old.items() if any(row.id in away for row in rows)}
    if touched:
        charged = {row.id for rows in old.values() for row in rows if row.charged}
        before = {row.id for rows in old.values() for row in rows}
        now = window.rows(session)
        new = [row for row in now if row.id not in before]
        result.new += sorted(row.id for row in new)
        result.entered += [row.id for row in new if row.kind is CrossingKind.ENTER]
        behind = window.first_after(session, touched)
        rows = [*(row for row in now if row.geofence_id in touched), *behind]
        charged |= {row.id for row in behind if row.charged}
        _pair(session, rows, charged, window.inside_before(session, touched))
    return result


_PLAIN = {"synchronize_session": False}
_TABLE = cast(Table, Crossing.__table__)


def _move(session: Session, changes: Sequence[tuple[int, Crossed]]) -> None:
    if changes:
        columns = ("at", "latitude", "longitude")
        statement = (
            update(_TABLE).where(_TABLE.c.id == bindparam("key")).values({c: bindparam(f"new_{c}") for c in columns})
        )
        session.connection().execute(
            statement,
            [
                {"key": key, "new_at": one.at, "new_latitude": one.point.latitude, "new_longitude": one.point.longitude}
                for key, one in changes
            ],
        )


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Many at once, past the session's objects: others wait for each that is flushed."""
    if rows:
        session.connection().execute(insert(_TABLE), rows)


def _pair(session: Session, rows: Iterable[Any], charged: Collection[int], inside: dict[int, int]) -> None:
    """Every way out of ``rows`` names the way in that it ends; where the beginning is not known it names none.

    ``inside`` is the way in of each fence that the device was in before.
    """
    changes: list[dict[str, int | None]] = []
    for row in rows:
        if row.kind is CrossingKind.ENTER:
            inside[row.geofence_id] = row.id
            continue
        entered = inside.pop(row.geofence_id, None)
        if row.entered_id != entered and row.id not in charged:
            changes.append({"key": row.id, "entered": entered})
    if changes:
        statement = update(_TABLE).where(_TABLE.c.id == bindparam("key")).values(entered_id=bindparam("entered"))
        session.connection().execute(statement, changes)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    kind: CrossingKind
    at: datetime
    charged: bool
    began: datetime
    """Of a charged one: when its stay began."""


def _end(events: Iterable[Crossed], span: Span) -> datetime | None:
    if span.until is None:
        return None
    told = [event.at for event in events] + ([] if span.again else [at for _, _, at in span.likely])
    return max([span.until, *(at + _TICK for at in told)])


def _stored(session: Session, window: Window, fences: Iterable[int]) -> dict[int, list[_Row]]:
    """What is stored, by fence and in order, and of ``fences`` what is charged later; both ends of a charged stay are.

    A stay that goes on may be one that was charged, whenever that is over.
    """
    rows = [*window.rows(session, lock=True), *window.charged_after(session, fences)]
    entries = [row.entered_id for row in rows if row.charged and row.entered_id is not None]
    began: dict[int, datetime] = {}
    for start in range(0, len(entries), CHUNK):
        some = Crossing.id.in_(entries[start : start + CHUNK])
        began |= dict(session.execute(select(Crossing.id, Crossing.at).where(some)).all())
    begins = set(began)
    begins |= window.left_charged(session, [row.id for row in rows if row.kind is CrossingKind.ENTER])
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        charged = bool(row.charged) or row.id in begins
        beginning = began.get(row.entered_id or 0, row.at) if row.charged else row.at
        found[row.geofence_id].append(_Row(row.id, row.kind, row.at, charged, beginning))
    return found


def _without_charged(events: list[Crossed], there: Sequence[_Row], span: Span, result: Reconciled) -> list[Crossed]:
    """Without the stays that a charged one stands for; those that would be told differently are noted."""
    ends = [row for row in there if row.charged and row.kind is CrossingKind.EXIT]
    if not ends:
        return events
    kept = []
    same: set[int] = set()
    for stay in _stays(events):
        begins = stay[0].at if stay[0].kind is CrossingKind.ENTER else None
        over = stay[-1].at if stay[-1].kind is CrossingKind.EXIT else None
        meets = [row for row in ends if (begins is None or begins <= row.at) and (over is None or over >= row.began)]
        if not meets:
            kept += stay
        same |= {
            row.id
            for row in meets
            if over is not None and abs(over - row.at) <= _MOMENT
            if begins is None or abs(begins - row.began) <= _MOMENT
        }
    for row in ends:
        if span.again and span.covers(0, row.kind, row.at) and row.id not in same:
            result.kept.append((row.id, row.began))
    return kept


def _stays(events: Iterable[Crossed]) -> list[list[Crossed]]:
    """A way in with the way out that follows it; either may be alone."""
    found: list[list[Crossed]] = []
    for event in events:
        if event.kind is CrossingKind.EXIT and found and found[-1][-1].kind is CrossingKind.ENTER:
            found[-1].append(event)
        else:
            found.append([event])
    return found


def _match(
    wanted: Sequence[Crossed],
    there: Sequence[_Row],
    where: tuple[int, Span],
    into: tuple[list[int], list[tuple[int, Crossed]], list[Crossed]],
) -> None:
    """Tell the same crossings from new ones, moved ones and those that never happened."""
    fence_id, span = where
    gone, changes, fresh = into
    left = {(row.kind, row.at): row for row in there}
    rest = [event for event in wanted if left.pop((event.kind, event.at), None) is None]
    # What the span does not cover was certain before, and is not told again.
    stays = [row for row in left.values() if span.covers(fence_id, row.kind, row.at)]
    for event in rest:
        near = [row for row in stays if row.kind is event.kind and abs(row.at - event.at) <= _SAME]
        if near:
            row = min(near, key=lambda other: abs(other.at - event.at))
            stays.remove(row)
            changes.append((row.id, event))
        else:
            fresh.append(event)
    gone += [row.id for row in stays]


def _take_away(session: Session, ids: Sequence[int], now: datetime) -> None:
    _drop_running(session, ids, now)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        session.execute(delete(Crossing).where(Crossing.id.in_(some)), execution_options=_PLAIN)


def _made(whose: Whose, event: Crossed, noticed: datetime) -> dict[str, Any]:
    return {
        "geofence_id": event.fence_id,
        "device_id": whose.device_id,
        "technician_id": whose.technician_id,
        "kind": event.kind,
        "at": event.at,
        "latitude": event.point.latitude,
        "longitude": event.point.longitude,
        "noticed_at": noticed,
    }


def _drop_running(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Time that goes on since a way in that never happened goes to the trash."""
    for start in range(0, len(ids), CHUNK):
        query = select(TimeEntry).where(
            TimeEntry.crossing_id.in_(ids[start : start + CHUNK]),
            TimeEntry.ended_at.is_(None),
            TimeEntry.deleted_at.is_(None),
        )
        for record in session.scalars(query.with_for_update()):
            record.deleted_at = record.updated_at = now
            record.crossing_id = None
    session.flush()


def _at(event: Crossed) -> datetime:
    return event.at
