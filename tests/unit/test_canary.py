"""The lock canary: proves broken locks within ten seconds, and never cries for one that sleeps, starts or dies."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from officedesk.database.canary import STALE_AFTER, STEP, Canary

WORKING, BROKEN = True, False


def watch(looks: Iterable[tuple[float, int | None, bool | None]]) -> tuple[Canary, float | None]:
    """A canary after these looks at one other program: (moment, its count, its lock is held); when it first cried."""
    canary, cried = Canary(), None
    for at, count, held in looks:
        counts = {} if count is None else {"other": count}
        canary.look(at, counts, {"other": held}.get)
        if canary.broken and cried is None:
            cried = at
    return canary, cried


@pytest.mark.parametrize("phase", [0.0, 0.3, 0.9, 1.7])
@pytest.mark.parametrize("every", [1.0, 2.0, 2.3])
def test_a_lock_that_is_granted_while_its_owner_counts_is_told_within_ten_seconds(phase: float, every: float) -> None:
    looks = [(n * every, int((n * every + phase) / STEP), BROKEN) for n in range(20)]
    _, cried = watch(looks)
    assert cried is not None
    assert cried < 10


def test_a_lone_or_well_behaved_other_is_no_reason() -> None:
    canary, cried = watch((n, n // 2, WORKING) for n in range(1000))
    assert cried is None
    assert canary.settled(1000)
    assert Canary().settled(0)


def test_a_held_lock_settles_at_the_first_look() -> None:
    canary, _ = watch([(0, 7, WORKING)])
    assert canary.settled(0)


def test_a_granted_lock_settles_only_when_its_owner_stopped_counting() -> None:
    canary, cried = watch([(0, 7, BROKEN), (1, 7, BROKEN), (3, 7, BROKEN)])
    assert not canary.settled(3)
    assert canary.settled(5.5)
    assert cried is None


def test_a_killed_program_is_dead_not_broken() -> None:
    looks = [(n, n // 2, WORKING) for n in range(20)] + [(20 + n, 10, BROKEN) for n in range(100)]
    canary, cried = watch(looks)
    assert cried is None
    assert canary.settled(119)
    assert canary.stale(119) == ["other"]


def test_a_program_that_stops_between_two_looks_leaves_one_last_step_behind() -> None:
    _, cried = watch([(0, 1, WORKING), (2, 2, WORKING), (4, 3, BROKEN), (6, 3, BROKEN), (8, 3, BROKEN)])
    assert cried is None


def test_a_suspended_computer_whose_lock_the_server_gave_away_is_no_reason() -> None:
    before: list[tuple[float, int, bool]] = [(n, n // 2, WORKING) for n in range(10)]
    asleep: list[tuple[float, int, bool]] = [(10 + n, 5, BROKEN) for n in range(50)]
    awake: list[tuple[float, int, bool]] = [(60, 6, BROKEN), (60.5, 6, WORKING)] + [
        (61 + n, 6 + n // 2, WORKING) for n in range(20)
    ]
    _, cried = watch(before + asleep + awake)
    assert cried is None


def test_a_suspended_computer_holds_its_lock_and_is_not_stale() -> None:
    canary, cried = watch([(n, 5, WORKING) for n in range(1000)])
    assert cried is None
    assert canary.stale(1000) == []
    assert canary.settled(1000)


def test_a_count_that_jumps_or_runs_backwards_proves_nothing() -> None:
    assert watch((n, n * 50, BROKEN) for n in range(30))[1] is None
    assert watch((n, 1000 - n, BROKEN) for n in range(30))[1] is None


def test_a_starting_program_is_watched_from_its_first_count() -> None:
    looks = [(0, None, None), (1, None, None), (2, 0, WORKING), (3, 0, WORKING), (4, 1, WORKING)]
    canary, cried = watch(looks)
    assert cried is None
    assert canary.settled(4)


def test_what_cannot_be_told_proves_nothing() -> None:
    _, cried = watch((n, n // 2, None) for n in range(100))
    assert cried is None


def test_one_denial_between_takes_the_proof_back() -> None:
    looks = [(n * STEP, n, BROKEN if n % 2 else WORKING) for n in range(40)]
    assert watch(looks)[1] is None


def test_stale_only_after_a_long_time() -> None:
    canary, _ = watch([(0, 3, BROKEN), (STALE_AFTER - 1, 3, BROKEN)])
    assert canary.stale(STALE_AFTER - 1) == []
    canary.look(STALE_AFTER + 1, {"other": 3}, lambda _: False)
    assert canary.stale(STALE_AFTER + 1) == ["other"]
    canary.look(STALE_AFTER + 2, {}, lambda _: False)
    assert canary.stale(STALE_AFTER + 2) == []
