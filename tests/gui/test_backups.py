"""Backups in the window: made, listed, restored in place and to a file, told in the status bar, made before closing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.errors import Cancelled
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk
from officedesk.services.office import backup_log, backups
from officedesk.services.office.backup_log import set_automatic
from officedesk.views.office.backup_section import BackupSection
from officedesk.views.office.restore_dialog import RestoreChoice, RestoreDialog
from officedesk.views.office.start_restore import StartRestore
from officedesk.views.shell import Reopening, Shell
from tests import factories
from tests.gui.keys import settle, show_section
from tests.support.programs import Begin


@pytest.fixture
def section(qtbot: QtBot, shell: Shell, backup_folder: Path) -> BackupSection:
    return show_section(qtbot, shell, BackupSection(shell), 1000, 700)


def shown(section: BackupSection) -> int:
    return section.panel.model.rowCount()


def test_a_backup_is_made_with_one_click_and_listed(qtbot: QtBot, shell: Shell, section: BackupSection) -> None:
    assert section._state.text() == "No backup yet"
    with qtbot.waitSignal(shell.toast_wanted) as told:
        qtbot.mouseClick(section._run, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert told.args is not None
    assert told.args[0].startswith("Backup made and verified: ")
    assert section._state.text().startswith("Last backup: today ")
    qtbot.waitUntil(lambda: shown(section) == 1)
    assert not section._progress.isVisible()


def test_a_folder_is_chosen_for_this_desktop_and_its_backups_listed(
    qtbot: QtBot, shell: Shell, section: BackupSection, tmp_path: Path
) -> None:
    backups.back_up(shell.desk, tmp_path / "usb")
    section.set_folder(tmp_path / "usb")
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: shown(section) == 1)
    assert section._folder.text() == str(tmp_path / "usb")
    assert "same disk" in section._note.text()


def test_one_file_to_mail_is_saved(qtbot: QtBot, shell: Shell, section: BackupSection, tmp_path: Path) -> None:
    with qtbot.waitSignal(shell.toast_wanted):
        section.save_file(tmp_path / "mail.officebackup")
    settle(qtbot, shell)
    assert backups.look_into(tmp_path / "mail.officebackup").company == "Lakeside Mechanical"


def test_a_backup_can_be_stopped(
    qtbot: QtBot, shell: Shell, section: BackupSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def until_stopped(_desk: Desk, _backup_folder: Path, report: Any, stopped: Any) -> None:
        report(1, 1000)
        while not stopped():
            pass
        raise Cancelled("The backup was stopped. Nothing was written.")

    monkeypatch.setattr(backups, "back_up", until_stopped)
    section.back_up()
    qtbot.waitUntil(lambda: section._bar.value() == 1)
    assert not section._run.isEnabled()
    with qtbot.waitSignal(shell.toast_wanted) as told:
        qtbot.mouseClick(section._cancel, Qt.MouseButton.LeftButton)
    assert told.args is not None
    assert "stopped" in told.args[0]
    settle(qtbot, shell)
    assert section._run.isEnabled()


def test_it_is_switched_off_and_on_for_the_office(qtbot: QtBot, shell: Shell, section: BackupSection) -> None:
    assert section.automatic.isChecked()
    qtbot.keyClick(section.automatic, Qt.Key.Key_Space)
    settle(qtbot, shell)
    assert not backup_log.last(shell.desk).automatic


def test_a_damaged_backup_is_marked_and_refused(
    qtbot: QtBot, shell: Shell, section: BackupSection, backup_folder: Path, failures: list[Exception]
) -> None:
    made = backups.back_up(shell.desk, backup_folder).row.path
    content = bytearray(made.read_bytes())
    content[2_000] ^= 4
    made.write_bytes(content)
    section.show_section()
    settle(qtbot, shell)
    section.verify(section._load()[0])
    settle(qtbot, shell)
    assert "is damaged" in str(failures.pop())
    assert section.panel.kind.columns[1].show(section._load()[0]).chips[0].text == "Damaged"
    dialog = section.restore(made)
    qtbot.waitUntil(lambda: bool(dialog.error.text()))
    assert "is damaged: the office in it" in dialog.error.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()


# --- restore ----------------------------------------------------------------------------------------------------------


def test_what_is_in_a_backup_is_shown_before_it_is_restored(
    qtbot: QtBot, shell: Shell, section: BackupSection, backup_folder: Path
) -> None:
    factories.make_customer(shell.desk, "ABC Company")
    made = backups.back_up(shell.desk, backup_folder).row
    dialog = section.restore(made.path)
    assert not dialog.ok.isEnabled()
    qtbot.waitUntil(lambda: dialog.row is not None)
    told = {dialog._facts.itemAtPosition(line, 0).widget().text(): dialog._facts.itemAtPosition(line, 1).widget().text()
            for line in range(dialog._facts.rowCount())}  # type: ignore[attr-defined]  # fmt: skip
    assert (told["Company"], told["Customers"]) == ("Lakeside Mechanical", "1")
    assert "Verified" in dialog.told.text()
    assert dialog.ok.isEnabled()
    with qtbot.waitSignal(shell.reopen_wanted) as asked:
        qtbot.keyClick(dialog.ok, Qt.Key.Key_Space)
    assert asked.args is not None
    plan: Reopening = asked.args[0]
    save_customer(shell.desk, CustomerDraft(name="Later"))
    shell.desk.database.close()
    assert plan.work is not None
    assert plan.work(lambda done, total: None, lambda: False) == str(shell.desk.database.place.path)
    with shell.desk.read() as session:
        from sqlalchemy import text

        assert session.execute(text("SELECT name FROM customer")).scalars().all() == ["ABC Company"]


def test_to_a_new_file_it_is_restored_beside_the_open_office(
    qtbot: QtBot, shell: Shell, section: BackupSection, backup_folder: Path, tmp_path: Path
) -> None:
    made = backups.back_up(shell.desk, backup_folder).row
    dialog = section.restore(made.path)
    qtbot.waitUntil(lambda: dialog.row is not None)
    dialog.new.setChecked(True)
    assert not dialog.ok.isEnabled()
    dialog.set_target(str(shell.desk.database.place.path))
    assert "there already" in dialog.error.text()
    dialog.set_target(str(tmp_path / "again.officedesk"))
    assert dialog.error.text() == ""
    with qtbot.waitSignal(shell.toast_wanted) as told:
        dialog.answer()
    assert told.args is not None
    assert told.args[:2] == ["Restored to again.officedesk.", "Open"]
    assert (tmp_path / "again.officedesk").exists()
    settle(qtbot, shell)


def test_where_others_have_it_open_it_has_to_be_said(qtbot: QtBot, shell: Shell, backup_folder: Path) -> None:
    made = backups.back_up(shell.desk, backup_folder).row
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RestoreDialog(shell.runner, made.path, parent, office=str(shell.desk.database.place.path), others=2)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.row is not None)
    assert dialog.force.text() == "Restore although 2 other desktops have it open"
    assert not dialog.ok.isEnabled()
    dialog.force.setChecked(True)
    assert dialog.ok.isEnabled()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.answer()
    assert chosen.args is not None
    choice: RestoreChoice = chosen.args[0]
    assert (choice.replaces, choice.force) == (True, True)


def test_the_start_window_restores_and_opens(qtbot: QtBot, shell: Shell, backup_folder: Path, tmp_path: Path) -> None:
    made = backups.back_up(shell.desk, backup_folder).row
    parent = QWidget()
    qtbot.addWidget(parent)
    restoring = StartRestore(shell.runner, parent)
    restoring.look_into(made.path)
    dialog = restoring.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.row is not None)
    assert not dialog.replace.isVisible()
    dialog.set_target(str(tmp_path / "home.officedesk"))
    with qtbot.waitSignal(restoring.restored) as restored:
        dialog.answer()
    assert restored.args == [str(tmp_path / "home.officedesk")]
    settle(qtbot, shell)


# --- the whole program ------------------------------------------------------------------------------------------------


def test_a_restore_in_place_closes_the_office_and_opens_the_restored_one(
    qtbot: QtBot, begin: Begin, office: OfficePlace, tmp_path: Path
) -> None:
    config = Config(tmp_path / "settings.json")
    program = begin(start(config))
    program.show(open_context(office.address, config))
    first = program.desktop
    assert first is not None
    desk = first.shell.desk
    set_automatic(desk, on=False)
    made = backups.back_up(desk, tmp_path / "backups").row
    save_customer(desk, CustomerDraft(name="After the backup"))
    section = BackupSection(first.shell)
    qtbot.addWidget(section)
    section._restore(RestoreChoice(made.path, str(office.path), made, replaces=True))
    qtbot.waitUntil(lambda: program.desktop is not None and program.desktop is not first, timeout=20_000)
    second = program.desktop
    assert second is not None
    with second.shell.desk.read() as session:
        from sqlalchemy import text

        assert session.execute(text("SELECT count(*) FROM customer")).scalar_one() == 0
    assert "Restored the backup of" in second.window.toasts.text
    qtbot.waitUntil(lambda: not program._runner.busy and not second.shell.runner.busy)
