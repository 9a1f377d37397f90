"""Timesheets: entries that are written, corrected, undone, moved, found broken, exported and erased."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from officedesk.errors import Conflict, InvalidInput, NotAllowed
from officedesk.models.customers import Location
from officedesk.models.enums import Role
from officedesk.models.mapping import TimeEntry
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.check import check
from officedesk.services.customers import editing
from officedesk.services.desk import Desk, seat
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.mapping.devices import device, devices, save_device
from officedesk.services.mapping.time_editing import (
    delete_time,
    new_time,
    restore_time,
    save_time,
    stop_time,
    time_entry,
)
from officedesk.services.mapping.time_entries import NEWEST, TimeEntryList, entries
from officedesk.services.mapping.time_rows import TimeDraft, TimeFilter
from officedesk.services.paging import Sort
from officedesk.services.transfer.export import export_to
from tests.db.positions.ground import csv, drive, fence, van
from tests.db.selling import job_of, line
from tests.db.undoing import back
from tests.factories import make_customer, make_technician, make_user
from tests.support.clock import local


@pytest.fixture
def anton(desk: Desk) -> int:
    return make_technician(desk, "Anton Grip")


def worked(desk: Desk, technician: int, *hours: int, **changes: object) -> TimeDraft:
    began, ended = hours
    draft = TimeDraft(technician, local(2023, 6, 22, began), local(2023, 6, 22, ended))
    return save_time(desk, replace(draft, **changes))  # type: ignore[arg-type]


def test_time_is_the_offices_and_follows_its_job(desk: Desk, anton: int) -> None:
    customer = make_customer(desk, "ABC Company")
    job = job_of(desk, customer, [line(1)])

    saved = worked(desk, anton, 8, 12, job_id=job.id, note=" Filters \n changed ")

    (row,) = entries(desk, TimeFilter())
    assert (row.started, row.ended, row.seconds) == (local(2023, 6, 22, 8), local(2023, 6, 22, 12), 4 * 3_600)
    assert (row.company, row.job, row.note) == ("ABC Company", job.number, saved.note)
    assert saved.customer_id == customer
    with desk.read() as session:
        assert f"{session.scalar(select(TimeEntry.started_at)):%H}" == "13"


def test_what_cannot_be_is_refused_beside_its_field(desk: Desk, anton: int) -> None:
    empty = TimeDraft()
    with pytest.raises(InvalidInput) as refused:
        save_time(desk, empty)
    assert set(refused.value.fields) == {"technician_id", "started"}
    for changes, field in (
        ({"ended": local(2023, 6, 22, 7)}, "ended"),
        ({"ended": local(2023, 6, 24, 7)}, "ended"),
        ({"job_id": 999}, "job_id"),
        ({"customer_id": 999}, "customer_id"),
        ({"technician_id": 999}, "technician_id"),
    ):
        with pytest.raises(InvalidInput) as refused:
            save_time(desk, replace(TimeDraft(anton, local(2023, 6, 22, 8)), **changes))
        assert field in refused.value.fields


def test_nobody_is_at_two_places_unless_it_is_meant(desk: Desk, anton: int) -> None:
    worked(desk, anton, 8, 12)

    with pytest.raises(InvalidInput, match="from Jun 22, 08:00 until 12:00 already"):
        worked(desk, anton, 11, 13)

    worked(desk, anton, 12, 13)
    worked(desk, make_technician(desk, "Raz"), 9, 10)
    save_time(desk, TimeDraft(anton, local(2023, 6, 22, 9), local(2023, 6, 22, 10)), overlap=True)
    assert len(entries(desk, TimeFilter())) == 4


def test_work_that_goes_on_can_be_stopped(desk: Desk, anton: int) -> None:
    running = save_time(desk, replace(new_time(desk, technician_id=anton), started=local(2023, 6, 22, 6)))
    assert running.id is not None
    assert entries(desk, TimeFilter(running=True))[0].seconds is None

    assert stop_time(desk, running.id).ended == local(2023, 6, 22, 7)
    assert entries(desk, TimeFilter(running=True)) == []


def test_two_desktops_change_different_fields_and_neither_loses(desk: Desk, other_desk: Desk, anton: int) -> None:
    base = worked(desk, anton, 8, 12)
    save_time(desk, replace(base, note="From A"), base)

    both = save_time(other_desk, replace(base, ended=local(2023, 6, 22, 13)), base)
    assert (both.note, both.ended) == ("From A", local(2023, 6, 22, 13))
    with pytest.raises(Conflict) as clash:
        save_time(other_desk, replace(base, note="From B"), base)
    assert clash.value.fields == ("note",)


def test_entries_go_to_the_trash_and_come_back_by_hand_and_by_undo(desk: Desk, anton: int) -> None:
    saved = worked(desk, anton, 8, 12, note="Roof")
    assert saved.id is not None

    delete_time(desk, [saved.id])
    assert entries(desk, TimeFilter()) == []
    (lying,) = TrashList(desk).first(TrashFilter(), Sort("at"), 10)
    assert (lying.kind, lying.name, lying.detail) == ("time_entry", "Anton Grip", "Roof")
    back(desk)
    assert len(entries(desk, TimeFilter())) == 1
    delete_time(desk, [saved.id])
    assert restore(desk, [row_id("time_entry", saved.id)]).refused == ()
    restore_time(desk, [saved.id])
    assert time_entry(desk, saved.id).note == "Roof"


def test_a_change_is_taken_back(desk: Desk, anton: int) -> None:
    saved = worked(desk, anton, 8, 12)
    save_time(desk, replace(saved, ended=local(2023, 6, 22, 14)))

    back(desk)

    assert entries(desk, TimeFilter())[0].ended == local(2023, 6, 22, 12)


def test_time_of_a_job_goes_where_the_job_goes_and_holds_its_customer(desk: Desk, anton: int) -> None:
    from officedesk.services.work import jobs

    job = job_of(desk, make_customer(desk, "Before"), [line(1)])
    worked(desk, anton, 8, 12, job_id=job.id)
    after = make_customer(desk, "After")

    jobs.save_job(desk, replace(job, customer_id=after, location_id=None, contact_id=None))

    assert entries(desk, TimeFilter())[0].company == "After"
    assert check(desk).ok


def test_filters_sorting_and_totals(desk: Desk, anton: int) -> None:
    raz = make_technician(desk, "Raz Bajwa")
    job = job_of(desk, make_customer(desk, "ABC Company"), [line(1)])
    worked(desk, anton, 8, 12, job_id=job.id)
    worked(desk, raz, 9, 10, note="Depot")
    source = TimeEntryList(desk)

    def found(**wanted: object) -> int:
        return len(source.ids(TimeFilter(**wanted), NEWEST))  # type: ignore[arg-type]

    assert (found(), found(technician_id=raz), found(job_id=job.id)) == (2, 1, 1)
    assert (found(text="abc"), found(text="depot"), found(text="raz"), found(text="%")) == (1, 1, 1, 2)
    assert found(date_from=local(2023, 6, 23).date()) == 0
    assert dict(source.footer(TimeFilter()).sums) == {"seconds": 5 * 3_600}
    for column in ("started", "ended", "seconds", "technician", "company", "location", "job", "note"):
        assert len(source.ids(TimeFilter(), Sort(column))) == 2


def test_erasing_a_customer_takes_their_time_and_a_job_with_time_stays(desk: Desk, anton: int) -> None:
    customer = make_customer(desk, "ABC Company")
    job = job_of(desk, customer, [line(1)])
    worked(desk, anton, 8, 12, job_id=job.id)
    from officedesk.services.work import jobs

    assert job.id is not None
    jobs.delete_job(desk, job.id)
    refused = plan(desk, [row_id("job", job.id)]).refused
    assert refused == (f"Job {job.number} stays: time on a timesheet stands on it, in the trash or not.",)
    editing.trash(desk, [customer])

    wanted = plan(desk, [row_id("customer", customer)])
    assert ("time entries", 1) in wanted.counts
    erase(desk, [row_id("customer", customer)], wanted.word)

    assert entries(desk, TimeFilter()) == []


def test_a_check_finds_time_and_stays_that_cannot_be(desk: Desk, anton: int) -> None:
    from officedesk.models.mapping import Crossing
    from officedesk.services.mapping.imports import take_in

    van(desk)
    fence(desk)
    take_in(desk, "day.csv", csv(drive([(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)])))
    job = job_of(desk, make_customer(desk), [line(1)])
    entry = worked(desk, anton, 8, 12, job_id=job.id)
    report = check(desk)
    assert report.ok
    assert (report.checked["crossings"], report.checked["time entries"]) == (2, 1)
    assert report.checked["positions"] > 50
    other = make_customer(desk)
    with desk.write() as session:
        place = session.scalar(select(Location.id).where(Location.customer_id == other))
        session.execute(update(TimeEntry).values(customer_id=other, location_id=None))
        ends = session.scalar(select(Crossing.id).where(Crossing.entered_id.is_not(None)))
        session.execute(update(Crossing).where(Crossing.id == ends).values(entered_id=ends))
        assert place is not None

    found = {finding.where: finding.text for finding in check(desk).findings}

    assert found[f"Time entry {entry.id}"] == "is for a job of another customer"
    assert found[f"Crossing {ends}"] == "of Van 1 at ABC yard ends a stay that is none"


def test_everything_is_exported(desk: Desk, anton: int, tmp_path: Path) -> None:
    from officedesk.services.mapping.imports import take_in

    van(desk, "=Van 1", technician_id=anton)
    fence(desk)
    points = drive([(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)])
    take_in(desk, "day.csv", csv(points, "=Van 1"))
    worked(desk, anton, 8, 12, note="=1+1")

    sheets = {name: tmp_path / f"{name}.csv" for name in ("timesheets", "devices", "crossings", "positions")}
    counts = {name: export_to(desk, name, file) for name, file in sheets.items()}

    assert counts == {"timesheets": 1, "devices": 1, "crossings": 2, "positions": len(points)}
    text = sheets["timesheets"].read_text(encoding="utf-8-sig")
    assert "2023-06-22,08:00,12:00,4" in text
    assert all(not cell.startswith("=") for line in text.splitlines() for cell in line.split(","))


def test_devices_are_named_once_and_change_hands(desk: Desk, anton: int) -> None:
    made = save_device(desk, DeviceDraft("Van 3", identifier=" IMEI 35-209 "))
    for draft, field in (
        (DeviceDraft("Other", identifier="imei 35-209"), "identifier"),
        (DeviceDraft("VAN 3", identifier="x"), "name"),
        (DeviceDraft(""), "name"),
        (DeviceDraft("Z", technician_id=99), "technician_id"),
    ):
        with pytest.raises(InvalidInput) as refused:
            save_device(desk, draft)
        assert field in refused.value.fields
    saved = save_device(desk, replace(made, technician_id=anton))
    with pytest.raises(Conflict):
        save_device(desk, replace(made, name="Van 4"))
    (row,) = devices(desk)
    assert (row.called, row.last_at) == ("Van 3 · Anton Grip", None)
    back(desk)
    assert saved.id is not None
    assert device(desk, saved.id).technician_id is None


def test_an_import_does_not_stand_in_the_way_of_whoever_edits_the_device(desk: Desk, other_desk: Desk) -> None:
    from officedesk.services.mapping.imports import take_in

    open_form = device(other_desk, van(desk))
    fence(desk)
    take_in(desk, "day.csv", csv(drive([(0.0, 0.0), (3_000.0, 0.0)])))

    assert save_device(other_desk, replace(open_form, name="Van One")).name == "Van One"


def test_a_technician_may_not_write_timesheets(desk: Desk, anton: int) -> None:
    tess = seat(desk.database, "Desktop C", make_user(desk, "Tess", role=Role.TECHNICIAN), desk.now)

    with pytest.raises(NotAllowed):
        save_time(tess, TimeDraft(anton, local(2023, 6, 22, 8)))
