"""The tile services that are offered, by what ``xyzservices`` knows of them: addresses, zooms, whom the map is owed to.

Offered are whole maps that an office may use: none that are only a layer over another map, that are broken, or that
want to be asked by their own programs only. Those that want a key are offered, and ask for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from officedesk.maps.base.bytes_read import LONGEST_CREDIT, box_of
from officedesk.maps.base.kinds import Link
from officedesk.maps.base.online.source import DAY, OnlineSource, Policy
from officedesk.maps.base.online.template import BadSource, read_template
from officedesk.maps.base.reply import DEEPEST
from officedesk.maps.shapes import Box

_OSM = Policy(parallel=2, keep=7 * DAY)
"""The OpenStreetMap Foundation's tile usage policy: two connections, a name, a week where no header says more."""
_STATE = Policy(parallel=4, keep=7 * DAY)
"""Services that public offices run for everybody."""
_PAID = Policy(parallel=4, keep=DAY)
"""Services that want a key, and count what is asked with it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A service to choose. ``where`` says which part of the world it has; empty for all."""

    key: str
    name: str
    where: str
    needs_key: bool


@dataclass(frozen=True, slots=True)
class _Offer:
    name: str
    policy: Policy
    where: str = ""
    key_field: str = ""
    """The parameter that takes the key, where the catalogue leaves it out."""
    tile_size: int = 256


_OFFERS: Mapping[str, _Offer] = {
    "OpenStreetMap.Mapnik": _Offer("OpenStreetMap", _OSM),
    "OpenTopoMap": _Offer("OpenTopoMap", _OSM),
    "USGS.USTopo": _Offer("USGS topographic", _STATE, "United States"),
    "USGS.USImagery": _Offer("USGS aerial", _STATE, "United States"),
    "USGS.USImageryTopo": _Offer("USGS aerial with names", _STATE, "United States"),
    "BasemapAT.basemap": _Offer("basemap.at", _STATE, "Austria"),
    "BasemapAT.grau": _Offer("basemap.at gray", _STATE, "Austria"),
    "BasemapAT.orthofoto": _Offer("basemap.at aerial", _STATE, "Austria"),
    "BaseMapDE.Color": _Offer("basemap.de", _STATE, "Germany"),
    "BaseMapDE.Grey": _Offer("basemap.de gray", _STATE, "Germany"),
    "GeoportailFrance.plan": _Offer("Plan IGN", _STATE, "France"),
    "GeoportailFrance.orthos": _Offer("IGN aerial", _STATE, "France"),
    "nlmaps.standaard": _Offer("BRT map", _STATE, "Netherlands"),
    "nlmaps.luchtfoto": _Offer("PDOK aerial", _STATE, "Netherlands"),
    "SwissFederalGeoportal.NationalMapColor": _Offer("National map", _STATE, "Switzerland"),
    "SwissFederalGeoportal.SWISSIMAGE": _Offer("SWISSIMAGE aerial", _STATE, "Switzerland"),
    "CartoDB.Voyager": _Offer("CARTO Voyager", _PAID),
    "CartoDB.Positron": _Offer("CARTO Positron", _PAID),
    "CartoDB.DarkMatter": _Offer("CARTO Dark Matter", _PAID),
    "Jawg.Streets": _Offer("Jawg streets", _PAID),
    "MapBox": _Offer("Mapbox streets", _PAID, tile_size=512),
    "MapTiler.Streets": _Offer("MapTiler streets", _PAID, tile_size=512),
    "MapTiler.Satellite": _Offer("MapTiler satellite", _PAID),
    "OrdnanceSurvey.Road": _Offer("OS road", _PAID, "Great Britain"),
    "Stadia.AlidadeSmooth": _Offer("Stadia Alidade Smooth", _PAID, key_field="api_key"),
    "Stadia.OSMBright": _Offer("Stadia OSM Bright", _PAID, key_field="api_key"),
    "Thunderforest.Atlas": _Offer("Thunderforest Atlas", _PAID),
    "Thunderforest.Outdoors": _Offer("Thunderforest Outdoors", _PAID),
    "TomTom.Basic": _Offer("TomTom", _PAID),
}
_PLACE = re.compile(r"\{(\w+)\}")
_OURS = frozenset({"z", "x", "y", "s", "r"})
_INSERT = re.compile(r"<\s*insert|your[_ ]", re.IGNORECASE)
_GROUND = frozenset({None, "EPSG:3857", "EPSG:900913"})


