"""Addresses of tiles: XYZ, TMS and WMTS templates, checked before anything is asked.

Understood are ``{z}``, ``{x}``, ``{y}``, ``{-y}`` (rows from the south), ``{s}`` (one of several servers), ``{r}``
(nothing), ``{key}``, and for WMTS ``{TileMatrix}``, ``{TileCol}``, ``{TileRow}``. A WMTS request without them
(``…?SERVICE=WMTS&REQUEST=GetTile&LAYER=…``) gets its tile appended.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from officedesk.errors import OfficeError
from officedesk.maps.base.reply import DEEPEST, Tile

LONGEST = 1000
_NAMES = {
    "z": "z", "zoom": "z", "tilematrix": "z", "x": "x", "tilecol": "x", "y": "y", "tilerow": "y", "-y": "-y",
    "s": "s", "r": "r",
    "key": "key", "apikey": "key", "api_key": "key", "accesstoken": "key", "access_token": "key", "token": "key",
    "subscriptionkey": "key",
}  # fmt: skip
_PLACE = re.compile(r"\{([^{}]*)\}")
_TILE_OF_KVP = (("TILEMATRIX", "z"), ("TILEROW", "y"), ("TILECOL", "x"))
_SERVERS = "abc"


class BadSource(OfficeError):
    """What was typed is no source of tiles; the message says what is wrong with it."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Template:
    """An address with places for a tile. ``text`` has no key in it; ``servers`` are what ``{s}`` stands for."""

    text: str
    servers: tuple[str, ...] = tuple(_SERVERS)

    @property
    def needs_key(self) -> bool:
        """Whether the service wants a key."""
        return "{key}" in self.text

    @property
    def hosts(self) -> frozenset[str]:
        """The servers that are asked."""
        tiles = (Tile(DEEPEST, number, 0) for number in range(len(self.servers)))
        return frozenset((urlsplit(self._filled(tile, "")).hostname or "").lower() for tile in tiles)

    def url(self, tile: Tile, key: str = "") -> str:
        """The address of a tile."""
        return self._filled(tile, key)

    def _filled(self, tile: Tile, key: str) -> str:
        values = {
            "z": str(tile.z), "x": str(tile.x), "y": str(tile.y), "-y": str((1 << tile.z) - 1 - tile.y), "r": "",
            "s": self.servers[(tile.x + tile.y) % len(self.servers)], "key": quote(key, safe=""),
        }  # fmt: skip
        return _PLACE.sub(lambda found: values[found[1]], self.text)


def read_template(text: str, servers: tuple[str, ...] = tuple(_SERVERS)) -> Template:
    """The template that ``text`` is. Raises BadSource with what is wrong with it, in words for whoever typed it."""
    wanted = text.strip()
    if not wanted:
        raise BadSource("Enter the address of the tiles, with {z}, {x} and {y} in it.")
    if len(wanted) > LONGEST or not all(char.isprintable() and not char.isspace() for char in wanted):
        raise BadSource("The address of the tiles is too long, or has spaces in it.")
    wanted = _PLACE.sub(_known, _with_tile(wanted))
    if "{" in _PLACE.sub("", wanted) or "}" in _PLACE.sub("", wanted):
        raise BadSource("The address of the tiles has a brace without its partner.")
    names = set(_PLACE.findall(wanted))
    if not {"z", "x"} <= names or not names & {"y", "-y"}:
        raise BadSource("The address of the tiles needs {z}, {x} and {y}.")
    made = Template(wanted, servers or ("",))
    _check_server(made)
    return made


def _known(found: re.Match[str]) -> str:
    name = _NAMES.get(found[1].lower())
    if name is None:
        raise BadSource(f"{{{found[1]}}} in the address of the tiles is not known here.")
    return f"{{{name}}}"


def _with_tile(text: str) -> str:
    """A WMTS request that names a layer but no tile asks for every tile."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise BadSource("The address of the tiles is no web address.") from None
    fields = parse_qsl(parts.query, keep_blank_values=True)
    given = {name.upper(): value for name, value in fields}
    if given.get("SERVICE", "").upper() != "WMTS" or "{" in text:
        return text
    if given.get("REQUEST", "GetTile").lower() != "gettile" or not given.get("LAYER"):
        raise BadSource("This WMTS address names no layer: it needs REQUEST=GetTile and LAYER=….")
    tile = [name for name, _ in _TILE_OF_KVP]
    kept = [(name, value) for name, value in fields if name.upper() not in tile]
    for name, value in (("REQUEST", "GetTile"), ("VERSION", "1.0.0"), ("STYLE", "default"), ("FORMAT", "image/png"),
                        ("TILEMATRIXSET", "GoogleMapsCompatible")):  # fmt: skip
        if name not in given:
            kept.append((name, value))
    query = urlencode(kept, safe="/:") + "".join(f"&{name}={{{value}}}" for name, value in _TILE_OF_KVP)
    return urlunsplit(parts._replace(query=query, fragment=""))


def _check_server(template: Template) -> None:
    try:
        parts = urlsplit(template.url(Tile(0, 0, 0), "key"))
        port = parts.port
    except ValueError:
        raise BadSource("The address of the tiles is no web address.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadSource("The address of the tiles begins with https:// or http:// and a server.")
    if parts.username is not None or parts.password is not None:
        raise BadSource("The address of the tiles has a password in it.", hint="Services take a key: {key}.")
    before = template.text.split("://", 1)[1].split("/", 1)[0]
    if set(_PLACE.findall(before)) - {"s"}:
        raise BadSource("Only {s} may stand in the server's name.")


def is_private(address: str) -> bool:
    """Whether an IP address is one of this computer, of the local network, or of none of the internet at all."""
    try:
        number = ip_address(address.split("%", 1)[0])
    except ValueError:
        return True
    mapped = getattr(number, "ipv4_mapped", None)
    return not (mapped or number).is_global or number.is_multicast
