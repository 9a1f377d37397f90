"""Two desktops over one board: what one moves the other sees, and nothing moves under a hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.rows import Move
from tests.db.planning_support import FRIDAY, at, visit
from tests.gui.keys import press
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


def test_a_visit_that_somebody_else_moved_under_the_hand_is_not_overwritten(
    boards: tuple[BoardHand, BoardHand], crew: Crew, qtbot: QtBot
) -> None:
    mine, theirs = boards
    start = mine.spot(crew.early)
    mine.press(start)
    mine.move(start + QPoint(60, 0))
    shift(theirs.desk, theirs, crew.early, 5)
    told: list[str] = []
    mine.shell.toast_wanted.connect(lambda text, *_: told.append(text))
    mine.move(start + QPoint(220, 0))
    mine.release(start + QPoint(220, 0))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["Somebody else changed this visit meanwhile. It is shown as it is now."]
    mine.settle()
    assert mine.told(crew.early)[0] == "06-23 13:00-14:30"
    qtbot.waitUntil(lambda: mine.view.plan.find(crew.early)[1].block.starts == at(FRIDAY, "13"))


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