def choices() -> list[Choice]:
    """What is offered, in the order in which it is shown. Reads the catalogue once: not for the GUI thread."""
    return [Choice(one.key, one.name, _OFFERS[one.key].where, one.template.needs_key) for one in _sources().values()]


def source(key: str) -> OnlineSource:
    """The service of that key. Raises BadSource where it is not offered any more."""
    found = _sources().get(key)
    if found is None:
        raise BadSource(f"The map service “{key[:60]}” is not offered any more.", hint="Choose another one.")
    return found


@cache
def _sources() -> dict[str, OnlineSource]:
    """What is offered: public facts that never change while the program runs."""
    import xyzservices.providers as providers

    known = {_name_of(one): one for one in providers.flatten().values()}
    found = (_source(key, known[key]) for key in _OFFERS if key in known)
    return {one.key: one for one in found if one is not None}


def _name_of(provider: Mapping[str, Any]) -> str:
    return str(provider["name"])


def _source(key: str, known: Mapping[str, Any]) -> OnlineSource | None:
    offer = _OFFERS[key]
    if known.get("status") == "broken" or known.get("crs") not in _GROUND:
        return None
    url = _PLACE.sub(lambda found: _given(found[1], known), str(known["url"])).replace("http://", "https://", 1)
    if offer.key_field:
        url += f"{'&' if '?' in url else '?'}{offer.key_field}={{key}}"
    servers = known.get("subdomains", "abc")
    text, links = credit(str(known.get("html_attribution") or known.get("attribution") or ""))
    return OnlineSource(
        key=key,
        name=offer.name,
        template=read_template(url, tuple(servers)),
        min_zoom=min(DEEPEST, int(known.get("min_zoom", 0))),
        max_zoom=min(DEEPEST, int(known.get("max_zoom", 18))),
        tile_size=offer.tile_size,
        bounds=_bounds(known.get("bounds")),
        attribution=text,
        links=links,
        policy=offer.policy,
    )


def _given(name: str, known: Mapping[str, Any]) -> str:
    """What the catalogue says for a name in an address; a key to be inserted stays to be inserted."""
    value = known.get(name)
    if name in _OURS or value is None:
        return f"{{{name}}}"
    return "{key}" if _INSERT.search(str(value)) else str(value)


def _bounds(corners: Any) -> Box | None:
    try:
        (south, west), (north, east) = corners
        return box_of(float(west), float(south), float(east), float(north))
    except (TypeError, ValueError):
        return None


def credit(markup: str) -> tuple[str, tuple[Link, ...]]:
    """Whom the map is owed to, as plain text, and the parts of it that lead somewhere on the web."""
    reader = _Credit()
    reader.feed(markup[:5000])
    reader.close()
    return " ".join("".join(reader.words).split())[:LONGEST_CREDIT], tuple(reader.links())


class _Credit(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._found: list[tuple[str, list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        self._open = tag == "a" and address.startswith("https://") and address.isprintable()
        if self._open:
            self._found.append((address[:500], []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        shown = "".join(char if char.isprintable() else " " for char in data)
        self.words.append(shown)
        if self._open:
            self._found[-1][1].append(shown)

    def links(self) -> Iterator[Link]:
        for address, words in self._found:
            text = " ".join("".join(words).split())
            if text:
                yield Link(text, address)
