"""MBTiles: an SQLite file with a table (or view) of tiles and one of metadata. Rows count from the south."""

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from officedesk.maps.base.bytes_read import (
    LARGEST_TEXT,
    LARGEST_TILE,
    box_of,
    json_object,
    layer_names,
    picture_type,
    plain,
)
from officedesk.maps.base.kinds import Kind
from officedesk.maps.base.reply import DEEPEST, Tile
from officedesk.maps.base.tile_file import About

_MAGIC = b"SQLite format 3\x00"
_MOST_ROWS = 200
"""Of metadata; a file has a dozen."""
_PATIENCE = 2_000_000
"""Steps of SQLite's machine for one question: a view can be made to run forever."""
_VECTOR = frozenset({"pbf", "mvt", "application/x-protobuf", "application/vnd.mapbox-vector-tile"})


class MbTiles:
    """The tiles of one file. Nothing is ever written: neither to it, nor beside it.

    The file is opened as one that does not change (``immutable``): no locks, which shares often have none of, and no
    journal. Who replaces it chooses it again.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise ValueError("it is no MBTiles file")
        self._lock = threading.Lock()
        self._steps = 0
        address = quote(path.resolve().as_posix().encode("utf-8", "surrogateescape"))
        try:
            self._base = sqlite3.connect(
                f"file:{address}?mode=ro&immutable=1", uri=True, check_same_thread=False, cached_statements=8
            )
        except sqlite3.Error as error:
            raise ValueError(_words(error)) from error
        try:
            self._harden()
            self.about = self._read_about(path)
        except BaseException:
            self._base.close()
            raise

    def get(self, tile: Tile) -> bytes | None:
        """A tile as it is stored."""
        rows = self._ask(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
            (tile.z, tile.x, (1 << tile.z) - 1 - tile.y),
        )
        if not rows or rows[0][0] is None:
            return None
        if isinstance(rows[0][0], bytes):
            return rows[0][0]
        raise ValueError("a tile is no bytes")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()

    def _harden(self) -> None:
        # What the schema of a strange file calls runs nothing of ours and reads nothing else.
        self._base.execute("PRAGMA trusted_schema = 0")
        self._base.execute("PRAGMA query_only = 1")
        self._base.execute("PRAGMA cell_size_check = 1")
        self._base.set_authorizer(_only_reading)
        self._base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(LARGEST_TILE, LARGEST_TEXT))
        self._base.set_progress_handler(self._tick, 10_000)

    def _tick(self) -> int:
        self._steps += 10_000
        return int(self._steps > _PATIENCE)

    def _ask(self, question: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._lock:
            self._steps = 0
            try:
                with closing(self._base.execute(question, values)) as cursor:
                    return cursor.fetchmany(_MOST_ROWS)
            except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
                raise ValueError(_words(error)) from error

    def _read_about(self, path: Path) -> About:
        rows = self._ask("SELECT name, value FROM metadata")
        said = {str(name): value for name, value in rows if isinstance(value, (str, int, float))}
        deep = {}
        with suppress(ValueError):
            deep = json_object(str(said.get("json", "{}")))
        kind = self._kind(str(said.get("format", "")).lower())
        low, high = self._zooms(said)
        return About(
            name=plain(said.get("name"), 80) or path.stem,
            kind=kind,
            min_zoom=low,
            max_zoom=high,
            bounds=_bounds(str(said.get("bounds", ""))),
            attribution=plain(said.get("attribution")),
            layers=layer_names(deep) if kind is Kind.VECTOR else (),
        )

    def _kind(self, format: str) -> Kind:
        first = self._ask("SELECT tile_data FROM tiles LIMIT 1")
        if not first or not isinstance(first[0][0], bytes):
            raise ValueError("it has no tiles")
        if picture_type(first[0][0]):
            return Kind.RASTER
        if format in _VECTOR or not format:
            return Kind.VECTOR
        raise ValueError(f"its tiles are neither pictures nor vector tiles, but “{plain(format, 40)}”")

    def _zooms(self, said: dict[str, Any]) -> tuple[int, int]:
        low, high = _whole(said.get("minzoom")), _whole(said.get("maxzoom"))
        if low is None or high is None:
            # Both are along the index that every such file has.
            found = self._ask("SELECT min(zoom_level), max(zoom_level) FROM tiles")[0]
            low, high = (_whole(value) if own is None else own for own, value in zip((low, high), found, strict=True))
        if low is None or high is None or not 0 <= low <= high <= DEEPEST:
            raise ValueError("its zoom levels are wrong")
        return low, high


def _only_reading(action: int, *_: str | None) -> int:
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def _bounds(text: str) -> Any:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return box_of(west, south, east, north)


def _whole(value: Any) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _words(error: Exception) -> str:
    said = str(error)
    if "no such table" in said:
        return "it is an SQLite file, but no MBTiles file"
    if "interrupted" in said:
        return "it takes too long to answer"
    return f"it is damaged ({said})" if "malformed" in said or "not a database" in said else said
