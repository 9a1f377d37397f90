"""How long it takes from one visit of a technician's day to the next, as far as straight lines tell."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from officedesk.models.customers import Location
from officedesk.models.work import Job, Visit
from officedesk.services.customers.drafts import Address
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.rows import VisitBlock


@dataclass(frozen=True, slots=True)
class Leg:
    """The way between two visits that follow each other. ``minutes`` is an estimate, ``maps.routes.ESTIMATE``."""

    visit_id: int
    """Where it begins."""
    next_id: int
    metres: float
    """Straight."""
    minutes: int
    starts: datetime
    """When the first of them ends."""
    gap: int
    """Minutes between them; below zero where they overlap."""
    approximate: bool
    """One of the places is only known by its ZIP code."""

    @property
    def tight(self) -> bool:
        """There is less time than the way takes."""
        return self.gap < self.minutes


def travel(desk: Desk, blocks: Sequence[VisitBlock]) -> tuple[Leg, ...]:
    """The ways between the visits of one technician's day, in the order of the clock.

    All-day visits are no stop. Where a place is not even known by its ZIP code there is no way to it or from it.
    """
    desk.need(Permission.JOBS_READ)
    from officedesk.maps.routes import leg_distances
    from officedesk.maps.routes import travel as drive
    from officedesk.maps.shapes import Point
    from officedesk.services.mapping.points import point_of

    timed = sorted((one for one in blocks if one.starts is not None and not one.all_day), key=_start)
    addresses = _addresses(desk, [one.visit_id for one in timed])
    places = [point_of(addresses[one.visit_id]) if one.visit_id in addresses else None for one in timed]
    legs = []
    for (one, here), (other, there) in pairwise(zip(timed, places, strict=True)):
        if here is None or there is None or one.ends is None or other.starts is None:
            continue
        (metres,) = leg_distances([Point(here.latitude, here.longitude), Point(there.latitude, there.longitude)])
        way = drive(metres)
        legs.append(
            Leg(
                one.visit_id,
                other.visit_id,
                way.metres,
                way.minutes,
                one.ends,
                (other.starts - one.ends) // timedelta(minutes=1),
                here.precision.approximate or there.precision.approximate,
            )
        )
    return tuple(legs)


def _start(block: VisitBlock) -> tuple[str, int]:
    return str(block.starts), block.visit_id


def _addresses(desk: Desk, visit_ids: Sequence[int]) -> dict[int, Address]:
    place = Location.__table__.c
    columns = [place[field.name] for field in fields(Address)]
    query = select(Visit.id, *columns).join(Job, Job.id == Visit.job_id).join(Location, Location.id == Job.location_id)
    with desk.read() as session:
        return {row[0]: Address(*row[1:]) for row in session.execute(query.where(Visit.id.in_(visit_ids)))}
