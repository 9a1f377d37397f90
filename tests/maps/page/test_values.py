"""What the page is told: plain JSON, whatever the words; shapes whole across the antimeridian."""

from __future__ import annotations

import json
import math

from officedesk.maps.geometry import repaired
from officedesk.maps.page.values import (
    LONGEST_WORDS,
    MapFence,
    MapLine,
    MapPoint,
    fences_json,
    lines_json,
    points_json,
    shape_value,
)
from officedesk.maps.shapes import Circle, Point, Polygon
from tests.support.hostile import TEXTS


def test_words_come_through_as_they_are() -> None:
    told = json.loads(points_json([MapPoint(i, 1, 2, text, text) for i, text in enumerate(TEXTS)]))
    kept = [text if len(text) <= LONGEST_WORDS else text[: LONGEST_WORDS - 1] + "…" for text in TEXTS]
    assert told["titles"] == told["notes"] == kept


def test_the_json_is_ascii_so_that_no_script_could_take_a_line_end_in_it_for_one() -> None:
    told = points_json([MapPoint(1, 1, 2, "a\u2028b\ud800</script>")])
    assert told.isascii()
    assert json.loads(told)["titles"] == ["a\u2028b\ud800</script>"]


def test_places_that_are_nowhere_on_earth_are_left_out() -> None:
    places = [(math.nan, 0), (0, math.inf), (91, 0), (0, 541), (45, -93)]
    told = json.loads(points_json([MapPoint(i, *place, "x") for i, place in enumerate(places)]))
    assert told["ids"] == [4]
    line = json.loads(lines_json([MapLine(1, [Point(math.nan, 0), Point(1, 2)])]))
    assert line[0]["points"] == [[1, 2]]


def test_circles_keep_their_metres() -> None:
    told = json.loads(fences_json([MapFence(3, "Yard", "ok", Circle(Point(45, -93), 152.4))]))
    assert told == [
        {"id": 3, "name": "Yard", "colour": "ok", "shape": {"kind": "circle", "at": [45, -93], "radius": 152.4}}
    ]


def test_a_polygon_that_was_cut_at_the_antimeridian_is_one_again() -> None:
    stored = repaired([[(179.0, 10.0), (181.0, 10.0), (181.0, 12.0), (179.0, 12.0), (179.0, 10.0)]]).shape
    assert len(stored.parts) == 2
    parts = shape_value(stored)["parts"]
    assert len(parts) == 1
    longitudes = {x for x, _ in parts[0][0]}
    assert (min(longitudes), max(longitudes)) == (179.0, 181.0)
    drawn_again = Polygon.of(parts)
    assert ways(repaired(drawn_again.coordinates).shape) == ways(stored)


def ways(shape: Polygon) -> list[set[tuple[float, float]]]:
    """The corners of each part, wherever its ring begins."""
    return sorted((set(part[0]) for part in shape.parts), key=sorted)


def test_a_polygon_around_the_world_is_not_taken_for_a_cut_one() -> None:
    band = Polygon.of([[[[-180, 10], [180, 10], [180, 12], [-180, 12], [-180, 10]]]])
    assert shape_value(band)["parts"] == band.coordinates
