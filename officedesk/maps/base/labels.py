"""Labels in small chunks: those of one square at one level, the more important ones first."""

import threading
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from officedesk.maps.base.places import Places
from officedesk.maps.base.reply import NOT_FOUND, Reply, Tile, json_reply
from officedesk.maps.base.squares import Square, square_of

LEVELS = (3, 5, 7, 9, 11)
"""Zoom levels that have chunks of their own; the page asks for the deepest one that is not deeper than its zoom."""
CITIES = {3: 60, 5: 60, 7: 60, 9: 90, 11: 200}
"""At most so many cities in a chunk, by level."""
CODES_FROM = 11
MOST_CODES = 300
KEEP = 24 * 3600

_Chunks: TypeAlias = dict[Square, list[list[Any]]]


class Labels:
    """Chunks of labels: ``[text, longitude, latitude, weight]``, weight 0 for a ZIP code.

    ``read`` gives the places. It is called with the first chunk that is asked for; a level is laid out with its first.
    """

    def __init__(self, read: Callable[[], Places]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._places: Places | None = None
        self._levels: dict[int, _Chunks] = {}

    def answer(self, tile: Tile) -> Reply:
        """The labels of a square, as JSON; an empty list where there are none."""
        if tile.z not in LEVELS:
            return NOT_FOUND
        return json_reply(self._level(tile.z).get((tile.x, tile.y), []), KEEP)

    def _level(self, level: int) -> _Chunks:
        with self._lock:
            if self._places is None:
                self._places = self._read()
            if level not in self._levels:
                self._levels[level] = laid_out(self._places, level)
            return self._levels[level]


def laid_out(places: Places, level: int) -> _Chunks:
    """All chunks of a level."""
    chunks: _Chunks = defaultdict(list)
    square = partial(square_of, level)
    most = CITIES[level]
    for city in places.cities:
        chunk = chunks[square(city.longitude, city.latitude)]
        if len(chunk) < most:
            chunk.append([city.name, city.longitude, city.latitude, city.weight])
    if level >= CODES_FROM:
        for code in places.codes:
            chunk = chunks[square(code.longitude, code.latitude)]
            if len(chunk) < most + MOST_CODES:
                chunk.append([code.code, code.longitude, code.latitude, 0])
    return dict(chunks)
