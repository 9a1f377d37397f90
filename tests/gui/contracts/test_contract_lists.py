"""Contracts in lists: the module, the profile's tab and header, the report, cancelling, and deleting both kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.models.enums import ContractKind
from officedesk.services.contracts import contracts
from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.results import Cancelled, GivenBack
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.invoices import delete_draft
from officedesk.services.work.upcoming import UpcomingFilter, UpcomingList
from officedesk.views.contracts.cancel_dialog import CancelDialog, cancel_words
from officedesk.views.contracts.contract_dialog import ContractDialog
from officedesk.views.contracts.list_actions import DeleteQuestion
from officedesk.views.contracts.pick_customer import PickCustomer
from officedesk.views.contracts.report_window import ReportWindow
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.db.contract_support import FILTER
from tests.gui.conftest import Open
from tests.gui.contracts.conftest import Sold, child
from tests.gui.keys import CTRL, come_up, destroy, press, settle
from tests.gui.rows import Rows

KEY = Qt.Key


def agreement(desk: Desk, customer_id: int) -> int:
    draft = contracts.new_agreement(desk, customer_id)
    return contracts.save_contract(desk, replace(draft, name="Rooftop units", price=100_00, jobs=(FILTER,))).id or 0


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def stored(desk: Desk) -> list[Any]:
    return list(ContractList(desk).first(ContractFilter(), BY_START, 20))


def test_the_tab_tells_how_many_and_the_header_when_the_last_expires(
    qtbot: QtBot, shell: Shell, desk: Desk, opened: Open, sold: Sold, rows: Rows
) -> None:
    view = opened("contracts")
    assert view.bar.buttons["contracts"].count == 0
    assert view.header.contract.isHidden()
    made = sold()
    shell.signals.changed.emit("contract", made.id or 0, rows.abc)
    settle(qtbot, shell)
    assert view.bar.buttons["contracts"].count == 1
    assert view.header.contract.text() == f"Contract expires {shell.date(made.ends)}"
    assert not view.header.contract.property("tone")
    for days, tone, verb in ((20, "warn", "expires"), (-3, "bad", "expired")):
        last = desk.today() + timedelta(days=days)
        now = contracts.contract(desk, made.id or 0)
        contracts.save_contract(desk, replace(now, starts=last - timedelta(days=99), ends=last))
        shell.signals.changed.emit("contract", made.id or 0, rows.abc)
        settle(qtbot, shell)
        assert view.header.contract.text() == f"Contract {verb} {shell.date(last)}"
        assert view.header.contract.property("tone") == tone


def test_plus_on_the_tab_begins_either_kind_for_this_customer(
    qtbot: QtBot, shell: Shell, window: MainWindow, opened: Open, sold: Sold
) -> None:
    tab: Any = opened("contracts").tab
    for entry, title in (("Membership…", "Add membership"), ("Service agreement…", "Add agreement")):
        choose(tab.add_button.menu(), entry)
        settle(qtbot, shell)
        dialog = child(window, ContractDialog)
        assert dialog.windowTitle() == title
        assert dialog.company.text() == "ABC Company"  # type: ignore[attr-defined]
        dialog.reject()
        settle(qtbot, shell)
        destroy(qtbot, dialog) if _alive(dialog) else None


def _alive(dialog: Any) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(dialog))


def test_the_new_menu_begins_one_for_the_customer_in_front_or_asks_for_whom(
    qtbot: QtBot, shell: Shell, window: MainWindow, opened: Open, sold: Sold
) -> None:
    opened("contracts")
    window.top._begin("membership")
    settle(qtbot, shell)
    dialog: Any = child(window, ContractDialog)
    assert dialog.company.text() == "ABC Company"
    dialog._go()
    shell.go("contracts")
    settle(qtbot, shell)
    shell.contract_wanted.emit("agreement")
    settle(qtbot, shell)
    picker: Any = child(window, PickCustomer)
    come_up(qtbot, shell, picker)
    press("birchwood")
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: picker.picker.list.count() == 1)
    press(KEY.Key_Return)
    settle(qtbot, shell)
    begun: Any = child(window, ContractDialog)
    assert begun.company.text() == "Birchwood Dental"
    begun._go()


def test_the_module_filters_both_kinds_and_opens_the_report_with_enter(
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    shell: Shell,
    desk: Desk,
    window: MainWindow,
    sold: Sold,
    rows: Rows,
) -> None:
    made = sold()
    agreement(desk, rows.others[0])
    shell.go("contracts")
    settle(qtbot, shell)
    page: Any = window.page("contracts")
    assert page.panel.model.rowCount() == 2
    qtmodeltester.check(page.panel.model)
    page.panel.filters.put(ContractFilter(kind=ContractKind.MEMBERSHIP))
    page.panel.filters.tell()
    settle(qtbot, shell)
    assert page.panel.model.rowCount() == 1
    page.panel.table.setFocus()
    page.panel.table.selectRow(0)
    press(KEY.Key_Return)
    settle(qtbot, shell)
    window_of: Any = child(window, ReportWindow)
    told = report(desk, made.id or 0)
    assert window_of.name.text() == "Comfort Plus"
    assert window_of.facts.visits.value.text() == f"0 of {told.left}"
    assert window_of.visits.rows.rowCount() == told.left
    assert window_of.bills.rows.rowCount() == len(told.bills)
    assert window_of.billed.text() == f"{shell.money(told.billed)} of {shell.money(told.planned_amount)} billed"
    qtmodeltester.check(window_of.visits.rows)
    # Enter on a visit opens its job.
    window_of.activateWindow()
    window_of.visits.setFocus()
    window_of.visits.selectRow(0)
    first = told.visits[0].job_id
    press(KEY.Key_Return)
    settle(qtbot, shell)
    assert window.place is not None
    assert (window.place.page, window.place.id) == ("job", first)


def test_a_cancellation_says_what_it_takes_before_it_is_done(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold
) -> None:
    made = sold()
    shell.go("contracts")
    settle(qtbot, shell)
    page: Any = window.page("contracts")
    page.panel.filters.clear()
    settle(qtbot, shell)
    (row,) = stored(desk)
    menu = page._row_menu(row)
    assert [one.text() for one in menu.actions() if one.text()] == [
        "View report", "Edit…", "Renew…", "Cancel contract…", "Open customer", "Delete…",
    ]  # fmt: skip
    choose(menu, "Cancel contract…")
    dialog: Any = child(window, CancelDialog)
    come_up(qtbot, shell, dialog)
    before = report(desk, made.id or 0)
    goes = sum(one.day > desk.today() and one.job_id is not None for one in before.visits)
    assert f"{goes} visits from" in dialog.told.text()
    assert dialog.cancel.text() == "Keep contract"
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert dialog._why.error.startswith("Say why it ends")
    assert dialog.reason.hasFocus()
    press("Moved away")
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    after = report(desk, made.id or 0)
    assert (after.cancelled_on, after.cancel_reason) == (desk.today(), "Moved away")
    assert after.left == before.left - len([one for one in before.visits if one.day > desk.today()])


def test_what_a_shorter_draft_will_bill_is_told_in_money(shell: Shell) -> None:
    days = date(2026, 10, 1), date(2026, 12, 31)
    parts = (
        GivenBack(*days, "", 690_00, 397_50, 292_50),
        GivenBack(*days, "3477", 690_00, 400_00, 290_00),
        GivenBack(*days, "", 690_00, 0, 690_00),
    )
    told = cancel_words(Cancelled(1, date(2026, 11, 22), 1, 0, parts, 290_00, 1, 1), shell)
    assert told == [
        "1 visit from 11/23/2026 on is taken away.",
        "$290.00 that was invoiced is given back by a credit note draft.",
        "1 invoice draft will bill only the days that are left: $397.50 instead of $690.00.",
        "1 invoice draft goes to the trash.",
        "It is not renewed.",
    ]


def test_deleting_everything_names_both_kinds_and_comes_back_with_undo(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold, rows: Rows
) -> None:
    sold()
    agreement(desk, rows.abc)
    shell.go("contracts")
    settle(qtbot, shell)
    page: Any = window.page("contracts")
    page.panel.filters.clear()
    settle(qtbot, shell)
    planned = len(UpcomingList(desk).ids(UpcomingFilter(), Sort("day")))
    page.panel.table.setFocus()
    press(KEY.Key_A, modifier=CTRL)
    settle(qtbot, shell)
    ids = page.panel.table.chosen_ids()
    assert len(ids) == 2
    toasts: list[Any] = []
    shell.toast_wanted.connect(lambda *told: toasts.append(told))
    # In the search, Delete is about what is typed.
    page.panel.filters.search.setFocus()
    press(KEY.Key_Delete)
    settle(qtbot, shell)
    assert window.findChildren(DeleteQuestion) == []
    page.panel.table.setFocus()
    press(KEY.Key_Delete)
    settle(qtbot, shell)
    asked: Any = child(window, DeleteQuestion)
    words = [one.text() for one in asked.findChildren(type(asked.error)) if "will go to the trash" in one.text()]
    assert words == ["1 membership and 1 service agreement will go to the trash."]
    named = [one.text() for one in asked.findChildren(type(asked.error)) if "of ABC Company" in one.text()]
    assert [line.split(",")[0] for line in named[0].splitlines()] == sorted(one.name for one in stored(desk))
    come_up(qtbot, shell, asked)
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert stored(desk) == []
    assert len(UpcomingList(desk).ids(UpcomingFilter(), Sort("day"))) == 0
    assert page.panel.model.rowCount() == 0
    assert toasts[-1][0] == "2 contracts deleted."
    toasts[-1][2]()
    settle(qtbot, shell)
    assert len(stored(desk)) == 2
    assert len(UpcomingList(desk).ids(UpcomingFilter(), Sort("day"))) == planned


def test_who_may_only_look_is_offered_nothing_to_change(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold, monkeypatch: Any
) -> None:
    made = sold()
    monkeypatch.setattr(shell, "may", lambda permission: "contracts" not in permission or permission.startswith("see"))
    shell.go("contracts")
    settle(qtbot, shell)
    page: Any = window.page("contracts")
    (row,) = stored(desk)
    assert [one.text() for one in page._row_menu(row).actions() if one.text()] == ["View report", "Open customer"]
    told = ReportWindow(shell, window, made.id or 0)
    told.open()
    settle(qtbot, shell)
    assert told.edit.isHidden()
    assert told.cancel.isHidden()
    shell.signals.changed.emit("contract", 0, 0)
    destroy(qtbot, told)


def test_a_period_whose_draft_was_deleted_is_billed_again_from_the_report(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold
) -> None:
    made = sold()
    first = report(desk, made.id or 0).bills[0]
    assert first.invoice_id is not None
    told: Any = ReportWindow(shell, window, made.id or 0)
    told.open()
    come_up(qtbot, shell, told)
    assert again_buttons(told) == []
    delete_draft(desk, first.invoice_id)
    shell.signals.changed.emit("invoice", first.invoice_id, made.customer_id)
    settle(qtbot, shell)
    assert told.bills.model().index(0, 1).data() == "Not billed"
    (again,) = again_buttons(told)
    days = f"{shell.date(first.starts)} – {shell.date(first.ends)}"
    assert (again.text(), again.accessibleName()) == ("Bill again", f"Bill {days} again")
    toasts: list[Any] = []
    shell.toast_wanted.connect(lambda *said: toasts.append(said))
    # By the keyboard: the table, then the button in it.
    told.bills.setFocus()
    press(KEY.Key_Tab)
    assert again.hasFocus()
    press(KEY.Key_Space)
    settle(qtbot, shell)
    bill = report(desk, made.id or 0).bills[0]
    assert (bill.again, bill.number, bill.amount) == (False, "", first.amount)
    assert bill.invoice_id not in (None, first.invoice_id)
    assert again_buttons(told) == []
    assert told.bills.model().index(0, 1).data() == "Draft"
    assert (told.bills.hasFocus(), told.bills.current) == (True, 0)
    assert toasts[-1][:2] == (f"{days} billed again by a draft.", "Open it")
    told.reject()
    toasts[-1][2]()
    settle(qtbot, shell)
    assert window.place is not None
    assert (window.place.page, window.place.id) == ("invoice", bill.invoice_id)


def test_a_period_that_another_desktop_billed_again_meanwhile_is_told_and_shown(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold
) -> None:
    made = sold()
    first = report(desk, made.id or 0).bills[0]
    delete_draft(desk, first.invoice_id or 0)
    told: Any = ReportWindow(shell, window, made.id or 0)
    told.open()
    come_up(qtbot, shell, told)
    (again,) = again_buttons(told)
    theirs = contracts.bill_again(desk, made.id or 0, first.starts)
    problems: list[Exception] = []
    shell.failed.disconnect()
    shell.failed.connect(problems.append)
    again.click()
    settle(qtbot, shell)
    assert ["is on an invoice draft already" in str(problem) for problem in problems] == [True]
    assert [one.invoice_id for one in told.report.bills if one.starts == first.starts] == [theirs]
    assert again_buttons(told) == []
    told.reject()


def again_buttons(told: ReportWindow) -> list[QPushButton]:
    return [one for one in told.bills.findChildren(QPushButton) if one.isVisible()]


@pytest.mark.parametrize("lacking", [Permission.CONTRACTS_WRITE, Permission.INVOICES_WRITE])
def test_who_may_not_write_contracts_or_invoices_is_not_offered_to_bill_again(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, sold: Sold, monkeypatch: Any, lacking: Permission
) -> None:
    made = sold()
    delete_draft(desk, report(desk, made.id or 0).bills[0].invoice_id or 0)
    may = shell.may
    monkeypatch.setattr(shell, "may", lambda permission: permission != lacking and may(permission))
    told: Any = ReportWindow(shell, window, made.id or 0)
    told.open()
    settle(qtbot, shell)
    assert told.bills.model().index(0, 1).data() == "Not billed"
    assert again_buttons(told) == []
    destroy(qtbot, told)


def test_the_report_and_the_agreement_go_out_as_pdf(
    qtbot: QtBot, shell: Shell, window: MainWindow, sold: Sold, monkeypatch: Any
) -> None:
    made = sold()
    told = ReportWindow(shell, window, made.id or 0)
    told.open()
    assert not told.papers.pdf.isEnabled()
    settle(qtbot, shell)
    saved: list[Any] = []
    monkeypatch.setattr("officedesk.views.sales.paper_actions.save_drawn", lambda _s, paper, _p: saved.append(paper))
    come_up(qtbot, shell, told)
    press(KEY.Key_P, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, shell)
    next(one for one in told.papers.agreement.menu().actions() if one.text() == "PDF…").trigger()
    settle(qtbot, shell)
    assert all(paper.content.startswith(b"%PDF") for paper in saved)
    assert [made.number in paper.title for paper in saved] == [True, True]
    assert saved[0].content != saved[1].content
    letters: list[Any] = []
    shell.compose_wanted.disconnect()
    shell.compose_wanted.connect(letters.append)
    told.papers.email.click()
    settle(qtbot, shell)
    (letter,) = letters
    assert letter.context["pdf"][1].startswith(b"%PDF")
    assert letter.context["draft"].pdf_name == letter.context["pdf"][0]
