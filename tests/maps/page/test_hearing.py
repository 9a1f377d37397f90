"""What the map's page says is believed only where it is exactly one of the known messages."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.maps.page.hearing import (
    LONGEST_MESSAGE,
    Clicked,
    Gathered,
    Lassoed,
    LinkWanted,
    Moved,
    Picked,
    PinMoved,
    Ready,
    Shown,
    Sketching,
    Unheard,
    Wanted,
    heard,
    shape_of,
)
from officedesk.maps.page.values import Drawn
from officedesk.maps.shapes import Box, Circle, Point, Polygon

SQUARE = [[-93.0, 44.0], [-92.0, 44.0], [-92.0, 45.0], [-93.0, 45.0]]
CLOSED = (*((x, y) for x, y in SQUARE), (-93.0, 44.0))
GOOD: dict[str, tuple[dict[str, Any], object]] = {
    "ready": ({"say": "ready"}, Ready()),
    "picked": ({"say": "picked", "layer": "fences", "id": 7, "opening": True}, Picked("fences", 7, opening=True)),
    "gathered": ({"say": "gathered", "layer": "customers", "ids": [1, 2]}, Gathered("customers", (1, 2))),
    "clicked": ({"say": "clicked", "at": [44.9, -93.2]}, Clicked(Point(44.9, -93.2))),
    "pin": ({"say": "pin", "at": [44.9, 266.5]}, PinMoved(Point(44.9, -93.5))),
    "moved": (
        {"say": "moved", "west": 179, "south": 1, "east": 182, "north": 2, "zoom": 7, "centre": [1.5, 180.5]},
        Moved(Box(179.0, 1.0, -178.0, 2.0), 7.0, Point(1.5, -179.5)),
    ),
    "world": (
        {"say": "moved", "west": -300, "south": -85, "east": 300, "north": 85, "zoom": 2, "centre": [0, 0]},
        Moved(Box(-180.0, -85.0, 180.0, 85.0), 2.0, Point(0.0, 0.0)),
    ),
    "lassoed": (
        {"say": "lassoed", "corners": [[1, 179], [2, 181], [1, 181]]},
        Lassoed(((1.0, 179.0), (2.0, 181.0), (1.0, 181.0))),
    ),
    "sketching": ({"say": "sketching", "corners": 3, "takenBack": 1}, Sketching(3, 1)),
    "wanted": ({"say": "wanted", "what": "undo"}, Wanted("undo")),
    "link": ({"say": "link", "index": 0}, LinkWanted(0)),
    "shown": ({"say": "shown", "number": 4}, Shown(4)),
    "circle": (
        {"say": "drawn", "step": "drawn", "shape": {"kind": "circle", "at": [44, -93], "radius": 120.5}},
        Drawn(Circle(Point(44.0, -93.0), 120.5), "drawn"),
    ),
    "polygon": (
        {"say": "drawn", "step": "cut", "shape": {"kind": "polygon", "parts": [[SQUARE]]}},
        Drawn(Polygon(((CLOSED,),)), "cut"),
    ),
    "erased": ({"say": "drawn", "step": "erased", "shape": None}, Drawn(None, "erased")),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_message_is_understood(name: str) -> None:
    said, meant = GOOD[name]
    assert heard(json.dumps(said)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "7", "[]", "{}", '"ready"', "{", '{"say":null}', '{"say":["ready"]}', '{"say":"run"}',
        '{"say":"ready","more":1}', '{"say":"clicked"}', '{"say":"clicked","at":[1,2],"x":1}',
        '{"say":"clicked","at":[NaN,2]}', '{"say":"clicked","at":[1,Infinity]}', '{"say":"clicked","at":[91,2]}',
        '{"say":"clicked","at":["1","2"]}', '{"say":"clicked","at":[true,2]}', '{"say":"clicked","at":[1,2,3]}',
        '{"say":"clicked","at":[1e999,2]}', '{"say":"picked","layer":"","id":1,"opening":false}',
        '{"say":"picked","layer":"x","id":1.0,"opening":false}',
        '{"say":"picked","layer":"x","id":true,"opening":false}',
        '{"say":"picked","layer":"x","id":99999999999999999999,"opening":false}',
        '{"say":"picked","layer":"x","id":1,"opening":1}',
        '{"say":"wanted","what":"quit"}', '{"say":"wanted","what":[]}',
        '{"say":"drawn","step":"hacked","shape":null}', '{"say":"drawn","step":"drawn","shape":[]}',
        '{"say":"drawn","step":"drawn","shape":{"kind":"circle","at":[1,2],"radius":-1}}',
        '{"say":"drawn","step":"drawn","shape":{"kind":"circle","at":[1,2]}}',
        '{"say":"drawn","step":"drawn","shape":{"kind":"polygon","parts":[]}}',
        '{"say":"drawn","step":"drawn","shape":{"kind":"polygon","parts":[[]]}}',
        '{"say":"drawn","step":"drawn","shape":{"kind":"polygon","parts":[[[[1,2],[3,4]]]]}}',
        '{"say":"lassoed","corners":[[1,2],[3,4]]}', '{"say":"lassoed","corners":{}}',
        '{"say":"gathered","layer":"x","ids":[]}',
        '{"say":"moved","west":2,"south":1,"east":1,"north":2,"zoom":7,"centre":[1,1]}', '{"say":"link","index":-1}',
        '{"say":"picked","layer":"' + "x" * 61 + '","id":1,"opening":false}',
        "[" * 100_000, "x" * (LONGEST_MESSAGE + 1),
    ],
    ids=lambda text: text[:60],
)  # fmt: skip
def test_anything_else_is_not(text: str) -> None:
    with pytest.raises(Unheard):
        heard(text)


def test_a_shape_of_too_many_corners_is_no_shape() -> None:
    ring = [[i / 1e4, 1.0] for i in range(40_001)]
    with pytest.raises(Unheard, match="too many"):
        shape_of({"kind": "polygon", "parts": [[ring]]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda parts: st.lists(parts, max_size=5) | st.dictionaries(st.text(max_size=10), parts, max_size=5),
    max_leaves=20,
)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_message_with_anything_in_one_of_its_parts_is_understood_or_refused(name: str, data: st.DataObject) -> None:
    said = dict(GOOD[name][0])
    part = data.draw(st.sampled_from(sorted(said)))
    said[part] = data.draw(JSON)
    with suppress(Unheard):
        heard(json.dumps(said))


@given(st.text())
def test_any_text_is_understood_or_refused(text: str) -> None:
    with suppress(Unheard):
        heard(text)
