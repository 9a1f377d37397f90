"""GeoJSON, KML and GPX of fences: what is written comes back, and what others write is read or refused in words."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from lxml import etree

from officedesk.maps.exchange import BadFenceFile, FenceFound, read_fences, write_geojson, write_gpx, write_kml
from officedesk.maps.geometry import measured, repaired, ring, sound_circle
from officedesk.maps.shapes import Circle, Point, Polygon
from officedesk.models.text import clean
from tests.support import hostile

Writer = Callable[[Iterable[FenceFound]], bytes]
WRITERS: tuple[Writer, ...] = (write_geojson, write_kml, write_gpx)

SQUARE = [(0.0, 45.0), (0.1, 45.0), (0.1, 45.1), (0.0, 45.1)]
HOLE = [(0.04, 45.04), (0.06, 45.04), (0.06, 45.06), (0.04, 45.06)]
FENCES = (
    FenceFound("Yard", sound_circle(44.9778, -93.265, 91.44), colour="#ff8800"),
    FenceFound("Taveuni", sound_circle(-17.0, 179.9999, 500.0)),
    FenceFound("North Pole", sound_circle(89.0, 10.0, 200_000.0)),
    FenceFound("Speck", sound_circle(65.0, 0.0, 1.0)),
    FenceFound("Plant", repaired([SQUARE, HOLE]).shape),
    FenceFound("Two halves", repaired([(179, 0), (-179, 0), (-179, 1), (179, 1)]).shape, colour="#1f6feb"),
    FenceFound("Cap", repaired([(0, 80), (90, 80), (180, 80), (-90, 80)]).shape),
    FenceFound("Islands", repaired([[SQUARE], [[(x + 1, y) for x, y in SQUARE]]]).shape),
)


def geojson(geometry: object, **properties: object) -> bytes:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def kml(inside: str) -> bytes:
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'.encode()


def gpx(inside: str) -> bytes:
    return f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">{inside}</gpx>'.encode()


def closed(corners: list[tuple[float, float]]) -> list[list[float]]:
    return [list(spot) for spot in (*corners, corners[0])]


@pytest.mark.parametrize("write", WRITERS)
def test_what_is_written_comes_back_the_same(write: Writer) -> None:
    read = read_fences("fences", write(FENCES))
    assert read.problems == ()
    found = {fence.name: fence for fence in read.fences}
    for fence in FENCES:
        wanted = replace(fence, colour="") if write is write_gpx else fence
        assert found[fence.name] == wanted
    assert len(found) == len(read.fences) == len(FENCES)


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_written_is_read_as_nothing_with_a_reason(write: Writer) -> None:
    data = write([])
    if write is write_geojson:
        assert read_fences("x", data).fences == ()
    else:
        with pytest.raises(BadFenceFile, match="“x” cannot be read: it has no"):
            read_fences("x", data)


def test_other_programs_see_a_circle_as_a_ring_of_the_right_size() -> None:
    circle = sound_circle(65.0, 20.0, 1500.0)
    (feature,) = json.loads(write_geojson([FenceFound("Circle", circle)]))["features"]
    drawn = repaired(feature["geometry"]["coordinates"]).shape
    assert measured(drawn).area == pytest.approx(measured(circle).area, rel=1e-3)


@pytest.mark.parametrize("write", [write_geojson, write_kml])
def test_a_circle_whose_ring_was_changed_elsewhere_is_the_polygon_that_it_became(write: Writer) -> None:
    circle = sound_circle(44.9778, -93.265, 100.0)
    north = f"{ring(circle)[0][1]:.8f}".rstrip("0")
    data = write([FenceFound("Yard", circle)]).replace(north.encode(), b"44.9795")
    (fence,) = read_fences("x", data).fences
    assert isinstance(fence.shape, Polygon)
    assert fence.shape.corners == 180


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("name", hostile.TEXTS, ids=hostile.name_of)
def test_no_name_breaks_a_file_or_comes_back_as_more_than_a_name(write: Writer, name: str) -> None:
    shape = sound_circle(1.0, 2.0, 300.0)
    data = write([FenceFound(name, shape)])
    (fence,) = read_fences("x", data).fences
    stored = clean(name)
    if write is not write_geojson:
        # XML has no letters for these two.
        stored = stored.replace("\ufffe", "").replace("\uffff", "")
    assert fence.name == (stored if len(stored) <= 200 else stored[:199].rstrip() + "…")
    assert fence.shape == shape
    if write is not write_geojson:
        kinds = {etree.QName(element).localname for element in etree.fromstring(data).iter()}
        assert not kinds & {"b", "img", "a", "script", "para", "x"}


def test_geojson_of_other_programs_is_read() -> None:
    polygon = {"type": "Polygon", "coordinates": [[[*spot, 250.0] for spot in closed(SQUARE)[::-1]]]}
    line = {"type": "LineString", "coordinates": closed(SQUARE)}
    collection = {
        "type": "GeometryCollection",
        "geometries": [polygon, {"type": "Point", "coordinates": [0, 0]}, {"type": "GeometryCollection"}],
    }
    for geometry in (polygon, line, collection):
        for content in (geojson(geometry, name="Plant"), json.dumps(geometry).encode()):
            (fence,) = read_fences("x", b"\xef\xbb\xbf" + content).fences
            assert measured(fence.shape).area == pytest.approx(measured(repaired(SQUARE).shape).area)
    assert read_fences("x", geojson(polygon, title="By title")).fences[0].name == "By title"
    assert read_fences("x", geojson(polygon)).fences[0].name == "Geofence 1"
    assert read_fences("x", geojson(collection)).fences[0].notes == ("Points and lines were left out.",)
    point = geojson({"type": "Point", "coordinates": [-93.0, 45.0]}, name="Depot", radius=250)
    assert read_fences("x", point).fences == (FenceFound("Depot", Circle(Point(45.0, -93.0), 250.0)),)


def test_kml_of_other_programs_is_read() -> None:
    outline = " ".join(f"{x},{y},12.5" for x, y in closed(SQUARE))
    loose = " ".join(f"{x} , {y} ,0" for x, y in closed(SQUARE))
    hole = "\n".join(f"{x},{y}" for x, y in closed(HOLE))
    polygon = (
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{outline}</coordinates></LinearRing></outerBoundaryIs>"
        f"<innerBoundaryIs><LinearRing><coordinates>{hole}</coordinates></LinearRing></innerBoundaryIs></Polygon>"
    )
    read = read_fences(
        "x",
        kml(
            "<Folder><Folder><Placemark><name> Plant </name><Style><PolyStyle><color>7f0088ff</color></PolyStyle>"
            f"</Style>{polygon}</Placemark></Folder></Folder>"
            f"<Placemark><MultiGeometry>{polygon}<Point><coordinates>1,1</coordinates></Point></MultiGeometry>"
            "</Placemark>"
            f"<Placemark><name>Loose</name><LineString><coordinates>{loose}</coordinates></LineString></Placemark>"
            "<Placemark><name>Pin</name><Point><coordinates>1,1</coordinates></Point></Placemark>"
        ),
    )
    plant, second, loose_one = read.fences
    assert plant == FenceFound("Plant", repaired([SQUARE, HOLE]).shape, (), "#ff8800")
    assert (second.name, second.notes) == ("Geofence 2", ("Points and lines were left out.",))
    assert loose_one.shape == repaired(SQUARE).shape
    assert read.problems == ("“Pin”: It is a point without a radius, or has no geometry: no area.",)


def test_a_kmz_is_read_and_only_its_kml() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../x.png", b"no picture")
        archive.writestr("doc.kml", write_kml(FENCES))
    assert len(read_fences("x.kmz", packed.getvalue()).fences) == len(FENCES)


def test_gpx_of_other_programs_is_read_where_a_line_is_closed() -> None:
    def points(kind: str, corners: list[tuple[float, float]]) -> str:
        return "".join(f'<{kind} lat="{y}" lon="{x}"><ele>3</ele></{kind}>' for x, y in corners)

    nearly = [*SQUARE, (0.0, 45.0002)]
    read = read_fences(
        "x",
        gpx(
            '<wpt lat="1" lon="2"><name>Pump</name></wpt>'
            '<wpt lat="1" lon="2"><name>Well</name><extensions><g:WaypointExtension xmlns:g="urn:g">'
            "<g:Proximity>120.5</g:Proximity></g:WaypointExtension></extensions></wpt>"
            f"<rte><name>Around</name>{points('rtept', nearly)}</rte>"
            f"<trk><name>Drive</name><trkseg>{points('trkpt', SQUARE[:2])}</trkseg></trk>"
        ),
    )
    well, around = read.fences
    assert well == FenceFound("Well", Circle(Point(1.0, 2.0), 120.5))
    assert around.name == "Around"
    assert measured(around.shape).area == pytest.approx(measured(repaired(SQUARE).shape).area, rel=1e-3)
    assert [problem.split(":")[0] for problem in read.problems] == ["“Pump”", "“Drive”"]


def test_what_is_wrong_with_one_feature_is_said_of_it_and_costs_no_other() -> None:
    bad: list[object] = [
        None,
        [],
        "x",
        [[]],
        [[["a", "b"], [1, 2], [3, 4]]],
        [[[0, 0], [0, 1], [0, 2]]],
        [[[500000.0, 4649776.0], [500100.0, 4649776.0], [500100.0, 4649876.0]]],
        [[[0, 0], [1e-9, 0], [0, 1e-9]]],
        [[[0, 0], [1, {}], [1, 1]]],
    ]
    features: list[object] = [
        {"type": "Feature", "properties": {"name": f"Bad {n}"}, "geometry": {"type": "Polygon", "coordinates": one}}
        for n, one in enumerate(bad)
    ]
    features += [
        {"type": "Feature", "properties": {"name": "None"}, "geometry": None},
        {"type": "Feature", "properties": None, "geometry": {"type": "Curve", "coordinates": []}},
        {"type": "Feature", "properties": {"name": "Good"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": [*features, 7]}).replace('"a"', "NaN")
    read = read_fences("x", text.encode())
    assert [fence.name for fence in read.fences] == ["Good"]
    assert len(read.problems) == len(bad) + 3
    for n in range(len(bad)):
        assert read.problems[n].startswith(f"“Bad {n}”: ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"hello", "it is not GeoJSON"),
        (b"\0" * 100, "it is not GeoJSON"),
        (b"{", "not sound JSON"),
        (b'{"a": 1}', "not GeoJSON"),
        (b"[1]", "not GeoJSON"),
        (b"\x80{", "it is not GeoJSON"),
        (b'{"type": "\xff"}', "not sound JSON"),
        (b'{"type": "Topology"}', "TopoJSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"[]," * 1_600_000, "too many corners"),
        (b"<", "not sound XML"),
        (b"<html><body/></html>", "it is XML, but not"),
        (b"<kml/>", "no placemarks"),
        (b"<kml><NetworkLink><Link><href>http://127.0.0.1:9/x</href></Link></NetworkLink></kml>", "not fetched"),
        (b"<gpx/>", "no waypoints"),
        (b"<a>" * 400 + b"</a>" * 400, "not sound XML"),
        (b"<a/>" * 1_000_001, "too many elements"),
        (b"PK\x03\x04" + b"x" * 100, "damaged or locked ZIP"),
        (b" " * (32 * 1024 * 1024 + 1), "at most 32 MB"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(BadFenceFile) as told:
        read_fences("import.dat", data)
    assert "“import.dat”" in told.value.message
    assert words in str(told.value)


def test_coordinates_of_another_system_are_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(BadFenceFile, match="EPSG::3857"):
        read_fences("x", json.dumps({"type": "FeatureCollection", "features": [], "crs": crs}).encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE kml [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE kml [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>',
    ],
)
def test_a_document_type_is_refused_before_anything_of_it_is_done(doctype: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<kml><Placemark><name>&a;</name></Placemark></kml>'
    with pytest.raises(BadFenceFile, match="document type"):
        read_fences("x", text.encode(encoding))


def test_a_zip_bomb_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"<kml>" + b" " * 64 * 1024 * 1024)
    with pytest.raises(BadFenceFile, match="more than 32 MB"):
        read_fences("x.kmz", packed.getvalue())


def test_a_file_that_takes_too_long_is_read_in_part_and_says_so() -> None:
    seconds = iter([0.0, 1.0, 2.0, 9.0, 10.0, 11.0])
    fences = [FenceFound(f"F{n}", sound_circle(1.0, n, 100.0)) for n in range(5)]
    read = read_fences("x", write_geojson(fences), clock=lambda: next(seconds))
    assert [fence.name for fence in read.fences] == ["F0", "F1"]
    assert len(read.problems) == 1
    assert read.problems[0].startswith("3 more were left out")


def test_a_thousand_problems_are_not_all_said() -> None:
    pins = "".join(f'<wpt lat="1" lon="{n / 10}"/>' for n in range(1000))
    read = read_fences("x", gpx(pins))
    assert len(read.problems) == 201
    assert read.problems[-1] == "800 more could not be read."


def test_numbers_of_any_kind_are_no_reason_to_fail() -> None:
    for value in ("1e999", "-0.0", "1" * 5000, "true", '"7"', "null", "[1]", "1e-400"):
        for place in (f'{{"type":"Point","coordinates":[{value},1]}}', '{"type":"Point","coordinates":[1,1]}'):
            text = f'{{"type":"Feature","properties":{{"name":"N","radius":{value}}},"geometry":{place}}}'
            if value == "1" * 5000:
                with pytest.raises(BadFenceFile, match="sound JSON"):
                    read_fences("x", text.encode())
                continue
            read = read_fences("x", text.encode())
            assert len(read.fences) + len(read.problems) == 1
            assert all(isinstance(fence.shape, Circle) and math.isfinite(fence.shape.radius) for fence in read.fences)
