"""What tests of the Map module share: an office with something to show, and the page once it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from pytestqt.qtbot import QtBot

from officedesk.models.customers import Location
from officedesk.models.enums import DeviceKind
from officedesk.models.mapping import Device, Position
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.views.main_window import MainWindow
from officedesk.views.map.page import MapModule
from officedesk.views.map.view import MapView
from officedesk.views.shell import Shell
from tests.db.selling import id_of, job_of, line
from tests.factories import make_customer, make_technician
from tests.gui.keys import settle

HERE = (44.97, -93.26)


def place(name: str, north: float, east: float, **columns: Any) -> dict[str, Any]:
    """A location so many degrees from the middle of the town."""
    address = {"street": "1 Main St", "city": "Minneapolis", "region": "MN", "postal_code": "55415"}
    return address | {"name": name, "latitude": HERE[0] + north, "longitude": HERE[1] + east} | columns


def customer(desk: Desk, name: str, north: float, east: float, **columns: Any) -> int:
    """A customer with one location."""
    return make_customer(desk, name, locations=[place("", north, east)], **columns)


def visit(desk: Desk, customer_id: int, hour: int, technician: int) -> int:
    """A visit today at the customer's location."""
    job_id = id_of(job_of(desk, customer_id, [line(100)]))
    starts = datetime.combine(desk.today(), time(hour))
    with desk.write() as session:
        session.get_one(Job, job_id).location_id = session.query(Location).filter_by(customer_id=customer_id).one().id
        made = Visit(
            job_id=job_id,
            starts=starts,
            ends=starts + timedelta(hours=1),
            zone="America/Chicago",
            technicians=[VisitTechnician(technician_id=technician)],
        )
        session.add(made)
        session.flush()
        return made.id


def van(desk: Desk, name: str, technician: int, north: float, east: float) -> int:
    """A van that was seen a quarter of an hour ago."""
    with desk.write() as session:
        made = Device(name=name, kind=DeviceKind.VEHICLE, identifier=name.lower(), technician_id=technician)
        session.add(made)
        session.flush()
        at = desk.now() - timedelta(minutes=15)
        session.add(Position(device_id=made.id, at=at, latitude=HERE[0] + north, longitude=HERE[1] + east))
        return made.id


def technician(desk: Desk, name: str = "Anton Grip") -> int:
    return make_technician(desk, name)


def location_of(desk: Desk, customer_id: int) -> int:
    """The id of the only location of a customer."""
    with desk.read() as session:
        return session.query(Location).filter_by(customer_id=customer_id).one().id


def map_page(window: MainWindow) -> MapModule:
    page = window.page("map")
    assert isinstance(page, MapModule)
    return page


def stand(qtbot: QtBot, window: MainWindow, shell: Shell, **context: Any) -> MapModule:
    """Go to the map and wait until it stands with all that it shows."""
    shell.go("map", **context)
    page = map_page(window)
    qtbot.waitUntil(lambda: page.view is not None, timeout=20_000)
    settle(qtbot, shell)
    painted(qtbot, page)
    return page


def view_of(page: MapModule) -> MapView:
    assert page.view is not None
    return page.view


def painted(qtbot: QtBot, page: MapModule) -> None:
    """Wait until all that the map was told is drawn."""
    view = view_of(page)
    got: list[int] = []
    wanted = [view.mark()]

    def again() -> None:
        wanted.append(view.mark())

    view.painted.connect(got.append)
    # A page that is still being loaded is told once it stands.
    view.ready.connect(again)
    qtbot.waitUntil(lambda: any(number in got for number in wanted), timeout=20_000)
    view.painted.disconnect(got.append)
    view.ready.disconnect(again)


def asking(qtbot: QtBot, view: MapView) -> Callable[[str], Any]:
    """`ask(expression)` is what an expression comes to in the page."""

    def run(expression: str) -> Any:
        answers: list[str] = []
        view.page.runJavaScript(f"JSON.stringify({expression}) || 'null'", 0, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        assert answers[0], f"it cannot be asked: {expression}"
        return json.loads(answers[0])

    return run
