"""What receivers get wrong does not become crossings."""

from random import Random

import pytest

from officedesk.maps.crossings.fixes import LeftOut, Rules
from tests.support.flat_world import Disk, FlatWorld
from tests.unit.crossings.drives import drive, told, whole

SITE = FlatWorld({1: Disk(0, 0, 100)})
HOUR = 3600


@pytest.mark.parametrize("every", [1, 5, 30])
@pytest.mark.parametrize("seed", range(10))
def test_an_hour_of_jitter_of_30_m_around_an_edge_gives_no_flapping(seed: int, every: int) -> None:
    random = Random(seed)
    # Comes from far outside, stands on the edge for an hour, and leaves again.
    there = [(second, 100 + random.uniform(-30, 30), random.uniform(-30, 30)) for second in range(60, HOUR, every)]
    fixes = drive(SITE, (0, 1000, 0), (30, 500, 0), *there, (HOUR + 30, 500, 0), (HOUR + 60, 1000, 0))
    kinds = [kind for _, kind, _ in told(whole(fixes, SITE).events)]
    assert kinds in ([], ["enter", "exit"])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("every", [1, 10])
def test_nor_does_an_hour_of_the_noise_of_a_good_receiver(seed: int, every: int) -> None:
    random = Random(seed)
    # Two of three within 12 m: one in a thousand is more than 37 m off.
    there = [(second, 100 + random.gauss(0, 12), random.gauss(0, 12)) for second in range(60, HOUR, every)]
    fixes = drive(SITE, (0, 1000, 0), *there, (HOUR + 60, 1000, 0))
    assert [kind for _, kind, _ in told(whole(fixes, SITE).events)] in ([], ["enter", "exit"])


def test_a_fix_that_may_be_off_by_more_than_the_distance_shows_no_more_than_that() -> None:
    way = [(0, 0.0, 0.0), (100, 0.0, 0.0), (130, 160.0, 0.0), (600, 160.0, 0.0)]
    assert len(whole(drive(SITE, *way), SITE).events) == 2
    assert told(whole(drive(SITE, *((*stop, 80.0) for stop in way)), SITE).events) == [(1, "enter", 0)]


def test_a_stay_with_jitter_at_its_place_is_one_stay() -> None:
    random = Random(1)
    there = [(second, random.gauss(40, 15), random.gauss(0, 15)) for second in range(100, HOUR, 10)]
    fixes = drive(SITE, (0, 1000, 0), *there, (HOUR + 100, 1000, 0))
    assert [kind for _, kind, _ in told(whole(fixes, SITE).events)] == ["enter", "exit"]


def test_a_fix_that_is_off_is_no_way_out_and_back() -> None:
    parked = [(second, 10.0, 0.0) for second in range(0, 600, 20)]
    parked[12] = (240, 10.0, 400.0)
    assert told(whole(drive(SITE, *parked), SITE).events) == [(1, "enter", 0)]


def test_a_fix_that_is_off_is_no_way_in_and_back() -> None:
    parked = [(second, 300.0, 0.0) for second in range(0, 600, 20)]
    parked[12] = (240, 0.0, 10.0)
    assert told(whole(drive(SITE, *parked), SITE).events) == []


def test_who_stays_longer_than_the_dwell_was_there_although_turning_back_where_they_came_in() -> None:
    visit = [(0, 300.0, 0.0), (20, 0.0, 0.0), (85, 0.0, 0.0), (105, 300.0, 0.0), (400, 300.0, 0.0)]
    assert told(whole(drive(SITE, *visit), SITE).events) == [(1, "enter", 13.333), (1, "exit", 91.667)]
    assert told(whole(drive(SITE, *visit), SITE, Rules(dwell=100)).events) == []


def test_a_way_out_within_the_dwell_belongs_to_the_way_in_although_it_is_believed_later() -> None:
    # Out over the edge after 25 seconds, and close to it for a minute before it goes on.
    way = [(0, 300.0, 0.0), (20, 0.0, 0.0), (40, 110.0, 0.0), (100, 110.0, 0.0), (120, 300.0, 0.0), (400, 300.0, 0.0)]
    assert told(whole(drive(SITE, *way), SITE).events) == []


def test_coming_and_going_on_within_the_dwell_is_one_arrival_at_the_last_of_them() -> None:
    way = [(0, 300.0, 0.0), (20, 0.0, 0.0), (40, 300.0, 0.0), (60, 0.0, 0.0), (600, 0.0, 0.0)]
    assert told(whole(drive(SITE, *way), SITE).events) == [(1, "enter", 53.333)]


def test_an_exit_needs_the_distance_and_has_the_time_of_the_edge() -> None:
    way = [(0, 0.0, 0.0), (100, 0.0, 0.0), (110, 120.0, 0.0), (500, 145.0, 0.0), (510, 150.5, 0.0), (900, 150.5, 0.0)]
    assert told(whole(drive(SITE, *way), SITE).events) == [(1, "enter", 0), (1, "exit", 108.333)]
    assert told(whole(drive(SITE, *way[:4]), SITE).events) == [(1, "enter", 0)]


def test_an_impossible_jump_is_left_out() -> None:
    parked = [(second, 10.0, 0.0) for second in range(0, 600, 20)]
    parked[12] = (240, 10.0, 9_000.0)
    parked[13] = (260, -7_000.0, 0.0)
    found = whole(drive(SITE, *parked), SITE)
    assert told(found.events) == [(1, "enter", 0)]
    assert found.left_out == {LeftOut.SPEED: 2}


def test_three_that_agree_are_believed_and_nothing_is_said_about_the_way_there() -> None:
    far = FlatWorld({1: Disk(0, 0, 100), 2: Disk(10_000, 0, 100), 3: Disk(20_000, 0, 100)})
    way = [(second, 0.0, 0.0) for second in range(0, 200, 20)]
    way += [(second, 20_000.0, 0.0) for second in range(200, 400, 20)]
    found = whole(drive(far, *way), far)
    assert told(found.events) == [(1, "enter", 0), (1, "exit", 180), (3, "enter", 200)]
    assert [event.exact for event in found.events] == [False, False, False]
    assert found.left_out == {}


def test_after_a_silence_what_was_left_was_left_before_it_and_what_was_entered_after() -> None:
    sites = FlatWorld({1: Disk(0, 0, 100), 2: Disk(5_000, 0, 100), 3: Disk(10_000, 0, 100)})
    way = [(0, 0.0, 0.0), (300, 0.0, 0.0), (300 + 3 * HOUR, 10_000.0, 0.0), (700 + 3 * HOUR, 10_000.0, 0.0)]
    found = whole(drive(sites, *way), sites)
    assert told(found.events) == [(1, "enter", 0), (1, "exit", 300), (3, "enter", 300 + 3 * HOUR)]


def test_who_is_where_they_were_after_a_silence_never_left() -> None:
    way = [(0, 500.0, 0.0), (30, 0.0, 0.0), (100, 0.0, 0.0), (100 + 9 * HOUR, 5.0, 0.0), (130 + 9 * HOUR, 500.0, 0.0)]
    found = told(whole(drive(SITE, *way), SITE).events)
    assert [kind for _, kind, _ in found] == ["enter", "exit"]
    assert found[1][2] > 9 * HOUR
