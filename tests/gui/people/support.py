"""What the tests of users share: keys on the sign-in card, and the lock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from officedesk.views.lock import LockCover
from officedesk.views.office.sign_in import SignInCard
from officedesk.views.program import Program

ADMIN, ROBIN = "S3CR3T admin words", "S3CR3T robin words"


def type_in(card: SignInCard, who: str, password: str) -> None:
    """By keyboard: name, Enter, password, Enter."""
    card.who.selectAll()
    QTest.keyClicks(card.who, who)
    QTest.keyClick(card.who, Qt.Key.Key_Return)
    QTest.keyClicks(card.password, password)
    QTest.keyClick(card.password, Qt.Key.Key_Return)


def sign_in(program: Program, qtbot: QtBot, who: str = "Robin Office", password: str = ROBIN) -> None:
    type_in(program.asking.card, who, password)
    qtbot.waitUntil(lambda: program.desktop is not None)
    settled(program, qtbot)


def settled(program: Program, qtbot: QtBot) -> None:
    desktop = program.desktop
    assert desktop is not None
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy)


def name(program: Program) -> str:
    assert program.desktop is not None
    return program.desktop.shell.desk.actor.name


def lock(program: Program, qtbot: QtBot) -> LockCover:
    assert program.desktop is not None
    program.desktop.shell.lock_wanted.emit()
    cover = program.reception.cover
    assert isinstance(cover, LockCover)
    qtbot.waitUntil(lambda: not program.desktop.shell.runner.busy)  # type: ignore[union-attr]
    return cover


def unlock(program: Program, who: str, password: str) -> None:
    cover = program.reception.cover
    assert isinstance(cover, LockCover)
    type_in(cover.card, who, password)
