"""The top bar's search: as fast as one types, and empty again when one is done with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from officedesk.models.enums import NoteKind
from officedesk.models.notes import Note, Todo
from officedesk.services.customers.rows import SearchHit
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.commands import Command, commands, matching
from officedesk.views.main_window import MainWindow, _first_size
from officedesk.views.search_rows import Heading
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import CTRL, press, settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def searching(qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows) -> MainWindow:
    shell.go("customers")
    settle(qtbot, shell)
    press(Qt.Key.Key_K, modifier=CTRL)
    assert window.top.search.hasFocus()
    return window


def test_enter_before_the_finds_are_there_opens_the_first_of_them(
    qtbot: QtBot, searching: MainWindow, shell: Shell, rows: Rows
) -> None:
    press("birchw", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert (searching.place.page, searching.place.id) == ("customer", rows.others[0])
    assert searching.top.search.text() == ""
    assert not searching.top.popup.isVisible()


def test_enter_never_opens_what_was_found_for_an_earlier_text(
    qtbot: QtBot, searching: MainWindow, shell: Shell, rows: Rows
) -> None:
    press("birchw")
    settle(qtbot, shell)
    assert searching.top.popup.isVisible()
    press(Qt.Key.Key_A, modifier=CTRL)
    press("carver", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert searching.place.id == rows.others[1]


def test_enter_with_nothing_found_stays_with_the_text(qtbot: QtBot, searching: MainWindow, shell: Shell) -> None:
    press("qqqqzzzz", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert searching.place.page == "customers"
    assert searching.top.search.text() == "qqqqzzzz"
    assert searching.top.popup.item(0).text() == "Nothing found"


def test_escape_empties_the_field_and_goes_back_to_where_the_keyboard_was(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows
) -> None:
    shell.go("customers")
    settle(qtbot, shell)
    before = QApplication.focusWidget()
    press(Qt.Key.Key_K, modifier=CTRL)
    press("birch", Qt.Key.Key_Escape)
    settle(qtbot, shell)
    assert QApplication.focusWidget() is before
    assert window.top.search.text() == ""
    assert not window.top.popup.isVisible()


def test_leaving_the_field_empties_it(qtbot: QtBot, searching: MainWindow, shell: Shell) -> None:
    press("birch", Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert searching.top.search.text() == ""
    assert not searching.top.popup.isVisible()


@pytest.mark.parametrize(
    ("room", "size"),
    [
        ((1440, 900), (1440, 864)),
        ((1280, 720), (1280, 684)),
        ((2560, 1440), (1440, 900)),
        ((800, 800), (1440, 900)),
    ],
)
def test_a_first_window_with_its_frame_fits_the_screen(room: tuple[int, int], size: tuple[int, int]) -> None:
    assert _first_size(QSize(*room)) == QSize(*size)


def lines(window: MainWindow) -> list[str]:
    """What the popup shows: headings, titles of finds and commands."""
    popup = window.top.popup
    found = [popup.item(at).data(Qt.ItemDataRole.UserRole) for at in range(popup.count())]
    return [line.text.upper() if isinstance(line, Heading) else line.title for line in found]


def current(window: MainWindow) -> SearchHit | Command:
    line: SearchHit | Command = window.top.popup.currentItem().data(Qt.ItemDataRole.UserRole)
    return line


def test_nothing_typed_shows_what_was_looked_at_the_latest_first(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows
) -> None:
    for customer_id in (rows.others[0], rows.others[1], rows.others[0]):
        shell.go("customer", customer_id)
    shell.go("invoice", rows.invoices[0])
    settle(qtbot, shell)
    press(Qt.Key.Key_K, modifier=CTRL)
    settle(qtbot, shell)
    told = lines(window)
    assert told[0] == "RECENT"
    assert told[1].startswith("Invoice ")
    assert told[2:] == ["Birchwood Dental", "Carver County Library"]
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.place is not None
    assert (window.place.page, window.place.id) == ("customer", rows.others[0])


def test_what_was_looked_at_is_there_in_the_next_window(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    from officedesk.services.search.recent import recent

    shell.go("customer", rows.others[2])
    qtbot.waitUntil(lambda: [hit.id for hit in recent(desk)] == [rows.others[2]])
    settle(qtbot, shell)


def test_finds_come_in_groups_and_arrows_pass_over_their_names(
    qtbot: QtBot, searching: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    with desk.write() as session:
        for words in ("birch leaves in the gutter", "the birch fell"):
            note = Note(customer_id=rows.abc, kind=NoteKind.NOTE, at=desk.now(), author="Dana", subject="", text=words)
            note.created_at = note.updated_at = desk.now()
            session.add(note)
    press("birch")
    settle(qtbot, shell)
    assert lines(searching) == [
        "CUSTOMERS", "Birchwood Dental", "NOTES", "the birch fell", "birch leaves in the gutter",
    ]  # fmt: skip
    assert current(searching).title == "Birchwood Dental"
    press(Qt.Key.Key_Up)
    assert current(searching).title == "Birchwood Dental"
    press(Qt.Key.Key_Down)
    assert current(searching).title == "the birch fell"
    press(Qt.Key.Key_PageDown)
    assert current(searching).title == "birch leaves in the gutter"
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert (searching.place.page, searching.place.id) == ("customer", rows.abc)
    assert searching.place.context["record"]


def test_a_command_begins_what_it_names_for_the_customer_in_front(
    qtbot: QtBot, window: MainWindow, shell: Shell, opened: Open, rows: Rows
) -> None:
    opened()
    press(Qt.Key.Key_K, modifier=CTRL)
    press("new est", Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.place is not None
    assert (window.place.page, window.place.id, window.place.context) == ("estimate", 0, {"customer_id": rows.abc})


@pytest.mark.parametrize(
    ("typed", "page", "tab"),
    [
        ("go to estimates", "estimates", ""),
        ("go to payments", "payments", ""),
        ("go to reminders", "reminders", ""),
        ("go to tasks", "tasks", ""),
        ("outbox", "messages", ""),
        ("settings backup", "settings", "Backup"),
        ("settings: tr", "settings", "Trash"),
        (">price", "settings", "Price book"),
    ],
)
def test_commands_go_where_they_say(
    qtbot: QtBot, searching: MainWindow, shell: Shell, typed: str, page: str, tab: str
) -> None:
    press(typed, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert (searching.place.page, searching.place.tab) == (page, tab)


def test_a_command_shows_its_shortcut_and_customers_come_before_what_is_only_like_one(
    qtbot: QtBot, searching: MainWindow, shell: Shell, rows: Rows
) -> None:
    press("elm")
    settle(qtbot, shell)
    assert lines(searching)[:2] == ["CUSTOMERS", "Elm Street Brewing"]
    press(Qt.Key.Key_A, modifier=CTRL)
    press("new inv")
    settle(qtbot, shell)
    assert lines(searching)[:2] == ["COMMANDS", "New invoice"]
    assert searching.top.popup.item(1).text() == "New invoice Ctrl+N, I"


def test_the_keys_that_a_new_record_shows_begin_it(qtbot: QtBot, searching: MainWindow, shell: Shell) -> None:
    shown = {
        one.title.removeprefix("New ").capitalize(): one.shortcut for one in commands(shell) if one.title[:4] == "New "
    }
    searching.top.open_new_menu()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    letters = {one.text().replace("&", ""): one.text().partition("&")[2][:1].upper() for one in menu.actions()}
    assert shown == {title: f"Ctrl+N, {letter}" for title, letter in letters.items()}
    # No two of them wait for the same letter.
    assert len(set(letters.values())) == len(letters)
    QTest.keyClick(menu, Qt.Key.Key_P)
    settle(qtbot, shell)
    assert searching.place is not None
    assert searching.place.page == "project"


def test_only_what_may_be_done_is_offered(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    every = commands(shell)
    titles = [command.title for command in every]
    assert len(titles) == len(set(titles))
    assert "New customer" in titles
    assert "Settings: Encryption" in titles
    may_see = {Permission.CUSTOMERS_READ, Permission.OWN_WRITE, Permission.OFFICE_READ}
    monkeypatch.setattr(Shell, "may", lambda _self, permission: permission in may_see)
    fewer = [command.title for command in commands(shell)]
    assert "Go to Customers" in fewer
    assert not {"New customer", "Settings: Encryption", "Go to Invoices", "Undo"} & set(fewer)


def test_every_typed_word_begins_a_word_of_the_command(shell: Shell) -> None:
    every = commands(shell)
    assert [command.title for command in matching(every, "dark")[0]] == ["Settings: Appearance"]
    assert matching(every, "dark")[1] is False
    assert matching(every, "xyz") == ([], False)
    assert matching(every, "  ") == ([], False)
    assert matching(every, ">") == (list(every), True)


def test_a_find_is_the_current_row_of_its_tab(
    qtbot: QtBot, window: MainWindow, shell: Shell, opened: Open, rows: Rows
) -> None:
    view = opened("estimates", record=rows.estimates[0])
    assert view.tab.panel.table.current_id == rows.estimates[0]  # type: ignore[attr-defined]
    view.tab.filters.search.setText("nothing like it")  # type: ignore[attr-defined]
    view.tab.filters.tell()  # type: ignore[attr-defined]
    settle(qtbot, shell)
    view = opened("estimates", record=rows.estimates[1])
    assert view.tab.panel.table.current_id == rows.estimates[1]  # type: ignore[attr-defined]


def test_many_finds_scroll_inside_the_window(qtbot: QtBot, searching: MainWindow, shell: Shell, rows: Rows) -> None:
    searching.resize(1280, 320)
    press(">")
    settle(qtbot, shell)
    popup = searching.top.popup
    assert popup.count() > 15
    below = popup.mapToGlobal(popup.rect().bottomLeft()).y()
    assert below <= searching.mapToGlobal(searching.rect().bottomLeft()).y()
    for _ in range(popup.count()):
        press(Qt.Key.Key_Down)
    assert popup.currentRow() == popup.count() - 1
    assert popup.viewport().rect().contains(popup.visualItemRect(popup.currentItem()).center())


def test_a_task_that_was_done_is_opened_in_the_list_of_all(
    qtbot: QtBot, searching: MainWindow, shell: Shell, desk: Desk, rows: Rows
) -> None:
    with desk.write() as session:
        task = Todo(customer_id=rows.abc, text="Order the gasket", done_by="Dana", done_at=desk.now())
        task.created_at = task.updated_at = desk.now()
        session.add(task)
        session.flush()
        task_id = task.id
    press("gasket")
    settle(qtbot, shell)
    assert lines(searching) == ["TASKS", "Order the gasket"]
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert searching.place is not None
    assert searching.place.page == "tasks"
    page = searching.page("tasks")
    assert page.panel.table.current_id == task_id  # type: ignore[attr-defined]
