"""Which base map is shown, as the page needs to know it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from officedesk.maps.base.reply import TileProvider
from officedesk.maps.shapes import Box


class Kind(StrEnum):
    """How the page draws it."""

    OFFLINE = "offline"
    RASTER = "raster"
    VECTOR = "vector"


@dataclass(frozen=True, slots=True)
class Link:
    """A place on the web that an attribution names. The page never opens it; the window may, after asking."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A base map that is ready to be shown. ``provider`` answers what the page asks below ``base/``.

    ``token`` is a part of the addresses of its tiles, and another one for every source: what the page keeps of one is
    never taken for another's. ``layers`` are the names of a vector map's layers.
    """

    key: str
    name: str
    kind: Kind
    provider: TileProvider
    token: str = ""
    min_zoom: int = 0
    max_zoom: int = 19
    tile_size: int = 256
    bounds: Box | None = None
    attribution: str = ""
    links: tuple[Link, ...] = ()
    layers: tuple[str, ...] = ()
    online: bool = False

    def spec(self) -> dict[str, Any]:
        """What the page is told: plain JSON. Texts are shown as text, addresses are none of its business."""
        box = self.bounds
        return {
            "kind": self.kind.value,
            "tiles": f"tiles/{self.token}/{{z}}/{{x}}/{{y}}" if self.token else "",
            "minZoom": self.min_zoom,
            "maxZoom": self.max_zoom,
            "tileSize": self.tile_size,
            "bounds": [box.west, box.south, box.east, box.north] if box is not None else None,
            "attribution": self.attribution,
            "layers": list(self.layers),
        }
