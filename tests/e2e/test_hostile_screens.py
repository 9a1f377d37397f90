"""What people typed is plain text on every page: no label, tooltip, menu or message takes it for markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.tasks.rows import TaskFilter
from officedesk.views.application import Desktop
from tests.support.hostile import name_of
from tests.support.hostile_office import hostile_office
from tests.support.plain import SHOWN, OpenDesktop, problems, settle, widgets

VIEWS = Path(__file__).parents[2] / "officedesk" / "views"
TABS = (
    "locations", "estimates", "jobs", "invoices", "equipment", "reminders", "notes", "attachments", "geofences",
    "payments", "messaging", "contracts", "history",
)  # fmt: skip


@pytest.fixture
def engine_kind() -> str:
    return "sqlite"


def too_wide(desktop: Desktop) -> list[str]:
    window = desktop.window
    if window.minimumSizeHint().width() <= 1280:
        return []
    wide = [w for w in widgets(window) if w.isVisible() and w.minimumSizeHint().width() > 1000]
    return [f"{type(w).__name__} {w.minimumSizeHint().width()}" for w in wide] or ["the window"]


@pytest.mark.slow
@pytest.mark.parametrize("text", SHOWN, ids=name_of)
def test_every_page_shows_it_as_it_was_typed(desk: Desk, qtbot: QtBot, text: str, open_desktop: OpenDesktop) -> None:
    customer, (estimate, job, invoice, *_) = hostile_office(desk, text)
    desktop = open_desktop()
    go = desktop.shell.go
    found: dict[str, list[str]] = {}

    def look(name: str, show: Callable[[], object]) -> None:
        show()
        settle(qtbot, desktop)
        desktop.window.grab()
        wrong = problems(desktop.window) + too_wide(desktop)
        if wrong:
            found[name] = sorted(set(wrong))

    look("today", lambda: go("today"))
    look("tasks", lambda: go("tasks", filter=TaskFilter(customer_id=customer)))
    look("customers", lambda: go("customers"))
    go("customer", customer)
    side = desktop.window.page("customer").view.side  # type: ignore[attr-defined]
    look("profile-tasks", side.toggle_tasks)
    side.toggle_tasks()
    for tab in TABS:
        look(f"profile-{tab}", lambda tab=tab: go("customer", customer, tab))
    look("form", lambda: go("customer", customer, edit=True))
    for page, document in (("estimate", estimate), ("job", job), ("invoice", invoice)):
        look(f"{page}s", lambda page=page: go(f"{page}s"))
        look(page, lambda page=page, document=document: go(page, document))
        look(f"{page}-new", lambda page=page: go(page, customer_id=customer))
    look("contracts", lambda: go("contracts"))
    look("upcoming", lambda: go("upcoming"))
    look("messages", lambda: go("messages"))
    look("duplicates", lambda: go("duplicates"))
    for section in ("", "Plans", "Email & SMS", "Templates"):
        look(f"settings {section}", lambda section=section: go("settings", tab=section))
    look("toast", lambda: desktop.shell.toast(text, "Undo", lambda: None))
    look("banner", lambda: desktop.window.banner.tell(text, "bad", lambda: None))
    assert not found
    assert desktop.window.width() == 1280
