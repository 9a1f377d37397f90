"""What lies under the maps of one desktop: opens the map that was chosen, and shares what all of them need."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from officedesk.config import Config, cache_dir
from officedesk.errors import OfficeError
from officedesk.maps.base.kinds import BaseMap
from officedesk.maps.base.online.cache import TileCache
from officedesk.maps.base.online.standing import State, Told
from officedesk.services.mapping.base import Ready, built_in

if TYPE_CHECKING:
    from officedesk.maps.base.online.fetching import OnlineTiles

_SHOWN, _FILE = "map_shown", "map_file"
"""Settings of the desktop."""


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
    it lies in ``folder``. All maps of a window ask a service together: no provider has to bear more of them.
    """

    def __init__(self, online: Callable[[], Ready | None], folder: Path | None = None) -> None:
        self._online, self._folder = online, folder
        self._lock = threading.Lock()
        self._built_in: BaseMap | None = None
        self._cache: TileCache | None = None
        self._shared: dict[Ready, _Shared] = {}

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

    def kept(self) -> int:
        """Bytes of online tiles on this desktop's disk, about."""
        return self._tile_cache().size()

    def clear_cache(self) -> None:
        """Forget the online tiles that are kept on this desktop's disk."""
        self._tile_cache().clear()

    def close(self) -> None:
        """The window is gone: who still waits for a tile gets none."""
        with self._lock:
            shared, self._shared = list(self._shared.values()), {}
            cache = self._cache
        for one in shared:
            one.tiles.close()
        if cache is not None:
            cache.close()

    def _opened(self, shown: Shown, file: Path | None, told: Told) -> Ground:
        beneath = self.built_in.provider
        if shown is Shown.FILE and file is not None:
            from officedesk.maps.base.tile_file import open_file

            tiles = open_file(file)
            return Ground(tiles.base_map(beneath), "", _fine, tiles.close)
        ready = self._online() if shown is Shown.OFFICE else None
        if ready is None:
            return Ground(self.built_in, "", _fine, _nothing)
        return self._asked_together(ready, told)

    def _asked_together(self, ready: Ready, told: Told) -> Ground:
        from officedesk.maps.base.online.fetching import OnlineTiles

        cache, beneath = self._tile_cache(), self.built_in.provider
        with self._lock:
            shared = self._shared.get(ready)
            if shared is None:
                listeners: list[Told] = []
                tiles = OnlineTiles(ready.source, ready.key, ready.agent, cache, partial(_tell, listeners))
                shared = self._shared[ready] = _Shared(tiles, listeners)
            shared.listeners.append(told)
            state = shared.tiles.standing.state
        if state is not State.FINE:
            told(state)
        online = shared.tiles
        return Ground(online.base_map(beneath), "", online.try_again, partial(self._left, ready, told))

    def _left(self, ready: Ready, told: Told) -> None:
        with self._lock:
            shared = self._shared.get(ready)
            if shared is None or told not in shared.listeners:
                return
            shared.listeners.remove(told)
            if shared.listeners:
                return
            del self._shared[ready]
        shared.tiles.close()

    def _tile_cache(self) -> TileCache:
        with self._lock:
            if self._cache is None:
                self._cache = TileCache((self._folder or cache_dir()) / "map-tiles.sqlite")
            return self._cache


@dataclass(frozen=True, slots=True)
class _Shared:
    tiles: "OnlineTiles"
    listeners: list[Told]


def _tell(listeners: list[Told], state: State) -> None:
    for told in list(listeners):
        told(state)


def remembered(config: Config) -> tuple[Shown, Path | None]:
    """What this desktop shows, and its file."""
    said, file = config.get(_SHOWN), config.get(_FILE)
    shown = Shown(said) if isinstance(said, str) and said in set(Shown) else Shown.OFFICE
    return shown, Path(file) if isinstance(file, str) and file else None


def remember(config: Config, shown: Shown, file: Path | None) -> None:
    """Show it at this desktop from now on; the file stays remembered while another map is shown."""
    config.put(_SHOWN, shown.value)
    config.put(_FILE, str(file) if file is not None else None)


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
