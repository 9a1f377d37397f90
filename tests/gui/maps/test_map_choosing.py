"""Customers chosen on the map, by a line around them or by distance, and what is done with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Point
from officedesk.services.customers.marks import tags
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.views.customers.list_page import CustomersPage
from officedesk.views.main_window import MainWindow
from officedesk.views.map.layers import Layer
from officedesk.views.shell import Place, Shell
from tests.gui.keys import press, settle
from tests.gui.maps.module import (
    HERE,
    asking,
    customer,
    location_of,
    painted,
    stand,
    view_of,
)
from tests.gui.maps.mouse import Hand

pytestmark = pytest.mark.xdist_group("web")
DOTS = "Object.values(officedesk.map._layers).filter((l) => l instanceof L.CircleMarker && l.office !== undefined)"
MIDDLE = Point(*HERE)


def test_a_line_around_customers_chooses_them_for_a_tag_and_the_list(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, went: list[Place]
) -> None:
    ann, bob = customer(desk, "Ann", 0.004, 0.004), customer(desk, "Bob", -0.004, -0.004)
    customer(desk, "Out", 0.03, 0.03)
    page = stand(qtbot, window, shell)
    view = view_of(page)
    view.centre(MIDDLE, 13)
    painted(qtbot, page)
    hand = Hand(qtbot, view, asking(qtbot, view))

    page.panel.lasso.click()
    corners = ((0.01, -0.02), (0.01, 0.02), (-0.01, 0.02), (-0.01, -0.02), (0.009, -0.02))
    hand.drag([Point(HERE[0] + north, HERE[1] + east) for north, east in corners])
    selection = page.panel.selection
    qtbot.waitUntil(lambda: selection.title.text() == "2 customers chosen", timeout=10_000)

    assert not page.panel.lasso.isChecked()
    assert [thing.title for thing in selection.list.things] == ["Ann", "Bob"]
    selection.add_tag("North side")
    settle(qtbot, shell)
    assert [(tag.name, tag.used) for tag in tags(desk)] == [("North side", 2)]

    selection.as_list.click()
    assert went[-1].context["filter"] == CustomerFilter(only=(ann, bob))
    listed = window.page("customers")
    assert isinstance(listed, CustomersPage)
    settle(qtbot, shell)
    assert [row.name for row in listed.panel.source.rows(listed.panel.model.all_ids())] == ["Ann", "Bob"]
    assert listed._filters._chosen.text() == "2 chosen on the map"
    listed._filters._chosen.click()
    settle(qtbot, shell)
    assert len(listed.panel.model.all_ids()) == 3


def test_customers_within_five_miles_come_with_their_distance_and_another_one_can_be_typed(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, tmp_path: Path
) -> None:
    ann = customer(desk, "Ann", 0, 0)
    customer(desk, "Near", 0.02, 0)
    customer(desk, "Further", 0.1, 0)
    page = stand(qtbot, window, shell)
    page.pick(Layer.CUSTOMERS, location_of(desk, ann))
    page.panel.about.near_wanted.emit(MIDDLE, "Ann")
    settle(qtbot, shell)
    selection = page.panel.selection

    assert [(thing.title, thing.note) for thing in selection.list.things] == [("Ann", "0 ft"), ("Near", "1.4 mi")]
    selection.radius.setFocus()
    selection.radius.selectAll()
    press("10 mi", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert [thing.title for thing in selection.list.things] == ["Ann", "Near", "Further"]
    selection.radius.selectAll()
    press("ten", Qt.Key.Key_Return)
    assert "is not a length" in selection.error.text()
    assert len(selection.list.things) == 3

    selection.export_to(tmp_path / "near.csv")
    settle(qtbot, shell)
    lines = (tmp_path / "near.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Company", "Ann", "Near", "Further"]


def test_a_message_to_the_chosen_goes_to_each_of_them_once(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    from officedesk.views.messaging.bulk_dialog import BulkDialog
    from tests.factories import make_customer
    from tests.gui.maps.module import place

    both = make_customer(desk, "Both", locations=[place("Yard", 0, 0), place("Shop", 0.01, 0)])
    page = stand(qtbot, window, shell)
    page.near(MIDDLE, "here")
    settle(qtbot, shell)
    assert [thing.title for thing in page.panel.selection.list.things] == ["Both, Yard", "Both, Shop"]
    assert page.panel.selection.title.text() == "1 customer chosen"

    page.panel.selection.message.click()
    dialog = page.findChild(BulkDialog)
    assert dialog is not None
    settle(qtbot, shell)
    assert dialog._ids == (both,)
    dialog.reject()
