"""Lengths and areas, as they are typed and as they are shown."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.maps.shapes import Box, Circle, Measured, Point, Polygon
from officedesk.maps.units import ACRE, FOOT, MILE, format_area, format_length, format_size, parse_length


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("300 ft", 300 * FOOT),
        ("300", 300 * FOOT),
        ("1,200 feet", 1200 * FOOT),
        ("300'", 300 * FOOT),
        ("300 ’", 300 * FOOT),
        ("0.5 mi", MILE / 2),
        (".5mi", MILE / 2),
        ("1 Mile", MILE),
        ("100 yd", 91.44),
        ("120 m", 120.0),
        ("120 Meters", 120.0),
        ("2 km", 2000.0),
        ("2.5KM", 2500.0),
        ("  12   ft. ", 12 * FOOT),
        ("１２ m", 12.0),
    ],
)
def test_a_length_is_read_in_its_unit(text: str, metres: float) -> None:
    assert parse_length(text) == pytest.approx(metres, rel=1e-12)


def test_a_plain_number_is_in_the_unit_of_the_office() -> None:
    assert parse_length("150", default="m") == 150.0


@pytest.mark.parametrize(
    "text", ["", " ", "ft", "-5 ft", "1,5 km", "1.2.3 m", "5 acres", "nan", "inf", "1e9 m", "0 ft", "=1+1", "9" * 400]
)
def test_what_is_no_length_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Ee]nter a length|is not a (length|unit)"):
        parse_length(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_lengths(text: str) -> None:
    with suppress(ValueError):
        assert 0 < parse_length(text) < math.inf


@pytest.mark.parametrize(
    ("metres", "imperial", "metric"),
    [
        (1.0, "3.3 ft", "1 m"),
        (300 * FOOT, "300 ft", "91 m"),
        (MILE / 2, "0.5 mi", "805 m"),
        (999.4, "0.62 mi", "999 m"),
        (999.6, "0.62 mi", "1 km"),
        (20_000.0, "12.4 mi", "20 km"),
        (1_000_000.0, "621.4 mi", "1,000 km"),
    ],
)
def test_a_length_is_shown_as_people_say_it(metres: float, imperial: str, metric: str) -> None:
    assert format_length(metres, imperial=True) == imperial
    assert format_length(metres, imperial=False) == metric


@pytest.mark.parametrize(
    ("square_metres", "imperial", "metric"),
    [
        (390.19, "4,200 sq ft", "390 m²"),
        (ACRE, "1 acre", "4,047 m²"),
        (167.5 * ACRE, "167.5 acres", "67.8 ha"),
        (31.08e6, "12 sq mi", "31.1 km²"),
        (3.1e12, "1,196,917 sq mi", "3,100,000 km²"),
    ],
)
def test_an_area_is_shown_as_people_say_it(square_metres: float, imperial: str, metric: str) -> None:
    assert format_area(square_metres, imperial=True) == imperial
    assert format_area(square_metres, imperial=False) == metric


def test_a_fence_tells_its_size_by_what_it_is() -> None:
    measured = Measured(167.5 * ACRE, 2 * MILE, Box(0, 0, 1, 1), Point(0, 0))
    assert format_size(Circle(Point(0, 0), 300 * FOOT), measured) == "300 ft radius · 167.5 acres"
    assert format_size(Polygon(()), measured) == "167.5 acres · 2 mi around"


@given(st.floats(0.01, 1e7))
def test_a_shown_length_reads_back_as_about_the_same(metres: float) -> None:
    for imperial in (True, False):
        shown = format_length(metres, imperial)
        if not shown.startswith("0 "):
            # One decimal place is right by half a tenth; 0.8 - 0.75 is a hair more in binary.
            assert parse_length(shown) == pytest.approx(metres, rel=0.06, abs=0.05 + 1e-9)
