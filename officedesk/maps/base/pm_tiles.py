"""PMTiles, version 3: one file with a header, directories of where tiles lie, and the tiles."""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from officedesk.maps.base.bytes_read import (
    LARGEST_TEXT,
    LARGEST_TILE,
    box_of,
    json_object,
    layer_names,
    plain,
    unpacked,
)
from officedesk.maps.base.kinds import Kind
from officedesk.maps.base.reply import DEEPEST, Tile
from officedesk.maps.base.tile_file import About

_HEADER = 127
_LARGEST_DIRECTORY = 16 * 1024 * 1024
_MOST_ENTRIES = 2_000_000
_MOST_DEPTH = 4
_KEPT = 32
"""Directories in memory."""


class PmTiles:
    """The tiles of one file, by the header and the ids of the ``pmtiles`` package; what is read is bounded by us."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._lock = threading.Lock()
        self._size = path.stat().st_size
        self._kept: OrderedDict[tuple[int, int], list[Any]] = OrderedDict()
        try:
            self._header = _header(self._read(0, _HEADER))
            self.about = self._read_about(path)
        except BaseException:
            self._file.close()
            raise

    def get(self, tile: Tile) -> bytes | None:
        """A tile, without the wrapping of the file."""
        from pmtiles.tile import find_tile, zxy_to_tileid

        wanted, header = zxy_to_tileid(tile.z, tile.x, tile.y), self._header
        at, length = header["root_offset"], header["root_length"]
        for _ in range(_MOST_DEPTH):
            found = find_tile(self._directory(at, length), wanted)
            if found is None:
                return None
            if found.run_length:
                content = self._read(header["tile_data_offset"] + found.offset, found.length, LARGEST_TILE)
                return self._without_wrapping(content, header["tile_compression"], LARGEST_TILE)
            at, length = header["leaf_directory_offset"] + found.offset, found.length
        raise ValueError("its directories are nested too deeply")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def _read(self, offset: int, length: int, most: int = LARGEST_TEXT) -> bytes:
        if length > most or offset < 0 or offset + length > self._size:
            raise ValueError("it is damaged, or only a part of it is here")
        with self._lock:
            self._file.seek(offset)
            content = self._file.read(length)
        if len(content) != length:
            raise ValueError("it is shorter than it was")
        return content

    def _directory(self, offset: int, length: int) -> list[Any]:
        key = (offset, length)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        packed = self._read(offset, length)
        entries = _entries(self._without_wrapping(packed, self._header["internal_compression"], _LARGEST_DIRECTORY))
        with self._lock:
            self._kept[key] = entries
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return entries

    @staticmethod
    def _without_wrapping(content: bytes, compression: Any, most: int) -> bytes:
        from pmtiles.tile import Compression

        if compression in (Compression.NONE, Compression.UNKNOWN):
            return content
        if compression is Compression.GZIP:
            return unpacked(content, most)
        raise ValueError(f"it is packed with {compression.name.lower()}, which cannot be read here")

    def _read_about(self, path: Path) -> About:
        from pmtiles.tile import TileType

        header = self._header
        kinds = dict.fromkeys((TileType.PNG, TileType.JPEG, TileType.WEBP, TileType.AVIF), Kind.RASTER)
        kind = (kinds | {TileType.MVT: Kind.VECTOR}).get(header["tile_type"])
        if kind is None:
            raise ValueError("its tiles are neither pictures nor vector tiles")
        low, high = header["min_zoom"], header["max_zoom"]
        if not 0 <= low <= high <= DEEPEST:
            raise ValueError("its zoom levels are wrong")
        if header["tile_data_offset"] + header["tile_data_length"] > self._size:
            raise ValueError("only a part of it is here")
        said = self._metadata()
        self._directory(header["root_offset"], header["root_length"])
        corners = [header[f"{name}_e7"] / 1e7 for name in ("min_lon", "min_lat", "max_lon", "max_lat")]
        return About(
            name=plain(said.get("name"), 80) or path.stem,
            kind=kind,
            min_zoom=low,
            max_zoom=high,
            bounds=box_of(*corners),
            attribution=plain(said.get("attribution")),
            layers=layer_names(said) if kind is Kind.VECTOR else (),
        )

    def _metadata(self) -> dict[str, Any]:
        header = self._header
        if not header["metadata_length"]:
            return {}
        packed = self._read(header["metadata_offset"], header["metadata_length"])
        return json_object(self._without_wrapping(packed, header["internal_compression"], LARGEST_TEXT))


def _header(content: bytes) -> dict[str, Any]:
    from pmtiles.tile import MagicNumberNotFound, SpecVersionUnsupported, deserialize_header

    try:
        return dict(deserialize_header(content))
    except MagicNumberNotFound:
        raise ValueError("it is no PMTiles file") from None
    except SpecVersionUnsupported:
        raise ValueError("it is a PMTiles file of another version than 3") from None
    except (ValueError, IndexError):
        raise ValueError("it is no PMTiles file, or its head is damaged") from None


def _entries(content: bytes) -> list[Any]:
    """A directory: how many entries, then the steps of their ids, run lengths, lengths and offsets, each by itself."""
    from pmtiles.tile import Entry

    numbers = _Numbers(content)
    count = numbers.next()
    if count > min(_MOST_ENTRIES, len(content)):
        raise ValueError("a directory says it has more entries than it can hold")
    ids, last = [], 0
    for _ in range(count):
        last += numbers.next()
        ids.append(last)
    runs = [numbers.next() for _ in range(count)]
    lengths = [numbers.next() for _ in range(count)]
    entries, end = [], 0
    for number in range(count):
        offset = numbers.next()
        if offset == 0 and number == 0:
            raise ValueError("a directory does not say where its first tile lies")
        offset = end if offset == 0 else offset - 1
        end = offset + lengths[number]
        entries.append(Entry(ids[number], offset, lengths[number], runs[number]))
    return entries


class _Numbers:
    """Numbers of seven bits a byte, the low ones first."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def next(self) -> int:
        value = shift = 0
        while True:
            if self._at >= len(self._content) or shift > 63:
                raise ValueError("a directory ends too early")
            byte = self._content[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
