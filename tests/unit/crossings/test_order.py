"""The same crossings come of the same fixes, however they come."""

from datetime import UTC, datetime, timedelta
from math import nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.maps.crossings.engine import advance
from officedesk.maps.crossings.fixes import Fix, LeftOut, Rules
from officedesk.maps.crossings.glance import WORTH
from officedesk.maps.crossings.state import State
from officedesk.maps.geometry.index import FenceIndex
from officedesk.maps.shapes import Point
from tests.support.flat_world import Disk, FlatWorld, Outline
from tests.unit.crossings.drives import NOON, at, drive, fix, in_parts, told, whole

BAR = Outline(((-400.0, 50.0), (400.0, 60.0), (400.0, 240.0), (-400.0, 250.0)))
WORLD = FlatWorld({1: Disk(0, 0, 100), 2: Disk(150, 0, 120), 3: BAR})
PLACES = st.tuples(st.integers(-500, 500), st.integers(-500, 500))


@st.composite
def tracks(draw: st.DrawFn) -> list[Fix]:
    """Fixes a few seconds to minutes apart, some of them impossible, in order."""
    gaps = draw(st.lists(st.sampled_from((1, 7, 20, 45, 120, 1_500)), min_size=1, max_size=40))
    places = draw(st.lists(PLACES, min_size=len(gaps), max_size=len(gaps)))
    far = draw(st.sets(st.integers(0, len(gaps) - 1), max_size=4))
    second, found = 0, []
    for number, (gap, (x, y)) in enumerate(zip(gaps, places, strict=True)):
        second += gap
        found.append(fix(WORLD, second, (x + 90_000 * (number in far), y)))
    return found


RULES = st.builds(
    Rules,
    distance=st.sampled_from((0.0, 10.0, 30.0)),
    dwell=st.sampled_from((0.0, 30.0, 300.0)),
    late_window=st.sampled_from((0.0, 60.0, 600.0)),
    most_waiting=st.sampled_from((1, 3, 5_000)),
)


@given(tracks(), RULES, st.lists(st.integers(1, 9), max_size=40))
def test_one_at_a_time_in_batches_and_all_at_once_give_the_same(
    fixes: list[Fix], rules: Rules, sizes: list[int]
) -> None:
    expected = whole(fixes, WORLD, rules)
    one_by_one, state = in_parts([[one] for one in fixes], WORLD, rules)
    assert tuple(one_by_one) == expected.events
    assert state == expected.state
    parts, rest = [], list(fixes)
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    in_batches, state = in_parts([*parts, rest], WORLD, rules)
    assert tuple(in_batches) == expected.events
    assert state == expected.state


