"""Payments and reminders of all customers in one list each: filtered, many at once, deleted and taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.models.enums import Role
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.reminders import editing
from officedesk.services.reminders.drafts import ReminderDraft
from officedesk.services.sales.payments import new_payment, record_payment
from officedesk.views.lists.page import ListPage
from officedesk.views.main_window import MainWindow
from officedesk.views.reminders.dialog import ReminderDialog
from officedesk.views.reminders.reminders_page import RemindersPage
from officedesk.views.sales.payment_dialog import PaymentDialog
from officedesk.views.sales.payments_page import PaymentsPage
from officedesk.views.shell import Shell
from tests.factories import make_user
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up, press, settle
from tests.gui.rows import Rows
from tests.gui.test_accessibility import nameless, stops
from tests.support.clock import local


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def listed(page: ListPage) -> list[Any]:
    return list(page.panel.source.rows(page.panel.model.all_ids()))


def bulk(page: ListPage, entry: str) -> None:
    """Choose an entry of More actions for the checked rows."""
    made = next(one for one in page.findChildren(QPushButton) if one.text() == "More actions")
    menu = made.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text().startswith(entry)).trigger()


def click_menu(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()


def check_all(page: ListPage) -> None:
    page.panel.table.setFocus()
    press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)


def words(page: ListPage) -> str:
    return " ".join(one.text() for one in page.panel.empty.findChildren(QLabel))


# --- payments ---


@pytest.fixture
def paid(desk: Desk, rows: Rows) -> list[int]:
    """Two payments more: of ABC Company, and of another."""
    found = []
    for customer_id, amount in ((rows.abc, 700_00), (rows.others[0], 55_00)):
        draft = replace(new_payment(desk, customer_id), amount=amount, reference=f"Ref {amount}")
        found.append(record_payment(desk, draft, allow_credit=True))
    return found


@pytest.fixture
def payments(qtbot: QtBot, window: MainWindow, shell: Shell, paid: list[int]) -> PaymentsPage:
    shell.go("payments")
    made = window.page("payments")
    assert isinstance(made, PaymentsPage)
    settle(qtbot, shell)
    return made


def test_payments_of_all_customers_are_found_and_opened(
    qtbot: QtBot, shell: Shell, window: MainWindow, payments: PaymentsPage, paid: list[int], rows: Rows
) -> None:
    assert {row.customer_id for row in listed(payments)} >= {rows.abc, rows.others[0]}
    press("birchwood")
    settle(qtbot, shell)
    (row,) = listed(payments)
    assert (row.id, row.company, row.amount) == (paid[1], "Birchwood Dental", 55_00)
    assert payments.panel.footer_text.startswith("1 payment")
    payments.panel.table.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PaymentDialog))
    made = QApplication.activeModalWidget()
    assert isinstance(made, PaymentDialog)
    come_up(qtbot, shell, made)
    made.close()
    click_menu(payments._row_menu(row), "Open customer")
    assert window.place is not None
    assert (window.place.page, window.place.id, window.place.tab) == ("customer", rows.others[0], "payments")


def test_payments_are_deleted_together_and_brought_back(
    qtbot: QtBot, shell: Shell, window: MainWindow, payments: PaymentsPage, paid: list[int]
) -> None:
    before = {row.id for row in listed(payments)}
    press("ref")
    settle(qtbot, shell)
    check_all(payments)
    bulk(payments, "Delete")
    settle(qtbot, shell)
    assert window.toasts.text == "2 payments deleted."
    assert listed(payments) == []
    payments.panel.filters.clear()
    settle(qtbot, shell)
    assert {row.id for row in listed(payments)} == before - set(paid)
    window.toasts.act()
    settle(qtbot, shell)
    assert {row.id for row in listed(payments)} == before


def test_without_payments_it_says_where_they_come_from(
    qtbot: QtBot, shell: Shell, window: MainWindow, payments: PaymentsPage
) -> None:
    check_all(payments)
    bulk(payments, "Delete")
    settle(qtbot, shell)
    assert payments.panel.empty.isVisible()
    assert "Record one from an invoice" in words(payments)


def test_both_lists_keep_the_rules_of_models(
    qtmodeltester: ModelTester, payments: PaymentsPage, reminders: RemindersPage
) -> None:
    qtmodeltester.check(payments.panel.model)
    qtmodeltester.check(reminders.panel.model)


def test_every_control_of_both_pages_has_a_name(
    qtbot: QtBot, shell: Shell, payments: PaymentsPage, reminders: RemindersPage
) -> None:
    for name, page in (("payments", payments), ("reminders", reminders)):
        shell.go(name)
        settle(qtbot, shell)
        assert len(stops(page)) > 5
        assert not [one for one in stops(page) if nameless(one)]


def test_who_may_not_correct_a_payment_looks_at_it_on_its_customer(
    qtbot: QtBot, shell: Shell, window: MainWindow, payments: PaymentsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = Shell.may
    correct = Permission.PAYMENTS_CORRECT
    monkeypatch.setattr(Shell, "may", lambda self, permission: permission is not correct and may(self, permission))
    row = listed(payments)[0]
    offered = [action.text() for action in payments._row_menu(row).actions()]
    assert "Open customer" in offered
    assert not {"Edit…", "Refund…", "Delete"} & set(offered)
    payments.panel.table.setFocus()
    press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert window.place is not None
    assert (window.place.page, window.place.tab) == ("customer", "payments")


# --- reminders ---


def remind(desk: Desk, subject: str, customer_id: int | None = None, **values: Any) -> ReminderDraft:
    draft = replace(editing.new_reminder(desk, customer_id), subject=subject, due=local(2023, 6, 22, 6))
    return editing.save_reminder(desk, replace(draft, **values))


@pytest.fixture
def reminders(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows) -> RemindersPage:
    anna = make_user(desk, "Anna", role=Role.OFFICE)
    remind(desk, "Water the plants")
    remind(desk, "Buy her a present", user_id=anna)
    remind(desk, "Ring Birchwood", rows.others[0], user_id=anna)
    remind(desk, "Of the gone", rows.others[1])
    trash(desk, [rows.others[1]])
    shell.go("reminders")
    made = window.page("reminders")
    assert isinstance(made, RemindersPage)
    settle(qtbot, shell)
    return made


def subjects(page: ListPage) -> set[str]:
    return {row.subject for row in listed(page)}


def test_reminders_of_all_customers_and_ones_own_are_listed(
    qtbot: QtBot, shell: Shell, reminders: RemindersPage, rows: Rows
) -> None:
    there = subjects(reminders)
    # What others remind themselves of is theirs; of a customer in the trash nothing is to be done.
    assert there >= {"Water the plants", "Ring Birchwood"}
    assert not there & {"Buy her a present", "Of the gone"}
    press("birchwood dental")
    settle(qtbot, shell)
    assert subjects(reminders) == {"Ring Birchwood"}
    reminders.panel.filters.clear()
    reminders.panel.filters.mine.set_value((1,))  # type: ignore[attr-defined]
    reminders.panel.filters.tell()
    settle(qtbot, shell)
    assert subjects(reminders) == there - {"Ring Birchwood"}


def test_a_reminder_about_nobody_is_added_and_edited_from_the_list(
    qtbot: QtBot, shell: Shell, window: MainWindow, reminders: RemindersPage
) -> None:
    def form() -> ReminderDialog:
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ReminderDialog))
        made = QApplication.activeModalWidget()
        assert isinstance(made, ReminderDialog)
        come_up(qtbot, shell, made)
        return made

    next(one for one in reminders.findChildren(QPushButton) if one.text() == "New reminder").click()
    form()
    press("Renew the license", Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    assert "Renew the license" in subjects(reminders)
    come_up(qtbot, shell, window)
    reminders.panel.filters.search.setFocus()
    press("plants")
    settle(qtbot, shell)
    reminders.panel.table.setFocus()
    press(Qt.Key.Key_Return)
    form()
    press(" on Monday")
    press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    assert len(listed(reminders)) == 1
    assert "on Monday" in listed(reminders)[0].subject


def test_reminders_are_done_and_deleted_together(
    qtbot: QtBot, shell: Shell, window: MainWindow, reminders: RemindersPage
) -> None:
    before = subjects(reminders)
    check_all(reminders)
    bulk(reminders, "Done")
    settle(qtbot, shell)
    assert {row.state.value for row in listed(reminders)} == {"done"}
    window.toasts.act()
    settle(qtbot, shell)
    assert "done" not in {row.state.value for row in listed(reminders)}
    # They are checked still.
    bulk(reminders, "Delete")
    settle(qtbot, shell)
    assert listed(reminders) == []
    assert "of all customers" in words(reminders)
    window.toasts.act()
    settle(qtbot, shell)
    assert subjects(reminders) == before


def test_a_row_leads_to_whom_it_is_about(
    qtbot: QtBot, shell: Shell, window: MainWindow, reminders: RemindersPage, rows: Rows
) -> None:
    own, other = (next(row for row in listed(reminders) if row.subject == name) for name in
                  ("Water the plants", "Ring Birchwood"))  # fmt: skip
    assert "Open customer" not in [action.text() for action in reminders._row_menu(own).actions()]
    click_menu(reminders._row_menu(other), "Open customer")
    assert window.place is not None
    assert (window.place.id, window.place.tab) == (rows.others[0], "reminders")
