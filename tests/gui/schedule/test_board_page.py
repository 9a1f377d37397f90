"""What is around the visits: filters, the menu, the card beside a visit, splitting, whole days, empty boards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from officedesk.models.enums import JobStatus, NoteKind
from officedesk.services.customers.drafts import ContactDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.notes.writing import new_note, save_note
from officedesk.services.schedule.board import board
from officedesk.services.schedule.card import visit_card
from officedesk.services.work.jobs import job as stored_job
from officedesk.views.schedule.dialogs import MoveDayDialog, PlanDialog, SplitDialog
from officedesk.views.schedule.hover_card import PAUSE
from tests.db.planning_support import FRIDAY, MONDAY, at, away, job, skill, visit
from tests.factories import make_technician
from tests.gui.keys import CTRL, come_up, press
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand

NEXT = MONDAY + timedelta(days=7)


def shown(hand: BoardHand) -> set[int]:
    """Ids of the visits on the board."""
    return {placed.block.visit_id for row in hand.view.plan.rows for placed in row.placed}


def entries(menu: QMenu) -> list[str]:
    """What a menu offers."""
    return [action.text().split("\t")[0] for action in menu.actions() if action.text() and action.isVisible()]


def open_menu(hand: BoardHand, visit_id: int) -> QMenu:
    """The menu of a visit, by the menu key."""
    hand.view.setFocus()
    assert hand.view.select(visit_id)
    box = hand.view.block_box(visit_id)
    hand.page.board.acts.open_menu(hand.view.current, hand.view.viewport().mapToGlobal(box.center().toPoint()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, *path: str) -> None:
    """Trigger an entry by its words, through the menus within."""
    inner = menu
    for text in path[:-1]:
        inner = next(action.menu() for action in inner.actions() if action.text() == text)  # type: ignore[assignment]
    next(action for action in inner.actions() if action.text().split("\t")[0] == path[-1]).trigger()
    menu.close()


# --- filters ---


def test_typing_narrows_the_board_and_the_tray(hand: BoardHand, crew: Crew) -> None:
    hand.view.setFocus()
    hand.view.select(crew.early)
    press(Qt.Key.Key_F, modifier=CTRL)
    assert QApplication.focusWidget() is hand.page.filters.search
    press("delgado")
    hand.qtbot.waitUntil(lambda: shown(hand) == {crew.late})
    assert hand.tray.title.text() == "Nothing waits for a day"
    assert hand.page.head.filter.accessibleName() == "1 filter set"
    assert hand.view.current is None
    hand.page.filters.clear()
    hand.settle()
    assert shown(hand) == {crew.early, crew.late, crew.loose}
    assert hand.view.current.visit_id == crew.early, "the keyboard is at the visit again that was filtered away"


def test_technicians_status_skill_and_area_narrow_the_board(hand: BoardHand, crew: Crew) -> None:
    gas = skill(hand.desk, "Gas", of=crew.anton, needed_by=hand.block(crew.early).job_id)
    far = visit(hand.desk, FRIDAY, "9", crew.raz, job_id=job(hand.desk, "Far", place={"city": "Duluth"}))
    hand.page.reload()
    hand.settle()
    filters = hand.page.filters
    hand.page.toggle_filters()

    filters.technicians.set_value((crew.erick,))
    filters.tell()
    hand.settle()
    assert [row.id for row in hand.view.plan.rows] == [crew.erick, 0]
    assert shown(hand) == {crew.late}

    filters.technicians.set_value(())
    filters.skills.set_value((gas,))
    filters.tell()
    hand.settle()
    assert shown(hand) == {crew.early}

    filters.skills.set_value(())
    filters.area.setText("dulu")
    filters.area.returnPressed.emit()
    filters.tell()
    hand.settle()
    assert shown(hand) == {far}

    filters.area.clear()
    filters.status.set_value((list(JobStatus).index(JobStatus.COMPLETED) + 1,))
    filters.tell()
    hand.settle()
    assert shown(hand) == set()
    assert hand.view._nothing.text() == "No visit matches the filter."


# --- the menu ---


def test_the_menu_offers_what_can_be_done(hand: BoardHand, crew: Crew) -> None:
    menu = open_menu(hand, crew.early)
    found = entries(menu)
    for wanted in ("Open customer", "Call customer…", "Status", "Assign to", "Split over days…", "Copy", "Unassign"):
        assert wanted in found
    menu.close()


def test_a_visit_is_assigned_by_its_menu_and_somebody_sent_along(hand: BoardHand, crew: Crew) -> None:
    choose(open_menu(hand, crew.loose), "Assign to", "Raz Bajwa")
    hand.settle()
    assert hand.told(crew.loose) == ("06-23 11:00-12:00", (crew.raz,))
    choose(open_menu(hand, crew.loose), "Send along", "Anton Grip")
    hand.settle()
    assert hand.told(crew.loose)[1] == (crew.anton, crew.raz)


def test_work_is_reported_by_the_menu_and_shown(hand: BoardHand, crew: Crew) -> None:
    choose(open_menu(hand, crew.early), "Status", "On the way")
    hand.settle()
    assert hand.block(crew.early).status is JobStatus.ON_THE_WAY
    hand.qtbot.waitUntil(lambda: hand.view.current.status is JobStatus.ON_THE_WAY)


def test_the_customer_s_number_is_handed_to_the_system_and_kept(
    hand: BoardHand, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer_id = hand.block(crew.early).customer_id
    draft = customer(hand.desk, customer_id)
    who = ContactDraft(name="Ana Delgado", phone="6125550142", is_primary=True)
    save_customer(hand.desk, replace(draft, contacts=(who,)))
    dialed: list[str] = []
    monkeypatch.setattr(hand.page.board.acts, "dial", dialed.append)
    choose(open_menu(hand, crew.early), "Call customer…")
    hand.settle()
    assert dialed == ["tel:6125550142"]
    assert QGuiApplication.clipboard().text() == "(612) 555-0142"


# --- dialogs ---


def dialog(hand: BoardHand, kind: type[QDialog]) -> QDialog:
    """The dialog of that kind that is open."""
    hand.qtbot.waitUntil(lambda: any(one.isVisible() for one in hand.window.findChildren(kind)))
    made = next(one for one in hand.window.findChildren(kind) if one.isVisible())
    come_up(hand.qtbot, hand.shell, made)
    return made


def enter(field: QLineEdit, text: str) -> None:
    """Type into a field in place of what is there."""
    field.setFocus()
    field.selectAll()
    press(text, Qt.Key.Key_Tab)


def test_a_visit_is_split_over_days(hand: BoardHand, crew: Crew) -> None:
    long = visit(hand.desk, NEXT, "8", crew.anton, minutes=480)
    hand.open(NEXT, "week")
    choose(open_menu(hand, long), "Split over days…")
    asked = dialog(hand, SplitDialog)
    assert isinstance(asked, SplitDialog)
    assert asked.chosen == [NEXT, NEXT + timedelta(days=1)]
    assert asked.said.text() == "2 visits, each about 4 h."
    press(Qt.Key.Key_Return, modifier=CTRL)
    hand.settle()
    job_id = hand.block(long).job_id
    made = [one for one in board(hand.desk, NEXT, NEXT + timedelta(days=6)).visits if one.job_id == job_id]
    assert [(one.starts, one.ends) for one in made] == [
        (at(NEXT, "8"), at(NEXT, "12")),
        (at(NEXT + timedelta(days=1), "8"), at(NEXT + timedelta(days=1), "12")),
    ]
    assert shown(hand) == {one.visit_id for one in made}


def test_a_visit_is_moved_by_typing(hand: BoardHand, crew: Crew) -> None:
    choose(open_menu(hand, crew.early), "Move to…")
    asked = dialog(hand, PlanDialog)
    assert isinstance(asked, PlanDialog)
    enter(asked.starts, "2 pm")
    enter(asked.ends, "1 pm")
    asked.answer()
    assert asked.fields["ends"].error == "The visit ends before it begins."
    enter(asked.ends, "3:15 pm")
    asked.who.set_value(crew.raz)
    asked.answer()
    hand.settle()
    assert hand.told(crew.early) == ("06-23 14:00-15:15", (crew.raz,))


def test_a_whole_day_is_moved_and_taken_back_at_once(hand: BoardHand, crew: Crew) -> None:
    hand.page.board.acts.ask_move_day()
    asked = dialog(hand, MoveDayDialog)
    assert isinstance(asked, MoveDayDialog)
    enter(asked.to, "6/23/2023")
    asked.answer()
    assert asked.field.error == "Say another day."
    enter(asked.to, "6/26/2023")
    asked.answer()
    hand.settle()
    assert {hand.told(one)[0][:5] for one in (crew.early, crew.late, crew.loose)} == {"06-26"}
    assert shown(hand) == set()
    come_up(hand.qtbot, hand.shell, hand.window)
    hand.view.setFocus()
    press(Qt.Key.Key_Z, modifier=CTRL)
    hand.settle()
    assert {hand.told(one)[0][:5] for one in (crew.early, crew.late, crew.loose)} == {"06-23"}


def test_the_day_of_one_technician_is_moved_from_the_menu_of_the_row(hand: BoardHand, crew: Crew) -> None:
    at_ = hand.view.names.rect().topLeft() + QPoint(20, round(hand.view.row_of(crew.erick).y) + 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at_, hand.view.names.mapToGlobal(at_))
    QApplication.sendEvent(hand.view.names, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert entries(menu) == [
        "Move Erick Voss, Friday, June 23 to…",
        "Day sheet of Erick Voss, Friday, June 23",
    ]
    choose(menu, "Move Erick Voss, Friday, June 23 to…")
    asked = dialog(hand, MoveDayDialog)
    assert isinstance(asked, MoveDayDialog)
    enter(asked.to, "6/26/2023")
    asked.answer()
    hand.settle()
    assert hand.told(crew.late)[0][:5] == "06-26"
    assert hand.told(crew.early)[0][:5] == "06-23"


def test_the_menu_key_opens_the_menu_of_the_place_that_the_keyboard_is_at(hand: BoardHand, crew: Crew) -> None:
    hand.view.setFocus()
    assert hand.view.select(crew.early)
    press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(hand.view, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert entries(menu)[0] == "New job Fri 23 8:00"
    menu.close()


# --- the card ---


def test_the_card_of_a_visit_tells_what_one_has_to_know(hand: BoardHand, crew: Crew, qtbot: QtBot) -> None:
    block = hand.block(crew.early)
    location = stored_job(hand.desk, block.job_id).location_id
    save_note(
        hand.desk,
        replace(new_note(hand.desk, block.customer_id, NoteKind.SITE, location), text="Gate code 4411"),
    )
    away(hand.desk, crew.anton, at(FRIDAY, "9"), at(FRIDAY, "10"), "Dentist", all_day=False)
    hand.page.reload()
    hand.settle()
    card = hand.page.board.card
    assert not card.isVisible()
    QTest.mouseMove(hand.view.viewport(), hand.spot(crew.loose))
    QTest.mouseMove(hand.view.viewport(), hand.spot(crew.early))
    qtbot.waitUntil(lambda: "Gate code 4411" in card.text, timeout=PAUSE + 3000)
    for wanted in ("ABC Company", "Fri 23 8:00 – 9:30", "Anton Grip", "1 Elm St", "Scheduled", "is away: Dentist"):
        assert wanted in card.text
    assert hand.page.board.rect().contains(card.geometry())
    QTest.mouseMove(hand.view.viewport(), hand.place(crew.raz, at(FRIDAY, "15")))
    qtbot.waitUntil(lambda: not card.isVisible())


def test_a_toast_hides_no_card_of_the_tray(hand: BoardHand, crew: Crew) -> None:
    start = hand.spot(crew.early)
    hand.drag(start, start + QPoint(60, 0))
    hand.settle()
    toast = hand.window.findChild(QFrame, options=Qt.FindChildOption.FindDirectChildrenOnly, name="toast")
    tray = hand.tray
    first = tray.cards.mapTo(hand.window, tray.cards.visualRect(tray.cards.waiting.index(0)).center())
    assert toast.isVisible()
    assert tray.mapTo(hand.window, QPoint()).y() - toast.height() < toast.y() < first.y() - toast.height()
    assert toast.geometry().right() < tray.fold.mapTo(hand.window, QPoint()).x()


def test_what_turns_to_other_days_stays_under_the_mouse(hand: BoardHand) -> None:
    head, titles, places = hand.page.head, set(), set()
    hand.window.resize(1440, 900)
    for _ in range(8):
        hand.settle()
        titles.add(head.title.text())
        places.add((head.back.x(), head.on.x(), head.switch.x()))
        QTest.mouseClick(head.on, Qt.MouseButton.LeftButton)
    assert len(titles) == 8
    assert len(places) == 1


def test_a_card_reads_tasks_and_whom_to_call(desk: Desk) -> None:
    made = visit(desk, FRIDAY, "8", make_technician(desk), note="Bring a ladder")
    job_id = next(one.job_id for one in board(desk, FRIDAY, FRIDAY).visits if one.visit_id == made)
    card = visit_card(desk, job_id, made)
    assert card.visit_note == "Bring a ladder"
    assert card.address == ("1 Elm St", "Minneapolis")
    assert [done for _, done in card.tasks] == [False]
    assert card.task_count == 1
