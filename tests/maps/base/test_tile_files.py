"""Tile files of the office's choice: what they hold is served, what is wrong with them is said, nothing is written."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TypeAlias

import pytest

from officedesk.maps.base.bytes_read import LARGEST_TILE, TooLarge, box_of, plain, unpacked
from officedesk.maps.base.kinds import Kind
from officedesk.maps.base.reply import Reply, Tile, Wanted, always
from officedesk.maps.base.tile_file import VECTOR, BadTileFile, TileFile, open_file
from officedesk.maps.shapes import Box
from tests.maps.base.tile_files import picture, vector_tile, write_mbtiles, write_pmtiles

NORTH_WEST, SOUTH_EAST = (1, 0, 0), (1, 1, 1)


class Beneath:
    """The map under the tiles of a file."""

    def answer(self, path: str, wanted: Wanted = always) -> Reply:
        return Reply(200, "beneath", path.encode())


Opened: TypeAlias = Callable[[Path], TileFile]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens files, and lets go of them after the test."""
    with ExitStack() as stack:

        def open_one(path: Path) -> TileFile:
            file = open_file(path)
            stack.callback(file.close)
            return file

        yield open_one


def served(file: TileFile, tile: tuple[int, int, int]) -> Reply:
    z, x, y = tile
    return file.base_map(Beneath()).provider.answer(f"tiles/{file.token}/{z}/{x}/{y}")


@pytest.fixture
def north() -> bytes:
    return picture("#aa0000")


@pytest.fixture
def south() -> bytes:
    return picture("#0000aa")


@pytest.mark.parametrize("write", [write_mbtiles, write_pmtiles])
def test_rows_count_from_the_north_whatever_the_file_counts_from(
    tmp_path: Path, opened: Opened, north: bytes, south: bytes, write: Callable[..., Path]
) -> None:
    suffix = ".mbtiles" if write is write_mbtiles else ".pmtiles"
    file = opened(write(tmp_path / f"town{suffix}", {NORTH_WEST: north, SOUTH_EAST: south}, name="Town"))
    assert served(file, NORTH_WEST) == Reply(200, "image/png", north, 3600)
    assert served(file, SOUTH_EAST).body == south
    assert served(file, (1, 0, 1)).status == 204
    base = file.base_map(Beneath())
    assert (base.name, base.kind, base.min_zoom, base.max_zoom) == ("Town", Kind.RASTER, 1, 1)
    file.close()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_pictures_are_known_by_their_bytes(tmp_path: Path, opened: Opened, form: str) -> None:
    # The metadata say something else.
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture(form=form)}, format="pbf")
    assert served(opened(path), (0, 0, 0)).media_type == f"image/{form.lower()}"


def test_vector_tiles_are_unpacked_and_their_layers_named(tmp_path: Path, opened: Opened) -> None:
    tile = vector_tile("water")
    layers = {"vector_layers": [{"id": "water"}, {"id": "roads"}, {"noid": 1}, 5, {"id": 7}]}
    packed = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): tile}, format="pbf", json=json.dumps(layers))
    other = write_pmtiles(tmp_path / "a.pmtiles", {(0, 0, 0): tile}, vector=True, vector_layers=[{"id": "water"}])
    for path, names in ((packed, ("water", "roads")), (other, ("water",))):
        file = opened(path)
        assert (file.about.kind, file.about.layers) == (Kind.VECTOR, names)
        assert served(file, (0, 0, 0)) == Reply(200, VECTOR, gzip.decompress(tile), 3600)


def test_zooms_bounds_and_credit_are_told_and_markup_is_no_markup(tmp_path: Path, opened: Opened) -> None:
    path = write_mbtiles(
        tmp_path / "a.mbtiles", {(0, 0, 0): picture()}, minzoom="2", maxzoom="14", bounds="-94,44,-93,45",
        attribution='<a href="javascript:alert(1)" onclick="x()">© OpenMapTiles</a> &amp; ${1}<img src=x onerror=x()>',
    )  # fmt: skip
    about = opened(path).about
    assert (about.min_zoom, about.max_zoom, about.bounds) == (2, 14, Box(-94, 44, -93, 45))
    assert about.attribution == "© OpenMapTiles & ${1}"
    pm = opened(write_pmtiles(tmp_path / "b.pmtiles", {(3, 1, 1): picture()}, attribution="<b>© Us</b>")).about
    assert (pm.min_zoom, pm.bounds, pm.attribution) == (3, Box(-94, 44, -93, 45), "© Us")


