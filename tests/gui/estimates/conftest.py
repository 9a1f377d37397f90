"""The estimate page over a real office file, with a customer and an estimate to show."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.sales.estimate_page import EstimatePage
from officedesk.views.shell import Shell
from tests.gui import estimate_support


@pytest.fixture
def customer(desk: Desk) -> int:
    return estimate_support.make_customer(desk)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> EstimatePage:
    return estimate_support.make_page(qtbot, shell)


@pytest.fixture
def stored(desk: Desk, customer: int) -> EstimateDraft:
    return estimate_support.make_stored(desk, customer)
