"""Fence files that were damaged, cut off or made up: only sound fences come of them, and words for what is wrong."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
import textwrap
import zipfile

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from officedesk.maps.exchange import BadFenceFile, FenceFound, read_fences, write_geojson, write_gpx, write_kml
from officedesk.maps.geometry import repaired, ring, sound_circle
from officedesk.maps.shapes import Circle

SQUARE = [(0.0, 45.0), (0.1, 45.0), (0.1, 45.1), (0.0, 45.1)]
HOLE = [(0.04, 45.04), (0.06, 45.04), (0.06, 45.06), (0.04, 45.06)]
FENCES = (
    FenceFound("Pump & tank", sound_circle(44.9778, 179.9999, 91.44), colour="#ff8800"),
    FenceFound("Plant", repaired([SQUARE, HOLE]).shape),
    FenceFound("Two halves", repaired([(179, 0), (-179, 0), (-179, 1), (179, 1)]).shape),
)


def packed(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", data)
    return target.getvalue()


FILES = (write_geojson(FENCES), write_kml(FENCES), write_gpx(FENCES), packed(write_kml(FENCES)))
TOKENS = (
    *(b"", b"0", b"-1", b"1e999", b"NaN", b"-Infinity", b"9" * 400, b"180.0000001", b"-540", b"90.1"),
    *(
        b"null",
        b'""',
        b"[]",
        b"{}",
        b"[[[[[[",
        b"}",
        b",",
        b" ",
        b"Point",
        b"Polygon",
        b"GeometryCollection",
        b"radius",
    ),
    *(b"<", b">", b"</kml>", b"<![CDATA[", b"<!--", b"&lt;", b"&a;", b"&#0;", b"&#x202e;", b"<?xml?>", b"<!DOCTYPE a>"),
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"'; DROP TABLE x;--", b"=1+1", b"../../x"),
)


@pytest.mark.slow
@settings(max_examples=4_000, derandomize=True)
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(st.integers(0, 6_000), st.integers(0, 40), st.sampled_from(TOKENS) | st.binary(max_size=6)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 3),
)
def test_a_damaged_file_is_read_as_far_as_it_is_sound(
    data: bytes, wounds: list[tuple[int, int, bytes]], cut: int
) -> None:
    for at, length, token in wounds:
        at %= len(data) + 1
        data = data[:at] + token + data[at + length :]
    if cut == 1:
        data = data[: wounds[0][0] % (len(data) + 1)]
    assert_read_or_refused(data)


KEYS = ("type", "name", "coordinates", "geometry", "geometries", "features", "properties", "radius", "circle", "center")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from((0, 1, 45.5, -93.2)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=30,
)
KINDS = ("Point", "Polygon", "MultiPolygon", "LineString", "MultiLineString", "GeometryCollection", "Feature", "Curve")


@pytest.mark.slow
@settings(max_examples=1_500, derandomize=True)
@given(st.sampled_from(KINDS), JSON, JSON)
def test_made_up_geojson_is_read_or_refused(kind: str, coordinates: object, properties: object) -> None:
    geometry = {"type": kind, "coordinates": coordinates, "geometries": coordinates, "geometry": properties}
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    content = {"type": "FeatureCollection", "features": [feature, coordinates]}
    assert_read_or_refused(json.dumps(content).encode("utf-8", "surrogatepass"))


def assert_read_or_refused(data: bytes) -> None:
    try:
        read = read_fences("x", data)
    except BadFenceFile as problem:
        said: tuple[str, ...] = (problem.message,)
    else:
        said = read.problems
        for fence in read.fences:
            assert 0 < len(fence.name) <= 200
            assert fence.name.isprintable() or not fence.name.isascii()
            if isinstance(fence.shape, Circle):
                assert 1 <= fence.shape.radius <= 1_000_000
                assert all(math.isfinite(x + y) for x, y in ring(fence.shape, corners=8))
            else:
                parts = [shapely.Polygon(part[0], part[1:]) for part in fence.shape.parts]
                assert shapely.multipolygons(parts).is_valid
    assert all(said)
    assert all(1 < len(text) < 1000 for text in said)


HEAVY = {
    "scribbles": """
        draw = random.Random(1)
        rings = [[[draw.random(), draw.random()] for _ in range(199)] for _ in range(1500)]
        features = [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}} for ring in rings]
        data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    """,
    "points": """
        data = b"<gpx><trk><trkseg>" + b'<trkpt lat="1" lon="2"/>' * 499_000 + b"</trkseg></trk></gpx>"
    """,
    "lists": """
        data = b'{"type":"Polygon","coordinates":[' + b"[0.1]," * 1_490_000 + b"1]}"
    """,
    "attributes": """
        tags = b"".join(b"<a " + b" ".join(b"a%d=''" % n for n in range(100)) + b"/>" for _ in range(9_900))
        data = b"<kml><Placemark/>" + tags + b"</kml>"
    """,
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks the system in Linux's way how much memory was used")
@pytest.mark.parametrize("kind", HEAVY)
def test_the_heaviest_files_take_neither_long_nor_much_memory(kind: str) -> None:
    """In a process that gets no more than the files of all other kinds may take: 500 MB and 10 seconds of work."""
    make = textwrap.dedent(HEAVY[kind])
    code = f"""
import json, random, time
from pathlib import Path
from officedesk.maps.exchange import BadFenceFile, read_fences
{make}
begin = time.process_time()
try:
    read_fences("x", data)
except BadFenceFile:
    pass
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(time.process_time() - begin, int(status["VmHWM"].split()[0]) / 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 10
    assert megabytes < 500