@given(tracks(), st.randoms(use_true_random=False), st.sampled_from((30.0, 300.0, 4_000.0)))
def test_shuffled_within_the_late_window_they_give_the_crossings_of_the_ordered_track(
    fixes: list[Fix], random: Random, window: float
) -> None:
    rules = Rules(late_window=window)
    # Some come twice.
    again = [*fixes, *random.sample(fixes, len(fixes) // 3)]
    again.sort(key=lambda one: one.at + timedelta(seconds=random.uniform(0, window * 0.999)))
    shuffled = whole(again, WORLD, rules)
    ordered = whole(fixes, WORLD, rules)
    assert shuffled.events == ordered.events
    assert shuffled.state == ordered.state
    assert LeftOut.LATE not in shuffled.left_out
    assert shuffled.left_out.get(LeftOut.SPEED) == ordered.left_out.get(LeftOut.SPEED)


@pytest.mark.parametrize("seed", range(6))
def test_a_glance_at_many_fixes_misses_nothing_that_a_look_at_each_finds(seed: int) -> None:
    random = Random(seed)
    middle = Point(random.choice((0.0, 51.0, -70.0)), random.choice((-83.0, 180.0)))
    fences: dict[int, Disk | Outline] = {
        number: Disk(random.uniform(-4_000, 4_000), random.uniform(-4_000, 4_000), random.uniform(40, 400))
        for number in range(1, 30)
    }
    for number in range(30, 60):
        x, y, size = random.uniform(-4_000, 4_000), random.uniform(-4_000, 4_000), random.uniform(60, 400)
        fences[number] = Outline(((x, y), (x + size, y + size / 5), (x + size / 2, y + size)))
    world = FlatWorld(fences, middle)
    index = FenceIndex(world.shapes())
    stops, x, y, step = [], 0.0, 0.0, (0.0, 0.0)
    for number in range(WORTH * 12):
        if number % 12 == 0:
            step = random.choice(((0.0, 0.0), (random.uniform(-400, 400), random.uniform(-400, 400))))
        x, y = (
            max(-4_500.0, min(4_500.0, old + new + random.gauss(0, 4))) for old, new in zip((x, y), step, strict=True)
        )
        off = random.random() < 0.01
        stops.append((number * 30.0 + (2_000 if number > 400 else 0), x + 50_000 * off, y))
    fixes = drive(world, *stops)
    events, state = in_parts([[one] for one in fixes], index)
    found = whole(fixes, index)
    assert found.events == tuple(events)
    assert found.state == state
    assert len(events) > 10
    assert found.left_out[LeftOut.SPEED] > 2


def test_a_fix_that_is_too_late_is_left_out_and_counted() -> None:
    fixes = drive(WORLD, (0, 900, 900), (200, 901, 900), (50, 0, 0), (300, 902, 900))
    found = whole(fixes, WORLD)
    assert found.events == ()
    assert found.left_out == {LeftOut.LATE: 1}
    assert whole(fixes, WORLD, Rules(late_window=200)).left_out == {}


def test_of_fixes_of_the_same_time_the_most_accurate_is_kept() -> None:
    good, bad, none = (fix(WORLD, 30, (x, 0), accuracy) for x, accuracy in ((0, 5), (400, 50), (500, None)))
    for order in ([good, bad, none], [none, bad, good], [bad, none, good]):
        found = advance(State(), [fix(WORLD, 0, (0, 0)), *order], WORLD, Rules())
        assert found.state.waiting[1] == good
        assert found.left_out == {LeftOut.DUPLICATE: 2}


def test_places_accuracies_and_times_that_cannot_be_are_counted_by_reason() -> None:
    now = at(0)
    fixes = [
        Fix(now, 91.0, 0.0), Fix(now, 40.0, 181.0), Fix(now, nan, 1.0), Fix(now, 0.0, 0.0),
        Fix(now, 40.0, -83.0, 101.0), Fix(now, 40.0, -83.0, -1.0), Fix(now, 40.0, -83.0, nan),
        Fix(now + timedelta(seconds=301), 40.0, -83.0),
        Fix(datetime(1980, 1, 6, tzinfo=UTC), 40.0, -83.0), Fix(now - timedelta(weeks=1024), 40.0, -83.0),
        Fix(now, 40.0, -83.0, 100.0),
    ]  # fmt: skip
    found = whole(fixes, WORLD, now=now)
    assert found.left_out == {LeftOut.PLACE: 4, LeftOut.ACCURACY: 3, LeftOut.FUTURE: 1, LeftOut.PAST: 2}
    assert found.state.last == fixes[-1]


def test_memory_for_late_fixes_is_bounded() -> None:
    rules = Rules(late_window=1e9, most_waiting=100)
    fixes = [fix(WORLD, second, (second % 7, 0)) for second in range(1_000)]
    assert len(advance(State(), fixes, WORLD, rules).state.waiting) == 100


def test_a_state_is_not_changed_by_going_on_from_it() -> None:
    state = advance(State(), drive(WORLD, (0, 500, 500), (200, 0, 0), (900, 0, 0)), WORLD, Rules()).state
    before = state.to_json()
    advance(state, drive(WORLD, (1_000, 700, 700), (2_000, 0, 0)), WORLD, Rules(), flush=True)
    assert state.to_json() == before


def test_a_state_of_another_version_is_refused() -> None:
    assert State.from_json({}) == State()
    assert State().to_json() == {}
    with pytest.raises(ValueError, match="version 2"):
        State.from_json({"version": 2})
    with pytest.raises(ValueError, match="cannot be read"):
        State.from_json({"version": 1})


def test_a_fence_drawn_around_a_device_is_entered_with_its_next_fix_and_one_that_is_gone_is_told_of_no_more() -> None:
    nothing, site = FlatWorld({}), FlatWorld({9: Disk(0, 0, 200)})
    rules = Rules(late_window=0)
    parked = advance(State(), drive(WORLD, (0, 0, 0), (300, 0, 0)), nothing, rules)
    entered = advance(parked.state, drive(WORLD, (600, 0, 0), (700, 0, 0)), site, rules)
    assert told(entered.events) == [(9, "enter", 600)]
    gone = advance(entered.state, drive(WORLD, (800, 9_000, 0)), nothing, rules, flush=True)
    assert gone.events == ()
    assert gone.state.fences == {}


def test_flushing_tells_at_once_what_would_wait_for_the_dwell() -> None:
    fixes = drive(WORLD, (0, -500, 0), (20, -30, 0))
    waiting = advance(State(), fixes, WORLD, Rules(late_window=0))
    assert waiting.events == ()
    assert told(advance(waiting.state, [], WORLD, Rules(), flush=True).events) == [(1, "enter", 17.021)]
    assert NOON.tzinfo is UTC
