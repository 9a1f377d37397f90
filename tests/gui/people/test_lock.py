"""Locking, unlocking and switching: who sees the office, and what becomes of what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.models.enums import Role
from officedesk.services.desk import Desk
from officedesk.services.office import people, settings
from officedesk.views.lock import IdleWatch, LockCover
from officedesk.views.office.sign_in import SignInCard
from officedesk.views.program import Program
from officedesk.views.reception import LOCK_KEY
from officedesk.views.recovery import folder_of, kept
from tests import factories
from tests.gui.people.support import ADMIN, ROBIN, lock, name, settled, sign_in, unlock
from tests.support.clock import Clock

# --- the lock ---------------------------------------------------------------------------------------------------------


def test_the_lock_hides_everything_and_gives_it_back(program: Program, asked: SignInCard, qtbot: QtBot) -> None:
    sign_in(program, qtbot)
    assert program.desktop is not None
    window, shell = program.desktop.window, program.desktop.shell
    page: Any = window.page("customers")
    search = page.panel.filters.search
    search.setText("half a na")
    dialog = QDialog(window)
    dialog.open()
    cover = lock(program, qtbot)
    assert not window.centralWidget().isVisible()
    assert not dialog.isVisible()
    assert cover.isVisible()
    assert cover.card.who.text() == "Robin Office"
    shell.toast("Invoice 3001 for ABC Company saved.")
    assert window.toasts.text == ""
    assert not any(action.isEnabled() for action in window.actions()), "no shortcut reaches below the cover"
    late = QDialog(window)
    late.open()
    cover._hide_dialogs()
    assert not late.isVisible()
    program.links.follow("officedesk:invoice/77")
    unlock(program, "Robin Office", "not this one")
    qtbot.waitUntil(lambda: bool(cover.card.error.text()))
    assert program.reception.locked
    assert window.banner.text == "", "a link waits as well"
    unlock(program, "Robin Office", ROBIN)
    qtbot.waitUntil(lambda: not program.reception.locked)
    assert window.centralWidget().isVisible()
    assert dialog.isVisible()
    assert late.isVisible()
    assert search.text() == "half a na"
    assert program.desktop.window is window
    assert all(action.isEnabled() for action in window.actions())
    qtbot.waitUntil(lambda: "invoice 77" in window.banner.text)
    for made in (dialog, late):
        made.close()


def test_an_office_without_passwords_is_not_locked(
    program: Program, office: OfficePlace, config: Config, qtbot: QtBot
) -> None:
    program.show(open_context(office.address, config))
    settled(program, qtbot)
    program.desktop.shell.lock_wanted.emit()  # type: ignore[union-attr]
    assert not program.reception.locked


def test_it_locks_when_nobody_was_there_for_as_long_as_the_office_says(
    program: Program, asked: SignInCard, qtbot: QtBot, guarded: Desk
) -> None:
    settings.put(guarded, LOCK_KEY, 5, user=False)
    sign_in(program, qtbot)
    watch = program.reception.watch
    assert isinstance(watch, IdleWatch)
    clock = Clock(watch._last)
    watch._now = clock
    clock.go_on(minutes=4)
    watch.look()
    assert not program.reception.locked
    # A key counts as somebody.
    handle = program.desktop.window.windowHandle()  # type: ignore[union-attr]
    QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier))
    clock.go_on(minutes=4)
    watch.look()
    assert not program.reception.locked
    clock.go_on(minutes=1)
    watch.look()
    assert program.reception.locked


@pytest.mark.parametrize("minutes", [0, "nonsense"])
def test_it_never_locks_by_itself_where_the_office_says_so(
    program: Program, asked: SignInCard, qtbot: QtBot, guarded: Desk, minutes: object
) -> None:
    settings.put(guarded, LOCK_KEY, minutes, user=False)
    sign_in(program, qtbot)
    watch = program.reception.watch
    assert (watch is None) == (minutes == 0)
    if isinstance(watch, IdleWatch):
        assert watch._after == timedelta(minutes=15)


def test_a_clock_set_back_does_not_lock(qtbot: QtBot) -> None:
    window = QDialog()
    qtbot.addWidget(window)
    clock = Clock()
    watch = IdleWatch(window, clock, timedelta(minutes=5))
    clock.go_on(days=-3650)
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    clock.go_on(minutes=5)
    with qtbot.waitSignal(watch.idle):
        watch.look()


def test_a_locked_window_closes_without_a_question_and_keeps_what_was_typed(
    program: Program, asked: SignInCard, qtbot: QtBot
) -> None:
    sign_in(program, qtbot)
    desktop = program.desktop
    assert desktop is not None
    desktop.shell.go("customer")
    settled(program, qtbot)
    page: Any = desktop.window.page("customer")
    qtbot.keyClicks(page.form.fields.name, "Half a customer")
    robins = folder_of(desktop.shell)
    lock(program, qtbot)
    desktop.window.close()
    assert not desktop.window.isVisible()
    assert QApplication.activeModalWidget() is None
    assert ["Half a customer" in str(one.data) for one in kept(robins)] == [True]


# --- somebody else ----------------------------------------------------------------------------------------------------


def test_what_the_first_user_typed_is_kept_for_them_alone(
    program: Program, asked: SignInCard, qtbot: QtBot, guarded: Desk
) -> None:
    sign_in(program, qtbot)
    first = program.desktop
    assert first is not None
    first.shell.go("customer")
    settled(program, qtbot)
    page: Any = first.window.page("customer")
    qtbot.waitUntil(lambda: page.form is not None)
    settled(program, qtbot)
    qtbot.keyClicks(page.form.fields.name, "Half a customer")
    robins = folder_of(first.shell)
    lock(program, qtbot)
    unlock(program, "Dana Reyes", ADMIN)
    qtbot.waitUntil(lambda: program.desktop is not None and program.desktop is not first)
    settled(program, qtbot)
    assert name(program) == "Dana Reyes"
    assert not program.reception.locked
    (left,) = kept(robins)
    assert "Half a customer" in str(left.data)
    assert program.desktop is not None
    assert kept(folder_of(program.desktop.shell)) == [], "it is Robin's, not Dana's"
    # And Robin finds it again.
    lock(program, qtbot)
    unlock(program, "Robin Office", ROBIN)
    qtbot.waitUntil(lambda: name(program) == "Robin Office")
    settled(program, qtbot)
    assert program.desktop.window.isVisible()
    assert "was not saved" in program.desktop.window.banner.text


def test_a_role_that_was_changed_at_another_desktop_locks_and_counts(
    program: Program, asked: SignInCard, qtbot: QtBot, guarded: Desk
) -> None:
    sign_in(program, qtbot)
    first = program.desktop
    assert first is not None
    robin = next(user for user in people.users(guarded) if user.name == "Robin Office")
    people.save_user(guarded, replace(robin, role=Role.READ_ONLY))
    # As the live office tells it.
    first.shell.signals.changed.emit("user", robin.id or 0, 0)
    qtbot.waitUntil(lambda: program.reception.locked)
    cover = program.reception.cover
    assert isinstance(cover, LockCover)
    assert "changed your role to Read only" in cover.card.message.text()
    unlock(program, "Robin Office", ROBIN)
    qtbot.waitUntil(lambda: program.desktop is not None and program.desktop is not first)
    settled(program, qtbot)
    assert program.desktop is not None
    assert program.desktop.shell.desk.actor.role is Role.READ_ONLY


def test_without_passwords_anyone_may_sit_down(
    program: Program, office: OfficePlace, config: Config, qtbot: QtBot, desk: Desk
) -> None:
    factories.make_user(desk, "Robin Office", role=Role.OFFICE)
    program.show(open_context(office.address, config))
    settled(program, qtbot)
    first = program.desktop
    assert first is not None
    first.shell.switch_wanted.emit()
    cover = program.reception.cover
    assert isinstance(cover, LockCover)
    qtbot.waitUntil(cover.card.choice.isVisible)
    QTest.keyClick(cover, Qt.Key.Key_Escape)
    assert not program.reception.locked
    first.shell.switch_wanted.emit()
    cover = program.reception.cover
    assert isinstance(cover, LockCover)
    qtbot.waitUntil(cover.card.choice.isVisible)
    cover.card.choice.set_value("Robin Office")
    cover.card.enter.click()
    qtbot.waitUntil(lambda: name(program) == "Robin Office")
    settled(program, qtbot)
