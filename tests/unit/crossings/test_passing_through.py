"""A fence that is driven through between two fixes is noticed, with the times at which the way meets its edge."""

import pytest

from officedesk.maps.crossings.fixes import Fix, Rules
from officedesk.maps.geometry import FenceIndex
from officedesk.maps.shapes import Point
from tests.support.flat_world import Disk, FlatWorld, Outline
from tests.unit.crossings.drives import RULES, drive, told, whole

MPH_60 = 60 * 1609.344 / 3600
SITE = FlatWorld({1: Disk(0, 0, 100)})


def highway(world: FlatWorld, first: float, every: float = 30, north: float = 0) -> list[Fix]:
    """Ten fixes eastward at 60 mph, the first of them ``first`` metres east."""
    return drive(world, *((number * every, first + MPH_60 * number * every, north) for number in range(10)))


@pytest.mark.parametrize("first", range(-3000, -2200, 61))
def test_a_jump_through_a_fence_of_200_m_at_60_mph_is_one_way_in_and_one_way_out(first: float) -> None:
    found = told(whole(highway(SITE, first), SITE).events)
    enter, leave = (-100 - first) / MPH_60, (100 - first) / MPH_60
    assert [(fence, kind) for fence, kind, _ in found] == [(1, "enter"), (1, "exit")]
    assert [second for *_, second in found] == pytest.approx([enter, leave], abs=0.01)


@pytest.mark.parametrize("shape", [Disk(0, 0, 100), Outline(((-100, -90), (100, -90), (100, 90), (-100, 90)))])
@pytest.mark.parametrize("middle", [Point(0, 20), Point(45, -83), Point(65, 25), Point(85, -60), Point(-17, 180)])
def test_so_it_is_with_the_index_of_the_program_wherever_on_earth(shape: Disk | Outline, middle: Point) -> None:
    world = FlatWorld({1: shape}, middle)
    found = told(whole(highway(world, -2520), FenceIndex(world.shapes())).events)
    assert [(fence, kind) for fence, kind, _ in found] == [(1, "enter"), (1, "exit")]
    assert [second for *_, second in found] == pytest.approx([2420 / MPH_60, 2620 / MPH_60], abs=0.1)


def test_a_way_that_only_brushes_a_fence_is_not_in_it() -> None:
    # 80 m north of the middle the way is at most 20 m deep in the fence, where 25 m are needed; 70 m north it is 30 m.
    assert whole(highway(SITE, -2500, north=80), SITE).events == ()
    assert len(whole(highway(SITE, -2500, north=70), SITE).events) == 2


def test_a_way_all_of_whose_fixes_are_close_to_the_edge_goes_through_too() -> None:
    fixes = drive(SITE, (0, -500, 0), (20, -95, 0), (40, 95, 0), (60, 500, 0))
    assert told(whole(fixes, SITE).events) == [(1, "enter", 19.753), (1, "exit", 40.247)]


def test_several_fences_on_one_way_are_told_in_the_order_of_their_edges() -> None:
    world = FlatWorld(
        {7: Disk(0, 0, 50), 3: Disk(150, 0, 50), 5: Outline(((-60, -60), (260, -60), (260, 60), (-60, 60)))}
    )
    found = told(whole(drive(world, (0, -400, 0), (40, 400, 0)), world).events)
    assert [(fence, kind) for fence, kind, _ in found] == [
        (5, "enter"), (7, "enter"), (7, "exit"), (3, "enter"), (3, "exit"), (5, "exit"),
    ]  # fmt: skip


def test_a_fence_like_a_comb_is_driven_through_once() -> None:
    teeth = tuple(
        spot for x in range(0, 500, 100) for spot in ((x, 0.0), (x, 200.0), (x + 60, 200.0), (x + 60, 0.0))
    )  # fmt: skip
    world = FlatWorld({1: Outline((*teeth, (460.0, -100.0), (0.0, -100.0)))})
    found = told(whole(highway(world, -1000, north=100), world, Rules(distance=10)).events)
    assert [(fence, kind) for fence, kind, _ in found] == [(1, "enter"), (1, "exit")]
    assert found[1][2] - found[0][2] == pytest.approx(460 / MPH_60, abs=0.01)


def test_the_antimeridian_is_an_edge_of_nothing() -> None:
    world = FlatWorld({1: Disk(0, 0, 100)}, Point(-17.0, 180.0))
    found = whole(highway(world, -2500), world).events
    assert [(round(second), kind) for _, kind, second in told(found)] == [(89, "enter"), (97, "exit")]
    assert found[0].point.longitude > 179.99
    assert found[1].point.longitude < -179.99
    assert RULES.gap > 30
