"""The visits of a day on the map: each technician's in the order of the clock, and a shorter order if there is one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.formatting import address_lines
from officedesk.maps.shapes import Point
from officedesk.models.company import Company, Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import JobStatus
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.customers.drafts import Address
from officedesk.services.desk import Desk
from officedesk.services.mapping.overview_rows import DayOnMap, DayRoute, VisitStop
from officedesk.services.mapping.points import point_of
from officedesk.services.permissions import Permission
from officedesk.services.work.days import may_be_on, span

NOBODY = 0
"""As a technician: visits that nobody has."""
_WORTH = 0.02
"""A shorter way is offered from so much of the length on: less is a matter of which side of the street."""


def visits_on_map(desk: Desk, day: date, technician_id: int | None = None) -> DayOnMap:
    """Visits of the office's ``day`` that are not cancelled; of one technician (:data:`NOBODY`: of none), or of all."""
    desk.need(Permission.MAP_READ)
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        stops = _stops(session, desk, day)
        people = _people(session, [stop.visit_id for stop in stops])
        start = _office(session)
    of: dict[tuple[int, str], list[VisitStop]] = defaultdict(list)
    for stop in stops:
        for person in people.get(stop.visit_id) or ((NOBODY, ""),):
            of[person].append(stop)
    order = sorted(of, key=lambda one: (one[0] == NOBODY, one[1].lower(), one[0]))
    routes = tuple(
        route_of(person, name, of[person, name], start)
        for person, name in order
        if technician_id is None or person == technician_id
    )
    return DayOnMap(day, routes, len({stop.visit_id for route in routes for stop in route.stops}))


def route_of(technician_id: int, technician: str, stops: Sequence[VisitStop], start: Point | None) -> DayRoute:
    """The way from stop to stop, and a shorter one. What nobody has is no way: it has neither."""
    if technician_id == NOBODY:
        return DayRoute(technician_id, technician, tuple(stops), None, (None,) * len(stops), 0.0)
    from officedesk.maps.routes import MOST_STOPS, leg_distances, length, suggested_order

    placed = [index for index, stop in enumerate(stops) if stop.point is not None]
    points = [point for stop in stops if (point := stop.point) is not None]
    way = ([] if start is None else [start]) + points
    driven = leg_distances(way)
    legs: list[float | None] = [None] * len(stops)
    for index, leg in zip(placed if start is not None else placed[1:], driven, strict=True):
        legs[index] = leg
    whole = sum(driven)
    suggested: tuple[int, ...] = ()
    shorter = 0.0
    if 1 < len(points) <= MOST_STOPS:
        # Without an office the way begins with the first visit, whatever comes then.
        first, rest = (start, points) if start is not None else (points[0], points[1:])
        order = suggested_order(first, rest)
        shorter = length([first, *(rest[index] for index in order)])
        if shorter < whole * (1 - _WORTH):
            later = placed if start is not None else placed[1:]
            suggested = (*(() if start is not None else placed[:1]), *(later[index] for index in order))
    return DayRoute(
        technician_id, technician, tuple(stops), start, tuple(legs), whole, suggested, shorter if suggested else 0.0
    )


def _stops(session: Session, desk: Desk, day: date) -> list[VisitStop]:
    rows = session.execute(
        select(
            Visit.id,
            Visit.job_id,
            Job.number,
            Job.customer_id,
            Customer.name.label("customer"),
            Job.description,
            Job.location_id,
            Visit.starts,
            Visit.ends,
            Visit.zone,
            Visit.all_day,
            Visit.status,
            Location.street,
            Location.street2,
            Location.city,
            Location.region,
            Location.postal_code,
            Location.country,
            Location.latitude,
            Location.longitude,
        )
        .join(Job, Job.id == Visit.job_id)
        .join(Customer, Customer.id == Job.customer_id)
        .outerjoin(Location, Location.id == Job.location_id)
        .where(
            *may_be_on(day),
            Visit.status != JobStatus.CANCELLED,
            Job.deleted_at.is_(None),
            Customer.deleted_at.is_(None),
        )
    ).all()
    here = [(row, lasts) for row in rows if (lasts := span(row, day, desk.zone)) is not None]
    here.sort(key=lambda one: (not one[0].all_day, one[1][0], one[0].id))
    return [_stop(row, lasts) for row, lasts in here]


def _stop(row: Any, lasts: Any) -> VisitStop:
    address = None if row.location_id is None else _address(row)
    located = None if address is None else point_of(address)
    return VisitStop(
        visit_id=row.id,
        job_id=row.job_id,
        number=row.number,
        customer_id=row.customer_id,
        customer=row.customer,
        location_id=row.location_id,
        address=", ".join(address_lines(address)) if address is not None else "",
        description=row.description,
        starts=None if row.all_day else lasts[0],
        ends=None if row.all_day else lasts[1],
        status=row.status,
        point=None if located is None else Point(located.latitude, located.longitude),
        approximate=located is not None and located.precision.approximate,
    )


def _address(row: Any) -> Address:
    return Address(
        street=row.street,
        street2=row.street2,
        city=row.city,
        region=row.region,
        postal_code=row.postal_code,
        country=row.country,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _people(session: Session, visits: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for begin in range(0, len(visits), 400):
        rows = session.execute(
            select(VisitTechnician.visit_id, Technician.id, Technician.name)
            .join(Technician, Technician.id == VisitTechnician.technician_id)
            .where(VisitTechnician.visit_id.in_(visits[begin : begin + 400]))
        )
        for visit_id, person, name in rows:
            found[visit_id].append((person, name))
    return found


def _office(session: Session) -> Point | None:
    """Where the office itself is, as precisely as its address says."""
    columns = Company.__table__.c
    names = ("street", "street2", "city", "region", "postal_code", "country", "latitude", "longitude")
    row = session.execute(select(*(columns[name] for name in names))).first()
    located = None if row is None else point_of(_address(row))
    return None if located is None else Point(located.latitude, located.longitude)
