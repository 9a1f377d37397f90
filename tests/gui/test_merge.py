"""Duplicates are found, compared side by side and merged from the window; its Undo takes a merge back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import Address, ContactDraft
from officedesk.services.customers.editing import customer, is_trashed, new_customer, save_customer
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.customers.duplicates_page import DuplicatesPage
from officedesk.views.customers.list_page import CustomersPage
from officedesk.views.customers.merge_dialog import MergeDialog
from officedesk.views.customers.merge_with import MergeWith
from officedesk.views.customers.profile_page import ProfilePage
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import come_up, destroy, press, settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def twin(desk: Desk) -> int:
    """ABC Company once more, with a flag and a billing address of its own."""
    draft = replace(
        new_customer(desk),
        name="A.B.C. Company Inc.",
        number="777",
        rating=2,
        terms_id=None,
        billing=Address("1 Other St", "", "Edina", "MN", "55424"),
        contacts=(ContactDraft("Johnny Wilson", "", "612-746-4017", "", "", True),),
    )
    return save_customer(desk, draft).id or 0


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, shell: Shell, twin: int) -> DuplicatesPage:
    shell.go("duplicates")
    settle(qtbot, shell)
    made = window.page("duplicates")
    assert isinstance(made, DuplicatesPage)
    return made


def dialog_of(qtbot: QtBot, window: MainWindow, shell: Shell) -> MergeDialog:
    qtbot.waitUntil(lambda: window.findChild(MergeDialog) is not None)
    made = window.findChild(MergeDialog)
    assert made is not None
    come_up(qtbot, shell, made)
    return made


def test_a_pair_is_found_compared_and_merged_with_the_keyboard(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, page: DuplicatesPage, twin: int
) -> None:
    assert page.panel.model.rowCount() == 1
    assert page.panel.footer_text == "1 pair"
    assert page.panel.table.hasFocus()
    press(Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, window, shell)
    assert "move" in dialog._moves.text()
    assert "No. 777 will find ABC Company" in dialog._moves.text()
    assert dialog.taken == []
    dialog._groups["billing"].button(1).setChecked(True)
    assert dialog.taken == ["billing"]
    press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    assert customer(desk, rows.abc).billing.street == "1 Other St"
    assert profile(desk, twin).merged_into_id == rows.abc
    assert page.panel.model.rowCount() == 0

    window.toasts.act()
    settle(qtbot, shell)
    assert customer(desk, rows.abc).billing.street == "8330 Lovers Ln"
    assert not is_trashed(desk, twin)


def test_keeping_the_other_one_turns_the_choice_round(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, twin: int
) -> None:
    dialog = MergeDialog(shell, window, rows.abc, twin)
    dialog.open()
    come_up(qtbot, shell, dialog)
    dialog._stays.button(1).setChecked(True)
    # Nobody set terms or a flag there: what the one that goes has is suggested.
    assert "flag_reason" in dialog.taken
    assert "name" not in dialog.taken
    dialog.ok.click()
    settle(qtbot, shell)
    assert profile(desk, rows.abc).merged_into_id == twin
    kept = customer(desk, twin)
    assert (kept.number, kept.name, kept.flag_reason) == ("777", "A.B.C. Company Inc.", "Gate dog — call first")
    assert profile(desk, twin).counts.invoices > 0


def test_a_pair_that_is_two_is_kept_apart_and_undo_shows_it_again(
    qtbot: QtBot, window: MainWindow, shell: Shell, page: DuplicatesPage
) -> None:
    page.keep_apart(page._pairs[0])
    settle(qtbot, shell)
    assert page.panel.model.rowCount() == 0
    page.look()
    settle(qtbot, shell)
    assert page.panel.model.rowCount() == 0
    window.toasts.act()
    settle(qtbot, shell)
    assert page.panel.model.rowCount() == 1


def test_whoever_opens_the_one_that_went_sees_the_one_that_stays(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, opened: Open, twin: int
) -> None:
    view = opened(customer_id=twin)
    dialog = MergeDialog(shell, window, rows.abc, twin)
    dialog.open()
    come_up(qtbot, shell, dialog)
    dialog.ok.click()
    settle(qtbot, shell)
    shown = window.page("customer")
    assert isinstance(shown, ProfilePage)
    assert view.header.name.text() == "ABC Company"
    assert window.place is not None
    assert window.place.id == rows.abc


def test_the_profile_offers_those_that_look_like_it(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, opened: Open, twin: int
) -> None:
    view = opened()
    view.header.more.menu().actions()[0].trigger()
    chooser = window.findChild(MergeWith)
    assert chooser is not None
    come_up(qtbot, shell, chooser)
    links = [one for one in chooser.findChildren(QPushButton) if one.text() == "A.B.C. Company Inc. (No. 777)"]
    assert len(links) == 1
    links[0].click()
    dialog = dialog_of(qtbot, window, shell)
    assert dialog._ids == (rows.abc, twin)
    dialog.reject()


def test_two_chosen_customers_are_compared_from_the_list(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, twin: int
) -> None:
    shell.go("customers")
    settle(qtbot, shell)
    page = window.page("customers")
    assert isinstance(page, CustomersPage)
    page.bulk.merge([rows.abc])
    assert window.findChild(MergeDialog) is None
    page.bulk.merge([rows.abc, twin])
    dialog = dialog_of(qtbot, window, shell)
    dialog.reject()
    page.bulk.find_duplicates([])
    settle(qtbot, shell)
    assert window.place is not None
    assert window.place.page == "duplicates"


def test_a_change_meanwhile_is_told_and_compared_anew(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, twin: int
) -> None:
    dialog = MergeDialog(shell, window, rows.abc, twin)
    dialog.open()
    come_up(qtbot, shell, dialog)
    save_customer(desk, replace(customer(desk, twin), name="Another Name"))
    dialog.ok.click()
    settle(qtbot, shell)
    assert "changed" in dialog._error.text()
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    settle(qtbot, shell)
    assert profile(desk, twin).merged_into_id == rows.abc


def test_who_may_not_merge_is_not_offered_it(
    qtbot: QtBot, window: MainWindow, shell: Shell, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from officedesk.views.customers.header import ProfileHeader

    monkeypatch.setattr(Shell, "may", lambda _self, permission: permission is not Permission.MERGE)
    made = ProfileHeader(shell)
    qtbot.addWidget(made)
    assert made.more.isHidden()


def test_the_page_looks_again_and_goes(qtbot: QtBot, shell: Shell, twin: int) -> None:
    made = DuplicatesPage(shell)
    made.resize(1280, 720)
    made.show()
    made.look()
    settle(qtbot, shell)
    made.look()
    settle(qtbot, shell)
    assert made.panel.model.rowCount() == 1
    assert made.leave()
    destroy(qtbot, made)
