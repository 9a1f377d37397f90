"""Geofences from files of other programs and to them: GeoJSON, KML and GPX. What is read is shown before it is kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from officedesk.errors import InvalidInput, NotFound
from officedesk.files import replacing, told
from officedesk.maps.shapes import Measured, Shape
from officedesk.models.customers import Customer
from officedesk.models.mapping import Geofence, GeofenceWatcher
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.mapping.drafts import COLOUR
from officedesk.services.mapping.fence_list import FenceList
from officedesk.services.mapping.rows import FenceFilter
from officedesk.services.mapping.stored_shapes import SHAPE_COLUMNS, put_shape, shape_of
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission

KINDS = {".geojson": "GeoJSON", ".kml": "KML", ".gpx": "GPX"}
"""What is written, by the ending of the file."""
_AT_ONCE = 200
"""Fences that are stored in one transaction: others save between two of them."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FenceToTake:
    """A fence of a file. ``known``: one of this name and shape is in the office already."""

    name: str
    shape: Shape
    measured: Measured
    colour: str
    notes: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class FencePlan:
    """What a file would bring; ``problems`` say what of it cannot be read, feature by feature."""

    file: str
    fences: tuple[FenceToTake, ...]
    problems: tuple[str, ...]


def look_at_fences(desk: Desk, path: Path) -> FencePlan:
    """Read a file without storing anything. Raises a known error where nothing of it can be read."""
    desk.need(Permission.IMPORT)
    from officedesk.maps.exchange import read_fences
    from officedesk.maps.exchange.found import LARGEST_FILE
    from officedesk.maps.geometry import measured

    with told(path), path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    found = read_fences(path.name, data)
    there = _known(desk, {fold(one.name) for one in found.fences})
    return FencePlan(
        path.name,
        tuple(
            FenceToTake(
                one.name,
                one.shape,
                measured(one.shape),
                one.colour,
                one.notes,
                (fold(one.name), one.shape) in there,
            )
            for one in found.fences
        ),
        found.problems,
    )


def take_fences(
    desk: Desk,
    fences: Sequence[FenceToTake],
    customer_id: int | None = None,
    *,
    alerts: bool = True,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[int, ...]:
    """Store fences of a plan as this customer's (or nobody's), told to whoever sits here; returns their ids.

    ``progress`` hears how many are stored. Where it is ``cancelled``, what is stored until then stays.
    """
    desk.need(Permission.IMPORT)
    desk.need(Permission.FENCES_WRITE)
    ids: list[int] = []
    for start in range(0, len(fences), _AT_ONCE):
        if cancelled is not None and cancelled():
            break
        made = [_record(desk, one, customer_id, alerts) for one in fences[start : start + _AT_ONCE]]
        with desk.write() as session:
            if customer_id is not None:
                owner = session.execute(select(Customer.deleted_at).where(Customer.id == customer_id)).one_or_none()
                if owner is None or owner.deleted_at is not None:
                    raise NotFound("This customer is no longer there.", hint="Choose another customer.")
            session.add_all(made)
            session.flush()
            if desk.actor.user_id is not None and alerts:
                session.add_all(GeofenceWatcher(geofence_id=one.id, user_id=desk.actor.user_id) for one in made)
            session.flush()
        ids += [one.id for one in made]
        if progress is not None:
            progress(len(ids), len(fences))
    return tuple(ids)


def write_fences(desk: Desk, path: Path, ids: Sequence[int] | None = None) -> int:
    """Write fences (all that are not in the trash without ``ids``) to a file; its ending says in which form.

    Returns how many. Raises :class:`InvalidInput` for another ending, and known errors of the disk.
    """
    desk.need(Permission.EXPORT)
    from officedesk.maps.exchange import FenceFound, write_geojson, write_gpx, write_kml

    writers: dict[str, Callable[[Iterable[FenceFound]], bytes]] = {
        ".geojson": write_geojson,
        ".kml": write_kml,
        ".gpx": write_gpx,
    }
    write = writers.get(path.suffix.casefold())
    if write is None:
        raise InvalidInput({"file": f"{path.name} must end in {', '.join(KINDS)}."})
    source = FenceList(desk)
    rows = source.rows(list(source.ids(FenceFilter(), Sort("name")) if ids is None else ids))
    data = write(FenceFound(row.name, row.shape, colour=row.colour) for row in rows)
    with replacing(path) as file:
        file.write(data)
    return len(rows)


def _record(desk: Desk, one: FenceToTake, customer_id: int | None, alerts: bool) -> Geofence:
    made = Geofence(
        name=one.name,
        customer_id=customer_id,
        colour=one.colour or COLOUR,
        alert_on_enter=alerts,
        alert_on_exit=alerts,
        created_at=desk.now(),
        updated_at=desk.now(),
    )
    put_shape(made, one.shape, one.measured)
    return made


def _known(desk: Desk, names: set[str]) -> set[tuple[str, Shape]]:
    """(folded name, shape) of stored fences that are called like one of ``names``."""
    columns = [getattr(Geofence, name) for name in SHAPE_COLUMNS]
    wanted, found = sorted(names), set()
    with desk.read() as session:
        for start in range(0, len(wanted), 400):
            query = select(Geofence.text_key, *columns).where(Geofence.text_key.in_(wanted[start : start + 400]))
            for row in session.execute(query.where(Geofence.deleted_at.is_(None))):
                found.add((row.text_key, shape_of(row)))
    return found
