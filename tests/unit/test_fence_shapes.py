"""Circles and polygons on the ellipsoid: size against two other ways of reckoning, and what is mended in words."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from officedesk.maps.geometry import circle_box, distance, measured, repaired, ring, sound_circle
from officedesk.maps.shapes import BadShape, Box, Circle, Point, Polygon, Position, wrapped

GEOD = Geod(ellps="WGS84")
LATITUDES = (0.0, 45.0, 65.0, 85.0, 89.5, -45.0, -85.0)
LONGITUDES = (-93.265, 179.999, -180.0)

SQUARE: list[Position] = [(0.0, 45.0), (0.1, 45.0), (0.1, 45.1), (0.0, 45.1)]
HOLE: list[Position] = [(0.04, 45.04), (0.06, 45.04), (0.06, 45.06), (0.04, 45.06)]


def moved(corners: list[Position], east: float = 0.0, north: float = 0.0) -> list[Position]:
    return [(x + east, y + north) for x, y in corners]


def authalic(latitude: np.ndarray) -> np.ndarray:
    """Square metres from the equator to a latitude, one radian wide: in closed form, without any geodesic."""
    a, f = GEOD.a, GEOD.f
    e, sine = math.sqrt(f * (2 - f)), np.sin(np.radians(latitude))
    return np.asarray((a * (1 - f)) ** 2 / 2 * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e))


def area_as_drawn(shape: Polygon) -> float:
    """The area by summing up along edges that are straight on the map."""
    total = 0.0
    for line in (line for part in shape.parts for line in part):
        for (x1, y1), (x2, y2) in pairwise(line):
            ends = np.arcsinh(np.tan(np.radians([y1, y2])))
            heights = ends[0] + (ends[1] - ends[0]) * (np.arange(400) + 0.5) / 400
            total -= float(authalic(np.degrees(np.arctan(np.sinh(heights)))).mean()) * math.radians(x2 - x1)
    return total


@pytest.mark.parametrize("latitude", LATITUDES)
@pytest.mark.parametrize("longitude", LONGITUDES)
@pytest.mark.parametrize("radius", [1.0, 91.44, 5_000.0, 500_000.0, 1_000_000.0])
def test_a_circle_has_the_area_and_length_of_the_geodesic_one(latitude: float, longitude: float, radius: float) -> None:
    count = 100_000 if radius < 1000 else 20_000
    told = measured(sound_circle(latitude, longitude, radius))
    east, north, _ = GEOD.fwd(
        np.full(count, longitude), np.full(count, latitude), -np.arange(count) * 360 / count, np.full(count, radius)
    )
    area, length = GEOD.polygon_area_perimeter(east, north)
    assert told.area == pytest.approx(area if area > 0 else area + 510_065_621_724_000, rel=1e-6, abs=0.01)
    assert told.perimeter == pytest.approx(length, rel=1e-6)
    assert told.inside == Point(latitude, wrapped(longitude))


@pytest.mark.parametrize("latitude", LATITUDES)
@pytest.mark.parametrize("longitude", LONGITUDES)
def test_the_ring_of_a_circle_lies_on_it_and_encloses_its_area(latitude: float, longitude: float) -> None:
    circle = sound_circle(latitude, longitude, 120_000.0)
    line = ring(circle)
    assert line[0] == line[-1]
    on_it = [spot for spot in line if abs(spot[1]) < 90]
    assert all(distance(circle.centre, Point(y, wrapped(x))) == pytest.approx(120_000) for x, y in on_it)
    assert all(abs(b[0] - a[0]) <= 180 or abs(a[1]) == 90 for a, b in pairwise(line)), "no jump"
    assert measured(repaired(line).shape).area == pytest.approx(measured(circle).area, rel=1e-3)
    assert len(ring(circle, corners=36)) < len(line)


def test_a_circle_over_the_pole_reaches_all_around() -> None:
    north = circle_box(sound_circle(89.0, 20.0, 200_000.0))
    assert (north.west, north.east, north.north) == (-180, 180, 90)
    assert north.south == pytest.approx(87.2094, abs=1e-4)
    south = circle_box(sound_circle(-90.0, 20.0, 1000.0))
    assert (south.west, south.south, south.east) == (-180, -90, 180)
    across = circle_box(sound_circle(-17.0, 179.999, 500.0))
    assert across.crosses
    assert across.width == pytest.approx(0.0094, abs=1e-4)


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius"),
    [
        (91, 0, 5),
        (-90.01, 0, 5),
        (0, 721, 5),
        (0, 0, 0.99),
        (0, 0, 0),
        (0, 0, -5),
        (0, 0, 1_000_001),
        (math.nan, 0, 5),
        (0, math.inf, 5),
        (0, 0, math.nan),
    ],
)
def test_a_circle_that_cannot_be_is_refused_with_a_hint(latitude: float, longitude: float, radius: float) -> None:
    with pytest.raises(BadShape) as told:
        sound_circle(latitude, longitude, radius)
    assert told.value.message


@pytest.mark.parametrize("latitude", [0.0, 45.0, 65.0, 80.0, -70.0])
@pytest.mark.parametrize("longitude", [10.0, 179.99])
@pytest.mark.parametrize("size", [0.0005, 0.02, 0.5, 4.0])
def test_a_polygon_has_the_area_that_is_drawn(latitude: float, longitude: float, size: float) -> None:
    draw = random.Random(f"{latitude} {longitude} {size}")
    rays = [(step * math.pi / 8, size * draw.uniform(0.3, 1)) for step in range(16)]
    corners = [
        (longitude + math.cos(turn) * far / math.cos(math.radians(latitude)), latitude + math.sin(turn) * far)
        for turn, far in rays
    ]
    found = repaired(corners)
    assert found.notes == ()
    told = measured(found.shape)
    assert told.area == pytest.approx(area_as_drawn(found.shape), rel=1e-5, abs=0.01)
    # Of what is small the geodesics between the corners themselves enclose the same.
    if size < 0.1:
        area, length = GEOD.polygon_area_perimeter([x for x, _ in corners], [y for _, y in corners])
        assert told.area == pytest.approx(abs(area), rel=1e-3)
        assert told.perimeter == pytest.approx(length, rel=1e-3)


def test_holes_are_taken_off_the_area_and_added_to_the_perimeter() -> None:
    whole, hole = measured(repaired(SQUARE).shape), measured(repaired(HOLE).shape)
    both = measured(repaired([SQUARE, HOLE]).shape)
    assert both.area == pytest.approx(whole.area - hole.area)
    assert both.perimeter == pytest.approx(whole.perimeter + hole.perimeter)
    assert not 0.04 < both.inside.longitude < 0.06 or not 45.04 < both.inside.latitude < 45.06


@pytest.mark.parametrize("latitude", [0.0, 65.0, -85.0])
def test_a_fence_across_the_antimeridian_is_as_large_as_elsewhere(latitude: float) -> None:
    size = 0.5
    here = [(-size, latitude), (size, latitude), (size, latitude + size), (-size, latitude + size)]
    told = measured(repaired(here).shape)
    for corners in (
        moved(here, 180),
        moved(here, -180),
        moved(here, 540),
        [(wrapped(x), y) for x, y in moved(here, 180)],
    ):
        there = repaired(corners)
        assert there.notes == ()
        assert len(there.shape.parts) == 2
        assert all(abs(x) <= 180 for part in there.shape.parts for x, _ in part[0])
        across = measured(there.shape)
        assert across.area == pytest.approx(told.area, rel=1e-6)
        assert across.perimeter == pytest.approx(told.perimeter, rel=1e-6)
        assert across.box == Box(179.5, latitude, -179.5, latitude + size)
        assert abs(across.inside.longitude) > 179.6


def test_a_ring_around_a_pole_covers_it_and_is_measured_without_its_seam() -> None:
    cap = authalic(np.array([90.0])) - authalic(np.array([80.0]))
    for start in (0.0, 45.0, 175.0, -180.0):
        corners = [(wrapped(start + step * 10.0), 80.0) for step in range(36)]
        found = repaired(corners)
        assert found.notes == ("The outline goes around the North Pole, which is inside.",)
        told = measured(found.shape)
        assert told.area == pytest.approx(float(cap[0]) * 2 * math.pi, rel=2e-5)
        around = GEOD.line_length(np.linspace(0, 360, 3601), np.full(3601, 80.0))
        assert told.perimeter == pytest.approx(around, rel=1e-4)
        south = repaired([(x, -y) for x, y in corners[::-1]])
        assert measured(south.shape).area == pytest.approx(told.area)
        assert measured(south.shape).box.south == -90
    belt = repaired([[(x * 90.0, 60.0) for x in range(4)], [(x * 90.0, 80.0) for x in range(4)]])
    assert repaired(belt.shape.coordinates) == (type(belt)(belt.shape))
    assert measured(belt.shape).box == Box(-180, 60, 180, 80)


@pytest.mark.parametrize(
    ("outline", "share", "words"),
    [
        ([SQUARE[0], SQUARE[0], *SQUARE[1:], SQUARE[0]], 1.0, "1 repeated corner was"),
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], 0.5, "crossed itself"),
        ([*SQUARE[:3], (0.3, 45.3), SQUARE[2], SQUARE[3]], 1.0, "spikes that enclose nothing"),
        ([[SQUARE], [moved(SQUARE, 0.05)]], 1.5, "overlapped or touched were joined"),
        ([[SQUARE], [moved(SQUARE, 0.1)]], 2.0, "overlapped or touched were joined"),
        ([SQUARE, HOLE, moved(HOLE, 0.01)], 0.94, "cut to fit"),
        ([SQUARE, moved(HOLE, 0.05)], 0.98, "cut to fit"),
        ([SQUARE, moved(HOLE, 1.0)], 1.0, "Holes outside the outline"),
        ([[SQUARE], [[(1, 1), (1.000001, 1), (1, 1.000001)]]], 1.0, "1 part smaller than 1 m²"),
        ([SQUARE, [(0.05, 45.05), (0.050001, 45.05), (0.05, 45.050001)]], 1.0, "1 hole smaller than 1 m²"),
        ([[SQUARE], [[(1, 1), (2, 2), (3, 3)][:2]]], 1.0, "1 part without an inside was left out"),
    ],
)
def test_what_was_mended_is_said(outline: object, share: float, words: str) -> None:
    found = repaired(outline)
    assert any(words in note for note in found.notes), found.notes
    assert len(found.notes) == 1
    assert measured(found.shape).area == pytest.approx(share * measured(repaired(SQUARE).shape).area, rel=2e-3)


def test_a_sound_polygon_stays_as_it_is_to_the_last_decimal() -> None:
    corners = [(-93.26512345, 44.97712345), (-93.26412345, 44.97712345), (-93.2646, 44.97812345)]
    for outline in (corners, [*corners, corners[0]], [(x, y, 250.0) for x, y in corners], corners[::-1]):
        found = repaired(outline)
        assert found.notes == ()
        assert set(found.shape.parts[0][0]) == set(corners)
        assert Polygon.of(found.shape.coordinates) == found.shape


def test_a_loop_of_a_hand_that_was_not_still_is_inside() -> None:
    """Where the outline overlaps itself it goes around twice: no hole comes of it."""
    loop = [(0, 0), (4, 0), (4, 4), (2, 4), (2, 6), (3, 6), (3, 3), (1, 3), (1, 4), (0, 4)]
    found = repaired([(x / 100, y / 100) for x, y in loop])
    assert found.notes == ("The outline crossed itself: all that it goes around is inside now.",)
    star = [(math.cos(turn) / 100, math.sin(turn) / 100) for turn in (step * 4 * math.pi / 5 for step in range(5))]
    (part,) = repaired(star).shape.parts
    assert len(part) == 1
    assert measured(repaired(star).shape).inside.latitude == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("outline", "words"),
    [
        ([], "no corners"),
        ([[]], "Corner 1 is not a longitude and a latitude"),
        ("POLYGON", "not a list of corners"),
        (None, "not a list of corners"),
        ([1, 2, 3], "not a list of corners"),
        ([(0, 0), (1, 1)], "fewer than three"),
        ([(0, 0), (1, 0), (0, 0), (1, 0)], "lie on a line"),
        ([(0, 0), (1, 0), (2, 0)], "lie on a line"),
        ([(0, 0), (1e-6, 0), (0, 1e-6)], "less than 1 m²"),
        ([(0, 0), (math.nan, 0), (0, 1)], "Corner 2 is not a place"),
        ([(0, 0), (1, 0), (0, math.inf)], "Corner 3 is not a place"),
        ([(45, -93), (46, -93), (46, -94)], "Corner 1 is not on the earth"),
        ([(500_000, 4_649_776), (500_100, 4_649_776), (500_100, 4_649_900)], "may be swapped or in another system"),
        ([(0, 0), (1, None), (0, 1)], "Corner 2 is not a longitude and a latitude"),
        ([(0, 0), (1,), (0, 1)], "Corner 2 is not a longitude and a latitude"),
        ([[(0, 0), (1, 0), (0, 1)], {"a": 1}], "not a list of corners"),
        ([[[(0, 0), (1, 0), (0, 1)]], 5], "not a list of rings"),
        ([(step % 360 - 180, step % 7) for step in range(0, 3600, 50)], "around the earth several times"),
        ([(step / 1e6, step % 2) for step in range(20_001)], "20,001 corners"),
    ],
)
def test_what_cannot_be_a_fence_is_refused_in_words(outline: object, words: str) -> None:
    with pytest.raises(BadShape, match=words):
        repaired(outline)


SCRIBBLES: dict[str, list[Position]] = {
    "anywhere": [(draw.random(), draw.random()) for draw in [random.Random(3)] for _ in range(19_000)],
    "to and fro": [(0.0, 0.0) if step % 2 else (1.0, 0.5) for step in range(19_000)] + [(0.0, 1.0)],
    "along a line": [(draw.random(), 0.0) for draw in [random.Random(3)] for _ in range(19_000)] + [(0.5, 1.0)],
    "round and round": [((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))[step % 3] for step in range(18_998)],
    "from one point": [
        spot for step in range(9_500) for spot in ((0.0, 0.0), (math.cos(step / 1500), math.sin(step / 1500)))
    ],
    "on a raster": [(draw.randrange(3), draw.randrange(3)) for draw in [random.Random(3)] for _ in range(19_000)],
}


@pytest.mark.parametrize("kind", SCRIBBLES)
@pytest.mark.timeout(20)
def test_a_scribble_is_refused_rather_than_computed_for_minutes(kind: str) -> None:
    with pytest.raises(BadShape, match="crosses or touches itself too often"):
        repaired(SCRIBBLES[kind])


def test_plots_that_adjoin_become_one_fence() -> None:
    plots = [
        [moved([(0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001)], x / 1000, y / 1000)]
        for x in range(60)
        for y in range(60)
    ]
    found = repaired(plots)
    assert found.notes == ("Parts that overlapped or touched were joined.",)
    assert len(found.shape.parts) == 1
    assert measured(found.shape).area == pytest.approx(
        measured(repaired([(0, 0), (0.06, 0), (0.06, 0.06), (0, 0.06)]).shape).area
    )


def test_thousands_of_corners_are_a_fence() -> None:
    turns = [step / 20_000 * 2 * math.pi for step in range(20_000)]
    found = repaired([(math.cos(turn) * 0.1, math.sin(turn) * (0.1 + 0.01 * math.sin(40 * turn))) for turn in turns])
    assert found.shape.corners == 20_000
    assert found.notes == ()
    assert measured(found.shape).area == pytest.approx(area_as_drawn_coarsely(found.shape), rel=1e-4)


def area_as_drawn_coarsely(shape: Polygon) -> float:
    spots = np.array(shape.parts[0][0])
    middles = (authalic(spots[:-1, 1]) + authalic(spots[1:, 1])) / 2
    return -float((middles * np.radians(np.diff(spots[:, 0]))).sum())


def test_boxes_are_the_narrowest_around_what_they_hold() -> None:
    assert Box.around([]) is None
    assert Box.around([Point(1, 179), Point(2, -179)]) == Box(179, 1, -179, 2)
    assert Box.around([Point(1, -10), Point(2, 20)]) == Box(-10, 1, 20, 2)
    assert Box.around([Box(170, 0, -170, 1), Point(0, 160)]) == Box(160, 0, -170, 1)
    across = Box(179, -1, -179, 1)
    assert across.contains(Point(0, 180))
    assert across.contains(Point(0, -179.5))
    assert not across.contains(Point(0, 0))
    assert across.centre == Point(0, 180)
    assert across.meets(Box(-180, 0, -170, 5))
    assert not across.meets(Box(-170, 0, 170, 5))
    assert Circle(Point(0, 0), 5) == sound_circle(0, 0, 5)
