"""The tabs of a customer's profile: what they count, load, narrow and remember."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.services.contracts.contracts import save_contract
from officedesk.services.customers.locations import locations
from officedesk.services.customers.profile import profile as read_profile
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter, InvoiceQuick
from officedesk.services.work.jobs import new_job, save_job
from officedesk.views.customers.profile_view import TABS
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.db.contract_support import sell
from tests.db.fence_support import make as make_fence
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import destroy, press, settle
from tests.gui.profile_support import numbers, window_chips
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def test_tab_labels_count_what_is_behind_them(opened: Open) -> None:
    counts = {name: made.count for name, made in opened().bar.buttons.items()}

    assert counts == {
        "locations": 3,
        "projects": 0,
        "estimates": 3,
        "jobs": 1,
        "invoices": 5,
        "equipment": 1,
        "reminders": 2,
        "notes": 2,
        "attachments": 0,
        "geofences": 0,
        "payments": 2,
        "messaging": 1,
        "contracts": 0,
        "history": None,
    }


@pytest.mark.parametrize(
    ("figure", "tab", "query"),
    [
        ("pending", "estimates", EstimateFilter(pending=True)),
        ("awaiting", "invoices", InvoiceFilter(quick=InvoiceQuick.AWAITING)),
        ("overdue", "invoices", InvoiceFilter(quick=InvoiceQuick.OVERDUE)),
        ("open", "invoices", InvoiceFilter(quick=InvoiceQuick.UNPAID)),
    ],
)
def test_a_tile_opens_the_rows_it_is_the_sum_of(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open, figure: str, tab: str, query: object
) -> None:
    view = opened()
    tile = view.header.figures.tiles[figure]

    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    settle(qtbot, shell)

    assert view.tab.name == tab
    asked = view.tab.filters.query()  # type: ignore[attr-defined]
    name = "pending" if tab == "estimates" else "quick"
    assert getattr(asked, name) == getattr(query, name)
    panel = view.tab.panel  # type: ignore[attr-defined]
    found = panel.source.rows(panel.model.all_ids())
    figures = read_profile(desk, rows.abc).figures
    amount = sum(row.total if tab == "estimates" else row.balance for row in found)
    expected = {
        "pending": figures.pending_quotes,
        "awaiting": figures.awaiting_payments,
        "overdue": figures.overdue,
        "open": figures.awaiting_payments + figures.overdue,
    }
    assert amount == expected[figure]
    assert found


def test_alt_and_a_number_changes_tabs(qtbot: QtBot, shell: Shell, window: MainWindow, opened: Open) -> None:
    view = opened()
    for number, (name, _) in enumerate(TABS[:9], start=1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda name=name: view.tab.name == name)
        settle(qtbot, shell)


@pytest.mark.parametrize("by_mouse", [True, False])
def test_a_tab_that_was_chosen_has_the_keyboard_in_its_rows(
    qtbot: QtBot, shell: Shell, window: MainWindow, opened: Open, by_mouse: bool
) -> None:
    view = opened("locations")
    view.header.payment.setFocus()
    if by_mouse:
        qtbot.mouseClick(view.bar.buttons["estimates"], Qt.MouseButton.LeftButton)
    else:
        place = [name for name, _ in TABS].index("estimates")
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1.value + place), Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: view.tab.name == "estimates")
    settle(qtbot, shell)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.place is not None
    assert window.place.page == "estimate"


# Projects are no table: they are tried with their own.
@pytest.mark.parametrize("name", [name for name, _ in TABS if name != "projects"])
def test_every_tab_loads_refreshes_and_goes(
    qtbot: QtBot, qtmodeltester: ModelTester, shell: Shell, desk: Desk, rows: Rows, opened: Open, name: str
) -> None:
    # The contents of files lie beside an office: a copy of the lively one has none.
    if name == "attachments":
        add_bytes(desk, "Site plan.txt", b"Gate in the north", FileDraft(rows.abc))
    if name == "geofences":
        make_fence(desk, customer_id=rows.abc)
    if name == "contracts":
        save_contract(desk, sell(desk, desk.today(), customer_id=rows.abc))
    view = opened(name)
    tab = view.tab
    model = tab.model if name == "history" else tab.panel.model  # type: ignore[attr-defined]
    count = model.rowCount()
    assert count > 0
    qtmodeltester.check(model)

    for entity in ("customer", "estimate", "job", "invoice", "note", "payment", "equipment", "message", "reminder"):
        shell.signals.changed.emit(entity, 0, rows.abc)
    settle(qtbot, shell)

    assert model.rowCount() == count
    tab.setParent(None)
    destroy(qtbot, tab)
    # The view must not speak to a tab that is gone.
    view._tabs.pop(name)


def test_a_tab_that_is_not_in_front_loads_when_it_is_shown(
    qtbot: QtBot, shell: Shell, rows: Rows, opened: Open
) -> None:
    view = opened("invoices")
    panel = view.tab.panel  # type: ignore[attr-defined]
    view.show_tab("payments")
    settle(qtbot, shell)
    asked: list[object] = []
    ids = panel.source.ids

    def counting(*args: object) -> object:
        asked.append(args)
        return ids(*args)

    panel.source.ids = counting

    shell.signals.changed.emit("invoice", 0, rows.abc)
    settle(qtbot, shell)
    assert not asked

    view.show_tab("invoices")
    settle(qtbot, shell)
    assert len(asked) == 1


def test_each_customer_keeps_the_filter_of_its_tab(qtbot: QtBot, shell: Shell, rows: Rows, opened: Open) -> None:
    view = opened("invoices")
    search = view.tab.filters.search  # type: ignore[attr-defined]
    qtbot.keyClicks(search, "3002")
    settle(qtbot, shell)
    assert numbers(view) == ["3002"]

    opened("invoices", rows.others[-1])
    assert search.text() == ""
    assert len(numbers(view)) == 1

    opened("invoices")
    assert search.text() == "3002"
    assert numbers(view) == ["3002"]


def test_invoices_are_filtered_by_day_and_state(qtbot: QtBot, shell: Shell, opened: Open) -> None:
    view = opened("invoices")
    filters = view.tab.filters  # type: ignore[attr-defined]
    qtbot.keyClicks(filters.since, "6/1")
    qtbot.keyClick(filters.since, Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert sorted(numbers(view)) == ["", "3001", "3003"]

    filters.clear()
    settle(qtbot, shell)
    assert len(numbers(view)) == 5


def test_jobs_are_filtered_by_location_until_cleared(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open
) -> None:
    here = save_job(desk, replace(new_job(desk, rows.abc, rows.places[1]), description="Here"))
    view = opened("jobs")
    assert len(numbers(view)) == 2
    filters = view.tab.filters  # type: ignore[attr-defined]
    choice = filters.location
    choice._fill()
    name = next(place.name for place in locations(desk, rows.abc) if place.id == rows.places[1])
    next(action for action in choice._menu.actions() if action.text() == name).trigger()
    settle(qtbot, shell)
    assert numbers(view) == [here.number]
    assert name in choice.text()

    filters.clear()
    settle(qtbot, shell)
    assert len(numbers(view)) == 2
    assert choice.text() == "Location: any"


def test_a_hit_that_names_a_location_narrows_the_profile_to_it(
    qtbot: QtBot, shell: Shell, rows: Rows, opened: Open
) -> None:
    view = opened("estimates", location_id=rows.places[2])

    assert view.narrowed is not None
    assert window_chips(view) == ["Only 3rd location"]
    assert numbers(view) == ["1003"]
    assert view.bar.buttons["invoices"].count == 2

    qtbot.keyClick(view.narrowed, Qt.Key.Key_Delete)
    settle(qtbot, shell)
    assert not window_chips(view)
    assert len(numbers(view)) == 3
    assert view.bar.buttons["invoices"].count == 5


def test_new_papers_are_for_the_customer_and_the_location_in_view(
    qtbot: QtBot, shell: Shell, rows: Rows, opened: Open
) -> None:
    view = opened("estimates", location_id=rows.places[1])
    with qtbot.waitSignal(shell.wanted) as told:
        view.tab.add()  # type: ignore[attr-defined]
    place = told.args[0]
    assert (place.page, place.id) == ("estimate", 0)
    assert place.context == {"customer_id": rows.abc, "location_id": rows.places[1]}


def test_checked_estimates_are_approved_together_and_refusals_are_told(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, opened: Open, failures: list[Exception]
) -> None:
    view = opened("estimates")
    table = view.tab.panel.table  # type: ignore[attr-defined]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert sorted(table.chosen_ids()) == sorted(rows.estimates)

    view.tab._approve(table.chosen_ids())  # type: ignore[attr-defined]
    settle(qtbot, shell)

    assert "2 estimates approved" in window.toasts.text
    assert view.bar.buttons["jobs"].count == 3
    assert ["1003" in str(failure) for failure in failures] == [True]
    failures.clear()


def test_locations_are_put_first_and_away(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open) -> None:
    view = opened("locations")
    tab = view.tab
    tab._make_first(rows.places[1])  # type: ignore[attr-defined]
    settle(qtbot, shell)
    found = read_profile(desk, rows.abc).location
    assert found is not None
    assert found.id == rows.places[1]
    assert tab.panel.model.all_ids()[0] == rows.places[1]  # type: ignore[attr-defined]

    told: list[Callable[[], None]] = []

    def keep(_text: str, _action: str, undo: Callable[[], None]) -> None:
        told.append(undo)

    shell.toast_wanted.connect(keep)
    tab._archive([rows.places[0]])  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert tab.panel.model.all_ids() == [rows.places[1], rows.places[2]]  # type: ignore[attr-defined]
    assert view.bar.buttons["locations"].count == 2

    # Documents name this location: it was archived, and Undo brings it back as it was.
    shell.toast_wanted.disconnect(keep)
    told[0]()
    settle(qtbot, shell)
    assert set(tab.panel.model.all_ids()) == set(rows.places)  # type: ignore[attr-defined]
