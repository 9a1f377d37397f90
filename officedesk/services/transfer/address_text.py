"""Taking apart an address that was written in one piece."""

import re
from functools import lru_cache

from officedesk.models.text import fold
from officedesk.services.customers.drafts import Address

_STATES = dict(
    pair.split("=")
    for pair in (
        "alabama=AL|alaska=AK|arizona=AZ|arkansas=AR|california=CA|colorado=CO|connecticut=CT|delaware=DE|"
        "district of columbia=DC|florida=FL|georgia=GA|hawaii=HI|idaho=ID|illinois=IL|indiana=IN|iowa=IA|kansas=KS|"
        "kentucky=KY|louisiana=LA|maine=ME|maryland=MD|massachusetts=MA|michigan=MI|minnesota=MN|mississippi=MS|"
        "missouri=MO|montana=MT|nebraska=NE|nevada=NV|new hampshire=NH|new jersey=NJ|new mexico=NM|new york=NY|"
        "north carolina=NC|north dakota=ND|ohio=OH|oklahoma=OK|oregon=OR|pennsylvania=PA|puerto rico=PR|"
        "rhode island=RI|south carolina=SC|south dakota=SD|tennessee=TN|texas=TX|utah=UT|vermont=VT|virginia=VA|"
        "washington=WA|west virginia=WV|wisconsin=WI|wyoming=WY|alberta=AB|british columbia=BC|manitoba=MB|"
        "new brunswick=NB|newfoundland and labrador=NL|nova scotia=NS|ontario=ON|prince edward island=PE|quebec=QC|"
        "saskatchewan=SK"
    ).split("|")
)
_CODES = frozenset(_STATES.values())
_COUNTRY = re.compile(r"[\s,]+(USA|U\.S\.A\.|US|United States(?: of America)?|Canada)\.?$", re.IGNORECASE)
_ZIP = re.compile(r"[\s,]+(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z][ -]?\d[A-Z]\d)$", re.IGNORECASE)


def state_code(text: str) -> str:
    """``MN`` for ``Minnesota`` or ``mn``; what is no state or province comes back in capitals."""
    plain = fold(text)
    return _STATES.get(plain, plain.upper())


def split_address(text: str, name: str = "") -> Address:
    """The parts of ``text``: one line with or without commas, or several lines.

    ``name`` is the location's name, which some programs write before the address. What cannot be told apart stays
    in the street: nothing is lost.
    """
    rest = " ".join(text.replace("\r", "\n").replace("\n", ", ").split()).strip(" ,")
    if name and fold(rest).startswith(fold(name) + " ") and rest.casefold().startswith(name.casefold()):
        rest = rest[len(name) :].lstrip(" ,-–")
    country, postal_code, region = "", "", ""
    if match := _COUNTRY.search(rest):
        country = "Canada" if match[1].casefold() == "canada" else "USA"
        rest = rest[: match.start()]
    if match := _ZIP.search(rest):
        postal_code = match[1].upper()
        rest = rest[: match.start()].rstrip(" ,")
    rest, region = _take_region(rest)
    if not region and not postal_code:
        return Address(street=rest, country=country)
    street, street2, city = _take_city(rest, postal_code)
    return Address(street, street2, city, region, postal_code, country)


def _take_region(text: str) -> tuple[str, str]:
    head, _, last = text.rpartition(" ")
    code = last.strip(",.").upper()
    if code in _CODES and (last.isupper() or last.istitle() or text.endswith(", " + last)):
        return head.rstrip(" ,"), code
    lowered = text.casefold()
    for words in (3, 2, 1):
        tail = " ".join(lowered.replace(",", " ").split()[-words:])
        if tail in _STATES and lowered.endswith(tail):
            return text[: len(text) - len(tail)].rstrip(" ,"), _STATES[tail]
    return text, ""


def _take_city(text: str, postal_code: str) -> tuple[str, str, str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) >= 2:
        return parts[0], ", ".join(parts[1:-1]), parts[-1]
    lowered = text.casefold()
    for city in _cities(postal_code[:5]):
        if lowered.endswith(" " + city.casefold()):
            return text[: len(text) - len(city)].strip(), "", text[len(text) - len(city) :]
    return text, "", ""


@lru_cache(maxsize=2048)
def _cities(postal_code: str) -> tuple[str, ...]:
    """Names of the place at a ZIP, longest first."""
    if not re.fullmatch(r"\d{5}", postal_code):
        return ()
    import zipcodes

    names: set[str] = set()
    for place in zipcodes.matching(postal_code):  # type: ignore[no-untyped-call]
        names.update((place["city"], *place["acceptable_cities"]))
    return tuple(sorted(names, key=len, reverse=True))
