"""What the map page may load, by its path below the page's own origin. Nothing else is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from officedesk.resources import font_path, map_part, resource_path

SCHEME: Final = "officedesk-map"
ORIGIN: Final = f"{SCHEME}://page"
START: Final = "/map.html"
DATA: Final = "/data/"
"""What the page draws lies below it, under a name that only this page was told."""
BASE: Final = "/base/"
"""What the base map is made of lies below it: a name for each map that is open, then what its provider knows."""

SCRIPT: Final = "text/javascript; charset=utf-8"
STYLE: Final = "text/css; charset=utf-8"
PAGE: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"

_LIBRARIES: Final = (
    "jquery.js",
    "leaflet.js",
    "leaflet-geoman.js",
    "topojson-client.js",
    "protomaps-leaflet.js",
)
_LIBRARY_STYLES: Final = ("leaflet.css", "leaflet-geoman.css")
_OWN: Final = (
    "officedesk-map.js",
    "officedesk-words.js",
    "officedesk-geodesy.js",
    "officedesk-fences.js",
    "officedesk-clusters.js",
    "officedesk-points.js",
    "officedesk-lines.js",
    "base-atlas.js",
    "base-labels.js",
    "base-vector.js",
    "base.js",
    "officedesk-base.js",
    "officedesk-sketch.js",
    "officedesk-lasso.js",
    "officedesk-tools.js",
)
_OWN_STYLES: Final = ("base.css", "officedesk-map.css")
_PICTURES: Final = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
_FONTS: Final = ("Inter-Regular", "Inter-SemiBold")

CHANNEL: Final = "/qwebchannel.js"
"""Qt's own script, which whoever serves the page has."""

SCRIPTS: Final = (*(f"/lib/{name}" for name in _LIBRARIES), CHANNEL, *(f"/own/{name}" for name in _OWN))
"""In the order in which they are loaded."""
STYLES: Final = (*(f"/lib/{name}" for name in _LIBRARY_STYLES), *(f"/own/{name}" for name in _OWN_STYLES))


@dataclass(frozen=True, slots=True)
class Served:
    """An answer to the page: the bytes and what kind they are."""

    content: bytes
    kind: str


def files() -> Mapping[str, tuple[Path, str]]:
    """Every file that the page may load: its path and what kind it is.

    Raises MissingResource where one of them was not fetched or not packed.
    """
    found = {f"/lib/{name}": (map_part(name), SCRIPT) for name in _LIBRARIES}
    found |= {f"/lib/{name}": (map_part(name), STYLE) for name in _LIBRARY_STYLES}
    found |= {f"/lib/images/{name}": (map_part("images", name), "image/png") for name in _PICTURES}
    found |= {f"/font/{name}.ttf": (font_path(name), "font/ttf") for name in _FONTS}
    found |= {f"/own/{name}": (resource_path("maps", name), SCRIPT) for name in _OWN}
    return found | {f"/own/{name}": (resource_path("maps", name), STYLE) for name in _OWN_STYLES}
