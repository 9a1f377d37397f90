"""An office is encrypted, opened again, and read without its passphrase by nobody: in the window."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import start
from officedesk.config import Config
from officedesk.database.cipher import looks_encrypted
from officedesk.database.place import OfficePlace
from officedesk.errors import OfficeLocked
from officedesk.secrets import MemorySecrets
from officedesk.views.office.encryption_section import EncryptionSection, PassphraseQuestion, RemoveQuestion
from officedesk.views.program import Program
from tests.support.programs import Begin

WORDS = "correct horse battery"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> MemorySecrets:
    """The keyring of this desktop."""
    made = MemorySecrets()
    monkeypatch.setattr("officedesk.bootstrap.SystemSecrets", lambda: made)
    return made


@pytest.fixture
def program(begin: Begin, tmp_path: Path, office: OfficePlace, secrets: MemorySecrets) -> Program:
    made = begin(start(Config(tmp_path / "settings.json")))
    made.choose()
    return made


def opened(program: Program, office: OfficePlace, qtbot: QtBot) -> EncryptionSection:
    if program.desktop is None:
        program._open(office.address)
        qtbot.waitUntil(lambda: program.desktop is not None)
    desktop = program.desktop
    desktop.shell.go("settings", tab="Encryption")
    section = desktop.window.page("settings").section("Encryption")
    qtbot.waitUntil(lambda: bool(section.told.text()) and not desktop.shell.runner.busy)
    return section


def encrypt(program: Program, office: OfficePlace, qtbot: QtBot, words: str = WORDS) -> None:
    section = opened(program, office, qtbot)
    before = program.desktop
    (section.encrypt if not section.encrypt.isHidden() else section.change).click()
    question = before.window.findChild(PassphraseQuestion)
    for field in (question.passphrase, question.again):
        field.setText(words)
    qtbot.keyClick(question.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desktop not in (None, before))


def test_encrypted_it_opens_by_itself_where_the_keyring_has_its_key(
    program: Program, office: OfficePlace, secrets: MemorySecrets, qtbot: QtBot
) -> None:
    encrypt(program, office, qtbot)
    assert looks_encrypted(office.path)
    assert "recovery sheet" in program.desktop.window.toasts.text
    section = opened(program, office, qtbot)
    assert [one.isHidden() for one in (section.encrypt, section.print, section.change)] == [True, False, False]
    assert program.desktop.shell.desk.database.place.key.name in secrets._values


def test_another_desktop_asks_for_the_passphrase(
    program: Program, office: OfficePlace, secrets: MemorySecrets, qtbot: QtBot
) -> None:
    encrypt(program, office, qtbot)
    program.desktop.window.close()
    program.desktop.context.close()
    program.desktop = None
    secrets._values.clear()

    program.chooser.show()
    program._open(office.address)
    qtbot.waitUntil(lambda: program.asking is not None and program.asking.isVisible())
    dialog = program.asking
    qtbot.keyClicks(dialog.words, "wrong horse battery")
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.unlock.isEnabled)
    assert "does not open it" in dialog._field._error.text()
    assert dialog.words.selectedText() == "wrong horse battery"
    assert not secrets._values

    qtbot.keyClicks(dialog.words, WORDS)
    qtbot.keyClick(dialog.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desktop is not None)
    assert secrets._values


def test_the_recovery_sheet_opens_it_and_a_new_passphrase_voids_it(
    program: Program, office: OfficePlace, secrets: MemorySecrets, qtbot: QtBot, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    from officedesk.archive import recovery_sheet
    from officedesk.bootstrap import open_context

    encrypt(program, office, qtbot)
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(recovery_sheet(program.desktop.shell.desk).content)
    text = PdfReader(sheet).pages[0].extract_text()
    groups = re.search(r"(?:\b[0-9A-Z]{5}\b[-\s]*){11}", text)
    assert groups is not None
    code = groups[0]
    open_context(office.address, Config(tmp_path / "two.json"), MemorySecrets(), code).close()

    encrypt(program, office, qtbot, "another passphrase altogether")
    with pytest.raises(OfficeLocked):
        open_context(office.address, Config(tmp_path / "two.json"), MemorySecrets(), code)


def test_taken_off_again_anyone_reads_it(program: Program, office: OfficePlace, qtbot: QtBot) -> None:
    encrypt(program, office, qtbot)
    section = opened(program, office, qtbot)
    before = program.desktop
    section.remove.click()
    before.window.findChild(RemoveQuestion).answer()
    qtbot.waitUntil(lambda: program.desktop not in (None, before))
    assert office.path.read_bytes().startswith(b"SQLite format 3")


def test_a_poor_or_mistyped_passphrase_is_told_under_its_field(
    program: Program, office: OfficePlace, qtbot: QtBot
) -> None:
    section = opened(program, office, qtbot)
    section.encrypt.click()
    question = program.desktop.window.findChild(PassphraseQuestion)
    for words, again, field, told in (
        ("short", "short", "passphrase", "at least"),
        (WORDS, "other", "again", "differ"),
    ):
        question.passphrase.setText(words)
        question.again.setText(again)
        question.answer()
        qtbot.waitUntil(question.ok.isEnabled)
        assert told in question.fields[field]._error.text()
    assert not looks_encrypted(office.path)


def test_others_who_have_it_open_are_not_left_behind(program: Program, office: OfficePlace, qtbot: QtBot) -> None:
    section = opened(program, office, qtbot)
    shell = program.desktop.shell
    failures: list[Exception] = []
    shell.failed.disconnect()
    shell.failed.connect(failures.append)
    someone = type("Seen", (), {"alive": True, "desktop": "DESK-2", "user": "Anna", "editing": ()})()
    shell.others.desks = (someone,)
    section._rewrite(None, "", "")
    qtbot.waitUntil(lambda: bool(failures))
    assert "Other desktops" in str(failures[0])
    assert replace(office) == office
