"""The board without a mouse: walking, moving, resizing, copying, undoing, and what a screen reader hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from officedesk.services.schedule.board import board
from tests.db.planning_support import FRIDAY, MONDAY, at, visit
from tests.gui.keys import CTRL, press
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
NEXT = MONDAY + timedelta(days=7)
Key = Qt.Key


def stand(hand: BoardHand, visit_id: int) -> None:
    """The keyboard is at a visit."""
    hand.view.setFocus()
    assert hand.view.select(visit_id)


def moved(hand: BoardHand, *keys: Qt.Key, modifier: Qt.KeyboardModifier = ALT) -> None:
    """Press keys with a modifier held, let it go, and wait until it is stored."""
    hold(hand, *keys, modifier=modifier)
    QTest.keyRelease(hand.view, keys[-1], modifier)
    hand.settle()


def hold(hand: BoardHand, *keys: Qt.Key, modifier: Qt.KeyboardModifier = ALT) -> None:
    """Press keys and keep the modifier held."""
    for key in keys:
        QTest.keyPress(hand.view, key, modifier)


def test_the_board_has_the_keyboard_when_it_comes_up_and_says_where_it_is(hand: BoardHand, crew: Crew) -> None:
    assert QApplication.focusWidget() is hand.view
    assert hand.view.current.visit_id == crew.early
    said = hand.view.accessibleDescription()
    for word in ("ABC Company", "Fri 23 8:00 – 9:30", "Anton Grip", "Scheduled"):
        assert word in said


def test_arrows_walk_between_visits_and_rows(hand: BoardHand, crew: Crew) -> None:
    second = visit(hand.desk, FRIDAY, "10", crew.anton, name="Carver Library")
    hand.page.reload()
    hand.settle()
    stand(hand, crew.early)
    press(Key.Key_Right)
    assert hand.view.current.visit_id == second
    press(Key.Key_Left, Key.Key_Down)
    assert hand.view.current.visit_id == crew.late
    press(Key.Key_Down)
    assert hand.view.current is None
    assert hand.view.cursor_at.row_id == crew.raz
    assert "Raz Bajwa" in hand.view.accessibleDescription()
    press(Key.Key_Down)
    assert hand.view.current.visit_id == crew.loose
    press(Key.Key_Home, modifier=CTRL)
    assert hand.view.current.visit_id == crew.early
    press(Key.Key_End, modifier=CTRL)
    assert hand.view.current.visit_id == crew.loose


def test_down_past_the_last_row_goes_to_the_tray_and_back(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.loose)
    press(Key.Key_Down)
    assert QApplication.focusWidget() is hand.tray.cards
    assert hand.tray.cards.current.job_id == crew.waiting
    press(Key.Key_Up)
    assert QApplication.focusWidget() is hand.view


def test_alt_and_arrows_move_in_time_and_between_technicians(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    moved(hand, Key.Key_Right, Key.Key_Right, Key.Key_Down)
    assert hand.told(crew.early) == ("06-23 09:00-10:30", (crew.erick,))
    assert hand.view.current.visit_id == crew.early
    assert hand.window.place.page == "schedule"
    moved(hand, Key.Key_Left, Key.Key_Up)
    assert hand.told(crew.early) == ("06-23 08:30-10:00", (crew.anton,))


def test_a_pause_ends_a_move_whose_alt_is_never_let_go(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    hold(hand, Key.Key_Right)
    assert hand.view.ghost.isVisible()
    hand.qtbot.waitUntil(lambda: hand.told(crew.early)[0] == "06-23 08:30-10:00")


def test_moves_that_are_wanted_faster_than_they_are_stored_add_up(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    for _ in range(4):
        press(Key.Key_Right, modifier=ALT)
    hand.settle()
    assert hand.told(crew.early)[0] == "06-23 10:00-11:30"
    assert hand.view.current.version == hand.block(crew.early).version


def test_shift_and_arrows_resize_at_either_end(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    moved(hand, Key.Key_Right, modifier=SHIFT)
    assert hand.told(crew.early)[0] == "06-23 08:00-10:00"
    moved(hand, Key.Key_Right, modifier=SHIFT | CTRL)
    assert hand.told(crew.early)[0] == "06-23 08:30-10:00"


def test_in_a_week_alt_and_arrows_move_by_days(hand: BoardHand, crew: Crew) -> None:
    made = visit(hand.desk, NEXT, "8:30", crew.anton)
    hand.open(NEXT, "week")
    assert hand.view.plan.axis.by_days
    stand(hand, made)
    moved(hand, Key.Key_Right, Key.Key_Right)
    assert hand.told(made)[0] == "06-28 08:30-09:30"
    moved(hand, Key.Key_Right, modifier=ALT | SHIFT)
    assert hand.told(made)[0] == "06-28 09:30-10:30"


def test_what_is_moved_by_keys_says_its_conflicts_and_escape_puts_it_back(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.late)
    before = hand.told(crew.late)
    hold(hand, *[Key.Key_Right] * 8)
    assert hand.view.ghost.reasons == ("Erick Voss works 8:00 – 17:00 on Friday, June 23.",)
    press(Key.Key_Escape)
    assert not hand.view.ghost.isVisible()
    hand.settle()
    assert hand.told(crew.late) == before


def test_space_picks_up_arrows_move_and_enter_puts_down(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.loose)
    press(Key.Key_Space, Key.Key_Up, Key.Key_Left)
    assert hand.view.ghost.words[0] == "Fri 23 10:30 – 11:30 · Raz Bajwa"
    press(Key.Key_Return)
    hand.settle()
    assert hand.told(crew.loose) == ("06-23 10:30-11:30", (crew.raz,))
    assert hand.window.place.page == "schedule"


def test_the_line_under_the_board_says_what_keys_do(hand: BoardHand, crew: Crew) -> None:
    said = hand.tray.hint.text
    stand(hand, crew.early)
    assert said() == "Space picks it up, Alt+arrows move it, Shift+arrows resize it"
    press(Qt.Key.Key_Space)
    assert said() == "Arrows move it, Enter puts it down, Esc puts it back"
    press(Qt.Key.Key_Escape)
    assert said().startswith("Space picks it up")
    hand.tray.cards.setFocus()
    assert said() == "Drag onto the board, or press Space to pick one up"


def test_what_is_picked_up_is_put_back_when_the_keyboard_goes_elsewhere(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.loose)
    press(Key.Key_Space, Key.Key_Up)
    assert hand.view.ghost.isVisible()
    hand.page.head.today.setFocus()
    assert not hand.view.ghost.isVisible()
    hand.settle()
    assert hand.told(crew.loose) == ("06-23 11:00-12:00", ())


def test_a_job_of_the_tray_is_put_on_the_board_by_keys(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.late)
    hand.tray.cards.setFocus()
    press(Key.Key_Space)
    assert QApplication.focusWidget() is hand.view
    press(Key.Key_Down, Key.Key_Right, Key.Key_Return)
    hand.settle()
    (made,) = (one for one in board(hand.desk, FRIDAY, FRIDAY).visits if one.job_id == crew.waiting)
    assert (made.starts, made.technician_ids) == (at(FRIDAY, "13:30"), (crew.raz,))


def test_del_unassigns_and_once_more_takes_off_the_board(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    press(Key.Key_Delete)
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:00-09:30", ())
    stand(hand, crew.early)
    press(Key.Key_Delete)
    hand.settle()
    assert hand.told(crew.early) == ("", ())
    assert hand.tray.title.text() == "Waiting for a day · 2"


def test_ctrl_c_and_v_put_a_copy_where_the_keyboard_is(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    press(Key.Key_C, modifier=CTRL)
    press(Key.Key_Down, Key.Key_Down)
    assert hand.view.cursor_at.row_id == crew.raz
    press(Key.Key_V, modifier=CTRL)
    hand.settle()
    job_id = hand.block(crew.early).job_id
    made = [one for one in board(hand.desk, FRIDAY, FRIDAY).visits if one.job_id == job_id]
    assert sorted(one.technician_ids for one in made) == [(crew.anton,), (crew.raz,)]
    assert {one.starts for one in made} == {at(FRIDAY, "8")}


def test_undo_and_redo_are_those_of_the_window(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    moved(hand, Key.Key_Down)
    assert hand.told(crew.early)[1] == (crew.erick,)
    press(Key.Key_Z, modifier=CTRL)
    hand.settle()
    assert hand.told(crew.early)[1] == (crew.anton,)
    press(Key.Key_Y, modifier=CTRL)
    hand.settle()
    assert hand.told(crew.early)[1] == (crew.erick,)


def test_enter_opens_the_job(hand: BoardHand, crew: Crew) -> None:
    stand(hand, crew.early)
    press(Key.Key_Return)
    hand.settle()
    assert (hand.window.place.page, hand.window.place.id) == ("job", hand.block(crew.early).job_id)


def test_alt_left_goes_back_where_no_visit_is_selected(hand: BoardHand, crew: Crew) -> None:
    hand.shell.go("customers")
    hand.settle()
    hand.open(FRIDAY)
    hand.view.setFocus()
    hand.view.cursor_at.clear()
    press(Key.Key_Left, modifier=ALT)
    hand.settle()
    assert hand.window.place.page == "customers"


@pytest.mark.parametrize(("key", "shown"), [(Key.Key_Right, "Saturday, June 24"), (Key.Key_Left, "Thursday, June 22")])
def test_ctrl_and_arrows_turn_to_the_days_beside(hand: BoardHand, key: Qt.Key, shown: str) -> None:
    press(key, modifier=CTRL)
    hand.settle()
    assert hand.page.head.title.text() == shown


def test_keys_change_view_and_zoom(hand: BoardHand) -> None:
    press(Key.Key_2, modifier=ALT)
    hand.settle()
    assert hand.page.head.title.text() == "June 19 – 25"
    assert hand.view.plan.axis.days == 7
    press(Key.Key_1, modifier=ALT)
    hand.settle()
    wide = hand.view.plan.axis.width
    press(Key.Key_Plus, modifier=CTRL)
    hand.settle()
    assert hand.view.plan.axis.step == 15
    assert hand.view.plan.axis.width > wide
    assert hand.page.board.zoom.text() == "15 min"


def test_who_may_only_look_moves_nothing(hand: BoardHand, crew: Crew) -> None:
    hand.view.read_only = True
    stand(hand, crew.early)
    press(Key.Key_Right, Key.Key_Down, modifier=ALT)
    press(Key.Key_Delete, Key.Key_Space)
    hand.settle()
    assert not hand.view.ghost.isVisible()
    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))
