"""What the tests of the estimate page share."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from officedesk.services.desk import Desk
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import EstimateDraft, LineDraft
from officedesk.views.sales.estimate_page import EstimatePage
from officedesk.views.shell import Place, Shell
from tests import factories
from tests.gui.keys import settle


def make_customer(desk: Desk) -> int:
    """ABC Company, and labor in the price book."""
    customer_id = factories.make_customer(desk, "ABC Company", number="12345")
    factories.make_item(desk, "Labor, certified technician", 84_00, unit="h")
    return customer_id


def make_stored(desk: Desk, customer_id: int) -> EstimateDraft:
    """A draft with two lines, 1,084.00 in all."""
    draft = estimates.new_estimate(desk, customer_id)
    lines = (LineDraft(name="Condenser", price=1000_00, unit_cost=600_00), LineDraft(name="Labor", price=84_00))
    return estimates.save_estimate(desk, replace(draft, lines=lines, description="Roof 2"))


def make_page(qtbot, shell: Shell) -> EstimatePage:
    """The page in a window of its own, ready for keys."""
    made = EstimatePage(shell)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitActive(made):
        made.show()
    return made


def show(qtbot, shell: Shell, page: EstimatePage, estimate_id: int = 0, **context) -> None:
    """Open an estimate on the page, as the window does."""
    page.show_place(Place("estimate", estimate_id, context=context))
    settle(qtbot, shell)
    assert page.draft is not None


def dialog_of(qtbot):
    """The dialog on screen, ready for keys."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    found = QApplication.activeModalWidget()
    qtbot.waitUntil(found.isActiveWindow)
    return found
