"""What lies under the maps of one desktop: opens the map that was chosen, and shares what all of them need."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from officedesk.config import cache_dir
from officedesk.errors import OfficeError
from officedesk.maps.base.kinds import BaseMap
from officedesk.maps.base.online.cache import TileCache
from officedesk.maps.base.online.standing import State, Told
from officedesk.services.mapping.base import Ready, built_in


class Shown(StrEnum):
    """What a desktop shows. ``OFFICE``: the office's online tiles, or the built-in map where it uses none."""

    OFFICE = "office"
    BUILT_IN = "built-in"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Ground:
    """A base map that was opened. ``problem`` says why it is another one than was chosen; empty where it is not.

    ``try_again`` asks an online service whether it answers (not for the GUI thread); ``close`` lets go of the map.
    """

    base: BaseMap
    problem: str
    try_again: Callable[[], bool]
    close: Callable[[], None]


class Grounds:
    """The base maps of a window. What is shared is made with the first map, and let go with the last.

    ``online`` gives the office's service (:func:`~officedesk.services.mapping.base.ready_online`); the disk's part of
    it lies in ``folder``.
    """

    def __init__(self, online: Callable[[], Ready | None], folder: Path | None = None) -> None:
        self._online, self._folder = online, folder
        self._lock = threading.Lock()
        self._built_in: BaseMap | None = None
        self._cache: TileCache | None = None

    @property
    def built_in(self) -> BaseMap:
        """The map that ships with the program."""
        with self._lock:
            if self._built_in is None:
                self._built_in = built_in()
            return self._built_in

    def open(self, shown: Shown, file: Path | None, told: Told) -> Ground:
        """The map to show: not for the GUI thread. Never fails: the built-in map is there, and ``problem`` says why.

        ``told`` hears, on whatever thread, when an online service stops or begins to answer.
        """
        try:
            return self._opened(shown, file, told)
        except OfficeError as error:
            return Ground(self.built_in, str(error), _fine, _nothing)

    def clear_cache(self) -> None:
        """Forget the online tiles that are kept on this desktop's disk."""
        self._tile_cache().clear()

    def close(self) -> None:
        """The window is gone."""
        with self._lock:
            if self._cache is not None:
                self._cache.close()

    def _opened(self, shown: Shown, file: Path | None, told: Told) -> Ground:
        beneath = self.built_in.provider
        if shown is Shown.FILE and file is not None:
            from officedesk.maps.base.tile_file import open_file

            tiles = open_file(file)
            return Ground(tiles.base_map(beneath), "", _fine, tiles.close)
        ready = self._online() if shown is Shown.OFFICE else None
        if ready is None:
            return Ground(self.built_in, "", _fine, _nothing)
        from officedesk.maps.base.online.fetching import OnlineTiles

        online = OnlineTiles(ready.source, ready.key, ready.agent, self._tile_cache(), told)
        return Ground(online.base_map(beneath), "", online.try_again, online.close)

    def _tile_cache(self) -> TileCache:
        with self._lock:
            if self._cache is None:
                self._cache = TileCache((self._folder or cache_dir()) / "map-tiles.sqlite")
            return self._cache


WORDS = {
    State.UNREACHABLE: "Tiles can't be fetched: showing what is cached.",
    State.BUSY: "{name} is busy: showing what is cached.",
    State.REFUSED: "{name} refuses to answer: check its key in Settings, Maps.",
    State.STRANGE: "{name} sends no tiles: check its address in Settings, Maps.",
}
"""What is told of a service that does not answer; ``{name}`` is its name."""


def words_of(state: State, name: str) -> str:
    """One line for whoever looks at the map; empty while all is well."""
    return WORDS[state].format(name=name) if state in WORDS else ""


def _fine() -> bool:
    return True


def _nothing() -> None:
    pass
