"""Two desktops over one board: what one moves the other sees, and nothing moves under a hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.rows import Move
from officedesk.services.schedule.steps import schedule_job
from officedesk.services.work import jobs
from officedesk.views.widgets.conflict import ConflictDialog
from tests.db.planning_support import FRIDAY, at, visit
from tests.gui.keys import CTRL, press
from tests.gui.live.conftest import two  # noqa: F401  (a fixture)
from tests.gui.live.support import SOON, Two
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand


@pytest.fixture
def boards(qtbot: QtBot, two: Two, crew: Crew) -> tuple[BoardHand, BoardHand]:  # noqa: F811
    """The same Friday at both desktops; the keyboard is at the first."""
    made = tuple(BoardHand(qtbot, one.window, one.shell, one.desk).open(FRIDAY) for one in two)
    two[0].front(qtbot)
    return made[0], made[1]


def shift(desk: Desk, hand: BoardHand, visit_id: int, hours: int, *people: int) -> None:
    """What somebody at ``desk`` moves."""
    block = hand.block(visit_id)
    assert block.starts is not None
    apply(desk, [Move.of(block).to(block.starts + timedelta(hours=hours), people or block.technician_ids)])


def test_what_one_desktop_drags_the_other_sees(boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot) -> None:
    mine, theirs = boards
    start = mine.spot(crew.early)
    mine.drag(start, start + QPoint(0, mine.place(crew.raz, at(FRIDAY, "8")).y() - start.y()))
    mine.settle()
    assert mine.told(crew.early)[1] == (crew.raz,)
    qtbot.waitUntil(lambda: theirs.view.block_box(crew.early, crew.raz) is not None, timeout=SOON)
    assert theirs.view.block_box(crew.early, crew.anton) is None


def test_selection_and_scroll_stay_when_somebody_else_moves_visits(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    for _ in range(3):
        visit(mine.desk, FRIDAY, "15", crew.anton)
    mine.page.reload()
    mine.settle()
    assert mine.view.select(crew.late)
    mine.view.horizontalScrollBar().setValue(333)
    shift(theirs.desk, theirs, crew.early, 1, crew.raz)
    qtbot.waitUntil(lambda: mine.view.block_box(crew.early, crew.raz) is not None, timeout=SOON)
    assert mine.view.current.visit_id == crew.late
    assert mine.view.horizontalScrollBar().value() == 333


def test_a_selected_visit_is_followed_to_where_somebody_else_moved_it(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    assert mine.view.select(crew.early)
    shift(theirs.desk, theirs, crew.early, 2, crew.raz)
    qtbot.waitUntil(lambda: mine.view.block_box(crew.early, crew.raz) is not None, timeout=SOON)
    assert mine.view.current.visit_id == crew.early
    assert mine.view.cursor_at.row_id == crew.raz


def test_nothing_moves_under_a_hand_until_it_lets_go(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    start = mine.spot(crew.early)
    mine.press(start)
    mine.move(start + QPoint(60, 0))
    mine.move(start + QPoint(120, 0))
    seen: list[tuple[str, int, int]] = []
    mine.shell.signals.changed.connect(lambda *told: seen.append(told))
    shift(theirs.desk, theirs, crew.late, 2)
    qtbot.waitUntil(lambda: any(entity == "job" for entity, _, _ in seen), timeout=SOON)
    mine.settle()
    assert mine.view.ghost.isVisible()
    assert mine.view.plan.find(crew.late)[1].block.starts == at(FRIDAY, "13")
    press(Qt.Key.Key_Escape)
    mine.release(start)
    qtbot.waitUntil(lambda: mine.view.plan.find(crew.late)[1].block.starts == at(FRIDAY, "15"))


def drag_while(mine: BoardHand, visit_id: int, by: QPoint, meanwhile: Callable[[], object]) -> list[str]:
    """Drag a visit, and let ``meanwhile`` happen while it is in hand; what toasts say from then on."""
    start = mine.spot(visit_id)
    mine.press(start)
    mine.move(start + by / 4)
    meanwhile()
    told: list[str] = []
    mine.shell.toast_wanted.connect(lambda text, *_: told.append(text))
    mine.move(start + by)
    mine.release(start + by)
    return told


def clash(mine: BoardHand) -> ConflictDialog:
    """The question which to keep."""
    mine.qtbot.waitUntil(lambda: isinstance(mine.page.board.changing.question, ConflictDialog))
    dialog = mine.page.board.changing.question
    assert isinstance(dialog, ConflictDialog)
    return dialog


@pytest.mark.parametrize("kept", ["mine", "theirs", "neither"])
def test_a_visit_that_somebody_else_moved_under_the_hand_is_asked_about(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot, kept: str
) -> None:
    mine, theirs = boards
    hour = round(60 * mine.view.plan.axis.minute)
    drag_while(mine, crew.early, QPoint(2 * hour, 0), lambda: shift(theirs.desk, theirs, crew.early, 5))
    dialog = clash(mine)
    said = {one.text() for one in dialog.findChildren(QLabel)}
    assert {"When", "Fri 23 10:00 – 11:30", "Fri 23 13:00 – 14:30"} <= said
    assert "Technicians" not in said
    if kept == "neither":
        press(Qt.Key.Key_Escape)
    else:
        if kept == "theirs":
            press(Qt.Key.Key_Right)
        press(Qt.Key.Key_Return, modifier=CTRL)
    mine.settle()
    expected = "10" if kept == "mine" else "13"
    assert mine.told(crew.early) == (f"06-23 {expected}:00-{int(expected) + 1}:30", (crew.anton,))
    qtbot.waitUntil(lambda: mine.view.plan.find(crew.early)[1].block.starts == at(FRIDAY, expected))
    assert not mine.page.board.changing.busy


def test_a_visit_that_somebody_else_gave_away_under_the_hand_goes_there_and_with_them(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    hour = round(60 * mine.view.plan.axis.minute)
    told = drag_while(
        mine, crew.early, QPoint(2 * hour, 0), lambda: shift(theirs.desk, theirs, crew.early, 0, crew.raz)
    )
    qtbot.waitUntil(lambda: bool(told))
    (said,) = told
    assert said.endswith("also changed at another desktop, is now Fri 23 10:00 – 11:30, Raz Bajwa.")
    mine.settle()
    assert mine.told(crew.early) == ("06-23 10:00-11:30", (crew.raz,))
    qtbot.waitUntil(lambda: mine.view.block_box(crew.early, crew.raz) is not None)
    # What was moved twice in a row does not take back what came in between.
    mine.view.select(crew.early)
    press(Qt.Key.Key_Right, modifier=Qt.KeyboardModifier.AltModifier)
    mine.view.keyboard.finish()
    mine.settle()
    assert mine.told(crew.early) == ("06-23 10:30-12:00", (crew.raz,))


def test_a_job_that_waits_and_is_changed_meanwhile_is_scheduled_all_the_same(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    cards = mine.tray.cards
    mine.press(cards.visualRect(cards.waiting.index(0)).center(), cards.viewport())
    draft = jobs.job(theirs.desk, crew.waiting)
    jobs.save_job(theirs.desk, replace(draft, description="Boiler and pump"))
    there = mine.view.viewport().mapToGlobal(mine.place(crew.raz, at(FRIDAY, "15")) + QPoint(20, 0))
    for part in (QPoint(0, -40), cards.viewport().mapFromGlobal(there)):
        mine.move(part, cards.viewport())
    mine.release(cards.viewport().mapFromGlobal(there), cards.viewport())
    mine.settle()
    (made,) = jobs.job(mine.desk, crew.waiting).visits
    assert (made.starts, made.technician_ids) == (at(FRIDAY, "15"), (crew.raz,))


def test_a_job_that_somebody_else_scheduled_meanwhile_has_one_visit(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    cards = mine.tray.cards
    mine.press(cards.visualRect(cards.waiting.index(0)).center(), cards.viewport())
    schedule_job(theirs.desk, crew.waiting, 0, at(FRIDAY, "9"), at(FRIDAY, "10"), [crew.erick])
    there = mine.view.viewport().mapToGlobal(mine.place(crew.raz, at(FRIDAY, "15")) + QPoint(20, 0))
    for part in (QPoint(0, -40), cards.viewport().mapFromGlobal(there)):
        mine.move(part, cards.viewport())
    mine.release(cards.viewport().mapFromGlobal(there), cards.viewport())
    said = {one.text() for one in clash(mine).findChildren(QLabel)}
    assert {"Fri 23 15:00 – 16:00", "Fri 23 9:00 – 10:00", "Raz Bajwa", "Erick Voss"} <= said
    press(Qt.Key.Key_Return, modifier=CTRL)
    mine.settle()
    (made,) = jobs.job(mine.desk, crew.waiting).visits
    assert (made.starts, made.technician_ids) == (at(FRIDAY, "15"), (crew.raz,))


def test_a_board_that_is_hidden_is_read_when_it_is_seen_again(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    mine.shell.go("customers")
    mine.settle()
    shift(theirs.desk, theirs, crew.early, 1)
    before = mine.view.plan
    qtbot.waitUntil(lambda: mine.page.keeper.stale, timeout=SOON)
    mine.settle()
    assert mine.view.plan is before
    mine.open(FRIDAY)
    qtbot.waitUntil(lambda: mine.view.plan.find(crew.early)[1].block.starts == at(FRIDAY, "9"))
