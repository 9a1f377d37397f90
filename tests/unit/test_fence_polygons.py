"""Ten thousand polygons, most of them drawn badly: made sound, in agreement with what they go around."""

from __future__ import annotations

import math
from contextlib import suppress
from itertools import pairwise

import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from officedesk.maps.geometry import FenceIndex, measured, repaired
from officedesk.maps.geometry.measure import ring_area
from officedesk.maps.shapes import BadShape, Point, Polygon, Position

CENTRES = ((-93.3, 45.0), (0.0, 0.0), (24.0, 65.0), (-60.0, -85.0), (179.99, -17.0), (-180.0, 65.0), (30.0, 89.95))
SPANS = (0.00005, 0.002, 0.01, 0.01, 0.1, 1.0, 25.0)
"""Degrees of latitude from the centre to the outermost corner."""


def corners(centre: Position, span: float, steps: int, turns: bytes) -> list[Position]:
    """Corners on a raster of so many steps: the coarser, the more of them fall together or in line."""
    # Never half around the earth: there the short way is the other one.
    squeeze = min(1 / max(math.cos(math.radians(centre[1])), 0.2), 85 / span)
    return [
        (
            centre[0] + ((x % steps) / steps * 2 - 1) * span * squeeze,
            max(min(centre[1] + ((y % steps) / steps * 2 - 1) * span, 90.0), -90.0),
        )
        for x, y in zip(turns[::2], turns[1::2], strict=False)
    ]


def winding(outline: list[Position], x: float, y: float) -> int:
    """How often the outline goes around a position."""
    turns = 0
    for (x1, y1), (x2, y2) in pairwise([*outline, outline[0]]):
        side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        if y1 <= y < y2 and side > 0:
            turns += 1
        elif y2 <= y < y1 and side < 0:
            turns -= 1
    return turns


# Not made smaller on failure, which takes minutes: a failing outline has fourteen corners at most.
@pytest.mark.slow
@settings(max_examples=10_000, derandomize=True, phases=[Phase.generate])
@given(
    st.sampled_from(CENTRES),
    st.sampled_from(SPANS),
    st.sampled_from((4, 16, 256)),
    st.binary(min_size=2, max_size=28),
)
def test_ten_thousand_polygons_become_sound_or_are_refused_with_a_reason(
    centre: Position, span: float, steps: int, turns: bytes
) -> None:
    outline = corners(centre, span, steps, turns)
    drawn = [(x, on_map(y)) for x, y in outline]
    least = 10 + span * 10_000
    if len(set(outline)) < 3 or flat_area(outline) < least or flat_area(drawn) < least:
        # About nothing, or thinner than a hand: most is refused with a reason. A bow tie, whose halves take off from
        # each other, is not.
        with suppress(BadShape):
            assert_sound(repaired(outline).shape)
        return
    found = repaired(outline)
    shape = found.shape
    area = assert_sound(shape)
    again = repaired(shape.coordinates)
    assert (again.shape, again.notes) == (shape, ()), "what is sound stays as it is"
    if not found.notes:
        # Nothing was mended: what is inside is what the outline, as it was drawn, encloses.
        assert math.isclose(area, enclosed(outline), rel_tol=1e-3, abs_tol=1), outline
    elif all(abs(x) < 180 and abs(y) < 84 and abs(x - outline[0][0]) < 90 for x, y in outline):
        # What was mended is inside where the outline, as it is drawn on the map, goes around.
        assert_inside_is_what_the_outline_goes_around(shape, outline, span)


def flat_area(outline: list[Position]) -> float:
    """About how many square metres on a plane of degrees, one direction counted against the other."""
    near = [((x - outline[0][0] + 180) % 360 - 180, y - outline[0][1]) for x, y in outline]
    turn = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*near, near[0]]))
    return abs(turn) / 2 * 111_000**2 * max(math.cos(math.radians(max(abs(y) for _, y in outline))), 1e-4)


def enclosed(outline: list[Position]) -> float:
    """Square metres that a ring encloses, one direction counted against the other."""
    if len(outline) < 3:
        return 0.0
    flat = [((x - outline[0][0] + 180) % 360 - 180 + outline[0][0], y) for x, y in outline]
    return ring_area((*flat, flat[0]))


def assert_sound(shape: Polygon) -> float:
    """What holds for every fence; its area."""
    whole = shapely.multipolygons([shapely.Polygon(part[0], part[1:]) for part in shape.parts])
    assert whole.is_valid, shapely.is_valid_reason(whole)
    west, south, east, north = whole.bounds
    assert west >= -180
    assert east <= 180
    assert south >= -90
    assert north <= 90
    for part in shape.parts:
        assert [shapely.LinearRing(ring).is_ccw for ring in part] == [True] + [False] * (len(part) - 1)
        assert all(ring[0] == ring[-1] for ring in part)
    told = measured(shape)
    assert 0 < told.perimeter < math.inf
    assert told.area >= 1
    assert told.box.contains(told.inside)
    # Of what is as thin as the decimals the point inside is on the line.
    assert whole.distance(shapely.Point(told.inside.longitude, told.inside.latitude)) < 1e-7
    return told.area


def assert_inside_is_what_the_outline_goes_around(shape: Polygon, outline: list[Position], span: float) -> None:
    """On a raster of positions, but for those within a step of an edge: there a rounded decimal decides."""
    index = FenceIndex([(1, shape)])
    drawn = [(x, on_map(y)) for x, y in outline]
    line = shapely.LineString([*drawn, drawn[0]])
    west, south, east, north = line.bounds
    for column in range(4):
        for row in range(4):
            x, y = west + (east - west) * (column + 0.37) / 4, south + (north - south) * (row + 0.41) / 4
            # Parts of less than a square metre are left out: they may lie anywhere in the smallest shapes.
            if span > SPANS[0] and line.distance(shapely.Point(x, y)) > span * 1e-4:
                latitude = math.degrees(math.atan(math.sinh(math.radians(y))))
                assert bool(index.inside(Point(latitude, x))) == bool(winding(drawn, x, y)), (x, y)


def on_map(latitude: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))
