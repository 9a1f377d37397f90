"""What the map asks for, and what it is given."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from officedesk.maps.shapes import Point
from officedesk.models.enums import DeviceKind, JobStatus
from officedesk.services.customers.rows import CustomerFilter, Quick


@dataclass(frozen=True, slots=True)
class MapFilter:
    """Which customers the map shows. ``open_jobs``: only places where work is open."""

    quick: Quick = Quick.ALL
    tag_ids: tuple[int, ...] = ()
    brand_ids: tuple[int, ...] = ()
    open_jobs: bool = False

    def as_list(self) -> CustomerFilter:
        """The same as the customer list asks for it; it knows no open jobs."""
        return CustomerFilter(quick=self.quick, tag_ids=self.tag_ids, brand_ids=self.brand_ids)


@dataclass(frozen=True, slots=True)
class PlacesOnMap:
    """Locations in columns: the same index in each is one location."""

    location_ids: "array[int]"
    customer_ids: "array[int]"
    latitudes: "array[float]"
    longitudes: "array[float]"
    names: Sequence[str]
    """The customer's name, with the location's behind a comma where it has one."""
    approximate: bytearray
    """1 where only the ZIP code's place is known."""
    unplaced: int = 0
    """Locations that are asked for too, and of which not even the ZIP code is known."""
    distances: "array[float]" = field(default_factory=lambda: array("d"))
    """Metres from where was asked, of a search by distance; else empty."""

    def __len__(self) -> int:
        return len(self.location_ids)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.location_ids)))

    def at(self, index: int) -> Point:
        """Where it is."""
        return Point(self.latitudes[index], self.longitudes[index])

    @property
    def customers(self) -> list[int]:
        """Each customer once, in the order of the places."""
        return list(dict.fromkeys(self.customer_ids))

    def only(self, indexes: Sequence[int], distances: "array[float] | None" = None) -> "PlacesOnMap":
        """Some of them, in that order."""
        return PlacesOnMap(
            array("q", (self.location_ids[at] for at in indexes)),
            array("q", (self.customer_ids[at] for at in indexes)),
            array("d", (self.latitudes[at] for at in indexes)),
            array("d", (self.longitudes[at] for at in indexes)),
            [self.names[at] for at in indexes],
            bytearray(self.approximate[at] for at in indexes),
            0,
            array("d") if distances is None else distances,
        )


@dataclass(frozen=True, slots=True)
class VisitStop:
    """A visit of the day on the map. ``starts`` and ``ends`` are on the office's clock; nothing where it is all day."""

    visit_id: int
    job_id: int
    number: str
    customer_id: int
    customer: str
    location_id: int | None
    address: str
    description: str
    starts: datetime | None
    ends: datetime | None
    status: JobStatus
    point: Point | None
    """``None`` where not even the ZIP code of its location is known."""
    approximate: bool


@dataclass(frozen=True, slots=True)
class DayRoute:
    """A technician's visits of one day, in the order of the clock, and the straight ways between them.

    The way begins at the office where its place is known. ``technician_id`` 0: visits that nobody has.
    """

    technician_id: int
    technician: str
    stops: tuple[VisitStop, ...]
    start: Point | None
    legs: tuple[float | None, ...]
    """Metres from the place before to each stop; ``None`` for the first place of all, and where the stop has none."""
    length: float
    suggested: tuple[int, ...] = ()
    """Places of ``stops`` in a shorter order; empty where theirs is as short. Visits that begin at an hour stay what
    they are: it is only offered."""
    suggested_length: float = 0.0

    @property
    def points(self) -> tuple[Point, ...]:
        """The way in the order of the clock."""
        start = () if self.start is None else (self.start,)
        return (*start, *(stop.point for stop in self.stops if stop.point is not None))


@dataclass(frozen=True, slots=True)
class DayOnMap:
    """The visits of one day: a route for each technician, by name, and one for what nobody has, last."""

    day: date
    routes: tuple[DayRoute, ...]
    visits: int
    """Each once, also where two technicians go."""


@dataclass(frozen=True, slots=True)
class DeviceSpot:
    """Where a device was last."""

    device_id: int
    device: str
    kind: DeviceKind
    technician_id: int | None
    technician: str
    at: datetime
    point: Point
    accuracy: float | None

    @property
    def title(self) -> str:
        """Such as “Van 3 · Anton Grip”."""
        return " · ".join(filter(None, (self.device, self.technician)))
