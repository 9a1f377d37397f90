"""Day sheets and the week plan: what is gathered for paper, and what the paper says."""

from __future__ import annotations

import time as clock_time
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from officedesk.models.enums import NoteKind, PaperSize, Priority
from officedesk.models.notes import Note
from officedesk.models.text import clean
from officedesk.models.work import Job
from officedesk.reports.day_sheet import render_day_sheets
from officedesk.reports.week_plan import render_week_plan
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import save_equipment
from officedesk.services.office.crew import save_time_off
from officedesk.services.office.drafts import TimeOffDraft, WorkingDays
from officedesk.services.office.working_days import save_working_days
from officedesk.services.work.day_sheets import UNASSIGNED, day_sheets, technician_names, week_plan
from officedesk.services.work.drafts import JobDraft, TaskDraft, VisitDraft
from officedesk.services.work.jobs import new_job, save_job
from tests.db.selling import line
from tests.e2e.test_hostile_outputs import ACTIVE, keys
from tests.factories import make_customer, make_technician
from tests.support.hostile import TEXTS

DAY = date(2026, 11, 25)


def at(hour: float, day: date = DAY) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hour)


def job_with(desk: Desk, *visits: VisitDraft, customer: int | None = None, **changes: Any) -> JobDraft:
    customer = make_customer(desk, "ABC Company") if customer is None else customer
    draft = replace(
        new_job(desk, customer),
        description="Filter change",
        tasks=(TaskDraft(line(100, "RTU filters")),),
        visits=visits,
    )
    return save_job(desk, replace(draft, **changes))


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.fixture
def anna(desk: Desk) -> int:
    return make_technician(desk, "Anna Grip")


def test_a_sheet_has_the_visits_of_the_day_in_order_with_all_that_is_needed(desk: Desk, anna: int) -> None:
    bo = make_technician(desk, "Bo Voss")
    customer = make_customer(desk, "ABC Company")
    place = new_job(desk, customer).location_id
    unit = save_equipment(desk, EquipmentDraft(customer, place, name="RTU-1", model="48TC", place="Roof"))
    stored = job_with(
        desk,
        VisitDraft(at(13), at(14.5), technician_ids=(anna, bo), note="Second visit", window_ends=at(14)),
        VisitDraft(at(8), at(9), technician_ids=(anna,)),
        VisitDraft(at(8, DAY + timedelta(1)), at(9, DAY + timedelta(1)), technician_ids=(anna,)),
        customer=customer,
        crew_note="Gate dog",
        equipment=(unit.id,),
        priority=Priority.URGENT,
    )
    with desk.write() as session:
        session.add(
            Note(
                customer_id=customer, location_id=place, kind=NoteKind.SITE, at=desk.now(), created_at=desk.now(),
                updated_at=desk.now(), author="Dana", text="Park at the dock.",
            )
        )  # fmt: skip
    data = day_sheets(desk, DAY)
    mine, theirs = data.sheets
    assert (mine.technician, mine.booked, mine.hours) == ("Anna Grip", "2 visits · 2.5 h", "8:00 – 17:00")
    assert [visit.hours for visit in mine.visits] == ["8:00 – 9:00", "13:00 – 14:30"]
    second = mine.visits[1]
    assert (second.number, second.company, second.window) == (stored.number, "ABC Company", "Arrive by 14:00")
    assert second.notes == (("Crew", "Gate dog"), ("Visit", "Second visit"), ("Site", "Park at the dock."))
    assert (second.fellows, second.urgent) == (("Bo Voss",), "Urgent")
    assert second.equipment == (("RTU-1", "48TC · Roof"),)
    assert [task.name for task in second.tasks] == ["RTU filters"]
    assert second.phone
    assert second.address
    assert (theirs.technician, len(theirs.visits)) == ("Bo Voss", 1)
    told = words(render_day_sheets(data))
    for text in (
        "Anna Grip",
        "Filter change",
        "Arrive by 14:00",
        "Gate dog",
        "Park at the dock.",
        "RTU-1",
        "Signature",
    ):
        assert text in told


def test_only_the_chosen_ones_are_printed_and_an_empty_day_says_so(desk: Desk, anna: int) -> None:
    bo = make_technician(desk, "Bo Voss")
    job_with(desk, VisitDraft(at(8), at(9), technician_ids=(bo,)), VisitDraft(at(10), at(11)))
    assert [sheet.technician for sheet in day_sheets(desk, DAY).sheets] == ["Bo Voss", UNASSIGNED]
    (alone,) = day_sheets(desk, DAY, None, (anna,)).sheets
    assert (alone.technician, alone.visits) == ("Anna Grip", ())
    assert "No visits on this day" in words(render_day_sheets(day_sheets(desk, DAY, None, (anna,))))
    assert technician_names(desk) == [(anna, "Anna Grip"), (bo, "Bo Voss")]


