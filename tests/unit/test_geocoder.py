"""Asking a geocoder: manners, limits, and answers that are anything but places. The server is on loopback."""

import gzip
import json
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.errors import Cancelled
from officedesk.maps.geocoding.answers import FoundPoint, GeocodingFailed, from_json, read, to_json
from officedesk.maps.geocoding.client import LONGEST_ANSWER, Geocoder, Refused, TooManyRequests, Turns
from officedesk.maps.geocoding.endpoint import Endpoint, Kind, problems
from officedesk.maps.geocoding.precision import Precision
from tests.support.hostile import TEXTS
from tests.support.http_server import Answer, Asked, HttpServer
from tests.support.still_time import StillTime

HOUSE = {
    "lat": "44.9767",
    "lon": "-93.2653",
    "display_name": "400, South 4th Street, Minneapolis, Minnesota, 55415, United States",
    "addresstype": "building",
    "category": "building",
    "place_rank": 30,
    "address": {"house_number": "400", "road": "South 4th Street", "postcode": "55415"},
}
PHOTON_HOUSE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [-93.2653, 44.9767]},
    "properties": {
        "type": "house", "housenumber": "400", "street": "South 4th Street", "city": "Minneapolis",
        "state": "Minnesota", "postcode": "55415", "country": "United States", "osm_value": "yes",
    },
}  # fmt: skip


class Service:
    """A geocoder on loopback, and us who ask it."""

    def __init__(self) -> None:
        self.answer: Answer | None = (200, [HOUSE], {})
        self.server = HttpServer(lambda asked: self.answer)
        self.time = StillTime()
        self.geocoder = Geocoder(Turns(self.time.clock, self.time.wait), timeout=(5, 5))
        self.endpoint = Endpoint(Kind.NOMINATIM, self.server.address, "office@example.com", 1.0)

    def ask(self, question: str = "400 S 4th St, Minneapolis", **more: Any) -> tuple[FoundPoint, ...]:
        return self.geocoder.ask(self.endpoint, more.pop("key", ""), question, **more)

    @property
    def asked(self) -> list[Asked]:
        return self.server.asked


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.server.close()


def test_a_house_is_found_and_we_say_who_asks(service: Service) -> None:
    (found,) = service.ask(country="us", key="s3cret key")
    assert found[:3] == (44.9767, -93.2653, Precision.ADDRESS)
    assert (found.number, found.postal_code) == ("400", "55415")
    (asked,) = service.asked
    assert asked.headers["User-Agent"].startswith("OfficeDesk/")
    assert "office@example.com" in asked.headers["User-Agent"]
    assert asked.path.startswith("/search?q=400+S+4th+St%2C+Minneapolis&")
    for part in ("format=jsonv2", "email=office%40example.com", "countrycodes=us", "key=s3cret+key"):
        assert part in asked.path


def test_photon_is_understood(service: Service) -> None:
    service.answer = (200, {"type": "FeatureCollection", "features": [PHOTON_HOUSE]}, {})
    service.endpoint = replace(service.endpoint, kind=Kind.PHOTON)
    (found,) = service.ask()
    assert found[:3] == (44.9767, -93.2653, Precision.ADDRESS)
    assert found.label == "400 South 4th Street, Minneapolis, Minnesota 55415, United States"
    assert service.asked[0].path.startswith("/api?q=")


@pytest.mark.parametrize(
    ("change", "precision"),
    [
        ({}, Precision.ADDRESS),
        ({"address": {}}, Precision.STREET),
        ({"address": {}, "addresstype": "road", "category": "highway", "place_rank": 26}, Precision.STREET),
        ({"addresstype": "road", "category": "highway", "place_rank": 26}, Precision.STREET),
        ({"address": {}, "addresstype": "postcode", "category": "place", "place_rank": 21}, Precision.ZIP),
        ({"address": {}, "addresstype": "city", "category": "boundary", "place_rank": 16}, Precision.CITY),
        ({"address": {}, "addresstype": "state", "category": "boundary", "place_rank": 8}, Precision.REGION),
        ({"address": {}, "addresstype": "country", "category": "boundary", "place_rank": 4}, None),
        ({"address": {}, "addresstype": 7, "category": None, "place_rank": "30"}, None),
    ],
)
def test_precision_is_told_by_what_was_found(change: dict[str, Any], precision: Precision | None) -> None:
    found = read(Kind.NOMINATIM, json.dumps([HOUSE | change]).encode(), "server")
    assert [point.precision for point in found] == ([] if precision is None else [precision])


