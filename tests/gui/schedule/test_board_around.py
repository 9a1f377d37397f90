"""Empty and full boards, long names, the present moment, holidays, and that only what is seen is painted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.models.enums import JobStatus, Priority
from officedesk.services.desk import Desk
from officedesk.services.office.working_days import save_working_days, working_days
from officedesk.services.schedule.rows import VisitBlock
from officedesk.services.schedule.times import wall_now
from officedesk.views.main_window import MainWindow
from officedesk.views.schedule import words
from officedesk.views.schedule.block_paint import BlockPaint
from officedesk.views.schedule.page import BEFORE
from officedesk.views.shell import Shell
from tests.db.planning_support import FRIDAY, MONDAY, at, visit
from tests.factories import make_technician
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand
from tests.support.busy_weeks import busy_week

NEXT = MONDAY + timedelta(days=7)


def test_no_technicians_and_no_visits_say_what_to_do(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk
) -> None:
    hand = BoardHand(qtbot, window, shell, desk).open(FRIDAY)
    assert hand.view._nothing.text() == "Technicians are added in Settings: each has a row."
    assert hand.view._nothing.isVisible()
    make_technician(desk)
    hand.page.reload()
    hand.settle()
    assert hand.view._nothing.text() == "Nothing is planned for these days."


def test_long_names_and_a_hundred_technicians_are_scrolled(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk
) -> None:
    people = [make_technician(desk, f"Technician {number:03} of the very long name, Junior") for number in range(100)]
    last = visit(desk, FRIDAY, "8", people[-1], name="Customer " * 30)
    hand = BoardHand(qtbot, window, shell, desk).open(FRIDAY, visit=last)
    assert hand.view.current.visit_id == last
    box = hand.view.block_box(last)
    assert hand.view.seen().contains(box)
    assert hand.window.minimumSizeHint().width() <= 1280


def test_only_what_is_seen_is_painted(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = busy_week(desk, FRIDAY, technicians=40, days=1, visits=800)
    hand = BoardHand(qtbot, window, shell, desk).open(FRIDAY)
    painted: list[int] = []
    real = BlockPaint.paint

    def count(self: BlockPaint, painter: QPainter, box: QRectF, block: VisitBlock, **values: Any) -> None:
        painted.append(block.visit_id)
        real(self, painter, box, block, **values)

    monkeypatch.setattr(BlockPaint, "paint", count)
    hand.view.viewport().repaint()
    seen = hand.view.seen()
    boxes = [hand.view.board_scene.box(at_, one) for at_, row in enumerate(hand.view.plan.rows) for one in row.placed]
    visible = sum(box.intersects(seen) for box in boxes)
    assert 0 < visible <= len(painted) < visible + 30 < len(boxes) / 4

    painted.clear()
    hand.view.verticalScrollBar().setValue(hand.view.verticalScrollBar().value() + 20)
    QApplication.processEvents()
    assert len(painted) < visible / 2
    assert len(people) == 40


def test_a_book_in_a_name_does_not_hold_the_board_up(hand: BoardHand, crew: Crew) -> None:
    brushes = hand.view.brushes
    book = "Filter\nchange " * 10_000
    assert len(brushes.elided(book, False, 300)) < 60
    assert "\n" not in brushes.elided(book, False, 300)
    assert len(brushes.fit(book, False, 100, 3)) == 3
    block = hand.block(crew.early)._replace(description=book, company=book)
    assert len(words.spoken(block, {})) < 600


def test_a_holiday_is_said_beside_its_day(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk) -> None:
    make_technician(desk)
    save_working_days(desk, replace(working_days(desk), country="US"))
    make_technician(desk)
    hand = BoardHand(qtbot, window, shell, desk).open(date(2023, 7, 4))
    assert hand.page.head.title.text() == "Tuesday, July 4 · Independence Day"
    # Where the title has no room for it, the rows say why nobody works.
    assert hand.view.names.said(hand.view.plan.rows[0])[0] == "Independence Day"


def test_the_now_line_moves_with_the_clock(hand: BoardHand, crew: Crew, clock) -> None:  # type: ignore[no-untyped-def]
    scene = hand.view.board_scene
    assert not scene.now.isVisible()
    hand.open(date(2023, 6, 22))
    assert scene.now.isVisible()
    before = scene.now.x()
    assert before == pytest.approx(hand.view.plan.axis.x(at(date(2023, 6, 22), "7")), abs=1)
    clock.go_on(minutes=90)
    hand.page.look_at_clock()
    assert scene.now.x() - before == pytest.approx(90 * hand.view.plan.axis.minute, abs=1)
    # It stays at its moment when the hours become narrower, or wider.
    for step in (60, 15):
        hand.page.zoom(step)
        now = wall_now(hand.desk)
        assert scene.now.x() == pytest.approx(hand.view.plan.axis.x(now), abs=1)


def test_a_day_comes_up_at_its_first_work(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk) -> None:
    make_technician(desk)
    visit(desk, MONDAY, "4")
    visit(desk, NEXT, days=2)
    visit(desk, NEXT, "5:30")
    visit(desk, NEXT, "9")
    hand = BoardHand(qtbot, window, shell, desk).open(MONDAY + timedelta(days=1))

    def left() -> float:
        return float(hand.view.horizontalScrollBar().value())

    working = hand.view.plan.working[0] // 60 * 60 - BEFORE
    assert left() == pytest.approx(hand.view.plan.axis.x_of(working), abs=2)
    for day, minute in ((MONDAY, 4 * 60 - BEFORE), (NEXT, 5 * 60 - BEFORE)):
        hand.open(day, "week")
        hand.open(day)
        assert left() == pytest.approx(hand.view.plan.axis.x_of(minute), abs=2)


def test_a_click_on_a_day_of_the_week_shows_that_day(hand: BoardHand) -> None:
    hand.open(NEXT, "week")
    x = round(hand.view.plan.axis.day_width * 2.5)
    QTest.mouseClick(hand.view.ruler, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    hand.settle()
    assert hand.page.head.title.text() == "Wednesday, June 28"


def test_the_view_and_its_zoom_are_remembered_for_the_desktop(hand: BoardHand) -> None:
    hand.page.show_view("week")
    hand.page.zoom(15)
    hand.settle()
    config = hand.shell.config
    assert (config.get("schedule_view"), config.get("schedule_zoom_week")) == ("week", 15)


def test_urgent_and_done_visits_have_their_colours_and_marks(hand: BoardHand, crew: Crew) -> None:
    block = hand.block(crew.early)
    assert (words.tone(block), words.marks(block)) == ("accent_text", ())
    urgent = block._replace(priority=Priority.URGENT, occurrence_id=4)
    assert (words.tone(urgent), words.marks(urgent)) == ("bad", ("warning", "repeat"))
    done = urgent._replace(status=JobStatus.COMPLETED)
    assert (words.tone(done), words.marks(done)) == ("ok", ("check-circle", "repeat"))
    assert words.tone(block._replace(status=JobStatus.PAUSED)) == "warn"
