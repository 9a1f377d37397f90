"""Shorthand for geofences in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from officedesk.maps.shapes import Circle, Point, Polygon
from officedesk.models.enums import CrossingKind, DeviceKind
from officedesk.models.mapping import Crossing, Device
from officedesk.services.desk import Desk
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.mapping.fence_list import FenceList
from officedesk.services.mapping.fences import save_fence
from officedesk.services.mapping.rows import FenceFilter, FenceRow
from officedesk.services.paging import Sort

BY_NAME = Sort("name")
YARD = Circle(Point(44.97789, -93.26402), 91.44)
BLOCK = Polygon.of([[[(-93.27, 44.97), (-93.26, 44.97), (-93.26, 44.98), (-93.27, 44.98), (-93.27, 44.97)]]])


def make(desk: Desk, name: str = "ABC yard", **values: Any) -> int:
    stored = save_fence(desk, replace(FenceDraft(name=name, shape=YARD), **values))
    assert stored.id is not None
    return stored.id


def listed(desk: Desk, sort: Sort = BY_NAME, **query: Any) -> list[FenceRow]:
    source = FenceList(desk)
    filter_ = FenceFilter(**query)
    ids = source.ids(filter_, sort)
    assert source.footer(filter_).count == len(ids)
    rows = source.rows(ids)
    assert source.first(filter_, sort, 100) == rows[:100]
    return rows


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


def cross(desk: Desk, fence_id: int, kind: CrossingKind, at: datetime, device: str = "van 1") -> int:
    """A crossing of a fence, as the engine would store it."""
    with desk.write() as session:
        found = session.query(Device.id).filter(Device.identifier == device).scalar()
        if found is None:
            van = Device(name=device, kind=DeviceKind.VEHICLE, identifier=device)
            session.add(van)
            session.flush()
            found = van.id
        made = Crossing(
            geofence_id=fence_id,
            device_id=found,
            kind=kind,
            at=at,
            latitude=YARD.centre.latitude,
            longitude=YARD.centre.longitude,
            noticed_at=at,
        )
        session.add(made)
        session.flush()
        return made.id
