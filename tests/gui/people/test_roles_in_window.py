"""Each role walks through the whole window: nothing it is offered is refused, what it may not do is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from officedesk.database.unit import Actor
from officedesk.models.enums import Role
from officedesk.services.desk import Desk, Looked
from officedesk.views.customers.profile_view import TABS
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.work.task_table import AMOUNT, BILLED
from tests import factories
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import settle
from tests.gui.rows import Rows


@pytest.fixture(params=list(Role))
def role(request: pytest.FixtureRequest) -> Role:
    found: Role = request.param
    return found


@pytest.fixture
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def desk(desk: Desk, role: Role) -> Desk:
    """The desk of a user of that role."""
    user_id = factories.make_user(desk, "Robin", role=role)
    return replace(desk, actor=Actor(user_id, "Robin", "Desktop A", role), looked=Looked())


def buttons(page: QWidget) -> set[str]:
    """What can be pressed on it."""
    found = page.findChildren(QPushButton)
    return {
        made.text().strip() or made.accessibleName() for made in found if made.isVisibleTo(page) and made.isEnabled()
    }


def job_of(shell: Shell) -> int:
    """A job with services, and with an estimate behind it."""
    from officedesk.services.paging import Sort
    from officedesk.services.work.jobs import JobList
    from officedesk.services.work.rows import JobFilter

    return JobList(shell.desk).first(JobFilter(), Sort("starts"), 1)[0].job_id


def modules(window: MainWindow) -> list[str]:
    return list(window.navigation._buttons)


def test_every_role_goes_everywhere_it_may(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, role: Role, failures: list[Exception]
) -> None:
    seen = modules(window)
    assert seen == [
        name for name in (
            "today", "customers", "schedule", "map", "estimates", "jobs", "projects", "invoices", "contracts",
            "timesheets", "settings",
        )
        if role is not Role.TECHNICIAN or name not in ("estimates", "projects", "invoices", "contracts", "timesheets")
    ]  # fmt: skip
    for name in seen:
        shell.go(name)
        settle(qtbot, shell)
        assert failures == [], name
    shell.go("customer", rows.abc)
    settle(qtbot, shell)
    view: Any = window.page("customer").view  # type: ignore[attr-defined]
    tabs = list(view.bar.buttons)
    money = {"projects", "estimates", "invoices", "payments", "messaging", "contracts", "history"}
    assert tabs == [name for name, _ in TABS if role is not Role.TECHNICIAN or name not in money]
    for tab in tabs:
        view.show_tab(tab)
        settle(qtbot, shell)
        assert failures == [], tab
    shell.go("job", job_of(shell))
    settle(qtbot, shell)
    assert failures == []
    if role is not Role.TECHNICIAN:
        for kind, entity_id in (("estimate", rows.estimates[0]), ("invoice", rows.invoices[0])):
            shell.go(kind, entity_id)
            settle(qtbot, shell)
            assert failures == [], kind


@pytest.mark.parametrize("role", [Role.READ_ONLY], indirect=True)
def test_a_read_only_user_is_offered_no_change(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, role: Role
) -> None:
    shell.go("customers")
    settle(qtbot, shell)
    page = window.page("customers")
    assert not {"New customer", "Import", "Export", "More actions"} & buttons(page)
    assert "New" not in buttons(window.top)
    shell.go("customer", rows.abc)
    settle(qtbot, shell)
    head = window.page("customer").view.header  # type: ignore[attr-defined]
    assert not {"New", "Payment", "Edit contact"} & buttons(head)
    assert head.tags.names
    assert not {"+ tag"} & buttons(head)
    assert not any(chip.cross.isVisibleTo(head) for chip in head.tags._chips)
    shell.go("estimate", rows.estimates[0])
    settle(qtbot, shell)
    document: Any = window.page("estimate")
    assert document.editor.read_only
    assert not {"Save", "Mark sent", "Approve and more"} & buttons(document.header)
    shell.go("settings")
    settle(qtbot, shell)
    settings: Any = window.page("settings")
    titles = {title for title, _ in settings._makers}
    assert "Appearance" in titles
    assert not titles & {"Company", "Brand", "Price book", "Plans", "Taxes", "Numbers", "People", "Technicians", "Tags"}


@pytest.mark.parametrize("role", [Role.TECHNICIAN], indirect=True)
def test_a_technician_is_shown_no_money(qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, role: Role) -> None:
    shell.go("customers")
    settle(qtbot, shell)
    page: Any = window.page("customers")
    assert "balance" not in [column.name for column in page.panel.kind.columns]
    assert "Owing" not in buttons(page)
    shell.go("customer", rows.abc)
    settle(qtbot, shell)
    head = window.page("customer").view.header  # type: ignore[attr-defined]
    assert not head.figures.isVisible()
    shell.go("job", job_of(shell))
    settle(qtbot, shell)
    job: Any = window.page("job")
    assert not job.editor.totals.isVisible()
    assert not job.editor.tasks.invoice.isVisible()
    assert job.status.isVisible()
    assert not job.more.isVisible()
    shown = [job.editor.tasks.table.isColumnHidden(section) for section in (AMOUNT, BILLED)]
    assert shown == [True, True]
