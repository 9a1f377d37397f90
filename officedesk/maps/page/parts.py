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

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"script-src {ORIGIN}",
        f"style-src {ORIGIN}",
        # Plugins draw their signs by data: pictures in style sheets; a picture runs nothing.
        f"img-src {ORIGIN} data:",
        f"font-src {ORIGIN}",
        f"connect-src {ORIGIN}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""The page's Content-Security-Policy: nothing but our own files, and no script or style that stands in the page."""

SCRIPT: Final = "text/javascript; charset=utf-8"
STYLE: Final = "text/css; charset=utf-8"
PAGE: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"

_PICTURES: Final = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
_FONTS: Final = ("Inter-Regular", "Inter-SemiBold")

CHANNEL: Final = ":/qtwebchannel/qwebchannel.js"
"""Qt's own script, among its resources: whoever serves the page can read it."""
_LATE: Final = {"/lib/drawing.js": "leaflet-geoman.js", "/lib/vector.js": "protomaps-leaflet.js"}
"""Libraries that not every map needs: the page loads them with the first shape that is drawn, the first vector tile."""
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

SCRIPTS: Final = ("/lib/libraries.js", "/own/map.js")
"""In the order in which they are loaded. Each is several files in one: a map stands sooner."""
STYLES: Final = ("/lib/map.css",)
"""Beside the pictures that Leaflet's style names."""


@dataclass(frozen=True, slots=True)
class Served:
    """An answer to the page: the bytes and what kind they are."""

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the page may load: files, one after the other, and what kind they are. One may be of Qt's resources."""

    files: tuple[Path | str, ...]
    kind: str


def files() -> Mapping[str, Part]:
    """Everything that the page may load, by its path.

    Raises MissingResource where a file of it was not fetched or not packed.
    """
    own = [resource_path("maps", name) for name in _OWN]
    styles = [map_part("leaflet.css"), map_part("leaflet-geoman.css")]
    styles += [resource_path("maps", "base.css"), resource_path("maps", "officedesk-map.css")]
    found = {
        SCRIPTS[0]: Part((map_part("leaflet.js"), CHANNEL), SCRIPT),
        SCRIPTS[1]: Part(tuple(own), SCRIPT),
        STYLES[0]: Part(tuple(styles), STYLE),
    }
    found |= {path: Part((map_part(name),), SCRIPT) for path, name in _LATE.items()}
    found |= {f"/lib/images/{name}": Part((map_part("images", name),), "image/png") for name in _PICTURES}
    return found | {f"/font/{name}.ttf": Part((font_path(name),), "font/ttf") for name in _FONTS}
