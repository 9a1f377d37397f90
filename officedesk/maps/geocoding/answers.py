"""What a geocoder answered, whatever it is: checked piece by piece before anything believes it."""

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple, NoReturn

from officedesk.errors import OfficeError
from officedesk.maps.geocoding.endpoint import Kind
from officedesk.maps.geocoding.precision import Precision
from officedesk.models.text import clean

MOST_CHOICES = 8
_LABEL = 300
_POSTAL = 20
_NUMBER = 30
# Nominatim's ranks: 30 houses and what stands in them, 26 and 27 streets, 13 to 25 cities and their parts.
_STREETS, _CITIES, _REGIONS = range(26, 28), range(13, 26), range(5, 13)
_PHOTON = {
    "house": Precision.STREET,
    "street": Precision.STREET,
    "locality": Precision.CITY,
    "district": Precision.CITY,
    "city": Precision.CITY,
    "county": Precision.REGION,
    "state": Precision.REGION,
}
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: a label says what it seems to say."""
_STREET_WORDS = frozenset({"road", "street", "highway"})


class GeocodingFailed(OfficeError):
    """The service was not reached, or what it said is no answer."""


class FoundPoint(NamedTuple):
    """One of the places that an address may be."""

    latitude: float
    longitude: float
    precision: Precision
    label: str
    """One line of plain text."""
    number: str = ""
    """The house number it is for, where it is for one."""
    postal_code: str = ""


def read(kind: Kind, raw: bytes, host: str) -> tuple[FoundPoint, ...]:
    """The places in an answer, in its order, each once. Raises :class:`GeocodingFailed` where it is none."""
    try:
        said = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError):
        what = "a web page" if raw.lstrip()[:1] == b"<" else "something else"
        raise GeocodingFailed(
            f"{host} answered with {what} instead of places.", hint="Check its address in Settings."
        ) from None
    entries = said if kind is Kind.NOMINATIM else said.get("features") if isinstance(said, dict) else None
    if not isinstance(entries, list):
        raise GeocodingFailed(
            f"{host} did not answer as {kind.label} does{_their_words(said)}.", hint="Check its address in Settings."
        )
    take = _nominatim if kind is Kind.NOMINATIM else _photon
    found: dict[tuple[float, float, str], FoundPoint] = {}
    for entry in entries[:100]:
        if isinstance(entry, dict):
            for point in take(entry):
                found.setdefault((round(point.latitude, 5), round(point.longitude, 5), point.label), point)
    return tuple(found.values())[:MOST_CHOICES]


def to_json(points: tuple[FoundPoint, ...]) -> dict[str, Any]:
    """As it is kept."""
    return {"places": [[*point[:2], point.precision.value, *point[3:]] for point in points]}


def from_json(kept: Any) -> tuple[FoundPoint, ...] | None:
    """What :func:`to_json` made; ``None`` where it is something else, and has to be asked anew."""
    try:
        return tuple(
            FoundPoint(float(lat), float(lon), Precision(precision), str(label), str(number), str(code))
            for lat, lon, precision, label, number, code in kept["places"]
            if _on_earth(float(lat), float(lon))
        )
    except (KeyError, TypeError, ValueError):
        return None


def _nominatim(entry: Mapping[str, Any]) -> Iterator[FoundPoint]:
    parts = entry.get("address")
    parts = parts if isinstance(parts, dict) else {}
    number = _text(parts.get("house_number"), _NUMBER)
    precision = _nominatim_precision(entry, number)
    point = _point(entry.get("lat"), entry.get("lon"))
    if precision is not None and point is not None:
        label = _text(entry.get("display_name"), _LABEL) or _coordinates(*point)
        yield FoundPoint(*point, precision, label, number, _text(parts.get("postcode"), _POSTAL))


def _nominatim_precision(entry: Mapping[str, Any], number: str) -> Precision | None:
    kind = {_text(entry.get(name), 40) for name in ("addresstype", "type", "category", "class")}
    if "postcode" in kind:
        return Precision.ZIP
    rank = entry.get("place_rank")
    rank = rank if isinstance(rank, int) else 0
    if number and rank not in _STREETS:
        return Precision.ADDRESS
    if rank >= 28 or rank in _STREETS or kind & _STREET_WORDS:
        # A shop or a bus stop says where it stands itself, not where the house is that was asked for.
        return Precision.STREET
    if rank in _REGIONS:
        return Precision.REGION
    return Precision.CITY if rank in _CITIES else None


def _photon(entry: Mapping[str, Any]) -> Iterator[FoundPoint]:
    parts, geometry = entry.get("properties"), entry.get("geometry")
    at = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not isinstance(parts, dict) or not isinstance(at, list) or len(at) < 2:
        return
    number = _text(parts.get("housenumber"), _NUMBER)
    kind = _text(parts.get("type"), 40)
    precision = _PHOTON.get(kind)
    if kind == "house" and number:
        precision = Precision.ADDRESS
    elif _text(parts.get("osm_value"), 40) == "postcode":
        precision = Precision.ZIP
    point = _point(at[1], at[0])
    if precision is None or point is None:
        return
    street = " ".join(filter(None, (number, _text(parts.get("street"), 100))))
    city = _text(parts.get("city") or parts.get("district"), 100)
    area = " ".join(filter(None, (_text(parts.get("state"), 60), _text(parts.get("postcode"), _POSTAL))))
    words = (_text(parts.get("name"), 100), street, city, area, _text(parts.get("country"), 60))
    label = ", ".join(dict.fromkeys(filter(None, words)))[:_LABEL]
    yield FoundPoint(*point, precision, label or _coordinates(*point), number, _text(parts.get("postcode"), _POSTAL))


def _point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    numbers = []
    for value in (latitude, longitude):
        if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)[:100]) > 40:
            return None
        try:
            numbers.append(float(value))
        except (ValueError, OverflowError):
            return None
    found = numbers[0], numbers[1]
    return found if _on_earth(*found) else None


def _on_earth(latitude: float, longitude: float) -> bool:
    return isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _text(value: Any, most: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        value = str(value)
    return clean(_TURNING.sub("", value[: most * 4]))[:most].strip() if isinstance(value, str) else ""


def _coordinates(latitude: float, longitude: float) -> str:
    return f"{latitude:.5f}, {longitude:.5f}"


def _their_words(said: Any) -> str:
    """What a service says went wrong, as the services do that are made like these."""
    word = said.get("error") or said.get("message") if isinstance(said, dict) else None
    if isinstance(word, dict):
        word = word.get("message")
    text = re.sub(r"\s+", " ", _text(word, 150))
    return f": “{text}”" if text else ""


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
