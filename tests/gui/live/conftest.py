"""Two windows side by side over one office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.config import Config
from officedesk.database.unit import Actor
from officedesk.services.customers.drafts import ContactDraft
from officedesk.services.customers.editing import new_customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.application import MODULES, page_makers
from officedesk.views.icons import Icons
from officedesk.views.live import LiveOffice
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from tests import factories
from tests.gui.live.support import Side, Two


@pytest.fixture
def two(qtbot: QtBot, qapp: QApplication, theme: Theme, icons: Icons, desk: Desk, tmp_path: Path) -> Iterator[Two]:
    """Dana's window and Anna's, each with its own connections, over one file."""
    other = factories.second_desk(desk, "DESK-2")
    other = replace(other, actor=Actor(desk.actor.user_id, "Anna", "DESK-2"))
    sides = []
    for number, one in enumerate((desk, other)):
        failures: list[Exception] = []
        shell = Shell(one, Config(tmp_path / f"settings{number}.json"), TaskRunner(failures.append), theme, icons)
        shell.failed.connect(failures.append)
        window = MainWindow(shell, page_makers(), MODULES)
        window.resize(1280, 800)
        window.show()
        LiveOffice(shell).start()
        sides.append(Side(one, shell, window, failures))
    yield sides[0], sides[1]
    for side in sides:
        side.window.deleteLater()
        side.shell.end()
        assert not side.failures, side.failures
    other.database.close()


@pytest.fixture
def abc(desk: Desk) -> int:
    """ABC Company with two contacts and three notes' worth of neighbours."""
    for number in range(60):
        factories.make_customer(desk, f"Neighbor {number:02}", number=f"{200 + number}")
    stored = save_customer(
        desk,
        replace(
            new_customer(desk),
            name="ABC Company",
            contacts=(
                ContactDraft(name="Alice", phone="(651) 555-0101", is_primary=True),
                ContactDraft(name="Bob", phone="(651) 555-0102"),
            ),
        ),
    )
    assert stored.id is not None
    return stored.id


@pytest.fixture
def estimate_id(desk: Desk, abc: int) -> int:
    draft = estimates.new_estimate(desk, abc)
    lines = tuple(LineDraft(name=f"Line {n}", price=100_00) for n in range(1, 31))
    stored = estimates.save_estimate(desk, replace(draft, lines=lines, description="Roof"))
    assert stored.id is not None
    return stored.id
