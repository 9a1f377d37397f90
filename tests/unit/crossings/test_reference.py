"""The engine finds what the slow and obvious way finds, in worlds and on tracks drawn by lot."""

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, sin
from random import Random

import pytest

from officedesk.maps.crossings.fixes import Rules
from officedesk.maps.geometry.index import FenceIndex
from officedesk.maps.shapes import Point
from tests.support.flat_world import Disk, FlatWorld, Outline
from tests.unit.crossings.drives import NOON, drive, whole
from tests.unit.crossings.reference import At, Steps, Told, away, crossings

WORLDS = 1_000
CLOSE = 1.0
"""Metres. Where as much decides what happens, two ways of computing it may differ."""


def fence(random: Random) -> Disk | Outline:
    """A circle, or a star of some corners, with dents."""
    x, y, size = random.uniform(-600, 600), random.uniform(-600, 600), random.uniform(40, 300)
    if random.random() < 0.5:
        return Disk(x, y, size)
    count = random.randint(3, 9)
    turns = sorted((number + random.uniform(0, 0.7)) * 2 * pi / count for number in range(count))
    reach = [size * random.uniform(0.35, 1) for _ in turns]
    return Outline(tuple((x + r * cos(turn), y + r * sin(turn)) for turn, r in zip(turns, reach, strict=True)))


def track(random: Random, rules: Rules) -> list[At]:
    """Drives, walks, waits and is silent at times; no step is faster than the rules allow."""
    now = At(0.0, random.uniform(-700, 700), random.uniform(-700, 700))
    good = random.random() < 0.5
    found, turn = [now], random.uniform(0, 2 * pi)
    for _ in range(random.randint(10, 35)):
        seconds = rules.gap + random.uniform(1, 9_000) if random.random() < 0.04 else random.uniform(1, 90)
        speed = random.choice((0.0, 1.0, 1.0, 5.0, 12.0, 25.0))
        turn += random.gauss(0, 0.8)
        # Towards the middle again from where no fences are.
        if hypot(now.x, now.y) > 900:
            turn = random.gauss(pi, 0.3) + atan2(now.y, now.x)
        metres, noise = speed * min(seconds, 90), random.choice((0, 3))
        now = At(
            now.second + round(seconds, 3),
            now.x + metres * cos(turn) + random.gauss(0, noise),
            now.y + metres * sin(turn) + random.gauss(0, noise),
            0.0 if good else random.choice((5.0, 5.0, 40.0)),
        )
        found.append(now)
    return found


def settled(steps: Steps, shape: Disk | Outline, rules: Rules) -> list[Told] | None:
    """What is told of a fence; nothing where a metre or a second more or less would tell something else."""
    far = away(shape, steps.x, steps.y)
    room = shape.room
    found = crossings(steps, far, rules.distance, room, rules.dwell)
    doubtful = (
        (far + CLOSE, rules.distance, room, rules.dwell),
        (far - CLOSE, rules.distance, room, rules.dwell),
        (far, rules.distance + CLOSE, room + 2 * CLOSE, rules.dwell),
        (far, rules.distance - CLOSE, room - 2 * CLOSE, rules.dwell),
        (far, rules.distance, room, rules.dwell + 2),
        (far, rules.distance, room, rules.dwell - 2),
    )
    for other in doubtful:
        told = crossings(steps, *other)
        if [event.kind for event in told] != [event.kind for event in found]:
            return None
        if any(hypot(a.x - b.x, a.y - b.y) > 40 * CLOSE for a, b in zip(told, found, strict=True)):
            return None
    return found


@pytest.mark.slow
def test_the_engine_finds_what_the_slow_way_finds_in_a_thousand_worlds() -> None:
    random = Random(20260601)
    checked = events = doubtful = 0
    while checked < WORLDS:
        rules = Rules(
            distance=random.choice((5.0, 15.0, 30.0, 50.0)), dwell=random.choice((0.0, 20.0, 60.0, 200.0)), gap=300.0
        )
        middle = Point(random.choice((0.0, 40.0, -35.0, 64.0)), random.choice((-83.0, 12.0, 179.999, -180.0)))
        world = FlatWorld({number: fence(random) for number in range(1, 5)}, middle)
        steps = Steps.of(way := track(random, rules), rules.gap)
        expected: dict[int, list[Told]] = {}
        for number, shape in world.fences.items():
            told = settled(steps, shape, rules)
            if told is None:
                doubtful += 1
            else:
                expected[number] = told
        if not expected:
            continue
        fences = FenceIndex([(number, shape) for number, shape in world.shapes() if number in expected])
        found = whole(drive(world, *way), fences, rules)
        assert found.left_out == {}
        for number, told in expected.items():
            mine = [event for event in found.events if event.fence_id == number]
            same([Told(e.kind.value, (e.at - NOON).total_seconds(), *world.spot(e.point)) for e in mine], told)
            events += len(told)
        checked += 1
    # It has seen something, and did not turn away from much.
    assert events > 2 * WORLDS
    assert doubtful < WORLDS


def same(found: Sequence[Told], expected: Sequence[Told]) -> None:
    assert [event.kind for event in found] == [event.kind for event in expected]
    for mine, theirs in zip(found, expected, strict=True):
        assert hypot(mine.x - theirs.x, mine.y - theirs.y) < 2 * CLOSE
        # A metre takes a device that stands still on the edge a while.
        assert abs(mine.second - theirs.second) < 15
