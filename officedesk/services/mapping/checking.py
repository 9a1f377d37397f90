"""What a check of the office looks at in geofences."""

from collections.abc import Iterator
from math import isclose

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.maps.shapes import BadShape
from officedesk.models.customers import Location
from officedesk.models.mapping import Geofence
from officedesk.services.check_store import Finding, broken
from officedesk.services.mapping.stored_shapes import shape_of

_AT_ONCE = 1_000
_CLOSE = 1e-4
"""Geodesy of another version may differ in the last places; what is wrong differs by more."""
_DEGREES = 1e-6
_FOLLOWS = ("area", "perimeter", "west", "south", "east", "north")


def fences(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Whether size and box of each are those of its shape, and whether it lies at a location of its customer."""
    from officedesk.maps.geometry import measured

    checked["geofences"] = session.scalar(select(func.count()).select_from(Geofence)) or 0
    query = select(*Geofence.__table__.c).order_by(Geofence.id).execution_options(yield_per=_AT_ONCE)
    for row in session.execute(query):
        try:
            found = measured(shape_of(row))
        except (BadShape, TypeError, ValueError, IndexError) as error:
            yield broken(_where(row), f"has a shape that cannot be read: {error}")
            continue
        right = dict(
            zip(
                _FOLLOWS,
                (found.area, found.perimeter, found.box.west, found.box.south, found.box.east, found.box.north),
                strict=True,
            )
        )
        for name in _FOLLOWS:
            slack = {"rel_tol": _CLOSE} if name in ("area", "perimeter") else {"rel_tol": 0.0, "abs_tol": _DEGREES}
            if not isclose(getattr(row, name), right[name], **slack):
                yield broken(_where(row), f"{name} is {getattr(row, name)}, its shape makes {right[name]}")
    elsewhere = (
        select(Geofence.id, Geofence.name)
        .join(Location, Location.id == Geofence.location_id)
        .where(Location.customer_id.is_distinct_from(Geofence.customer_id))
    )
    for row in session.execute(elsewhere.order_by(Geofence.id)):
        yield broken(_where(row), "is at a location of another customer")


def _where(row: object) -> str:
    return f"Geofence {row.id} ({row.name[:60]})"  # type: ignore[attr-defined]
