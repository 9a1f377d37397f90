"""Which fences a position is in: the index against the geodesic truth, one at a time and in batches."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from officedesk.maps.geometry import FenceIndex, bounds, circle_box, distance, repaired, ring, sound_circle
from officedesk.maps.shapes import Circle, Point, Polygon, Shape

GEOD = Geod(ellps="WGS84")
LATITUDES = (0.0, 45.0, 65.0, 85.0, 89.9, -33.0, -89.5)


def square(west: float, south: float, east: float, north: float) -> Polygon:
    return repaired([(west, south), (east, south), (east, north), (west, north)]).shape


def towards(centre: Point, bearing: float, metres: float) -> Point:
    longitude, latitude, _ = GEOD.fwd(centre.longitude, centre.latitude, bearing, metres)
    return Point(latitude, longitude)


def batch(index: FenceIndex, points: list[Point]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for spot, fence in zip(
        *index.inside_many([p.latitude for p in points], [p.longitude for p in points]), strict=True
    ):
        found.setdefault(int(spot), []).append(int(fence))
    return found


@pytest.mark.parametrize("latitude", LATITUDES)
@pytest.mark.parametrize("longitude", [-93.0, 179.9999, -180.0])
@pytest.mark.parametrize("radius", [1.0, 60.0, 400_000.0, 1_000_000.0])
def test_a_circle_holds_what_is_within_its_radius_over_the_ground(
    latitude: float, longitude: float, radius: float
) -> None:
    circle = sound_circle(latitude, longitude, radius)
    index = FenceIndex([(7, circle)])
    near = [towards(circle.centre, bearing, radius * 0.999) for bearing in range(0, 360, 3)]
    far = [towards(circle.centre, bearing, radius * 1.001) for bearing in range(0, 360, 3)]
    assert [index.inside(point) for point in near] == [(7,)] * 120
    assert [index.inside(point) for point in far] == [()] * 120
    assert batch(index, near + far) == {spot: [7] for spot in range(120)}


@settings(max_examples=300, derandomize=True)
@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.floats(1, 1_000_000),
    st.floats(0, 360),
    st.one_of(st.floats(0, 3), st.floats(1 - 1e-9, 1 + 1e-9)),
)
@example(90.0, 180.0, 1_000_000.0, 0.0, 1.0)
def test_a_circle_agrees_with_the_geodesic_to_the_last_millimetre(
    latitude: float, longitude: float, radius: float, bearing: float, share: float
) -> None:
    circle = sound_circle(latitude, longitude, radius)
    point = towards(circle.centre, bearing, radius * share)
    truth = distance(circle.centre, point) <= radius
    index = FenceIndex([(1, circle)])
    assert bool(index.inside(point)) == truth
    assert bool(batch(index, [point])) == truth
    assert index.edge_distance(1, point) == pytest.approx(distance(circle.centre, point) - radius)


@settings(max_examples=300, derandomize=True)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 1_000_000))
def test_the_boxes_of_circles_hold_them(latitude: float, longitude: float, radius: float) -> None:
    circle = sound_circle(latitude, longitude, radius)
    box = circle_box(circle)
    row = [np.array([number]) for number in (latitude, circle.centre.longitude, radius)]
    west, south, east, north = (float(side[0]) for side in bounds(*row))
    for bearing in range(0, 360, 5):
        point = towards(circle.centre, bearing, radius * (1 - 1e-9))
        assert south <= point.latitude <= north
        assert any(west <= point.longitude + world <= east for world in (0.0, 360.0, -360.0))
        assert box.contains(point) or distance(point, circle.centre) > radius


def test_a_square_across_the_antimeridian_is_one_fence() -> None:
    for outline in (
        [(179.9, -17.1), (-179.9, -17.1), (-179.9, -16.9), (179.9, -16.9)],
        [(179.9, -17.1), (180.1, -17.1), (180.1, -16.9), (179.9, -16.9)],
        [(-180.1, -17.1), (-179.9, -17.1), (-179.9, -16.9), (-180.1, -16.9)],
    ):
        index = FenceIndex([(3, repaired(outline).shape)])
        inside = [Point(-17, 179.95), Point(-17, -179.95), Point(-17, 180.0), Point(-17, -180.0), Point(-17, 180.05)]
        outside = [Point(-17, 179.89), Point(-17, -179.89), Point(-17, 0.0), Point(-16.8, 180.0)]
        assert [index.inside(point) for point in inside] == [(3,)] * 5
        assert [index.inside(point) for point in outside] == [()] * 4
        assert batch(index, inside + outside) == {spot: [3] for spot in range(5)}
        # The seam is no edge: the middle is as far from the line as the square is wide.
        assert index.edge_distance(3, Point(-17, 180.0)) == pytest.approx(-10_648, abs=5)


def test_a_fence_around_the_pole_holds_the_pole() -> None:
    index = FenceIndex([(1, repaired([(0, 80), (90, 80), (180, 80), (-90, 80)]).shape)])
    assert index.inside(Point(90, 0)) == index.inside(Point(85, 180)) == index.inside(Point(85, -179.9)) == (1,)
    assert index.inside(Point(79.9, 45)) == ()
    assert index.edge_distance(1, Point(90, 0)) == pytest.approx(-distance(Point(90, 0), Point(80, 0)), rel=1e-6)
    assert index.edge_distance(1, Point(79, 180)) == pytest.approx(distance(Point(79, 0), Point(80, 0)), rel=1e-3)


def test_a_hole_is_outside_and_its_line_is_an_edge() -> None:
    outer = [(0, 45), (0.1, 45), (0.1, 45.1), (0, 45.1)]
    hole = [(0.04, 45.04), (0.06, 45.04), (0.06, 45.06), (0.04, 45.06)]
    index = FenceIndex([(1, repaired([outer, hole]).shape)])
    assert index.inside(Point(45.05, 0.05)) == ()
    assert index.edge_distance(1, Point(45.05, 0.05)) == pytest.approx(787, abs=2)
    assert index.edge_distance(1, Point(45.05, 0.03)) == pytest.approx(-787, abs=3)


@pytest.mark.parametrize("latitude", [0.0, 45.0, 65.0, 80.0])
def test_an_edge_runs_where_the_map_draws_it(latitude: float) -> None:
    """Mercator, as on the screen: tested at the middle of an edge 3° long, where degrees and map differ most."""
    south, north = latitude, latitude + 3
    index = FenceIndex([(1, repaired([(0, south), (3, north), (0, north)]).shape)])
    height = (on_map(south) + on_map(north)) / 2
    drawn = math.degrees(math.atan(math.sinh(height)))
    metre = 1 / 111_000
    assert index.inside(Point(drawn + metre, 1.5)) == (1,)
    assert index.inside(Point(drawn - metre, 1.5)) == ()


def test_the_index_answers_as_plain_geometry_does() -> None:
    """Many fences of all kinds, and positions near them: one at a time, in a batch, and by trying every fence."""
    draw = random.Random(4)
    fences: list[tuple[int, Shape]] = []
    for number in range(400):
        lat, lon = draw.uniform(-80, 80), draw.choice((draw.uniform(-180, 180), draw.uniform(178, 182)))
        if number % 2:
            fences.append((number * 3, sound_circle(lat, lon, draw.choice((50.0, 5_000.0, 200_000.0)))))
        else:
            size = draw.choice((0.001, 0.1, 1.5))
            corners = [
                (lon + size * math.cos(turn) * draw.uniform(0.4, 1), lat + size * math.sin(turn))
                for turn in (step * math.pi / 5 for step in range(10))
            ]
            fences.append((number * 3, repaired(corners).shape))
    index = FenceIndex(fences)
    points = []
    for _, shape in fences:
        centre = shape.centre if isinstance(shape, Circle) else Point(*reversed(shape.parts[0][0][0]))
        points += [towards(centre, draw.uniform(0, 360), draw.choice((10, 60, 5_000, 150_000))) for _ in range(5)]
    points += [Point(float("nan"), 0.0), Point(0.0, float("inf"))]
    found = batch(index, points)
    for spot, point in enumerate(points):
        slow = [fence_id for fence_id, shape in fences if plainly_inside(shape, point)]
        assert found.get(spot, []) == slow == list(index.inside(point)), point
    assert sum(map(len, found.values())) > 500


def plainly_inside(shape: Shape, point: Point) -> bool:
    """By the definition: the geodesic to the centre; how often a line on the map from the point meets the outline."""
    if not math.isfinite(point.latitude + point.longitude):
        return False
    if isinstance(shape, Circle):
        return distance(shape.centre, point) <= shape.radius
    inside, height = False, on_map(point.latitude)
    for line in (line for part in shape.parts for line in part):
        for (x1, lat1), (x2, lat2) in pairwise(line):
            y1, y2 = on_map(lat1), on_map(lat2)
            if (y1 > height) != (y2 > height) and point.longitude < x1 + (x2 - x1) * (height - y1) / (y2 - y1):
                inside = not inside
    return inside


def on_map(latitude: float) -> float:
    return math.asinh(math.tan(math.radians(latitude)))


@pytest.mark.parametrize("latitude", [0.0, 45.0, 65.0, 85.0])
@pytest.mark.parametrize("longitude", [-93.0, 180.0])
def test_the_way_from_the_edge_is_told_in_metres(latitude: float, longitude: float) -> None:
    outline = ring(Circle(Point(latitude, longitude), 500.0), corners=720)
    index = FenceIndex([(1, repaired(outline).shape)])
    for bearing in range(0, 360, 15):
        for away in (1.0, 30.0, 250.0, 499.0, 501.0, 900.0, 50_000.0):
            point = towards(Point(latitude, longitude), bearing, away)
            assert index.edge_distance(1, point) == pytest.approx(away - 500, abs=0.05 + away * 1e-5)


def test_a_jump_through_fences_is_noticed_with_the_stretch_inside() -> None:
    circle = sound_circle(45.0, 180.0, 100.0)
    index = FenceIndex([(5, circle), (6, square(179.999, 44.999, 180.001, 45.001)), (7, square(0, 0, 1, 1))])
    west, east = towards(circle.centre, 270, 400), towards(circle.centre, 90, 400)
    assert index.inside(west) == index.inside(east) == ()
    round_one, square_one = index.crossed(west, east)
    assert (round_one.fence_id, square_one.fence_id) == (5, 6)
    ((into, out),) = round_one.spans
    assert [into, out] == pytest.approx([3 / 8, 5 / 8], abs=1e-4)
    ((into, out),) = square_one.spans
    wide = distance(Point(45.0, 179.999), Point(45.0, -179.999))
    assert (out - into) * 800 == pytest.approx(wide, rel=1e-3)
    assert index.crossed(towards(circle.centre, 0, 200), towards(circle.centre, 0, 300)) == ()
    ((into, out),) = index.crossed(circle.centre, east)[0].spans
    assert into == 0.0
    assert out == pytest.approx(1 / 4, abs=1e-4)


def test_a_way_through_a_fence_with_arms_meets_it_twice() -> None:
    horseshoe = [(0, 0), (0.03, 0), (0.03, 0.03), (0.02, 0.03), (0.02, 0.01), (0.01, 0.01), (0.01, 0.03), (0, 0.03)]
    index = FenceIndex([(1, repaired(horseshoe).shape)])
    (met,) = index.crossed(Point(0.02, -0.01), Point(0.02, 0.04))
    assert [tuple(round(end, 9) for end in span) for span in met.spans] == [(0.2, 0.4), (0.6, 0.8)]


@settings(max_examples=200, derandomize=True)
@given(st.floats(-84, 84), st.floats(-180, 180), st.floats(0, 360), st.floats(0, 360), st.floats(10, 4000))
def test_stretches_inside_agree_with_points_on_the_way(
    latitude: float, longitude: float, one: float, other: float, radius: float
) -> None:
    centre = Point(latitude, longitude)
    a, b = towards(centre, one, radius * 1.7), towards(centre, other, radius * 1.7)
    fences: list[tuple[int, Shape]] = [
        (1, sound_circle(latitude, longitude, radius)),
        (2, repaired(ring(Circle(centre, radius), corners=5)).shape),
    ]
    index = FenceIndex(fences)
    spans = {met.fence_id: met.spans for met in index.crossed(a, b)}
    east = (b.longitude - a.longitude + 180) % 360 - 180
    for part in np.linspace(0.01, 0.99, 23).tolist():
        point = Point(a.latitude + (b.latitude - a.latitude) * part, a.longitude + east * part)
        for fence_id, _ in fences:
            if abs(index.edge_distance(fence_id, point)) > 1.0:
                told = any(low <= part <= high for low, high in spans.get(fence_id, ()))
                assert told == (fence_id in index.inside(point))


def test_an_index_of_nothing_answers_too() -> None:
    index = FenceIndex([])
    assert index.inside(Point(0, 0)) == ()
    assert index.crossed(Point(0, 0), Point(1, 1)) == ()
    assert [len(row) for row in index.inside_many([1.0, 2.0], [3.0, 4.0])] == [0, 0]
    assert [len(row) for row in index.inside_many([], [])] == [0, 0]
    assert len(index) == 0
    with pytest.raises(KeyError):
        index.edge_distance(1, Point(0, 0))


def test_two_fences_of_one_id_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="same id"):
        FenceIndex([(1, square(0, 0, 1, 1)), (1, square(0, 0, 1, 1))])


def test_positions_beyond_one_batch_keep_their_numbers() -> None:
    index = FenceIndex([(9, square(0, 0, 1, 1))])
    latitudes = np.full(250_001, 50.0)
    latitudes[[0, 99_999, 100_000, 250_000]] = 0.5
    spots, fences = index.inside_many(latitudes, np.full(250_001, 0.5))
    assert spots.tolist() == [0, 99_999, 100_000, 250_000]
    assert set(fences.tolist()) == {9}


def test_fences_with_and_without_holes_and_long_edges_stand_side_by_side() -> None:
    outer, hole = [(0, 40), (8, 48), (0, 48)], [(1, 46), (2, 46), (2, 47), (1, 47)]
    lake = repaired([outer, hole]).shape
    fences: list[tuple[int, Shape]] = [(1, square(0.5, 45.5, 2.5, 47.5)), (2, lake), (3, square(1.2, 46.2, 1.8, 46.8))]
    index = FenceIndex(fences)
    assert index.inside(Point(46.5, 1.5)) == (1, 3), "in the hole of the second"
    assert index.inside(Point(46.1, 2.2)) == (1, 2)
    middle = math.degrees(math.atan(math.sinh((on_map(40) + on_map(48)) / 2)))
    assert index.inside(Point(middle + 0.001, 4)) == (2,)
    assert index.inside(Point(middle - 0.001, 4)) == ()
