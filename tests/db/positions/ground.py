"""A flat piece of Minneapolis in metres: fences on it, drives through it, and files that tell of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import cos, hypot, pi, radians

from sqlalchemy import select

from officedesk.maps.shapes import Circle, Point
from officedesk.models.enums import CrossingKind
from officedesk.models.mapping import Crossing, Device, Geofence, GeofenceWatcher
from officedesk.services.desk import Desk
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.mapping.devices import save_device
from officedesk.services.mapping.stored_shapes import put_shape

HOME = (44.97, -93.26)
MORNING = datetime(2023, 6, 22, 11, 0, tzinfo=UTC)
"""Six in the morning in Chicago; the desk's clock says seven."""
_DEGREE = 111_120.0
Spot = tuple[float, float]
"""Metres east and north of HOME."""


def there(spot: Spot) -> Point:
    latitude = HOME[0] + spot[1] / _DEGREE
    return Point(latitude, HOME[1] + spot[0] / (_DEGREE * cos(radians(HOME[0]))))


def fence(desk: Desk, name: str = "ABC yard", at: Spot = (1_000, 0), radius: float = 100.0, **columns: object) -> int:
    """A circle; `watchers=[user ids]` are told."""
    watchers = columns.pop("watchers", [])
    with desk.write() as session:
        record = Geofence(name=name, created_at=desk.now(), updated_at=desk.now(), **columns)
        put_shape(record, Circle(there(at), radius))
        session.add(record)
        session.flush()
        session.add_all(GeofenceWatcher(geofence_id=record.id, user_id=user) for user in watchers)  # type: ignore[attr-defined]
        return record.id


def van(desk: Desk, name: str = "Van 1", technician_id: int | None = None) -> int:
    made = save_device(desk, DeviceDraft(name, technician_id=technician_id))
    assert made.id is not None
    return made.id


def drive(
    way: Sequence[Spot], speed: float = 15.0, every: float = 10.0, start: datetime = MORNING
) -> list[tuple[datetime, Spot]]:
    """Positions along `way` at a speed (metres a second); a spot that comes twice in a row is ten minutes' rest."""
    legs: list[tuple[float, Spot, Spot]] = []
    for a, b in pairwise(way):
        length = hypot(b[0] - a[0], b[1] - a[1])
        legs.append((length / speed if length else 600.0, a, b))
    total = sum(seconds for seconds, _, _ in legs)
    found = []
    at = 0.0
    while at <= total:
        left, place = at, legs[-1][2]
        for seconds, a, b in legs:
            if left <= seconds:
                part = left / seconds
                place = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
                break
            left -= seconds
        found.append((start + timedelta(seconds=at), place))
        at += every
    return found


def jitter(around: Spot, metres: float, seconds: int, start: datetime = MORNING) -> list[tuple[datetime, Spot]]:
    """A device that stands still and says every ten seconds that it is somewhere within so many metres."""
    found = []
    for number in range(0, seconds, 10):
        angle = number * 2.399963
        away = metres * ((number * 7919 % 1000) / 1000) ** 0.5
        spot = (around[0] + away * cos(angle), around[1] + away * cos(angle - pi / 2))
        found.append((start + timedelta(seconds=number), spot))
    return found


def csv(points: Iterable[tuple[datetime, Spot]], device: str = "Van 1") -> bytes:
    lines = ["device,time,latitude,longitude"]
    for at, spot in points:
        point = there(spot)
        lines.append(f"{device},{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ},{point.latitude:.7f},{point.longitude:.7f}")
    return "\n".join(lines).encode()


def crossings(desk: Desk) -> list[tuple[int, str, datetime]]:
    """Fence, kind and instant of all that is stored, in order of time."""
    with desk.read() as session:
        rows = session.execute(
            select(Crossing.geofence_id, Crossing.kind, Crossing.at).order_by(Crossing.at, Crossing.id)
        )
        return [(row.geofence_id, str(row.kind), row.at) for row in rows]


def kinds(desk: Desk) -> list[str]:
    return [kind for _, kind, _ in crossings(desk)]


def stays(desk: Desk) -> list[tuple[datetime, datetime]]:
    """Beginning and end of each stay, by the way in that its way out names."""
    from sqlalchemy.orm import aliased

    entered = aliased(Crossing)
    with desk.read() as session:
        rows = session.execute(
            select(entered.at, Crossing.at)
            .join(entered, entered.id == Crossing.entered_id)
            .where(Crossing.kind == CrossingKind.EXIT)
            .order_by(Crossing.at)
        )
        return [(row[0], row[1]) for row in rows]


def state_of(desk: Desk, device_id: int) -> str:
    with desk.read() as session:
        return json.dumps(session.scalar(select(Device.state).where(Device.id == device_id)), sort_keys=True)
