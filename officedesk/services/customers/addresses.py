"""Addresses suggested while a place is typed, from the ZIP codes that ship with the application. No network."""

import threading
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from officedesk.config import cache_dir
from officedesk.models.text import fold
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.zip_codes import LONG, ZipCodes, load

_reading = threading.Lock()


class _City(NamedTuple):
    key: str
    """Folded name: what is looked up."""
    state: str
    name: str
    codes: list[str]
    """Its ZIP codes in order."""


def suggest(text: str, limit: int = 8) -> list[Address]:
    """Addresses with city, state, ZIP and point for ``554``, ``55415``, ``minnea`` or ``minneapolis mn``.

    A street line before a comma is passed over: ``400 S 4th St, Minneapolis MN`` suggests by its end. The first call
    reads the data (:func:`warm_up`): never on the GUI thread.
    """
    tail = text[-120:].rsplit(",", 1)[-1]
    words = [LONG.get(word, word) for word in fold(tail).split()]
    if not words:
        return []
    book = _book()
    code = words[-1].split("-")[0]
    if code.isdecimal() and code.isascii() and 2 <= len(code) <= 5:
        return [_address(fields) for fields in islice(book.codes.beginning(code), limit)]
    cities = _cities(book, " ".join(words))
    if not cities and len(words[-1]) <= 2:
        *name, state = words
        cities = [city for city in _cities(book, " ".join(name)) if name and city.state.startswith(state.upper())]
        if cities and cities[0].key == " ".join(name) and len(state) == 2:
            cities = cities[:1]
    if len(cities) == 1:
        return [_place(book, code, cities[0].name) for code in cities[0].codes[:limit]]
    return [_place(book, city.codes[0], city.name) for city in cities[:limit]]


def warm_up() -> None:
    """Have the data at hand, off the GUI thread when a form with addresses opens: then each call is instant."""
    _book()


def zip_codes() -> ZipCodes:
    """The data itself, for whoever looks up very many places. The first call reads it: never on the GUI thread."""
    return _book()


def by_postal_code(postal_code: str) -> Address | None:
    """City, state and point of a ZIP code, or ``None`` where there is none such."""
    code = postal_code.strip()[:5]
    found = next(_book().codes.beginning(f"{code}\t"), None) if code else None
    return _address(found) if found else None


def every_code() -> Iterator[list[str]]:
    """Every ZIP code in order: its fields as in ``ZipCodes``. Not for the GUI thread."""
    return _book().codes.beginning("")


def _place(book: ZipCodes, code: str, name: str) -> Address:
    return _address(next(book.codes.beginning(f"{code}\t")), name)


def _address(fields: list[str], name: str = "") -> Address:
    code, city, state, latitude, longitude, _ = fields
    return Address(
        city=name or city,
        region=state,
        postal_code=code,
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
    )


def _cities(book: ZipCodes, prefix: str) -> list[_City]:
    """Cities that begin so: the whole name first, then those with most ZIP codes."""
    found = (_City(key, state, name, codes.split(" ")) for key, state, name, codes in book.cities.beginning(prefix))
    return sorted(found, key=lambda city: (city.key != prefix, -len(city.codes), city.key, city.state))


def _book() -> ZipCodes:
    with _reading:
        return _read_once()


@cache
def _read_once() -> ZipCodes:
    """The data: public, the same for every office, never changed."""
    return load(cache_dir())
