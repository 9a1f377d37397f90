"""The list and the map view of the schedule."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.on_map import day_on_map
from officedesk.services.schedule.rows import BoardFilter, Move
from officedesk.views.map.available import SWITCH
from officedesk.views.schedule.day_map import WAY, DayMapView
from officedesk.views.schedule.listing import ListView
from officedesk.views.shell import Shell
from tests.db.planning_support import FRIDAY, THURSDAY, at
from tests.gui.keys import press
from tests.gui.schedule.conftest import Crew
from tests.gui.schedule.support import BoardHand


@pytest.fixture
def rows(hand: BoardHand) -> ListView:
    """The visits of June 2023 as a list, in front."""
    hand.open(THURSDAY, "list")
    made = hand.page.others["list"]
    assert isinstance(made, ListView)
    return made


@pytest.fixture
def day_map(monkeypatch: pytest.MonkeyPatch, hand: BoardHand, qtbot: QtBot) -> DayMapView:
    """The map view of that Friday, where no map can be shown."""
    monkeypatch.setenv(SWITCH, "1")
    hand.open(FRIDAY, "map")
    made = hand.page.others["map"]
    assert isinstance(made, DayMapView)
    qtbot.waitUntil(lambda: bool(made.area.why and made.list.things))
    return made


def ids(made: ListView) -> list[int]:
    return list(made.panel.model.all_ids())


def test_the_list_has_the_visits_in_the_order_of_the_clock(rows: ListView, crew: Crew) -> None:
    assert ids(rows) == [crew.early, crew.loose, crew.late]
    model = rows.panel.model
    told = [model.index(0, column).data() for column in range(1, model.columnCount())]
    assert told[:2] == ["Fri 06/23/2023", "8:00 – 9:30"]
    assert "ABC Company" in told
    assert "Anton Grip" in told
    assert rows.panel.table.hasFocus()


def test_enter_opens_the_job_and_the_menu_leads_to_the_board(rows: ListView, hand: BoardHand, crew: Crew) -> None:
    wanted: list[int] = []
    rows.opened.disconnect()
    rows.opened.connect(wanted.append)
    press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert wanted == [hand.block(crew.early).job_id]

    menu = rows._row_menu(rows.panel.model.row_at(1))
    next(action for action in menu.actions() if action.text() == "Show on the board").trigger()
    hand.settle()

    assert (hand.page.view, hand.page.day) == ("day", FRIDAY)
    assert hand.view.current is not None
    assert hand.view.current.visit_id == crew.loose
    menu.deleteLater()


def test_letters_typed_on_the_list_narrow_it(rows: ListView, hand: BoardHand, crew: Crew, qtbot: QtBot) -> None:
    press("delg")

    qtbot.waitUntil(lambda: ids(rows) == [crew.late])
    assert hand.page.filters.search.text() == "delg"
    hand.settle()


def test_a_moved_visit_changes_its_place_in_the_list(
    rows: ListView, hand: BoardHand, crew: Crew, qtbot: QtBot, shell: Shell, desk: Desk
) -> None:
    apply(desk, [Move.of(hand.block(crew.late)).to(at(FRIDAY, "10"))])
    shell.signals.changed.emit("job", hand.block(crew.late).job_id, 0)
    qtbot.waitUntil(lambda: ids(rows) == [crew.early, crew.late, crew.loose])
    hand.settle()


def test_without_a_map_the_list_has_each_technicians_visits(day_map: DayMapView, crew: Crew) -> None:
    things = day_map.list.things
    assert [(thing.layer, thing.id) for thing in things] == [
        (WAY, crew.anton),
        ("visits", crew.early),
        (WAY, crew.erick),
        ("visits", crew.late),
        (WAY, 0),
        ("visits", crew.loose),
    ]
    assert things[0].title == "Anton Grip"
    assert things[0].note.startswith("1 visit")
    assert things[1].title.startswith("1. ")
    assert "ABC Company" in things[1].title
    assert things[4].title == "Unassigned"
    assert day_map.said.text().startswith("3 visits")


def test_a_visit_of_the_map_view_opens_by_keyboard(day_map: DayMapView, hand: BoardHand, crew: Crew) -> None:
    wanted: list[int] = []
    days: list[date] = []
    day_map.opened.disconnect()
    day_map.opened.connect(wanted.append)
    day_map.day_wanted.connect(days.append)
    day_map.list.setFocus()

    press(Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert wanted == [hand.block(crew.early).job_id]
    press(Qt.Key.Key_Up, Qt.Key.Key_Return)
    hand.settle()

    assert days == [FRIDAY]
    assert hand.page.view == "day"


def test_the_map_follows_the_filter_and_other_desktops(
    day_map: DayMapView, hand: BoardHand, crew: Crew, qtbot: QtBot, shell: Shell, desk: Desk
) -> None:
    hand.page.filters.search.setText("fairview")
    hand.page.filters.tell()
    qtbot.waitUntil(lambda: [thing.id for thing in day_map.list.things] == [0, crew.loose])

    apply(desk, [Move.of(hand.block(crew.loose)).to(at(FRIDAY, "15"), (crew.raz,))])
    shell.signals.changed.emit("job", hand.block(crew.loose).job_id, 0)

    qtbot.waitUntil(lambda: [thing.id for thing in day_map.list.things] == [crew.raz, crew.loose])
    hand.settle()


def test_ways_are_those_of_the_chosen_technicians_in_colours_that_tell_them_apart(desk: Desk, crew: Crew) -> None:
    both = day_on_map(desk, FRIDAY)
    assert [route.technician_id for route in both.day.routes] == [crew.anton, crew.erick, 0]
    # All have the color that technicians have at first: it tells nothing.
    assert both.colours == {}
    one = day_on_map(desk, FRIDAY, BoardFilter(technician_ids=(crew.erick,)))
    assert [route.technician_id for route in one.day.routes] == [crew.erick]
    assert (one.day.visits, one.colours) == (1, {crew.erick: "#1f6feb"})
