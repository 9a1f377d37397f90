"""Two vans of the sample, and where they drove: yesterday, the workday before, and today until now."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import cos, hypot, radians
from random import Random

from sqlalchemy import select

from officedesk.models.company import Technician
from officedesk.models.due import instant
from officedesk.models.enums import DeviceKind
from officedesk.services.desk import Desk
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.mapping.devices import save_device

Spot = tuple[float, float]
DEPOT: Spot = (44.99860, -93.26710)
ABC: Spot = (44.97789, -93.26402)
HENNEPIN: Spot = (44.98903, -93.27873)
ELM: Spot = (44.98760, -93.22300)
BIRCHWOOD: Spot = (44.96468, -93.26512)
BRIDGE: Spot = (44.98350, -93.25500)
_EVERY = 60
_SPEED = 11.0
"""Metres a second: through the city."""
_DEGREE = 111_120.0
Stop = tuple[Spot, int]
"""A place, and for how many minutes."""
VANS: tuple[tuple[str, DeviceKind, str, str, time, tuple[Stop, ...]], ...] = (
    ("Van 1", DeviceKind.VEHICLE, "GPS-4471", "Raz Bajwa", time(7, 20),
     ((DEPOT, 12), (BRIDGE, 0), (ABC, 83), (HENNEPIN, 41), (DEPOT, 25), (ABC, 52), (BIRCHWOOD, 64), (DEPOT, 15))),
    ("Van 3", DeviceKind.VEHICLE, "GPS-4473", "Anton Grip", time(7, 45),
     ((DEPOT, 10), (ELM, 112), (BRIDGE, 0), (ABC, 47), (BRIDGE, 0), (ELM, 38), (HENNEPIN, 29), (DEPOT, 12))),
)  # fmt: skip


def add_positions(desk: Desk, seed: int) -> None:
    """Make the vans, and take their tracks in as the office would."""
    from officedesk.services.mapping.imports import take_in

    with desk.read() as session:
        people = dict(session.execute(select(Technician.name, Technician.id)).all())
    lines = ["device,time,latitude,longitude"]
    for place, (name, kind, identifier, who, _, _) in enumerate(VANS):
        save_device(desk, DeviceDraft(name, kind, identifier, people[who]))
        for day in _days(desk.today()):
            chance = Random(f"{seed} {place} {day}")  # noqa: S311 - made-up ways, no secrets
            for at, (latitude, longitude) in _drive(desk, place, day, chance):
                if at <= desk.now():
                    lines.append(f"{identifier},{at:%Y-%m-%dT%H:%M:%SZ},{latitude:.6f},{longitude:.6f}")
    take_in(desk, "vans.csv", "\n".join(lines).encode())


def _days(today: date) -> list[date]:
    found = [today]
    while len(found) < 3:
        day = found[-1] - timedelta(days=1)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        found.append(day)
    return found[::-1]


def _drive(desk: Desk, van: int, day: date, chance: Random) -> Iterator[tuple[datetime, Spot]]:
    *_, starts, stops = VANS[van]
    at = instant(datetime.combine(day, starts), desk.zone) + timedelta(minutes=chance.randint(0, 9))
    here = stops[0][0]
    for place, minutes in stops:
        for number in range(steps := max(1, round(_metres(here, place) / _SPEED / _EVERY))):
            part = (number + 1) / steps
            yield at, _near((here[0] + part * (place[0] - here[0]), here[1] + part * (place[1] - here[1])), chance)
            at += timedelta(seconds=_EVERY)
        for _ in range(max(minutes + chance.randint(-3, 3), 0) if minutes else 0):
            yield at, _near(place, chance)
            at += timedelta(seconds=_EVERY)
        here = place


def _near(spot: Spot, chance: Random) -> Spot:
    """As a receiver says it: some metres off."""
    return spot[0] + chance.gauss(0, 5) / _DEGREE, spot[1] + chance.gauss(0, 5) / (_DEGREE * cos(radians(spot[0])))


def _metres(a: Spot, b: Spot) -> float:
    return hypot((b[0] - a[0]) * _DEGREE, (b[1] - a[1]) * _DEGREE * cos(radians(a[0])))
