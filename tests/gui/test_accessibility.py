"""Every page by ear and by keyboard: names for screen readers, and Tab to every control and around again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.work.jobs import JobList
from officedesk.services.work.rows import JobFilter
from officedesk.tour_steps import PROFILE_TABS
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import press, settle
from tests.gui.project_support import ask
from tests.gui.rows import Rows

TAB = Qt.FocusPolicy.TabFocus
PAGES = (
    "today",
    "tasks",
    "customers",
    "schedule",
    "schedule/month",
    "schedule/list",
    "schedule/map",
    "map",
    "geofences",
    *(f"customer/{tab}" for tab in PROFILE_TABS),
    "customer/edit",
    "customer/new",
    "estimates",
    "estimate/draft",
    "estimate/approved",
    "estimate/new",
    "jobs",
    "job",
    "projects",
    "projects/list",
    "lead",
    "lead/new",
    "project",
    "invoices",
    "invoice/issued",
    "invoice/draft",
    "invoice/new",
    "contracts",
    "upcoming",
    "payments",
    "reminders",
    "messages",
    "duplicates",
    "settings",
)


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def show(page: str, shell: Shell, rows: Rows, desk: Desk) -> None:
    """Go to one of :data:`PAGES`."""
    name, _, part = page.partition("/")
    ids = {
        "customer/edit": rows.abc,
        "estimate/draft": rows.estimates[0],
        "estimate/approved": rows.estimates[2],
        "invoice/issued": rows.invoices[0],
        "invoice/draft": rows.invoices[-1],
    }
    if name == "duplicates":
        # A list with nothing in it is no list to walk through.
        for number in ("777", "778"):
            save_customer(desk, CustomerDraft(name="Zed Heating and Cooling", number=number))
    if name in ("lead", "project") and not part:
        lead_id, project_id = ask(desk, rows.abc, "Heat pump")
        shell.go(name, lead_id if name == "lead" else project_id)
    elif name == "projects":
        ask(desk, rows.abc, "Heat pump")
        shell.go(name, look=part or "board")
    elif name == "job":
        shell.go("job", JobList(desk).first(JobFilter(), Sort("number"), 1)[0].job_id)
    elif page == "customer/edit":
        shell.go("customer", rows.abc, edit=True)
    elif part == "new":
        shell.go(name, **({} if name == "customer" else {"customer_id": rows.abc}))
    elif name == "customer":
        shell.go("customer", rows.abc, part)
    elif name == "schedule" and part:
        shell.go("schedule", view=part)
    else:
        shell.go(name, ids.get(page, 0))


def of_a_group(widget: QWidget) -> bool:
    """One of several buttons of which one is pressed: Tab goes to the group, arrows within it."""
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable():
        return False
    group = widget.group()
    return widget.autoExclusive() or (bool(group) and group.exclusive())


def stops(window: QWidget) -> list[Any]:
    """Widgets that Tab has to reach."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and (one.focusPolicy() & TAB) == TAB and one.focusProxy() is None
    ]


def nameless(widget: QWidget) -> bool:
    """A screen reader has nothing to say about it."""
    return not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r} in {type(widget.parentWidget()).__name__}"


@pytest.fixture(params=PAGES)
def shown(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    window: MainWindow,
    shell: Shell,
    rows: Rows,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    """The window with one of the pages. The map is what it is where no web map can be shown: all of it is Qt."""
    monkeypatch.setenv("OFFICEDESK_NO_WEB_MAP", "1")
    show(request.param, shell, rows, desk)
    settle(qtbot, shell)
    if request.param in ("map", "schedule/map"):
        page: Any = window.page(request.param.partition("/")[0])
        area = page.others["map"].area if request.param == "schedule/map" else page.area
        qtbot.waitUntil(lambda: bool(area.why))
        settle(qtbot, shell)
    yield window
    # A new document with nothing typed asks nothing when it is left.
    settle(qtbot, shell)


def test_every_control_has_a_name(shown: MainWindow) -> None:
    found = stops(shown)
    assert len(found) > 5
    assert not [told(one) for one in found if nameless(one)]


def test_no_label_takes_what_people_typed_for_markup(shown: MainWindow) -> None:
    labels = shown.findChildren(QLabel)
    assert labels
    assert not [told(one) for one in labels if one.textFormat() is not Qt.TextFormat.PlainText]


def test_tab_reaches_every_control_once_and_comes_around(shown: MainWindow) -> None:
    start = QApplication.focusWidget()
    assert start is not None
    assert shown.isAncestorOf(start)
    wanted = stops(shown)
    order: list[QWidget] = []
    while len(order) <= len(wanted) + 1:
        press(Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        assert reached is not None
        assert reached not in order, f"after {told(order[-1])} Tab goes back to {told(reached)}"
        order.append(reached)
        if reached is start:
            break
    assert order[-1] is start
    missed = [told(one) for one in wanted if one not in order and not of_a_group(one)]
    assert not missed
    press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is order[-2]


def test_every_section_of_the_settings_has_names(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    shell.go("settings")
    settle(qtbot, shell)
    sections = window.page("settings").findChild(QListWidget)
    assert sections is not None
    names: list[str] = []
    for at in range(sections.count()):
        sections.setCurrentRow(at)
        settle(qtbot, shell)
        names += [f"{sections.item(at).text()}: {told(one)}" for one in stops(window) if nameless(one)]
        assert window.minimumSizeHint().width() <= 1280, sections.item(at).text()
    assert not names
