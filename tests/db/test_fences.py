"""Geofences: drawn, saved by two desktops at once, listed, found on a part of the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.maps.shapes import Box, Circle, Point, Polygon, Shape
from officedesk.models.company import User
from officedesk.models.customers import Location
from officedesk.models.enums import CrossingKind, FenceShape, Role
from officedesk.models.mapping import Geofence
from officedesk.services.customers.editing import trash
from officedesk.services.customers.locations import locations, remove_location
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.mapping.fence_list import fences_in
from officedesk.services.mapping.fences import (
    change_fence,
    duplicate_fence,
    fence,
    fence_at,
    new_fence,
    restore_fence,
    save_fence,
    trash_fence,
    watchers,
)
from officedesk.services.mapping.rows import FenceAlert
from officedesk.services.paging import Sort
from tests import factories
from tests.db.fence_support import BLOCK, YARD, cross, listed, make, names

FEET = 0.3048


@pytest.fixture
def customer_id(desk: Desk) -> int:
    return factories.make_customer(
        desk,
        "ABC Company",
        locations=[
            {"name": "North", "street": "400 S 4th St.", "city": "Minneapolis"},
            {"name": "South", "street": "1820 Park Ave", "city": "Saint Paul"},
        ],
    )


@pytest.fixture
def places(desk: Desk, customer_id: int) -> tuple[int, ...]:
    found = tuple(place.id for place in locations(desk, customer_id))
    with desk.write() as session:
        session.execute(update(Location).where(Location.id == found[0]).values(latitude=44.97789, longitude=-93.26402))
    return found


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    made = factories.second_desk(desk)
    yield made
    made.database.close()


def user(desk: Desk, name: str, role: Role = Role.DISPATCHER, *, active: bool = True) -> int:
    with desk.write() as session:
        made = User(name=name, role=role, active=active)
        session.add(made)
        session.flush()
        return made.id


# --- editing ----------------------------------------------------------------------------------------------------------


def test_all_that_is_drawn_and_typed_is_kept(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    anna = user(desk, "Anna")
    for shape in (YARD, BLOCK):
        draft = FenceDraft(
            name="  ABC   yard ",
            customer_id=customer_id,
            location_id=places[0],
            shape=shape,
            colour="#1A7F4B",
            alert_on_exit=False,
            watcher_ids=(anna, anna),
            active_days=31,
            active_from=420,
            active_until=1080,
        )
        stored = save_fence(desk, draft)
        assert stored.id is not None
        assert fence(desk, stored.id) == stored
        expected = replace(draft, name="ABC   yard".replace("   ", " "), colour="#1a7f4b", watcher_ids=(anna,))
        assert replace(stored, id=None, version=0, name=" ".join(stored.name.split())) == expected


def test_what_follows_from_a_shape_is_stored_beside_it(desk: Desk) -> None:
    circle, block = make(desk), make(desk, "Block", shape=BLOCK)
    with desk.read() as session:
        rows = {row.id: row for row in session.scalars(select(Geofence))}
    assert rows[circle].shape is FenceShape.CIRCLE
    assert rows[circle].radius == 91.44
    assert rows[circle].outline is None
    assert rows[circle].area == pytest.approx(3.14159265 * 91.44**2, rel=1e-3)
    assert rows[block].shape is FenceShape.POLYGON
    assert rows[block].radius is None
    assert (rows[block].west, rows[block].south, rows[block].east, rows[block].north) == (-93.27, 44.97, -93.26, 44.98)
    assert rows[block].area == pytest.approx(876_000, rel=0.01)
    assert Box(-93.27, 44.97, -93.26, 44.98).contains(Point(rows[block].latitude, rows[block].longitude))


def test_an_outline_that_crosses_itself_is_mended_before_it_is_stored(desk: Desk) -> None:
    bow = Polygon.of([[[(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01), (0, 0)]]])
    stored = save_fence(desk, FenceDraft(name="Bow", shape=bow))
    assert isinstance(stored.shape, Polygon)
    assert stored.shape != bow
    again = save_fence(desk, replace(stored, name="Bow tie"))
    assert again.shape == stored.shape


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (Circle(Point(91, 0), 100), "atitude"),
        (Circle(Point(0, 0), 0.2), "too small"),
        (Circle(Point(0, 0), float("nan")), "not a number"),
        (Circle(Point(0, 0), 2e6), "too large"),
        (Polygon.of([[[(0, 0), (0, 1), (0, 2), (0, 0)]]]), "line"),
        (Polygon.of([[[(0, 0), (1, 1), (0, 0)]]]), "three"),
        (None, "Draw it"),
    ],
)
def test_what_cannot_be_a_fence_is_refused_at_its_shape(desk: Desk, shape: Shape | None, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_fence(desk, FenceDraft(name="x", shape=shape))
    assert list(refused.value.fields) == ["shape"]
    assert said in refused.value.fields["shape"]


def test_what_is_wrong_is_told_by_field(desk: Desk, customer_id: int) -> None:
    stranger = factories.make_customer(desk)
    foreign = locations(desk, stranger)[0].id
    fine = FenceDraft(name="x", shape=YARD)
    wrong: list[tuple[FenceDraft, str]] = [
        (replace(fine, name=" \n"), "name"),
        (replace(fine, name="x" * 201), "name"),
        (replace(fine, colour="red"), "colour"),
        (replace(fine, active_days=0), "active_days"),
        (replace(fine, active_days=128), "active_days"),
        (replace(fine, active_from=1440), "active_from"),
        (replace(fine, customer_id=customer_id, location_id=foreign), "location_id"),
        (replace(fine, watcher_ids=(99_999,)), "watcher_ids"),
    ]
    for draft, field in wrong:
        with pytest.raises(InvalidInput) as refused:
            save_fence(desk, draft)
        assert list(refused.value.fields) == [field]


def test_a_fence_at_a_location_is_its_customer_s(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    stored = save_fence(desk, FenceDraft(name="x", shape=YARD, location_id=places[1]))
    assert stored.customer_id == customer_id


def test_a_location_s_fence_is_one_click(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    draft = new_fence(desk, places[0])
    assert draft.name == "ABC Company, North"
    assert isinstance(draft.shape, Circle)
    assert draft.shape.centre == Point(44.97789, -93.26402)
    assert draft.shape.radius == pytest.approx(300 * FEET)
    assert draft.watcher_ids == (desk.actor.user_id,)
    stored = fence_at(desk, places[0], 500 * FEET)
    assert stored.id is not None
    assert (stored.customer_id, stored.location_id) == (customer_id, places[0])
    assert stored.shape == Circle(Point(44.97789, -93.26402), 500 * FEET)
    # Where the pin is not known nothing is guessed.
    assert new_fence(desk, places[1]).shape is None
    with pytest.raises(InvalidInput, match="isn't on the map yet"):
        fence_at(desk, places[1])
    with pytest.raises(NotFound):
        new_fence(desk, 99_999)


def test_two_desktops_merge_what_only_one_of_them_changed(desk: Desk, other: Desk) -> None:
    anna, raz, kim = (user(desk, name) for name in ("Anna", "Raz", "Kim"))
    key = make(desk, watcher_ids=(anna, raz))
    begun = fence(desk, key)
    save_fence(other, replace(begun, shape=BLOCK, watcher_ids=(anna, raz, kim)), begun)
    stored = save_fence(desk, replace(begun, name="Yard", watcher_ids=(raz,)), begun)
    assert (stored.name, stored.shape, stored.watcher_ids) == ("Yard", BLOCK, tuple(sorted((raz, kim))))


def test_two_shapes_at_once_are_asked_about(desk: Desk, other: Desk) -> None:
    key = make(desk)
    begun = fence(desk, key)
    save_fence(other, replace(begun, shape=BLOCK, colour="#c62828"), begun)
    mine = replace(begun, shape=replace(YARD, radius=200.0), name="Mine")
    with pytest.raises(Conflict) as conflict:
        save_fence(desk, mine, begun)
    assert conflict.value.fields == ("shape",)
    assert conflict.value.theirs == fence(desk, key)
    assert fence(desk, key).name == "ABC yard"
    with pytest.raises(Conflict):
        save_fence(desk, mine)


def test_a_color_for_many_changes_nothing_else(desk: Desk, other: Desk) -> None:
    key = make(desk, watcher_ids=(user(desk, "Anna"),))
    begun = fence(desk, key)
    before = change_fence(other, key, colour="#8250df", alert_on_exit=False)
    assert before == begun
    now = fence(desk, key)
    assert now == replace(begun, version=now.version, colour="#8250df", alert_on_exit=False)
    assert change_fence(desk, key, colour="#8250df").version == fence(desk, key).version
    with pytest.raises(InvalidInput):
        change_fence(desk, key, colour="purple")


def test_a_copy_has_everything_but_the_name(desk: Desk) -> None:
    key = make(desk, shape=BLOCK, active_from=60, watcher_ids=(user(desk, "Anna"),))
    copy = duplicate_fence(desk, key)
    assert copy == replace(fence(desk, key), id=None, version=0, name="ABC yard (copy)")
    assert save_fence(desk, copy).id != key


def test_what_is_in_the_trash_is_not_saved_nor_listed(desk: Desk) -> None:
    key = make(desk)
    draft = fence(desk, key)
    trash_fence(desk, key)
    assert listed(desk) == []
    assert fences_in(desk) == ()
    for act in (lambda: fence(desk, key), lambda: save_fence(desk, draft), lambda: trash_fence(desk, key)):
        with pytest.raises(NotFound, match="in the trash"):
            act()
    restore_fence(desk, key)
    restore_fence(desk, key)
    assert names(listed(desk)) == ["ABC yard"]


def test_who_can_be_told_is_who_is_active(desk: Desk) -> None:
    gone, anna = user(desk, "Zoe", active=False), user(desk, "anna")
    assert next(name for _, name in watchers(desk)) == "anna"
    assert gone not in dict(watchers(desk))
    assert dict(watchers(desk, (gone,)))[gone] == "Zoe"
    assert anna in dict(watchers(desk))


# --- lists ------------------------------------------------------------------------------------------------------------


def test_filters_narrow_the_list(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    anna = user(desk, "Anna")
    make(desk, "Yard", customer_id=customer_id, location_id=places[0], watcher_ids=(anna,))
    make(desk, "Block", customer_id=customer_id, location_id=places[1], shape=BLOCK, alert_on_exit=False)
    make(desk, "Depot", alert_on_enter=False, alert_on_exit=False)
    assert names(listed(desk)) == ["Block", "Depot", "Yard"]
    assert names(listed(desk, customer_id=customer_id)) == ["Block", "Yard"]
    assert names(listed(desk, location_id=places[1])) == ["Block"]
    assert names(listed(desk, nobody=True)) == ["Depot"]
    assert names(listed(desk, kind=FenceShape.POLYGON)) == ["Block"]
    assert names(listed(desk, alert=FenceAlert.ENTER)) == ["Block", "Yard"]
    assert names(listed(desk, alert=FenceAlert.EXIT)) == ["Yard"]
    assert names(listed(desk, alert=FenceAlert.NONE)) == ["Depot"]
    assert names(listed(desk, user_id=anna)) == ["Yard"]
    assert names(listed(desk, text="park ave")) == ["Block"]
    assert names(listed(desk, text="abc bl")) == ["Block"]
    assert names(listed(desk, text="zz")) == []


def test_every_column_sorts(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    small = make(desk, "a", customer_id=customer_id, location_id=places[0])
    large = make(desk, "B", customer_id=customer_id, location_id=places[1], shape=BLOCK, alert_on_enter=False)
    for column in "name company location size alerts last_enter last_exit id".split():
        ids = [row.id for row in listed(desk, Sort(column))]
        assert sorted(ids) == [small, large]
        assert [row.id for row in listed(desk, Sort(column, True))] == ids[::-1]
    assert [row.id for row in listed(desk, Sort("size"))] == [small, large]
    assert [row.id for row in listed(desk, Sort("alerts"))] == [large, small]


def test_the_last_crossings_are_told(desk: Desk) -> None:
    quiet, busy = make(desk, "Quiet"), make(desk, "Busy")
    at = desk.now().replace(microsecond=0)
    cross(desk, busy, CrossingKind.ENTER, at - timedelta(hours=5))
    cross(desk, busy, CrossingKind.EXIT, at - timedelta(hours=4))
    cross(desk, busy, CrossingKind.ENTER, at - timedelta(hours=1), "van 2")
    rows = {row.id: row for row in listed(desk)}
    assert (rows[busy].last_enter, rows[busy].last_exit) == (at - timedelta(hours=1), at - timedelta(hours=4))
    assert (rows[quiet].last_enter, rows[quiet].last_exit) == (None, None)
    assert [row.id for row in listed(desk, Sort("last_enter", True))] == [busy, quiet]
    assert [row.id for row in listed(desk, Sort("last_enter"))] == [quiet, busy]


def test_fences_of_a_customer_in_the_trash_are_not_on_the_map(desk: Desk, customer_id: int) -> None:
    make(desk, "Theirs", customer_id=customer_id)
    make(desk, "Ours")
    trash(desk, [customer_id])
    assert names(listed(desk)) == ["Ours"]
    assert names(fences_in(desk)) == ["Ours"]


def test_the_profile_counts_them(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    make(desk, customer_id=customer_id, location_id=places[0])
    trash_fence(desk, make(desk, customer_id=customer_id))
    assert profile(desk, customer_id).counts.geofences == 1
    assert profile(desk, customer_id, places[1]).counts.geofences == 0


def test_a_location_with_a_fence_is_archived_not_removed(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    make(desk, customer_id=customer_id, location_id=places[1])
    assert remove_location(desk, customer_id, places[1])


# --- on the map -------------------------------------------------------------------------------------------------------


def square(west: float, south: float, size: float = 0.01) -> Polygon:
    east, north = west + size, south + size
    return Polygon.of([[[(west, south), (east, south), (east, north), (west, north), (west, south)]]])


def test_a_part_of_the_map_has_the_fences_that_meet_it_largest_first(desk: Desk) -> None:
    make(desk, "small", shape=square(10.0, 50.0, 0.01))
    make(desk, "large", shape=square(10.0, 50.0, 0.5))
    make(desk, "far", shape=square(20.0, 50.0, 0.005))
    assert names(fences_in(desk, Box(9.9, 49.9, 10.005, 50.005))) == ["large", "small"]
    assert names(fences_in(desk, Box(10.2, 50.2, 10.3, 50.3))) == ["large"]
    assert names(fences_in(desk, Box(9.9, 49.9, 10.005, 50.005), 1)) == ["large"]
    assert names(fences_in(desk)) == ["large", "small", "far"]
    assert fences_in(desk, Box(-10, -10, -9, -9)) == ()


def test_a_fence_across_the_antimeridian_is_found_from_both_sides(desk: Desk) -> None:
    make(desk, "across", shape=Circle(Point(10, 179.999), 5_000))
    make(desk, "west", shape=square(-170.0, 10.0))
    (row,) = fences_in(desk, Box(179.9, 9.9, 179.95, 10.1)) or fences_in(desk, Box(179.96, 9.9, 179.97, 10.1))
    assert row.name == "across"
    assert row.box.crosses
    assert names(fences_in(desk, Box(-180, 9.9, -179.98, 10.1))) == ["across"]
    assert sorted(names(fences_in(desk, Box(175, 9, -165, 11)))) == ["across", "west"]
    assert fences_in(desk, Box(-175, 9, -171, 11)) == ()
    assert fences_in(desk, Box(170, 9, 175, 11)) == ()


def test_shapes_come_back_as_they_were_saved(desk: Desk) -> None:
    keys = {make(desk, str(number), shape=shape): shape for number, shape in enumerate((YARD, BLOCK, square(1, 2)))}
    assert {row.id: row.shape for row in fences_in(desk)} == keys
