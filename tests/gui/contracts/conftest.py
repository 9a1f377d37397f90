"""What tests of contracts share: the plan of the design, and the window over a customer who buys it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from officedesk.models.enums import ContractKind
from officedesk.services.contracts import contracts, plans
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.desk import Desk
from officedesk.views.contracts.contract_dialog import ContractDialog
from officedesk.views.contracts.contract_opening import Wanted
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.db.contract_support import COMFORT, sell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up, settle
from tests.gui.rows import Rows

Sold = Callable[..., ContractDraft]
Begun = Callable[..., ContractDialog]


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def plan_id(desk: Desk) -> int:
    """Comfort Plus: two tune-ups a year and a filter each month."""
    return plans.save_plan(desk, COMFORT).id or 0


@pytest.fixture
def sold(desk: Desk, rows: Rows) -> Sold:
    """`sold(starts)` is a stored membership of ABC Company."""

    def make(starts: date | None = None) -> ContractDraft:
        return contracts.save_contract(desk, sell(desk, starts or desk.today(), customer_id=rows.abc))

    return make


@pytest.fixture
def begun(qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows) -> Begun:
    """`begun()` is the window of a new membership of ABC Company, read and in front."""

    def make(kind: ContractKind = ContractKind.MEMBERSHIP, **wanted: int) -> ContractDialog:
        customer = 0 if wanted else rows.abc
        dialog = ContractDialog(shell, window, Wanted(customer, kind, **wanted))
        dialog.open()
        come_up(qtbot, shell, dialog)
        reckon(qtbot, shell, dialog)
        return dialog

    return make


def reckon(qtbot: QtBot, shell: Shell, dialog: ContractDialog) -> None:
    """Wait until what it will create is reckoned of what was typed last."""
    qtbot.waitUntil(lambda: not dialog.preview._later.isActive())
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: not dialog.preview._later.isActive())
    settle(qtbot, shell)


def child(window: MainWindow | QDialog, kind: type[QDialog]) -> QDialog:
    """The dialog of that kind that is open."""
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return found
