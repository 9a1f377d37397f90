"""Visits are dragged with a real mouse: assigned, moved, resized, copied, refused and taken back."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.models.enums import JobStatus
from officedesk.services.schedule.board import board
from officedesk.services.work.jobs import set_status
from officedesk.views.schedule.asking import ConflictQuestion
from tests.db.planning_support import FRIDAY, MONDAY, at, away, visit
from tests.gui.keys import CTRL, double_click, press
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand

NEXT = MONDAY + timedelta(days=7)


def question(hand: BoardHand) -> ConflictQuestion:
    """The question that is open."""
    hand.qtbot.waitUntil(lambda: hand.page.board.changing.question is not None)
    made = hand.page.board.changing.question
    assert isinstance(made, ConflictQuestion)
    return made


def test_a_job_of_the_tray_is_dragged_to_a_technician(hand: BoardHand, crew: Crew) -> None:
    cards = hand.tray.cards
    assert hand.tray.title.text() == "Waiting for a day · 1"
    start = cards.visualRect(cards.waiting.index(0)).center()
    viewport = hand.view.viewport()
    goal = cards.viewport().mapFromGlobal(
        viewport.mapToGlobal(hand.place(crew.raz, at(FRIDAY, "10:30")) + QPoint(14, 0))
    )

    hand.press(start, cards.viewport())
    hand.move(start + QPoint(30, 0), cards.viewport())
    # It leaves the tray under the hand, as it lay there; over the rows its shadow says more.
    card = hand.view.hand.card
    assert card.isVisible()
    assert card.block.job_id == crew.waiting
    lay = cards.viewport().mapTo(hand.window, cards.visualRect(cards.waiting.index(0)).topLeft())
    assert card.pos() == lay + QPoint(34, 4)
    shot = card.grab().toImage()
    assert len({shot.pixelColor(x, y).name() for x in range(20, 120) for y in range(8, 40)}) > 9, "it says something"
    for step in (1, 2, 3, 4):
        hand.move(start + (goal - start) * step / 4, cards.viewport())
    assert hand.view.hand.card is None
    assert hand.view.ghost.words[0] == "Fri 23 10:30 – 11:30 · Raz Bajwa"
    hand.release(goal, cards.viewport())
    hand.settle()

    (made,) = (one for one in board(hand.desk, FRIDAY, FRIDAY).visits if one.job_id == crew.waiting)
    assert (made.starts, made.ends, made.technician_ids) == (at(FRIDAY, "10:30"), at(FRIDAY, "11:30"), (crew.raz,))
    assert hand.tray.title.text() == "Nothing waits for a day"
    assert hand.view.block_box(made.visit_id, crew.raz) is not None
    assert hand.view.current.visit_id == made.visit_id


def test_a_visit_is_dragged_to_another_technician_and_time(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    along = hand.place(crew.erick, at(FRIDAY, "10")) - hand.place(crew.anton, at(FRIDAY, "8"))

    hand.drag(start, start + along)
    hand.settle()

    assert hand.told(crew.early) == ("06-23 10:00-11:30", (crew.erick,))
    assert hand.view.current.visit_id == crew.early


def test_what_nobody_has_is_dragged_to_a_technician_and_back_to_nobody(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.loose)
    up = QPoint(0, hand.place(crew.raz, at(FRIDAY, "11")).y() - start.y())
    hand.drag(start, start + up)
    hand.settle()
    assert hand.told(crew.loose) == ("06-23 11:00-12:00", (crew.raz,))

    start = hand.spot(crew.loose)
    down = QPoint(0, hand.place(0, at(FRIDAY, "11")).y() - start.y())
    hand.drag(start, start + down)
    hand.settle()
    assert hand.told(crew.loose) == ("06-23 11:00-12:00", ())


def test_a_drag_snaps_to_the_zoom(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.late)
    hour = hand.view.plan.axis.minute * 60
    hand.drag(start, start + QPoint(round(hour * 0.7), 0))
    hand.settle()
    assert hand.told(crew.late)[0] == "06-23 13:30-14:30"

    hand.page.zoom(15)
    hand.settle()
    start = hand.spot(crew.late)
    hour = hand.view.plan.axis.minute * 60
    hand.drag(start, start + QPoint(round(hour * 0.7), 0))
    hand.settle()
    assert hand.told(crew.late)[0] == "06-23 14:15-15:15"


def test_both_ends_of_a_visit_are_drawn(hand: BoardHand, crew: Crew) -> None:
    half = round(hand.view.plan.axis.minute * 30)
    end = hand.spot(crew.early, part=1.0)
    hand.drag(end, end + QPoint(2 * half, 0))
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:00-10:30", (crew.anton,))

    start = hand.spot(crew.early, part=0.0)
    hand.drag(start, start + QPoint(half, 0))
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:30-10:30", (crew.anton,))


def test_a_visit_is_not_drawn_shorter_than_a_step(hand: BoardHand, crew: Crew) -> None:
    end = hand.spot(crew.early, part=1.0)
    hand.drag(end, QPoint(6, end.y()))
    hand.settle()
    assert hand.told(crew.early)[0] == "06-23 08:00-08:30"


def test_ctrl_leaves_the_visit_and_drops_a_copy(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    goal = start + hand.place(crew.raz, at(FRIDAY, "10")) - hand.place(crew.anton, at(FRIDAY, "8"))

    hand.press(start)
    hand.move((start + goal) / 2, modifier=CTRL)
    hand.move(goal, modifier=CTRL)
    assert hand.view.ghost.words[0] == "Copy: Fri 23 10:00 – 11:30 · Raz Bajwa"
    hand.release(goal, modifier=CTRL)
    hand.settle()

    job_id = hand.block(crew.early).job_id
    made = [one for one in board(hand.desk, FRIDAY, FRIDAY).visits if one.job_id == job_id]
    assert [(one.starts, one.technician_ids) for one in made] == [
        (at(FRIDAY, "8"), (crew.anton,)),
        (at(FRIDAY, "10"), (crew.raz,)),
    ]


def test_a_conflict_is_shown_under_the_hand_and_can_be_taken_back(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    goal = start + hand.place(crew.erick, at(FRIDAY, "12:30")) - hand.place(crew.anton, at(FRIDAY, "8"))

    hand.press(start)
    hand.move((start + goal) / 2)
    hand.move(goal)
    (reason,) = hand.view.ghost.reasons
    assert reason.startswith("Erick Voss has ")
    assert "Delgado Residence then: 13:00 – 14:00" in reason
    hand.release(goal)

    asked = question(hand)
    assert reason in [one.text for one in asked.problems]
    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))
    asked.cancel.click()
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))
    assert hand.view.block_box(crew.early, crew.anton) is not None
    assert hand.view.block_box(crew.early, crew.erick) is None


def test_a_conflict_is_accepted(hand: BoardHand, crew: Crew) -> None:
    away(hand.desk, crew.raz, at(FRIDAY, "0"), at(FRIDAY, "0") + timedelta(days=1), "Vacation")
    hand.page.reload()
    hand.settle()
    start = hand.spot(crew.late)
    goal = start + QPoint(0, hand.place(crew.raz, at(FRIDAY, "13")).y() - start.y())

    hand.press(start)
    hand.move((start + goal) / 2)
    hand.move(goal)
    assert hand.view.ghost.reasons == ("Raz Bajwa is away: Vacation, Friday, June 23.",)
    hand.release(goal)
    asked = question(hand)
    press(Qt.Key.Key_Return, modifier=CTRL)
    hand.settle()

    assert not asked.refused
    assert hand.told(crew.late) == ("06-23 13:00-14:00", (crew.raz,))


def test_what_is_done_is_refused_and_stays(hand: BoardHand, crew: Crew) -> None:
    set_status(hand.desk, hand.block(crew.early).job_id, JobStatus.COMPLETED)
    hand.page.reload()
    hand.settle()
    start = hand.spot(crew.early)

    hand.press(start)
    hand.move(start + QPoint(60, 0))
    hand.move(start + QPoint(220, 0))
    assert hand.view.ghost.refused
    hand.release(start + QPoint(220, 0))

    asked = question(hand)
    assert asked.refused
    assert asked.ok.isHidden()
    press(Qt.Key.Key_Return, modifier=CTRL)
    assert asked.isVisible()
    asked.cancel.click()
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))


def test_escape_puts_back_what_a_hand_holds(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    hand.press(start)
    hand.move(start + QPoint(80, 0))
    hand.move(start + QPoint(300, 150))
    assert hand.view.ghost.isVisible()
    press(Qt.Key.Key_Escape)
    assert not hand.view.ghost.isVisible()
    hand.release(start + QPoint(300, 150))
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))


def test_the_other_button_puts_back_what_a_hand_holds(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    hand.press(start)
    hand.move(start + QPoint(80, 0))
    hand.move(start + QPoint(300, 150))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, start, hand.view.viewport().mapToGlobal(start))
    QApplication.sendEvent(hand.view.viewport(), event)
    assert not hand.view.ghost.isVisible()
    assert QApplication.activePopupWidget() is None
    hand.release(start + QPoint(300, 150))
    hand.settle()
    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))


def test_a_click_moves_nothing(hand: BoardHand, crew: Crew) -> None:
    before = hand.block(crew.early)
    start = hand.spot(crew.early)
    hand.press(start)
    hand.move(start + QPoint(2, 1))
    hand.release(start + QPoint(2, 1))
    hand.settle()
    assert hand.block(crew.early) == before
    assert hand.view.current.visit_id == crew.early


def test_undo_takes_a_drag_back(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    hand.drag(start, start + QPoint(0, hand.place(crew.raz, at(FRIDAY, "8")).y() - start.y()))
    hand.settle()
    assert hand.told(crew.early)[1] == (crew.raz,)

    hand.view.setFocus()
    press(Qt.Key.Key_Z, modifier=CTRL)
    hand.settle()

    assert hand.told(crew.early) == ("06-23 08:00-09:30", (crew.anton,))
    hand.qtbot.waitUntil(lambda: hand.view.block_box(crew.early, crew.anton) is not None)


def test_a_visit_is_dragged_into_the_tray(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.late)
    viewport = hand.view.viewport()
    goal = viewport.mapFromGlobal(hand.tray.mapToGlobal(hand.tray.rect().center()))
    hand.press(start)
    hand.move((start + goal) / 2)
    hand.move(goal)
    assert hand.tray.hint.text() == "Drop it here to take it off the board"
    assert hand.tray.property("over")
    assert not hand.view.ghost.isVisible()
    assert hand.view.hand.card.geometry().contains(viewport.mapTo(hand.window, goal))
    hand.release(goal)
    assert hand.view.hand.card is None
    assert not hand.tray.property("over")
    hand.settle()

    assert hand.told(crew.late) == ("", ())
    assert hand.tray.title.text() == "Waiting for a day · 2"


def test_a_visit_is_dragged_to_another_day_of_the_week(hand: BoardHand, crew: Crew) -> None:
    monday = visit(hand.desk, NEXT, "8:30", crew.anton, minutes=45)
    hand.open(NEXT, "week")
    hand.page.zoom(60)
    hand.settle()
    start = hand.spot(monday)
    day = round(hand.view.plan.axis.day_width)
    down = hand.place(crew.erick, at(NEXT, "8")).y() - hand.place(crew.anton, at(NEXT, "8")).y()

    hand.drag(start, start + QPoint(2 * day, down))
    hand.settle()

    assert hand.told(monday) == ("06-28 08:30-09:15", (crew.erick,))


def test_a_hand_at_the_edge_scrolls_the_board(hand: BoardHand, crew: Crew, qtbot: QtBot) -> None:
    start = hand.spot(crew.late)
    bar = hand.view.horizontalScrollBar()
    before = bar.value()
    edge = QPoint(hand.view.viewport().width() - 4, start.y())
    hand.press(start)
    hand.move((start + edge) / 2)
    hand.move(edge)
    qtbot.waitUntil(lambda: bar.value() > before + 100)
    hand.move(edge - QPoint(300, 0))
    hand.release(edge - QPoint(300, 0))
    hand.settle()
    starts = hand.block(crew.late).starts
    assert starts is not None
    assert starts > at(FRIDAY, "13")


def test_a_double_click_opens_the_job(hand: BoardHand, crew: Crew) -> None:
    double_click(hand.view.viewport(), hand.spot(crew.early))
    hand.settle()
    assert hand.window.place is not None
    assert (hand.window.place.page, hand.window.place.id) == ("job", hand.block(crew.early).job_id)


def test_a_double_click_on_an_empty_place_begins_a_job_there(hand: BoardHand, crew: Crew) -> None:
    double_click(hand.view.viewport(), hand.place(crew.raz, at(FRIDAY, "14:30")))
    hand.settle()
    page = hand.window.page("job")
    page.picker.chosen.emit(hand.block(crew.early).customer_id)
    hand.settle()
    (made,) = page.editor.draft.visits
    assert (made.starts, made.ends, made.technician_ids) == (at(FRIDAY, "14:30"), at(FRIDAY, "15:30"), (crew.raz,))


def test_the_pointer_says_what_a_press_would_take(hand: BoardHand, crew: Crew) -> None:
    viewport = hand.view.viewport()
    for part, shape in (
        (0.5, Qt.CursorShape.PointingHandCursor),
        (0.0, Qt.CursorShape.SizeHorCursor),
        (1.0, Qt.CursorShape.SizeHorCursor),
    ):
        QTest.mouseMove(viewport, hand.spot(crew.early, part=part))
        hand.qtbot.waitUntil(lambda shape=shape: viewport.cursor().shape() is shape)
