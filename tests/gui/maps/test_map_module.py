"""The Map module over a real page of the web engine: what is shown, chosen, opened, narrowed and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Circle, Point
from officedesk.services.customers.editing import archive
from officedesk.services.customers.marks import add_tags, tags
from officedesk.services.desk import Desk
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.mapping.fences import save_fence
from officedesk.views.main_window import MainWindow
from officedesk.views.map.layers import Layer
from officedesk.views.map.paper import print_to
from officedesk.views.shell import Place, Shell
from tests.gui.keys import press, settle
from tests.gui.maps.module import (
    HERE,
    asking,
    customer,
    location_of,
    map_page,
    painted,
    stand,
    technician,
    van,
    view_of,
    visit,
)
from tests.gui.maps.mouse import Hand

pytestmark = pytest.mark.xdist_group("web")
DOTS = "Object.values(officedesk.map._layers).filter((l) => l instanceof L.CircleMarker && l.office !== undefined)"
MIDDLE = Point(*HERE)

LINES = """Object.values(officedesk.map._layers).filter((l) => l instanceof L.Polyline && !(l instanceof L.Polygon)
    && l.office !== undefined).length"""


def test_the_map_shows_what_the_chips_count_and_a_click_takes_it_off(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    anton = technician(desk)
    ann, bob = customer(desk, "Ann", 0.01, 0), customer(desk, "Bob", -0.01, 0.03)
    for one, hour in ((ann, 9), (bob, 11)):
        visit(desk, one, hour, anton)
    van(desk, "Van 3", anton, 0.005, -0.02)

    page = stand(qtbot, window, shell)
    view_of(page).centre(MIDDLE, 13)
    painted(qtbot, page)
    ask = asking(qtbot, view_of(page))

    chips = {layer: chip.text() for layer, chip in page.panel.chips.layer_chips.items()}
    assert chips == {
        Layer.CUSTOMERS: "Customers 2",
        Layer.VISITS: "Today’s visits 2",
        Layer.TECHNICIANS: "Technicians 1",
        Layer.FENCES: "Geofences 0",
    }
    # Two customers, two visits, a van; and one line through the office and both visits.
    assert ask(f"{DOTS}.length") == 5
    page.panel.chips.layer_chips[Layer.VISITS].click()
    painted(qtbot, page)
    assert ask(f"{DOTS}.length") == 3
    page.panel.chips.layer_chips[Layer.CUSTOMERS].click()
    painted(qtbot, page)
    assert ask(f"{DOTS}.length") == 1
    assert shell.config.get("map_layers") == ["technicians", "fences"]


def test_a_click_on_a_dot_says_who_it_is_and_leads_to_the_customer(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, went: list[Place]
) -> None:
    ann = customer(desk, "Ann", 0, 0)
    page = stand(qtbot, window, shell)
    view = view_of(page)
    view.centre(MIDDLE, 14)
    painted(qtbot, page)

    Hand(qtbot, view, asking(qtbot, view)).click(MIDDLE)
    qtbot.waitUntil(lambda: page.panel.cards.currentWidget() is page.panel.about)
    settle(qtbot, shell)

    assert page.panel.about.title.text() == "Ann"
    assert page.panel.about.lines[0].text() == "1 Main St, Minneapolis, MN 55415"
    page.panel.about.take_focus()
    press(Qt.Key.Key_Space)
    assert (went[-1].page, went[-1].id) == ("customer", ann)


def test_the_keyboard_reaches_everything_in_view(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    anton = technician(desk)
    ann = customer(desk, "Ann", 0.01, 0)
    customer(desk, "Far away", 5, 5)
    visit(desk, ann, 9, anton)
    van(desk, "Van 3", anton, 0.005, -0.02)
    page = stand(qtbot, window, shell)
    view_of(page).centre(MIDDLE, 13)
    in_view = page.panel.in_view
    qtbot.waitUntil(lambda: in_view.count.text() == "3 in view", timeout=10_000)

    assert [(thing.spoken, thing.title) for thing in in_view.list.things] == [
        ("Visit", "1. Ann"),
        ("Technician", "Van 3 · Anton Grip"),
        ("Customer", "Ann"),
    ]
    in_view.list.setFocus()
    press(Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert page.panel.cards.currentWidget() is page.panel.about
    assert page.panel.about.lines[0].text() == "Last seen 6:45"
    page.panel.back()
    assert in_view.list.hasFocus()


def test_tags_narrow_the_customers_and_clearing_brings_them_back(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    customer(desk, "Ann", 0, 0)
    add_tags(desk, [customer(desk, "Bob", 0.01, 0.01)], ["Gold"])
    gold = tags(desk)[0].id
    page = stand(qtbot, window, shell)
    chips = page.panel.chips

    chips.tags.set_value((gold,))
    chips.tags.chosen.emit()
    settle(qtbot, shell)
    assert chips.layer_chips[Layer.CUSTOMERS].text() == "Customers 1"
    assert list(page.layers.shown[Layer.CUSTOMERS].data.names) == ["Bob"]

    chips.clear()
    settle(qtbot, shell)
    assert chips.layer_chips[Layer.CUSTOMERS].text() == "Customers 2"


def test_what_another_desktop_saves_is_on_the_map(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    ann = customer(desk, "Ann", 0, 0)
    page = stand(qtbot, window, shell)
    customer(desk, "Bob", 0.01, 0.01)
    with qtbot.waitSignal(page.layers.arrived, check_params_cb=lambda name: name == "customers"):
        shell.signals.changed.emit("customer", 0, 0)
    assert page.panel.chips.layer_chips[Layer.CUSTOMERS].text() == "Customers 2"

    # Out of sight it waits until it is seen.
    shell.go("customers")
    archive(desk, [ann])
    shell.signals.changed.emit("customer", ann, ann)
    settle(qtbot, shell)
    assert page.layers.shown[Layer.CUSTOMERS].count == 2
    with qtbot.waitSignal(page.layers.arrived, check_params_cb=lambda name: name == "customers"):
        shell.go("map")
    assert page.layers.shown[Layer.CUSTOMERS].count == 1


def test_a_technicians_day_is_listed_in_order_and_a_shorter_one_shown(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, went: list[Place]
) -> None:
    anton = technician(desk)
    names = (("Far", 0.4), ("Near", 0.1), ("Farther", 0.3), ("Middle", 0.2))
    for hour, (name, east) in enumerate(names, 8):
        visit(desk, customer(desk, name, 0, east), hour, anton)
    page = stand(qtbot, window, shell)

    page.panel.routes.click()
    card = page.panel.route
    assert [thing.title for thing in card.list.things] == ["1. Far", "2. Near", "3. Farther", "4. Middle"]
    assert "2, 4, 3, 1" in card.offer.text()
    assert "visits keep their times" in card.offer.text()
    ask = asking(qtbot, view_of(page))
    lines = "Object.values(officedesk.map._layers).filter((l) => l.constructor === L.Polyline).length"
    before = ask(lines)
    card.suggest.click()
    painted(qtbot, page)
    assert ask(lines) > before
    card.list.setFocus()
    press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert went[-1].page == "job"


def test_going_to_a_zip_code_shows_it_and_the_map_comes_back_there(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    page = stand(qtbot, window, shell)
    page.panel.search.setFocus()
    with qtbot.waitSignal(view_of(page).view_moved, timeout=10_000):
        QTest.keyClicks(page.panel.search, "55802")
        settle(qtbot, shell)
        press(Qt.Key.Key_Return)
    assert page.panel.about.title.text() == "Duluth, MN 55802"
    settle(qtbot, shell)
    page.remembered.keep()

    north, east, zoom = shell.config.part("map_view", desk.database.place.name)
    assert abs(north - 46.7) < 0.2
    assert abs(east + 92.1) < 0.2
    assert zoom > 12


def test_the_map_is_printed_to_one_page_of_pdf(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, tmp_path: Path
) -> None:
    customer(desk, "Ann", 0, 0)
    page = stand(qtbot, window, shell)
    target = tmp_path / "map.pdf"
    told: list[str] = []
    shell.toast_wanted.connect(lambda text, *_: told.append(text))

    print_to(shell, view_of(page), target)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)

    assert told == ["The map is in map.pdf."]
    assert target.read_bytes().startswith(b"%PDF-")
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    document.load(str(target))
    assert document.pageCount() == 1
    assert "Map · 06/22/2023" in document.getAllText(0).text()


def test_the_profile_shows_the_customers_places_and_leads_to_the_map(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, went: list[Place]
) -> None:
    from officedesk.views.customers.profile_page import ProfilePage
    from officedesk.views.customers.tabs.locations import LocationsTab

    ann = customer(desk, "Ann", 0, 0)
    shell.go("customer", ann, "locations")
    page = window.page("customer")
    assert isinstance(page, ProfilePage)
    settle(qtbot, shell)
    tab = page.findChild(LocationsTab)
    assert tab is not None
    assert tab.map is None
    tab.map_button.click()
    shown: Any = tab.map
    qtbot.waitUntil(lambda: shown.area.view is not None, timeout=20_000)
    settle(qtbot, shell)

    assert shown.said.text() == "1 location"
    shown.whole.click()
    assert (went[-1].page, went[-1].context) == ("map", {"customer_id": ann})
    found = map_page(window)
    qtbot.waitUntil(lambda: found.panel.about.title.text() == "Ann", timeout=20_000)


def test_a_fence_is_begun_with_the_maps_own_tools_and_saved_beside_it(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    page = stand(qtbot, window, shell)
    view = view_of(page)
    view.centre(MIDDLE, 15)
    painted(qtbot, page)
    hand = Hand(qtbot, view, asking(qtbot, view))

    hand.click(hand.button("Draw a circle"))
    qtbot.waitUntil(lambda: page.panel.cards.currentWidget() is page.form, timeout=10_000)
    settle(qtbot, shell)
    hand.click(MIDDLE)
    hand.click(Point(HERE[0] + 0.002, HERE[1]))
    qtbot.waitUntil(lambda: page.form.fields.shape.shape() is not None, timeout=10_000)
    settle(qtbot, shell)
    page.form.fields.name.setText("Depot")
    page.form.save()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: page.panel.chips.layer_chips[Layer.FENCES].text() == "Geofences 1", timeout=10_000)

    # Leaving another one unsaved asks; going to it by search opens it here.
    (fence_id,) = page.layers.shown[Layer.FENCES].things
    page.form.cancel()
    assert page.panel.cards.currentWidget() is page.panel.in_view
    shell.go("customers")
    shell.go("map", record=fence_id)
    qtbot.waitUntil(lambda: page.form.fence_id == fence_id and page.form.isVisible(), timeout=10_000)
    assert page.form.title.text() == "Geofence: Depot"
    page.form.fields.name.setText("Other")
    assert not page.leave()


def test_looking_at_something_else_closes_the_fence_or_asks_where_it_is_not_saved(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    ann = customer(desk, "Ann", 0, 0)
    save_fence(desk, FenceDraft(name="Depot", shape=Circle(MIDDLE, 150)))
    page = stand(qtbot, window, shell)
    (fence_id,) = page.layers.shown[Layer.FENCES].things
    tools = "officedesk.sketch.has"

    page.pick(Layer.FENCES, fence_id)
    settle(qtbot, shell)
    painted(qtbot, page)
    ask = asking(qtbot, view_of(page))
    assert ask(tools) == "circle"
    page.pick(Layer.CUSTOMERS, location_of(desk, ann))
    painted(qtbot, page)
    assert page.panel.cards.currentWidget() is page.panel.about
    assert not ask(tools)

    page.pick(Layer.FENCES, fence_id)
    settle(qtbot, shell)
    page.form.fields.name.setText("Yard")
    page.near(MIDDLE, "here")
    assert page.panel.cards.currentWidget() is page.form
    box = window.findChild(QMessageBox, "discard")
    assert isinstance(box, QMessageBox)
    next(made for made in box.buttons() if made.text() == "Discard").click()
    settle(qtbot, shell)
    assert page.panel.cards.currentWidget() is page.panel.selection
    assert page.panel.selection.ids == [ann]


def test_a_day_is_played_back_where_no_fence_is_open_and_leaves_the_map_as_it_was(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    save_fence(desk, FenceDraft(name="Depot", shape=Circle(MIDDLE, 150)))
    seen = van(desk, "Van 3", technician(desk), 0.005, -0.02)
    page = stand(qtbot, window, shell)
    replayed = page.replayed
    assert replayed is not None
    page.pick(Layer.FENCES, next(iter(page.layers.shown[Layer.FENCES].things)))
    settle(qtbot, shell)

    replayed.tool.click()
    qtbot.waitUntil(lambda: [track.device_id for track in replayed.card.tracks] == [seen], timeout=10_000)
    assert page.panel.cards.currentWidget() is replayed.card
    view_of(page).centre(MIDDLE, 13)
    painted(qtbot, page)
    ask = asking(qtbot, view_of(page))
    assert not ask("officedesk.sketch.has")
    # Where the van is now would be taken for where it was.
    assert ask(f"{DOTS}.length") == 1
    shell.go("customers")
    shell.go("map")
    assert page.panel.cards.currentWidget() is replayed.card
    painted(qtbot, page)
    assert ask(f"{DOTS}.length") == 1
    assert ask(LINES) == 1
    replayed.card.closed.emit()
    painted(qtbot, page)
    assert ask(f"{DOTS}.length") == 1
    assert ask(LINES) == 0
    assert page.panel.cards.currentWidget() is page.panel.in_view


def test_a_fence_has_a_low_window_to_itself_and_the_keyboard_is_in_the_list_that_comes_up(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    customer(desk, "Ann", 0.001, 0.0)
    save_fence(desk, FenceDraft(name="Depot", shape=Circle(MIDDLE, 150)))
    page = stand(qtbot, window, shell)
    assert page.replayed is not None
    below = page.replayed.crossings
    window.resize(1280, 720)
    page.pick(Layer.FENCES, next(iter(page.layers.shown[Layer.FENCES].things)))
    settle(qtbot, shell)
    assert not below.isVisible()
    window.resize(1440, 900)
    qtbot.waitUntil(below.isVisible)
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: not below.isVisible())

    assert page.form.fields.name.hasFocus()
    page.near(MIDDLE, "here")
    settle(qtbot, shell)
    assert page.panel.selection.list.hasFocus()
    page.panel.back()
    assert below.isVisible()
