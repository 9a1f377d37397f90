"""A geocoder on loopback that knows some streets, for the parts of the office that ask one."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from officedesk.maps.geocoding.client import Geocoder, Turns
from officedesk.maps.geocoding.endpoint import Endpoint, Kind
from tests.support.http_server import Answer, Asked, HttpServer
from tests.support.still_time import StillTime


def house(street: str, number: str, latitude: float, longitude: float, postal_code: str = "55415") -> dict[str, Any]:
    """A house as Nominatim tells it."""
    return {
        "lat": str(latitude),
        "lon": str(longitude),
        "display_name": f"{number}, {street}, Minneapolis, Minnesota, {postal_code}, United States",
        "addresstype": "building",
        "category": "building",
        "place_rank": 30,
        "address": {"house_number": number, "road": street, "postcode": postal_code},
    }


def road(street: str, latitude: float, longitude: float) -> dict[str, Any]:
    """A street as Nominatim tells it."""
    return {
        "lat": str(latitude),
        "lon": str(longitude),
        "display_name": f"{street}, Minneapolis, Minnesota, United States",
        "addresstype": "road",
        "category": "highway",
        "place_rank": 26,
        "address": {"road": street},
    }


class LoopbackGeocoder:
    """``known``: beginnings of questions and what is answered to them; all others get an empty answer."""

    def __init__(self) -> None:
        self.known: dict[str, list[dict[str, Any]]] = {}
        self.refusals: list[Answer] = []
        """Given first, one each."""
        self.server = HttpServer(self._answer)
        self.time = StillTime()
        self.geocoder = Geocoder(Turns(self.time.clock, self.time.wait), timeout=(5, 5))
        self.endpoint = Endpoint(Kind.NOMINATIM, self.server.address, "office@example.com", 1.0)

    @property
    def questions(self) -> list[str]:
        return [parse_qs(urlsplit(asked.path).query)["q"][0] for asked in self.server.asked]

    def close(self) -> None:
        self.server.close()

    def _answer(self, asked: Asked) -> Answer:
        if self.refusals:
            return self.refusals.pop(0)
        question = self.questions[-1]
        return 200, next((found for begun, found in self.known.items() if question.startswith(begun)), []), {}
