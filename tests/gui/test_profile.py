"""A customer's profile over a real office file: header, tags, notes and history."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.customers.editing import customer
from officedesk.services.customers.profile import profile as read_profile
from officedesk.services.desk import Desk
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


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
        "projects": "0",
        "files": "0",
    }
    assert head.credit.text() == "Unapplied credit $50.00"


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


def test_history_tells_readable_sentences_and_loads_more(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open
) -> None:
    from officedesk.services.customers.marks import set_rating

    for turn in range(130):
        set_rating(desk, rows.abc, 1 + turn % 5)
    view = opened("history")
    model = view.tab.model  # type: ignore[attr-defined]
    assert model.rowCount() == 100
    assert model.index(0, 3).data().startswith("Rating: ")
    assert model.index(0, 1).data() == "Dana Reyes"

    view.tab.table.scrollToBottom()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: model.rowCount() > 130)
    settle(qtbot, shell)
    assert any("Flagged: Gate dog" in str(model.index(row, 3).data()) for row in range(model.rowCount())) or (
        model.canFetchMore()
    )


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
