"""Geofences of the sample: customers' yards and buildings, and the office's own depot."""

from officedesk.maps.shapes import Circle, Point, Polygon, Shape
from officedesk.models.customers import Customer
from officedesk.models.mapping import Geofence, GeofenceWatcher
from officedesk.services.mapping.stored_shapes import put_shape
from officedesk.services.office.sample.builder import Builder

FEET = 0.3048
_YARD = (
    (-93.27070, 44.97880), (-93.27040, 44.97570), (-93.26560, 44.97420), (-93.25990, 44.97510), (-93.25720, 44.97870),
    (-93.26190, 44.98130), (-93.26610, 44.98210),
)  # fmt: skip
"""Blocks around ABC's building, as somebody drew them."""
_BREWERY = ((-93.22462, 44.98805), (-93.22462, 44.98688), (-93.22241, 44.98688), (-93.22241, 44.98805))
_SILOS = ((-93.22371, 44.98762), (-93.22316, 44.98762), (-93.22316, 44.98729), (-93.22371, 44.98729))
"""Somebody else's, in the middle of the brewery's ground: a hole."""
RAZ, ANNA, RABEEA = "Raz Bajwa", "Anna Lindqvist", "Rabeea Anwaar"


def add_fences(build: Builder, abc: Customer, near: dict[str, Customer]) -> None:
    """Circles and polygons, some told of and some quiet."""
    _fence(build, "ABC yard", Polygon.of([[_closed(_YARD)]]), abc, 0, told=(ANNA, RAZ))
    _fence(build, "ABC Plymouth", _around(abc, 1, 300), abc, 1, colour="#0e7490", told=(ANNA,))
    _fence(build, "ABC Colorado", _around(abc, 2, 500), abc, 2, colour="#5c6670", enter=False, exit_=False)
    carver, hennepin = near["carver"], near["hennepin"]
    _fence(
        build, "Carver library", _around(carver, 0, 450), carver, 0, colour="#1a7f4b", told=(ANNA,),
        hours=(7 * 60, 18 * 60), days=31,
    )  # fmt: skip
    _fence(build, "Hennepin Storage", _around(hennepin, 0, 400), hennepin, 0, colour="#9a6700", told=(RABEEA, ANNA))
    outline = [[_closed(_BREWERY), _closed(_SILOS)]]
    _fence(build, "Brewery ground", Polygon.of(outline), near["elm"], 0, colour="#8250df", told=(RAZ,), exit_=False)
    depot = Circle(Point(44.99860, -93.26710), 600 * FEET)
    _fence(build, "Depot, 2nd St NE", depot, None, 0, colour="#1a7f4b", told=(ANNA,))


def _closed(corners: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return (*corners, corners[0])


def _around(customer: Customer, place: int, feet: int) -> Circle:
    at = customer.locations[place]
    return Circle(Point(at.latitude or 0.0, at.longitude or 0.0), feet * FEET)


def _fence(
    build: Builder,
    name: str,
    shape: Shape,
    customer: Customer | None,
    place: int,
    *,
    colour: str = "#1f6feb",
    told: tuple[str, ...] = (),
    enter: bool = True,
    exit_: bool = True,
    days: int = 127,
    hours: tuple[int, int] = (0, 0),
) -> None:
    made = Geofence(
        name=name,
        customer_id=customer.id if customer is not None else None,
        location_id=customer.locations[place].id if customer is not None else None,
        colour=colour,
        alert_on_enter=enter,
        alert_on_exit=exit_,
        active_days=days,
        active_from=hours[0],
        active_until=hours[1],
        created_at=build.at(90, 11),
        updated_at=build.at(90, 11),
    )
    put_shape(made, shape)
    build.session.add(made)
    build.session.flush()
    build.session.add_all(GeofenceWatcher(geofence_id=made.id, user_id=build.users[who].id) for who in told)
    build.session.flush()
