"""Files of positions into the office: read twice, stored in short transactions, and what came of them noticed.

The first reading tells which devices a file is about. The second stores positions, a little at a time, so that others
save meanwhile; each device and instant once, so that a file that was interrupted is simply taken in again. A file that
is being taken in is leased: of two desktops one does it. Once all of it is stored its contents are known for good.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic, sleep
from typing import Any, TypeAlias

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from officedesk.database.changes import note_batch, recorder_of
from officedesk.errors import Cancelled, InvalidInput, NotFound, OfficeBusy
from officedesk.files import told
from officedesk.formatting import date_text
from officedesk.models.enums import ChangeAction
from officedesk.models.mapping import Crossing, Device, Geofence, Position, TrackImport
from officedesk.services.desk import Desk
from officedesk.services.mapping.advancing import Advanced, advance_devices, behind
from officedesk.services.mapping.devices import key_of, known_devices
from officedesk.services.mapping.ground import ground
from officedesk.services.mapping.pace import Pace
from officedesk.services.mapping.track_reading import CHUNK_READ, TrackPoints, words_of
from officedesk.services.mapping.track_rows import (
    ImportRow,
    Source,
    TakenBefore,
    TrackDevice,
    TrackLook,
    TrackTaken,
    UnknownDevices,
)
from officedesk.services.mapping.track_store import Row, drop_positions, put_positions
from officedesk.services.permissions import Permission

Progress: TypeAlias = Callable[[int, int], None]
"""Hears how much of how much is done."""
Stopped: TypeAlias = Callable[[], bool]
LEASE = timedelta(seconds=60)
"""So long after its last sign of life a program that takes a file in counts as gone."""
_AT_ONCE = (1_000, 200, 5_000)
"""Positions that the first transaction stores, and any at least and at most."""
_PAUSE = 0.015
_KEPT_TOLD = 20


@dataclass(slots=True)
class _Lease:
    """The import that this program has for itself, and until when."""

    import_id: int
    until: datetime


def look_at(desk: Desk, name: str, source: Source, stopped: Stopped | None = None) -> TrackLook:
    """Read a file without storing anything: whose positions it has, and what is wrong with it.

    Raises a known error where it cannot be read at all.
    """
    desk.need(Permission.POSITIONS_WRITE)
    digest = _sha256(source)
    spans: dict[str, list[Any]] = {}
    read = TrackPoints(name, source, desk.zone, desk.now())
    for count, (called, fix) in enumerate(read):
        if stopped is not None and count % CHUNK_READ == 0 and stopped():
            raise Cancelled("Nothing was taken in.")
        span = spans.get(called)
        if span is None:
            spans[called] = [1, fix.at, fix.at]
        else:
            span[0] += 1
            span[1], span[2] = min(span[1], fix.at), max(span[2], fix.at)
    with desk.read() as session:
        known = known_devices(session)
        taken = _taken(session, desk, digest)
    merged: dict[str, TrackDevice] = {}
    for called, (points, first, last) in spans.items():
        key = key_of(called)
        device_id, device, _ = known.get(key, (None, "", True)) if key else (None, "", True)
        before = merged.get(key)
        if before is not None:
            points, first, last = points + before.points, min(first, before.first), max(last, before.last)
            called = before.called
        merged[key] = TrackDevice(key, called, points, first, last, device_id, device)
    total = sum(one.points for one in merged.values())
    return TrackLook(name, digest, tuple(merged.values()), total, read.problems, words_of(read.left_out), taken)


def take_in(
    desk: Desk,
    name: str,
    source: Source,
    devices: Mapping[str, int | None] | None = None,
    *,
    look: TrackLook | None = None,
    progress: Progress | None = None,
    stopped: Stopped | None = None,
) -> TrackTaken:
    """Store the positions of a file and what came of them.

    ``devices`` says whose positions those of a ``key`` of :class:`TrackLook` are (``None``: nobody's, they are left
    out); what it does not say the office has to know, else :class:`UnknownDevices` is raised and nothing is stored.
    Raises :class:`TakenBefore`; :class:`OfficeBusy` where another desktop is at it; :class:`Cancelled`, and then
    nothing of the file stays.
    """
    desk.need(Permission.POSITIONS_WRITE)
    tell, halted = progress or (lambda done, total: None), stopped or (lambda: False)
    look = look or look_at(desk, name, source, halted)
    if not look.points:
        problem = f"No positions were found in {look.name}."
        raise InvalidInput({"file": problem}, problem)
    whose = _whose(desk, look, devices or {})
    lease = _begin(desk, look)
    wanted = {whose[one.key] for one in look.devices if whose[one.key] is not None}
    try:
        read = TrackPoints(name, source, desk.zone, desk.now())
        _store(desk, lease, _rows(read, whose), look, (tell, halted))
    except Cancelled:
        _take_back(desk, lease.import_id, look, whose)
        raise
    with desk.read() as session:
        land = ground(session)
        waiting = behind(session, desk.now())
    # From here on nothing is taken back: whoever stops now leaves the rest to the next look.
    whole = max(look.points, 1)
    advanced = advance_devices(
        desk, sorted({*(one for one in wanted if one), *waiting}), land, lambda done: tell(whole, whole)
    )
    return _finish(desk, lease, look, whose, (read, advanced))


def catch_up(desk: Desk, stopped: Stopped | None = None) -> int:
    """Look at positions that an interrupted import left behind, and at devices that fell silent; how many positions."""
    desk.need(Permission.POSITIONS_WRITE)
    with desk.read() as session:
        waiting = behind(session, desk.now())
        if not waiting:
            return 0
        land = ground(session)
    return advance_devices(desk, waiting, land, stopped=stopped).looked


def imports(desk: Desk, limit: int = 200) -> list[ImportRow]:
    """Files that were taken in, the latest first."""
    desk.need(Permission.POSITIONS_READ)
    with desk.read() as session:
        records = session.scalars(select(TrackImport).order_by(TrackImport.id.desc()).limit(limit))
        return [
            ImportRow(one.id, one.at, one.actor, one.source, one.positions, dict(one.left_out), one.lease_until is None)
            for one in records
        ]


def remove_import(desk: Desk, import_id: int) -> int:
    """Take the positions of a file away again, and what came of them; how many. Charged stays stay.

    The file can be taken in anew afterwards. Raises :class:`NotFound`, and :class:`OfficeBusy` while another desktop is
    taking it in.
    """
    desk.need(Permission.POSITIONS_WRITE)
    with desk.read() as session:
        record = session.get(TrackImport, import_id)
        if record is None:
            raise NotFound("This file is no longer in the list.", hint="Open the list again.")
        if record.lease_until is not None and record.lease_until > desk.now():
            raise _busy(record, record.source)
        spans, source = _spans(session, import_id), record.source
    gone = _drop(desk, import_id, spans, source)
    catch_up(desk)
    return gone


def _whose(desk: Desk, look: TrackLook, devices: Mapping[str, int | None]) -> dict[str, int | None]:
    whose = {one.key: devices.get(one.key, one.device_id) for one in look.devices}
    if any(whose[one.key] is None and one.key not in devices for one in look.devices):
        raise UnknownDevices(look)
    named = {device_id for device_id in whose.values() if device_id is not None}
    with desk.read() as session:
        there = set(session.scalars(select(Device.id).where(Device.id.in_(named)))) if named else set()
    if named - there:
        raise NotFound("One of the chosen devices is no longer there.", hint="Choose another one.")
    return whose


def _begin(desk: Desk, look: TrackLook) -> _Lease:
    until = desk.now() + LEASE
    try:
        with desk.write() as session:
            record = session.scalars(
                select(TrackImport).where(TrackImport.sha256 == look.sha256).with_for_update()
            ).one_or_none()
            if record is None:
                record = TrackImport(sha256=look.sha256, source=look.name, left_out={}, positions=0)
                session.add(record)
            elif record.lease_until is None:
                raise TakenBefore(_taken(session, desk, look.sha256), hint="Nothing was changed.")
            elif record.lease_until > desk.now():
                raise _busy(record, look.name)
            record.at, record.actor, record.lease_until = desk.now(), desk.actor.name, until
            session.flush()
            return _Lease(record.id, until)
    except IntegrityError:
        raise OfficeBusy(
            f"Another desktop has just begun to take in {look.name}.", hint="Wait until that is done."
        ) from None


def _busy(record: TrackImport, name: str) -> OfficeBusy:
    who = record.actor or "Another desktop"
    return OfficeBusy(f"{who} is taking in {name} just now.", hint="Wait until that is done.")


def _rows(points: Iterable[tuple[str, Any]], whose: Mapping[str, int | None]) -> Iterator[Row]:
    ids: dict[str, int | None] = {}
    for called, fix in points:
        if called not in ids:
            ids[called] = whose.get(key_of(called))
        device_id = ids[called]
        if device_id is not None:
            yield (device_id, *fix)


def _store(desk: Desk, lease: _Lease, rows: Iterator[Row], look: TrackLook, hear: tuple[Progress, Stopped]) -> None:
    tell, stopped = hear
    done, pace, free, pause = 0, Pace(*_AT_ONCE), 0.0, 0.0
    while some := list(islice(rows, pace.size)):
        # Whoever waits for the file comes first: they ask now and then, so the way is free for a while.
        sleep(max(pause - (monotonic() - free), 0.0))
        if stopped():
            raise Cancelled("Nothing was taken in.")
        with desk.write() as session:
            begun = monotonic()
            found = put_positions(session, some, lease.import_id)
            _renew(session, desk, lease, sum(found.values()))
        free = monotonic()
        pace.took(free - begun, len(some))
        pause = max(_PAUSE, (free - begun) / 3)
        done += len(some)
        tell(done, look.points)


def _renew(session: Session, desk: Desk, lease: _Lease, stored: int) -> None:
    until = desk.now() + LEASE
    mine = (TrackImport.id == lease.import_id) & (TrackImport.lease_until == lease.until)
    values = {"lease_until": until, "positions": TrackImport.positions + stored}
    if session.connection().execute(update(TrackImport).where(mine).values(**values)).rowcount != 1:
        raise OfficeBusy(
            "Another desktop goes on taking in this file: this one was away for too long.",
            hint="Everything that was stored stays.",
        )
    lease.until = until


def _finish(
    desk: Desk, lease: _Lease, look: TrackLook, whose: Mapping[str, int | None], came: tuple[Any, Advanced]
) -> TrackTaken:
    read, advanced = came
    left_out = Counter(read.left_out)
    left_out.update(advanced.left_out)
    nobodys = sum(one.points for one in look.devices if whose[one.key] is None)
    words = words_of(left_out) | ({"of devices that are not taken in": nobodys} if nobodys else {})
    crossings = advanced.crossings
    new = set(crossings.new).difference(crossings.gone)
    entered = len(new.intersection(crossings.entered))
    with desk.write() as session:
        record = session.get(TrackImport, lease.import_id, with_for_update=True)
        if record is None:
            raise NotFound(f"{look.name} was removed at another desktop meanwhile.")
        positions = record.positions
        record.lease_until, record.left_out = None, words
        after = {"positions": positions, "crossings": len(new)}
        _note(session, ChangeAction.IMPORTED, record.id, look.name, after=after)
        kept = _kept(session, desk, crossings.kept)
        names = dict(session.execute(select(Device.id, Device.name)).all())
    devices = tuple(dict.fromkeys(names.get(one, "") for one in whose.values() if one is not None))
    known = max(look.points - nobodys - positions, 0)
    changed = len(crossings.moved) + len(crossings.gone)
    return TrackTaken(
        record.id,
        look.name,
        devices,
        positions,
        known,
        words,
        look.problems,
        entered,
        len(new) - entered,
        changed,
        kept,
    )


def _kept(session: Session, desk: Desk, kept: Iterable[tuple[int, datetime]]) -> tuple[str, ...]:
    began = dict(kept)
    ids = sorted(began)[:_KEPT_TOLD]
    rows = session.execute(
        select(Crossing.id, Geofence.name, Device.name.label("device"))
        .join(Geofence, Geofence.id == Crossing.geofence_id)
        .join(Device, Device.id == Crossing.device_id)
        .where(Crossing.id.in_(ids))
    )
    return tuple(
        f"{row.device} at {row.name} on {date_text(began[row.id].astimezone(desk.zone).date())} stays as it was "
        "invoiced or put on a timesheet, although its positions say otherwise by now."
        for row in rows
    )


def _take_back(desk: Desk, import_id: int, look: TrackLook, whose: Mapping[str, int | None]) -> None:
    """Nothing of a file that was cancelled stays."""
    spans: dict[int, tuple[datetime, datetime]] = {}
    for one in look.devices:
        device_id = whose[one.key]
        if device_id is not None:
            first, last = spans.get(device_id, (one.first, one.last))
            spans[device_id] = (min(first, one.first), max(last, one.last))
    _drop(desk, import_id, spans)
    catch_up(desk)


def _drop(desk: Desk, import_id: int, spans: Mapping[int, tuple[datetime, datetime]], told_of: str = "") -> int:
    """``told_of``: what the history calls the file; of one that was cancelled it never heard."""
    gone, pace = 0, Pace(*_AT_ONCE)
    for device_id, (first, last) in sorted(spans.items()):
        some = wanted = pace.size
        while some == wanted:
            wanted = pace.size
            with desk.write() as session:
                begun = monotonic()
                some = drop_positions(session, import_id, device_id, first, last, wanted)
            held = monotonic() - begun
            pace.took(held, some)
            gone += some
            sleep(max(_PAUSE, held / 3))
    with desk.write() as session:
        session.execute(delete(TrackImport).where(TrackImport.id == import_id))
        if told_of:
            _note(session, ChangeAction.DELETED, import_id, told_of, before={"positions": gone})
    return gone


def _note(session: Session, action: ChangeAction, import_id: int, source: str, **values: dict[str, int]) -> None:
    recorder = recorder_of(session)
    key = recorder.key if recorder is not None else ""
    note_batch(session, key, action=action, entity="track_import", entity_id=import_id, label=source[:200], **values)


def _spans(session: Session, import_id: int) -> dict[int, tuple[datetime, datetime]]:
    rows = session.execute(
        select(Position.device_id, func.min(Position.at).label("first"), func.max(Position.at).label("last"))
        .where(Position.import_id == import_id)
        .group_by(Position.device_id)
    )
    return {row.device_id: (row.first, row.last) for row in rows}


def _taken(session: Session, desk: Desk, digest: str) -> str:
    record = session.scalars(select(TrackImport).where(TrackImport.sha256 == digest)).one_or_none()
    if record is None or record.lease_until is not None:
        return ""
    day = date_text(record.at.astimezone(desk.zone).date())
    who = f" by {record.actor}" if record.actor else ""
    return f"The same file was taken in as {record.source} on {day}{who}."


def _sha256(source: Source) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with told(source), source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
