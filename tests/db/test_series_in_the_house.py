"""Series are known in the rest of the house: exports, names, merges, erasing and the check of an office."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from officedesk.models.enums import JobStatus
from officedesk.models.recurrence import Frequency, OffDay, Rule
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.trash import row_id
from officedesk.services.check import check
from officedesk.services.customers.editing import trash
from officedesk.services.customers.merge import merge_customers
from officedesk.services.desk import Desk
from officedesk.services.naming import names
from officedesk.services.transfer.export import export_to
from officedesk.services.work import jobs, series
from officedesk.services.work.series_drafts import Scope
from tests.db.series_support import FIRSTS, a_series, dues, occurrences
from tests.factories import make_customer, make_technician
from tests.support.clock import Clock


def test_a_series_is_exported_with_its_rule_and_how_far_it_is(desk: Desk, tmp_path: Path) -> None:
    customer = make_customer(desk, "Birch House")
    made = a_series(desk, customer_id=customer, at_minute=510, technician_ids=(make_technician(desk),))
    moved = a_series(desk, replace(FIRSTS, holidays=OffDay.NEXT), customer_id=customer)
    rows = occurrences(desk, made.id)
    jobs.set_status(desk, rows[0].job_id, JobStatus.COMPLETED)
    series.dismiss(desk, rows[1].id, "Away")
    path = tmp_path / "recurring.json"
    assert export_to(desk, "recurring", path) == 2
    first, second = json.loads(path.read_text(encoding="utf-8"))
    assert (first["Company"], first["Repeats"]) == ("Birch House", "monthly, on the 1st")
    assert first["Rule"] == "RRULE:FREQ=MONTHLY;BYMONTHDAY=1"
    assert (first["Time"], first["Minutes"], first["Field employees"]) == ("8:30", 60, "Sam Field")
    assert (first["Visits done"], first["Visits to come"], first["Left out"]) == (1, 10, 1)
    # Others have no words for holidays that are moved.
    assert second["Rule"] == ""
    assert moved.id is not None
    assert names(desk, [("series", moved.id)]) == {("series", moved.id): "Recurring job: Filter change"}


def test_a_merge_takes_series_along_and_they_go_on(desk: Desk, clock: Clock) -> None:
    stays, goes = make_customer(desk, "Stays"), make_customer(desk, "Goes")
    made = a_series(desk, customer_id=goes)
    merge_customers(desk, stays, goes)
    clock.go_on(days=40)
    assert series.extend(desk) == 2
    assert series.series(desk, made.id or 0).customer_id == stays
    with desk.read() as session:
        mine = select(Job.customer_id).join(Occurrence, Occurrence.job_id == Job.id)
        assert set(session.scalars(mine)) == {stays}
    assert check(desk).errors == 0


def test_erasing_a_customer_takes_their_series_away(desk: Desk, clock: Clock) -> None:
    customer = make_customer(desk, "Leaves")
    made = a_series(desk, Rule(Frequency.MONTHLY), customer_id=customer)
    edited = series.edit_series(
        desk,
        replace(series.series(desk, made.id or 0), description="Else"),
        Scope.FOLLOWING,
        occurrences(desk, made.id)[3].id,
    )
    assert edited.series_id != made.id
    trash(desk, [customer])
    rows = [row_id("customer", customer)]
    erase(desk, rows, plan(desk, rows).word)
    with desk.read() as session:
        assert session.scalars(select(Series.id)).all() == []
        assert session.scalars(select(Occurrence.id)).all() == []
    clock.go_on(days=40)
    assert series.extend(desk) == 0
    assert check(desk).errors == 0


def test_a_job_of_a_series_that_is_deleted_stays_deleted(desk: Desk, clock: Clock) -> None:
    made = a_series(desk)
    row = occurrences(desk, made.id)[2]
    jobs.delete_job(desk, row.job_id)
    clock.go_on(days=10)
    series.extend(desk)
    draft = replace(series.series(desk, made.id or 0), description="Else")
    series.edit_series(desk, draft, Scope.ALL_FUTURE)
    assert str(date(2023, 9, 1)) not in dues(desk, made.id)
    jobs.restore_job(desk, row.job_id)
    assert str(date(2023, 9, 1)) in dues(desk, made.id)
