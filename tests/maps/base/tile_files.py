"""Small tile files, made as their formats say."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path

Tiles = Mapping[tuple[int, int, int], bytes]
"""Contents by zoom, column and row, rows from the north."""


def picture(colour: str = "#336699", form: str = "PNG", size: int = 256) -> bytes:
    """A tile of one colour."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (size, size), colour).save(file, form)
    return file.getvalue()


Shape = tuple[int, list[tuple[int, int]], dict[str, str]]
"""What it is (1 a point, 2 a line, 3 an area), its corners on a square of 4096, and what is said of it."""
WHOLE = [(0, 0), (4096, 0), (4096, 4096), (0, 4096)]


def vector_tile(layer: str = "water", **layers: list[Shape]) -> bytes:
    """A vector tile, wrapped as files wrap it; without ``layers`` all of it is one area in ``layer``."""
    found = layers or {layer: [(3, WHOLE, {})]}
    return gzip.compress(b"".join(_block(3, _layer(name, shapes)) for name, shapes in found.items()))


def _layer(name: str, shapes: list[Shape]) -> bytes:
    keys: list[str] = []
    values: list[str] = []
    content = _block(1, name.encode())
    for kind, corners, said in shapes:
        tags = []
        for key, value in said.items():
            keys.append(key)
            values.append(value)
            tags += [len(keys) - 1, len(values) - 1]
        feature = _block(2, b"".join(map(_number, tags))) + _number(3 << 3) + _number(kind)
        content += _block(2, feature + _block(4, b"".join(map(_number, _drawn(kind, corners)))))
    content += b"".join(_block(3, key.encode()) for key in keys)
    content += b"".join(_block(4, _block(1, value.encode())) for value in values)
    return content + _number(5 << 3) + _number(4096) + _number(15 << 3) + _number(2)


def _drawn(kind: int, corners: list[tuple[int, int]]) -> list[int]:
    """Moves and lines, by steps from the corner before; a step back is an odd number."""
    steps: list[int] = []
    at = (0, 0)
    for corner in corners:
        steps += [step << 1 if step >= 0 else (-step << 1) - 1 for step in (corner[0] - at[0], corner[1] - at[1])]
        at = corner
    lines = [2 | (len(corners) - 1) << 3, *steps[2:]] if len(corners) > 1 else []
    return [9, *steps[:2], *lines, *([15] if kind == 3 else [])]


def _number(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _block(field: int, content: bytes) -> bytes:
    return _number(field << 3 | 2) + _number(len(content)) + content


def write_mbtiles(path: Path, tiles: Tiles, **metadata: object) -> Path:
    """An MBTiles file; ``format=`` and other metadata are written as they are given."""
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE metadata (name text, value text)")
        base.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        base.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")
        base.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()]
        base.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


def write_pmtiles(path: Path, tiles: Tiles, *, vector: bool = False, **metadata: object) -> Path:
    """A PMTiles file, written by the package that defines them."""
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    zooms = [z for z, _, _ in tiles] or [0]
    with path.open("wb") as file:
        writer = Writer(file)
        for tile_id, data in sorted((zxy_to_tileid(*tile), data) for tile, data in tiles.items()):
            writer.write_tile(tile_id, data)
        writer.finalize(
            {
                "tile_type": TileType.MVT if vector else TileType.PNG,
                "tile_compression": Compression.GZIP if vector else Compression.NONE,
                "min_zoom": min(zooms), "max_zoom": max(zooms),
                "min_lon_e7": -940000000, "min_lat_e7": 440000000, "max_lon_e7": -930000000, "max_lat_e7": 450000000,
                "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
            },
            json.loads(json.dumps(metadata)),
        )  # fmt: skip
    return path
