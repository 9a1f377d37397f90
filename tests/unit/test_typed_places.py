"""Points and corners as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.maps.shapes import Point, Polygon
from officedesk.maps.typed import format_corners, format_point, parse_corners, parse_point


@pytest.mark.parametrize("text", ["44.97789, -93.26402", "44.97789 -93.26402", "44.97789 N, 93.26402 W"])
def test_a_point_is_read_however_it_is_written(text: str) -> None:
    point = parse_point(text)
    assert (point.latitude, point.longitude) == pytest.approx((44.97789, -93.26402), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no point"), ("here", "no point"), ("-93.26402, 44.97789", "no latitude"), ("44, 181", "no longitude")],
)
def test_what_is_no_point_is_told_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as problem:
        parse_point(text)
    assert str(problem.value).endswith(".")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_point_reads_back_as_it_was_written(latitude: float, longitude: float) -> None:
    point = parse_point(format_point(Point(latitude, longitude)))
    assert (point.latitude, point.longitude) == pytest.approx((latitude, longitude), abs=1e-7)


def test_corners_are_one_a_line_and_rings_are_closed() -> None:
    assert parse_corners("0, 0\n\n0, 10\n10, 10\n") == [[[(0, 0), (10, 0), (10, 10), (0, 0)]]]
    assert parse_corners("0, 0\n0, 10\n10, 10\n0, 0") == [[[(0, 0), (10, 0), (10, 10), (0, 0)]]]


def test_holes_and_parts_have_lines_of_their_own() -> None:
    text = "0, 0\n0, 9\n9, 9\nhole\n1, 2\n1, 3\n2, 3\npart\n20, 20\n20, 21\n21, 21"
    parts = parse_corners(text)
    assert [[len(ring) for ring in part] for part in parts] == [[4, 4], [4]]
    assert format_corners(Polygon.of(parts)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least three corners"),
        ("part\npart", "at least three corners"),
        ("hole\n1, 2", "Line 1: a hole comes after"),
        ("1, 2\n3, x\n5, 6", "Line 2: “x” is no longitude"),
        ("1, 2\n95, 1", "Line 2: “95” is no latitude"),
        ("1, 2\n" * 100_001, "100,001 lines"),
    ],
)
def test_the_line_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_corners(text)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused_in_words(text: str) -> None:
    said, parts = "", None
    try:
        parts = parse_corners(text)
    except ValueError as problem:
        said = str(problem)
    assert said.endswith(".") if parts is None else all(ring[0] == ring[-1] for part in parts for ring in part)
