"""All locations on the map: counted, asked for while one works on, stopped; and the settings of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import Address, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.mapping.geocoder import endpoint, has_key, save_endpoint
from officedesk.views.customers.list_page import CustomersPage
from officedesk.views.customers.locate_dialog import LocateDialog
from officedesk.views.main_window import MainWindow
from officedesk.views.map.geocoder_section import GeocoderSection
from officedesk.views.shell import Shell
from tests.gui.keys import come_up, settle, show_section
from tests.support.geocoders import LoopbackGeocoder, house

Begin = Callable[[], LocateDialog]
FOURTH = Address("400 S 4th St", "", "Minneapolis", "MN", "55415")


@pytest.fixture
def service(shell: Shell) -> Iterator[LoopbackGeocoder]:
    found = LoopbackGeocoder()
    found.known["400 S 4th St"] = [house("South 4th Street", "400", 44.9767, -93.2653)]
    shell.__dict__["geocoder"] = found.geocoder
    yield found
    found.close()


@pytest.fixture
def places(desk: Desk) -> int:
    addresses = (
        FOURTH,
        replace(FOURTH, street="1 Unknown St"),
        Address(city="Duluth", region="MN"),
        Address("Nowhere"),
    )
    made = save_customer(desk, CustomerDraft("ABC", locations=tuple(LocationDraft("P", a) for a in addresses)))
    assert made.id is not None
    return made.id


@pytest.fixture
def begin(qtbot: QtBot, shell: Shell) -> Iterator[Begin]:
    """`begin()` opens the dialog beside a window."""
    host = QWidget()
    qtbot.addWidget(host)
    host.show()

    def go() -> LocateDialog:
        dialog = LocateDialog(shell, host)
        dialog.show()
        come_up(qtbot, shell, dialog)
        return dialog

    yield go
    settle(qtbot, shell)


@pytest.mark.usefixtures("places")
def test_without_a_service_it_is_told_how_locations_are_shown(qtbot: QtBot, shell: Shell, begin: Begin) -> None:
    dialog = begin()
    words = dialog.counts.text()
    assert "0 of 4 locations are placed" in words
    assert "2 by their ZIP code area and 1 by their city, approximately" in words
    assert "1 is nowhere known" in words
    assert not dialog.start_button.isVisible()
    wanted: list[object] = []
    shell.wanted.connect(wanted.append)
    qtbot.mouseClick(dialog.settings_button, Qt.MouseButton.LeftButton)
    assert [(place.page, place.tab) for place in wanted] == [("settings", "Address search")]  # type: ignore[attr-defined]


def test_houses_are_placed_and_what_was_not_found_is_told(
    qtbot: QtBot, shell: Shell, desk: Desk, service: LoopbackGeocoder, places: int, begin: Begin
) -> None:
    save_endpoint(desk, service.endpoint, None, shell.secrets)
    dialog = begin()
    assert "2 of them have a street" in dialog.words.text()
    assert "sent there" in dialog.words.text()
    assert "OpenStreetMap" in dialog.words.text()
    assert service.questions == []
    with qtbot.waitSignal(shell.signals.changed):
        qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert dialog.words.text() == "1 location was placed at its house. 1 is not known there."
    assert not dialog.bar.isVisible()
    assert customer(desk, places).locations[0].address.latitude == 44.9767


@pytest.mark.usefixtures("places")
def test_a_run_can_be_stopped_and_closing_stops_it(
    qtbot: QtBot, shell: Shell, desk: Desk, service: LoopbackGeocoder, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_endpoint(desk, service.endpoint, None, shell.secrets)
    service.geocoder._turns.hold(service.endpoint.host, 1e9)
    monkeypatch.setattr(service.geocoder._turns, "_wait", lambda seconds: None)
    for close in (False, True):
        dialog = begin()
        qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
        assert dialog.start_button.text() == "Stop"
        if close:
            dialog.close()
            settle(qtbot, shell)
            continue
        qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
        settle(qtbot, shell)
        assert "2 were not asked for: you stopped it." in dialog.words.text()
        assert dialog.close_button.isVisible()
    assert service.questions == []


@pytest.mark.usefixtures("places")
def test_the_customer_list_offers_it_once(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    shell.go("customers")
    settle(qtbot, shell)
    page = window.page("customers")
    assert isinstance(page, CustomersPage)
    for _ in range(2):
        page.bulk.locate([])
    (dialog,) = window.findChildren(LocateDialog)
    assert dialog.isVisible()
    settle(qtbot, shell)
    assert not dialog.isModal()
    dialog.close()


def _section(qtbot: QtBot, shell: Shell) -> GeocoderSection:
    return show_section(qtbot, shell, GeocoderSection(shell))


def test_a_service_is_tried_and_saved_with_its_key_on_this_computer(
    qtbot: QtBot, shell: Shell, desk: Desk, service: LoopbackGeocoder
) -> None:
    made = _section(qtbot, shell)
    made.form.control("address").setText(service.endpoint.address)
    made.form.control("email").setText("office@example.com")
    made.form.control("key").setText("k3y")
    made.form.edited.emit()
    qtbot.mouseClick(made.try_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert "The service answers" in made.told.text()
    assert "key=k3y" in service.server.asked[0].path
    assert not endpoint(desk).ready
    made.save()
    settle(qtbot, shell)
    assert endpoint(desk) == service.endpoint
    assert has_key(desk, endpoint(desk), shell.secrets)
    assert made.form.control("key").text() == ""
    assert made.form.control("key").placeholderText()
    qtbot.mouseClick(made.forget_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert not has_key(desk, endpoint(desk), shell.secrets)


def test_what_is_wrong_with_a_service_is_told_beside_its_field(qtbot: QtBot, shell: Shell, desk: Desk) -> None:
    made = _section(qtbot, shell)
    shared = next(one for one in made.findChildren(QPushButton) if one.text() == "Use nominatim.openstreetmap.org")
    qtbot.mouseClick(shared, Qt.MouseButton.LeftButton)
    made.form.control("pause").set_value(Decimal("0.1"))
    made.form.edited.emit()
    made.save()
    settle(qtbot, shell)
    assert "shared by everybody" in made.form.fields["pause"].error  # type: ignore[union-attr]
    assert "email" in made.form.fields["email"].error  # type: ignore[union-attr]
    assert not endpoint(desk).ready
    made.form.control("pause").set_value(Decimal(2))
    made.form.control("email").setText("office@example.com")
    made.form.edited.emit()
    made.save()
    settle(qtbot, shell)
    assert (endpoint(desk).host, endpoint(desk).pause) == ("nominatim.openstreetmap.org", 2.0)
    assert not made.dirty
