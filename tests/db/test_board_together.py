"""The schedule of several desktops, and what people type into its filters."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from officedesk.database.feed import ChangeFeed
from officedesk.errors import Conflict, NotAllowed
from officedesk.models.enums import JobStatus
from officedesk.models.work import Job, Visit
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.undo import undo
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.schedule.board import board
from officedesk.services.schedule.month import month
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.on_map import day_on_map
from officedesk.services.schedule.rows import BoardFilter, Move, ScheduleFilter
from officedesk.services.schedule.visit_list import VisitList
from officedesk.services.work import jobs
from tests.db.planning_support import MONDAY, at, visit
from tests.db.test_board_moves import LATER, NEXT, block
from tests.factories import make_technician, second_desk
from tests.support import hostile


def test_of_two_desktops_that_move_a_visit_at_once_one_is_told(desk: Desk) -> None:
    made = visit(desk, NEXT, "8")
    desks = [desk, second_desk(desk)]
    wanted = [Move.of(block(desk, made)).to(at(LATER, clock)) for clock in ("9", "13")]
    gate = Barrier(2)
    conflicts: list[Conflict] = []
    done: list[Move] = []

    def go(at_desk: Desk, move: Move) -> None:
        gate.wait()
        try:
            apply(at_desk, [move])
            done.append(move)
        except Conflict as error:
            conflicts.append(error)

    threads = [Thread(target=go, args=pair) for pair in zip(desks, wanted, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desks[1].database.close()

    assert (len(done), len(conflicts)) == (1, 1)
    assert block(desk, made).starts == done[0].starts
    assert [theirs.starts for theirs in conflicts[0].theirs] == [done[0].starts]


def test_other_desktops_hear_of_a_move_and_the_history_tells_it(desk: Desk, other_desk: Desk) -> None:
    sam = make_technician(desk, "Sam Field")
    made = visit(desk, NEXT, "8")
    feed = ChangeFeed(other_desk.database, every=0.02)
    feed.read()

    apply(desk, [Move.of(block(desk, made)).to(at(LATER, "9"), (sam,))])

    work = block(desk, made).job_id
    with desk.read() as session:
        customer = session.get_one(Job, work).customer_id
    assert feed.wait(10)
    told = [(change.entity, change.entity_id, change.customer_id) for change in feed.read().changes]
    assert told == [("job", work, customer)]
    feed.close()
    row = of_customer(desk, customer)[0]
    assert (row.actor, row.entity) == ("Dana Reyes", "job")
    before: Any = row.before["visits"]
    after: Any = row.after["visits"]
    ((was,), (now,)) = before, after
    assert (was["starts"], now["starts"]) == (str(at(NEXT, "8")), str(at(LATER, "9")))
    assert (was["technicians"], now["technicians"]) == ([], ["Sam Field"])


def test_a_move_that_others_built_on_is_not_taken_back(desk: Desk, other_desk: Desk) -> None:
    made = visit(desk, NEXT, "8")
    done = apply(desk, [Move.of(block(desk, made)).to(at(LATER, "9"))])
    apply(other_desk, [Move.of(block(desk, made)).to(at(LATER, "14"))])

    with pytest.raises(NotAllowed, match="was changed again since"):
        undo(desk, done.key)

    assert block(desk, made).starts == at(LATER, "14")


def test_undo_brings_back_statuses_and_what_was_cancelled_meanwhile_stays(desk: Desk) -> None:
    made = visit(desk, None)
    work = block(desk, made).job_id
    done = apply(desk, [replace(Move.of(block(desk, made)), starts=at(NEXT, "8"), ends=at(NEXT, "9"))])
    with desk.read() as session:
        assert session.get_one(Job, work).status is JobStatus.SCHEDULED
    undo(desk, done.key)
    with desk.read() as session:
        assert session.get_one(Job, work).status is JobStatus.NOT_STARTED
        assert session.get_one(Visit, made).status is JobStatus.NOT_STARTED

    done = apply(desk, [replace(Move.of(block(desk, made)), starts=at(NEXT, "8"), ends=at(NEXT, "9"))])
    jobs.set_status(desk, work, JobStatus.CANCELLED)
    with pytest.raises(NotAllowed):
        undo(desk, done.key)


@pytest.mark.parametrize("text", hostile.SEARCHES, ids=range(len(hostile.SEARCHES)))
def test_whatever_is_typed_into_the_filter_is_only_looked_for(desk: Desk, text: str) -> None:
    made = visit(desk, MONDAY, "8", name="Plain")
    for narrowed in (BoardFilter(text=text), BoardFilter(area=text)):
        shown = {one.visit_id for one in board(desk, MONDAY, MONDAY, narrowed).visits}
        assert shown <= {made}
        (cell,) = month(desk, MONDAY, MONDAY, narrowed).cells
        assert cell.count == len(shown)
        found = VisitList(desk).ids(ScheduleFilter(MONDAY, MONDAY, narrowed), Sort("starts"))
        assert set(found) == shown
    assert day_on_map(desk, MONDAY, BoardFilter(text=text)).day.visits <= 1


def test_a_percent_sign_is_no_wildcard_in_an_area(desk: Desk) -> None:
    visit(desk, MONDAY, "8")
    assert board(desk, MONDAY, MONDAY, BoardFilter(area="%")).visits == ()
    assert len(board(desk, MONDAY, MONDAY, BoardFilter(area="minne")).visits) == 1
