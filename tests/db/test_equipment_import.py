"""Importing lists of equipment: whose, where, parts of what, there already; all of it or nothing; and out again."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from officedesk.errors import InvalidInput
from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.services.activity.undo import last_undoable, undo
from officedesk.services.customers.locations import locations
from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import delete_equipment, equipment, save_equipment
from officedesk.services.transfer.equipment import apply, inspect, plan, read_map
from officedesk.services.transfer.equipment_rows import EquipmentField as F
from officedesk.services.transfer.export import export_to
from officedesk.services.transfer.results import (
    ImportCancelled,
    ImportOptions,
    ImportPlan,
    ImportRefused,
    RowResult,
)
from tests import factories
from tests.db.equipment_support import listed, make, names

HEADER = "Name,Kind,Part of,Type,Make,Model,Serial #,Installed,Warranty expires,Location,Where,Notes\n"


@pytest.fixture
def customer_id(desk: Desk) -> int:
    return factories.make_customer(
        desk,
        "ABC Company",
        number="12345",
        locations=[
            {"name": "North", "street": "400 S 4th St.", "city": "Minneapolis", "region": "MN", "postal_code": "55415"},
            {"name": "South", "street": "1820 Park Ave", "city": "Saint Paul"},
        ],
    )


def bring(
    desk: Desk, folder: Path, text: str, customer_id: int | None = None, report: Any = None, **options: bool
) -> ImportPlan:
    path = folder / "units.csv"
    path.write_text(text, encoding="utf-8")
    seen = inspect(path)
    wanted = ImportOptions(**options)
    planned = plan(desk, seen.source, seen.mapping, wanted, customer_id=customer_id)
    done = apply(desk, seen.source, seen.mapping, wanted, customer_id=customer_id, report=report).plan
    assert (planned.new, planned.updated, planned.skipped) == (done.new, done.updated, done.skipped)
    return done


def test_headers_are_recognized(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(HEADER, encoding="utf-8")
    assert inspect(path).mapping.columns == (
        F.NAME,
        F.KIND,
        F.PART_OF,
        F.TYPE,
        F.MANUFACTURER,
        F.MODEL,
        F.SERIAL_NUMBER,
        F.INSTALL_DATE,
        F.WARRANTY_ENDS,
        F.LOCATION,
        F.PLACE,
        F.NOTES,
    )


def test_rows_become_equipment_and_parts(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    north, south = (place.id for place in locations(desk, customer_id))
    rows = (
        "Belt,part,RTU-1,,,A42,,,,,,\n"
        "RTU-1,,,Rooftop unit,Carrier,48TC,AB-17,5/1/2021,2031-05-01,North,Roof,Four filters\n"
        'Boiler,,,,Weil,,WM-7,,,"1820 Park Ave, Saint Paul, MN",,\n'
        ",,,,Trane,XR14,,,,,,\n"
    )
    done = bring(desk, tmp_path, HEADER + rows, customer_id)
    assert (done.rows, done.new, done.errors, done.warnings) == (4, 4, 0, 0)
    found = {row.name: row for row in listed(desk)}
    assert names(listed(desk)) == ["Belt", "Boiler", "RTU-1", "Trane XR14"]
    unit, belt = found["RTU-1"], found["Belt"]
    assert (unit.install_date, unit.warranty_ends) == (date(2021, 5, 1), date(2031, 5, 1))
    assert (unit.location_id, found["Boiler"].location_id, found["Trane XR14"].location_id) == (north, south, None)
    assert (belt.kind, belt.parent_id, belt.location_id) == (EquipmentKind.PART, unit.id, north)


def test_a_second_import_of_the_same_list_brings_nothing(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    text = HEADER + "RTU-1,,,,Carrier,48TC,AB-17,,,North,,\nBoiler,,,,,,,,,South,,\n"
    assert bring(desk, tmp_path, text, customer_id).new == 2
    again = bring(desk, tmp_path, text, customer_id)
    assert (again.new, again.skipped) == (0, 2)
    changed = bring(desk, tmp_path, text.replace("48TC", "50XC"), customer_id, update=True)
    assert (changed.new, changed.updated) == (0, 2)
    assert [row.model for row in listed(desk, text="RTU-1")] == ["50XC"]


def test_what_a_file_leaves_empty_stays(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    key = make(
        desk,
        customer_id,
        serial_number="AB-17",
        notes="Ours",
        source=EquipmentSource.THIRD_PARTY,
        warranty_ends=date(2030, 1, 1),
    )
    bring(desk, tmp_path, "Name,Serial,Warranty\nRTU-1,ab-17,\n", customer_id, update=True)
    stored = equipment(desk, key)
    assert (stored.notes, stored.source, stored.warranty_ends, stored.serial_number) == (
        "Ours",
        EquipmentSource.THIRD_PARTY,
        date(2030, 1, 1),
        "ab-17",
    )


def test_errors_keep_everything_out_unless_their_rows_are_left_out(
    desk: Desk, customer_id: int, tmp_path: Path
) -> None:
    text = "Name,Installed\nRTU-1,5/1/2021\nRTU-2,soon\n,\n"
    with pytest.raises(ImportRefused) as refused:
        bring(desk, tmp_path, text, customer_id)
    assert "soon" in str(refused.value)
    assert listed(desk) == []
    told: list[RowResult] = []
    done = bring(desk, tmp_path, text, customer_id, report=told.append, skip_errors=True)
    assert (done.new, done.failed) == (1, 1)
    assert [(one.row, one.outcome) for one in told] == [(2, "new"), (3, "error")]


def test_the_file_may_say_whose_it_is(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    factories.make_customer(desk, "Twins", number="1")
    factories.make_customer(desk, "Twins", number="2")
    text = "Customer no,Company,Name\n12345,,A\n,abc company,B\n,Twins,C\n,Nobody,D\n99,,E\n"
    with pytest.raises(ImportRefused) as refused:
        bring(desk, tmp_path, text)
    messages = " ".join(str(issue) for issue in refused.value.plan.issues)
    for words in ("2 customers called “Twins”", "no customer called “Nobody”", "no customer with number 99"):
        assert words in messages
    assert bring(desk, tmp_path, text, skip_errors=True).new == 2
    assert {row.customer_id for row in listed(desk)} == {customer_id}


def test_nobody_s_and_somebody_else_s_equipment_is_refused(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="whose equipment"):
        bring(desk, tmp_path, "Name\nA\n")
    with pytest.raises(InvalidInput, match="what the equipment is called"):
        bring(desk, tmp_path, "Notes\nA\n", customer_id)
    factories.make_customer(desk, "Other", number="7")
    with pytest.raises(ImportRefused, match="another customer's"):
        bring(desk, tmp_path, "Customer no,Name\n7,A\n", customer_id)


def test_what_is_doubtful_is_told(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    gone = make(desk, customer_id, "Old", serial_number="X-1")
    delete_equipment(desk, gone)
    text = HEADER + "A,,Nothing,,,,,,,Nowhere,,\nB,,,,,,S-1,,,,,\nB2,,,,,,s-1,,,,,\nOld,,,,,,X-1,,,,,\n"
    done = bring(desk, tmp_path, text, customer_id, skip_errors=True)
    messages = " ".join(str(issue) for issue in done.issues)
    for words in ("no such location", "no equipment “Nothing”", "row 3 is the same piece", "lies in the trash"):
        assert words in messages
    assert names(listed(desk)) == ["A", "B"]


def test_an_import_is_one_step_that_can_be_taken_back(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    bring(desk, tmp_path, HEADER + "RTU-1,,,,,,,,,,,\nBelt,,RTU-1,,,,,,,,,\n", customer_id)
    step = last_undoable(desk)
    assert step is not None
    assert step.count == 2
    undo(desk, step.key)
    assert listed(desk) == []


def test_an_import_that_is_stopped_stores_nothing(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("Name\n" + "".join(f"Tree {n}\n" for n in range(1_100)), encoding="utf-8")
    seen = inspect(path)
    with pytest.raises(ImportCancelled):
        apply(desk, seen.source, seen.mapping, customer_id=customer_id, cancelled=lambda: True)
    assert listed(desk) == []


def test_a_map_says_what_columns_are(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\n"Bezeichnung" = "name"\n"Nr" = "serial_number"\n', encoding="utf-8")
    assert read_map(path, ("Bezeichnung", "X", "Nr")).columns == (F.NAME, None, F.SERIAL_NUMBER)
    path.write_text('[columns]\n"Nr" = "colour"\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match="colour"):
        read_map(path, ("Nr",))


def test_what_was_exported_comes_back_the_same(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    north = locations(desk, customer_id)[0].id
    bring(
        desk,
        tmp_path,
        HEADER + "RTU-1,,,Rooftop unit,Carrier,48TC,AB-17,5/1/2021,5/1/2031,North,Roof,=1+1\nBelt,,AB-17,,,,,,,,,\n",
        customer_id,
    )
    unit = next(row for row in listed(desk) if row.name == "RTU-1")
    save_equipment(desk, replace(equipment(desk, unit.id), latitude=44.9767, longitude=-93.2653))
    before = listed(desk)
    target = tmp_path / "out.csv"
    assert export_to(desk, "equipment", target) == 2
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Notes"] for row in rows} == {"'=1+1", ""}
    for row in before[::-1]:
        if row.parent_id is None:
            delete_equipment(desk, row.id)
    with desk.write() as session:
        from officedesk.models.equipment import Equipment

        for key in sorted((row.id for row in before), reverse=True):
            session.delete(session.get_one(Equipment, key))
            session.flush()
    bring(desk, tmp_path, target.read_text(encoding="utf-8-sig"))
    again = {row.name: row for row in listed(desk)}
    for row in before:
        now = again[row.name]
        assert (now.kind, now.parent, now.serial_number, now.warranty_ends, now.notes, now.place) == (
            row.kind,
            row.parent,
            row.serial_number,
            row.warranty_ends,
            row.notes,
            row.place,
        )
        assert now.location_id == north
        assert (now.latitude, now.longitude) == (row.latitude, row.longitude)
    assert (again["RTU-1"].latitude, again["Belt"].longitude) == (44.9767, None)


def test_a_list_of_trees_brings_their_pins(desk: Desk, customer_id: int, tmp_path: Path) -> None:
    head = "Name,Type,Lat,Long\n"
    bring(desk, tmp_path, head + "Oak 1,tree,44.9767,93.2653 W\nOak 2,tree,,\n", customer_id)
    pins = {row.name: (row.latitude, row.longitude) for row in listed(desk)}
    assert pins == {"Oak 1": (44.9767, -93.2653), "Oak 2": (None, None)}
    # What a second list says moves the pin; what it leaves out leaves it.
    path = tmp_path / "again.csv"
    path.write_text("Name,Notes\nOak 1,Prune\n", encoding="utf-8")
    seen = inspect(path)
    apply(desk, seen.source, seen.mapping, ImportOptions(update=True), customer_id=customer_id)
    assert next((row.latitude, row.notes) for row in listed(desk) if row.name == "Oak 1") == (44.9767, "Prune")


@pytest.mark.parametrize(("cells", "said"), [("95,10", "latitude"), ("44.9,", "both"), ("44.9,far", "longitude")])
def test_a_pin_that_is_nowhere_is_told_by_row(
    desk: Desk, customer_id: int, tmp_path: Path, cells: str, said: str
) -> None:
    path = tmp_path / "trees.csv"
    path.write_text(f"Name,Latitude,Longitude\nOak,{cells}\n", encoding="utf-8")
    seen = inspect(path)
    planned = plan(desk, seen.source, seen.mapping, customer_id=customer_id)
    told = [issue.message for issue in planned.issues]
    assert len(told) == 1
    assert said in told[0]
