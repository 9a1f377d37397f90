"""The folders above the list of files: chosen, made, renamed, and those files that were opened lately."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import new_folder
from officedesk.services.files.listing import folders
from officedesk.services.files.opened import lately_opened
from officedesk.views.customers.tabs.attachments import AttachmentsTab
from officedesk.views.files.actions import FolderQuestion
from officedesk.views.files.folder_strip import OPENED, FolderStrip
from officedesk.views.files.preview import FilePreview
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.files_support import front, told
from tests.gui.keys import settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def tab(qtbot: QtBot, shell: Shell, opened: Open, desk: Desk, rows: Rows) -> AttachmentsTab:
    photos = new_folder(desk, rows.abc, "Photos & plans")
    add_bytes(desk, "roof.txt", b"roof", FileDraft(rows.abc, folder_id=photos))
    add_bytes(desk, "plan.txt", b"plan", FileDraft(rows.abc, folder_id=photos))
    add_bytes(desk, "loose.txt", b"loose", FileDraft(rows.abc))
    shown = opened("attachments").tab
    assert isinstance(shown, AttachmentsTab)
    settle(qtbot, shell)
    return shown


def strip(tab: AttachmentsTab) -> FolderStrip:
    found = tab.findChild(FolderStrip)
    assert isinstance(found, FolderStrip)
    return found


def names(tab: AttachmentsTab) -> list[str]:
    return sorted(row.name for row in tab.panel.source.rows(tab.panel.model.all_ids()))


@pytest.fixture
def listed(qtbot: QtBot, shell: Shell, tab: AttachmentsTab) -> Callable[[list[str]], None]:
    def wait(wanted: list[str]) -> None:
        settle(qtbot, shell)
        qtbot.waitUntil(lambda: names(tab) == wanted)

    return wait


def test_a_click_on_a_folder_shows_what_lies_in_it(
    tab: AttachmentsTab, desk: Desk, rows: Rows, listed: Callable[[list[str]], None]
) -> None:
    (photos,) = folders(desk, rows.abc)
    shown = strip(tab)
    assert [made.text() for made in shown.chips.values()] == [
        "All files",
        "Recent",
        "Photos && plans  2",
        "In no folder",
    ]
    shown.chips[photos.id].click()
    listed(["plan.txt", "roof.txt"])
    shown.chips[0].click()
    listed(["loose.txt"])
    next(iter(shown.chips.values())).click()
    listed(["loose.txt", "plan.txt", "roof.txt"])
    assert not tab.filters.active


def test_recent_shows_what_this_user_looked_at(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    tab: AttachmentsTab,
    desk: Desk,
    listed: Callable[[list[str]], None],
) -> None:
    strip(tab).chips[OPENED].click()
    listed([])
    next(iter(strip(tab).chips.values())).click()
    listed(["loose.txt", "plan.txt", "roof.txt"])
    wanted = tab.panel.model.all_ids()[:2]
    tab.preview(wanted[0])
    preview = front(FilePreview, window)
    settle(qtbot, shell)
    preview._go(1)
    settle(qtbot, shell)
    preview.reject()
    settle(qtbot, shell)
    assert lately_opened(desk) == (wanted[1], wanted[0])
    strip(tab).chips[OPENED].click()
    listed(sorted(row.name for row in tab.panel.source.rows(wanted)))


def test_a_folder_is_made_and_renamed_from_the_strip(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: AttachmentsTab, desk: Desk, rows: Rows
) -> None:
    strip(tab).new.click()
    question = front(FolderQuestion, window)
    question.name.setText("Permits")
    question.answer()
    settle(qtbot, shell)
    made = next(one for one in folders(desk, rows.abc) if one.name == "Permits")
    qtbot.waitUntil(lambda: made.id in strip(tab).chips)
    strip(tab)._own_menu(made.id, QPoint(2, 2))
    menu = next(one for one in strip(tab).findChildren(QMenu) if one.isVisible())
    rename = next(one for one in menu.actions() if one.text() == "Rename…")
    menu.close()
    rename.trigger()
    question = front(FolderQuestion, window)
    assert question.name.text() == "Permits"
    question.name.setText("Papers")
    question.answer()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: "Papers  0" in [one.text() for one in strip(tab).chips.values()])


def test_each_customer_is_left_on_its_own_folder(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows, listed: Callable[[list[str]], None]
) -> None:
    other = rows.others[0]
    theirs = new_folder(desk, other, "Keys")
    add_bytes(desk, "theirs.txt", b"t", FileDraft(other))
    (photos,) = folders(desk, rows.abc)
    strip(tab).chips[photos.id].click()
    listed(["plan.txt", "roof.txt"])
    shell.go("customer", other, tab="attachments")
    listed(["theirs.txt"])
    qtbot.waitUntil(lambda: theirs in strip(tab).chips)
    assert [key for key, made in strip(tab).chips.items() if made.isChecked()] == [next(iter(strip(tab).chips))]
    shell.go("customer", rows.abc, tab="attachments")
    listed(["plan.txt", "roof.txt"])
    qtbot.waitUntil(lambda: photos.id in strip(tab).chips)
    assert [key for key, made in strip(tab).chips.items() if made.isChecked()] == [photos.id]


def test_folders_without_room_are_behind_more_and_the_chosen_one_is_seen(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows
) -> None:
    ids = [new_folder(desk, rows.abc, f"Year {number} of the long contract") for number in range(12)]
    shell.signals.changed.emit("folder", 0, rows.abc)
    settle(qtbot, shell)
    shown = strip(tab)
    qtbot.waitUntil(lambda: ids[-1] in shown.chips)
    assert shown.more.isVisible()
    hidden = shown.rest[-2]
    menu = shown.menu()
    assert len(menu.actions()) == len(shown.rest)
    menu.deleteLater()
    shown.chips[hidden].click()
    assert shown.chips[hidden].isVisible()
    assert shown.minimumSizeHint().width() <= 260
    qtbot.keyClick(shown.chips[hidden], Qt.Key.Key_Space)
    assert shown.value == (hidden,)


def test_files_held_over_the_tab_are_told_where_they_would_go(
    tab: AttachmentsTab, desk: Desk, rows: Rows, listed: Callable[[list[str]], None], tmp_path: Path
) -> None:
    (photos,) = folders(desk, rows.abc)
    strip(tab).chips[photos.id].click()
    listed(["plan.txt", "roof.txt"])
    data = QMimeData()
    data.setText("words are not taken")
    at, action, none = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    for mime, seen in ((data, False), (files_in(tmp_path), True)):
        event = QDropEvent(at, action, mime, Qt.MouseButton.LeftButton, none, QEvent.Type.DragEnter)
        tab.dragEnterEvent(event)  # type: ignore[arg-type]
        assert tab.hint.isVisible() is seen
    assert "Photos & plans" in told(tab.hint)
    tab.dragLeaveEvent(QDragLeaveEvent())
    assert not tab.hint.isVisible()


def files_in(folder: Path) -> QMimeData:
    (folder / "a.txt").write_text("a")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "a.txt"))])
    return data
