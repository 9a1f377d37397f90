"""Where an address is: at its own point, else in the area of its ZIP code or city. Offline, and no guess is stored.

The ZIP codes that ship with the application say where the middle of an area is. Such a point is shown, marked as
approximate, and worked out anew each time: in the office there are only points that somebody placed.
"""

from array import array
from collections.abc import Iterable
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from officedesk.maps.geocoding.precision import Precision
from officedesk.models.text import fold
from officedesk.services.customers.addresses import zip_codes
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.rules import US_NAMES
from officedesk.services.customers.zip_codes import LONG
from officedesk.services.transfer.address_text import state_code

NOWHERE = 255
"""In :attr:`Points.precisions`: the address is nowhere that is known."""
CODES = tuple(Precision)
"""What a number in :attr:`Points.precisions` stands for."""
_PLACED, _ZIP = Precision.PLACED.rank, Precision.ZIP.rank
_SAME = 5e-7
"""Degrees, half a foot: a stored point this near the middle of a ZIP code area is that middle, and nobody's pin."""
_REMEMBERED = 50_000

Parts = tuple[str, str, str, str, float | None, float | None]
"""ZIP, city, state, country, latitude and longitude, as an address has them."""


class Located(NamedTuple):
    """A point in WGS84 degrees, and how precisely it says where the address is."""

    latitude: float
    longitude: float
    precision: Precision


class Points(NamedTuple):
    """Points of many addresses, in their order; ``nan`` and :data:`NOWHERE` where an address is nowhere known."""

    latitudes: "array[float]"
    longitudes: "array[float]"
    precisions: bytearray
    """Ranks of :class:`Precision`: places in :data:`CODES`."""


def point_of(address: Address) -> Located | None:
    """Where ``address`` is. The first call reads the ZIP codes: never on the GUI thread."""
    found = _located(
        address.postal_code, address.city, address.region, address.country, address.latitude, address.longitude
    )
    return None if found is None else Located(found[0], found[1], CODES[found[2]])


def points_of(addresses: Iterable[Parts]) -> Points:
    """Where each of ``addresses`` is: 100,000 in a tenth of a second. Never on the GUI thread."""
    latitudes, longitudes, precisions = array("d"), array("d"), bytearray()
    nowhere = (float("nan"), float("nan"), NOWHERE)
    for parts in addresses:
        latitude, longitude, precision = _located(*parts) or nowhere
        latitudes.append(latitude)
        longitudes.append(longitude)
        precisions.append(precision)
    return Points(latitudes, longitudes, precisions)


def area_of(address: Address) -> Located | None:
    """Where the area of its ZIP code or city is, whatever point the address has itself."""
    found = _area(*_short(address.postal_code, address.city, address.region, address.country))
    return None if found is None else Located(found[0], found[1], CODES[found[2]])


def _located(
    postal_code: str, city: str, region: str, country: str, latitude: float | None, longitude: float | None
) -> tuple[float, float, int] | None:
    area = _area(*_short(postal_code, city, region, country))
    if latitude is None or longitude is None:
        return area
    if area is not None and abs(area[0] - latitude) < _SAME and abs(area[1] - longitude) < _SAME:
        return area
    return latitude, longitude, _PLACED


def _short(postal_code: str, city: str, region: str, country: str) -> tuple[str, str, str, str]:
    # No place has a longer name, and what is remembered stays small.
    return postal_code[:20], city[:100], region[:60], country[:60]


@lru_cache(_REMEMBERED)
def _area(postal_code: str, city: str, region: str, country: str) -> tuple[float, float, int] | None:
    """The middle of the ZIP code where city and state do not speak against it, else of the city."""
    if fold(country) not in US_NAMES:
        return None
    state, name = state_code(region), _name(city)
    code = postal_code.strip()[:5]
    if len(code) == 5 and code.isdecimal() and code.isascii():
        fields = next(zip_codes().codes.beginning(f"{code}\t"), None)
        if fields is not None and fields[3] and _agree(fields, state, name):
            return float(fields[3]), float(fields[4]), _ZIP
    return _city(name, state) if name and state else None


def _agree(fields: list[str], state: str, name: str) -> bool:
    """Whether a ZIP code is that of the city and the state beside it: five digits are a code in other countries too."""
    if state:
        return state == fields[2]
    return not name or name == _name(fields[1]) or any(fields[0] in codes for codes, _ in _cities(name))


@lru_cache(2_000)
def _city(name: str, state: str) -> tuple[float, float, int] | None:
    for codes, of in _cities(name):
        if of == state:
            places = [fields for code in codes for fields in zip_codes().codes.beginning(f"{code}\t") if fields[3]]
            if places:
                # Of all ZIP codes the middle one: a post office box far out does not draw it away.
                middle = median(float(fields[3]) for fields in places), median(float(fields[4]) for fields in places)
                return *middle, Precision.CITY.rank
    return None


def _cities(name: str) -> list[tuple[list[str], str]]:
    return [(codes.split(" "), state) for _, state, _, codes in zip_codes().cities.beginning(f"{name}\t")]


def _name(city: str) -> str:
    first, _, rest = fold(city).partition(" ")
    return f"{LONG.get(first, first)} {rest}".rstrip()
