"""What two desktops want of the same visits is put together, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from officedesk.services.schedule.rows import Move, VisitBlock
from officedesk.views.schedule.both import WHEN, WHO, put_together
from tests.db.planning_support import FRIDAY, at
from tests.unit.test_board_layout import block

HOUR = timedelta(hours=1)
NAMES = {1: "Anton Grip", 2: "Raz Bajwa"}
SEEN = block(7, FRIDAY, "8", "9", 1)
LATER = replace(Move.of(SEEN), starts=at(FRIDAY, "10"), ends=at(FRIDAY, "11"))


def theirs(seen: VisitBlock = SEEN, **values: Any) -> VisitBlock:
    return seen._replace(version=seen.version + 1, **values)


def test_what_only_one_side_changed_is_kept() -> None:
    now = theirs(technician_ids=(2,))
    both = put_together([LATER], [now])
    assert both is not None
    assert both.clashes == ()
    (move,) = both.moves
    assert (move.starts, move.technician_ids, move.version, move.seen) == (at(FRIDAY, "10"), (2,), now.version, now)
    assert both.said(NAMES) == "J7, also changed at another desktop, is now Fri 23 10:00 – 11:00, Raz Bajwa."

    given = replace(Move.of(SEEN), technician_ids=(2,))
    both = put_together([given], [theirs(starts=at(FRIDAY, "13"), ends=at(FRIDAY, "14"))])
    assert both is not None
    assert (both.moves[0].starts, both.moves[0].technician_ids, both.clashes) == (at(FRIDAY, "13"), (2,), ())


def test_what_both_changed_alike_or_nobody_did_is_no_clash() -> None:
    for now in (theirs(), theirs(starts=LATER.starts, ends=LATER.ends), theirs(note="Ring twice")):
        both = put_together([LATER], [now])
        assert both is not None
        assert both.clashes == ()
        assert both.moves[0].starts == LATER.starts


def test_what_both_changed_is_asked_about_and_the_choice_is_what_happens() -> None:
    mine = replace(LATER, technician_ids=(1, 2))
    now = theirs(starts=at(FRIDAY, "13"), ends=at(FRIDAY, "14"), technician_ids=(2,))
    both = put_together([mine], [now])
    assert both is not None
    assert [(one.at, one.what) for one in both.clashes] == [(0, WHEN), (0, WHO)]
    assert [one.field(NAMES, named=False) for one in both.clashes] == [
        ("When", "Fri 23 10:00 – 11:00", "Fri 23 13:00 – 14:00"),
        ("Technicians", "Anton Grip, Raz Bajwa", "Raz Bajwa"),
    ]
    assert both.clashes[0].field(NAMES, named=True)[0] == "J7 · ABC Company: when"
    (move,) = both.chosen([False, True])
    assert (move.starts, move.technician_ids) == (at(FRIDAY, "13"), (1, 2))
    (move,) = both.chosen([True, False])
    assert (move.starts, move.technician_ids) == (LATER.starts, (2,))
    # Theirs of all of it: there is nothing left to do.
    assert both.chosen([False, False]) == ()


def test_of_several_moves_only_those_that_were_changed_elsewhere_are_put_together() -> None:
    other = replace(Move.of(block(8, FRIDAY, "8", "9", 2)), starts=at(FRIDAY, "12"), ends=at(FRIDAY, "13"))
    both = put_together([other, LATER], [theirs(starts=at(FRIDAY, "13"), ends=at(FRIDAY, "14"))])
    assert both is not None
    assert both.moves[0] is other
    assert [one.at for one in both.clashes] == [1]
    assert both.chosen([False]) == (other,)


def test_what_waited_and_was_given_its_first_visit_elsewhere_is_that_visit() -> None:
    waiting = SEEN._replace(visit_id=0, starts=None, ends=None, technician_ids=(), job_version=4)
    wanted = replace(Move.of(waiting), starts=at(FRIDAY, "15"), ends=at(FRIDAY, "16"), technician_ids=(2,))
    both = put_together([wanted], [theirs()])
    assert both is not None
    assert [one.what for one in both.clashes] == [WHEN, WHO]
    (move,) = both.chosen([True, True])
    assert (move.visit_id, move.version, move.starts) == (7, theirs().version, at(FRIDAY, "15"))
    # Where it got several nobody knows which of them was meant.
    assert put_together([wanted], [theirs(), theirs()._replace(visit_id=9)]) is None


def test_who_does_not_know_what_was_seen_puts_nothing_together() -> None:
    assert put_together([replace(LATER, seen=None)], [theirs()]) is None
