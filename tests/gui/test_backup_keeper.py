"""Backups that the window makes by itself: told in the status bar, made when they are due and before it closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from officedesk.errors import Cancelled, DiskFull
from officedesk.services.office import backups
from officedesk.services.office.backup_log import LastBackup, set_automatic
from officedesk.views import backup_keeper
from officedesk.views.backup_button import BackupButton
from officedesk.views.backup_keeper import BackupKeeper
from officedesk.views.main_window import MainWindow
from officedesk.views.notices import Banner
from officedesk.views.office import closing_backup
from officedesk.views.office.closing_backup import ClosingBackup
from officedesk.views.shell import Shell
from tests.gui.keys import destroy, settle
from tests.support.clock import Clock

# --- by itself --------------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(qtbot: QtBot, window: MainWindow, backup_folder: Path, shell: Shell) -> Iterator[MainWindow]:
    """The window, which keeps backups."""
    window.keep_backups()
    settle(qtbot, shell)
    yield window
    assert window.keeper is not None
    window.keeper._timer.stop()


def button(window: MainWindow) -> BackupButton:
    found = window.findChild(BackupButton)
    assert isinstance(found, BackupButton)
    return found


def test_the_status_bar_tells_the_last_backup_and_warns_when_it_is_old(
    qtbot: QtBot, kept: MainWindow, shell: Shell, backup_folder: Path, clock: Clock
) -> None:
    told = button(kept)
    assert (told.text(), told.property("tone")) == ("No backup yet", "warn")
    assert kept.keeper is not None
    kept.keeper.back_up()
    qtbot.waitUntil(lambda: told.text().startswith("Last backup: today "))
    assert told.property("tone") == ""
    for days, text, tone in ((1, "Last backup: yesterday", ""), (3, "Last backup: 3 days ago", "warn")):
        clock.go_on(days=days if days == 1 else 2)
        kept.keeper.look()
        qtbot.waitUntil(lambda text=text: told.text() == text)  # type: ignore[misc]
        assert told.property("tone") == tone
    with qtbot.waitSignal(shell.wanted):
        qtbot.mouseClick(told, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)


def test_a_backup_that_fails_is_told_with_its_reason_and_tried_again(
    qtbot: QtBot, kept: MainWindow, shell: Shell, backup_folder: Path, tmp_path: Path
) -> None:
    backup_folder.write_text("in the way")
    assert kept.keeper is not None
    kept.keeper.back_up()
    qtbot.waitUntil(lambda: bool(kept.banner.text))
    assert kept.banner.text.startswith("The backup could not be made.")
    qtbot.waitUntil(lambda: button(kept).property("tone") == "bad")
    backup_folder.unlink()
    kept.banner._run_retry()
    qtbot.waitUntil(lambda: button(kept).text().startswith("Last backup: today "))
    settle(qtbot, shell)


def test_a_sample_office_is_not_nagged_about(qtbot: QtBot, shell: Shell) -> None:
    made = BackupButton(shell)
    qtbot.addWidget(made)
    made.tell(LastBackup(automatic=False))
    assert not made.isVisible()
    made.tell(LastBackup(at=shell.desk.now() - timedelta(days=9), automatic=False))
    assert (made.text(), made.property("tone")) == ("Last backup: 9 days ago", "")


def test_closing_makes_the_backup_that_is_due_and_then_closes(
    qtbot: QtBot, kept: MainWindow, shell: Shell, backup_folder: Path
) -> None:
    kept.close()
    assert kept.isVisible()
    qtbot.waitUntil(lambda: not kept.isVisible())
    assert len(list(backup_folder.glob("*.officebackup"))) == 1


def test_whoever_closes_twice_is_asked_to_wait_for_one_backup(
    qtbot: QtBot, kept: MainWindow, shell: Shell, backup_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[ClosingBackup] = []
    begin = ClosingBackup.begin

    def counted(dialog: ClosingBackup) -> None:
        begun.append(dialog)
        begin(dialog)

    monkeypatch.setattr(ClosingBackup, "begin", counted)
    kept.close()
    kept.close()
    qtbot.waitUntil(lambda: not kept.isVisible())
    settle(qtbot, shell)
    assert len(begun) == 1


def test_a_window_that_is_gone_is_told_nothing_of_backups(qtbot: QtBot, shell: Shell) -> None:
    window = QWidget()
    keeper = BackupKeeper(shell, Banner(window))
    destroy(qtbot, window)
    assert not isValid(keeper)
    shell.signals.changed.emit("backup", 0, 0)


def test_closing_without_changes_makes_none(qtbot: QtBot, kept: MainWindow, shell: Shell, backup_folder: Path) -> None:
    backups.back_up(shell.desk, backup_folder)
    kept.close()
    qtbot.waitUntil(lambda: not kept.isVisible())
    assert len(list(backup_folder.glob("*.officebackup"))) == 1


def test_switched_off_closing_closes(qtbot: QtBot, kept: MainWindow, shell: Shell, backup_folder: Path) -> None:
    set_automatic(shell.desk, on=False)
    kept.close()
    qtbot.waitUntil(lambda: not kept.isVisible())
    assert not backup_folder.exists()


def test_a_backup_at_closing_can_be_skipped(qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing_backup, "SHOW_AFTER", 0)
    parent = QWidget()
    qtbot.addWidget(parent)

    def until_stopped(report: Any, stopped: Any) -> None:
        while not stopped():
            pass
        raise Cancelled("Stopped.")

    dialog = ClosingBackup(shell.runner, until_stopped, parent)
    dialog.begin()
    qtbot.waitUntil(dialog.isVisible)
    with qtbot.waitSignal(dialog.settled):
        qtbot.mouseClick(dialog.skip, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)


def test_a_backup_that_fails_at_closing_says_why_and_can_be_tried_again(qtbot: QtBot, shell: Shell) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    tries: list[int] = []

    def fails_once(report: Any, stopped: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise DiskFull("The disk of /usb is full: the office does not fit.")

    dialog = ClosingBackup(shell.runner, fails_once, parent)
    dialog.begin()
    qtbot.waitUntil(dialog.again.isVisible)
    assert "The disk of /usb is full" in dialog.told.text()
    with qtbot.waitSignal(dialog.settled):
        qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert len(tries) == 2


def test_a_window_looks_now_and_then_whether_one_is_due(
    qtbot: QtBot, window: MainWindow, shell: Shell, backup_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_keeper, "LOOK_AFTER", 1)
    window.keep_backups()
    qtbot.waitUntil(lambda: len(list(backup_folder.glob("*.officebackup"))) == 1)
    assert window.keeper is not None
    assert window.keeper._timer.interval() == backup_keeper.LOOK_EVERY
    window.keeper._timer.stop()
    settle(qtbot, shell)


def test_nothing_is_lost_where_the_office_cannot_be_asked_at_closing(
    qtbot: QtBot, kept: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise DiskFull("The share is gone.")

    monkeypatch.setattr(backups, "is_due", gone)
    kept.close()
    qtbot.waitUntil(lambda: not kept.isVisible())
