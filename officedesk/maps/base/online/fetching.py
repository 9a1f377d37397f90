"""Tiles of an online service: from the disk while they last, from the network when they do not, old ones if need be."""

import logging
import threading
import time
from collections.abc import Callable

from officedesk.maps.base.bytes_read import picture_type
from officedesk.maps.base.kinds import BaseMap, Kind
from officedesk.maps.base.online.asking import Answered, Asker, NotWanted, Strange, Unreachable
from officedesk.maps.base.online.cache import Kept, TileCache
from officedesk.maps.base.online.freshness import expiry, wish
from officedesk.maps.base.online.source import DAY, OnlineSource
from officedesk.maps.base.online.standing import Standing, State, Told
from officedesk.maps.base.reply import (
    NOT_FOUND,
    NOT_WANTED,
    NOTHING,
    UNREACHABLE,
    Reply,
    Tile,
    TileProvider,
    Wanted,
    always,
)
from officedesk.maps.base.tile_file import Over

log = logging.getLogger(__name__)

_NONE_HERE = frozenset({204, 404, 410})
_NOBODY = frozenset({401, 402, 403})
_LATER = frozenset({429, 503})


def agent_of(version: str, contact: str) -> str:
    """How we say who asks: the program, and where somebody can be reached."""
    words = "".join(char for char in contact if char.isascii() and char.isprintable() and char not in "()\\")
    return f"OfficeDesk/{version} ({words.strip()})" if words.strip() else f"OfficeDesk/{version}"


class OnlineTiles:
    """Answers ``tiles/<token>/<z>/<x>/<y>``. ``told`` hears, on whatever thread, of each change of its state."""

    def __init__(
        self,
        source: OnlineSource,
        key: str,
        agent: str,
        cache: TileCache,
        told: Told = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.source, self._key, self._cache, self._clock = source, key, cache, clock
        self._asker = Asker(agent, source.policy.parallel, source.template.hosts if source.typed else frozenset())
        self.standing = Standing(told, clock)
        self._lock = threading.Lock()
        self._missed: Tile | None = None

    def base_map(self, beneath: TileProvider) -> BaseMap:
        """The base map of this service, over ``beneath`` where it has nothing."""
        source = self.source
        return BaseMap(
            key=source.key,
            name=source.name,
            kind=Kind.RASTER,
            provider=Over(self, beneath),
            token=source.token,
            min_zoom=source.min_zoom,
            max_zoom=source.max_zoom,
            tile_size=source.tile_size,
            bounds=source.bounds,
            attribution=source.attribution,
            links=source.links,
            online=True,
        )

    def tile(self, token: str, tile: Tile, wanted: Wanted = always) -> Reply:
        """One tile: what is kept while it lasts, else what the service says, else what is kept however old."""
        source = self.source
        if token != source.token or not source.min_zoom <= tile.z <= source.max_zoom:
            return NOT_FOUND
        kept = self._cache.get(source.token, tile.z, tile.x, tile.y, self._clock())
        if kept is not None and self._clock() < kept.expires:
            return _reply(kept)
        if self.standing.may_ask():
            try:
                fresh = self._asked(tile, kept, wanted)
            except NotWanted:
                return NOT_WANTED
            if fresh is not None:
                return _reply(fresh)
        with self._lock:
            self._missed = tile
        return _reply(kept) if kept is not None else UNREACHABLE

    def try_again(self) -> bool:
        """Ask for the last tile that could not be had. Tells whether the service answers. Not for the GUI thread."""
        with self._lock:
            tile = self._missed
        if tile is None:
            return self.standing.state is State.FINE
        if self.standing.may_ask():
            self.tile(self.source.token, tile)
        return self.standing.state is State.FINE

    def close(self) -> None:
        """Nobody looks at this map any more."""
        self._asker.close()

    def _asked(self, tile: Tile, kept: Kept | None, wanted: Wanted) -> Kept | None:
        """What the service says of a tile; ``None`` where it says nothing that can be shown."""
        headers = {}
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept is not None and kept.modified:
            headers["If-Modified-Since"] = kept.modified
        try:
            answer = self._asker.ask(self.source.template.url(tile, self._key), headers, wanted)
        except Unreachable as error:
            # No address in the log: there is a key in it.
            log.info("%s: %s", self.source.key, error)
            self.standing.went_wrong(State.UNREACHABLE)
            return None
        except Strange as error:
            log.warning("%s: %s", self.source.key, error)
            self.standing.went_wrong(State.STRANGE)
            return None
        return self._taken(tile, kept, answer)

    def _taken(self, tile: Tile, kept: Kept | None, answer: Answered) -> Kept | None:
        now, headers = self._clock(), answer.headers
        until = expiry(headers, self.source.policy, now)
        if answer.status == 304 and kept is not None:
            fresh = Kept(
                kept.body, kept.media_type, headers.get("ETag", kept.etag)[:200],
                headers.get("Last-Modified", kept.modified)[:100], until or now,
            )  # fmt: skip
        elif answer.status in _NONE_HERE:
            fresh = Kept(b"", "", "", "", min(until or now, now + DAY))
        elif answer.status == 200 and (media_type := picture_type(answer.body)):
            etag, modified = headers.get("ETag", "")[:200], headers.get("Last-Modified", "")[:100]
            fresh = Kept(answer.body, media_type, etag, modified, until or now)
        else:
            self.standing.went_wrong(_state_of(answer.status), wish(headers, now))
            return None
        self.standing.went_well()
        if until is not None:
            self._cache.put(self.source.token, tile.z, tile.x, tile.y, fresh, now)
        return fresh


def _state_of(status: int) -> State:
    if status in _NOBODY:
        return State.REFUSED
    return State.BUSY if status in _LATER else State.UNREACHABLE if status >= 500 else State.STRANGE


def _reply(kept: Kept) -> Reply:
    return Reply(200, kept.media_type, kept.body) if kept.body else NOTHING
