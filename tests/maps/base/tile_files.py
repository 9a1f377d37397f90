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


def vector_tile(layer: str = "water", extent: int = 4096) -> bytes:
    """A vector tile with one square in one layer, wrapped as files wrap it."""

    def number(value: int) -> bytes:
        parts = bytearray()
        while value > 127:
            parts.append(value & 127 | 128)
            value >>= 7
        return bytes([*parts, value])

    def block(field: int, content: bytes) -> bytes:
        return number(field << 3 | 2) + number(len(content)) + content

    # Steps are written twice as large, and back as one less.
    far = extent * 2
    commands = [9, 0, 0, 26, far, 0, 0, far, far - 1, 0, 15]
    geometry = b"".join(map(number, commands))
    feature = number(3 << 3) + number(3) + block(4, geometry)
    content = (
        block(1, layer.encode()) + block(2, feature) + number(5 << 3) + number(extent) + number(15 << 3) + number(2)
    )
    return gzip.compress(block(3, content))


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
