"""The point of a location in its form: typed, pasted, found, kept while the address stays, and told as what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from officedesk.maps.geocoding.precision import Precision
from officedesk.maps.shapes import Point
from officedesk.services.customers.drafts import Address, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.mapping.geocoder import save_endpoint
from officedesk.services.mapping.points import point_of
from officedesk.views.customers.location_dialog import LocationDialog
from officedesk.views.customers.locations_editor import LocationCard
from officedesk.views.customers.place_dialog import PlaceDialog
from officedesk.views.customers.place_panel import SHOWN
from officedesk.views.map.available import SWITCH
from officedesk.views.shell import Shell
from officedesk.views.widgets.form_field import EnterMovesOn
from tests.gui.keys import come_up, settle
from tests.support.geocoders import LoopbackGeocoder, house, road

FOURTH = Address("400 S 4th St", "Suite 1000M", "Minneapolis", "MN", "55415")
PLACED = replace(FOURTH, latitude=44.9767, longitude=-93.2653)
Open = Callable[..., LocationDialog]


@pytest.fixture(autouse=True)
def no_web_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fields have to do without a map; `maps/test_location_map.py` has one."""
    monkeypatch.setenv(SWITCH, "1")


@pytest.fixture
def form(qtbot: QtBot, shell: Shell, desk: Desk) -> Iterator[Open]:
    """`form(address)` is the dialog of the only location of a customer, which has that address."""
    host = QWidget()
    qtbot.addWidget(host)
    host.show()

    def go(address: Address, billing: Address = Address()) -> LocationDialog:
        made = save_customer(desk, CustomerDraft("ABC", billing=billing, locations=(LocationDraft("Main", address),)))
        assert made.id is not None
        dialog = LocationDialog(shell, host, made.id, made.locations[0].id)
        dialog.open()
        come_up(qtbot, shell, dialog)
        return dialog

    yield go
    settle(qtbot, shell)


@pytest.fixture
def service(desk: Desk, shell: Shell) -> Iterator[LoopbackGeocoder]:
    """The office's geocoder, on loopback."""
    found = LoopbackGeocoder()
    save_endpoint(desk, found.endpoint, None, shell.secrets)
    shell.__dict__["geocoder"] = found.geocoder
    yield found
    found.close()


