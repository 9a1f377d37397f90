"""What the tests of two windows share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.customers.customer_form import CustomerForm
from officedesk.views.customers.profile_page import ProfilePage
from officedesk.views.main_window import MainWindow
from officedesk.views.sales.estimate_page import EstimatePage
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests.gui.keys import settle

SOON = 2_000
"""Milliseconds in which a change is seen at another desktop."""


@dataclass
class Side:
    """One desktop: its desk and its window."""

    desk: Desk
    shell: Shell
    window: MainWindow
    failures: list[Exception]

    def page(self, name: str) -> Any:
        return self.window.page(name)

    def front(self, qtbot: QtBot) -> None:
        """Sit down here: the keyboard is this window's."""
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)


Two = tuple[Side, Side]


def change(side: Side, customer_id: int, make: Callable[[CustomerDraft], CustomerDraft]) -> CustomerDraft:
    """What that desktop saves, through its services."""
    return save_customer(side.desk, make(customer(side.desk, customer_id)))


def form_of(qtbot: QtBot, side: Side, customer_id: int) -> CustomerForm:
    side.shell.go("customer", customer_id, edit=True)
    settle(qtbot, side.shell)
    page: ProfilePage = side.page("customer")
    assert page.form.base is not None
    return page.form


def dialog_of(qtbot: QtBot) -> ConflictDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConflictDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ConflictDialog)
    return found


def texts(dialog: ConflictDialog) -> str:
    """All that a conflict shows."""
    return "\n".join(one.text().replace("\N{ZERO WIDTH SPACE}", "") for one in dialog.findChildren(QLabel))


def page_of(qtbot: QtBot, side: Side, estimate_id: int) -> EstimatePage:
    side.shell.go("estimate", estimate_id)
    settle(qtbot, side.shell)
    page: EstimatePage = side.page("estimate")
    assert page.draft is not None
    return page


def save(side: Side, estimate_id: int, make: Callable[[EstimateDraft], EstimateDraft]) -> EstimateDraft:
    return estimates.save_estimate(side.desk, make(estimates.estimate(side.desk, estimate_id)))


def priced(draft: EstimateDraft, row: int, price: int) -> EstimateDraft:
    lines = (*draft.lines[:row], replace(draft.lines[row], price=price), *draft.lines[row + 1 :])
    return replace(draft, lines=lines)


def press_action(news: Any) -> None:
    """Press the button of a line of news."""
    news._retry.click()
