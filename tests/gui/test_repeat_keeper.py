"""Series go on by the window itself: twelve months ahead, on every new day, and when a customer is back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.customers.editing import restore, trash
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.work.repeat_keeper import RepeatKeeper
from tests.db.series_support import a_series, dues
from tests.factories import make_customer
from tests.support.clock import Clock


def test_a_new_day_goes_on(
    qtbot: QtBot, window: MainWindow, shell: Shell, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RepeatKeeper, "soon", 1)
    customer = make_customer(shell.desk)
    made = a_series(shell.desk, customer_id=customer)
    told: list[str] = []
    shell.signals.changed.connect(lambda entity, _id, _customer: told.append(entity))
    window.keep_repeats()
    keeper = window.repeats
    assert keeper is not None
    assert keeper.busy
    keeper._timer.stop()
    keeper.look()
    qtbot.waitUntil(lambda: not keeper.busy)
    assert told == []
    # Whatever is saved on the same day is no reason to look.
    shell.signals.stirred.emit()
    assert not keeper.busy
    clock.go_on(days=40)
    shell.signals.stirred.emit()
    qtbot.waitUntil(lambda: len(dues(shell.desk, made.id)) == 14 and not keeper.busy)
    assert {"job", "series"} <= set(told)
    # Nothing comes of a customer in the trash, and it goes on when they are back.
    trash(shell.desk, [customer])
    clock.go_on(days=31)
    shell.signals.stirred.emit()
    qtbot.waitUntil(lambda: not keeper.busy)
    assert len(dues(shell.desk, made.id)) == 14
    restore(shell.desk, [customer])
    shell.signals.changed.emit("customer", customer, customer)
    qtbot.waitUntil(lambda: len(dues(shell.desk, made.id)) == 15 and not keeper.busy)


def test_it_ends_with_the_window(window: MainWindow, shell: Shell) -> None:
    window.keep_repeats()
    assert window.repeats is not None
    shell.closing.emit()
    assert not window.repeats.busy
