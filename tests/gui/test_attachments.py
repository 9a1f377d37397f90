"""The Attachments tab: files are added, looked at, put in order and thrown away, with Undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from officedesk.models.enums import FileKind
from officedesk.models.files import Attachment
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import new_folder
from officedesk.services.files.listing import folders
from officedesk.views.customers.tabs.attachments import AttachmentsTab
from officedesk.views.files.actions import BelongsQuestion, MoveQuestion, NameQuestion
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.files_support import front, photo, stored
from tests.gui.keys import settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def tab(opened: Open) -> AttachmentsTab:
    shown = opened("attachments").tab
    assert isinstance(shown, AttachmentsTab)
    return shown


@pytest.fixture
def toasts(shell: Shell) -> list[tuple[str, Callable[[], object] | None]]:
    heard: list[tuple[str, Callable[[], object] | None]] = []
    shell.toast_wanted.connect(lambda text, _action, undo: heard.append((text, undo)))
    return heard


def names(tab: AttachmentsTab) -> list[str]:
    panel = tab.panel
    return sorted(row.name for row in panel.source.rows(panel.model.all_ids()))


def test_files_and_a_whole_folder_are_added_with_undo(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows, tmp_path: Path, toasts: list[Any]
) -> None:
    assert not tab.panel.empty.isHidden()
    (tmp_path / "one.txt").write_text("gate code")
    folder = tmp_path / "job"
    (folder / "deep").mkdir(parents=True)
    (folder / "roof.jpg").write_bytes(photo())
    (folder / "deep" / "permit.pdf").write_bytes(b"%PDF-1.4 x")
    tab.add([tmp_path / "one.txt", folder])
    assert tab.adder.bar.isVisible()
    with qtbot.waitSignal(tab.adder.added):
        pass
    settle(qtbot, shell)
    assert names(tab) == ["one.txt", "permit.pdf", "roof.jpg"]
    assert not tab.adder.bar.isVisible()
    assert toasts[-1][0] == "3 files added."
    toasts[-1][1]()
    settle(qtbot, shell)
    assert stored(desk, rows.abc) == []


def test_what_cannot_be_added_is_told_and_the_rest_is_there(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows, tmp_path: Path, failures: list[Exception]
) -> None:
    (tmp_path / "good.txt").write_text("x")
    with qtbot.waitSignal(tab.adder.added):
        tab.add([tmp_path / "gone.txt", tmp_path / "good.txt"])
    assert [row.name for row in stored(desk, rows.abc)] == ["good.txt"]
    assert "gone.txt" in str(failures[0])
    failures.clear()


def test_dropped_files_and_a_pasted_picture_are_added_to_the_folder_in_front(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows, tmp_path: Path
) -> None:
    folder = new_folder(desk, rows.abc, "Photos")
    shell.signals.changed.emit("folder", folder, rows.abc)
    settle(qtbot, shell)
    tab.filters.folder.set_value((folder,))
    tab.filters.tell()
    (tmp_path / "dropped.txt").write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped.txt"))])
    drop = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(tab.adder.added):
        tab.dropEvent(drop)
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    with qtbot.waitSignal(tab.adder.added):
        tab.paste()
    settle(qtbot, shell)
    assert [(row.name, row.folder) for row in stored(desk, rows.abc)] == [
        ("dropped.txt", "Photos"),
        ("Pasted picture.png", "Photos"),
    ]


def test_text_kind_and_folder_filter_the_list(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows
) -> None:
    folder = new_folder(desk, rows.abc, "Photos")
    add_bytes(desk, "roof.jpg", photo(), FileDraft(rows.abc, folder_id=folder))
    add_bytes(desk, "permit.txt", b"x", FileDraft(rows.abc, description="roof permit"))
    shell.signals.changed.emit("attachment", 0, rows.abc)
    settle(qtbot, shell)
    filters = tab.filters
    for change, left in (
        (lambda: filters.search.setText("roof"), ["permit.txt", "roof.jpg"]),
        (lambda: filters.kind.set_value((0,)), ["roof.jpg"]),
        (lambda: filters.folder.set_value((0,)), []),
        (filters.clear, ["permit.txt", "roof.jpg"]),
        (lambda: filters.folder.set_value((folder,)), ["roof.jpg"]),
    ):
        change()
        filters.tell()
        settle(qtbot, shell)
        qtbot.waitUntil(lambda left=left: names(tab) == left)
    assert filters.active


def test_many_are_moved_tagged_shown_and_deleted_with_undo(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    tab: AttachmentsTab,
    desk: Desk,
    rows: Rows,
    toasts: list[Any],
) -> None:
    ids = [add_bytes(desk, f"{n}.txt", b"%d" % n, FileDraft(rows.abc)).id for n in range(3)]
    shell.signals.changed.emit("attachment", 0, rows.abc)
    settle(qtbot, shell)
    tab._move(ids[:2])
    question = front(MoveQuestion, window)
    question.new.setText("Permits")
    question.answer()
    settle(qtbot, shell)
    (made,) = folders(desk, rows.abc)
    assert (made.name, made.files) == ("Permits", 2)

    tab._belongs(ids[:2])
    question = front(BelongsQuestion, window)
    settle(qtbot, shell)
    question.choices["locations"].set_value(rows.places[1])
    question.answer()
    settle(qtbot, shell)
    assert [row.location_id for row in stored(desk, rows.abc)] == [rows.places[1], rows.places[1], None]

    tab._technicians(ids, True)
    settle(qtbot, shell)
    assert all(row.for_technicians for row in stored(desk, rows.abc))
    toasts[-1][1]()
    settle(qtbot, shell)
    assert not any(row.for_technicians for row in stored(desk, rows.abc))

    tab._delete(ids[:2])
    settle(qtbot, shell)
    assert names(tab) == ["2.txt"]
    toasts[-1][1]()
    settle(qtbot, shell)
    assert names(tab) == ["0.txt", "1.txt", "2.txt"]


def test_a_name_is_changed_and_an_empty_one_is_told_under_its_field(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: AttachmentsTab, desk: Desk, rows: Rows
) -> None:
    made = add_bytes(desk, "scan0001.txt", b"x", FileDraft(rows.abc))
    shell.signals.changed.emit("attachment", made.id, rows.abc)
    settle(qtbot, shell)
    NameQuestion(shell, tab, made).open()
    question = front(NameQuestion, window)
    assert question.name.selectedText() == "scan0001"
    question.name.clear()
    question.answer()
    settle(qtbot, shell)
    assert "name" in question.name_field._error.text()
    question.name.setText("Gate.txt")
    question.description.setPlainText("Code of the gate")
    question.answer()
    settle(qtbot, shell)
    (row,) = stored(desk, rows.abc)
    assert (row.name, row.description) == ("Gate.txt", "Code of the gate")


def test_own_folders_are_renamed_and_deleted_and_their_files_stay(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: AttachmentsTab, desk: Desk, rows: Rows, toasts: list[Any]
) -> None:
    folder = new_folder(desk, rows.abc, "Fotos")
    add_bytes(desk, "roof.jpg", photo(), FileDraft(rows.abc, folder_id=folder))
    shell.signals.changed.emit("attachment", 0, rows.abc)
    settle(qtbot, shell)
    tab._rename_folder()
    assert "Choose one of your own folders" in toasts[-1][0]
    tab.filters.folder.set_value((folder,))
    tab._rename_folder()
    question = next(one for one in window.findChildren(QDialog) if one.isVisible())
    question.name.setText("Photos")
    question.answer()
    settle(qtbot, shell)
    assert [one.name for one in folders(desk, rows.abc)] == ["Photos"]
    tab._delete_folder()
    settle(qtbot, shell)
    assert folders(desk, rows.abc) == ()
    assert [row.folder for row in stored(desk, rows.abc)] == [""]


def test_pictures_of_files_stand_on_their_cards(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows
) -> None:
    add_bytes(desk, "roof.jpg", photo("#ff0000"), FileDraft(rows.abc))
    shell.signals.changed.emit("attachment", 0, rows.abc)
    settle(qtbot, shell)
    tab.panel.style_button.click()
    pictures = tab.panel.kind.pictures
    with qtbot.waitSignal(pictures.changed):
        tab.panel.view.viewport().repaint()
    settle(qtbot, shell)
    area = tab.panel.view.visualRect(tab.panel.model.index(0, 1))
    shown = tab.panel.view.viewport().grab().toImage().pixelColor(area.center().x(), area.top() + 75)
    assert (shown.red() > 200, shown.green() < 60) == (True, True)
    tab.panel.style_button.click()


def test_the_counter_of_files_follows_and_opens_them_all(
    qtbot: QtBot, shell: Shell, opened: Open, desk: Desk, rows: Rows
) -> None:
    view = opened("locations")
    tile = view.header.figures.tiles["files"]
    assert tile.value == "0"
    first = add_bytes(desk, "roof.jpg", photo(), FileDraft(rows.abc))
    add_bytes(desk, "permit.txt", b"x", FileDraft(rows.abc))
    shell.signals.changed.emit("attachment", 0, rows.abc)
    qtbot.waitUntil(lambda: tile.value == "2")
    tile.click()
    tab = view.tab
    assert isinstance(tab, AttachmentsTab)
    settle(qtbot, shell)
    tab.filters.search.setText("roof")
    tab.filters.tell()
    qtbot.waitUntil(lambda: names(tab) == ["roof.jpg"])
    view.show_tab("locations")
    tile.click()
    qtbot.waitUntil(lambda: names(tab) == ["permit.txt", "roof.jpg"])
    tab._delete([first.id])
    qtbot.waitUntil(lambda: tile.value == "1")


def test_ten_thousand_files_are_listed_and_found(
    qtbot: QtBot, shell: Shell, tab: AttachmentsTab, desk: Desk, rows: Rows
) -> None:
    one = add_bytes(desk, "needle.txt", b"x", FileDraft(rows.abc))
    now = desk.now()
    with desk.write() as session:
        session.execute(
            insert(Attachment),
            [
                {
                    "customer_id": rows.abc,
                    "sha256": one.sha256,
                    "name": f"{n:05}.txt",
                    "kind": FileKind.TEXT,
                    "added_at": now,
                    "added_by": "Dana",
                    "created_at": now,
                    "updated_at": now,
                    "version": 1,
                }
                for n in range(10_000)
            ],
        )
    shell.signals.changed.emit("attachment", 0, rows.abc)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: tab.panel.model.complete and len(tab.panel.model.all_ids()) == 10_001)
    tab.filters.search.setText("needle")
    tab.filters.tell()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: names(tab) == ["needle.txt"])
