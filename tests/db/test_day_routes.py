"""The visits of a day on the map, in the order of the clock, and a shorter order beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from officedesk.errors import NotAllowed
from officedesk.maps.routes import leg_distances
from officedesk.maps.shapes import Point
from officedesk.models.company import Company
from officedesk.models.enums import JobStatus
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.customers.addresses import warm_up
from officedesk.services.desk import Desk
from officedesk.services.mapping.day_routes import NOBODY, visits_on_map
from tests.db.selling import id_of, job_of, line
from tests.factories import make_customer, make_technician

DAY = date(2023, 6, 22)
TOMORROW = datetime.combine(date(2023, 6, 23), time(9))


@pytest.fixture(autouse=True, scope="module")
def zip_codes() -> None:
    warm_up()


@pytest.fixture
def lakeside(desk: Desk) -> Point:
    """The office itself, at a point."""
    with desk.write() as session:
        company = session.query(Company).one()
        company.latitude, company.longitude = 45.0, -93.0
    return Point(45.0, -93.0)


def visit(desk: Desk, hour: int | None, *people: int, east: float | None = 0.0, **columns: Any) -> int:
    """A visit at an hour of the day (``None``: all day), ``east`` degrees beside the office, or at no known place."""
    place = {"country": "Atlantis"} if east is None else {"latitude": 45.0, "longitude": -93.0 + east}
    customer = make_customer(desk, f"At {east}", locations=[place])
    job_id = id_of(job_of(desk, customer, [line(100)]))
    starts = datetime.combine(DAY, time(hour or 0))
    with desk.write() as session:
        job = session.get_one(Job, job_id)
        from officedesk.models.customers import Location

        job.location_id = session.query(Location).filter_by(customer_id=customer).one().id
        values = {
            "starts": starts,
            "ends": starts + (timedelta(days=1) if hour is None else timedelta(hours=1)),
            "all_day": hour is None,
            "zone": "America/Chicago",
        } | columns
        made = Visit(job_id=job_id, technicians=[VisitTechnician(technician_id=person) for person in people], **values)
        session.add(made)
        session.flush()
        return made.id


def test_each_technician_goes_from_the_office_by_the_clock(desk: Desk, lakeside: Point) -> None:
    anton, raz = make_technician(desk, "Anton Grip"), make_technician(desk, "Raz Bajwa")
    late, early = visit(desk, 15, anton, east=0.2), visit(desk, 9, anton, east=0.1)
    both = visit(desk, 11, anton, raz, east=0.3)
    whole = visit(desk, None, raz, east=0.4)
    nobody = visit(desk, 8, east=0.5)

    found = visits_on_map(desk, DAY)

    assert found.visits == 5
    assert [route.technician for route in found.routes] == ["Anton Grip", "Raz Bajwa", ""]
    assert [[stop.visit_id for stop in route.stops] for route in found.routes] == [
        [early, both, late],
        [whole, both],
        [nobody],
    ]
    first = found.routes[0]
    assert first.legs == leg_distances([lakeside, Point(45.0, -92.9), Point(45.0, -92.7), Point(45.0, -92.8)])
    assert first.length == pytest.approx(sum(leg or 0 for leg in first.legs))
    assert found.routes[2].technician_id == NOBODY
    assert found.routes[2].legs == (None,)
    assert found.routes[1].stops[0].starts is None
    assert first.stops[0].starts is not None
    assert first.stops[0].starts.hour == 9


def test_a_shorter_order_is_offered_and_the_visits_stay_as_they_are(desk: Desk, lakeside: Point) -> None:
    anton = make_technician(desk, "Anton Grip")
    visits = [visit(desk, hour, anton, east=east) for hour, east in ((8, 0.4), (10, 0.1), (12, 0.3), (14, 0.2))]

    (route,) = visits_on_map(desk, DAY, anton).routes

    assert [stop.visit_id for stop in route.stops] == visits
    assert route.suggested == (1, 3, 2, 0)
    assert route.suggested_length == pytest.approx(sum(leg_distances([lakeside, Point(45.0, -92.6)])))
    assert route.suggested_length < route.length


def test_an_order_that_is_as_short_offers_nothing(desk: Desk, lakeside: Point) -> None:
    anton = make_technician(desk, "Anton Grip")
    for hour, east in ((8, 0.1), (10, 0.2), (12, 0.3)):
        visit(desk, hour, anton, east=east)

    (route,) = visits_on_map(desk, DAY, anton).routes

    assert route.suggested == ()
    assert route.start == lakeside


def test_a_stop_whose_place_is_unknown_is_listed_and_left_out_of_the_way(desk: Desk, lakeside: Point) -> None:
    anton = make_technician(desk, "Anton Grip")
    for hour, east in ((8, 0.1), (10, None), (12, 0.2)):
        visit(desk, hour, anton, east=east)

    (route,) = visits_on_map(desk, DAY, anton).routes

    assert [stop.point is None for stop in route.stops] == [False, True, False]
    assert [leg is None for leg in route.legs] == [False, True, False]
    assert len(route.points) == 3


def test_without_a_place_of_the_office_the_way_begins_at_the_first_visit(desk: Desk) -> None:
    with desk.write() as session:
        company = session.query(Company).one()
        company.postal_code = company.city = company.region = ""
    anton = make_technician(desk, "Anton Grip")
    for hour, east in ((8, 0.1), (10, 0.4), (12, 0.2), (14, 0.3)):
        visit(desk, hour, anton, east=east)

    (route,) = visits_on_map(desk, DAY, anton).routes

    assert route.start is None
    assert route.legs[0] is None
    assert route.suggested == (0, 2, 3, 1)


def test_cancelled_visits_and_those_of_other_days_are_not_there(desk: Desk, lakeside: Point) -> None:
    anton = make_technician(desk, "Anton Grip")
    there = visit(desk, 8, anton)
    visit(desk, 9, anton, status=JobStatus.CANCELLED)
    visit(desk, 9, anton, starts=TOMORROW, ends=TOMORROW + timedelta(hours=1))
    # Late in the evening of Honolulu is the next day here.
    evening = datetime.combine(date(2023, 6, 21), time(20))
    far = visit(desk, 0, anton, starts=evening, ends=evening + timedelta(hours=1), zone="Pacific/Honolulu")

    assert [stop.visit_id for stop in visits_on_map(desk, DAY).routes[0].stops] == [far, there]


def test_who_may_not_see_jobs_sees_no_visits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from officedesk.services import permissions
    from officedesk.services.permissions import Permission

    role = desk.actor.role
    assert role is not None
    less = permissions.ALLOWED[role] - {Permission.JOBS_READ}
    monkeypatch.setattr(permissions, "ALLOWED", {**permissions.ALLOWED, role: less})
    with pytest.raises(NotAllowed):
        visits_on_map(replace(desk), DAY)
