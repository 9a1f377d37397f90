"""Equipment on jobs and estimates, in the history, taken back, in the trash, and gone for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.base import Base
from officedesk.models.changes import ChangeLog
from officedesk.models.equipment import Equipment, JobEquipment
from officedesk.models.papers import PaperKind
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.check import check
from officedesk.services.customers import editing as customers
from officedesk.services.customers.locations import locations
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.equipment.editing import (
    delete_equipment,
    equipment,
    restore_equipment,
    save_equipment,
)
from officedesk.services.equipment.service import equipment_facts
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import files_of
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import approve_estimate, copy_estimate, estimate, new_estimate, save_estimate
from officedesk.services.work.jobs import job, new_job, save_job
from officedesk.views.customers.history_words import sentences
from tests import factories
from tests.db.equipment_support import listed, make, names, part
from tests.db.selling import line, saved


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


def test_files_stay_when_the_equipment_is_erased(desk: Desk, customer_id: int) -> None:
    head = make(desk, customer_id)
    kept = add_bytes(desk, "plate.txt", b"Carrier 48TC", FileDraft(customer_id, equipment_id=head))
    delete_equipment(desk, head)
    rows = [row_id("equipment", head)]
    erase(desk, rows, plan(desk, rows).word)
    assert [one.id for one in files_of(desk, "customer", customer_id)] == [kept.id]
    assert check(desk).ok
