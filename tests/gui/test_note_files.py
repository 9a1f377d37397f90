"""Files on a note: dropped, pasted, stored with the note, opened with care, taken away with Undo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.files.listing import files_of
from officedesk.services.files.reading import read
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.rows import NoteFilter
from officedesk.services.notes.writing import new_note, note, save_note
from officedesk.services.paging import Sort
from officedesk.views.files import opening
from officedesk.views.files.adding import sources_of
from officedesk.views.files.preview import FilePreview
from officedesk.views.main_window import MainWindow
from officedesk.views.notes.note_dialog import NoteDialog
from officedesk.views.shell import Shell
from officedesk.views.widgets.elided import LinkLabel
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up, press, settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def form(qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, note_id: int | None = None) -> NoteDialog:
    made = NoteDialog(shell, window, NoteDraft(rows.abc), note_id)
    made.open()
    if note_id is None:
        # In what is new something is typed.
        come_up(qtbot, shell, made)
    settle(qtbot, shell)
    return made


def saved(qtbot: QtBot, shell: Shell, dialog: NoteDialog) -> int:
    with qtbot.waitSignals([dialog.saved, dialog.finished]):
        dialog.save()
    settle(qtbot, shell)
    assert dialog._note_id is not None
    return dialog._note_id


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def count(desk: Desk, rows: Rows, note_id: int) -> int:
    found = NoteList(desk).first(NoteFilter(rows.abc), Sort("at", True), 50)
    return next(row.files for row in found if row.id == note_id)


def test_files_are_stored_with_the_note(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, tmp_path: Path
) -> None:
    (tmp_path / "meter.txt").write_text("38 psi")
    (tmp_path / "<b>plan.txt").write_text("x")
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    pasted = QMimeData()
    pasted.setImageData(picture)
    dialog = form(qtbot, shell, window, rows)
    press("Water pressure")
    dialog.text.insertFromMimeData(files(tmp_path / "meter.txt", tmp_path / "<b>plan.txt"))
    dialog.text.insertFromMimeData(pasted)
    assert dialog.text.toPlainText() == "Water pressure"
    assert [one.name for one in dialog.files.new] == ["meter.txt", "<b>plan.txt", "Pasted picture.png"]

    key = saved(qtbot, shell, dialog)
    stored = {one.name: one for one in files_of(desk, "note", key)}
    assert sorted(stored) == ["<b>plan.txt", "Pasted picture.png", "meter.txt"]
    assert read(desk, stored["meter.txt"].id, 99) == b"38 psi"
    assert stored["Pasted picture.png"].media_type == "image/png"
    assert count(desk, rows, key) == 3

    again = form(qtbot, shell, window, rows, key)
    assert len(again.files.rows) == 3
    again.reject()


def test_a_file_that_vanished_stays_in_the_form_and_the_words_are_kept(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, tmp_path: Path, failures: list[Exception]
) -> None:
    (tmp_path / "here.txt").write_text("x")
    dialog = form(qtbot, shell, window, rows)
    press("Two files")
    dialog.files.add(sources_of(files(tmp_path / "gone.txt", tmp_path / "here.txt")))
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    settle(qtbot, shell)
    assert dialog.isVisible()
    assert [one.name for one in dialog.files.new] == ["gone.txt"]
    assert len(failures) == 1
    failures.clear()

    (tmp_path / "gone.txt").write_text("back again")
    key = saved(qtbot, shell, dialog)
    assert note(desk, key).text == "Two files"
    assert note(desk, key).version == 1
    assert sorted(one.name for one in files_of(desk, "note", key)) == ["gone.txt", "here.txt"]


def test_a_file_is_taken_away_and_comes_back(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, tmp_path: Path
) -> None:
    (tmp_path / "here.txt").write_text("x")
    dialog = form(qtbot, shell, window, rows)
    press("One file")
    dialog.files.add(sources_of(files(tmp_path / "here.txt")))
    key = saved(qtbot, shell, dialog)
    told: list[Any] = []
    shell.toast_wanted.connect(lambda _text, _action, undo: told.append(undo))
    dialog = form(qtbot, shell, window, rows, key)
    dialog.files.delete(dialog.files.rows[0])
    settle(qtbot, shell)
    assert dialog.files.rows == ()
    assert count(desk, rows, key) == 0
    told[0]()
    settle(qtbot, shell)
    assert len(dialog.files.rows) == 1
    dialog.reject()


def test_files_to_add_are_asked_about_before_they_are_thrown_away(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, tmp_path: Path
) -> None:
    (tmp_path / "here.txt").write_text("x")
    dialog = form(qtbot, shell, window, rows)
    dialog.files.add(sources_of(files(tmp_path / "here.txt")))
    dialog.reject()
    box = dialog.findChild(QMessageBox, "discard")
    assert isinstance(box, QMessageBox)
    with qtbot.waitSignal(dialog.finished):
        next(one for one in box.buttons() if one.text() == "Discard").click()


@pytest.mark.parametrize(("name", "asks"), [("plan.txt", False), ("plan.pdf.exe", True)])
def test_what_may_be_a_program_asks_before_it_is_opened(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    desk: Desk,
    rows: Rows,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    asks: bool,
) -> None:
    from officedesk.services.files.adding import add_file
    from officedesk.services.files.drafts import FileDraft

    opened: list[str] = []

    def program(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(opening.QDesktopServices, "openUrl", program)
    (tmp_path / name).write_text("x")
    key = save_note(desk, replace(new_note(desk, rows.abc), text="x")).id or 0
    add_file(desk, tmp_path / name, FileDraft(rows.abc, note_id=key))
    dialog = form(qtbot, shell, window, rows, key)
    dialog.files.findChildren(LinkLabel)[0].clicked.emit()
    settle(qtbot, shell)
    preview = dialog.findChild(FilePreview)
    assert preview is not None
    preview.opener.click()
    settle(qtbot, shell)
    question = preview.findChild(opening.OpenQuestion)
    assert (question is not None, bool(opened)) == (asks, not asks)
    if question is not None:
        question.ok.click()
        qtbot.waitUntil(lambda: bool(opened))
    assert Path(opened[0]).read_text() == "x"
    assert not Path(opened[0]).stat().st_mode & 0o222
    dialog.reject()