@pytest.mark.parametrize("bounds", ["", "a,b,c,d", "1,2,3", "nan,0,1,1", "-400,0,1,1", "5,0,1,1", "0,0,inf,1"])
def test_bounds_that_are_none_do_not_hide_the_map(tmp_path: Path, opened: Opened, bounds: str) -> None:
    assert opened(write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture()}, bounds=bounds)).about.bounds is None


def test_zooms_that_are_not_told_are_looked_up(tmp_path: Path, opened: Opened) -> None:
    about = opened(write_mbtiles(tmp_path / "a.mbtiles", {(3, 1, 1): picture(), (5, 1, 1): picture()})).about
    assert (about.min_zoom, about.max_zoom) == (3, 5)


def test_nothing_is_written_to_the_file_nor_beside_it(tmp_path: Path, opened: Opened) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    path = write_mbtiles(folder / "a #1%.mbtiles", {(0, 0, 0): picture()})
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = wal")
    before = path.read_bytes()
    folder.chmod(0o500)
    file = opened(path)
    assert served(file, (0, 0, 0)).status == 200
    file.close()
    assert path.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["a #1%.mbtiles"]
    folder.chmod(0o700)


def test_what_is_no_tile_is_not_served(tmp_path: Path, opened: Opened) -> None:
    page = b"<html><script>alert(1)</script>"
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture(), (1, 0, 0): page, (1, 1, 0): svg})
    file = opened(path)
    assert [served(file, tile).status for tile in ((0, 0, 0), (1, 0, 0), (1, 1, 0))] == [200, 204, 204]
    assert file.base_map(Beneath()).provider.answer("tiles/another/0/0/0").status == 404
    assert file.base_map(Beneath()).provider.answer(f"tiles/{file.token}/0/0/1").status == 404
    assert file.base_map(Beneath()).provider.answer("labels/3/1/1").body == b"labels/3/1/1"


def test_a_tile_that_unpacks_to_too_much_is_left_out(tmp_path: Path, opened: Opened) -> None:
    bomb = gzip.compress(bytes(LARGEST_TILE + 1))
    path = write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): vector_tile(), (1, 0, 0): bomb}, format="pbf")
    file = opened(path)
    assert served(file, (0, 0, 0)).status == 200
    assert served(file, (1, 0, 0)).status == 404
    with pytest.raises(TooLarge):
        unpacked(bomb)
    with pytest.raises(ValueError, match="too early"):
        unpacked(gzip.compress(b"x" * 100)[:-9])


def test_a_view_that_never_ends_or_reaches_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mbtiles"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE metadata (name text, value text)")
        base.execute(
            "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT 0 zoom_level, i tile_column, 0 tile_row, zeroblob(9) tile_data FROM n WHERE i < 0"
        )
    begun = time.monotonic()
    with pytest.raises(BadTileFile, match="too long"):
        open_file(path)
    assert time.monotonic() - begun < 5


def wrong_files() -> dict[str, tuple[str, Callable[[Path], object]]]:
    def sqlite(path: Path, *statements: str) -> None:
        with closing(sqlite3.connect(path)) as base, base:
            for statement in statements:
                base.execute(statement)

    def cut(path: Path) -> None:
        write_pmtiles(path, {(4, x, y): picture(size=64 + x) for x in range(16) for y in range(16)})
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 8])

    return {
        "empty": (".mbtiles", lambda path: path.write_bytes(b"")),
        "text": (".mbtiles", lambda path: path.write_text("hello" * 100)),
        "another database": (".mbtiles", lambda path: sqlite(path, "CREATE TABLE customer (id)")),
        "no tiles": (".mbtiles", lambda path: write_mbtiles(path, {})),
        "strange tiles": (".mbtiles", lambda path: write_mbtiles(path, {(0, 0, 0): b"?"}, format="terrain")),
        "deep zooms": (".mbtiles", lambda path: write_mbtiles(path, {(0, 0, 0): picture()}, minzoom=1, maxzoom=99)),
        "empty pm": (".pmtiles", lambda path: path.write_bytes(b"")),
        "text pm": (".pmtiles", lambda path: path.write_bytes(b"PMTiles\x03" + b"\xff" * 119)),
        "old pm": (".pmtiles", lambda path: path.write_bytes(b"PM\x02\x00" + bytes(200))),
        "cut pm": (".pmtiles", cut),
        "nothing": (".mbtiles", lambda path: None),
        "a folder": (".mbtiles", lambda path: path.mkdir()),
        "another kind": (".zip", lambda path: path.write_bytes(b"PK")),
    }


