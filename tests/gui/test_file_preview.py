"""Files are looked at in the window, and opened outside it from a copy, wherever they are listed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from officedesk.models.enums import FileKind
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.views.customers.tabs.attachments import AttachmentsTab
from officedesk.views.files import opening
from officedesk.views.files.opening import OpenQuestion
from officedesk.views.files.preview import FilePreview, decoded
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.files_support import front, photo, stored, told
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


def test_pictures_text_and_pdf_are_shown_in_the_window(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: AttachmentsTab, desk: Desk, rows: Rows, tmp_path: Path
) -> None:
    from reportlab.pdfgen.canvas import Canvas

    paper = BytesIO()
    canvas = Canvas(paper)
    canvas.drawString(72, 720, "Permit")
    canvas.save()
    add_bytes(desk, "a.jpg", photo(), FileDraft(rows.abc))
    add_bytes(desk, "b.txt", "Grüße".encode("cp1252"), FileDraft(rows.abc))
    add_bytes(desk, "c.pdf", paper.getvalue(), FileDraft(rows.abc))
    add_bytes(desk, "d.jpg", b"\xff\xd8\xff\xe0 broken", FileDraft(rows.abc))
    add_bytes(desk, "e.zip", b"PK\x05\x06" + bytes(18), FileDraft(rows.abc))
    shell.signals.changed.emit("attachment", 0, rows.abc)
    settle(qtbot, shell)
    tab.panel.table.sort_by(6)
    settle(qtbot, shell)
    first = next(row for row in stored(desk, rows.abc) if row.name == "a.jpg")
    tab.preview(first.id)
    dialog = front(FilePreview, window)
    seen = {}
    for _ in range(5):
        settle(qtbot, shell)
        seen[dialog.row.name] = dialog.stack.currentWidget()
        if dialog.row.name == "d.jpg":
            assert "can't be shown" in dialog.note.text()
        if dialog.row.name == "b.txt":
            assert dialog.text.toPlainText() == "Grüße"
        dialog._go(1)
    assert seen == {
        "a.jpg": dialog.picture,
        "b.txt": dialog.text,
        "c.pdf": dialog.paper,
        "d.jpg": dialog.note,
        "e.zip": dialog.note,
    }
    dialog.reject()


def test_a_program_is_opened_only_after_a_warning_and_from_a_copy(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    tab: AttachmentsTab,
    desk: Desk,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed: list[Path] = []

    def take(url: QUrl) -> bool:
        handed.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    evil = add_bytes(desk, "invoice.pdf.exe", b"MZ x", FileDraft(rows.abc))
    good = add_bytes(desk, "notes.txt", b"x", FileDraft(rows.abc))
    assert evil.kind is FileKind.PROGRAM
    opening.open_outside(shell, tab, good)
    settle(qtbot, shell)
    assert [path.name for path in handed] == ["notes.txt"]
    opening.open_outside(shell, tab, evil)
    settle(qtbot, shell)
    assert len(handed) == 1
    question = front(OpenQuestion, window)
    assert "can run" in told(question)
    assert question.ok.property("kind") == "danger"
    question.answer()
    settle(qtbot, shell)
    copy = handed[1]
    assert copy.read_bytes() == b"MZ x"
    assert not copy.stat().st_mode & 0o222


def test_text_of_any_encoding_is_read() -> None:
    assert decoded("é".encode("utf-16")) == "é"
    assert decoded("﻿é".encode()) == "é"
    assert decoded(b"\xe9\x00") == "é�"
