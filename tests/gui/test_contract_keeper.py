"""Contracts are billed and renewed by the window itself, on their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.contracts import contracts
from officedesk.services.reminders.bell import notices
from officedesk.views.contract_keeper import ContractKeeper
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.db.contract_support import invoices, sell
from tests.support.clock import Clock


def test_a_new_day_is_billed_and_told(
    qtbot: QtBot, window: MainWindow, shell: Shell, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContractKeeper, "soon", 1)
    draft = replace(sell(shell.desk, date(2023, 6, 1)), ends=date(2023, 7, 20), jobs=())
    contract_id = contracts.save_contract(shell.desk, draft).id or 0
    told: list[str] = []
    shell.signals.changed.connect(lambda entity, _id, _customer: told.append(entity))
    window.keep_contracts()
    keeper = window.contracts
    assert keeper is not None
    assert keeper.busy
    keeper.look()
    qtbot.waitUntil(lambda: bool(notices(shell.desk)))
    assert notices(shell.desk)[0].subject.startswith("Comfort Plus of")
    assert len(invoices(shell.desk, contract_id)) == 1
    keeper._timer.stop()
    qtbot.waitUntil(lambda: not keeper.busy)
    # Whatever is saved on the same day is no reason to look.
    shell.signals.stirred.emit()
    assert not keeper.busy
    clock.go_on(days=9)
    shell.signals.stirred.emit()
    qtbot.waitUntil(lambda: len(invoices(shell.desk, contract_id)) == 2 and not keeper.busy)
    assert {"contract", "invoice"} <= set(told)


def test_it_ends_with_the_window(window: MainWindow, shell: Shell) -> None:
    window.keep_contracts()
    assert window.contracts is not None
    shell.closing.emit()
    assert not window.contracts.busy
