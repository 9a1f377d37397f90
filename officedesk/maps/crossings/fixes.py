"""What goes into the crossing engine and what comes out of it. Nothing heavy is imported here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from officedesk.maps.shapes import Point
from officedesk.models.enums import CrossingKind

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No receiver that this program reads was made before; clocks that were never set say 1970 or 1980."""


class Fix(NamedTuple):
    """Where a device said that it was."""

    at: datetime
    """Aware."""
    latitude: float
    longitude: float
    accuracy: float | None = None
    """Metres: the device is within this of the point."""
    speed: float | None = None
    """Metres a second, as the device measured it."""
    heading: float | None = None
    """Degrees from north, clockwise."""

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


class LeftOut(StrEnum):
    """Why a fix was not used."""

    PLACE = "place"
    ACCURACY = "accuracy"
    FUTURE = "future"
    PAST = "past"
    LATE = "late"
    DUPLICATE = "duplicate"
    SPEED = "speed"


WORDS: Mapping[LeftOut, str] = {
    LeftOut.PLACE: "not a place on Earth",
    LeftOut.ACCURACY: "too inaccurate",
    LeftOut.FUTURE: "time in the future",
    LeftOut.PAST: "time too far in the past",
    LeftOut.LATE: "came too late",
    LeftOut.DUPLICATE: "same time as another",
    LeftOut.SPEED: "impossibly far from the one before",
}
"""The reasons as a person reads them after a number: “3 came too late”."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts. Metres, seconds, metres a second."""

    distance: float = 50.0
    """How far past the edge a device must be before it is believed to have crossed it."""
    dwell: float = 60.0
    """Changes that follow one another faster are one change, or none."""
    gap: float = 900.0
    """After a longer silence nothing is concluded from the line between the fix before and the one after."""
    accuracy_limit: float = 100.0
    max_speed: float = 70.0
    """157 mph. Who came faster than this from the last fix to the next did not."""
    agreeing: int = 3
    """So many fixes in a row that are impossibly far from the last one, yet agree with each other, are believed."""
    late_window: float = 120.0
    """How much older than the newest a fix may be to be put in its place. Nothing newer than that is decided yet."""
    most_waiting: int = 5_000
    """No more fixes of a device than this wait for late ones, however long the window is."""
    future: float = 300.0
    """How far ahead of ours a device's clock may be."""
    past: float = 15 * 365.25 * 86_400
    """How old a fix may be. Receivers whose week counter ran over say 19.6 years too early."""


class Crossed(NamedTuple):
    """A device went into a fence or out of it."""

    fence_id: int
    kind: CrossingKind
    at: datetime
    point: Point
    exact: bool = True
    """Found on the way between two fixes. If not, the device was silent, new, or the fence was: ``at`` is then the last
    fix before (exit) or the first fix after (enter)."""


class Stretches(Protocol):
    """A fence that a way meets."""

    @property
    def fence_id(self) -> int: ...

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """Its stretches inside the fence, as fractions of it, ascending: ``(0.25, 1.0)`` goes in and stays."""
        ...


class Fences(Protocol):
    """What the engine asks of the ground: :class:`officedesk.maps.geometry.index.FenceIndex` answers."""

    def __contains__(self, fence_id: object, /) -> bool: ...

    def inside(self, point: Point, /) -> Iterable[int]:
        """The fences that ``point`` lies in."""
        ...

    def edge_distance(self, fence_id: int, point: Point, /) -> float:
        """Metres from ``point`` to the edge, negative inside."""
        ...

    def room(self, fence_id: int, /) -> float:
        """Metres: the fence's area over its perimeter. Somewhere inside the edge is at least this far away."""
        ...

    def crossed(self, a: Point, b: Point, /) -> Iterable[Stretches]:
        """The fences that the straight way from ``a`` to ``b``, the short one round the Earth, meets or lies in."""
        ...

    def may_cross(self, latitudes: Any, longitudes: Any, /) -> Any:
        """Of the ways from each position to the next those that may meet the edge of a fence; the others do not.

        Rows of numbers; of positions, and one shorter of truth values.
        """
        ...
