"""Equipment: what is kept of it, how it is found, and how long its warranty runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.services.customers.locations import locations, remove_location
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import (
    delete_equipment,
    equipment,
    move_equipment,
    new_equipment,
    save_equipment,
)
from officedesk.services.equipment.listing import equipment_at, equipment_choices, known_words
from officedesk.services.equipment.warranty import months_left, told
from officedesk.services.mapping.equipment_points import equipment_on_map
from officedesk.services.paging import Sort
from tests import factories
from tests.db.equipment_support import listed, make, names, part


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
    return tuple(place.id for place in locations(desk, customer_id))


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    made = factories.second_desk(desk)
    yield made
    made.database.close()


# --- warranty ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "today", "months"),
    [
        (None, date(2026, 6, 15), None),
        (date(2026, 6, 14), date(2026, 6, 15), -1),
        (date(2026, 6, 15), date(2026, 6, 15), 0),
        (date(2026, 7, 14), date(2026, 6, 15), 0),
        (date(2026, 7, 15), date(2026, 6, 15), 1),
        (date(2026, 9, 14), date(2026, 6, 15), 2),
        (date(2026, 9, 15), date(2026, 6, 15), 3),
        (date(2027, 2, 28), date(2027, 1, 31), 1),
        (date(2028, 2, 28), date(2028, 1, 31), 0),
        (date(2028, 2, 29), date(2028, 1, 31), 1),
        (date(2036, 6, 15), date(2026, 6, 15), 120),
    ],
)
def test_months_left_are_whole_calendar_months(ends: date | None, today: date, months: int | None) -> None:
    assert months_left(ends, today) == months


def test_months_left_in_words() -> None:
    assert [told(months) for months in (None, -1, 0, 1, 14)] == [
        "",
        "Over",
        "Under a month left",
        "1 month left",
        "14 months left",
    ]


def test_months_left_follow_the_office_s_calendar_day(desk: Desk, customer_id: int) -> None:
    make(desk, customer_id, warranty_ends=desk.today())
    assert listed(desk)[0].months_left == 0
    late = desk.now() + timedelta(days=1)
    assert listed(replace(desk, now=lambda: late))[0].months_left == -1


# --- editing ----------------------------------------------------------------------------------------------------------


def test_a_new_piece_stands_at_the_only_location(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    single = factories.make_customer(desk)
    assert new_equipment(desk, single).location_id == locations(desk, single)[0].id
    assert new_equipment(desk, customer_id).location_id is None
    assert new_equipment(desk, customer_id, places[1]).location_id == places[1]


def test_all_that_is_typed_is_kept(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    draft = EquipmentDraft(
        customer_id,
        places[0],
        source=EquipmentSource.THIRD_PARTY,
        name=" RTU-1 ",
        type="Rooftop unit",
        manufacturer="Carrier",
        model="48TC",
        serial_number="1234-A",
        install_date=date(2024, 5, 1),
        warranty_ends=date(2029, 5, 1),
        place="Roof, north side",
        notes="Two\nlines",
        latitude=44.97,
        longitude=-93.26,
    )
    stored = save_equipment(desk, draft)
    assert stored.id is not None
    assert replace(stored, id=None, version=0) == replace(draft, name="RTU-1")
    assert equipment(desk, stored.id) == stored
    assert listed(desk)[0].location.startswith("400 S 4th St.")


def test_what_is_wrong_is_told_by_field(desk: Desk, customer_id: int) -> None:
    stranger = factories.make_customer(desk)
    foreign = locations(desk, stranger)[0].id
    head = make(desk, customer_id)
    compressor = part(desk, head)
    theirs = make(desk, stranger, "Boiler")
    fine = EquipmentDraft(customer_id, name="RTU-2", kind=EquipmentKind.PART)
    wrong: list[tuple[EquipmentDraft, str]] = [
        (replace(fine, name="  "), "name"),
        (replace(fine, model="x" * 301), "model"),
        (replace(fine, install_date=date(1800, 1, 1)), "install_date"),
        (replace(fine, install_date=date(2026, 1, 2), warranty_ends=date(2026, 1, 1)), "warranty_ends"),
        (replace(fine, location_id=foreign), "location_id"),
        (replace(fine, parent_id=theirs), "parent_id"),
        (replace(fine, parent_id=compressor), "parent_id"),
        (replace(equipment(desk, head), kind=EquipmentKind.PART), "kind"),
    ]
    for draft, field in wrong:
        with pytest.raises(InvalidInput) as refused:
            save_equipment(desk, draft)
        assert list(refused.value.fields) == [field]


def test_what_is_no_part_belongs_to_nothing(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    compressor = part(desk, head)
    stored = save_equipment(desk, replace(equipment(desk, compressor), kind=EquipmentKind.EQUIPMENT))
    assert stored.parent_id is None


def test_parts_move_with_their_equipment(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    head = make(desk, customer_id, location_id=places[0])
    compressor = part(desk, head)
    assert equipment(desk, compressor).location_id == places[0]
    move_equipment(desk, head, places[1])
    assert equipment(desk, compressor).location_id == places[1]
    save_equipment(desk, replace(equipment(desk, head), location_id=places[0]))
    assert equipment(desk, compressor).location_id == places[0]


def test_two_desktops_merge_what_only_one_of_them_changed(desk: Desk, other: Desk, customer_id: int) -> None:
    key = make(desk, customer_id)
    mine = theirs = equipment(desk, key)
    save_equipment(other, replace(theirs, model="48TC"), theirs)
    stored = save_equipment(desk, replace(mine, serial_number="77"), mine)
    assert (stored.model, stored.serial_number) == ("48TC", "77")


def test_what_both_changed_is_shown_field_by_field(desk: Desk, other: Desk, customer_id: int) -> None:
    key = make(desk, customer_id)
    begun = equipment(desk, key)
    save_equipment(other, replace(begun, model="48TC", notes="a"), begun)
    with pytest.raises(Conflict) as conflict:
        save_equipment(desk, replace(begun, model="50XC"), begun)
    assert conflict.value.fields == ("model",)
    assert conflict.value.theirs == equipment(desk, key)


def test_equipment_that_is_gone_cannot_be_saved(desk: Desk, customer_id: int) -> None:
    key = make(desk, customer_id)
    draft = equipment(desk, key)
    delete_equipment(desk, key)
    with pytest.raises(NotFound, match="in the trash"):
        save_equipment(desk, draft)


# --- lists ------------------------------------------------------------------------------------------------------------


def test_filters_narrow_the_list(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    head = make(desk, customer_id, "RTU-1", location_id=places[0], manufacturer="Carrier", serial_number="AB-17")
    part(desk, head, "Belt")
    make(desk, customer_id, "Boiler", location_id=places[1])
    make(desk, factories.make_customer(desk), "Chiller")
    assert names(listed(desk, customer_id=customer_id)) == ["Belt", "Boiler", "RTU-1"]
    assert names(listed(desk, customer_id=customer_id, kind=EquipmentKind.PART)) == ["Belt"]
    assert names(listed(desk, customer_id=customer_id, kind=EquipmentKind.EQUIPMENT)) == ["Boiler", "RTU-1"]
    assert names(listed(desk, location_id=places[1])) == ["Boiler"]
    assert names(listed(desk, text="carrier ab-17")) == ["RTU-1"]
    assert names(listed(desk, text="park ave")) == ["Boiler"]
    assert listed(desk, text="belt")[0].parent == "RTU-1"


def test_every_column_sorts(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    first = make(
        desk, customer_id, "a", location_id=places[0], type="x", manufacturer="m", install_date=date(2020, 1, 1)
    )
    second = make(desk, customer_id, "B", location_id=places[1], type="Y", warranty_ends=date(2030, 1, 1), notes="n")
    for (
        column
    ) in "name type manufacturer model serial_number install_date warranty_ends location notes company id".split():
        ids = [row.id for row in listed(desk, Sort(column))]
        assert sorted(ids) == [first, second]
        assert [row.id for row in listed(desk, Sort(column, True))] == ids[::-1]
    assert [row.id for row in listed(desk, Sort("warranty_ends"))] == [first, second]


def test_what_stands_at_a_location_comes_with_its_parts_behind_it(
    desk: Desk, customer_id: int, places: tuple[int, ...]
) -> None:
    head = make(desk, customer_id, "RTU-1", location_id=places[0])
    part(desk, head, "Belt")
    make(desk, customer_id, "Anywhere")
    far = make(desk, customer_id, "Boiler", location_id=places[1])
    assert names(equipment_at(desk, customer_id, places[0])) == ["Anywhere", "RTU-1", "Belt"]
    assert names(equipment_at(desk, customer_id, places[0], (far,))) == ["Anywhere", "Boiler", "RTU-1", "Belt"]
    assert names(equipment_at(desk, customer_id, None)) == ["Anywhere", "Boiler", "RTU-1", "Belt"]


def test_words_in_use_are_offered(desk: Desk, customer_id: int) -> None:
    for name in ("a", "b"):
        make(desk, customer_id, name, type="Boiler", manufacturer="Weil")
    key = make(desk, customer_id, "c", type="RTU")
    assert known_words(desk) == {"type": ("Boiler", "RTU"), "manufacturer": ("Weil",)}
    part(desk, key)
    assert [name for _, name in equipment_choices(desk, customer_id)] == ["a", "b", "c"]


def test_the_profile_counts_it(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    make(desk, customer_id, location_id=places[0])
    delete_equipment(desk, make(desk, customer_id))
    assert profile(desk, customer_id).counts.equipment == 1
    assert profile(desk, customer_id, places[1]).counts.equipment == 0


def test_a_location_with_equipment_is_archived_not_removed(
    desk: Desk, customer_id: int, places: tuple[int, ...]
) -> None:
    make(desk, customer_id, location_id=places[1])
    assert remove_location(desk, customer_id, places[1])


# --- pins on the map --------------------------------------------------------------------------------------------------

OAK = {"type": "tree", "latitude": 44.9767, "longitude": -93.2653}


def test_a_pin_is_both_degrees_or_none(desk: Desk, customer_id: int) -> None:
    for values, field in (
        ({"latitude": 44.9}, "longitude"),
        ({"longitude": -93.2}, "latitude"),
        ({"latitude": 90.1, "longitude": 0.0}, "latitude"),
        ({"latitude": 0.0, "longitude": -180.5}, "longitude"),
        ({"latitude": float("nan"), "longitude": 0.0}, "latitude"),
    ):
        with pytest.raises(InvalidInput) as told:
            make(desk, customer_id, "Oak", **values)
        assert set(told.value.fields) == {field}
    # On the equator and at Greenwich there are trees too.
    assert equipment(desk, make(desk, customer_id, "Iroko", latitude=0.0, longitude=0.0)).latitude == 0.0


def test_the_map_of_a_customer_has_every_pin_that_is_not_in_the_trash(
    desk: Desk, customer_id: int, places: tuple[int, ...]
) -> None:
    oak = make(desk, customer_id, "Oak", **OAK, place="Back yard", location_id=places[0])
    gone = make(desk, customer_id, "Ash", **OAK)
    make(desk, customer_id, "Elm", type="tree")
    make(desk, factories.make_customer(desk, "Neighbor"), "Lime", **OAK)
    delete_equipment(desk, gone)
    (spot,) = equipment_on_map(desk, customer_id)
    assert (spot.id, spot.name, spot.about, spot.location_id) == (oak, "Oak", "tree · Back yard", places[0])
    assert (spot.point.latitude, spot.point.longitude) == (44.9767, -93.2653)


def test_a_pin_stays_behind_where_its_equipment_moves_and_comes_back_with_it(
    desk: Desk, customer_id: int, places: tuple[int, ...]
) -> None:
    north, south = places[:2]
    unit = make(desk, customer_id, "RTU-1", **OAK, location_id=north)
    fan = part(desk, unit, "Fan", latitude=44.97671, longitude=-93.26531)
    left = move_equipment(desk, unit, south)
    assert set(left) == {unit, fan}
    assert [equipment(desk, one).latitude for one in (unit, fan)] == [None, None]
    assert move_equipment(desk, unit, north, left) == {}
    assert [equipment(desk, one).latitude for one in (unit, fan)] == [44.9767, 44.97671]
    # Moved and pinned anew in one go, the new pin counts.
    save_equipment(desk, replace(equipment(desk, unit), location_id=south, latitude=44.95))
    assert equipment(desk, unit).latitude == 44.95
    # Moving it to where it is takes nothing away.
    assert move_equipment(desk, unit, south) == {}
    assert equipment(desk, unit).latitude == 44.95
