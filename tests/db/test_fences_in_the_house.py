"""Geofences as any record: told in the history, taken back, merged with their customers, found, checked, erased."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from officedesk.models.company import User
from officedesk.models.enums import CrossingKind, Role
from officedesk.models.mapping import Crossing, Geofence, GeofenceWatcher
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.trash import restore, row_id
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.check import check
from officedesk.services.customers.editing import trash
from officedesk.services.customers.locations import locations
from officedesk.services.customers.merge import compare, merge_customers
from officedesk.services.desk import Desk
from officedesk.services.mapping.fences import fence, save_fence, trash_fence
from officedesk.services.naming import names as naming
from officedesk.services.search.everything import search
from officedesk.services.transfer.export import export_to
from tests import factories
from tests.db.fence_support import BLOCK, YARD, cross, listed, make, names


@pytest.fixture
def abc(desk: Desk) -> int:
    return factories.make_customer(
        desk, "ABC Company", locations=[{"name": "North", "street": "400 S 4th St.", "city": "Minneapolis"}]
    )


@pytest.fixture
def anna(desk: Desk) -> int:
    with desk.write() as session:
        made = User(name="Anna", role=Role.DISPATCHER)
        session.add(made)
        session.flush()
        return made.id


def undo_last(desk: Desk) -> None:
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)


def test_the_history_tells_what_changed(desk: Desk, abc: int, anna: int) -> None:
    key = make(desk, customer_id=abc)
    save_fence(desk, replace(fence(desk, key), shape=BLOCK, watcher_ids=(anna,), active_days=31))
    row = of_customer(desk, abc)[0]
    assert (row.entity, row.entity_id, row.label) == ("geofence", key, "ABC yard")
    assert (row.before["radius"], row.after["radius"]) == (91.44, None)
    told = [part["user_id"] for part in parts] if isinstance(parts := row.after["watchers"], list) else []
    assert told == ["Anna"]
    assert (row.before["active_days"], row.after["active_days"]) == (127, 31)
    assert "text_key" not in row.after
    assert naming(desk, [("geofence", key)]) == {("geofence", key): "ABC yard"}


def test_every_change_is_taken_back_and_done_again(desk: Desk, abc: int, anna: int) -> None:
    place = locations(desk, abc)[0].id
    key = make(desk, customer_id=abc, location_id=place, watcher_ids=(anna,))
    first = fence(desk, key)
    changed = save_fence(desk, replace(first, name="Block", shape=BLOCK, watcher_ids=(), colour="#c62828"))
    undo_last(desk)
    assert fence(desk, key) == replace(first, version=fence(desk, key).version)
    redo(desk)
    assert fence(desk, key) == replace(changed, version=fence(desk, key).version)
    with desk.read() as session:
        stored = session.get_one(Geofence, key)
        assert (stored.west, stored.south, stored.east, stored.north) == (-93.27, 44.97, -93.26, 44.98)
        assert stored.text_key == "block"
    trash_fence(desk, key)
    undo_last(desk)
    assert names(listed(desk)) == ["Block"]
    assert check(desk).ok


def test_a_fence_that_was_made_goes_to_the_trash_when_that_is_undone(desk: Desk) -> None:
    key = make(desk)
    undo_last(desk)
    assert listed(desk) == []
    with desk.read() as session:
        assert session.get_one(Geofence, key).deleted_at is not None


def test_it_comes_back_from_the_trash_with_its_customer(desk: Desk, abc: int) -> None:
    key = make(desk, customer_id=abc)
    trash_fence(desk, key)
    trash(desk, [abc])
    refused = restore(desk, [row_id("geofence", key)])
    assert refused.done == ()
    assert "ABC Company is in the trash too" in refused.refused[0]
    done = restore(desk, [row_id("geofence", key), row_id("customer", abc)])
    assert ("geofence", key, abc) in done.done
    assert names(listed(desk)) == ["ABC yard"]


def test_two_customers_that_become_one_keep_their_fences(desk: Desk, abc: int, anna: int) -> None:
    twin = factories.make_customer(
        desk, "ABC Co.", locations=[{"name": "North", "street": "400 S 4th St.", "city": "Minneapolis"}]
    )
    stay, go = locations(desk, abc)[0].id, locations(desk, twin)[0].id
    key = make(desk, customer_id=twin, location_id=go, watcher_ids=(anna,))
    binned = make(desk, "Binned", customer_id=twin)
    trash_fence(desk, binned)
    assert ("geofence", 2) in compare(desk, abc, twin).moves
    merge_customers(desk, abc, twin)
    moved = fence(desk, key)
    assert (moved.customer_id, moved.location_id, moved.watcher_ids) == (abc, stay, (anna,))
    assert check(desk).ok
    undo_last(desk)
    back = fence(desk, key)
    assert (back.customer_id, back.location_id, back.watcher_ids) == (twin, go, (anna,))
    assert check(desk).ok


def test_it_is_erased_with_its_customer_crossings_and_all(desk: Desk, abc: int, anna: int) -> None:
    at = desk.now() - timedelta(hours=1)
    theirs = make(desk, "Secret yard", customer_id=abc, location_id=locations(desk, abc)[0].id, watcher_ids=(anna,))
    ours = make(desk, "Depot")
    for one in (theirs, ours):
        cross(desk, one, CrossingKind.ENTER, at)
    trash(desk, [abc])
    assert ("geofences", 1) in plan(desk, [row_id("customer", abc)]).counts
    erase(desk, [row_id("customer", abc)], "ABC Company")
    with desk.read() as session:
        assert session.scalars(select(Geofence.id)).all() == [ours]
        assert session.scalars(select(Crossing.geofence_id)).all() == [ours]
        assert session.scalar(select(func.count()).select_from(GeofenceWatcher)) == 0
    assert check(desk).ok


def test_one_alone_is_erased_from_the_trash(desk: Desk) -> None:
    key = make(desk, "Old yard")
    trash_fence(desk, key)
    done = erase(desk, [row_id("geofence", key)], "Old yard")
    assert done.done == (("geofence", key, 0),)
    assert listed(desk) == []


def test_it_is_found_by_its_name(desk: Desk, abc: int) -> None:
    theirs, ours = make(desk, "Łódź yard", customer_id=abc), make(desk, "Depot yard")
    hits = {hit.id: hit for hit in search(desk, "yard") if hit.kind == "geofence"}
    assert set(hits) == {theirs, ours}
    assert (hits[theirs].title, hits[theirs].detail, hits[theirs].customer_id) == ("Łódź yard", "ABC Company", abc)
    assert hits[ours].customer_id == 0
    assert [hit.id for hit in search(desk, "lodz ya") if hit.kind == "geofence"] == [theirs]
    save_fence(desk, replace(fence(desk, theirs), name="Ground"))
    trash_fence(desk, ours)
    assert [hit for hit in search(desk, "yard") if hit.kind == "geofence"] == []
    assert [hit.id for hit in search(desk, "ground") if hit.kind == "geofence"] == [theirs]


def test_a_check_finds_what_does_not_go_together(desk: Desk, abc: int) -> None:
    circle, block = make(desk, "Circle"), make(desk, "Block", shape=BLOCK)
    elsewhere = make(desk, "Elsewhere", customer_id=abc, location_id=locations(desk, abc)[0].id)
    report = check(desk)
    assert report.ok
    assert report.checked["geofences"] == 3
    stranger = factories.make_customer(desk, "Stranger")
    with desk.write() as session:
        session.execute(update(Geofence).where(Geofence.id == circle).values(area=1.0))
        session.execute(update(Geofence).where(Geofence.id == block).values(west=-94.0))
        session.execute(update(Geofence).where(Geofence.id == elsewhere).values(customer_id=stranger))
    found = {finding.where: finding.text for finding in check(desk).findings if finding.where.startswith("Geofence")}
    assert found[f"Geofence {circle} (Circle)"].startswith("area is 1.0")
    assert found[f"Geofence {block} (Block)"].startswith("west is -94.0")
    assert "another customer" in found[f"Geofence {elsewhere} (Elsewhere)"]
    with desk.write() as session:
        session.execute(update(Geofence).where(Geofence.id == block).values(outline=[[[["x"]]]]))
    texts = [finding.text for finding in check(desk).findings if finding.where.startswith(f"Geofence {block}")]
    assert any("cannot be read" in text for text in texts)


def test_all_of_them_are_exported_corners_and_all(desk: Desk, abc: int, anna: int, tmp_path: Path) -> None:
    make(desk, "=cmd()", customer_id=abc, watcher_ids=(anna,), active_from=420, active_until=1080)
    make(desk, "Block", shape=BLOCK, alert_on_enter=False)
    file = tmp_path / "fences.json"
    assert export_to(desk, "geofences", file) == 2
    first, second = json.loads(file.read_text(encoding="utf-8"))
    assert (first["Name"], first["Company"], first["Shape"], first["Tell"]) == (
        "=cmd()",
        "ABC Company",
        "circle",
        "Anna",
    )
    assert float(first["Radius (m)"]) == YARD.radius
    assert (first["Active from"], first["Active until"]) == ("07:00", "18:00")
    assert (second["Shape"], second["Alert on enter"]) == ("polygon", False)
    assert json.loads(second["Corners"]) == BLOCK.coordinates
    text = tmp_path / "fences.csv"
    export_to(desk, "geofences", text)
    assert "'=cmd()" in text.read_text(encoding="utf-8-sig")
