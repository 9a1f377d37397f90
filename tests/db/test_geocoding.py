"""Where addresses are, asked of the office's geocoder: once each, slowly, and only houses are stored by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from officedesk.errors import InvalidInput, NotAllowed, OfficeError
from officedesk.maps.geocoding.answers import GeocodingFailed
from officedesk.maps.geocoding.client import Refused
from officedesk.maps.geocoding.endpoint import PUBLIC_MOST, Endpoint
from officedesk.maps.geocoding.precision import Precision
from officedesk.models.changes import ChangeLog
from officedesk.models.customers import Location
from officedesk.models.mapping import FoundPlace
from officedesk.secrets import MemorySecrets
from officedesk.services.activity.undo import last_undoable, undo
from officedesk.services.customers.drafts import Address, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.mapping import geocoder, locating
from officedesk.services.mapping.geocoding import find_online, find_place
from officedesk.services.mapping.locating import LocatedAll, locate_all, whereabouts
from officedesk.services.office import settings
from tests.support.clock import Clock
from tests.support.geocoders import LoopbackGeocoder, house, road

FOURTH = Address("400 S 4th St", "Suite 1000M", "Minneapolis", "MN", "55415")


@pytest.fixture
def service() -> Iterator[LoopbackGeocoder]:
    found = LoopbackGeocoder()
    found.known["400 S 4th St"] = [house("South 4th Street", "400", 44.9767, -93.2653)]
    yield found
    found.close()


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def asking(desk: Desk, service: LoopbackGeocoder, secrets: MemorySecrets) -> Desk:
    """The office with its geocoder set."""
    geocoder.save_endpoint(desk, service.endpoint, "k3y", secrets)
    return desk


def _customer(desk: Desk, *addresses: Address, name: str = "ABC") -> int:
    places = tuple(LocationDraft(f"Place {number}", address) for number, address in enumerate(addresses))
    stored = save_customer(desk, CustomerDraft(name=name, locations=places))
    assert stored.id is not None
    return stored.id


def _points(desk: Desk) -> dict[str, tuple[float | None, float | None]]:
    with desk.read() as session:
        rows = session.execute(select(Location.street, Location.latitude, Location.longitude))
        return {row[0]: (row[1], row[2]) for row in rows}


def _run(desk: Desk, service: LoopbackGeocoder, secrets: MemorySecrets, stop_after: int | None = None) -> LocatedAll:
    told: list[tuple[int, int]] = []

    def cancelled() -> bool:
        return stop_after is not None and len(told) >= stop_after

    found = locate_all(desk, service.geocoder, secrets, lambda done, total: told.append((done, total)), cancelled)
    assert told == sorted(told)
    return found


# --- what the office set ----------------------------------------------------------------------------------------------


def test_the_geocoder_is_the_offices_and_its_key_this_desktops(asking: Desk, service: LoopbackGeocoder) -> None:
    assert geocoder.endpoint(asking) == service.endpoint
    stored = settings.get(asking, geocoder.SETTING, user=False)
    assert "k3y" not in str(stored)
    other = MemorySecrets()
    find_online(asking, service.geocoder, other, FOURTH)
    assert "key=" not in service.server.asked[0].path


def test_the_key_goes_to_the_server_it_was_entered_for(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    find_online(asking, service.geocoder, secrets, FOURTH)
    assert "key=k3y" in service.server.asked[0].path
    other = replace(service.endpoint, address="http://geocoder.lan")
    assert geocoder.has_key(asking, service.endpoint, secrets)
    assert not geocoder.has_key(asking, other, secrets)
    geocoder.save_endpoint(asking, service.endpoint, "", secrets)
    assert not geocoder.has_key(asking, service.endpoint, secrets)


def test_what_cannot_be_a_geocoder_is_refused_by_field(desk: Desk, secrets: MemorySecrets) -> None:
    wrong = Endpoint(address="http://nominatim.openstreetmap.org", email="nobody", pause=0.1)
    with pytest.raises(InvalidInput) as told:
        geocoder.save_endpoint(desk, wrong, "k\ny", secrets)
    assert set(told.value.fields) == {"address", "email", "pause", "key"}
    assert not geocoder.endpoint(desk).ready
    with pytest.raises(OfficeError, match="No online service is set"):
        find_online(desk, LoopbackGeocoder.__new__(LoopbackGeocoder), secrets, FOURTH)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stored",
    [None, 5, [], {"address": 7}, {"address": "file:///etc", "email": "a@b.example"}, {"kind": [], "pause": "x"}],
)
def test_what_another_program_stored_is_no_geocoder(desk: Desk, stored: Any) -> None:
    settings.put(desk, geocoder.SETTING, stored, user=False)
    assert not geocoder.endpoint(desk).ready


def test_a_geocoder_is_tried_before_it_is_stored(desk: Desk, service: LoopbackGeocoder, secrets: MemorySecrets) -> None:
    assert geocoder.try_endpoint(desk, service.endpoint, None, secrets, service.geocoder) == ()
    service.refusals.append((403, {}, {}))
    with pytest.raises(Refused):
        geocoder.try_endpoint(desk, service.endpoint, "wrong", secrets, service.geocoder)
    assert not geocoder.endpoint(desk).ready


# --- one address ------------------------------------------------------------------------------------------------------


def test_offline_an_address_is_found_as_precisely_as_its_zip_code(desk: Desk) -> None:
    found = find_place(desk, FOURTH)
    assert found is not None
    assert found.precision is Precision.ZIP
    assert find_place(desk, replace(FOURTH, latitude=1.0, longitude=2.0)) == found
    assert find_place(desk, Address("Somewhere")) is None


def test_an_address_is_asked_about_once_by_all_desktops(
    asking: Desk, other_desk: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    first = find_online(asking, service.geocoder, secrets, FOURTH)
    assert [point.precision for point in first.points] == [Precision.ADDRESS]
    assert not first.kept
    assert "OpenStreetMap" in first.attribution
    again = find_online(
        other_desk, service.geocoder, MemorySecrets(), replace(FOURTH, street2="Suite 2", city="MINNEAPOLIS ")
    )
    assert (again.points, again.kept) == (first.points, True)
    # The suite is nobody's business.
    assert service.questions == ["400 S 4th St, Minneapolis, MN 55415"]


def test_a_house_of_another_number_is_only_the_street(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    service.known["402 S 4th St"] = [road("South 4th Street", 44.97, -93.26), *service.known["400 S 4th St"]]
    found = find_online(asking, service.geocoder, secrets, replace(FOURTH, street="402 S 4th St"))
    assert [point.precision for point in found.points] == [Precision.STREET, Precision.STREET]
    service.known["9 Oak"] = [road("Oak", 44.97, -93.26), house("Oak", "7;9", 44.9, -93.2)]
    found = find_online(asking, service.geocoder, secrets, Address("9 Oak Ave", city="Edina", region="MN"))
    assert [point.precision for point in found.points] == [Precision.ADDRESS, Precision.STREET]


def test_what_nobody_knew_is_asked_again_after_a_season(
    asking: Desk, clock: Clock, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    nowhere = replace(FOURTH, street="1 New Development")
    assert find_online(asking, service.geocoder, secrets, nowhere).points == ()
    assert find_online(asking, service.geocoder, secrets, nowhere).kept
    clock.at += geocoder.ASK_AGAIN + timedelta(days=1)
    service.known["1 New"] = [house("New Development", "1", 44.9, -93.2)]
    assert len(find_online(asking, service.geocoder, secrets, nowhere).points) == 1


def test_an_address_without_a_street_is_not_asked_about(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    for address in (
        Address(city="Minneapolis", postal_code="55415"),
        Address("400 S 4th St"),
        Address("x" * 1000, city="A"),
    ):
        with pytest.raises(InvalidInput):
            find_online(asking, service.geocoder, secrets, address)
    assert service.questions == []


def test_a_failure_is_not_remembered(asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets) -> None:
    service.refusals.append((200, b"<html>captive portal</html>", {}))
    with pytest.raises(GeocodingFailed, match="a web page"):
        find_online(asking, service.geocoder, secrets, FOURTH)
    assert find_online(asking, service.geocoder, secrets, FOURTH).points


def test_hostile_addresses_are_asked_as_text(asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets) -> None:
    nasty = Address("1 A St&format=xml\r\nX-Evil: 1#?q=", city="'; DROP TABLE found_place --", region="\u202eNM")
    assert find_online(asking, service.geocoder, secrets, nasty).points == ()
    (asked,) = service.server.asked
    assert "X-Evil" not in asked.headers
    assert asked.path.count("format=") == 1
    assert find_online(asking, service.geocoder, secrets, nasty).kept


# --- all addresses ----------------------------------------------------------------------------------------------------


def test_it_is_counted_offline_how_precisely_places_are_known(desk: Desk) -> None:
    _customer(
        desk,
        FOURTH,
        replace(FOURTH, latitude=44.97671, longitude=-93.26531),
        Address(city="Duluth", region="MN"),
        Address("Hauptstr. 1", city="Berlin", postal_code="10115", country="Germany"),
        Address("Elsewhere"),
    )
    found = whereabouts(desk)
    assert (found.placed, found.by_zip, found.by_city, found.nowhere, found.unplaced) == (1, 1, 1, 2, 4)
    assert found.askable == 2


def test_houses_are_stored_and_nothing_else(asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets) -> None:
    service.known |= {
        "5 Far St": [house("Far Street", "5", 34.05, -118.24)],
        "7 Road": [road("Road", 44.97, -93.26)],
        "9 Zip St": [house("X", "9", 44.97, -93.26) | {"addresstype": "postcode"}],
    }
    mine = replace(FOURTH, street="1 Mine St", latitude=44.5, longitude=-93.5)
    middle = find_place(asking, FOURTH)
    assert middle is not None
    # As the form stored it for years: the middle of the ZIP code area, which nobody placed.
    old = replace(FOURTH, latitude=middle.latitude, longitude=middle.longitude)
    streets = ("5 Far St", "7 Road", "9 Zip St", "11 Unknown")
    customer_id = _customer(asking, old, mine, *(replace(FOURTH, street=street) for street in streets))
    found = _run(asking, service, secrets)
    assert (found.placed, found.street_only, found.far_away, found.not_found, found.left) == (1, 1, 1, 2, 0)
    assert (found.stopped, found.before.askable) == ("", 5)
    assert _points(asking) == {
        "400 S 4th St": (44.9767, -93.2653), "1 Mine St": (44.5, -93.5), **dict.fromkeys(streets, (None, None)),
    }  # fmt: skip
    # One change of the customer, which can be taken back.
    with asking.read() as session:
        last = session.execute(select(ChangeLog).order_by(ChangeLog.id.desc()).limit(5)).scalars().all()
    assert ("customer", customer_id) in [(row.entity, row.entity_id) for row in last]


def test_one_second_each_and_the_second_run_asks_nothing(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    for number in range(1, 31):
        _customer(asking, replace(FOURTH, street=f"{number} Same St"), name=f"Customer {number}")
    _customer(asking, replace(FOURTH, street="30 SAME ST"), name="The same house")
    service.known["7 Same"] = [house("Same", "7", 44.9, -93.2)]
    begun = service.time.now
    assert _run(asking, service, secrets).placed == 1
    assert len(service.questions) == 30
    assert service.time.now - begun >= 29
    again = _run(asking, service, secrets)
    assert (again.placed, again.not_found) == (0, 30)
    assert len(service.questions) == 30


def test_stopping_keeps_what_was_found_and_the_next_run_goes_on(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    for number in range(1, 9):
        street = f"{number} Oak St"
        service.known[street] = [house("Oak", str(number), 44.9 + number / 1000, -93.2)]
        _customer(asking, replace(FOURTH, street=street), name=street)
    stopped = _run(asking, service, secrets, stop_after=3)
    assert (stopped.placed, stopped.left, stopped.stopped) == (3, 5, "You stopped it.")
    assert sum(point[0] is not None for point in _points(asking).values()) == 3
    assert _run(asking, service, secrets).placed == 5
    assert len(service.questions) == 8


def test_a_service_that_says_wait_is_waited_for_and_one_that_fails_thrice_is_left(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    service.known["2 "] = [house("A", "2", 44.9, -93.2)]
    for number in (1, 2, 3):
        _customer(asking, replace(FOURTH, street=f"{number} A St"), name=f"C{number}")
    service.refusals = [(429, {}, {"Retry-After": "120"}), (503, {}, {})]
    begun = service.time.now
    found = _run(asking, service, secrets)
    assert (found.placed, found.not_found, found.stopped) == (1, 2, "")
    assert service.time.now - begun >= 180
    _customer(asking, replace(FOURTH, street="4 A St"), name="C4")
    service.refusals = [(500, {}, {})] * 5
    found = _run(asking, service, secrets)
    assert "status 500" in found.stopped
    assert found.left == 1
    assert len(service.refusals) == 2
    service.refusals = [(403, {}, {})]
    assert "key" in _run(asking, service, secrets).stopped
    assert service.refusals == []


def test_an_address_that_is_changed_meanwhile_keeps_what_it_has(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer_id = _customer(asking, FOURTH)
    ask = service.geocoder.ask

    def meanwhile(*args: Any) -> Any:
        draft = customer(asking, customer_id)
        (place,) = draft.locations
        moved = replace(place, address=replace(place.address, street="9 Elsewhere Ave"))
        save_customer(asking, replace(draft, locations=(moved,)))
        return ask(*args)

    monkeypatch.setattr(service.geocoder, "ask", meanwhile)
    assert _run(asking, service, secrets).placed == 0
    assert _points(asking) == {"9 Elsewhere Ave": (None, None)}


def test_two_desktops_do_not_ask_at_once(
    asking: Desk, other_desk: Desk, clock: Clock, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    _customer(asking, FOURTH)
    token = locating._claim(other_desk)
    with pytest.raises(NotAllowed, match="Desktop B is finding addresses already"):
        _run(asking, service, secrets)
    assert service.questions == []
    # A desktop that was switched off in the middle holds nobody up for long.
    clock.at += locating.LEASE + timedelta(seconds=1)
    assert _run(asking, service, secrets).placed == 1
    locating._release(other_desk, token)


def test_a_shared_server_is_asked_for_no_more_than_it_wants(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Endpoint(address="https://nominatim.openstreetmap.org").most == PUBLIC_MOST
    monkeypatch.setattr(Endpoint, "most", property(lambda self: 2))
    for number in (1, 2, 3):
        _customer(asking, replace(FOURTH, street=f"{number} A St"), name=f"C{number}")
    found = _run(asking, service, secrets)
    assert "no more than 2 addresses" in found.stopped
    assert (len(service.questions), found.left) == (2, 1)


def test_points_that_were_found_can_be_taken_back(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    _customer(asking, FOURTH)
    _run(asking, service, secrets)
    assert _points(asking)["400 S 4th St"] == (44.9767, -93.2653)
    step = last_undoable(asking)
    assert step is not None
    undo(asking, step.key)
    assert _points(asking)["400 S 4th St"] == (None, None)


def test_erasing_a_customer_erases_what_was_asked_about_it(
    asking: Desk, service: LoopbackGeocoder, secrets: MemorySecrets
) -> None:
    from officedesk.services.activity.erasing import take_away

    customer_id = _customer(asking, FOURTH)
    find_online(asking, service.geocoder, secrets, FOURTH)
    with asking.write() as session:
        take_away(session, {"customer": {customer_id}}, {})
    with asking.read() as session:
        assert session.scalar(select(func.count()).select_from(FoundPlace)) == 0
