"""Tracks through a flat world, and the engine run over them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from officedesk.maps.crossings.engine import Advanced, advance
from officedesk.maps.crossings.fixes import Crossed, Fences, Fix, Rules
from officedesk.maps.crossings.state import State
from tests.support.flat_world import FlatWorld, Spot

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
RULES = Rules()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def fix(world: FlatWorld, seconds: float, spot: Spot, accuracy: float | None = None) -> Fix:
    point = world.point(spot)
    return Fix(at(seconds), point.latitude, point.longitude, accuracy)


def drive(world: FlatWorld, *stops: tuple[float, float, float] | tuple[float, float, float, float]) -> list[Fix]:
    """Fixes of (seconds, metres east, metres north) and, where known, how many metres they may be off."""
    return [fix(world, seconds, (x, y), *accuracy) for seconds, x, y, *accuracy in stops]


def whole(fixes: Iterable[Fix], fences: Fences, rules: Rules = RULES, **options: datetime) -> Advanced:
    """All at once, to the end."""
    return advance(State(), fixes, fences, rules, flush=True, **options)


def in_parts(parts: Iterable[Sequence[Fix]], fences: Fences, rules: Rules = RULES) -> tuple[list[Crossed], State]:
    """A part a call, the state kept as JSON in between."""
    state, events = State(), list[Crossed]()
    for part in parts:
        done = advance(state, part, fences, rules)
        state = State.from_json(done.state.to_json())
        assert state == done.state
        events += done.events
    done = advance(state, [], fences, rules, flush=True)
    return [*events, *done.events], done.state


def told(events: Iterable[Crossed]) -> list[tuple[int, str, float]]:
    """Fence, kind and second of each crossing, to the millisecond."""
    return [(event.fence_id, event.kind.value, round((event.at - NOON).total_seconds(), 3)) for event in events]
