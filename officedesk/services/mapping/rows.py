"""What queries of geofences return."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from officedesk.maps.shapes import Box, Measured, Point, Shape
from officedesk.models.enums import FenceShape


class FenceAlert(StrEnum):
    """Which crossings of a fence are told, as lists are narrowed to it."""

    ENTER = "enter"
    EXIT = "exit"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FenceFilter:
    """``nobody``: only fences that belong to no customer."""

    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    alert: FenceAlert | None = None
    kind: FenceShape | None = None
    user_id: int | None = None
    """Only fences whose crossings this user is told of."""
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class FenceRow:
    """A geofence in lists and on maps. ``area`` in square metres, ``perimeter`` in metres, both on the ellipsoid."""

    id: int
    version: int
    name: str
    customer_id: int | None
    company: str
    location_id: int | None
    location: str
    shape: Shape
    at: Point
    """Of a circle its centre, of a polygon a point inside it."""
    box: Box
    area: float
    perimeter: float
    colour: str
    alert_on_enter: bool
    alert_on_exit: bool
    active_days: int
    active_from: int
    active_until: int
    watchers: tuple[str, ...]
    """Names of those who are told, by name."""
    last_enter: datetime | None
    last_exit: datetime | None

    @property
    def measured(self) -> Measured:
        """What follows from its shape."""
        return Measured(self.area, self.perimeter, self.box, self.at)
