"""The Map module where it is hard: names that want to be programs, no web engine, no network, few rights."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Circle, Point
from officedesk.models.enums import Role
from officedesk.services.desk import Desk, Looked
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.mapping.fences import save_fence
from officedesk.views.main_window import MainWindow
from officedesk.views.map.fence_page import FencePage
from officedesk.views.map.layers import Layer
from officedesk.views.shell import Place, Shell
from tests.factories import make_user
from tests.gui.keys import settle
from tests.gui.maps.module import HERE, asking, customer, map_page, painted, stand, technician, van, view_of, visit
from tests.gui.maps.mouse import Hand
from tests.support.hostile import TEXTS

web = pytest.mark.xdist_group("web")
HOSTILE = [text for text in TEXTS if "\0" not in text and "\ud800" not in text]


@web
def test_names_that_want_to_be_programs_stay_words(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None
) -> None:
    for at, text in enumerate(HOSTILE):
        north, east = 0.004 * (at % 6), 0.006 * (at // 6)
        customer(desk, text, north, east)
        save_fence(desk, FenceDraft(name=text[:100], shape=Circle(Point(HERE[0] + north, HERE[1] + east), 100)))
    person = technician(desk, HOSTILE[4])
    visit(desk, customer(desk, HOSTILE[9], 0, 0), 9, person)
    van(desk, HOSTILE[9], person, 0.001, 0.001)
    page = stand(qtbot, window, shell)
    view = view_of(page)
    view.centre(Point(HERE[0] + 0.01, HERE[1] + 0.015), 14)
    painted(qtbot, page)
    ask = asking(qtbot, view)
    ask("window.alert = window.confirm = () => { window.x = 'ran'; }")
    hand = Hand(qtbot, view, ask)

    for layer in Layer:
        for number in page.layers.shown[layer].things:
            page.pick(layer, number)
            settle(qtbot, shell)
    page.panel.back()
    view.centre(Point(HERE[0] + 0.01, HERE[1] + 0.015), 14)
    painted(qtbot, page)
    for at in range(len(HOSTILE)):
        hand.move(Point(HERE[0] + 0.004 * (at % 6), HERE[1] + 0.006 * (at // 6)))
    page.layers.read_all()
    settle(qtbot, shell)
    painted(qtbot, page)

    assert ask("typeof window.x") == "undefined"
    assert ask("document.querySelectorAll('.leaflet-tooltip-pane b, .leaflet-tooltip-pane img').length") == 0
    assert ask("document.querySelectorAll('script:not([src]), iframe, object, embed').length") == 0
    for shown in page.findChildren(QLabel):
        assert shown.textFormat().name == "PlainText", shown.text()


@web
def test_everything_works_while_no_socket_can_be_opened(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, room: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []

    def refuse(*arguments: Any, **_: Any) -> None:
        opened.append(arguments)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ann = customer(desk, "Ann", 0, 0)
    visit(desk, ann, 9, technician(desk))
    page = stand(qtbot, window, shell)
    page.panel.search.setText("55415")
    page.panel.search.entered.emit()
    settle(qtbot, shell)
    page.near(Point(*HERE), "Ann")
    settle(qtbot, shell)
    page.show_route()
    painted(qtbot, page)

    assert page.panel.selection.ids == [ann]
    assert page.panel.route.route is not None
    assert opened == []


def test_without_a_web_engine_there_is_a_list_of_fences_and_it_says_why(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFICEDESK_NO_WEB_MAP", "1")
    ann = customer(desk, "Ann", 0, 0)
    save_fence(desk, FenceDraft(name="Depot", shape=Circle(Point(*HERE), 150)))
    shell.go("map")
    page = map_page(window)
    qtbot.waitUntil(lambda: bool(page.area.why), timeout=10_000)
    settle(qtbot, shell)

    fences = page.fences
    assert isinstance(fences, FencePage)
    assert fences.isVisible()
    assert [row.name for row in fences.panel.source.rows(fences.panel.model.all_ids())] == ["Depot"]
    assert any("switched off on this computer" in one.text() for one in page.area.findChildren(QLabel))
    qtbot.waitUntil(lambda: page.panel.in_view.count.text() == "2 in view", timeout=10_000)
    for hidden in (page.panel.lasso, page.panel.print):
        assert not hidden.isVisible()
    page.near(Point(*HERE), "Ann")
    settle(qtbot, shell)
    assert page.panel.selection.ids == [ann]


@web
def test_an_office_without_customers_says_what_will_be_here(
    qtbot: QtBot, window: MainWindow, shell: Shell, room: None
) -> None:
    page = stand(qtbot, window, shell)
    in_view = page.panel.in_view
    qtbot.waitUntil(lambda: bool(in_view.empty.text()), timeout=10_000)

    assert in_view.empty.text() == "Customers appear here once their locations have a ZIP code or a pin."
    assert page.panel.chips.layer_chips[Layer.CUSTOMERS].text() == "Customers 0"


@pytest.fixture
def as_technician(shell: Shell) -> Shell:
    """A technician sits at the desk."""
    desk = shell.desk
    user_id = make_user(desk, "Sam Field", role=Role.TECHNICIAN)
    shell.desk = replace(desk, actor=replace(desk.actor, user_id=user_id, role=Role.TECHNICIAN), looked=Looked())
    return shell


@web
def test_a_technician_sees_customers_and_visits_and_nobodys_whereabouts(
    as_technician: Shell, qtbot: QtBot, desk: Desk, room: None, window: MainWindow
) -> None:
    customer(desk, "Ann", 0, 0)
    page = stand(qtbot, window, as_technician)

    assert set(page.panel.chips.layer_chips) == {Layer.CUSTOMERS, Layer.VISITS, Layer.FENCES}
    assert not page.panel.selection.tag.isVisibleTo(page.panel.selection)
    assert not page.panel.selection.message.isVisibleTo(page.panel.selection)
    assert not page.panel.selection.export.isVisibleTo(page.panel.selection)
    assert [text for _, text in page.panel.chips.status._choices] == ["Open jobs", "Favorites", "Flagged"]


def test_nothing_of_the_web_engine_is_there_before_the_map_is_seen(
    qtbot: QtBot, window: MainWindow, shell: Shell
) -> None:
    page = map_page(window)

    assert page.view is None
    assert "web" not in shell.__dict__
    assert isinstance(window.place, Place | None)
