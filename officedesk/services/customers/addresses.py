"""Addresses suggested while a place is typed, from the ZIP codes that ship with the application. No network."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from officedesk.models.text import fold
from officedesk.models.wanted import prefix_end
from officedesk.services.customers.drafts import Address

_MILITARY = frozenset({"AA", "AE", "AP"})
_LONG = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


class _City(NamedTuple):
    key: str
    """Folded name: what is looked up."""
    state: str
    name: str
    codes: tuple[str, ...]
    """Its ZIP codes in order."""


def suggest(text: str, limit: int = 8) -> list[Address]:
    """Addresses with city, state, ZIP and point for ``554``, ``55415``, ``minnea`` or ``minneapolis mn``.

    A street line before a comma is passed over: ``400 S 4th St, Minneapolis MN`` suggests by its end. The first call
    reads the data (:func:`warm_up`): never on the GUI thread.
    """
    tail = text[-120:].rsplit(",", 1)[-1]
    words = [_LONG.get(word, word) for word in fold(tail).split()]
    if not words:
        return []
    book = _book()
    code = words[-1].split("-")[0]
    if code.isdecimal() and code.isascii() and 2 <= len(code) <= 5:
        start = bisect_left(book.codes, code)
        return [book.address(found) for found in book.codes[start : start + limit] if found.startswith(code)]
    cities = _cities(book, " ".join(words))
    if not cities and len(words[-1]) <= 2:
        *name, state = words
        cities = [city for city in _cities(book, " ".join(name)) if name and city.state.startswith(state.upper())]
        if cities and cities[0].key == " ".join(name) and len(state) == 2:
            cities = cities[:1]
    if len(cities) == 1:
        return [book.address(found, cities[0].name) for found in cities[0].codes[:limit]]
    return [book.address(city.codes[0], city.name) for city in cities[:limit]]


def warm_up() -> None:
    """Read the data (about 0.4 s), off the GUI thread when a form with addresses opens: then each call is instant."""
    _book()


def by_postal_code(postal_code: str) -> Address | None:
    """City, state and point of a ZIP code, or ``None`` where there is none such."""
    code = postal_code.strip()[:5]
    book = _book()
    return book.address(code) if code in book.places else None


class _Book(NamedTuple):
    places: dict[str, tuple[str, str, str, str]]
    """City, state, latitude and longitude by ZIP code."""
    codes: list[str]
    cities: list[_City]
    keys: list[str]

    def address(self, code: str, name: str = "") -> Address:
        city, state, latitude, longitude = self.places[code]
        return Address(
            city=name or city,
            region=state,
            postal_code=code,
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
        )


def _cities(book: _Book, prefix: str) -> list[_City]:
    """Cities that begin so: the whole name first, then those with most ZIP codes."""
    found = book.cities[bisect_left(book.keys, prefix) : bisect_left(book.keys, prefix_end(prefix))]
    return sorted(found, key=lambda city: (city.key != prefix, -len(city.codes), city.key, city.state))


@cache
def _book() -> _Book:
    """The data: public, the same for every office, never changed. Read once."""
    import zipcodes

    similar: Callable[[str], list[dict[str, Any]]] = zipcodes.similar_to
    places: dict[str, tuple[str, str, str, str]] = {}
    by_city: dict[tuple[str, str], list[str]] = defaultdict(list)
    # A digit at a time: the package's records are large, and all at once they would take 100 MB.
    for digit in "0123456789":
        for record in similar(digit):
            city, state, code = record["city"], record["state"], record["zip_code"]
            if record["active"] and state not in _MILITARY:
                places[code] = (city, state, record["lat"], record["long"])
                for name in (city, *record["acceptable_cities"]):
                    by_city[name, state].append(code)
    cities = [_City(_key(city), state, city, tuple(sorted(codes))) for (city, state), codes in by_city.items()]
    cities.sort()
    return _Book(places, sorted(places), cities, [city.key for city in cities])


def _key(city: str) -> str:
    first, _, rest = fold(city).partition(" ")
    return f"{_LONG.get(first, first)} {rest}".rstrip()
