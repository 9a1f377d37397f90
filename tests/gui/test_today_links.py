"""Every number of Today leads to the rows that it counts, and to nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import estimates
from officedesk.services.sales.payment_list import PaymentFilter
from officedesk.services.sales.payments import new_payment, record_payment
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter, InvoiceQuick
from officedesk.services.work.rows import JobFilter
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import press, settle
from tests.gui.rows import Rows
from tests.gui.today_support import fill, opened, visit_today


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.mark.parametrize(
    ("tile", "page", "query"),
    [
        ("pending", "estimates", EstimateFilter(pending=True)),
        ("awaiting", "invoices", InvoiceFilter(quick=InvoiceQuick.AWAITING)),
        ("overdue", "invoices", InvoiceFilter(quick=InvoiceQuick.OVERDUE)),
        ("drafts", "invoices", InvoiceFilter(quick=InvoiceQuick.DRAFT)),
        ("received", "payments", PaymentFilter(date_from=date(2023, 6, 1), date_to=date(2023, 6, 22))),
    ],
)
def test_a_tile_opens_the_rows_that_it_is_the_sum_of(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, tile: str, page: str, query: object
) -> None:
    for day, amount in ((desk.today().replace(day=2), 700_00), (desk.today() - timedelta(days=40), 900_00)):
        draft = replace(new_payment(desk, rows.abc), amount=amount, date=day)
        record_payment(desk, draft, allow_credit=True)
    today = opened(qtbot, window, shell)
    sums = today.today.money if today.today is not None else None
    assert sums is not None
    made = getattr(today.money, tile).tile
    made.setFocus()
    press(Qt.Key.Key_Space)
    settle(qtbot, shell)
    panel = window.page(page).panel  # type: ignore[attr-defined]
    assert panel.filters.query() == query
    found = panel.source.rows(panel.model.all_ids())
    field = {"awaiting": "balance", "overdue": "balance", "received": "amount"}.get(tile, "total")
    total = sum(getattr(row, field) for row in found)
    assert total == getattr(sums, tile)
    assert made.value == shell.money(total)
    # Clear filter shows everything again.
    panel.filters.clear()
    settle(qtbot, shell)
    assert panel.model.rowCount() > len(found)


def test_all_visits_of_a_full_day_are_behind_one_link(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("officedesk.services.tasks.today.VISITS", 2)
    for hour in (8, 9, 10):
        visit_today(desk, rows.abc, hour)
    page = opened(qtbot, window, shell)
    assert len(page.visits.rows) == 2
    assert page.visits.more.text() == "All 3 visits"
    page.visits.more.click()
    settle(qtbot, shell)
    panel = window.page("jobs").panel  # type: ignore[attr-defined]
    assert panel.filters.query() == JobFilter(date_from=desk.today(), date_to=desk.today())
    assert panel.model.rowCount() == len(panel.source.ids(panel.filters.query(), Sort("starts"))) >= 3


def test_every_number_leads_to_all_that_it_counts(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the rows that fit, the others are one link away, and nothing but them."""
    for name in ("DRAFTS", "MESSAGES", "REMINDERS"):
        monkeypatch.setattr(f"officedesk.services.tasks.today.{name}", 1)
    for _ in range(3):
        fill(desk, rows)
    # A draft that nobody sent before its last day is left behind most of all.
    late = replace(estimates.new_estimate(desk, rows.abc), date=desk.today() - timedelta(days=40))
    estimates.save_estimate(desk, replace(late, valid_until=desk.today() - timedelta(days=9)))
    estimates.send_estimate(desk, estimates.save_estimate(desk, estimates.new_estimate(desk, rows.abc)).id or 0)
    page = opened(qtbot, window, shell)
    found = page.today
    assert found is not None
    assert found.money is not None
    links = (
        (page.reminders.more, "reminders", found.reminder_count),
        (page.left.messages, "messages", found.failed_count),
        (page.left.estimates, "estimates", found.draft_count - found.money.drafts_count),
        (page.left.invoices, "invoices", found.money.drafts_count),
    )
    for link, name, count in links:
        shell.go("today")
        settle(qtbot, shell)
        # The office has one draft of an invoice: its row is the place that it leads to.
        assert link.isVisible() is (count > 1), name
        if not link.isVisible():
            assert sum(row.key[0] == "invoice" for row in page.left.rows) == count
            continue
        link.click()
        settle(qtbot, shell)
        panel = window.page(name).panel  # type: ignore[attr-defined]
        assert panel.filters.active
        assert panel.model.rowCount() == count > 1, name
        panel.filters.clear()
        settle(qtbot, shell)
        assert panel.model.rowCount() > count, name
