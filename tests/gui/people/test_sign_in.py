"""Signing in and out, and changing passwords, as a person does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.context import AppContext
from officedesk.errors import SignInNeeded
from officedesk.models.enums import Role
from officedesk.secrets import NOTICE, MemorySecrets
from officedesk.services.desk import Desk
from officedesk.views.office.sign_in import SignInCard
from officedesk.views.program import Program
from tests.gui.people.support import ADMIN, ROBIN, lock, name, settled, sign_in, type_in, unlock

# --- signing in -------------------------------------------------------------------------------------------------------


def test_nothing_of_the_office_is_loaded_before_somebody_signed_in(program: Program, asked: SignInCard) -> None:
    assert program.desktop is None
    assert asked.password.echoMode() is QLineEdit.EchoMode.Password
    assert asked.notice.text() == NOTICE, "no keyring: that is said where it matters"


def test_name_enter_password_enter(program: Program, asked: SignInCard, qtbot: QtBot) -> None:
    sign_in(program, qtbot)
    assert name(program) == "Robin Office"
    assert program.desktop is not None
    assert program.desktop.shell.desk.actor.role is Role.OFFICE
    assert program.desktop.shell.guarded
    assert program.desktop.window.top.who.text() == "RO"
    qtbot.waitUntil(lambda: not isValid(asked))


def test_a_wrong_password_says_so_and_empties_the_field(program: Program, asked: SignInCard, qtbot: QtBot) -> None:
    type_in(asked, "Robin Office", "not this one")
    qtbot.waitUntil(lambda: bool(asked.error.text()))
    assert asked.error.text().startswith("Name or password is wrong.")
    assert asked.password.text() == ""
    assert asked.who.text() == "Robin Office"
    assert asked.enter.isEnabled()
    assert program.desktop is None


def test_who_signed_in_last_is_there_already(
    program: Program, asked: SignInCard, config: Config, qtbot: QtBot, guarded: Desk
) -> None:
    sign_in(program, qtbot)
    with pytest.raises(SignInNeeded) as needed:
        open_context(guarded.database.place.address, config)
    assert needed.value.doorway.last == "Robin Office"
    needed.value.doorway.close()


def reopened(guarded: Desk, config: Config) -> AppContext | None:
    """What the next start finds: the office, or a question."""
    try:
        return open_context(guarded.database.place.address, config)
    except SignInNeeded as needed:
        needed.doorway.close()
        return None


def test_a_computer_stays_signed_in_only_when_asked_to(
    program: Program, asked: SignInCard, config: Config, qtbot: QtBot, guarded: Desk, memory: MemorySecrets
) -> None:
    asked.stay.setChecked(True)
    sign_in(program, qtbot)
    again = reopened(guarded, config)
    assert again is not None
    assert (again.desk.actor.name, again.guarded) == ("Robin Office", True)
    again.close()
    # Nothing that opens the office is in a file of ours.
    (token,) = memory._values.values()
    path = guarded.database.place.path
    assert path is not None
    written = [
        file.read_bytes()
        for folder in (path.parent, config._path.parent)
        for file in folder.rglob("*")
        if file.is_file()
    ]
    assert not any(secret.encode() in content for secret in (token, ROBIN, ADMIN) for content in written)


def test_without_asking_it_does_not(
    program: Program, asked: SignInCard, config: Config, qtbot: QtBot, guarded: Desk, memory: MemorySecrets
) -> None:
    sign_in(program, qtbot)
    assert memory._values == {}
    assert reopened(guarded, config) is None


def test_a_locked_window_is_not_opened_by_starting_anew(
    program: Program, asked: SignInCard, config: Config, qtbot: QtBot, guarded: Desk
) -> None:
    asked.stay.setChecked(True)
    sign_in(program, qtbot)
    lock(program, qtbot)
    assert reopened(guarded, config) is None
    unlock(program, "Robin Office", ROBIN)
    qtbot.waitUntil(lambda: not program.reception.locked)
    again = reopened(guarded, config)
    assert again is not None
    again.close()


def test_signing_out_asks_again_and_forgets_the_computer(
    program: Program, asked: SignInCard, config: Config, qtbot: QtBot, guarded: Desk, memory: MemorySecrets
) -> None:
    asked.stay.setChecked(True)
    sign_in(program, qtbot)
    assert program.desktop is not None
    program.desktop.shell.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: program.desktop is None)
    assert program.asking.isVisible()
    assert memory._values == {}
    qtbot.waitUntil(lambda: bool(program.asking.card.notice.text()))
    sign_in(program, qtbot, "Dana Reyes", ADMIN)
    assert name(program) == "Dana Reyes"


# --- passwords in the window ------------------------------------------------------------------------------------------


def test_the_menu_of_ones_name(program: Program, asked: SignInCard, qtbot: QtBot) -> None:
    sign_in(program, qtbot)
    assert program.desktop is not None
    program.desktop.window.top.who.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]
    assert texts[0] == "Robin Office · Office"
    assert {"Lock now", "Change password…", "Switch user…", "Sign out"} <= set(texts)
    menu.close()


def test_one_changes_ones_password_in_the_window(
    program: Program, asked: SignInCard, qtbot: QtBot, guarded: Desk
) -> None:
    from officedesk.views.office.user_menu import PasswordDialog

    sign_in(program, qtbot)
    assert program.desktop is not None
    dialog = PasswordDialog(program.desktop.shell, program.desktop.window)
    dialog.open()
    for field, text in ((dialog.old, "wrong"), (dialog.new.first, "short"), (dialog.new.second, "short")):
        qtbot.keyClicks(field, text)
    assert "At least 8" in dialog.new.hint.text()
    dialog.save()
    assert "At least 8" in dialog.new.shown.error
    for field, text in ((dialog.new.first, "four nice words here"), (dialog.new.second, "four nice words her")):
        field.clear()
        qtbot.keyClicks(field, text)
    dialog.save()
    assert dialog.new.repeated.error
    qtbot.keyClicks(dialog.new.second, "e")
    dialog.save()
    qtbot.waitUntil(lambda: "wrong" in dialog._old.error)
    dialog.old.clear()
    qtbot.keyClicks(dialog.old, ROBIN)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.new.second, Qt.Key.Key_Return)
    settled(program, qtbot)
    lock(program, qtbot)
    unlock(program, "Robin Office", "four nice words here")
    qtbot.waitUntil(lambda: not program.reception.locked)