@pytest.mark.parametrize("name", wrong_files())
def test_a_wrong_file_is_refused_with_its_name_and_a_reason(tmp_path: Path, name: str) -> None:
    suffix, make = wrong_files()[name]
    path = tmp_path / f"town{suffix}"
    make(path)
    with pytest.raises(BadTileFile) as refused:
        open_file(path)
    assert f"town{suffix}" in str(refused.value)
    assert refused.value.hint


@pytest.mark.parametrize("suffix", [".mbtiles", ".pmtiles"])
def test_damaged_files_never_do_more_than_miss_tiles(tmp_path: Path, suffix: str) -> None:
    write = write_mbtiles if suffix == ".mbtiles" else write_pmtiles
    tiles = {(z, x, y): picture(size=16) for z in (0, 1, 2) for x in range(1 << z) for y in range(1 << z)}
    whole = write(tmp_path / f"whole{suffix}", tiles, name="Town", attribution="© Us").read_bytes()
    path, chance, opened = tmp_path / f"damaged{suffix}", random.Random(5), 0
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 4, 40))):
            # Most of the damage where it hurts: in the head.
            content[chance.randrange(min(len(content), chance.choice((127, 600, len(content)))))] = chance.randrange(
                256
            )
        if chance.random() < 0.2:
            del content[chance.randrange(len(content)) :]
        path.write_bytes(content)
        try:
            file = open_file(path)
        except BadTileFile:
            continue
        opened += 1
        for tile in tiles:
            reply = served(file, tile)
            assert reply.status in (200, 204, 404)
            assert reply.status != 200 or reply.media_type in ("image/png", VECTOR)
        file.close()
    assert 0 < opened < 400


def test_several_threads_read_at_once(tmp_path: Path, opened: Opened) -> None:
    tiles = {(4, x, y): picture(f"#{x:x}{y:x}{x:x}", size=16) for x in range(16) for y in range(16)}
    paths = [write_mbtiles(tmp_path / "a.mbtiles", tiles), write_pmtiles(tmp_path / "a.pmtiles", tiles)]
    for file in map(opened, paths):
        wrong: list[object] = []

        def read(file: TileFile = file, wrong: list[object] = wrong) -> None:
            wrong.extend(tile for tile, data in tiles.items() if served(file, tile).body != data)

        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        file.close()


def test_a_file_that_goes_away_leaves_the_map_beneath(tmp_path: Path, opened: Opened) -> None:
    file = opened(write_mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): picture()}))
    file.close()
    assert served(file, (0, 0, 0)).status == 404


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a<b>c</b>", "ac"), ("&lt;script&gt;", "<script>"), ("x\x00y\u202ez\nw", "x y z w"), (None, ""), (7, ""),
     ("a < b", "a"), ("x" * 999, "x" * 300)],
)  # fmt: skip
def test_credits_become_one_line_of_plain_text(text: object, shown: str) -> None:
    assert plain(text) == shown


def test_boxes_are_checked() -> None:
    assert box_of(-1, -1, 1, 1) == Box(-1, -1, 1, 1)
    assert box_of(1, -1, -1, 1) is None


def test_a_tile_is_asked_for_by_whole_numbers() -> None:
    assert Tile.of(["1", "1", "1.5"]) == Tile(1, 1, 1)
    assert Tile.of(["1", "1e0", "1"]) is None
