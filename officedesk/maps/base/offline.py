"""The base map that ships with the program: outlines from two atlases, and labels. It needs no network."""

import logging
from collections.abc import Callable

from officedesk.maps.base.kinds import BaseMap, Kind
from officedesk.maps.base.labels import Labels
from officedesk.maps.base.places import Places
from officedesk.maps.base.reply import NOT_FOUND, Reply, Tile, Wanted, always
from officedesk.resources import MissingResource, map_part, resource_path

log = logging.getLogger(__name__)

ATLASES = {
    "world.json": lambda: map_part("world-countries.json"),
    "us.json": lambda: map_part("us-counties.json"),
    "lakes.json": lambda: resource_path("maps", "base-lakes.json"),
}
"""Outlines by the name under which the page asks for them."""
ATTRIBUTION = "U.S. Census Bureau, Natural Earth"
DEEPEST = 19
KEEP = 24 * 3600


class OfflineProvider:
    """Answers ``atlas/<name>`` and ``labels/<z>/<x>/<y>``. ``read`` gives the places that have labels."""

    def __init__(self, read: Callable[[], Places]) -> None:
        self._labels = Labels(read)

    def answer(self, path: str, wanted: Wanted = always) -> Reply:
        """The outlines or labels that ``path`` names."""
        kind, *parts = path.split("/")
        if kind == "atlas" and len(parts) == 1:
            return _atlas(parts[0])
        tile = Tile.of(parts) if kind == "labels" else None
        return self._labels.answer(tile) if tile is not None else NOT_FOUND


def offline_map(provider: OfflineProvider) -> BaseMap:
    """The base map over ``provider``: what is there before anything else was chosen, and beneath all others."""
    return BaseMap("offline", "Built-in map", Kind.OFFLINE, provider, max_zoom=DEEPEST, attribution=ATTRIBUTION)


def _atlas(name: str) -> Reply:
    path = ATLASES.get(name)
    if path is None:
        return NOT_FOUND
    try:
        return Reply(200, "application/json", path().read_bytes(), KEEP)
    except (MissingResource, OSError) as error:
        # The map stays without these outlines.
        log.warning("outlines of the map are missing: %s", error)
        return NOT_FOUND
