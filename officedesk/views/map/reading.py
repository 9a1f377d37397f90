"""Reads what the map shows and makes points, lines and fences of it: off the GUI thread, so that nothing waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from officedesk.formatting import time_text
from officedesk.models.enums import JobStatus
from officedesk.services.desk import Desk

if TYPE_CHECKING:
    from officedesk.services.mapping.overview_rows import DayOnMap, MapFilter

LINES = ("accent", "ok", "warn", "bad")
"""Colours of the routes of several technicians, in turn."""
ROUGH = "Approximate: the middle of its ZIP code or city"
_DONE = {JobStatus.COMPLETED: "ok", JobStatus.IN_PROGRESS: "warn", JobStatus.ON_THE_WAY: "warn"}


@dataclass
class Shown:
    """What was read of a layer: ``data`` as the service gave it, ``things`` by their ids, ``count`` for its chip."""

    data: Any = None
    points: tuple[Any, ...] = ()
    lines: tuple[Any, ...] = ()
    count: int = 0
    things: dict[int, Any] = field(default_factory=dict)


def read_customers(desk: Desk, query: "MapFilter") -> Shown:
    """Every location by its id: ``things`` has its place in the columns of ``data``."""
    from officedesk.maps.page.values import MapPoint
    from officedesk.services.mapping.overview import customers_on_map

    found = customers_on_map(desk, query)
    points = tuple(
        map(
            MapPoint,
            found.location_ids,
            found.latitudes,
            found.longitudes,
            found.names,
            (ROUGH if rough else "" for rough in found.approximate),
        )
    )
    return Shown(
        found, points, (), len(set(found.customer_ids)), {key: at for at, key in enumerate(found.location_ids)}
    )


def read_visits(desk: Desk, day: date) -> Shown:
    """Visits by their ids, and a line for each technician's way."""
    from officedesk.services.mapping.day_routes import visits_on_map

    return shown_visits(visits_on_map(desk, day), {})


def shown_visits(found: "DayOnMap", colours: Mapping[int, str]) -> Shown:
    """The visits of a day; ways of technicians without a colour of their own take those of the map in turn."""
    from officedesk.maps.page.values import MapLine, MapPoint

    points: dict[int, MapPoint] = {}
    lines = []
    for at, route in enumerate(found.routes):
        colour = way_colour(at, route.technician_id, colours)
        for number, stop in enumerate(route.stops, 1):
            if stop.point is None:
                continue
            order = f"{number}. " if route.technician_id else ""
            when = time_text(stop.starts.time()) if stop.starts is not None else "All day"
            note = " · ".join(filter(None, (when, route.technician or "Unassigned", ROUGH if stop.approximate else "")))
            points[stop.visit_id] = MapPoint(
                stop.visit_id,
                stop.point.latitude,
                stop.point.longitude,
                f"{order}{stop.customer}",
                note,
                _DONE.get(stop.status, "accent"),
            )
        if len(route.points) > 1 and route.technician_id:
            lines.append(MapLine(route.technician_id, route.points, colour, False, route.technician))
    things = {stop.visit_id: stop for route in found.routes for stop in route.stops}
    return Shown(found, tuple(points.values()), tuple(lines), found.visits, things)


def way_colour(at: int, technician_id: int, colours: Mapping[int, str]) -> str:
    """The colour of the way that is the ``at``-th of a day."""
    return colours.get(technician_id) or LINES[at % len(LINES)]


def read_technicians(desk: Desk) -> Shown:
    """Devices by their ids, where they were last."""
    from officedesk.maps.page.values import MapPoint
    from officedesk.services.mapping.overview import technicians_on_map

    spots = technicians_on_map(desk)
    points = tuple(
        MapPoint(
            spot.device_id,
            spot.point.latitude,
            spot.point.longitude,
            spot.title,
            f"Last seen {seen(desk, spot.at)}",
            "bad",
        )
        for spot in spots
    )
    return Shown(spots, points, (), len(spots), {spot.device_id: spot for spot in spots})


def read_fences(desk: Desk) -> Shown:
    """Fences by their ids."""
    from officedesk.maps.page.values import MapFence
    from officedesk.services.mapping.fence_list import fences_in

    rows = fences_in(desk)
    fences = tuple(MapFence(row.id, row.name, row.colour, row.shape) for row in rows)
    return Shown(rows, fences, (), len(rows), {row.id: row for row in rows})


def seen(desk: Desk, at: datetime) -> str:
    """When something was seen: ``11:32``, ``yesterday 11:32``, ``06/20/2023 11:32`` on the office's clock."""
    from officedesk.formatting import date_text

    local = at.astimezone(desk.zone)
    days = (desk.today() - local.date()).days
    before = "" if days == 0 else "yesterday " if days == 1 else f"{date_text(local.date())} "
    return f"{before}{time_text(local.time())}"
