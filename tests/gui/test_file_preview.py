"""Files are looked at in the window, and opened outside it from a copy, wherever they are listed."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, update

import officedesk
from officedesk.models.enums import Channel, FileKind, MessageStatus
from officedesk.models.messages import Message, MessageFile
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import delete
from officedesk.services.messaging.drafts import Address
from officedesk.services.messaging.outbox import new_message, save_draft
from officedesk.views.customers.tabs.attachments import AttachmentsTab
from officedesk.views.files import opening
from officedesk.views.files.opening import OpenQuestion
from officedesk.views.files.preview import FilePreview, decoded, show_file
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.message_dialog import MessageDialog
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


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the system was given to open."""
    paths: list[Path] = []

    def take(url: QUrl) -> bool:
        paths.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return paths


def pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    paper = BytesIO()
    canvas = Canvas(paper)
    canvas.drawString(72, 720, "Permit")
    canvas.save()
    return paper.getvalue()


def test_pictures_text_and_pdf_are_shown_in_the_window(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: AttachmentsTab, desk: Desk, rows: Rows, tmp_path: Path
) -> None:
    add_bytes(desk, "a.jpg", photo(), FileDraft(rows.abc))
    add_bytes(desk, "b.txt", "Grüße".encode("cp1252"), FileDraft(rows.abc))
    add_bytes(desk, "c.pdf", pdf(), FileDraft(rows.abc))
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
    handed: list[Path],
) -> None:
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


def test_the_preview_of_a_form_has_the_room_of_the_window(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows
) -> None:
    window.resize(1280, 720)
    row = add_bytes(desk, "a.txt", b"words", FileDraft(rows.abc))
    form = QDialog(window)
    form.resize(300, 200)
    form.show()
    shown = show_file(shell, form, row)
    settle(qtbot, shell)
    assert (shown.width(), shown.height()) == (1100, 660)
    assert (shown.before.isEnabled(), shown.after.isEnabled()) == (False, False)
    form.close()


def test_files_of_a_message_are_looked_at_and_opened_as_all_others_are(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, handed: list[Path], tmp_path: Path
) -> None:
    plan = add_bytes(desk, "plan.txt", b"the plan", FileDraft(rows.abc))
    evil = add_bytes(desk, "setup.exe", b"MZ x", FileDraft(rows.abc))
    letter = replace(
        new_message(desk, rows.abc, Channel.EMAIL),
        to=(Address("Anna", "anna@abc.example"),),
        subject="Your invoice",
        body="Here it is.",
        attachment_ids=(plan.id, evil.id),
    )
    paper = pdf()
    message_id = save_draft(desk, letter).id or 0
    with desk.write() as session:
        record = session.get_one(Message, message_id)
        record.status, record.sent_at = MessageStatus.SENT, desk.now()
        session.execute(update(MessageFile).values(position=MessageFile.position + 1))
        own_file = {"name": "Invoice 3476.pdf", "media_type": "application/pdf", "content": paper}
        session.execute(insert(MessageFile).values(message_id=message_id, position=0, **own_file))
    dialog = MessageDialog(shell, window, message_id)
    dialog.open()
    settle(qtbot, shell)
    assert dialog.view is not None
    own, first, second = (dialog.files.itemAt(at).widget() for at in range(3))
    assert isinstance(own, QPushButton)
    assert isinstance(first, QPushButton)
    assert isinstance(second, QPushButton)

    own.click()
    shown = front(FilePreview, dialog)
    settle(qtbot, shell)
    assert shown.stack.currentWidget() is shown.paper
    assert "sent" in shown.facts.text()
    shown.opener.click()
    settle(qtbot, shell)
    assert (handed[-1].name, handed[-1].read_bytes()) == ("Invoice 3476.pdf", paper)
    assert not handed[-1].stat().st_mode & 0o222
    opening.save_to(shell, shown, shown.row, tmp_path / "copy.pdf")
    settle(qtbot, shell)
    assert (tmp_path / "copy.pdf").read_bytes() == paper
    shown.reject()

    first.click()
    settle(qtbot, shell)
    shown = front(FilePreview, dialog)
    assert shown.text.toPlainText() == "the plan"
    shown._go(1)
    settle(qtbot, shell)
    assert shown.row.name == "setup.exe"
    shown.opener.click()
    settle(qtbot, shell)
    assert len(handed) == 1, "a program is asked about first"
    front(OpenQuestion, shown).reject()
    shown.reject()

    delete(desk, [plan.id])
    told_so: list[str] = []
    shell.toast_wanted.connect(lambda text, *_: told_so.append(text))
    first.click()
    settle(qtbot, shell)
    assert "plan.txt is in the trash" in told_so[-1]
    dialog.close()


def test_nothing_else_hands_a_file_to_the_system() -> None:
    """One way to open a file: from a read-only copy, asked about where it may run something."""
    room = Path(officedesk.__file__).parent
    ways = re.compile(r"openUrl|startfile|xdg-open|webbrowser|setOpenExternalLinks.True|QProcess")
    found = {
        str(path.relative_to(room)): sorted(set(ways.findall(path.read_text(encoding="utf-8"))))
        for path in room.rglob("*.py")
        if ways.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "views/files/opening.py": ["openUrl"],
        # Not files: an address to write to, and the page of a provider to sign in at.
        "views/customers/header.py": ["openUrl"],
        "services/messaging/oauth_pages.py": ["webbrowser"],
        "views/messaging/account_trial.py": ["webbrowser"],
        # A phone number, for whatever dials on this computer: digits alone.
        "views/schedule/actions.py": ["openUrl"],
        # The page of whoever made a map: https only, and after asking.
        "views/map/leaving.py": ["openUrl"],
        # An empty letter for the report that is on screen.
        "views/report_dialog.py": ["openUrl"],
    }
