"""Legs of a day, the suggested order of its stops, and what is said about how long it takes."""

import random
import time
from collections.abc import Callable, Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from officedesk.maps.routes import MOST_STOPS, leg_distances, length, suggested_order, travel
from officedesk.maps.shapes import Point

CASES = 500


def _somewhere(dice: random.Random, *, clumped: bool) -> Point:
    if clumped:
        middle = dice.choice([(44.98, -93.27), (44.95, -93.09), (45.12, -93.40)])
        return Point(middle[0] + dice.gauss(0, 0.01), middle[1] + dice.gauss(0, 0.01))
    return Point(44.8 + dice.random() * 0.5, -93.6 + dice.random() * 0.7)


def _way(start: Point | None, stops: Sequence[Point], order: Sequence[int], end: Point | None) -> float:
    return length([*([start] if start else []), *(stops[at] for at in order), *([end] if end else [])])


def _costs(start: Point | None, stops: Sequence[Point], end: Point | None) -> Callable[[Sequence[int]], float]:
    """Metres of an order of the stops, from legs that are measured once."""
    legs = {(one, other): leg_distances([one, other])[0] for one in stops for other in stops}
    first = [leg_distances([start, stop])[0] if start is not None else 0.0 for stop in stops]
    last = [leg_distances([stop, end])[0] if end is not None else 0.0 for stop in stops]

    def cost(order: Sequence[int]) -> float:
        way = sum(legs[stops[one], stops[other]] for one, other in pairwise(order))
        return first[order[0]] + way + last[order[-1]]

    return cost


def test_legs_are_geodesics() -> None:
    # A degree along the equator, and one along the meridian there: lengths on the WGS84 ellipsoid from its axes.
    legs = leg_distances([Point(0, 179.5), Point(0, -179.5), Point(1, -179.5)])
    assert legs == pytest.approx((111_319.491, 110_574.389), abs=0.01)
    assert leg_distances([Point(1, 1)]) == leg_distances([]) == ()


def test_suggested_order_is_near_the_best_and_never_longer_than_the_given_one() -> None:
    dice, best_found = random.Random(20261122), 0
    for case in range(CASES):
        count = dice.randint(2, 7)
        stops = [_somewhere(dice, clumped=case % 2 == 0) for _ in range(count)]
        start = _somewhere(dice, clumped=False) if case % 3 else None
        end = start if case % 5 == 1 else _somewhere(dice, clumped=False) if case % 5 == 2 else None
        cost = _costs(start, stops, end)
        least = min(cost(order) for order in permutations(range(count)))
        order = suggested_order(start, stops, end)
        assert sorted(order) == list(range(count))
        assert cost(order) <= least * 1.05
        assert cost(order) <= cost(range(count)) + 1e-6
        assert cost(order) == pytest.approx(_way(start, stops, order, end))
        best_found += cost(order) <= least * 1.000001
    assert best_found >= CASES * 0.98


def test_eight_stops_are_near_the_best_too() -> None:
    dice = random.Random(8)
    for _ in range(5):
        stops = [_somewhere(dice, clumped=False) for _ in range(8)]
        cost = _costs(None, stops, None)
        assert cost(suggested_order(None, stops)) <= 1.05 * min(map(cost, permutations(range(8))))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)), max_size=12),
    st.none() | st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)),
    st.none() | st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)),
)
def test_any_stops_come_back_once_each_and_no_longer(
    stops: list[Point], start: Point | None, end: Point | None
) -> None:
    order = suggested_order(start, stops, end)
    assert sorted(order) == list(range(len(stops)))
    given_way = _way(start, stops, range(len(stops)), end)
    assert _way(start, stops, order, end) <= given_way + 1e-3


def test_a_crossed_way_is_untangled_across_the_antimeridian() -> None:
    stops = [Point(0, 179.0), Point(0, -179.0), Point(0, 179.5), Point(0, -179.5)]
    assert suggested_order(Point(0, 178.5), stops) == (0, 2, 3, 1)


def test_the_most_stops_are_ordered_while_somebody_waits() -> None:
    dice = random.Random(1)
    stops = [_somewhere(dice, clumped=False) for _ in range(MOST_STOPS)]
    begun = time.perf_counter()
    order = suggested_order(stops[0], stops)
    assert time.perf_counter() - begun < 10  # half a second; a busy machine is no failure
    assert _way(None, stops, order, None) < 0.4 * length(stops)
    with pytest.raises(ValueError, match="201"):
        suggested_order(None, [*stops, stops[0]])
    with pytest.raises(ValueError, match="nowhere"):
        suggested_order(None, [Point(float("nan"), 0)])


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0, "about 5 min"), (5_000, "about 10 min"), (20_000, "about 30 min"), (60_000, "about 1 h 30 min")],
)
def test_time_on_the_way_is_told_as_roughly_as_it_is_known(metres: float, words: str) -> None:
    assert travel(metres).words == words
    assert travel(metres).metres == metres


def test_an_hour_is_told_as_one() -> None:
    assert travel(41_000).words == "about 1 h"
