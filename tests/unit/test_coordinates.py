"""Latitudes and longitudes as people write them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.maps.coordinates import (
    BadCoordinate,
    degrees_text,
    point_text,
    read_latitude,
    read_longitude,
    read_point,
    roughly,
    seems_a_point,
)
from officedesk.maps.routes import leg_distances
from officedesk.maps.shapes import Point


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("44.9767", 44.9767), (" -44.5 ", -44.5), ("+7", 7), ("0", 0), ("-0", 0), ("90", 90), ("44,9767", 44.9767),
        ("44.9767 N", 44.9767), ("N44.9767", 44.9767), ("44.5°S", -44.5), ("44° 58' 36\" N", 44.97666667),
        ("44 58 36 n", 44.97666667), ("44°58.6'N", 44.97666667), ("−44.5", -44.5), ("44.97673333333333", 44.976733333),
    ],
)  # fmt: skip
def test_latitudes(text: str, value: float) -> None:
    assert read_latitude(text) == pytest.approx(value, abs=1e-7)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "north", "91", "-90.1", "44.9767 E", "44 61 0", "44 10 60", "-44 S", "--44", "1e1", "nan", "inf",
        "44.5 30 N", "44..5", "44.", ".5", "44.9 N N", "N 44 N", "=44", "٤٤", "44\x00", "0x10", "44_5", "44 N 93 W",
        "4" * 99,
    ],
)  # fmt: skip
def test_what_is_no_latitude_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadCoordinate, match="latitude"):
        read_latitude(text)


@pytest.mark.parametrize("text", ["181", "-180.01", "93 N", "W", "1,234,567", "93,5,1"])
def test_what_is_no_longitude_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadCoordinate, match="longitude"):
        read_longitude(text)


@pytest.mark.parametrize(
    "text",
    [
        "44.9767, -93.2653", "44.9767,-93.2653", "44.9767 -93.2653", "44.9767;-93.2653", "(44.9767, -93.2653)",
        "44.9767\t-93.2653", "44,9767; -93,2653", "44,9767 -93,2653", "44.9767 N, 93.2653 W", "44.9767N 93.2653W",
        "N44.9767 W93.2653", "44° 58' 36.12\" N 93° 15' 55.08\" W", "44°58'36.12\"N, 93°15'55.08\"W",
        "44.9767 / -93.2653",
    ],
)  # fmt: skip
def test_points(text: str) -> None:
    found = read_point(text)
    assert (found.latitude, found.longitude) == pytest.approx((44.9767, -93.2653), abs=1e-6)
    assert seems_a_point(text)


@pytest.mark.parametrize(
    "text", ["", "44.9767", "44.9767,", "-93.2653, 44.9767 N", "1, 2, 3", "a, b", "44.9767 N", "100, 20", "9" * 10_000]
)
def test_what_is_no_point_is_refused(text: str) -> None:
    assert not seems_a_point(text)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read_again(latitude: float, longitude: float) -> None:
    written = point_text(Point(latitude, longitude))
    read = read_point(written)
    assert (read.latitude, read.longitude) == pytest.approx((latitude, longitude), abs=1e-6)
    assert point_text(read) == written


@given(st.text(max_size=80))
def test_nothing_else_is_raised(text: str) -> None:
    words = [_refusal(read, text) for read in (read_latitude, read_longitude, read_point)]
    assert all(told is None or 5 < len(told) < 200 for told in words)


def _refusal(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except BadCoordinate as told:
        return str(told)
    return None


def test_no_point_is_written_as_nothing() -> None:
    assert degrees_text(None) == degrees_text(float("nan")) == ""
    assert (degrees_text(44.5), degrees_text(-0.0000001), degrees_text(-93.26530001)) == ("44.5", "0", "-93.2653")


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_rough_distances_are_near_the_geodesic_ones(a: float, b: float, c: float, d: float) -> None:
    one, other = Point(a, b), Point(c, d)
    (metres,) = leg_distances([one, other])
    assert roughly(one, other) == pytest.approx(metres, rel=0.006, abs=1)