def test_a_week_has_a_sheet_for_each_day_with_something_to_do(desk: Desk, anna: int) -> None:
    monday = DAY - timedelta(days=DAY.weekday())
    job_with(
        desk,
        VisitDraft(at(8, monday), at(9, monday), technician_ids=(anna,)),
        VisitDraft(at(0, DAY), at(48, DAY), all_day=True, technician_ids=(anna,)),
    )
    sheets = day_sheets(desk, monday, monday + timedelta(days=6)).sheets
    assert [sheet.day.split(",")[0] for sheet in sheets] == ["Monday", "Wednesday", "Thursday"]
    assert [sheet.visits[0].hours for sheet in sheets] == ["8:00 – 9:00", "All day (1 of 2)", "All day (2 of 2)"]
    with pytest.raises(ValueError, match="31"):
        day_sheets(desk, monday, monday + timedelta(days=40))


def test_cancelled_visits_and_those_in_the_trash_are_on_no_paper(desk: Desk, anna: int) -> None:
    from officedesk.services.work.jobs import delete_job

    stored = job_with(desk, VisitDraft(at(8), at(9), technician_ids=(anna,)))
    assert len(day_sheets(desk, DAY).sheets) == 1
    delete_job(desk, stored.id or 0)
    assert day_sheets(desk, DAY).sheets == ()
    assert words(render_day_sheets(day_sheets(desk, DAY))).startswith("No visits")


def test_the_week_plan_says_who_is_away_and_when_the_office_is_closed(desk: Desk, anna: int) -> None:
    save_working_days(desk, WorkingDays(country="US", region="MN"))
    save_time_off(desk, TimeOffDraft(anna, at(0), at(24), reason="Vacation"))
    save_time_off(desk, TimeOffDraft(anna, at(13, DAY - timedelta(1)), at(17, DAY - timedelta(1)), all_day=False))
    job_with(desk, VisitDraft(at(8, DAY - timedelta(2)), at(9.5, DAY - timedelta(2)), technician_ids=(anna,)))
    plan = week_plan(desk, DAY)
    assert plan.days == ("Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29")
    assert plan.closed[3] == "Thanksgiving Day"
    (row,) = plan.rows
    assert (row.away[1], row.away[2], row.booked) == ("Off 13:00 – 17:00", "Off: Vacation", "1 visit · 1.5 h")
    assert row.cells[0][0].hours == "8:00 – 9:30"
    told = words(render_week_plan(plan))
    assert "Off: Vacation" in told
    assert "Thanksgiving Day"[:8] in told


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", list(PaperSize))
def test_hostile_text_is_set_as_text_and_the_same_data_gives_the_same_bytes(desk: Desk, size: PaperSize) -> None:
    texts = (*TEXTS, "x" * 5000, "Łukasz\n" * 200)
    people = [make_technician(desk, clean(text)[:200] or "Nobody") for text in texts[:6]]
    for number, text in enumerate(texts):
        stored = clean(text, lines=True)
        customer = make_customer(desk, stored or "x", locations=[{"street": stored, "city": stored, "name": stored}])
        job_with(
            desk,
            VisitDraft(at(6 + number / 10), at(7 + number / 10), technician_ids=(people[number % 6],), note=text),
            customer=customer,
            description=text,
            crew_note=text,
        )
    data = replace(day_sheets(desk, DAY), paper_size=size)
    pdf = render_day_sheets(data)
    assert pdf == render_day_sheets(data)
    assert not set(keys(PdfReader(BytesIO(pdf)).trailer)) & ACTIVE
    told = words(pdf)
    assert "<b>x" in told
    assert "{{7*7}}" in told
    plan = replace(week_plan(desk, DAY), paper_size=size)
    assert render_week_plan(plan) == render_week_plan(plan)
    assert len(PdfReader(BytesIO(render_week_plan(plan))).pages) >= 1


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_thousand_visits_are_drawn_in_seconds_and_none_is_left_out(desk: Desk) -> None:
    people = [make_technician(desk, f"Technician {number}") for number in range(40)]
    customer = make_customer(desk, "ABC Company")
    for number in range(25):
        job_with(
            desk,
            *(VisitDraft(at(6 + number / 2), at(6.5 + number / 2), technician_ids=(person,)) for person in people),
            customer=customer,
            description=f"Job of hour {number}",
        )
    begun = clock_time.perf_counter()
    data = day_sheets(desk, DAY)
    pdf, plan = render_day_sheets(data), render_week_plan(week_plan(desk, DAY))
    took = clock_time.perf_counter() - begun
    assert sum(len(sheet.visits) for sheet in data.sheets) == 1000
    told, planned = words(pdf), words(plan)
    with desk.read() as session:
        numbers = [str(number) for (number,) in session.query(Job.number)]
    assert all(told.count(f"{number} · ABC Company") == 40 for number in numbers)
    assert all(planned.count(f"{number} ABC") == 40 for number in numbers)
    assert took < 20
