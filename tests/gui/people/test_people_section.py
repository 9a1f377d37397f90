"""Settings → People: users, their roles and passwords, as an admin manages them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.errors import NotAllowed
from officedesk.models.enums import Role
from officedesk.services.desk import Desk
from officedesk.services.office import people, settings
from officedesk.services.office.drafts import UserDraft
from officedesk.services.office.sign_in import Door
from officedesk.views.office.people_section import OPEN, PeopleSection, SignedInDialog, UserDialog
from officedesk.views.office.user_menu import PasswordDialog
from officedesk.views.reception import LOCK_KEY
from officedesk.views.shell import Shell
from tests.gui.keys import settle, show_section
from tests.gui.people.support import ADMIN, ROBIN


@pytest.fixture
def section(qtbot: QtBot, shell: Shell) -> PeopleSection:
    return show_section(qtbot, shell, PeopleSection(shell), 1000)


def user(desk: Desk, name: str) -> UserDraft:
    return next(one for one in people.users(desk) if one.name == name)


def put(qtbot: QtBot, shell: Shell, dialog: PasswordDialog, password: str) -> None:
    """Type a password twice and save it."""
    qtbot.keyClicks(dialog.new.first, password)
    qtbot.keyClicks(dialog.new.second, password)
    with qtbot.waitSignal(dialog.accepted):
        dialog.save()
    settle(qtbot, shell)


def trigger(section: PeopleSection, record: UserDraft, text: str) -> None:
    menu = section._menu(record)
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.deleteLater()


def test_an_office_without_passwords_is_told_so(section: PeopleSection) -> None:
    assert section.told.text() == OPEN
    assert not section.lock.isEnabled()


def test_a_new_user_with_the_words_of_the_role(qtbot: QtBot, shell: Shell, section: PeopleSection, desk: Desk) -> None:
    section.add()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UserDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, UserDialog)
    qtbot.keyClicks(dialog.form.control("name"), "Robin")
    dialog.form.control("role").set_value(Role.TECHNICIAN)
    dialog.form.edited.emit()
    assert "without prices" in dialog.what.text()
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    settle(qtbot, shell)
    assert user(desk, "Robin").role is Role.TECHNICIAN


def test_passwords_are_set_and_taken_in_the_row_menu(
    qtbot: QtBot, shell: Shell, section: PeopleSection, desk: Desk, failures: list[Exception]
) -> None:
    people.save_user(desk, UserDraft(name="Robin", role=Role.OFFICE))
    robin = user(desk, "Robin")
    # Not before an admin has one.
    dialog = section.set_password(robin)
    qtbot.keyClicks(dialog.new.first, ROBIN)
    qtbot.keyClicks(dialog.new.second, ROBIN)
    dialog.save()
    qtbot.waitUntil(lambda: bool(dialog._error.text()))
    assert "an admin needs one" in dialog._error.text()
    dialog.reject()
    own = section.set_password(user(desk, "Dana Reyes"))
    assert not own._old.isVisible()
    put(qtbot, shell, own, ADMIN)
    assert shell.guarded
    put(qtbot, shell, section.set_password(user(desk, "Robin")), ROBIN)
    door = Door(desk.database, "Desktop B")
    assert door.sign_in("Robin", ROBIN).actor.name == "Robin"
    assert section.told.text() != OPEN
    assert section.lock.isEnabled()
    trigger(section, user(desk, "Robin"), "Remove password…")
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "Robin" in box.text()
    next(made for made in box.buttons() if made.text() == "Remove password").click()
    settle(qtbot, shell)
    assert not user(desk, "Robin").has_password
    with pytest.raises(NotAllowed):
        door.sign_in("Robin", ROBIN)


def test_when_windows_lock_is_the_offices_setting(
    qtbot: QtBot, shell: Shell, section: PeopleSection, desk: Desk
) -> None:
    section.lock.set_value(30)
    section.lock.edited.emit()
    settle(qtbot, shell)
    assert settings.get(desk, LOCK_KEY, user=False) == 30


def test_signed_in_computers_are_listed_and_ended(
    qtbot: QtBot, shell: Shell, section: PeopleSection, desk: Desk
) -> None:
    put(qtbot, shell, section.set_password(user(desk, "Dana Reyes")), ADMIN)
    door = Door(desk.database, "FRONT-DESK", desk.now)
    token = door.remember(door.sign_in("Dana Reyes", ADMIN))
    dialog = SignedInDialog(shell, section)
    dialog.open()
    settle(qtbot, shell)
    shown: Callable[[], int] = dialog.rows.count
    assert shown() == 1
    dialog._end(_only(desk))
    settle(qtbot, shell)
    assert door.resume(token) is None
    assert (shown(), dialog.empty.isVisible()) == (0, True)
    dialog.close()


def _only(desk: Desk) -> int:
    from officedesk.services.office.user_passwords import signed_in

    (row,) = signed_in(desk)
    assert row.desktop == "FRONT-DESK"
    return row.id
