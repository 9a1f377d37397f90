"""A file of tiles that the office chose: opened for reading only, checked before anything of it is shown."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from officedesk.maps.base.bytes_read import BadTileFile, TooLarge, picture_type, unpacked
from officedesk.maps.base.kinds import BaseMap, Kind
from officedesk.maps.base.reply import NOT_FOUND, NOTHING, Reply, Tile, TileProvider, Wanted, always
from officedesk.maps.shapes import Box

log = logging.getLogger(__name__)

SUFFIXES = (".mbtiles", ".pmtiles")
VECTOR = "application/vnd.mapbox-vector-tile"
KEEP = 3600


@dataclass(frozen=True, slots=True)
class About:
    """What a tile file says about itself, checked. ``layers`` are those of a vector map."""

    name: str
    kind: Kind
    min_zoom: int
    max_zoom: int
    bounds: Box | None = None
    attribution: str = ""
    layers: tuple[str, ...] = ()


class Tiles(Protocol):
    """The tiles in a file. ``get`` is called by several threads at once."""

    about: About

    def get(self, tile: Tile) -> bytes | None:
        """A tile as it is stored, or ``None``. Raises ValueError and OSError where the file is damaged or gone."""

    def close(self) -> None: ...


def open_file(path: Path) -> "TileFile":
    """The tile file at ``path``. Reads its head: not for the GUI thread. Raises BadTileFile."""
    opener = _opener(path)
    try:
        tiles = opener(path)
    except FileNotFoundError as error:
        raise BadTileFile(
            f"The map file {path.name} is not where it was ({path.parent}).",
            hint="Choose it again under Settings, Maps, or put it back.",
        ) from error
    except OSError as error:
        raise BadTileFile(
            f"The map file {path.name} cannot be read ({error.strerror or error}).", hint="Choose another one."
        ) from error
    except (ValueError, OverflowError, MemoryError) as error:
        raise damaged(path, str(error)) from error
    return TileFile(path, tiles)


def damaged(path: Path, why: str) -> BadTileFile:
    """What is told of a file that is no tile file, or a damaged one."""
    return BadTileFile(f"{path.name} is no map that can be shown: {why}.", hint="Choose another file.")


def _opener(path: Path) -> Callable[[Path], Tiles]:
    suffix = path.suffix.lower()
    if suffix == ".mbtiles":
        from officedesk.maps.base.mbtiles import MbTiles

        return MbTiles
    if suffix == ".pmtiles":
        from officedesk.maps.base.pm_tiles import PmTiles

        return PmTiles
    raise BadTileFile(
        f"{path.name} is no map file that OfficeDesk knows.", hint="Choose a file that ends with .mbtiles or .pmtiles."
    )


class TileFile:
    """Answers ``tiles/<token>/<z>/<x>/<y>`` from a file; whatever else is asked goes to ``beneath``."""

    def __init__(self, path: Path, tiles: Tiles) -> None:
        self.path, self._tiles = path, tiles
        self.about = tiles.about
        self.token = sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:12]
        self._told = False

    def base_map(self, beneath: TileProvider) -> BaseMap:
        """The base map of this file, over ``beneath`` where the file has nothing."""
        about = self.about
        return BaseMap(
            key="file",
            name=about.name or self.path.name,
            kind=about.kind,
            provider=Over(self, beneath),
            token=self.token,
            min_zoom=about.min_zoom,
            max_zoom=about.max_zoom,
            bounds=about.bounds,
            attribution=about.attribution,
            layers=about.layers,
        )

    def tile(self, token: str, tile: Tile, _wanted: Wanted = always) -> Reply:
        """One tile: a picture as it is, a vector tile unpacked. What is damaged is left out."""
        if token != self.token:
            return NOT_FOUND
        try:
            content = self._tiles.get(tile)
            if self.about.kind is Kind.VECTOR:
                # Where the file has none the page needs one with nothing in it.
                return Reply(200, VECTOR, vector_bytes(content or b""), KEEP)
            media_type = picture_type(content) if content is not None else ""
            return Reply(200, media_type, content or b"", KEEP) if media_type else NOTHING
        except (ValueError, OverflowError, OSError) as error:
            if not self._told:
                self._told = True
                log.warning("tiles of %s cannot be read: %s", self.path.name, error)
            return NOT_FOUND

    def close(self) -> None:
        """Let go of the file. Tiles that are asked for later are not found."""
        self._tiles.close()


class TileSource(Protocol):
    """Whoever has tiles under a token."""

    def tile(self, token: str, tile: Tile, wanted: Wanted = always) -> Reply: ...


class Over:
    """Tiles of one source over a map beneath, which answers everything else."""

    def __init__(self, source: TileSource, beneath: TileProvider) -> None:
        self._source, self._beneath = source, beneath

    def answer(self, path: str, wanted: Wanted = always) -> Reply:
        """``tiles/<token>/<z>/<x>/<y>`` from the source, all else from beneath."""
        kind, _, rest = path.partition("/")
        if kind != "tiles":
            return self._beneath.answer(path, wanted)
        token, *parts = rest.split("/")
        tile = Tile.of(parts)
        return self._source.tile(token, tile, wanted) if tile is not None else NOT_FOUND


def vector_bytes(content: bytes) -> bytes:
    """A vector tile without the wrapping in which it is mostly stored."""
    if content[:2] == b"\x1f\x8b" or content[:1] == b"\x78":
        try:
            return unpacked(content)
        except TooLarge:
            raise
        except ValueError:
            # 0x78 may also begin a plain tile.
            if content[:1] == b"\x78":
                return content
            raise
    return content


__all__ = ["SUFFIXES", "About", "BadTileFile", "Over", "TileFile", "Tiles", "open_file"]
