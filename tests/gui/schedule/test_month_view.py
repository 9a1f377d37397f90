"""The month view: days with their visits, gone through by keyboard and mouse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.models.enums import JobStatus
from officedesk.services.desk import Desk
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.rows import Move
from officedesk.views.schedule.month import MonthView
from officedesk.views.shell import Shell
from tests.db.planning_support import FRIDAY, MONDAY, THURSDAY, at, visit
from tests.factories import second_desk
from tests.gui.keys import CTRL, double_click, press, settle
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand, move_held


@pytest.fixture
def month(hand: BoardHand) -> MonthView:
    """June 2023 as a month, in front."""
    hand.open(THURSDAY, "month")
    made = hand.page.others["month"]
    assert isinstance(made, MonthView)
    assert made.hasFocus()
    return made


def box_of(month: MonthView, visit_id: int) -> QPoint:
    """The middle of a visit, in the viewport."""
    for cell in month.days.cells:
        area = month.visualRect(month.days.index_of(cell.day))
        for box, block in month.painted.boxes(cell, area):
            if block.visit_id == visit_id:
                return box.center()
    raise AssertionError(f"visit {visit_id} is not shown")


def count_on(month: MonthView, day: date) -> int:
    cell = month.days.cell_at(month.days.index_of(day))
    assert cell is not None
    return cell.count


def test_a_month_shows_whole_weeks_with_what_is_on_each_day(month: MonthView, hand: BoardHand) -> None:
    assert (month.days.cells[0].day, month.days.cells[-1].day) == (date(2023, 5, 29), date(2023, 7, 2))
    assert month.days.rowCount() == 5
    assert {cell.day: cell.count for cell in month.days.cells if cell.count} == {FRIDAY: 3}
    assert hand.page.head.title.text() == "June 2023"
    assert month.current_day == THURSDAY
    index = month.days.index_of(FRIDAY)
    spoken = month.days.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Friday, June 23, 3 visits, 1 unassigned: 8:00 – 9:30 ")
    assert "ABC Company" in spoken


def test_arrows_go_by_days_and_enter_opens_the_day(month: MonthView, hand: BoardHand) -> None:
    press(Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up)
    assert month.current_day == FRIDAY

    press(Qt.Key.Key_Return)
    hand.settle()

    assert (hand.page.view, hand.page.day) == ("day", FRIDAY)
    assert hand.view.hasFocus()


def test_visits_of_a_day_are_reached_and_opened_by_keyboard(month: MonthView, hand: BoardHand, crew: Crew) -> None:
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Down, modifier=CTRL)
    first = month.current_visit
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, modifier=CTRL)
    last = month.current_visit
    press(Qt.Key.Key_Up, modifier=CTRL)
    middle = month.current_visit
    assert first is not None
    assert middle is not None
    assert last is not None
    assert [first.visit_id, middle.visit_id, last.visit_id] == [crew.early, crew.loose, crew.late]
    assert "Fairview Apartments" in month.accessibleDescription()
    wanted: list[int] = []
    month.opened.connect(wanted.append)

    press(Qt.Key.Key_Return)

    assert wanted == [middle.job_id]
    hand.settle()


def test_a_double_click_opens_a_visit_or_the_day(month: MonthView, hand: BoardHand, crew: Crew) -> None:
    jobs: list[int] = []
    days: list[date] = []
    month.opened.disconnect()
    month.day_wanted.disconnect()
    month.opened.connect(jobs.append)
    month.day_wanted.connect(days.append)

    double_click(month.viewport(), box_of(month, crew.late))
    area = month.visualRect(month.days.index_of(FRIDAY))
    double_click(month.viewport(), area.topLeft() + QPoint(6, 6))

    assert (jobs, days) == ([hand.block(crew.late).job_id], [FRIDAY])


def test_a_click_chooses_the_visit_and_escape_lets_go_of_it(month: MonthView, crew: Crew) -> None:
    QTest.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=box_of(month, crew.late))
    assert month.current_day == FRIDAY
    assert month.current_visit is not None
    assert month.current_visit.visit_id == crew.late
    press(Qt.Key.Key_Escape)
    assert month.current_visit is None


def test_what_another_desktop_moves_is_seen(
    month: MonthView, hand: BoardHand, crew: Crew, qtbot: QtBot, shell: Shell, desk: Desk
) -> None:
    other = second_desk(desk)
    apply(other, [Move.of(hand.block(crew.late)).to(at(MONDAY + timedelta(days=7), "9"))])
    other.database.close()
    shell.signals.changed.emit("job", hand.block(crew.late).job_id, 0)

    qtbot.waitUntil(lambda: count_on(month, FRIDAY) == 2)

    assert count_on(month, MONDAY + timedelta(days=7)) == 1


def test_another_month_and_a_filter_are_shown(month: MonthView, hand: BoardHand, crew: Crew) -> None:
    hand.page.filters.search.setText("fairview")
    hand.page.filters.tell()
    hand.settle()
    assert count_on(month, FRIDAY) == 1

    press(Qt.Key.Key_Right, modifier=CTRL)
    hand.settle()

    assert hand.page.head.title.text() == "July 2023"
    assert (month.days.first, month.current_day) == (date(2023, 7, 1), date(2023, 7, 1))
    assert not any(cell.count for cell in month.days.cells if cell.day > FRIDAY)


def test_more_than_fits_is_counted_and_a_click_on_that_opens_the_day(
    month: MonthView, hand: BoardHand, desk: Desk, qtbot: QtBot, shell: Shell
) -> None:
    for hour in range(7, 19):
        visit(desk, THURSDAY, str(hour), status=JobStatus.COMPLETED)
    hand.page.reload()
    qtbot.waitUntil(lambda: count_on(month, THURSDAY) == 12)

    cell = month.days.cell_at(month.days.index_of(THURSDAY))
    assert cell is not None
    height = month.visualRect(month.days.index_of(THURSDAY)).height()
    shown, more = month.painted.shown(cell, height)
    assert len(shown) == month.painted.room(height) - 1
    assert len(shown) + more == 12
    box = month.painted.more_box(cell, month.visualRect(month.days.index_of(THURSDAY)))
    assert box is not None
    QTest.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    settle(qtbot, shell)
    assert (hand.page.view, hand.page.day) == ("day", THURSDAY)


def test_visits_come_closer_where_one_more_is_seen_then(month: MonthView, crew: Crew) -> None:
    painted = month.painted
    rooms = {height: (painted.room(height), painted.pitch_of(height)) for height in (94, 100, 88, 78, 40)}
    assert rooms == {94: (3, 20), 100: (3, 22), 88: (3, 20), 78: (2, 22), 40: (0, 22)}
    three = month.days.cell_at(month.days.index_of(FRIDAY))
    assert three is not None
    assert three.count == 3
    told = {height: (len(first), more) for height in (94, 88, 78, 40) for first, more in [painted.shown(three, height)]}
    assert told == {94: (3, 0), 88: (2, 1), 78: (1, 2), 40: (0, 3)}


def test_the_menu_of_a_visit_leads_to_it(month: MonthView, hand: BoardHand, crew: Crew) -> None:
    cell = month.days.cell_at(month.days.index_of(FRIDAY))
    assert cell is not None
    menu = month.menu_of(cell, cell.first[0])
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words == [f"Open job {cell.first[0].number}", "Open customer", "Open Friday, June 23"]
    menu.actions()[-1].trigger()
    hand.settle()
    assert (hand.page.view, hand.page.day) == ("day", FRIDAY)
    menu.deleteLater()
    QApplication.processEvents()


def test_the_model_is_sound(month: MonthView) -> None:
    QAbstractItemModelTester(month.days, QAbstractItemModelTester.FailureReportingMode.Fatal)
    month.days.show_days(date(2024, 2, 1), date(2024, 2, 29))
    assert (month.days.cells[0].day, month.days.cells[-1].day) == (date(2024, 1, 29), date(2024, 3, 3))


def drag(month: MonthView, start: QPoint, end: QPoint) -> None:
    """Press, go there in steps, and let go."""
    port = month.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in (1, 2, 3):
        move_held(port, start + (end - start) * step / 3)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def middle_of(month: MonthView, day: date) -> QPoint:
    return month.visualRect(month.days.index_of(day)).center()


def test_a_visit_is_dragged_to_another_day_and_undo_brings_it_back(
    month: MonthView, hand: BoardHand, crew: Crew, qtbot: QtBot
) -> None:
    monday = FRIDAY + timedelta(days=3)

    drag(month, box_of(month, crew.late), middle_of(month, monday))

    qtbot.waitUntil(lambda: count_on(month, monday) == 1)
    assert hand.told(crew.late) == ("06-26 13:00-14:00", (crew.erick,))
    assert (count_on(month, FRIDAY), month.current_day) == (2, monday)
    assert month.current_visit is not None
    assert month.current_visit.visit_id == crew.late
    hand.shell.undo_wanted.emit("undo")
    qtbot.waitUntil(lambda: count_on(month, FRIDAY) == 3)
    assert hand.told(crew.late) == ("06-23 13:00-14:00", (crew.erick,))
    hand.settle()


def test_a_visit_goes_on_by_alt_and_an_arrow(month: MonthView, hand: BoardHand, crew: Crew, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Down, modifier=CTRL)
    press(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)

    qtbot.waitUntil(lambda: hand.told(crew.early)[0] == "06-30 08:00-09:30")
    qtbot.waitUntil(lambda: month.current_day == FRIDAY + timedelta(days=7))
    assert month.current_visit is not None
    press(Qt.Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: hand.told(crew.early)[0] == "06-29 08:00-09:30")
    hand.settle()


def test_what_speaks_against_a_day_is_asked_and_can_be_taken_back(
    month: MonthView, hand: BoardHand, crew: Crew, qtbot: QtBot
) -> None:
    saturday = FRIDAY + timedelta(days=1)
    with qtbot.waitSignal(month.hand.changing.asked):
        drag(month, box_of(month, crew.late), middle_of(month, saturday))
    question = month.hand.changing.question
    assert question is not None
    assert [problem.text for problem in question.problems] == ["Erick Voss does not work on Saturday, June 24."]
    question.reject()
    hand.settle()
    assert hand.told(crew.late)[0] == "06-23 13:00-14:00"

    with qtbot.waitSignal(month.hand.changing.asked):
        drag(month, box_of(month, crew.late), middle_of(month, saturday))
    assert month.hand.changing.question is not None
    month.hand.changing.question.answer()

    qtbot.waitUntil(lambda: hand.told(crew.late)[0] == "06-24 13:00-14:00")
    hand.settle()


def test_escape_and_letting_go_at_the_same_day_change_nothing(month: MonthView, hand: BoardHand, crew: Crew) -> None:
    start = box_of(month, crew.late)
    drag(month, start, start + QPoint(0, 40))
    port = month.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    move_held(port, middle_of(month, FRIDAY + timedelta(days=3)))
    assert month.hand.dragging
    press(Qt.Key.Key_Escape)
    assert not month.hand.dragging
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle_of(month, FRIDAY + timedelta(days=3)))
    hand.settle()
    assert hand.told(crew.late)[0] == "06-23 13:00-14:00"


def test_done_work_is_not_taken_in_hand(month: MonthView, hand: BoardHand, desk: Desk, qtbot: QtBot) -> None:
    done = visit(desk, THURSDAY, "6", status=JobStatus.COMPLETED)
    hand.page.reload()
    qtbot.waitUntil(lambda: count_on(month, THURSDAY) == 1)
    drag(month, box_of(month, done), middle_of(month, FRIDAY))
    hand.settle()
    assert hand.told(done)[0] == "06-22 06:00-07:00"
