"""Technicians' skills, hours and time off; the office's hours and holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.changes import ChangeLog
from officedesk.models.company import Setting, Technician
from officedesk.services.activity.undo import redo
from officedesk.services.desk import Desk
from officedesk.services.office.crew import (
    delete_skill,
    delete_time_off,
    save_skill,
    save_time_off,
    skills,
    times_off,
)
from officedesk.services.office.drafts import SkillDraft, TechnicianDraft, TimeOffDraft, WorkingDays
from officedesk.services.office.people import save_technician, technicians
from officedesk.services.office.week import USUAL
from officedesk.services.office.working_days import (
    holidays_of_year,
    office_hours,
    save_working_days,
    working_days,
)
from tests.db.undoing import back, refused
from tests.factories import make_technician

MONDAY = datetime.combine(date(2026, 11, 23), time())
EARLY = (((420, 720), (750, 930)),) * 4 + ((), (), ())


def away(technician_id: int, first: int = 0, count: int = 1, **more: object) -> TimeOffDraft:
    """Whole days off, counted from Monday."""
    starts = MONDAY + timedelta(days=first)
    return replace(
        TimeOffDraft(technician_id, starts, starts + timedelta(days=count), reason="Vacation"),
        **more,  # type: ignore[arg-type]
    )


def test_a_technician_keeps_hours_skills_cost_and_place(desk: Desk) -> None:
    gas, roof = (save_skill(desk, SkillDraft(name)).id or 0 for name in ("Gas", "Roof"))
    made = save_technician(
        desk,
        TechnicianDraft(
            "Erick Voss", colour="#8a5cf6", hourly_cost=4250, hours=EARLY, position=2, skill_ids=(gas, roof)
        ),
    )
    assert technicians(desk) == [made]
    assert (made.hours, made.hourly_cost, made.skill_ids) == (EARLY, 4250, (gas, roof))
    with desk.read() as session:
        (stored,) = session.scalars(select(Technician.hours))
    assert stored == {**{str(n): [[420, 720], [750, 930]] for n in range(4)}, "4": [], "5": [], "6": []}
    changed = save_technician(desk, replace(made, hours=None, skill_ids=(roof,)))
    assert technicians(desk) == [changed]
    assert [(skill.name, skill.used) for skill in skills(desk)] == [("Gas", 0), ("Roof", 1)]
    back(desk)
    assert technicians(desk) == [replace(made, version=technicians(desk)[0].version)]
    redo(desk)
    assert technicians(desk)[0].skill_ids == (roof,)


def test_the_schedule_orders_technicians_by_place_then_name(desk: Desk) -> None:
    for name, place in (("Zoe", 0), ("adam", 1), ("Bea", 1), ("Cy", 0)):
        save_technician(desk, TechnicianDraft(name, position=place))
    assert [one.name for one in technicians(desk)] == ["Cy", "Zoe", "adam", "Bea"]


def test_a_change_of_skills_alone_is_not_lost_between_two_desktops(desk: Desk, other_desk: Desk) -> None:
    gas = save_skill(desk, SkillDraft("Gas")).id or 0
    mine = save_technician(desk, TechnicianDraft("Erick"))
    save_technician(other_desk, replace(mine, skill_ids=(gas,)))
    with pytest.raises(Conflict) as told:
        save_technician(desk, replace(mine, phone="555"))
    assert told.value.theirs.skill_ids == (gas,)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"colour": "blue"}, "colour"),
        ({"hourly_cost": -1}, "hourly_cost"),
        ({"position": -1}, "position"),
        ({"hours": (((600, 480),), *USUAL[1:])}, "hours"),
        ({"skill_ids": (999,)}, "skill_ids"),
    ],
    ids=str,
)
def test_what_cannot_stand_is_told_at_its_field(desk: Desk, values: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        save_technician(desk, replace(TechnicianDraft("Erick"), **values))  # type: ignore[arg-type]
    assert list(told.value.fields) == [field]
    assert technicians(desk) == []


def test_skills_are_named_once_and_deleted_only_when_unused(desk: Desk) -> None:
    gas = save_skill(desk, SkillDraft("Gas"))
    for name in ("GAS", " gas ", "", "x" * 61):
        with pytest.raises(InvalidInput):
            save_skill(desk, SkillDraft(name))
    made = save_technician(desk, TechnicianDraft("Erick", skill_ids=(gas.id or 0,)))
    with pytest.raises(NotAllowed, match="technicians have it"):
        delete_skill(desk, gas.id or 0)
    save_technician(desk, replace(made, skill_ids=()))
    delete_skill(desk, gas.id or 0)
    assert skills(desk) == []
    back(desk)
    assert [skill.name for skill in skills(desk)] == ["Gas"]


def test_time_off_is_made_changed_deleted_and_taken_back(desk: Desk) -> None:
    erick = make_technician(desk, "Erick")
    made = save_time_off(desk, away(erick, 2, 3))
    assert times_off(desk, erick) == [made]
    changed = save_time_off(desk, replace(made, reason="Sick"))
    delete_time_off(desk, made.id or 0)
    assert times_off(desk) == []
    back(desk)
    assert [(one.reason, one.starts) for one in times_off(desk)] == [("Sick", changed.starts)]
    back(desk)
    assert [one.reason for one in times_off(desk)] == ["Vacation"]
    back(desk)
    assert times_off(desk) == []
    with pytest.raises(NotFound):
        delete_time_off(desk, made.id or 0)


def test_time_off_is_found_by_the_days_it_touches(desk: Desk) -> None:
    erick = make_technician(desk, "Erick")
    whole = save_time_off(desk, away(erick, 0, 2))
    afternoon = save_time_off(
        desk, TimeOffDraft(erick, MONDAY.replace(day=26, hour=13), MONDAY.replace(day=26, hour=17), all_day=False)
    )
    day = MONDAY.date()
    assert times_off(desk, first=day + timedelta(1), last=day + timedelta(1)) == [whole]
    assert times_off(desk, first=day + timedelta(2), last=day + timedelta(2)) == []
    assert times_off(desk, first=date(2026, 11, 26), last=date(2026, 11, 26)) == [afternoon]
    assert times_off(desk, make_technician(desk, "Other")) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"technician_id": None}, "technician_id"),
        ({"technician_id": 999}, "technician_id"),
        ({"starts": None}, "starts"),
        ({"ends": None}, "ends"),
        ({"ends": MONDAY}, "ends"),
        ({"ends": MONDAY + timedelta(days=2000)}, "ends"),
        ({"starts": MONDAY.replace(hour=9)}, "starts"),
    ],
    ids=str,
)
def test_time_off_that_cannot_be_is_refused(desk: Desk, changes: dict[str, object], field: str) -> None:
    draft = away(make_technician(desk, "Erick"))
    with pytest.raises(InvalidInput) as told:
        save_time_off(desk, replace(draft, **changes))  # type: ignore[arg-type]
    assert list(told.value.fields) == [field]


def test_nobody_is_away_twice_at_once(desk: Desk, other_desk: Desk) -> None:
    erick = make_technician(desk, "Erick")
    save_time_off(desk, away(erick, 0, 5))
    with pytest.raises(InvalidInput, match="away then already: Vacation"):
        save_time_off(other_desk, away(erick, 4, 2))
    save_time_off(desk, away(erick, 5, 2))
    save_time_off(desk, away(make_technician(desk, "Other"), 0, 5))


def test_the_office_works_usual_hours_until_it_says_otherwise(desk: Desk) -> None:
    assert office_hours(desk) == USUAL
    assert working_days(desk) == WorkingDays()
    stored = save_working_days(
        desk,
        WorkingDays(EARLY, "US", "MN", ((date(2026, 12, 24), "Christmas Eve"),), ("Columbus Day",)),
    )
    assert (working_days(desk), office_hours(desk)) == (stored, EARLY)
    with desk.read() as session:
        (said,) = session.scalars(select(Setting.value).where(Setting.key == "holidays"))
    assert said == {"country": "US", "region": "MN", "own": [["2026-12-24", "Christmas Eve"]], "off": ["Columbus Day"]}


def test_working_days_of_another_desktop_are_not_written_over(desk: Desk, other_desk: Desk) -> None:
    was = working_days(desk)
    save_working_days(other_desk, replace(was, country="CA"), was)
    with pytest.raises(Conflict) as told:
        save_working_days(desk, replace(was, hours=EARLY), was)
    assert told.value.theirs.country == "CA"
    assert office_hours(desk) == USUAL


def test_working_days_are_told_in_the_history_and_changed_in_settings_only(desk: Desk) -> None:
    save_working_days(desk, WorkingDays(EARLY, "US"))
    save_working_days(desk, working_days(desk))
    with desk.read() as session:
        rows = session.execute(select(ChangeLog.entity, ChangeLog.after).where(ChangeLog.entity == "company")).all()
    ((_, after),) = [row for row in rows if "hours" in row.after]
    assert after["holidays"]["country"] == "US"
    assert "Settings, Working days" in refused(desk)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (WorkingDays(((),)), "hours"),
        (WorkingDays(country="ZZ"), "country"),
        (WorkingDays(country="US", region="XX"), "region"),
        (WorkingDays(own=((date(2026, 1, 2), " "),)), "own"),
        (WorkingDays(own=((date(1066, 1, 2), "Hastings"),)), "own"),
    ],
    ids=["hours", "country", "region", "name", "year"],
)
def test_working_days_that_cannot_be_are_refused(desk: Desk, draft: WorkingDays, field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        save_working_days(desk, draft)
    assert list(told.value.fields) == [field]


def test_holidays_of_a_year_are_the_countrys_without_those_worked_and_with_the_offices_own() -> None:
    draft = WorkingDays(
        country="US",
        region="MN",
        own=((date(2026, 12, 24), "Christmas Eve"),),
        off=("Juneteenth National Independence Day",),
    )
    found = dict(holidays_of_year(draft, 2026))
    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert found[date(2026, 12, 24)] == "Christmas Eve"
    assert date(2026, 6, 19) not in found
    assert date(2026, 12, 24) not in dict(holidays_of_year(draft, 2027))
    assert holidays_of_year(WorkingDays(), 2026) == []
