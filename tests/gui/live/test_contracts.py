"""Contracts that another desktop sells or ends: in lists, in the report, and in a window that is being typed in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytestqt.qtbot import QtBot

from officedesk.services.contracts import contracts
from officedesk.services.contracts.deleting import delete_contracts
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.customers.drafts import Address, LocationDraft
from officedesk.services.customers.locations import save_location
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.work.series import dismiss
from officedesk.services.work.upcoming import UpcomingFilter, UpcomingList
from officedesk.views.contracts.contract_dialog import ContractDialog
from officedesk.views.contracts.contract_opening import Wanted
from officedesk.views.contracts.report_window import ReportWindow
from tests.db.contract_support import sell
from tests.gui.keys import settle
from tests.gui.live.support import SOON, Two


def sold_to(desk: Desk, customer_id: int) -> ContractDraft:
    """A membership that begins today at a new location."""
    save_location(desk, customer_id, LocationDraft("Roof", Address("400 S 4th St", "", "Minneapolis", "MN", "55415")))
    return contracts.save_contract(desk, sell(desk, desk.today(), customer_id=customer_id))


def test_a_contract_sold_elsewhere_is_in_every_list_and_its_report_follows(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customer", abc, "contracts")
    settle(qtbot, hers.shell)
    view: Any = hers.page("customer").view
    assert view.tab.panel.model.rowCount() == 0
    sold = sold_to(mine.desk, abc)
    qtbot.waitUntil(lambda: view.tab.panel.model.rowCount() == 1, timeout=SOON)
    qtbot.waitUntil(lambda: view.bar.buttons["contracts"].count == 1, timeout=SOON)
    hers.shell.go("upcoming")
    settle(qtbot, hers.shell)
    panel: Any = hers.page("upcoming").panel
    there = panel.model.rowCount()
    told = ReportWindow(hers.shell, hers.window, sold.id or 0)
    told.open()
    settle(qtbot, hers.shell)
    left = told.visits.rows.rowCount()
    first = UpcomingList(mine.desk).first(UpcomingFilter(), Sort("day"), 1)[0]
    dismiss(mine.desk, first.id, "Customer is away")
    qtbot.waitUntil(lambda: panel.model.rowCount() == there - 1, timeout=SOON)
    qtbot.waitUntil(lambda: told.visits.rows.rowCount() == left - 1, timeout=SOON)
    delete_contracts(mine.desk, [sold.id or 0])
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0, timeout=SOON)


def test_who_edits_a_contract_gets_what_was_saved_elsewhere_and_keeps_what_was_typed(
    qtbot: QtBot, two: Two, abc: int
) -> None:
    mine, hers = two
    sold = sold_to(mine.desk, abc)
    dialog = ContractDialog(hers.shell, hers.window, Wanted(contract_id=sold.id or 0))
    dialog.open()
    settle(qtbot, hers.shell)
    changed = contracts.save_contract(mine.desk, replace(sold, notice_days=45), sold)
    qtbot.waitUntil(lambda: dialog.draft().notice_days == 45, timeout=SOON)
    dialog.form.control("summary").setPlainText("Hers")
    contracts.save_contract(mine.desk, replace(changed, auto_renew=False), changed)
    dialog.save()
    qtbot.waitUntil(lambda: contracts.contract(mine.desk, sold.id or 0).summary == "Hers", timeout=SOON)
    settle(qtbot, hers.shell)
    now = contracts.contract(mine.desk, sold.id or 0)
    assert (now.summary, now.auto_renew, now.notice_days) == ("Hers", False, 45)
