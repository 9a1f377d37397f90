"""Timesheets, devices, their positions and crossings as tables."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from officedesk.models.customers import Customer
from officedesk.models.due import wall
from officedesk.models.mapping import Device, Position
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import CrossingFilter
from officedesk.services.mapping.crossings import CrossingList
from officedesk.services.mapping.devices import devices as all_devices
from officedesk.services.mapping.stay_charging import hours_of
from officedesk.services.mapping.time_entries import TimeEntryList
from officedesk.services.mapping.time_rows import TimeFilter
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

TIMESHEETS = (
    "Date", "Began", "Ended", "Hours", "Field employee", "Customer number", "Company", "Location", "Job", "Notes",
    "From a geofence",
)  # fmt: skip
DEVICES = ("Name", "Kind", "Identifier", "Field employee", "Active", "Last heard of", "Latitude", "Longitude")
CROSSINGS = (
    "Time", "Enter or exit", "Geofence", "Device", "Field employee", "Company", "Location", "Latitude", "Longitude",
    "Minutes inside",
)  # fmt: skip
POSITIONS = ("Device", "Time", "Latitude", "Longitude", "Accuracy (m)", "Speed (m/s)", "Heading")
_CHUNK = 400
_MANY = 5_000
Progress = Callable[[int, int], None]


def timesheets(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every time entry that is not in the trash, by its beginning; times are the office's."""
    desk.need(Permission.EXPORT)
    source = TimeEntryList(desk)
    ids = source.ids(TimeFilter(), Sort("started"))
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        owners = {row.customer_id for row in rows if row.customer_id is not None}
        with desk.read() as session:
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
        for row in rows:
            yield (
                row.started.date(), f"{row.started:%H:%M}", f"{row.ended:%H:%M}" if row.ended else "",
                None if row.seconds is None else hours_of(row.seconds), row.technician,
                numbers.get(row.customer_id or 0, ""), row.company, row.location, row.job, row.note, row.from_crossing,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def devices(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every device, with where it was last."""
    desk.need(Permission.EXPORT)
    found = all_devices(desk)
    for row in found:
        yield (
            row.name, row.kind.value, row.identifier, row.technician, row.active, row.last_at, _degrees(row.latitude),
            _degrees(row.longitude),
        )  # fmt: skip
    progress(len(found), len(found))


def crossings(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every crossing, the earliest first; times are the office's."""
    desk.need(Permission.EXPORT)
    source = CrossingList(desk)
    ids = source.ids(CrossingFilter(), Sort("at"))
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        for row in rows:
            minutes = None if row.seconds is None else round(Decimal(row.seconds) / 60, 1)
            yield (
                f"{wall(row.at, desk.zone):%Y-%m-%d %H:%M:%S}", row.kind.value, row.fence, row.device, row.technician,
                row.company, row.location, _degrees(row.latitude), _degrees(row.longitude), minutes,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def positions(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every position, in the order in which they came; instants are UTC, so that none comes twice."""
    desk.need(Permission.EXPORT)
    with desk.read() as session:
        names = dict(session.execute(select(Device.id, Device.name)).all())
        total = session.scalar(select(func.count()).select_from(Position)) or 0
    columns = ("id", "device_id", "at", "latitude", "longitude", "accuracy", "speed", "heading")
    after = done = 0
    while True:
        query = select(*(getattr(Position, name) for name in columns)).where(Position.id > after)
        with desk.read() as session:
            rows = session.execute(query.order_by(Position.id).limit(_MANY)).all()
        if not rows:
            return
        for row in rows:
            yield (
                names.get(row.device_id, ""), row.at, _degrees(row.latitude), _degrees(row.longitude),
                _plain(row.accuracy), _plain(row.speed), _plain(row.heading),
            )  # fmt: skip
        after, done = rows[-1].id, done + len(rows)
        progress(done, total)


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 7)


def _plain(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 2)
