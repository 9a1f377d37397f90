"""What the board shows: visits, technicians and what waits for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from officedesk.models.company import Setting, User
from officedesk.models.customers import Customer, CustomerTag, Tag
from officedesk.models.enums import JobStatus, Priority, Role
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.schedule.board import board
from officedesk.services.schedule.rows import NO_VISIT, Board, BoardFilter
from tests.db.planning_support import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, away, job, skill, visit
from tests.factories import make_brand, make_technician
from tests.support.busy_weeks import busy_week


def ids(shown: Board) -> list[int]:
    return [block.visit_id for block in shown.visits]


def test_visits_come_in_the_order_of_the_clock_with_what_is_known_of_them(desk: Desk) -> None:
    sam = make_technician(desk)
    work = job(
        desk,
        "Carver Library",
        place={"street": "9 Oak Ave", "city": "Edina", "postal_code": "55424", "latitude": 44.9, "longitude": -93.3},
        priority=Priority.URGENT,
        description="Boiler inspection",
    )
    late = visit(desk, MONDAY, "14", sam, job_id=work, minutes=150, window_ends=at(MONDAY, "15"), note="Ring twice")
    early = visit(desk, MONDAY, "8", sam)
    whole = visit(desk, MONDAY)

    shown = board(desk, MONDAY, MONDAY)

    assert ids(shown) == [whole, early, late]
    block = shown.visits[-1]
    assert (block.company, block.description, block.priority) == ("Carver Library", "Boiler inspection", "urgent")
    assert (block.starts, block.ends, block.window_ends) == (at(MONDAY, "14"), at(MONDAY, "16:30"), at(MONDAY, "15"))
    assert (block.location, block.city, block.postal_code) == ("9 Oak Ave", "Edina", "55424")
    assert (block.latitude, block.longitude) == (44.9, -93.3)
    assert (block.technician_ids, block.note, block.status) == ((sam,), "Ring twice", JobStatus.SCHEDULED)
    assert (block.job_id, block.key, block.occurrence_id) == (work, late, None)


def test_a_board_has_what_touches_its_days_and_nothing_else(desk: Desk) -> None:
    visit(desk, MONDAY, "9")
    until_midnight = visit(desk, MONDAY, "22", minutes=120)
    over_night = visit(desk, MONDAY, "23", minutes=120)
    here = visit(desk, TUESDAY, "9")
    days = visit(desk, MONDAY, days=3)
    visit(desk, MONDAY, days=1)
    visit(desk, WEDNESDAY, "0")

    assert ids(board(desk, TUESDAY, TUESDAY)) == [days, over_night, here]
    assert until_midnight in ids(board(desk, MONDAY, MONDAY))
    assert ids(board(desk, WEDNESDAY, WEDNESDAY))[0] == days
    assert days not in ids(board(desk, THURSDAY, THURSDAY))


def test_an_all_day_visit_that_ends_on_the_day_it_begins_has_that_day(desk: Desk) -> None:
    made = visit(desk, MONDAY, ends=at(MONDAY, "0"))

    block = board(desk, MONDAY, TUESDAY).visits[0]

    assert (block.visit_id, block.starts, block.ends) == (made, at(MONDAY, "0"), at(TUESDAY, "0"))
    assert (block.first_day, block.last_day) == (MONDAY, MONDAY)


def test_an_open_end_is_drawn_as_an_hour(desk: Desk) -> None:
    visit(desk, MONDAY, "9", minutes=None)

    block = board(desk, MONDAY, MONDAY).visits[0]

    assert (block.ends, block.open_end) == (at(MONDAY, "10"), True)


def test_a_visit_in_another_zone_is_shown_on_the_offices_clock(desk: Desk) -> None:
    # Eleven in the evening of Monday in Los Angeles is one o'clock on Tuesday in Chicago.
    visit(desk, MONDAY, "23", zone="America/Los_Angeles", window_ends=at(MONDAY, "23:30"))
    whole = visit(desk, MONDAY, zone="America/Los_Angeles")

    assert ids(board(desk, MONDAY, MONDAY)) == [whole]
    block = board(desk, TUESDAY, TUESDAY).visits[0]
    assert (block.starts, block.ends, block.window_ends) == (
        at(TUESDAY, "1"),
        at(TUESDAY, "2"),
        at(TUESDAY, "1:30"),
    )


def test_cancelled_visits_and_what_is_in_the_trash_are_left_out(desk: Desk) -> None:
    gone, left = visit(desk, MONDAY, "9"), visit(desk, MONDAY, "10")
    cancelled = visit(desk, MONDAY, "11", status=JobStatus.CANCELLED)
    without_customer = visit(desk, MONDAY, "12")
    with desk.write() as session:
        session.get_one(Job, session.get_one(Visit, gone).job_id).deleted_at = desk.now()
        owner = session.get_one(Job, session.get_one(Visit, without_customer).job_id).customer_id
        session.get_one(Customer, owner).deleted_at = desk.now()

    assert ids(board(desk, MONDAY, MONDAY)) == [left]
    assert ids(board(desk, MONDAY, MONDAY, BoardFilter(statuses=(JobStatus.CANCELLED,)))) == [cancelled]


@pytest.mark.parametrize(
    ("status", "begins", "minutes", "window", "late"),
    [
        (JobStatus.SCHEDULED, "6", 240, None, True),
        (JobStatus.SCHEDULED, "6", 240, "7:30", False),
        (JobStatus.SCHEDULED, "7", 60, None, False),
        (JobStatus.IN_PROGRESS, "5", 240, None, False),
        (JobStatus.IN_PROGRESS, "5", 60, None, True),
        (JobStatus.COMPLETED, "5", 60, None, False),
    ],
)
def test_late_is_what_should_have_begun_or_ended_by_now(
    desk: Desk, status: JobStatus, begins: str, minutes: int, window: str | None, late: bool
) -> None:
    ends = at(THURSDAY, window) if window else None
    visit(desk, THURSDAY, begins, minutes=minutes, window_ends=ends, status=status)

    assert board(desk, THURSDAY, THURSDAY).visits[0].late is late


def test_each_filter_narrows_the_visits(desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    brand = make_brand(desk)
    plain = visit(desk, MONDAY, "8", sam)
    branded = visit(desk, MONDAY, "9", raz, job_id=job(desk, brand_id=brand))
    gas_job = job(
        desk, "Elm Street Brewing", place={"street": "5 Elm St", "city": "Saint Paul", "postal_code": "55101"}
    )
    gas = visit(desk, MONDAY, "10", sam, raz, job_id=gas_job)
    done = visit(desk, MONDAY, "11", status=JobStatus.COMPLETED)
    climbing = skill(desk, "Gas", of=raz, needed_by=gas_job)
    with desk.write() as session:
        tag = Tag(name="VIP", name_key="vip")
        session.add(tag)
        session.flush()
        session.add(CustomerTag(customer_id=session.get_one(Job, gas_job).customer_id, tag_id=tag.id))
    found = {
        "brand": BoardFilter(brand_ids=(brand,)),
        "skill": BoardFilter(skill_ids=(climbing,)),
        "tag": BoardFilter(tag_ids=(tag.id,)),
        "status": BoardFilter(statuses=(JobStatus.COMPLETED,)),
        "zip": BoardFilter(area="551"),
        "city": BoardFilter(area="saint p"),
        "technician": BoardFilter(technician_ids=(raz,)),
        "nobody": BoardFilter(technician_ids=(0,)),
        "either": BoardFilter(technician_ids=(sam, 0)),
        "text": BoardFilter(text="brewing elm"),
        "name": BoardFilter(text="bajwa"),
        "both": BoardFilter(text="brewing", brand_ids=(brand,)),
    }

    assert {name: ids(board(desk, MONDAY, MONDAY, narrowed)) for name, narrowed in found.items()} == {
        "brand": [branded],
        "skill": [gas],
        "tag": [gas],
        "status": [done],
        "zip": [gas],
        "city": [gas],
        "technician": [branded, gas],
        "nobody": [done],
        "either": [plain, gas, done],
        "text": [gas],
        "name": [branded, gas],
        "both": [],
    }
    block = board(desk, MONDAY, MONDAY, found["skill"]).visits[0]
    assert (block.skill_ids, block.tag_ids, block.technician_ids) == ((climbing,), (tag.id,), (sam, raz))


def test_rows_are_technicians_in_the_order_of_the_schedule(desk: Desk) -> None:
    last = make_technician(desk, "Anton Grip", position=2)
    first = make_technician(desk, "Raz Bajwa", position=1)
    same = make_technician(desk, "Erick Voss", position=1)
    left = make_technician(desk, "Jeff Moreau", active=False)
    assert [row.id for row in board(desk, MONDAY, MONDAY).technicians] == [same, first, last]

    visit(desk, MONDAY, "9", left)

    rows = board(desk, MONDAY, MONDAY).technicians
    assert [(row.id, row.active) for row in rows] == [(same, True), (first, True), (last, True), (left, False)]
    only = board(desk, MONDAY, MONDAY, BoardFilter(technician_ids=(first,)))
    assert [row.id for row in only.technicians] == [first]


def test_a_filter_by_skill_keeps_who_has_it_and_who_has_such_a_visit(desk: Desk) -> None:
    able, busy, _other = (make_technician(desk, name) for name in ("Able", "Busy", "Other"))
    work = job(desk)
    visit(desk, MONDAY, "9", busy, job_id=work)
    gas = skill(desk, "Gas", of=able, needed_by=work)

    rows = board(desk, MONDAY, MONDAY, BoardFilter(skill_ids=(gas,))).technicians

    assert [(row.id, row.skill_ids) for row in rows] == [(able, (gas,)), (busy, ())]


def test_hours_are_the_technicians_own_or_the_offices(desk: Desk) -> None:
    own = make_technician(desk, "A", hours={"0": [[480, 720], [750, 1020]], "4": [[600, 660]]})
    usual = make_technician(desk, "B")
    rows = {row.id: row.hours for row in board(desk, MONDAY, TUESDAY).technicians}
    assert rows == {own: (((480, 720), (750, 1020)), ()), usual: (((480, 1020),),) * 2}

    with desk.write() as session:
        session.add(Setting(key="hours", value={"1": [[420, 900]]}))

    assert board(desk, MONDAY, TUESDAY).technicians[1].hours == ((), ((420, 900),))


def test_time_off_stands_in_the_row(desk: Desk) -> None:
    sam = make_technician(desk)
    off = away(desk, sam, at(TUESDAY, "0"), at(THURSDAY, "0"), "Vacation")
    away(desk, sam, at(THURSDAY, "8"), at(THURSDAY, "10"), "Dentist", all_day=False)

    found = board(desk, WEDNESDAY, WEDNESDAY).technicians[0].away

    assert [(one.id, one.starts, one.ends, one.reason) for one in found] == [
        (off, at(TUESDAY, "0"), at(THURSDAY, "0"), "Vacation")
    ]
    assert board(desk, MONDAY, MONDAY).technicians[0].away == ()
    assert len(board(desk, MONDAY, FRIDAY).technicians[0].away) == 2


def test_booked_minutes_of_each_day_count_whatever_the_filter_leaves(desk: Desk) -> None:
    sam = make_technician(desk)
    visit(desk, MONDAY, "8", sam, minutes=90)
    visit(desk, MONDAY, "10", sam, minutes=30, status=JobStatus.COMPLETED)
    visit(desk, MONDAY, "22", sam, minutes=180)
    visit(desk, MONDAY, "12", sam, status=JobStatus.CANCELLED)
    visit(desk, WEDNESDAY, "", sam)
    visit(desk, WEDNESDAY, "9", sam, minutes=30)

    for narrowed in (BoardFilter(), BoardFilter(statuses=(JobStatus.COMPLETED,))):
        # 90 + 30 + two hours before midnight; one hour after it; the working hours of a day with an all-day visit.
        assert board(desk, MONDAY, THURSDAY, narrowed).technicians[0].booked == (240, 60, 540, 0)


def test_an_hour_that_the_clocks_skip_is_not_booked(desk: Desk) -> None:
    # On March 12, 2023, clocks in Chicago went from 2 to 3; on November 5 from 2 back to 1.
    sam = make_technician(desk)
    visit(desk, date(2023, 3, 12), "1", sam, minutes=180)
    visit(desk, date(2023, 11, 5), "0:30", sam, minutes=180)

    assert board(desk, date(2023, 3, 12), date(2023, 3, 12)).technicians[0].booked == (120,)
    assert board(desk, date(2023, 11, 5), date(2023, 11, 5)).technicians[0].booked == (240,)


def test_what_has_no_day_waits_urgent_ones_first(desk: Desk) -> None:
    sam = make_technician(desk)
    plain = job(desk, "Plain")
    urgent = job(desk, "Urgent", priority=Priority.URGENT)
    dated = visit(desk, MONDAY, "9")
    undated = visit(desk, None, "", sam, name="Undated", note="Bring a ladder")
    job(desk, status=JobStatus.COMPLETED)
    job(desk, status=JobStatus.CANCELLED)

    shown = board(desk, MONDAY, MONDAY)

    assert [(one.job_id, one.visit_id) for one in shown.waiting][:2] == [(urgent, NO_VISIT), (plain, NO_VISIT)]
    last = shown.waiting[-1]
    assert (last.visit_id, last.technician_ids, last.starts, last.note) == (undated, (sam,), None, "Bring a ladder")
    assert (shown.waiting_count, shown.waiting[0].key, ids(shown)) == (3, -urgent, [dated])
    found = board(desk, MONDAY, MONDAY, BoardFilter(text="urgent"))
    assert [one.job_id for one in found.waiting] == [urgent]


def test_a_full_week_takes_as_many_queries_as_an_empty_one(desk: Desk) -> None:
    statements: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    visit(desk, MONDAY, "9", make_technician(desk))
    board(desk, MONDAY, FRIDAY)
    statements.clear()
    board(desk, MONDAY, FRIDAY)
    few = len(statements)

    busy_week(desk, MONDAY, technicians=10, visits=400)
    statements.clear()
    shown = board(desk, MONDAY, FRIDAY)

    assert (len(shown.visits), len(shown.technicians)) == (401, 11)
    assert len(statements) == few


def test_a_technician_may_look_at_the_board(desk: Desk) -> None:
    assert board(replace(desk, actor=replace(desk.actor, role=None)), MONDAY, FRIDAY).visits == ()
    with desk.write() as session:
        session.get_one(User, desk.actor.user_id).role = Role.TECHNICIAN
    seated = replace(desk, actor=replace(desk.actor, role=Role.TECHNICIAN))
    assert board(seated, MONDAY, FRIDAY).waiting == ()


def test_a_board_has_days(desk: Desk) -> None:
    with pytest.raises(ValueError, match="1 to 62 days"):
        board(desk, TUESDAY, MONDAY)
    assert board(desk, MONDAY, FRIDAY).days == [MONDAY + timedelta(days=at) for at in range(5)]