@pytest.mark.parametrize(
    ("kind", "number", "precision"),
    [
        ("house", "400", Precision.ADDRESS), ("house", "", Precision.STREET), ("street", "", Precision.STREET),
        ("city", "", Precision.CITY), ("state", "", Precision.REGION), ("country", "", None), ("moon", "", None),
    ],
)  # fmt: skip
def test_precision_of_photon(kind: str, number: str, precision: Precision | None) -> None:
    entry = PHOTON_HOUSE | {"properties": {"type": kind, "housenumber": number}}
    found = read(Kind.PHOTON, json.dumps({"features": [entry]}).encode(), "server")
    assert [point.precision for point in found] == ([] if precision is None else [precision])


def test_a_second_passes_between_two_requests_and_none_before_the_first(service: Service) -> None:
    begun = service.time.now
    service.ask()
    assert service.time.now == begun
    service.ask()
    service.ask()
    assert service.time.now == pytest.approx(begun + 2)
    service.time.now += 5
    service.ask()
    assert service.time.now == pytest.approx(begun + 7)


def test_a_public_server_gets_its_second_whatever_is_stored() -> None:
    hasty = Endpoint(Kind.NOMINATIM, "https://nominatim.openstreetmap.org", "a@b.example", 0.01)
    assert hasty.wait == 1.0
    assert replace(hasty, pause=float("nan")).wait == 1.0
    assert replace(hasty, pause=3).wait == 3
    assert "pause" in problems(hasty)
    assert hasty.most is not None
    assert replace(hasty, address="https://maps.example.com").wait == 0.02


def test_several_who_ask_at_once_take_turns(service: Service) -> None:
    turns, begun = Turns(service.time.clock, service.time.wait), service.time.now
    taken: list[float] = []

    def take() -> None:
        turns.take("host", 1.0)
        taken.append(service.time.now)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # Somebody's wait may carry the clock past a turn, but never does a turn come before its second.
    assert all(at >= begun + place for place, at in enumerate(sorted(taken)))
    assert len(taken) == 8
    waited = len(service.time.waited)
    turns.take("other", 1.0)
    assert len(service.time.waited) == waited


def test_waiting_ends_at_once_when_it_is_cancelled(service: Service) -> None:
    service.endpoint = replace(service.endpoint, pause=60)
    service.ask()
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        service.ask(cancelled=lambda: next(looks, True))
    assert len(service.asked) == 1
    assert sum(service.time.waited) < 1
    # The turn that was not used is given back: the next waits a minute from the first, not two.
    begun = service.time.now
    service.ask()
    assert service.time.now - begun < 60


def test_when_it_is_told_to_wait_nobody_asks_on(service: Service) -> None:
    service.answer = (429, {"error": "slow down"}, {"Retry-After": "90"})
    with pytest.raises(TooManyRequests) as told:
        service.ask()
    assert told.value.seconds == 90
    service.answer = (200, [], {})
    begun = service.time.now
    assert service.ask() == ()
    assert service.time.now - begun >= 89


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, Refused, "key"), (403, Refused, "key"), (404, Refused, "no search"), (301, Refused, "moved"),
        (500, GeocodingFailed, "status 500"), (503, TooManyRequests, "wait"),
    ],
)  # fmt: skip
def test_refusals_say_what_to_do(service: Service, status: int, kind: type[Exception], words: str) -> None:
    service.answer = (status, {}, {"Location": "http://127.0.0.1:1/elsewhere"})
    with pytest.raises(kind, match=words):
        service.ask(key="s3cret")
    assert len(service.asked) == 1


def test_a_server_that_is_not_there_is_told_without_the_key(service: Service) -> None:
    service.server.close()
    with pytest.raises(GeocodingFailed, match="was not reached") as told:
        service.ask(key="s3cret")
    assert "s3cret" not in str(told.value)
    assert told.value.__cause__ is None
    service.server = HttpServer(lambda asked: None)
    service.endpoint = replace(service.endpoint, address=service.server.address)
    with pytest.raises(GeocodingFailed, match="was not reached"):
        service.ask(key="s3cret")


def _places(count: int) -> list[dict[str, Any]]:
    return [HOUSE | {"lat": str(44 + place / 1000)} for place in range(count)]


@pytest.mark.parametrize(
    "raw",
    [
        b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        b"", b"null", b"7", b'"text"', b"{}", b'{"features": 1}', b"[" * 100_000, b'[{"lat": NaN, "lon": 1}]',
        b"\xff\xfe\x00", b'{"error": {"message": "<img src=x onerror=alert(1)>"}}', b"[1" + b"0" * 10_000 + b"]",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told_as_such(service: Service, raw: bytes) -> None:
    service.answer = (200, raw, {})
    with pytest.raises(GeocodingFailed, match=r"127\.0\.0\.1"):
        service.ask()


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"[" + b" " * (LONGEST_ANSWER + 10) + b"]",
        lambda: json.dumps(_places(5_000)).encode(),
    ],
)
def test_an_answer_that_never_ends_is_left(service: Service, make: Callable[[], bytes]) -> None:
    service.answer = (200, make(), {})
    with pytest.raises(GeocodingFailed, match="more than can be places"):
        service.ask()


