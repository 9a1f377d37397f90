"""The order in which Tab and Enter go through the customer form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.keys import press, settle
from tests.gui.test_customer_form import add_abc, open_form


def test_tab_goes_through_the_form_as_it_is_read_also_through_added_rows(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk
) -> None:
    form = open_form(qtbot, shell, window, add_abc(desk))
    contacts, locations = form.fields.contacts, form.fields.locations
    contacts.add()
    contacts.add()
    locations.add()
    settle(qtbot, shell)
    form.fields.name.setFocus()
    reached: list[QWidget] = []
    while form.fields.newsletter not in reached:
        press(Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        assert now not in reached
        reached.append(now)
    places = [
        form.fields.number,
        *(part for made in contacts.rows for part in made.parts.values()),
        contacts.add_button,
        *(part for card in locations.cards for part in (card.name, card.contact, card.tax)),
        locations.add_button,
        form.fields.billing.parts["street"],
        form.fields.terms,
        form.fields.stars,
    ]
    told = [f"{type(one).__name__} {one.accessibleName()}" for one in reached]
    assert not [one.accessibleName() for one in places if one not in reached], told
    at = [reached.index(place) for place in places]
    assert at == sorted(at)


def test_enter_after_a_contact_passes_its_small_buttons(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    form = open_form(qtbot, shell, window)
    contacts = form.fields.contacts
    contacts.add()
    settle(qtbot, shell)
    contacts.rows[0].parts["email"].setFocus()
    press(Qt.Key.Key_Return)
    assert contacts.rows[1].parts["name"].hasFocus()
    contacts.rows[1].parts["email"].setFocus()
    press(Qt.Key.Key_Return)
    assert contacts.add_button.hasFocus()
