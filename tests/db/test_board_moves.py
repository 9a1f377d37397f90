"""Visits are moved: what speaks against it comes first, statuses follow, undo takes it back in one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import JobStatus, Role
from officedesk.models.planning import ProblemKind
from officedesk.models.work import Job, Visit
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.desk import Desk
from officedesk.services.schedule.board import board
from officedesk.services.schedule.moving import Unsettled, apply, check
from officedesk.services.schedule.rows import NO_VISIT, Move, VisitBlock
from officedesk.services.work import jobs
from tests.db.planning_support import FRIDAY, MONDAY, THURSDAY, at, away, job, skill, visit
from tests.factories import make_technician

NEXT = date(2023, 6, 26)
"""Monday of the week after: nothing of it is in the past."""
LATER = NEXT + timedelta(days=1)


def block(desk: Desk, visit_id: int) -> VisitBlock:
    shown = board(desk, date(2023, 6, 1), date(2023, 7, 30))
    return next(one for one in (*shown.visits, *shown.waiting) if one.visit_id == visit_id)


def moved(desk: Desk, visit_id: int, starts: datetime, *people: int) -> Move:
    return Move.of(block(desk, visit_id)).to(starts, people)


def kinds(desk: Desk, *moves: Move) -> list[tuple[str, int | None]]:
    return [(problem.kind.value, problem.technician_id) for problem in check(desk, moves)]


def status_of(desk: Desk, visit_id: int) -> tuple[JobStatus, JobStatus]:
    with desk.read() as session:
        row = session.get_one(Visit, visit_id)
        return row.status, session.get_one(Job, row.job_id).status


def test_a_visit_goes_to_another_time_and_technician_with_its_length_and_window(desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    made = visit(desk, NEXT, "8", sam, minutes=90, window_ends=at(NEXT, "8:30"))

    done = apply(desk, [moved(desk, made, at(LATER, "13:15"), raz)])

    now = block(desk, made)
    assert (now.starts, now.ends, now.window_ends) == (at(LATER, "13:15"), at(LATER, "14:45"), at(LATER, "13:45"))
    assert (now.technician_ids, now.status) == ((raz,), JobStatus.SCHEDULED)
    only = done.moved[0]
    assert (only.visit_id, only.version, only.job_version) == (made, now.version, now.job_version)


def test_undo_takes_back_everything_that_was_moved_at_once(desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    one, other = visit(desk, NEXT, "8", sam), visit(desk, NEXT, "10", sam, raz)
    before = block(desk, one), block(desk, other)

    done = apply(desk, [moved(desk, one, at(LATER, "8"), raz), moved(desk, other, at(LATER, "10"))])
    assert block(desk, other).technician_ids == ()
    step = last_undoable(desk)
    assert step is not None
    assert step.key == done.key
    undo(desk, done.key)

    after = block(desk, one), block(desk, other)
    assert [row[:13] for row in after] == [row[:13] for row in before]
    redo(desk)
    assert block(desk, one).starts == at(LATER, "8")


def test_what_is_as_it_was_is_not_stored(desk: Desk) -> None:
    made = visit(desk, NEXT, "8", make_technician(desk))
    before = block(desk, made)

    done = apply(desk, [Move.of(before)])

    assert (done.moved, done.key) == ((), "")
    assert block(desk, made) == before


def test_a_visit_that_another_desktop_moved_is_shown_as_it_is_now(desk: Desk, other_desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    made = visit(desk, NEXT, "8", sam)
    mine = moved(desk, made, at(LATER, "8"), sam)
    apply(other_desk, [moved(other_desk, made, at(NEXT, "11"), sam)])

    with pytest.raises(Conflict, match="was changed on another desktop") as raised:
        apply(desk, [mine])

    assert [one.starts for one in raised.value.theirs] == [at(NEXT, "11")]
    # Who goes is part of it too.
    mine = moved(desk, made, at(LATER, "8"), sam)
    apply(other_desk, [moved(other_desk, made, at(NEXT, "11"), raz)])
    with pytest.raises(Conflict) as raised:
        apply(desk, [mine])
    assert raised.value.theirs[0].technician_ids == (raz,)
    assert block(desk, made).starts == at(NEXT, "11")


def test_an_editor_that_is_open_elsewhere_does_not_move_the_visit_back(desk: Desk, other_desk: Desk) -> None:
    made = visit(desk, NEXT, "8")
    editing = jobs.job(other_desk, block(desk, made).job_id)
    apply(desk, [moved(desk, made, at(LATER, "8"))])

    with pytest.raises(Conflict):
        jobs.save_job(other_desk, replace(editing, description="Other words"))


def test_what_speaks_against_a_move_is_told_before_and_can_be_accepted(desk: Desk) -> None:
    anton = make_technician(desk, "Anton Grip")
    visit(desk, NEXT, "10", anton, minutes=120, name="Carver Library")
    made = visit(desk, LATER, "10", anton)
    wanted = moved(desk, made, at(NEXT, "11"), anton)

    (problem,) = check(desk, [wanted])
    assert (problem.kind, problem.technician_id, problem.visit_id) == (ProblemKind.DOUBLE_BOOKED, anton, made)
    assert problem.text.startswith("Anton Grip has ")
    assert problem.text.endswith(" · Carver Library then: 10:00 – 12:00.")
    with pytest.raises(Unsettled) as raised:
        apply(desk, [wanted])
    assert (raised.value.problems, raised.value.refuses) == ((problem,), False)
    assert block(desk, made).starts == at(LATER, "10")

    apply(desk, [wanted], accepted=[problem])

    assert block(desk, made).starts == at(NEXT, "11")


def test_accepting_one_thing_does_not_accept_what_came_meanwhile(desk: Desk, other_desk: Desk) -> None:
    sam = make_technician(desk)
    first = visit(desk, NEXT, "10", sam)
    made = visit(desk, LATER, "10", sam)
    wanted = moved(desk, made, at(NEXT, "10:30"), sam)
    known = check(desk, [wanted])
    assert [problem.other_visit_id for problem in known] == [first]

    second = visit(other_desk, NEXT, "11", sam)

    with pytest.raises(Unsettled) as raised:
        apply(desk, [wanted], accepted=known)
    assert [problem.other_visit_id for problem in raised.value.problems] == [second]


def test_done_work_may_not_move(desk: Desk) -> None:
    sam = make_technician(desk)
    made = visit(desk, THURSDAY, "6", sam, status=JobStatus.COMPLETED)
    wanted = moved(desk, made, at(NEXT, "8"), sam)

    (problem,) = check(desk, [wanted])
    assert (problem.kind, problem.refuses) == (ProblemKind.DONE, True)
    with pytest.raises(Unsettled, match="is done and stays where it is") as raised:
        apply(desk, [wanted], accepted=[problem])
    assert raised.value.refuses
    with pytest.raises(Unsettled, match="is done"):
        apply(desk, [replace(wanted, starts=None, ends=None)], accepted=[problem])


def test_each_kind_of_problem_is_found(desk: Desk) -> None:
    sam = make_technician(desk, "Sam Field", hours={"0": [[480, 1020]], "1": [[480, 720], [780, 1020]]})
    work = job(desk)
    gas = skill(desk, "Gas", needed_by=work)
    away(desk, sam, at(LATER, "15"), at(LATER, "17"), "Dentist", all_day=False)
    made = visit(desk, NEXT, "8", job_id=work)
    found = {
        "fine": moved(desk, made, at(NEXT, "16")),
        "skill": moved(desk, made, at(NEXT, "16"), sam),
        "late": moved(desk, made, at(NEXT, "16:30"), sam),
        "noon": moved(desk, made, at(LATER, "12"), sam),
        "dentist": moved(desk, made, at(LATER, "14:30"), sam),
        "off": moved(desk, made, at(NEXT + timedelta(days=2), "9"), sam),
        "past": moved(desk, made, at(MONDAY, "9")),
    }

    texts = {name: [problem.text for problem in check(desk, [move])] for name, move in found.items()}

    unskilled = "Sam Field is not listed with Gas."
    assert gas
    assert texts == {
        "fine": [],
        "skill": [unskilled],
        "late": [unskilled, "Sam Field works 8:00 – 17:00 on Monday, June 26."],
        "noon": [unskilled, "Sam Field works 8:00 – 12:00 and 13:00 – 17:00 on Tuesday, June 27."],
        "dentist": ["Sam Field is away: Dentist, 15:00 – 17:00.", unskilled],
        "off": [unskilled, "Sam Field does not work on Wednesday, June 28."],
        "past": ["That is in the past."],
    }


def test_statuses_follow_whether_there_is_a_day(desk: Desk) -> None:
    waiting = visit(desk, None)
    assert status_of(desk, waiting) == (JobStatus.NOT_STARTED, JobStatus.NOT_STARTED)

    apply(desk, [replace(moved(desk, waiting, at(NEXT, "8")), ends=at(NEXT, "9"))])
    assert status_of(desk, waiting) == (JobStatus.SCHEDULED, JobStatus.SCHEDULED)

    apply(desk, [replace(Move.of(block(desk, waiting)), starts=None, ends=None)])
    assert status_of(desk, waiting) == (JobStatus.NOT_STARTED, JobStatus.NOT_STARTED)
    assert [one.visit_id for one in board(desk, MONDAY, FRIDAY).waiting] == [waiting]


def test_a_visit_that_has_begun_keeps_its_day(desk: Desk) -> None:
    made = visit(desk, THURSDAY, "6", minutes=180, status=JobStatus.IN_PROGRESS)

    with pytest.raises(Unsettled, match="has begun and keeps its day"):
        apply(desk, [replace(Move.of(block(desk, made)), starts=None, ends=None)])
    # But it may take longer.
    apply(desk, [replace(Move.of(block(desk, made)), ends=at(THURSDAY, "11"))])
    assert status_of(desk, made)[0] is JobStatus.IN_PROGRESS


def test_a_new_visit_gets_its_job_scheduled(desk: Desk) -> None:
    sam, work = make_technician(desk), job(desk)

    done = apply(desk, [Move(NO_VISIT, 0, at(NEXT, "8"), at(NEXT, "9"), technician_ids=(sam,), job_id=work)])

    made = done.moved[0].visit_id
    assert (block(desk, made).job_id, block(desk, made).technician_ids) == (work, (sam,))
    assert status_of(desk, made) == (JobStatus.SCHEDULED, JobStatus.SCHEDULED)
    undo(desk, done.key)
    assert [(one.job_id, one.visit_id) for one in board(desk, NEXT, NEXT).waiting] == [(work, NO_VISIT)]


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (at(NEXT, "9"), at(NEXT, "8"), "ends"),
        (at(NEXT, "9"), at(NEXT + timedelta(days=15), "8"), "ends"),
        (None, at(NEXT, "8"), "starts"),
        (at(date(1, 1, 1), "0"), None, "starts"),
        (at(date(9999, 12, 31), "23"), None, "starts"),
    ],
)
def test_times_that_no_visit_has_are_refused(
    desk: Desk, starts: datetime | None, ends: datetime | None, field: str
) -> None:
    made = visit(desk, NEXT, "8")
    for use in (check, apply):
        with pytest.raises(InvalidInput) as raised:
            use(desk, [replace(Move.of(block(desk, made)), starts=starts, ends=ends)])
        assert list(raised.value.fields) == [field]


def test_what_is_gone_is_told(desk: Desk) -> None:
    made = visit(desk, NEXT, "8")
    move = Move.of(block(desk, made))
    with pytest.raises(NotFound, match="visit is not there"):
        apply(desk, [replace(move, visit_id=made + 99)])
    with pytest.raises(NotFound, match="technician is not there"):
        apply(desk, [replace(move, technician_ids=(4711,))])
    former = make_technician(desk, "Jeff Moreau", active=False)
    with pytest.raises(NotAllowed, match="Jeff Moreau does not work here any more"):
        apply(desk, [replace(move, technician_ids=(former,))])
    jobs.delete_job(desk, move.job_id)
    with pytest.raises(NotFound, match="in the trash"):
        apply(desk, [move])


def test_nothing_is_moved_where_one_of_them_cannot_be(desk: Desk) -> None:
    one = visit(desk, NEXT, "8")
    done = visit(desk, THURSDAY, "6", status=JobStatus.COMPLETED)

    with pytest.raises(Unsettled):
        apply(desk, [moved(desk, one, at(LATER, "8")), moved(desk, done, at(LATER, "8"))])

    assert block(desk, one).starts == at(NEXT, "8")


def test_a_technician_may_not_plan(desk: Desk) -> None:
    made = visit(desk, NEXT, "8")
    move = moved(desk, made, at(LATER, "8"))
    field = replace(desk, actor=replace(desk.actor, role=Role.TECHNICIAN))
    with pytest.raises(NotAllowed, match="may not plan or change jobs"):
        apply(field, [move])
    with desk.read() as session:
        assert session.scalar(select(Visit.starts).where(Visit.id == made)) == at(NEXT, "8")


def test_who_goes_counts_as_a_change_of_the_visit_in_the_editor_too(desk: Desk, other_desk: Desk) -> None:
    sam, raz = make_technician(desk), make_technician(desk, "Raz Bajwa")
    made = visit(desk, NEXT, "8", sam)
    mine = moved(desk, made, at(LATER, "8"), sam)
    editing = jobs.job(other_desk, mine.job_id)
    jobs.save_job(other_desk, replace(editing, visits=(replace(editing.visits[0], technician_ids=(raz,)),)))

    with pytest.raises(Conflict) as raised:
        apply(desk, [mine])

    assert [one.technician_ids for one in raised.value.theirs] == [(raz,)]
    # A save that changes nothing of the visit leaves its version alone.
    version = block(desk, made).version
    editing = jobs.job(other_desk, mine.job_id)
    jobs.save_job(other_desk, replace(editing, description="Other words"))
    assert block(desk, made).version == version
