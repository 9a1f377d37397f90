"""Equipment: kept, found, moved with its parts, linked to papers, told in the history, and gone for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.base import Base
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.models.equipment import Equipment, JobEquipment
from officedesk.models.papers import PaperKind
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.check import check
from officedesk.services.customers import editing as customers
from officedesk.services.customers.locations import locations, remove_location
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import (
    delete_equipment,
    equipment,
    move_equipment,
    new_equipment,
    restore_equipment,
    save_equipment,
)
from officedesk.services.equipment.listing import EquipmentList, equipment_at, equipment_choices, known_words
from officedesk.services.equipment.rows import EquipmentFilter, EquipmentRow
from officedesk.services.equipment.service import equipment_facts
from officedesk.services.equipment.warranty import months_left, told
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import approve_estimate, copy_estimate, estimate, new_estimate, save_estimate
from officedesk.services.work.jobs import job, new_job, save_job
from officedesk.views.customers.history_words import sentences
from tests import factories
from tests.db.selling import line, saved

BY_NAME = Sort("name")


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


def make(desk: Desk, customer_id: int, name: str = "RTU-1", **values: Any) -> int:
    stored = save_equipment(desk, replace(EquipmentDraft(customer_id, name=name), **values))
    assert stored.id is not None
    return stored.id


def part(desk: Desk, parent_id: int, name: str = "Compressor", **values: Any) -> int:
    stored = save_equipment(desk, replace(new_equipment(desk, 0, parent_id=parent_id), name=name, **values))
    assert stored.id is not None
    return stored.id


def listed(desk: Desk, sort: Sort = BY_NAME, **query: Any) -> list[EquipmentRow]:
    source = EquipmentList(desk)
    filter_ = EquipmentFilter(**query)
    ids = source.ids(filter_, sort)
    assert source.footer(filter_).count == len(ids)
    rows = source.rows(ids)
    assert source.first(filter_, sort, 100) == rows[:100]
    return rows


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


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


# --- papers -----------------------------------------------------------------------------------------------------------


def test_a_job_keeps_its_equipment_and_prints_it(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    head = make(desk, customer_id, location_id=places[0], model="48TC", serial_number="AB-17")
    belt = part(desk, head, "Belt")
    stored = save_job(desk, replace(new_job(desk, customer_id, places[0]), equipment=(belt, head)))
    assert stored.id is not None
    assert stored.equipment == (head, belt)
    assert job(desk, stored.id) == stored
    order = paper(desk, PaperKind.WORK_ORDER, stored.id)
    assert [(one.name, one.serial_number) for one in order.equipment] == [("Belt (RTU-1)", ""), ("RTU-1", "AB-17")]
    again = save_job(desk, replace(stored, equipment=(head,)))
    assert again.equipment == (head,)
    assert job(desk, stored.id).equipment == (head,)


def test_equipment_in_the_trash_comes_back_to_its_jobs(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    stored = save_job(desk, replace(new_job(desk, customer_id), equipment=(head,)))
    assert stored.id is not None
    delete_equipment(desk, head)
    seen = job(desk, stored.id)
    assert seen.equipment == ()
    save_job(desk, replace(seen, description="Still the same unit"))
    restore_equipment(desk, head)
    assert job(desk, stored.id).equipment == (head,)


def test_another_customer_s_equipment_is_refused(desk: Desk, customer_id: int) -> None:
    foreign = make(desk, factories.make_customer(desk))
    with pytest.raises(InvalidInput) as refused:
        save_job(desk, replace(new_job(desk, customer_id), equipment=(foreign,)))
    assert list(refused.value.fields) == ["equipment"]
    with pytest.raises(InvalidInput):
        save_estimate(desk, replace(new_estimate(desk, customer_id), equipment=(foreign,)))


def test_an_approved_estimate_hands_its_equipment_to_the_job(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    stored = saved(desk, customer_id, [line(100)], equipment=(head,))
    assert stored.id is not None
    assert estimate(desk, stored.id).equipment == (head,)
    assert copy_estimate(desk, stored.id).equipment == (head,)
    assert copy_estimate(desk, stored.id, factories.make_customer(desk)).equipment == ()
    made = approve_estimate(desk, stored.id, "Pat")
    assert job(desk, made.job_id).equipment == (head,)


def test_service_history_tells_the_jobs_of_equipment_and_parts(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    belt = part(desk, head, "Belt")
    first = save_job(desk, replace(new_job(desk, customer_id), description="Tune-up", equipment=(head, belt)))
    second = save_job(desk, replace(new_job(desk, customer_id), description="New belt", equipment=(belt,)))
    save_job(desk, replace(new_job(desk, customer_id), description="Elsewhere"))
    facts = equipment_facts(desk, head)
    assert [(row.number, row.description, row.part) for row in facts.history] == [
        (second.number, "New belt", "Belt"),
        (first.number, "Tune-up", ""),
    ]
    assert names(facts.parts) == ["Belt"]
    assert facts.history[0].day == desk.today()


# --- history, undo, trash ---------------------------------------------------------------------------------------------


def told_of(desk: Desk, customer_id: int) -> list[str]:
    class Say:
        def money(self, minor: int) -> str:
            return str(minor)

        def date(self, value: Any) -> str:
            return str(value)

    return [sentence for row in of_customer(desk, customer_id) for sentence in sentences(row, Say(), desk.zone)]


def test_the_history_says_what_changed(desk: Desk, customer_id: int, places: tuple[int, ...]) -> None:
    head = make(desk, customer_id, model="48TC")
    belt = part(desk, head, "belt")
    save_equipment(desk, replace(equipment(desk, head), model="50XC", location_id=places[0]))
    stored = save_job(desk, new_job(desk, customer_id))
    save_job(desk, replace(stored, equipment=(head,)))
    second = make(desk, customer_id, "RTU-2")
    save_equipment(desk, replace(equipment(desk, belt), parent_id=second))
    said = told_of(desk, customer_id)
    assert "Created equipment RTU-1" in said
    assert any("Model: 48TC → 50XC" in one or "model: 48TC → 50XC" in one for one in said)
    assert any("dded equipment RTU-1" in one for one in said)
    assert any("RTU-1 → RTU-2" in one for one in said)


def test_undo_and_redo_of_every_step(desk: Desk, customer_id: int) -> None:
    def back() -> None:
        step = last_undoable(desk)
        assert step is not None
        undo(desk, step.key)

    head = make(desk, customer_id, model="48TC")
    save_equipment(desk, replace(equipment(desk, head), model="50XC"))
    back()
    assert equipment(desk, head).model == "48TC"
    redo(desk)
    assert equipment(desk, head).model == "50XC"
    back()
    stored = save_job(desk, new_job(desk, customer_id))
    assert stored.id is not None
    save_job(desk, replace(stored, equipment=(head,)))
    back()
    assert job(desk, stored.id).equipment == ()
    redo(desk)
    assert job(desk, stored.id).equipment == (head,)
    belt = part(desk, head)
    delete_equipment(desk, head)
    assert listed(desk) == []
    back()
    assert {row.id for row in listed(desk)} == {head, belt}
    back()
    assert [row.id for row in listed(desk)] == [head]


def test_the_trash_brings_equipment_back_with_its_parts(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id, manufacturer="Carrier", serial_number="AB-17")
    belt, old = part(desk, head, "Belt"), part(desk, head, "Old belt")
    delete_equipment(desk, old)
    clock: Any = desk.now
    clock.go_on(minutes=1)
    delete_equipment(desk, head)
    rows = TrashList(desk)
    lying = rows.rows(rows.ids(TrashFilter(kind="equipment"), Sort("name")))
    assert [(row.name, row.customer) for row in lying] == [
        ("Belt", "ABC Company"),
        ("Old belt", "ABC Company"),
        ("RTU-1", "ABC Company"),
    ]
    assert lying[2].detail.split() == ["Carrier", "AB-17"]
    with pytest.raises(NotAllowed, match="RTU-1 is in the trash too"):
        restore_equipment(desk, belt)
    done = restore(desk, [row_id("equipment", head)])
    assert done.refused == ()
    assert {row.id for row in listed(desk)} == {head, belt}


@pytest.mark.parametrize("engine_kind", ["sqlite", "postgresql"])
def test_erased_equipment_leaves_nothing_behind(desk: Desk, customer_id: int) -> None:
    secret = "Zebulonquist"
    head = make(desk, customer_id, secret, notes=secret)
    belt = part(desk, head, secret)
    save_job(desk, replace(new_job(desk, customer_id), equipment=(head,)))
    delete_equipment(desk, head)
    rows = [row_id("equipment", head), row_id("equipment", belt)]
    wanted = plan(desk, rows)
    assert not wanted.refused
    erase(desk, rows, wanted.word)
    with desk.read() as session:
        assert session.scalars(select(Equipment)).all() == []
        assert session.scalars(select(JobEquipment)).all() == []
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                if table is ChangeLog.__table__ and "job" in row:
                    continue
                assert secret not in str(row), table.name


def test_a_customer_is_erased_with_the_equipment(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    part(desk, head)
    customers.trash(desk, [customer_id])
    rows = [row_id("customer", customer_id)]
    wanted = plan(desk, rows)
    assert ("pieces of equipment", 2) in wanted.counts
    erase(desk, rows, wanted.word)
    assert listed(desk) == []
    assert check(desk).ok


def test_a_check_finds_equipment_that_is_somebody_else_s(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    assert check(desk).ok
    foreign = locations(desk, factories.make_customer(desk))[0].id
    with desk.write() as session:
        record = session.get(Equipment, head)
        assert record is not None
        record.location_id = foreign
    report = check(desk)
    assert report.checked["equipment"] == 1
    assert [finding.text for finding in report.findings] == ["stands at another customer's location"]
