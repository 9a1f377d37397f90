"""A customer's profile over a real office file: header, figures, tabs and what they remember."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.services.customers.editing import customer
from officedesk.services.customers.profile import profile as read_profile
from officedesk.services.desk import Desk
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter, InvoiceQuick
from officedesk.views.customers.profile_page import ProfilePage
from officedesk.views.customers.profile_view import TABS, ProfileView
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.rows import Rows

Open = Callable[..., ProfileView]


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows) -> Open:
    """`opened(tab, **context)` opens ABC Company and waits until header and tab are there."""

    def go(tab: str = "", customer_id: int = 0, **context: object) -> ProfileView:
        shell.go("customer", customer_id or rows.abc, tab, **context)
        page = window.page("customer")
        assert isinstance(page, ProfilePage)
        settle(qtbot, shell)
        assert page.view.profile is not None
        return page.view

    return go


def settle(qtbot: QtBot, shell: Shell) -> None:
    """Wait until nothing is under way, also what follows from what was."""
    for _ in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not shell.runner.busy)
    QApplication.processEvents()


def window_chips(view: ProfileView) -> list[str]:
    """What the profile says it is narrowed to."""
    return [view.narrowed.name] if view.narrowed is not None else []


def numbers(view: ProfileView) -> list[str]:
    panel = view.tab.panel  # type: ignore[attr-defined]
    return [row.number for row in panel.source.rows(panel.model.all_ids())]


def test_header_shows_who_where_and_how_much(opened: Open) -> None:
    head = opened().header

    assert head.name.text() == "ABC Company"
    assert head.contact.lines.count()
    assert head.email.text() == "sales@industrack.example"
    assert head.flag.reason == "Gate dog — call first"
    assert head.tags.names == ["COD", "Collection", "Geofence"]
    assert head.stars.stars == 4
    assert {name: tile.value for name, tile in head.figures.tiles.items()} == {
        "awaiting": "$1,493.00",
        "overdue": "$306.00",
        "pending": "$630.00",
        "open": "3",
    }
    assert head.credit.text() == "Unapplied credit $50.00"


def test_tab_labels_count_what_is_behind_them(opened: Open) -> None:
    counts = {name: made.count for name, made in opened().bar.buttons.items()}

    assert counts == {"locations": 3, "estimates": 3, "jobs": 1, "invoices": 5, "payments": 2, "history": None}


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
    for number, (name, _) in enumerate(TABS, start=1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda name=name: view.tab.name == name)
        settle(qtbot, shell)


@pytest.mark.parametrize("name", [name for name, _ in TABS])
def test_every_tab_loads_refreshes_and_goes(
    qtbot: QtBot, qtmodeltester: ModelTester, shell: Shell, rows: Rows, opened: Open, name: str
) -> None:
    view = opened(name)
    tab = view.tab
    model = tab.model if name == "history" else tab.panel.model  # type: ignore[attr-defined]
    count = model.rowCount()
    assert count > 0
    qtmodeltester.check(model)

    for entity in ("customer", "estimate", "job", "invoice", "payment"):
        shell.signals.changed.emit(entity, 0, rows.abc)
    settle(qtbot, shell)

    assert model.rowCount() == count
    with qtbot.waitSignal(tab.destroyed):
        tab.setParent(None)
        tab.deleteLater()
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
    first = panel.source.first

    def counting(*args: object) -> object:
        asked.append(args)
        return first(*args)

    panel.source.first = counting

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


def test_tags_are_added_and_removed_in_place(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open) -> None:
    tags = opened().header.tags
    tags.add.click()
    for name in ("VIP", "Net 10"):
        qtbot.keyClicks(tags.entry, name)
        qtbot.keyClick(tags.entry, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert set(customer(desk, rows.abc).tags) == {"COD", "Collection", "Geofence", "Net 10", "VIP"}

    chip = next(chip for chip in tags._chips if chip.name == "COD")
    qtbot.keyClick(chip.cross, Qt.Key.Key_Space)
    settle(qtbot, shell)
    assert "COD" not in customer(desk, rows.abc).tags
    assert "COD" not in tags.names


def test_a_removed_tag_comes_back_with_undo(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    opened().header.tags.removed.emit("COD")
    settle(qtbot, shell)
    assert "removed" in window.toasts.text

    window.toasts.act()
    settle(qtbot, shell)

    assert "COD" in customer(desk, rows.abc).tags


def test_star_flag_and_rating_are_stored(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open) -> None:
    head = opened().header
    head.favourite.click()
    settle(qtbot, shell)
    assert not read_profile(desk, rows.abc).favourite

    qtbot.keyClick(head.stars, Qt.Key.Key_2)
    settle(qtbot, shell)
    assert read_profile(desk, rows.abc).rating == 2

    head.flag.ask()
    popover = head.flag.popover
    assert popover is not None
    entry = popover.findChild(type(head.tags.entry))
    assert entry is not None
    entry.clear()
    qtbot.keyClicks(entry, "Pays late")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert read_profile(desk, rows.abc).flag_reason == "Pays late"
    assert "Pays late" in head.flag.text()


def test_ctrl_enter_adds_to_the_notepad_and_the_bin_removes(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened()
    view.toggle_notepad()
    qtbot.keyClicks(view.notepad.entry, "Dog is called Rex")
    qtbot.keyClick(view.notepad.entry, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    notes = read_profile(desk, rows.abc).notepad
    assert notes[0].text == "Dog is called Rex"
    assert view.notepad.entry.toPlainText() == ""

    view.notepad.removed.emit(notes[0].id)
    settle(qtbot, shell)
    assert len(read_profile(desk, rows.abc).notepad) == 2
    assert window.toasts.text == "Note removed."


def test_what_is_typed_on_the_notepad_does_not_go_to_another_customer(rows: Rows, qtbot: QtBot, opened: Open) -> None:
    view = opened()
    view.toggle_notepad()
    qtbot.keyClicks(view.notepad.entry, "For ABC")

    opened("", rows.others[0])

    assert view.notepad.entry.toPlainText() == ""


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


def test_history_tells_readable_sentences_and_loads_more(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open
) -> None:
    from officedesk.services.customers.marks import set_rating

    for turn in range(130):
        set_rating(desk, rows.abc, 1 + turn % 5)
    view = opened("history")
    model = view.tab.model  # type: ignore[attr-defined]
    assert model.rowCount() == 100
    assert model.index(0, 2).data().startswith("Rating: ")
    assert model.index(0, 1).data() == "Dana Reyes"

    view.tab.table.scrollToBottom()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: model.rowCount() > 130)
    settle(qtbot, shell)
    assert any("Flagged: Gate dog" in str(model.index(row, 2).data()) for row in range(model.rowCount())) or (
        model.canFetchMore()
    )


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


def test_long_words_never_push_the_window_wider(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, opened: Open
) -> None:
    from dataclasses import replace

    from officedesk.services.customers.drafts import ContactDraft
    from officedesk.services.customers.editing import new_customer, save_customer

    name = "Gebäudetechnik" * 21
    long = save_customer(
        desk,
        replace(
            new_customer(desk),
            name=name,
            flag_reason="x" * 300,
            tags=tuple(f"Tag {n} {'y' * 40}" for n in range(9)),
            contacts=(ContactDraft("Z" * 300, email="a" * 60 + "@example.com"),),
        ),
    )
    assert long.id is not None
    window.resize(1280, 720)
    view = opened("invoices", long.id)
    view.toggle_notepad()
    settle(qtbot, shell)

    assert window.width() == 1280
    assert view.minimumSizeHint().width() <= 1280 - 184
    assert view.header.name.shown.endswith("…")
    assert view.header.name.toolTip().replace("\n", "") in (name, "")
