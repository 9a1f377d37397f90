"""Cities and ZIP codes as labels of the base map, the larger ones first.

The ZIP codes that ship with the program say nothing of how many people live where. How many codes a city has is the
best measure in them: the post gives an area its own code where there is enough mail. Outside of the US the cities are
those that time zones are named after, which come with the time zone data.
"""

import logging
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

log = logging.getLogger(__name__)

_AREA, _BOXES, _ONE = "S", "P", "U"
_LARGE, _SMALL = 18.0, 2.0
"""Weights of cities that time zones are named after."""
_LARGE_ONES = frozenset(
    """
    Accra Addis_Ababa Adelaide Algiers Almaty Amsterdam Athens Auckland Baghdad Baku Bangkok Beirut Belgrade
    Berlin Bogota Brisbane Brussels Bucharest Budapest Buenos_Aires Cairo Cancun Caracas Casablanca Chihuahua
    Ciudad_Juarez Colombo Copenhagen Dakar Dar_es_Salaam Dhaka Dubai Dublin Edmonton Fortaleza Guatemala Halifax
    Havana Helsinki Hermosillo Ho_Chi_Minh Hong_Kong Istanbul Jakarta Jerusalem Johannesburg Kabul Karachi
    Kathmandu Khartoum Kinshasa Kolkata Kuala_Lumpur Kyiv La_Paz Lagos Lima Lisbon London Luanda Madrid Managua
    Manaus Manila Melbourne Merida Mexico_City Minsk Monterrey Montevideo Moscow Nairobi Novosibirsk Oslo Panama
    Paris Perth Prague Recife Regina Reykjavik Riga Riyadh Rome Samara Santiago Santo_Domingo Sao_Paulo Seoul
    Shanghai Singapore Sofia Stockholm Sydney Taipei Tallinn Tashkent Tehran Tijuana Tokyo Toronto Tripoli Tunis
    Ulaanbaatar Vancouver Vienna Vilnius Warsaw Winnipeg Yangon Yekaterinburg Zagreb Zurich
    """.split()
)
"""What the table of time zones does not say: which of its cities are large."""
_UNITED_STATES = frozenset({"US", "PR", "VI", "GU", "AS", "MP", "UM"})
_NOWHERE = frozenset({"AQ"})
_LITTLE = re.compile(r"(?<= )(?:And|At|By|In|Of|On|Or|The|Upon)(?= )")
_POINT = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


class City(NamedTuple):
    """``weight`` orders cities by their size; it is no number of anything."""

    name: str
    longitude: float
    latitude: float
    weight: float


class Code(NamedTuple):
    """A ZIP code of an area, where its middle is."""

    code: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Places:
    """``cities`` with the largest first, ``codes`` in their order."""

    cities: Sequence[City]
    codes: Sequence[Code]


def gathered(records: Iterable[Sequence[str]], zone_lines: Iterable[str] = ()) -> Places:
    """Places of the ZIP codes (code, city, state, latitude, longitude, kind) and of a table of time zones."""
    by_city: dict[tuple[str, str], list[tuple[str, float, float]]] = defaultdict(list)
    codes = []
    for code, name, state, latitude, longitude, kind in records:
        try:
            at = float(longitude), float(latitude)
        except ValueError:
            continue
        by_city[name, state].append((kind, *at))
        if kind == _AREA:
            codes.append(Code(code, *at))
    cities = [City(written(name), *_middle(known), _weight(known)) for (name, _), known in by_city.items()]
    cities += zone_cities(zone_lines)
    cities.sort(key=lambda city: (-city.weight, city.name, city.longitude))
    return Places(cities, codes)


def written(name: str) -> str:
    """A city's name as it is written: the post capitalizes every word of it."""
    return _LITTLE.sub(lambda found: found[0].lower(), name)


def zone_cities(lines: Iterable[str]) -> Iterator[City]:
    """The cities of ``zone.tab`` outside of the US: country, ``+DDMM+DDDMM`` or with seconds, zone, remarks."""
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if line.startswith("#") or len(fields) < 3 or fields[0] in _UNITED_STATES | _NOWHERE:
            continue
        found = _POINT.fullmatch(fields[1])
        if found is None:
            continue
        south, *latitude = found.groups()[:4]
        west, *longitude = found.groups()[4:]
        name = fields[2].rsplit("/", 1)[-1]
        weight = _LARGE if name in _LARGE_ONES else _SMALL
        yield City(name.replace("_", " "), _degrees(west, longitude), _degrees(south, latitude), weight)


def zone_lines() -> Sequence[str]:
    """The table of time zones that ships with the program; none where it is not there."""
    from importlib import resources

    try:
        return resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    except (OSError, ModuleNotFoundError) as error:
        log.info("no table of time zones: cities outside of the US have no labels (%r)", error)
        return ()


def _degrees(sign: str, parts: Sequence[str | None]) -> float:
    degrees, minutes, seconds = (int(part or 0) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if sign == "-" else value


def _weight(codes: Sequence[tuple[str, float, float]]) -> float:
    """Codes of areas count in full, those of boxes and of single receivers in part: a capital has hundreds of them."""
    kinds = [kind for kind, *_ in codes]
    return round(kinds.count(_AREA) + 0.3 * min(kinds.count(_BOXES), 20) + 0.1 * min(kinds.count(_ONE), 40), 1)


def _middle(codes: Sequence[tuple[str, float, float]]) -> tuple[float, float]:
    """The code's point that is nearest to all the others: a city with far suburbs keeps its label downtown."""
    points = [(longitude, latitude) for _, longitude, latitude in codes]
    if len(points) < 3:
        return points[0]
    narrow = math.cos(math.radians(points[0][1]))

    def apart(point: tuple[float, float]) -> float:
        return sum(math.hypot((point[0] - x) * narrow, point[1] - y) for x, y in points)

    return min(points, key=apart)
