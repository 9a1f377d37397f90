"""What a dispatcher does with visits: assign, copy, split, move a day, take off the calendar; and the way between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import JobStatus, OccurrenceStatus
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job, Visit
from officedesk.services.activity.undo import undo
from officedesk.services.customers.addresses import warm_up
from officedesk.services.desk import Desk
from officedesk.services.schedule import steps
from officedesk.services.schedule.board import board
from officedesk.services.schedule.moving import Unsettled, apply, check
from officedesk.services.schedule.rows import Move
from officedesk.services.schedule.travel import travel
from officedesk.services.work import jobs
from tests.db.planning_support import THURSDAY, at, job, visit
from tests.db.test_board_moves import LATER, NEXT, block
from tests.factories import make_technician, second_desk


def times(desk: Desk, job_id: int) -> list[tuple[datetime | None, datetime | None]]:
    return [(one.starts, one.ends) for one in jobs.job(desk, job_id).visits]


def test_others_are_assigned_and_taken_off_again(desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    made = visit(desk, NEXT, "8")

    first = steps.assign(desk, made, block(desk, made).version, [raz, sam])
    assert block(desk, made).technician_ids == (sam, raz)
    with pytest.raises(Conflict):
        steps.unassign(desk, made, first.moved[0].version - 1, sam)
    second = steps.unassign(desk, made, first.moved[0].version, sam)
    assert block(desk, made).technician_ids == (raz,)
    steps.unassign(desk, made, second.moved[0].version)

    assert (block(desk, made).technician_ids, block(desk, made).starts) == ((), at(NEXT, "8"))


def test_a_visit_taken_off_the_calendar_waits_again(desk: Desk) -> None:
    sam = make_technician(desk)
    one = visit(desk, NEXT, "8", sam, window_ends=at(NEXT, "9"))
    other = visit(desk, NEXT, "10", sam)

    done = steps.unschedule(desk, one, block(desk, one).version)
    steps.unschedule(desk, other, block(desk, other).version, keep_technicians=True)

    waiting = board(desk, NEXT, NEXT).waiting
    assert [(row.visit_id, row.technician_ids) for row in waiting] == [(one, ()), (other, (sam,))]
    undo(desk, done.key)
    assert (block(desk, one).starts, block(desk, one).window_ends) == (at(NEXT, "8"), at(NEXT, "9"))


def test_a_waiting_job_is_scheduled_once(desk: Desk, other_desk: Desk) -> None:
    sam, work = make_technician(desk), job(desk)
    seen = board(desk, NEXT, NEXT).waiting[0]

    steps.schedule_job(other_desk, work, seen.job_version, at(NEXT, "8"), at(NEXT, "9"), [sam])

    with pytest.raises(Conflict, match="was changed on another desktop") as raised:
        steps.schedule_job(desk, work, seen.job_version, at(LATER, "8"), at(LATER, "9"), [sam])
    assert [one.starts for one in raised.value.theirs] == [at(NEXT, "8")]
    steps.schedule_job(desk, work, 0, at(LATER, "8"), all_day=True)
    assert times(desk, work) == [(at(NEXT, "8"), at(NEXT, "9")), (at(LATER, "0"), at(LATER + timedelta(days=1), "0"))]


def test_no_visit_is_added_to_work_that_is_over(desk: Desk) -> None:
    work = job(desk, status=JobStatus.COMPLETED)
    with pytest.raises(NotAllowed, match="is completed"):
        steps.schedule_job(desk, work, 0, at(NEXT, "8"))


def test_a_copy_is_a_new_visit_of_the_same_job(desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    made = visit(desk, NEXT, "8", sam, minutes=150, window_ends=at(NEXT, "8:30"), note="Ring twice")
    own = block(desk, made)

    done = steps.copy_visit(desk, made, at(LATER, "13"))
    copy = block(desk, done.moved[0].visit_id)

    assert (copy.job_id, copy.starts, copy.ends) == (own.job_id, at(LATER, "13"), at(LATER, "15:30"))
    assert (copy.window_ends, copy.note, copy.technician_ids) == (at(LATER, "13:30"), "Ring twice", (sam,))
    assert block(desk, made)[:14] == own[:14]
    other = steps.copy_visit(desk, made, at(LATER, "13"), [raz])
    assert block(desk, other.moved[0].visit_id).technician_ids == (raz,)
    with pytest.raises(Unsettled, match="then: 13:00"):
        steps.copy_visit(desk, made, at(LATER, "14"))
    undo(desk, other.key)
    undo(desk, done.key)
    assert len(times(desk, own.job_id)) == 1


def test_a_copy_of_a_whole_day_is_a_whole_day(desk: Desk) -> None:
    made = visit(desk, NEXT, days=2)
    done = steps.copy_visit(desk, made, at(LATER, "14:45"))
    copy = block(desk, done.moved[0].visit_id)
    assert (copy.all_day, copy.starts, copy.ends) == (True, at(LATER, "0"), at(LATER + timedelta(days=2), "0"))


def test_a_job_is_split_over_days_at_its_hour(desk: Desk) -> None:
    # Ten hours over three days: 3:30, 3:15 and 3:15, each from eight o'clock on.
    sam = make_technician(desk)
    made = visit(desk, NEXT, "8", sam, minutes=600, note="Bring the crane")
    own = block(desk, made)
    days = [NEXT + timedelta(days=on) for on in (3, 0, 1)]

    done = steps.split_job(desk, made, own.version, days)

    assert times(desk, own.job_id) == [
        (at(days[1], "8"), at(days[1], "11:30")),
        (at(days[2], "8"), at(days[2], "11:15")),
        (at(days[0], "8"), at(days[0], "11:15")),
    ]
    parts = [block(desk, one.visit_id) for one in done.moved]
    assert parts[0].visit_id == made
    assert {(part.technician_ids, part.note) for part in parts} == {((sam,), "Bring the crane")}
    undo(desk, done.key)
    assert times(desk, own.job_id) == [(own.starts, own.ends)]


def test_an_all_day_visit_is_split_into_days(desk: Desk) -> None:
    made = visit(desk, NEXT, days=3)
    own = block(desk, made)
    friday = NEXT + timedelta(days=4)

    steps.split_job(desk, made, own.version, [NEXT, friday])

    assert times(desk, own.job_id) == [(at(day, "0"), at(day + timedelta(days=1), "0")) for day in (NEXT, friday)]


def test_what_cannot_be_split_is_refused(desk: Desk) -> None:
    made, done = visit(desk, NEXT, "8", minutes=30), visit(desk, THURSDAY, "6", status=JobStatus.COMPLETED)
    waiting = visit(desk, None)
    days = [NEXT + timedelta(days=on) for on in range(3)]
    for wanted, words in (([NEXT, NEXT], "2 to 60"), (days, "too short")):
        with pytest.raises(InvalidInput, match=words):
            steps.split_job(desk, made, 1, wanted)
    with pytest.raises(InvalidInput, match="from when to when"):
        steps.split_job(desk, waiting, 1, days)
    with pytest.raises(NotAllowed, match="is done"):
        steps.split_job(desk, done, 1, days[:2])
    with pytest.raises(NotFound):
        steps.split_job(desk, 4711, 1, days)


def test_a_whole_day_moves_with_everybody_or_with_some(desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    early, late = visit(desk, NEXT, "8", sam), visit(desk, NEXT, "13", raz, sam, minutes=90)
    raz_only, nobody, whole = visit(desk, NEXT, "9", raz), visit(desk, NEXT, "10"), visit(desk, NEXT)
    over_night = visit(desk, NEXT - timedelta(days=1), "23", minutes=120)
    done = visit(desk, NEXT, "7", sam, status=JobStatus.COMPLETED)
    week = NEXT + timedelta(days=7)

    step = steps.move_day(desk, NEXT, week, [sam])

    assert {one.visit_id for one in step.moved} == {early, late}
    assert (block(desk, late).starts, block(desk, late).ends) == (at(week, "13"), at(week, "14:30"))
    assert block(desk, late).technician_ids == (sam, raz)
    undo(desk, step.key)
    assert block(desk, early).starts == at(NEXT, "8")
    step = steps.move_day(desk, NEXT, week)
    assert {one.visit_id for one in step.moved} == {early, late, raz_only, nobody, whole}
    assert {one.visit_id for one in board(desk, NEXT, NEXT).visits} == {over_night, done}
    with pytest.raises(NotAllowed, match="nothing to move"):
        steps.move_day(desk, NEXT, week)


def test_moving_a_day_onto_a_busy_one_is_told_first(desk: Desk) -> None:
    sam = make_technician(desk)
    visit(desk, NEXT, "8", sam)
    there = visit(desk, LATER, "8:30", sam)

    moves = steps.day_moves(desk, NEXT, LATER, [sam])
    found = check(desk, moves)

    assert [(problem.kind.value, problem.other_visit_id) for problem in found] == [("double_booked", there)]
    with pytest.raises(Unsettled):
        steps.move_day(desk, NEXT, LATER, [sam])
    assert len(steps.move_day(desk, NEXT, LATER, [sam], accepted=found).moved) == 1


@pytest.mark.parametrize(
    ("zone", "day", "to"),
    [
        ("America/Chicago", date(2024, 3, 8), date(2024, 3, 11)),
        ("America/Chicago", date(2024, 11, 1), date(2024, 11, 4)),
        ("Europe/Berlin", date(2024, 3, 29), date(2024, 4, 1)),
        ("Australia/Lord_Howe", date(2024, 4, 5), date(2024, 4, 8)),
    ],
)
def test_wall_times_stay_over_a_change_of_the_clocks(desk: Desk, zone: str, day: date, to: date) -> None:
    there = replace(desk, zone=ZoneInfo(zone))
    made = visit(there, day, "9", minutes=120)

    steps.move_day(there, day, to)

    with there.read() as session:
        row = session.get_one(Visit, made)
        assert (row.starts, row.ends, row.zone) == (at(to, "9"), at(to, "11"), zone)


def test_a_time_that_the_clocks_skip_becomes_the_one_they_show(desk: Desk) -> None:
    made = visit(desk, date(2024, 3, 9), "2:30")

    steps.move_day(desk, date(2024, 3, 9), date(2024, 3, 10))

    with desk.read() as session:
        row = session.get_one(Visit, made)
        assert (row.starts, row.ends) == (at(date(2024, 3, 10), "3:30"), at(date(2024, 3, 10), "4:30"))


def test_a_visit_of_another_zone_is_the_offices_once_it_is_moved(desk: Desk) -> None:
    sam = make_technician(desk)
    made = visit(desk, NEXT, "8", zone="America/Los_Angeles", window_ends=at(NEXT, "9"))

    steps.assign(desk, made, block(desk, made).version, [sam])
    with desk.read() as session:
        row = session.get_one(Visit, made)
        assert (row.starts, row.zone) == (at(NEXT, "8"), "America/Los_Angeles")
    # Shown at ten in Chicago: half an hour later there is half past ten.
    apply(desk, [Move.of(block(desk, made)).to(at(NEXT, "10:30"))])

    with desk.read() as session:
        row = session.get_one(Visit, made)
        assert (row.starts, row.ends, row.zone) == (at(NEXT, "10:30"), at(NEXT, "11:30"), "America/Chicago")
        assert row.window_ends == at(NEXT, "11:30")


def test_a_moved_visit_of_a_series_is_on_its_own_and_undo_takes_that_back_too(desk: Desk) -> None:
    made = visit(desk, NEXT, "8")
    work = block(desk, made).job_id
    with desk.write() as session:
        row = session.get_one(Job, work)
        series = Series(
            customer_id=row.customer_id,
            brand_id=row.brand_id,
            description="Tune-up",
            rule={},
            starts_on=NEXT,
            zone=desk.zone.key,
            created_at=desk.now(),
            updated_at=desk.now(),
        )
        session.add(series)
        session.flush()
        occurrence = Occurrence(
            series_id=series.id, nominal=NEXT, due=NEXT, status=OccurrenceStatus.PLANNED, job_id=work, reason=""
        )
        occurrence.settled_by = ""
        session.add(occurrence)
        session.flush()
        key = occurrence.id
    assert block(desk, made).occurrence_id == key

    done = apply(desk, [Move.of(block(desk, made)).to(at(LATER, "8"))])

    def own() -> bool:
        with desk.read() as session:
            return session.get_one(Occurrence, key).own

    assert own()
    undo(desk, done.key)
    assert not own()
    assert block(desk, made).starts == at(NEXT, "8")


def test_two_desktops_that_book_the_same_technician_at_once_do_not_do_so_in_silence(desk: Desk) -> None:
    sam = make_technician(desk)
    one, other = visit(desk, NEXT, "8"), visit(desk, LATER, "8")
    desks = desk, second_desk(desk)
    moves = [replace(Move.of(block(desk, made)), technician_ids=(sam,)).to(at(NEXT, "8")) for made in (one, other)]
    moves[0] = replace(moves[0], starts=at(NEXT, "8:15"), ends=at(NEXT, "9"))
    gate = Barrier(2)
    refused: list[Unsettled] = []

    def book(at_desk: Desk, move: Move) -> None:
        gate.wait()
        try:
            apply(at_desk, [move])
        except Unsettled as error:
            refused.append(error)

    threads = [Thread(target=book, args=pair) for pair in zip(desks, moves, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desks[1].database.close()

    assert [error.problems[0].kind.value for error in refused] == ["double_booked"]
    assert len(board(desk, NEXT, LATER).technicians[0].booked) == 2


def test_the_way_between_visits_is_estimated_from_where_they_are(desk: Desk) -> None:
    warm_up()
    sam = make_technician(desk)
    # A tenth of a degree of latitude is 11.1 km: straight lines × 1.3 at 30 mph make 18 minutes.
    places: list[dict[str, object]] = [
        {"latitude": 44.9, "longitude": -93.0},
        {"latitude": 45.0, "longitude": -93.0},
        {"postal_code": "55401", "city": "Minneapolis", "region": "MN"},
        {"country": "Atlantis"},
    ]
    made = [
        visit(desk, NEXT, clock, sam, job_id=job(desk, place=place), minutes=50)
        for clock, place in zip(("8", "9", "11", "13"), places, strict=True)
    ]
    visit(desk, NEXT, "", sam)

    legs = travel(desk, [one for one in board(desk, NEXT, NEXT).visits if sam in one.technician_ids])

    assert [(leg.visit_id, leg.next_id) for leg in legs] == [(made[0], made[1]), (made[1], made[2])]
    first, second = legs
    assert first.metres == pytest.approx(11_113, abs=2)
    assert (first.minutes, first.gap, first.tight, first.approximate) == (18, 10, True, False)
    assert (first.starts, second.gap, second.approximate) == (at(NEXT, "8:50"), 70, True)
    assert not second.tight
