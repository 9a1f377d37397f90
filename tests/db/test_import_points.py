"""Latitudes and longitudes in imported files: read, checked, told by row and column, and written out again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from officedesk.models.customers import Location
from officedesk.services.customers.drafts import Address, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.transfer.customers import ImportOptions, ImportResult, apply, inspect, plan
from officedesk.services.transfer.export import export_to

HEADER = "Customer,Location street,Location city,Location state,Location ZIP,Latitude,Longitude\n"
FOURTH = "ABC,400 S 4th St,Minneapolis,MN,55415"


def _bring(desk: Desk, folder: Path, text: str, **options: bool) -> ImportResult:
    path = folder / "in.csv"
    path.write_text(text, encoding="utf-8")
    seen = inspect(path)
    assert not seen.unused
    return apply(desk, seen.source, seen.mapping, ImportOptions(**options))


def _points(desk: Desk) -> list[tuple[str, float | None, float | None]]:
    with desk.read() as session:
        rows = session.execute(select(Location.street, Location.latitude, Location.longitude).order_by(Location.id))
        return [(row[0], row[1], row[2]) for row in rows]


def test_points_come_in_with_their_locations(desk: Desk, tmp_path: Path) -> None:
    done = _bring(desk, tmp_path, HEADER + f"{FOURTH},44.9767,-93.2653\nDEF,9 Oak Ave,Edina,MN,55424,,\n").plan
    assert (done.new, done.warnings, done.errors) == (2, 0, 0)
    assert _points(desk) == [("400 S 4th St", 44.9767, -93.2653), ("9 Oak Ave", None, None)]


@pytest.mark.parametrize(
    "headers",
    [
        "lat,lng", "Lat,Lon", "LATITUDE,LONGITUDE", "Location latitude,Location longitude", "service_lat,service_long",
        "Site Latitude,Site Longitude", "geo lat,geo long",
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(desk: Desk, tmp_path: Path, headers: str) -> None:
    _bring(desk, tmp_path, f"Customer,Service street,{headers}\nABC,400 S 4th St,44.9767,-93.2653\n")
    assert _points(desk) == [("400 S 4th St", 44.9767, -93.2653)]


@pytest.mark.parametrize("header", ["Coordinates", "GPS", "Lat/Long", '"Latitude, Longitude"', "GPS coordinates"])
def test_a_point_in_one_column(desk: Desk, tmp_path: Path, header: str) -> None:
    _bring(desk, tmp_path, f'Customer,Service street,{header}\nABC,400 S 4th St,"44.9767, -93.2653"\n')
    assert _points(desk) == [("400 S 4th St", 44.9767, -93.2653)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "column", "words"),
    [
        ("north", "-93.2653", "Latitude", "“north” is no latitude"),
        ("44.9767", "west", "Longitude", "“west” is no longitude"),
        ("-93.2653", "44.9767", "Latitude", "may have been swapped"),
        ("44.9767", "", "Latitude", "needs a longitude"),
        ("", "-93.2653", "Longitude", "needs a latitude"),
        ("0", "0.0", "Longitude", "the sea off Africa"),
        ("=1+1", "-93", "Latitude", "no latitude"),
        ("1e400", "nan", "Latitude", "no latitude"),
    ],
)
def test_what_is_no_point_is_left_out_and_told_by_row_and_column(
    desk: Desk, tmp_path: Path, latitude: str, longitude: str, column: str, words: str
) -> None:
    done = _bring(desk, tmp_path, HEADER + f"First,1 A St,Edina,MN,55424,,\n{FOURTH},{latitude},{longitude}\n").plan
    (issue,) = done.issues
    assert (issue.row, issue.column) == (3, column)
    assert words in issue.message
    assert str(issue).startswith(f"Row 3, column “{column}”: ")
    assert (done.new, done.errors) == (2, 0)
    assert _points(desk) == [("1 A St", None, None), ("400 S 4th St", None, None)]


def test_a_point_far_from_its_zip_code_is_told_and_kept(desk: Desk, tmp_path: Path) -> None:
    done = _bring(desk, tmp_path, HEADER + f"{FOURTH},44.9767,93.2653\nDEF,1 A St,Edina,MN,55424,34.05,-118.24\n").plan
    first, second = done.issues
    assert "miles from ZIP 55415: is a minus sign missing?" in first.message
    assert "miles from ZIP 55424: look at it" in second.message
    assert len(_points(desk)) == 2
    assert _points(desk)[0][1:] == (44.9767, 93.2653)


def test_a_dry_run_tells_the_same_and_stores_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(HEADER + f"{FOURTH},44.9767,93.2653\nDEF,1 A St,Edina,MN,55424,x,y\n", encoding="utf-8")
    seen = inspect(path)
    dry = plan(desk, seen.source, seen.mapping)
    assert [issue.row for issue in dry.issues] == [2, 3]
    assert _points(desk) == []
    assert apply(desk, seen.source, seen.mapping).plan.issues == dry.issues


def test_a_point_beside_a_billing_address_alone_is_a_location_there(desk: Desk, tmp_path: Path) -> None:
    header = "Customer,Billing street,Billing city,Billing state,Billing ZIP,Latitude,Longitude\n"
    rows = (
        "ABC,400 S 4th St,Minneapolis,MN,55415,44.9767,-93.2653\n"
        "No point,1 A St,Edina,MN,55424,,\n"
        "No address,,,,,44.9,-93.2\n"
        "Wrong,2 A St,Edina,MN,55424,999,1\n"
    )
    done = _bring(desk, tmp_path, header + rows).plan
    assert _points(desk) == [("400 S 4th St", 44.9767, -93.2653)]
    assert [issue.row for issue in done.issues] == [4, 5]


def test_an_update_brings_points_and_takes_none_away(desk: Desk, tmp_path: Path) -> None:
    place = LocationDraft("Main", Address("400 S 4th St", "", "Minneapolis", "MN", "55415"))
    other = LocationDraft("Other", Address("9 Oak Ave", "", "Edina", "MN", "55424", "", 44.9, -93.3))
    billing = Address("1 Old St", "", "Edina", "MN", "55424", "", 44.8, -93.2)
    draft = save_customer(desk, CustomerDraft("ABC", number="7", billing=billing, locations=(place, other)))
    header = "Customer number," + HEADER.replace("Customer", "Customer,Billing street,Billing city")
    rows = (
        "7,ABC,2 New St,Edina,400 S 4th St,Minneapolis,MN,55415,44.9767,-93.2653\n"
        "7,ABC,2 New St,Edina,9 Oak Ave,Edina,MN,55424,,\n"
    )
    assert _bring(desk, tmp_path, header + rows, update=True).plan.updated == 1
    assert _points(desk) == [("400 S 4th St", 44.9767, -93.2653), ("9 Oak Ave", 44.9, -93.3)]
    # The point of the billing address was that of the old street.
    assert draft.id is not None
    stored = customer(desk, draft.id).billing
    assert (stored.street, stored.latitude, stored.longitude) == ("2 New St", None, None)


def test_points_go_out_as_numbers_and_come_in_again(desk: Desk, tmp_path: Path) -> None:
    _bring(desk, tmp_path, HEADER + f"{FOURTH},-44.976712,-93.265312\nDEF,9 Oak Ave,Edina,MN,55424,,\n")
    out = tmp_path / "out.csv"
    export_to(desk, "customers", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        first = next(row for row in csv.DictReader(file) if row["Customer"] == "ABC")
    assert (first["Location latitude"], first["Location longitude"]) == ("-44.976712", "-93.265312")
    before = _points(desk)
    with desk.write() as session:
        for place in session.scalars(select(Location)):
            place.latitude = place.longitude = None
    seen = inspect(out)
    assert "Location latitude" not in seen.unused
    apply(desk, seen.source, seen.mapping, ImportOptions(update=True))
    assert _points(desk) == before


def test_a_workbook_has_them_as_numbers(desk: Desk, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    _bring(desk, tmp_path, HEADER + f"{FOURTH},-44.976712,-93.265312\n")
    export_to(desk, "locations", tmp_path / "out.xlsx")
    head, row = load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    assert (cells["Latitude"], cells["Longitude"]) == (-44.976712, -93.265312)


def test_the_table_of_locations_has_numbers_too(desk: Desk, tmp_path: Path) -> None:
    _bring(desk, tmp_path, HEADER + f"{FOURTH},44.9767,-93.2653\n")
    out = tmp_path / "out.json"
    export_to(desk, "locations", out)
    (row,) = json.loads(out.read_text(encoding="utf-8"))
    assert (row["Latitude"], row["Longitude"]) == (44.9767, -93.2653)