def _type(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def _stored(desk: Desk) -> Address:
    return customer(desk, 1).locations[0].address


def _save(qtbot: QtBot, shell: Shell, dialog: LocationDialog) -> None:
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(dialog.place.point.latitude, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)


def _wait(qtbot: QtBot, shell: Shell, dialog: LocationDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.place._calm.isActive())
    settle(qtbot, shell)


def test_a_point_is_typed_and_stored(qtbot: QtBot, shell: Shell, desk: Desk, form: Open) -> None:
    dialog = form(FOURTH)
    assert "ZIP code area, not the street" in dialog.place.status.text()
    _type(dialog.place.point.latitude, "44° 58' 36.12\" N")
    _type(dialog.place.point.longitude, "-93.2653")
    assert dialog.place.status.text().startswith("Placed")
    _save(qtbot, shell, dialog)
    assert (_stored(desk).latitude, _stored(desk).longitude) == (44.9767, -93.2653)
    found = point_of(_stored(desk))
    assert found is not None
    assert found.precision is Precision.PLACED


@pytest.mark.parametrize("field", ["latitude", "longitude"])
@pytest.mark.parametrize("text", ["44.9767, -93.2653", "44.9767 -93.2653", "44.9767 N 93.2653 W", "44,9767; -93,2653"])
def test_both_are_typed_or_pasted_into_one_field(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Open, field: str, text: str
) -> None:
    dialog = form(replace(FOURTH, latitude=1.5, longitude=2.5))
    into = dialog.place.point.fields[field].control
    _type(into, text)
    QTest.keyClick(into, Qt.Key.Key_Tab)
    assert (dialog.place.point.latitude.text(), dialog.place.point.longitude.text()) == ("44.9767", "-93.2653")
    _save(qtbot, shell, dialog)
    assert _stored(desk) == PLACED


def test_what_is_no_coordinate_is_told_beside_its_field_and_not_lost(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Open
) -> None:
    dialog = form(PLACED)
    _type(dialog.place.point.latitude, "95")
    dialog.save()
    assert "between -90 and 90" in dialog.place.point.fields["latitude"].error
    assert dialog.place.point.latitude.hasFocus()
    assert dialog.isVisible()
    _type(dialog.place.point.latitude, "")
    dialog.save()
    assert dialog.place.point.fields["latitude"].error == "A point needs both."
    assert _stored(desk) == PLACED
    _type(dialog.place.point.longitude, "")
    _save(qtbot, shell, dialog)
    assert _stored(desk) == FOURTH


def test_leaving_with_half_a_coordinate_asks(qtbot: QtBot, shell: Shell, form: Open) -> None:
    dialog = form(FOURTH)
    _type(dialog.place.point.latitude, "44.9")
    dialog.reject()
    assert dialog.isVisible()
    dialog.place.point.latitude.clear()
    dialog.place.point._edited("")
    for asked in dialog.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if asked.isWindow():
            asked.close()
    dialog.reject()
    assert not dialog.isVisible()


def test_the_suite_moves_nobody_and_neither_do_case_and_stops(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Open
) -> None:
    dialog = form(PLACED)
    _type(dialog.address.parts["street2"], "Suite 7")
    _type(dialog.address.parts["street"], "400 s. 4th st.")
    assert dialog.place.point.latitude.text() == "44.9767"
    assert dialog.place.status.text().startswith("Placed")
    _save(qtbot, shell, dialog)
    assert (_stored(desk).street2, _stored(desk).latitude) == ("Suite 7", 44.9767)


@pytest.mark.parametrize(
    ("part", "text"), [("street", "9 Oak Ave"), ("postal_code", "55416"), ("city", "Edina"), ("region", "WI")]
)
def test_another_address_has_no_point_until_somebody_says_so(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Open, part: str, text: str
) -> None:
    dialog = form(PLACED)
    _type(dialog.address.parts[part], text)
    _wait(qtbot, shell, dialog)
    assert (dialog.place.point.latitude.text(), dialog.place.point.longitude.text()) == ("", "")
    assert "The address changed" in dialog.place.status.text()
    assert dialog.place.take_button.isVisible()
    _save(qtbot, shell, dialog)
    assert (_stored(desk).latitude, _stored(desk).longitude) == (None, None)


def test_the_former_point_can_be_kept_and_the_former_address_brings_it_back(
    qtbot: QtBot, shell: Shell, desk: Desk, form: Open
) -> None:
    dialog = form(PLACED)
    _type(dialog.address.parts["street"], "402 S 4th St")
    assert dialog.place.point.latitude.text() == ""
    _type(dialog.address.parts["street"], "400 S 4th St")
    assert dialog.place.point.latitude.text() == "44.9767"
    _type(dialog.address.parts["street"], "402 S 4th St")
    _wait(qtbot, shell, dialog)
    assert dialog.place.take_button.text() == "Keep the pin"
    qtbot.mouseClick(dialog.place.take_button, Qt.MouseButton.LeftButton)
    assert dialog.place.point.latitude.text() == "44.9767"
    assert not dialog.place.take_button.isVisible()
    _save(qtbot, shell, dialog)
    assert (_stored(desk).street, _stored(desk).latitude) == ("402 S 4th St", 44.9767)


def test_a_suggested_zip_code_brings_no_point(qtbot: QtBot, shell: Shell, desk: Desk, form: Open) -> None:
    dialog = form(Address("400 S 4th St"))
    assert "Not on the map yet" in dialog.place.status.text()
    dialog.address._put(Address(city="Minneapolis", region="MN", postal_code="55415", latitude=1.0, longitude=2.0))
    _wait(qtbot, shell, dialog)
    assert "ZIP code area, not the street" in dialog.place.status.text()
    _save(qtbot, shell, dialog)
    assert _stored(desk) == replace(FOURTH, street2="")


def test_a_stored_middle_of_a_zip_code_is_told_as_such(qtbot: QtBot, shell: Shell, form: Open) -> None:
    dialog = form(replace(FOURTH, latitude=44.9742, longitude=-93.2585))
    assert dialog.place.point.latitude.text() == "44.9742"
    assert "ZIP code area, not the street" in dialog.place.status.text()


def test_without_a_map_it_is_said_why(qtbot: QtBot, shell: Shell, form: Open) -> None:
    dialog = form(FOURTH)
    assert dialog.place.map.isHidden()
    qtbot.mouseClick(dialog.place.map_button, Qt.MouseButton.LeftButton)
    assert dialog.place.map.isVisible()
    assert dialog.place.map.view is None
    assert "Type latitude and longitude instead" in dialog.place.map.reason
    assert shell.config.get(SHOWN) is True
    assert dialog.place.map_button.text() == "Hide map"
    qtbot.mouseClick(dialog.place.map_button, Qt.MouseButton.LeftButton)
    assert shell.config.get(SHOWN) is False


def test_a_house_that_was_found_online_is_placed(
    qtbot: QtBot, shell: Shell, desk: Desk, service: LoopbackGeocoder, form: Open
) -> None:
    service.known["400 S 4th St"] = [house("South 4th Street", "400", 44.9767, -93.2653)]
    dialog = form(FOURTH)
    assert service.questions == []
    qtbot.mouseClick(dialog.place.find_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert dialog.place.point.latitude.text() == "44.9767"
    assert dialog.place.choices.isHidden()
    _save(qtbot, shell, dialog)
    assert _stored(desk) == PLACED


def test_enter_takes_a_choice_and_presses_no_button(
    qtbot: QtBot, shell: Shell, desk: Desk, service: LoopbackGeocoder, form: Open
) -> None:
    service.known["9 Oak"] = [house("Oak Ave", "9", 44.91, -93.31), house("Oak Ave", "9", 44.92, -93.32)]
    billing = Address("1 Billing St", "", "Edina", "MN", "55424")
    dialog = form(Address("9 Oak Ave", "", "Edina", "MN", "55424"), billing)
    assert dialog._same.isVisible()
    qtbot.mouseClick(dialog.place.find_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    QTest.keyClick(dialog.place.choices, Qt.Key.Key_Down)
    QTest.keyClick(dialog.place.choices, Qt.Key.Key_Return)
    assert dialog.place.point.latitude.text() == "44.92"
    assert dialog.address.parts["street"].text() == "9 Oak Ave"
    assert dialog.isVisible()
    assert dialog.place._search is None


def test_what_is_not_the_house_is_a_choice_that_somebody_makes(
    qtbot: QtBot, shell: Shell, desk: Desk, service: LoopbackGeocoder, form: Open
) -> None:
    service.known["400 S"] = [road("South 4th Street", 44.971, -93.261), road("<b>4th</b>", 44.972, -93.262)]
    dialog = form(FOURTH)
    qtbot.mouseClick(dialog.place.find_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    choices = dialog.place.choices
    assert choices.isVisible()
    assert choices.hasFocus()
    assert [choices.item(at).text().partition(" · ")[0] for at in range(2)] == ["The street, not the house"] * 2
    assert choices.item(1).text().partition(" · ")[2].startswith("<b>4th</b>")
    assert "OpenStreetMap" in dialog.place.status.text()
    assert dialog.place.point.latitude.text() == ""
    QTest.keyClick(choices, Qt.Key.Key_Down)
    QTest.keyClick(choices, Qt.Key.Key_Return)
    assert dialog.place.point.latitude.text() == ""
    assert "the street, not the house" in dialog.place.status.text()
    qtbot.mouseClick(dialog.place.take_button, Qt.MouseButton.LeftButton)
    assert (dialog.place.point.latitude.text(), dialog.place.point.longitude.text()) == ("44.972", "-93.262")
    _save(qtbot, shell, dialog)
    assert _stored(desk).latitude == 44.972


@pytest.mark.parametrize(
    ("address", "refusal", "words"),
    [
        (FOURTH, None, "does not know this address"),
        (FOURTH, (200, b"<html>sign in to the hotel's network</html>", {}), "a web page instead of places"),
        (FOURTH, (403, {}, {}), "Check the key"),
        (Address(city="Minneapolis", region="MN"), None, "Enter the street"),
    ],
)
def test_what_came_of_a_search_is_told_where_it_was_asked(
    qtbot: QtBot,
    shell: Shell,
    service: LoopbackGeocoder,
    form: Open,
    address: Address,
    refusal: tuple[int, object, dict[str, str]] | None,
    words: str,
) -> None:
    if refusal is not None:
        service.refusals.append(refusal)
    dialog = form(address)
    qtbot.mouseClick(dialog.place.find_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert words in dialog.place.status.text()
    assert "Maps show it approximately" in dialog.place.status.text()
    assert dialog.place.find_button.text() == "Find on map"
    # It stands until something changes.
    _type(dialog.address.parts["street"], "1 A St")
    assert words not in dialog.place.status.text()


def test_a_search_can_be_stopped(
    qtbot: QtBot, shell: Shell, service: LoopbackGeocoder, form: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = form(FOURTH)
    service.geocoder._turns.hold(service.endpoint.host, 1e9)
    stopped = []

    def wait(seconds: float) -> None:
        stopped.append(dialog.place._search is not None)

    monkeypatch.setattr(service.geocoder._turns, "_wait", wait)
    qtbot.mouseClick(dialog.place.find_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(stopped))
    assert dialog.place.find_button.text() == "Stop"
    assert "Asking 127.0.0.1" in dialog.place.status.text()
    qtbot.mouseClick(dialog.place.find_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert dialog.place.find_button.text() == "Find on map"
    assert service.questions == []
    assert "ZIP code area" in dialog.place.status.text()


def test_a_dialog_that_closes_in_the_middle_of_a_search_hears_nothing_more(
    qtbot: QtBot, shell: Shell, service: LoopbackGeocoder, form: Open
) -> None:
    dialog = form(FOURTH)
    dialog.place.look_up()
    dialog.reject()
    settle(qtbot, shell)
    assert not dialog.isVisible() if _alive(dialog) else True


def _alive(widget: QWidget) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(widget))


def test_a_card_of_the_customers_form_places_its_location_in_a_dialog(qtbot: QtBot, shell: Shell) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    card = LocationCard(shell, EnterMovesOn(host), 1)
    card.setParent(host)
    card.load(LocationDraft("Main", FOURTH), [])
    host.resize(800, 400)
    come_up(qtbot, shell, host)
    assert card.map_button.text() == "Place on map"
    edited: list[bool] = []
    card.edited.connect(lambda: edited.append(True))

    qtbot.mouseClick(card.map_button, Qt.MouseButton.LeftButton)
    dialog = next(one for one in host.findChildren(PlaceDialog))
    come_up(qtbot, shell, dialog)
    assert not dialog.place.map_button.isVisible()
    _type(dialog.place.point.latitude, "44.9767, -93.2653")
    assert card.draft(Address()).address == FOURTH
    dialog.accept()
    settle(qtbot, shell)
    assert card.draft(Address()).address == PLACED
    assert card.map_button.text() == "Placed on the map"
    assert edited

    _type(card.address.parts["street"], "9 Oak Ave")
    assert card.map_button.text() == "Place again on the map"
    assert card.draft(Address()).address.latitude is None
    qtbot.mouseClick(card.map_button, Qt.MouseButton.LeftButton)
    dialog = next(one for one in host.findChildren(PlaceDialog) if one.isVisible())
    come_up(qtbot, shell, dialog)
    assert dialog.place.take_button.text() == "Keep the pin"
    dialog.reject()
    settle(qtbot, shell)
    assert card.address.placed.former == Point(44.9767, -93.2653)
