"""Geofences of other programs: looked at before they are kept, and written for them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from officedesk.errors import InvalidInput, NotAllowed, NotFound, OfficeError
from officedesk.maps.shapes import Circle, Polygon
from officedesk.models.enums import Role
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk
from officedesk.services.mapping.fence_exchange import look_at_fences, take_fences, write_fences
from officedesk.services.mapping.fences import trash_fence
from tests import factories
from tests.db.fence_support import BLOCK, YARD, listed, make, names


def geojson(path: Path, *features: tuple[str, Any]) -> Path:
    made = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": rings}}
        for name, rings in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return path


SQUARE = [[[-93.27, 44.97], [-93.26, 44.97], [-93.26, 44.98], [-93.27, 44.98], [-93.27, 44.97]]]
BOW = [[[0, 0], [0.01, 0.01], [0.01, 0], [0, 0.01], [0, 0]]]
LINE = [[[0, 0], [1, 1], [0, 0]]]


def test_a_file_is_looked_at_before_anything_is_kept(desk: Desk, tmp_path: Path) -> None:
    plan = look_at_fences(desk, geojson(tmp_path / "in.geojson", ("Block", SQUARE), ("Bow", BOW), ("Line", LINE)))
    assert [(one.name, one.known) for one in plan.fences] == [("Block", False), ("Bow", False)]
    assert plan.fences[0].shape == BLOCK
    assert plan.fences[0].measured.area == pytest.approx(876_000, rel=0.01)
    assert any("crossed itself" in note for note in plan.fences[1].notes)
    assert len(plan.problems) == 1
    assert "“Line”" in plan.problems[0]
    assert listed(desk) == []
    customer_id = factories.make_customer(desk)
    ids = take_fences(desk, plan.fences, customer_id)
    rows = {row.id: row for row in listed(desk)}
    assert sorted(rows) == sorted(ids)
    assert {row.customer_id for row in rows.values()} == {customer_id}
    assert {row.watchers for row in rows.values()} == {(desk.actor.name,)}


def test_what_is_there_already_is_said(desk: Desk, tmp_path: Path) -> None:
    make(desk, "BLOCK", shape=BLOCK)
    gone = make(desk, "Bow", shape=BLOCK)
    trash_fence(desk, gone)
    file = geojson(tmp_path / "in.json", ("Block", SQUARE), ("Other", SQUARE), ("Bow", SQUARE))
    assert [one.known for one in look_at_fences(desk, file).fences] == [True, False, False]


def test_all_kinds_of_files_bring_back_what_was_written(desk: Desk, tmp_path: Path) -> None:
    odd = "Łódź <yard> & “co” ${x}"
    make(desk, odd, colour="#8250df")
    make(desk, "Block", shape=BLOCK)
    trash_fence(desk, make(desk, "Gone"))
    for ending in (".geojson", ".kml", ".gpx"):
        file = tmp_path / f"out{ending}"
        assert write_fences(desk, file) == 2
        plan = look_at_fences(desk, file)
        assert plan.problems == ()
        found = {one.name: one for one in plan.fences}
        assert set(found) == {odd, "Block"}
        circle = found[odd].shape
        assert isinstance(circle, Circle)
        assert circle.radius == pytest.approx(YARD.radius, abs=0.01)
        assert isinstance(found["Block"].shape, Polygon)
        assert found["Block"].measured.area == pytest.approx(876_000, rel=0.01)
    assert {one.name: one.colour for one in look_at_fences(desk, tmp_path / "out.geojson").fences}[odd] == "#8250df"


def test_only_the_chosen_are_written(desk: Desk, tmp_path: Path) -> None:
    key = make(desk, "One")
    make(desk, "Two")
    assert write_fences(desk, tmp_path / "one.kml", [key]) == 1
    assert [one.name for one in look_at_fences(desk, tmp_path / "one.kml").fences] == ["One"]
    with pytest.raises(InvalidInput, match="must end in"):
        write_fences(desk, tmp_path / "one.shp")
    with pytest.raises(OfficeError):
        write_fences(desk, tmp_path / "no" / "one.kml")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"name,lat\n", "not GeoJSON"),
        (b"{", "cannot be read"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><kml>&a;</kml>", "cannot be read"),
        (b"PK\x03\x04junk", "damaged"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(desk: Desk, tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "odd.kml"
    file.write_bytes(data)
    with pytest.raises(OfficeError, match=said) as refused:
        look_at_fences(desk, file)
    assert "odd.kml" in str(refused.value)
    with pytest.raises(OfficeError, match=r"gone\.kml"):
        look_at_fences(desk, tmp_path / "gone.kml")


def test_what_is_stopped_keeps_what_it_stored(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("officedesk.services.mapping.fence_exchange._AT_ONCE", 2)
    names_ = [f"Fence {number}" for number in range(5)]
    plan = look_at_fences(desk, geojson(tmp_path / "in.json", *((name, SQUARE) for name in names_)))
    told: list[tuple[int, int]] = []
    ids = take_fences(
        desk, plan.fences, alerts=False, progress=lambda *done: told.append(done), cancelled=lambda: len(told) == 2
    )
    assert told == [(2, 5), (4, 5)]
    assert len(ids) == 4
    assert names(listed(desk)) == names_[:4]
    assert not listed(desk)[0].alert_on_enter
    assert listed(desk)[0].watchers == ()


def test_nothing_is_put_to_a_customer_who_is_gone(desk: Desk, tmp_path: Path) -> None:
    plan = look_at_fences(desk, geojson(tmp_path / "in.json", ("Block", SQUARE)))
    customer_id = factories.make_customer(desk)
    trash(desk, [customer_id])
    for number in (customer_id, 99_999):
        with pytest.raises(NotFound):
            take_fences(desk, plan.fences, number)
    assert listed(desk) == []


def test_a_dispatcher_may_not_import(desk: Desk, tmp_path: Path) -> None:
    plan = look_at_fences(desk, geojson(tmp_path / "in.json", ("Block", SQUARE)))
    low = replace(desk, actor=replace(desk.actor, role=Role.DISPATCHER))
    with pytest.raises(NotAllowed):
        take_fences(low, plan.fences)
