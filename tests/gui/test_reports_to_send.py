"""What the window does when the program failed: the report is shown in full, and goes only where the person puts it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from officedesk import native_crash
from officedesk.views.application import Desktop
from officedesk.views.failures import ENDED, WENT_WRONG
from officedesk.views.main_window import MainWindow
from officedesk.views.notices import Banner
from officedesk.views.report_dialog import LONGEST_MAIL, PASTE, ReportDialog, mail_url
from officedesk.views.shell import Shell
from officedesk.views.slips import Slips
from tests.gui.keys import come_up, press, settle


def crash_dialog(window: MainWindow, name: str = "crash") -> ReportDialog:
    dialog = window.findChild(ReportDialog, name)
    assert dialog is not None
    return dialog


def fail(window: MainWindow, failures: list[Exception]) -> ReportDialog:
    try:
        raise ValueError("Zebulon Quillfeather, (612) 555-0147")
    except ValueError as error:
        window._shell.fail(error)
    failures.clear()
    return crash_dialog(window)


def test_a_bug_shows_its_report_without_anything_personal(
    qtbot: QtBot, window: MainWindow, shell: Shell, failures: list[Exception], home: Path
) -> None:
    shell.go("jobs")
    settle(qtbot, shell)
    dialog = fail(window, failures)
    assert dialog.shown.toPlainText() == dialog.text
    assert "ValueError: […]" in dialog.text
    assert "Screen: jobs" in dialog.text
    assert "Quillfeather" not in dialog.text
    (kept,) = home.rglob("crashes/*.txt")
    assert kept.read_text(encoding="utf-8") == dialog.text
    assert WENT_WRONG == "Something in OfficeDesk went wrong"
    # The window under it goes on, and a second bug opens no second dialog.
    fail(window, failures)
    assert len(window.findChildren(ReportDialog)) == 1
    come_up(qtbot, shell, dialog)
    with qtbot.waitSignal(dialog.finished):
        press(Qt.Key.Key_Escape)


def test_save_copy_and_mail_give_what_is_shown(
    qtbot: QtBot, window: MainWindow, failures: list[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = fail(window, failures)
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.text
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    files = dialog.findChild(QFileDialog)
    assert files is not None
    target = tmp_path / "sent.txt"
    files.fileSelected.emit(str(target))
    files.close()
    assert target.read_text(encoding="utf-8") == dialog.text
    assert "Saved as sent.txt" in dialog.result_label.text()
    dialog.write(str(tmp_path))
    assert dialog.result_label.text().startswith("Couldn’t save: ")
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    qtbot.mouseClick(dialog.mail_button, Qt.MouseButton.LeftButton)
    (url,) = opened
    assert url.scheme() == "mailto"
    assert unquote(url.query()).endswith(dialog.text)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    QGuiApplication.clipboard().clear()
    dialog.mail()
    assert "clipboard" in dialog.result_label.text()
    assert QGuiApplication.clipboard().text() == dialog.text
    dialog.close()


def test_a_long_report_goes_to_the_mail_program_by_the_clipboard() -> None:
    short, long = mail_url("OfficeDesk\nshort & sweet"), mail_url("OfficeDesk\n" + "x" * 4_000)
    assert unquote(short.query(QUrl.ComponentFormattingOption.FullyEncoded)).endswith("short & sweet")
    assert short.query(QUrl.ComponentFormattingOption.FullyEncoded).count("&") == 1
    assert PASTE in unquote(long.query())
    assert len(long.toEncoded().data()) < LONGEST_MAIL


def test_the_next_start_tells_of_a_crash_once(qtbot: QtBot, window: MainWindow, shell: Shell, home: Path) -> None:
    from officedesk.config import data_dir

    folder = data_dir() / "running"
    folder.mkdir(parents=True)
    left = ["Fatal Python error: Segmentation fault", "", "Current thread 0x1:", '  File "/x/zeb.py", line 3 in zeb']
    (folder / "1-a.txt").write_text("\n".join(left), encoding="utf-8")
    shell.go("customers")
    settle(qtbot, shell)
    window.look_for_a_crash()
    settle(qtbot, shell)
    (banner,) = [each for each in window.findChildren(Banner) if each.text.startswith(ENDED)]
    banner._run_retry()
    dialog = crash_dialog(window, "ended")
    assert "Segmentation fault" in dialog.text
    assert "zeb" not in dialog.text
    dialog.close()
    assert native_crash.take_up() == ""


class Clicked:
    """What a click does that has a bug in it."""

    def __init__(self) -> None:
        self.times = 0

    def run(self) -> None:
        self.times += 1
        raise ZeroDivisionError("Zebulon Quillfeather")


def test_a_bug_behind_a_click_is_told_once_and_the_program_goes_on(
    qtbot: QtBot, window: MainWindow, shell: Shell, failures: list[Exception], qapp: QApplication,
) -> None:  # fmt: skip
    context: Any = None
    desktop = Desktop(qapp, shell, window, context)
    made, clicked = QPushButton("Go", window), Clicked()
    made.clicked.connect(clicked.run)
    made.show()
    before = sys.excepthook
    seen: list[type[BaseException]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "excepthook", lambda kind, _error, _trace: seen.append(kind))
        with Slips(lambda: desktop):
            for _ in range(3):
                qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
            assert [type(error) for error in failures] == [ZeroDivisionError]
            dialog = crash_dialog(window)
            assert "ZeroDivisionError" in dialog.text
            assert "Quillfeather" not in dialog.text
        with Slips(lambda: None):
            qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
        assert seen == [ZeroDivisionError]
    assert clicked.times == 4
    assert sys.excepthook is before
    dialog.close()
    failures.clear()