def test_a_bomb_is_not_unpacked_further_than_an_answer_is_long(service: Service) -> None:
    bomb = gzip.compress(b" " * 300_000_000, 9)
    service.answer = (200, bomb, {"Content-Encoding": "gzip"})
    with pytest.raises(GeocodingFailed, match="more than can be places"):
        service.ask()
    service.answer = (200, b"no gzip", {"Content-Encoding": "gzip"})
    with pytest.raises(GeocodingFailed):
        service.ask()


_NAMES = (
    "lat", "lon", "address", "display_name", "place_rank", "addresstype", "type", "category", "house_number",
    "postcode", "properties", "geometry", "coordinates", "housenumber", "street", "features", "places", "error",
)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.sampled_from(_NAMES), inside, max_size=6),
    max_leaves=25,
)


@given(st.sampled_from(Kind), st.lists(_JSON, max_size=4), st.booleans())
def test_no_answer_of_any_shape_does_more_than_be_refused(kind: Kind, entries: list[Any], whole: bool) -> None:
    said = {"features": entries} if whole and kind is Kind.PHOTON else entries
    try:
        found = read(kind, json.dumps(said).encode(), "server")
    except GeocodingFailed:
        found = ()
    assert all(abs(point.latitude) <= 90 and abs(point.longitude) <= 180 for point in found)
    assert from_json(json.loads(json.dumps(to_json(found)))) == found
    from_json(said)


@pytest.mark.parametrize(
    "change",
    [
        {"lat": None}, {"lat": "north"}, {"lat": 91}, {"lon": -181}, {"lat": "1e999"}, {"lat": [44]}, {"lat": True},
        {"lat": "4" * 100}, {"lon": {"a": 1}}, {"lat": 10**400},
    ],
)  # fmt: skip
def test_places_that_are_nowhere_are_left_out(service: Service, change: dict[str, Any]) -> None:
    service.answer = (200, [HOUSE | change, 5, None, [], HOUSE], {})
    assert [point[:2] for point in service.ask()] == [(44.9767, -93.2653)]


def test_names_are_one_line_of_plain_text_and_choices_are_few(service: Service) -> None:
    service.answer = (200, [HOUSE | {"display_name": "a\nb\u202ec\x00" + "d" * 100_000}, *_places(60)], {})
    found = service.ask()
    assert len(found) == 8
    assert found[0].label.startswith("a bcd")
    assert len(found[0].label) <= 300
    for text in TEXTS:
        service.answer = (200, [HOUSE | {"display_name": text}], {})
        (only,) = service.ask()
        assert len(only.label.splitlines()) == 1
        assert not {unicodedata.category(sign) for sign in only.label} & {"Cc", "Cs"}
        assert not set("\u202e\u202d\u2066\u200f") & set(only.label)


def test_answers_are_kept_as_they_were(service: Service) -> None:
    found = service.ask()
    assert from_json(json.loads(json.dumps(to_json(found)))) == found
    broken: Any
    for broken in (None, {}, [], {"places": [[1]]}, {"places": [["x", 1, "address", "", "", ""]]}, {"places": 5}):
        assert from_json(broken) is None


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://nominatim.openstreetmap.org", True), ("https://maps.example.com/nominatim/search.php", True),
        ("http://10.0.0.7:8080", True), ("http://geocoder", True), ("http://geo.lan", True),
        ("http://nominatim.openstreetmap.org", False), ("ftp://maps.example.com", False), ("maps.example.com", False),
        ("https://", False), ("https://user:pw@maps.example.com", False), ("https://maps.example.com/?key=1", False),
        ("file:///etc/passwd", False), ("javascript:alert(1)", False), ("https://a b.example", False),
        ("https://maps.example.com:99999", False), ("https://[::1", False), ("https://maps.example.com\r\nX: 1", False),
    ],
)  # fmt: skip
def test_addresses_of_services_are_checked(address: str, right: bool) -> None:
    endpoint = Endpoint(Kind.NOMINATIM, address, "office@example.com", 1.0)
    assert ("address" not in problems(endpoint)) is right


def test_an_email_address_is_asked_for() -> None:
    endpoint = Endpoint(Kind.NOMINATIM, "https://nominatim.openstreetmap.org")
    assert "email" in problems(endpoint)
    assert "email" in problems(replace(endpoint, email="nobody"))
    assert problems(replace(endpoint, email="office@example.com")) == {}
    assert problems(Endpoint()) == {}


def test_addresses_lead_to_the_search() -> None:
    for address in ("https://a.example", "https://a.example/", "https://a.example/search"):
        assert Endpoint(Kind.NOMINATIM, address).url == "https://a.example/search"
    for address in ("https://a.example", "https://a.example/api/"):
        assert Endpoint(Kind.PHOTON, address).url == "https://a.example/api"
