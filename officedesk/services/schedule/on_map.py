"""A day of the schedule on the map: the visits that a filter leaves, and each technician's way between them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from officedesk.models.company import Technician
from officedesk.services.desk import Desk
from officedesk.services.mapping.day_routes import route_of, visits_on_map
from officedesk.services.mapping.overview_rows import DayOnMap, DayRoute
from officedesk.services.permissions import Permission
from officedesk.services.schedule.board import EVERYTHING
from officedesk.services.schedule.rows import BoardFilter
from officedesk.services.schedule.visits import blocks


@dataclass(frozen=True, slots=True)
class ScheduleOnMap:
    """``colours`` are those that the office gave to technicians, by id, as far as they tell them apart."""

    day: DayOnMap
    colours: Mapping[int, str]


def day_on_map(desk: Desk, day: date, narrowed: BoardFilter = EVERYTHING) -> ScheduleOnMap:
    """The visits of the office's ``day`` that are not cancelled, narrowed as the board is.

    Chosen technicians have only their own ways; a way leads from one shown visit to the next.
    """
    desk.need(Permission.JOBS_READ)
    desk.need(Permission.MAP_READ)
    found = visits_on_map(desk, day)
    with desk.read() as session:
        colours = dict(session.execute(select(Technician.id, Technician.colour)).all())
        shown = {block.visit_id for block in blocks(session, desk, day, day, narrowed)} if narrowed.narrows else None
    if shown is None:
        return ScheduleOnMap(found, _telling(colours, found.routes))
    routes = []
    for route in found.routes:
        if narrowed.technician_ids and route.technician_id not in narrowed.technician_ids:
            continue
        stops = [stop for stop in route.stops if stop.visit_id in shown]
        if stops:
            routes.append(route_of(route.technician_id, route.technician, stops, route.start))
    count = len({stop.visit_id for route in routes for stop in route.stops})
    return ScheduleOnMap(DayOnMap(day, tuple(routes), count), _telling(colours, routes))


def _telling(colours: Mapping[int, str], routes: Iterable[DayRoute]) -> dict[int, str]:
    """Colours that only one of those on the map has."""
    shown = {route.technician_id: colours[route.technician_id] for route in routes if route.technician_id in colours}
    count = Counter(colour.lower() for colour in shown.values())
    return {person: colour for person, colour in shown.items() if count[colour.lower()] == 1}
