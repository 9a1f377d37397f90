"""What every document page does alike: leaving a new one, and merging what two desktops changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from officedesk.models.enums import AmountKind
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.sales.document_conflict import combined, differing
from officedesk.views.sales.estimate_page import EstimatePage
from officedesk.views.shell import Place
from tests import factories
from tests.gui.keys import press, settle

TITLES = EstimatePage.titles
BASE = EstimateDraft(customer_id=1, brand_id=1, date=date(2023, 6, 22), description="Roof")


@pytest.mark.parametrize("kind", ["estimate", "invoice", "job"])
def test_saving_a_new_document_on_leaving_goes_where_the_user_wanted_to_go(qtbot, shell, window, desk, kind):
    customer = factories.make_customer(desk, "ABC Company")
    shell.go("customers")
    shell.go(kind, customer_id=customer)
    settle(qtbot, shell)
    page = window.page(kind)
    page.editor.lines.entry.setFocus()
    press("Labor", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.editor.history.dirty)
    press(Qt.Key.Key_Escape)
    shell.go("customer", customer)
    box = page.findChild(QMessageBox, "discard")
    assert box.text() == f"Save the new {kind}?"
    next(button for button in box.buttons() if button.text() == "Save").click()
    qtbot.waitUntil(lambda: window.place == Place("customer", customer))
    settle(qtbot, shell)
    window.back()
    settle(qtbot, shell)
    assert (window.place.page, window.place.id) == (kind, page.draft.id)
    assert page.draft.id is not None
    window.back()
    assert window.place.page == "customers"


def test_changes_of_different_fields_go_together():
    mine, theirs = replace(BASE, note="Mine"), replace(BASE, description="Theirs", version=2)
    assert differing(TITLES, (BASE, mine, theirs)) == []
    assert combined(TITLES, (BASE, mine, theirs)) == replace(theirs, note="Mine")


def test_the_same_change_of_both_is_no_conflict():
    both = replace(BASE, note="Both")
    assert differing(TITLES, (BASE, both, both)) == []


@pytest.mark.parametrize("of_mine", [(), ("Description",)])
def test_what_both_changed_is_what_was_chosen(of_mine):
    mine = replace(BASE, description="Mine", note="Only mine")
    theirs = replace(BASE, description="Theirs", internal_note="Only theirs")
    assert differing(TITLES, (BASE, mine, theirs)) == ["Description"]
    kept = combined(TITLES, (BASE, mine, theirs), of_mine)
    assert (kept.note, kept.internal_note) == ("Only mine", "Only theirs")
    assert kept.description == ("Mine" if of_mine else "Theirs")


@pytest.mark.parametrize("of_mine", [(), ("Deposit",)])
def test_a_deposit_is_one_choice_though_it_is_two_fields(of_mine):
    asked = replace(BASE, deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(30))
    mine = replace(asked, deposit_kind=AmountKind.AMOUNT)
    theirs = replace(asked, deposit_value=Decimal(50))
    assert differing(TITLES, (asked, mine, theirs)) == ["Deposit"]
    kept = combined(TITLES, (asked, mine, theirs), of_mine)
    wanted = mine if of_mine else theirs
    assert (kept.deposit_kind, kept.deposit_value) == (wanted.deposit_kind, wanted.deposit_value)
