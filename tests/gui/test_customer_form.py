"""Creating and editing a customer by keyboard; nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import Address, ContactDraft, LocationDraft
from officedesk.services.customers.editing import customer, new_customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.views.customers.customer_form import CustomerForm
from officedesk.views.customers.profile_page import ProfilePage
from officedesk.views.main_window import MainWindow
from officedesk.views.recovery import folder_of, kept
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests.gui.keys import settle

CTRL = Qt.KeyboardModifier.ControlModifier


def open_form(qtbot: QtBot, shell: Shell, window: MainWindow, customer_id: int = 0) -> CustomerForm:
    """The form of a customer, or of a new one, ready for typing."""
    shell.go("customers")
    if customer_id:
        shell.go("customer", customer_id, edit=True)
    else:
        shell.go("customer")
    page = window.page("customer")
    assert isinstance(page, ProfilePage)
    qtbot.waitUntil(page.form.fields.name.hasFocus, timeout=20_000)
    settle(qtbot, shell)
    return page.form


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    qtbot.keyClicks(field, text)


def add_abc(desk: Desk) -> int:
    stored = save_customer(
        desk,
        replace(
            new_customer(desk),
            name="ABC Company",
            billing=Address("8330 Lovers Ln", "", "Phillips", "WI", "54555"),
            contacts=(
                ContactDraft("John Wilson", "Owner", "(612) 746-4017", is_primary=True),
                ContactDraft("Ana Delgado", mobile="(612) 555-0142"),
            ),
            locations=(LocationDraft("Shop", Address("400 S 4th St.", "", "Minneapolis", "MN", "55415"), 1),),
        ),
    )
    assert stored.id is not None
    return stored.id


def names(desk: Desk) -> list[str]:
    return [row.name for row in CustomerList(desk).first(CustomerFilter(), Sort("name"), 50)]


def test_a_customer_is_made_with_the_keyboard_alone(qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk) -> None:
    form = open_form(qtbot, shell, window)
    fields = form.fields
    qtbot.keyClicks(fields.name, "Birchwood Dental")
    row = fields.contacts.rows[0]
    type_into(qtbot, row.parts["name"], "Dana Kim")
    qtbot.keyClick(row.parts["name"], Qt.Key.Key_Return)
    assert row.parts["role"].hasFocus()
    qtbot.keyClick(row.parts["role"], Qt.Key.Key_Return)
    qtbot.keyClicks(row.parts["phone"], "6125550142")
    qtbot.keyClick(row.parts["phone"], Qt.Key.Key_Tab)
    assert row.parts["phone"].text() == "(612) 555-0142"
    type_into(qtbot, fields.billing.parts["street"], "1820 Park Ave")
    qtbot.keyClick(fields.billing.parts["street"], Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.place is not None and window.place.id != 0)
    settle(qtbot, shell)

    assert window.place is not None
    stored = customer(desk, window.place.id)
    assert stored.name == "Birchwood Dental"
    assert stored.number
    assert [(c.name, c.phone, c.is_primary) for c in stored.contacts] == [("Dana Kim", "(612) 555-0142", True)]
    # The first location is at the billing address unless told otherwise.
    assert [place.address.street for place in stored.locations] == ["1820 Park Ave"]
    assert not window.page("customer").editing  # type: ignore[attr-defined]
    window.back()
    assert window.place.page == "customers"


def test_typing_a_zip_suggests_city_and_state(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    form = open_form(qtbot, shell, window)
    billing = form.fields.billing
    zip_field = billing.parts["postal_code"]
    type_into(qtbot, zip_field, "55415")
    popup = billing.suggestions["postal_code"]
    # The first question reads the ZIP codes.
    qtbot.waitUntil(popup.isVisible, timeout=20_000)

    qtbot.keyClick(zip_field, Qt.Key.Key_Down)
    qtbot.keyClick(zip_field, Qt.Key.Key_Return)

    address = billing.address()
    assert (address.city, address.region, address.postal_code) == ("Minneapolis", "MN", "55415")
    # The middle of the ZIP code area is no point of the address: maps find it by themselves, and say what it is.
    assert address.latitude is None
    assert billing.parts["street"].hasFocus()


def test_what_is_wrong_stands_beside_its_field_and_has_the_focus(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    form = open_form(qtbot, shell, window)
    email = form.fields.contacts.rows[0].parts["email"]
    type_into(qtbot, email, "nobody at home")
    form.save()
    settle(qtbot, shell)

    assert form.fields.name.hasFocus()
    assert form.fields.fields["name"].error == "Enter the customer's name."
    assert "nobody at home" in form.fields.contacts.rows[0]._error.text()
    assert email.text() == "nobody at home"
    assert names(desk) == []


def test_a_taken_number_is_told_beside_the_number(qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk) -> None:
    number = customer(desk, add_abc(desk)).number
    form = open_form(qtbot, shell, window)
    qtbot.keyClicks(form.fields.name, "Another")
    type_into(qtbot, form.fields.number, number)
    form.save()
    settle(qtbot, shell)

    assert "ABC Company" in form.fields.fields["number"].error
    assert form.fields.number.hasFocus()


def test_the_primary_contact_is_not_removed_and_the_star_moves(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    abc = add_abc(desk)
    form = open_form(qtbot, shell, window, abc)
    john, ana = form.fields.contacts.rows
    assert not john.remove.isEnabled()

    ana.star.click()
    assert john.remove.isEnabled()
    assert not ana.remove.isEnabled()
    john.remove.click()
    form.save()
    settle(qtbot, shell)

    assert [(c.name, c.is_primary) for c in customer(desk, abc).contacts] == [("Ana Delgado", True)]


def test_a_location_keeps_its_contact_when_another_contact_goes(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    abc = add_abc(desk)
    form = open_form(qtbot, shell, window, abc)
    john, ana = form.fields.contacts.rows
    ana.star.click()
    john.remove.click()
    form.save()
    settle(qtbot, shell)

    stored = customer(desk, abc)
    at = stored.locations[0].contact
    assert at is not None
    assert stored.contacts[at].name == "Ana Delgado"


def test_opening_and_leaving_without_a_change_does_not_ask(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    form = open_form(qtbot, shell, window, add_abc(desk))
    assert not form.dirty
    qtbot.keyClick(form.fields.name, Qt.Key.Key_Escape)
    assert window.place is not None
    assert window.place.page == "customers"


@pytest.mark.parametrize(("answer", "stays"), [("Save", False), ("Discard", False), ("Keep editing", True)])
def test_leaving_with_changes_asks_and_goes_on_where_the_user_wanted(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, answer: str, stays: bool
) -> None:
    abc = add_abc(desk)
    other = add_abc(desk)
    form = open_form(qtbot, shell, window, abc)
    type_into(qtbot, form.fields.name, " Inc")
    shell.go("customer", other)
    assert window.page("customer").editing  # type: ignore[attr-defined]
    box = form.findChild(QMessageBox, "discard")
    assert box is not None

    next(button for button in box.buttons() if button.text() == answer).click()
    settle(qtbot, shell)

    assert window.place is not None
    assert (window.place.id == other) is not stays
    assert (customer(desk, abc).name == "ABC Company Inc") is (answer == "Save")
    if stays:
        assert form.fields.name.text() == "ABC Company Inc"
        form._discard()


def test_changes_of_two_desktops_to_other_fields_go_together(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    abc = add_abc(desk)
    form = open_form(qtbot, shell, window, abc)
    save_customer(desk, replace(customer(desk, abc), newsletter=True))
    type_into(qtbot, form.fields.name, " Inc")
    form.save()
    settle(qtbot, shell)

    stored = customer(desk, abc)
    assert (stored.name, stored.newsletter) == ("ABC Company Inc", True)


@pytest.mark.parametrize("mine", [True, False])
def test_a_conflict_is_settled_field_by_field(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, mine: bool
) -> None:
    abc = add_abc(desk)
    form = open_form(qtbot, shell, window, abc)
    save_customer(desk, replace(customer(desk, abc), name="ABC Limited", rating=5))
    type_into(qtbot, form.fields.name, " Inc")
    form.fields.newsletter.setChecked(True)
    form.save()
    qtbot.waitUntil(lambda: window.findChild(ConflictDialog) is not None)
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    assert len(dialog.choice) == 1

    dialog._choose_all(mine)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    settle(qtbot, shell)

    stored = customer(desk, abc)
    assert stored.name == ("ABC Company Inc" if mine else "ABC Limited")
    assert (stored.rating, stored.newsletter) == (5, True)


def test_a_customer_that_looks_the_same_is_told_while_typing(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    abc = add_abc(desk)
    form = open_form(qtbot, shell, window)
    hint = form.fields.hint
    qtbot.keyClicks(form.fields.name, "abc comp")
    qtbot.waitUntil(lambda: "ABC Company" in hint.text)
    assert hint.customer_id == abc

    form.fields.name.clear()
    qtbot.keyClicks(form.fields.name, "Zebra")
    qtbot.waitUntil(lambda: not hint.text)
    type_into(qtbot, form.fields.contacts.rows[0].parts["phone"], "612 746 4017")
    qtbot.waitUntil(lambda: "ABC Company" in hint.text)
    form._discard()


def test_what_was_typed_before_a_crash_is_offered_again(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    form = open_form(qtbot, shell, window)
    qtbot.keyClicks(form.fields.name, "Half typed")
    form._keeper.write()
    settle(qtbot, shell)
    # The program is gone without a word: only its lock is let go.
    lock = form._keeper._store._lock
    assert lock is not None
    lock.unlock()
    form._keeper._store._path = form._keeper._store._lock = None
    form._discard()
    settle(qtbot, shell)
    assert [one.title for one in kept(folder_of(shell), "customer", 0)] == ["Half typed"]

    form = open_form(qtbot, shell, window)
    assert "not saved" in form.restore.text
    form.restore.restore.click()

    assert form.fields.name.text() == "Half typed"
    assert form.dirty
    assert kept(folder_of(shell), "customer", 0) == []
    form._discard()


def test_hostile_text_is_stored_as_it_was_typed(qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk) -> None:
    form = open_form(qtbot, shell, window)
    text = "<b>&\"'</para><img src=x> =HYPERLINK(1) ${1}"
    qtbot.keyClicks(form.fields.name, text)
    # Key clicks know Latin letters only: this comes as from an input method or the clipboard.
    form.fields.contacts.rows[0].parts["name"].insert("مرحبا Việt 漢字 🙂")
    form.save()
    settle(qtbot, shell)

    assert window.place is not None
    view = window.page("customer").view  # type: ignore[attr-defined]
    assert view.header.name.text() == text
    assert customer(desk, window.place.id).contacts[0].name == "مرحبا Việt 漢字 🙂"


def test_every_field_of_the_form_can_be_named_by_a_screen_reader(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk
) -> None:
    form = open_form(qtbot, shell, window, add_abc(desk))
    nameless = [
        type(child).__name__
        for child in form.fields.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisible()
        and not child.accessibleName()
        and not getattr(child, "text", lambda: "")()
        and not isinstance(child.parent(), QApplication)
        and child.parent().metaObject().className() not in ("Combo", "QComboBox")  # type: ignore[union-attr]
    ]
    assert nameless == []


def test_an_odd_zip_code_is_remarked_on_but_saved(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk) -> None:
    form = open_form(qtbot, shell, window)
    type_into(qtbot, form.fields.name, "Nordic Spa")
    part, shown = form.fields.billing.parts["postal_code"], form.fields.billing.fields["postal_code"]
    type_into(qtbot, part, "5531")
    told = [shown.note]
    qtbot.keyClick(part, Qt.Key.Key_Tab)
    told.append(shown.note)
    assert shown._note.isVisible()
    assert part.accessibleDescription() == told[-1]
    type_into(qtbot, part, "8")
    told.append(shown.note)
    qtbot.keyClick(part, Qt.Key.Key_Backspace)
    qtbot.keyClick(part, Qt.Key.Key_Tab)
    told.append(shown.note)
    # Not while somebody is typing, but gone at once when the code is complete.
    odd = "A ZIP code has five digits, or nine as in 55415-1234."
    assert told == ["", odd, "", odd]
    qtbot.keyClick(form, Qt.Key.Key_S, CTRL)
    settle(qtbot, shell)
    found = CustomerList(desk).first(CustomerFilter(text="Nordic Spa"), Sort("name"), 2)
    assert [customer(desk, row.id).billing.postal_code for row in found] == ["5531"]


def test_no_zip_code_of_another_country_is_remarked_on(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    form = open_form(qtbot, shell, window)
    billing = form.fields.billing
    type_into(qtbot, billing.parts["postal_code"], "5531")
    qtbot.keyClick(billing.parts["postal_code"], Qt.Key.Key_Tab)
    assert billing.fields["postal_code"].note
    type_into(qtbot, billing.parts["country"], "Norway")
    qtbot.keyClick(billing.parts["country"], Qt.Key.Key_Tab)
    assert not billing.fields["postal_code"].note
