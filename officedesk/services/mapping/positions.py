"""Where devices were: their tracks on a day, to be shown and played back, and where they were last."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from officedesk.models.company import Technician
from officedesk.models.mapping import Device, Position
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

ACCURATE = 100.0
"""Metres: what is less exact is not drawn; the crossing engine does not use it either."""
MOST = 200_000
"""Positions of a day that are drawn."""


@dataclass(frozen=True, slots=True)
class Track:
    """The way of a device on a day. ``at`` are seconds since the day began; the arrays are equally long."""

    device_id: int
    name: str
    technician: str
    begins: datetime
    at: "array[float]" = field(default_factory=lambda: array("d"))
    latitudes: "array[float]" = field(default_factory=lambda: array("d"))
    longitudes: "array[float]" = field(default_factory=lambda: array("d"))

    @property
    def called(self) -> str:
        return f"{self.name} · {self.technician}" if self.technician else self.name


def tracks(desk: Desk, day: date, device_ids: Sequence[int] | None = None) -> list[Track]:
    """The tracks of a day of the office's (23 or 25 hours where the clocks change), of these devices or of all."""
    desk.need(Permission.POSITIONS_READ)
    begins, ends = desk.start_of(day), desk.start_of(day + timedelta(days=1))
    where = [Position.at >= begins, Position.at < ends]
    if device_ids is not None:
        where.append(Position.device_id.in_(list(device_ids)))
    found: dict[int, Track] = {}
    with desk.read() as session:
        names = {
            row.id: row
            for row in session.execute(
                select(Device.id, Device.name, Technician.name.label("technician")).outerjoin(
                    Technician, Technician.id == Device.technician_id
                )
            )
        }
        rows = session.execute(
            select(Position.device_id, Position.at, Position.latitude, Position.longitude, Position.accuracy)
            .where(*where)
            .order_by(Position.device_id, Position.at)
            .limit(MOST)
        ).all()
    for row in rows:
        if row.accuracy is not None and row.accuracy > ACCURATE:
            continue
        track = found.get(row.device_id)
        if track is None:
            device = names[row.device_id]
            track = found[row.device_id] = Track(device.id, device.name, device.technician or "", begins)
        track.at.append((row.at - begins).total_seconds())
        track.latitudes.append(row.latitude)
        track.longitudes.append(row.longitude)
    return sorted(found.values(), key=lambda track: (fold(track.name), track.device_id))


def last_day(desk: Desk) -> date | None:
    """The latest day of which anything is known: where a replay begins."""
    desk.need(Permission.POSITIONS_READ)
    with desk.read() as session:
        at: datetime | None = session.scalar(select(func.max(Position.at)))
    return None if at is None else at.astimezone(desk.zone).date()
