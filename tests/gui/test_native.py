"""The thread of the system's notifications: it ends when it is stopped, however early, and says nothing afterwards."""

from __future__ import annotations

import sys
import threading
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.views.reminders.native import Native


class Notifier:
    """A system that shows everything, once it is let."""

    def __init__(self, asked: threading.Event, go_on: threading.Event) -> None:
        self._asked, self._go_on, self._backend = asked, go_on, SimpleNamespace()

    async def get_capabilities(self) -> frozenset[str]:
        self._asked.set()
        self._go_on.wait(10)
        return frozenset({"title"})

    async def request_authorisation(self) -> bool:
        return True


@pytest.fixture
def asked() -> threading.Event:
    return threading.Event()


@pytest.fixture
def go_on() -> threading.Event:
    return threading.Event()


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch, asked: threading.Event, go_on: threading.Event) -> None:
    made: Any = ModuleType("desktop_notifier")
    made.Capability = SimpleNamespace(TITLE="title")
    made.DesktopNotifier = lambda *_: Notifier(asked, go_on)
    monkeypatch.setitem(sys.modules, "desktop_notifier", made)


def test_it_says_when_the_system_shows_notifications(qtbot: QtBot, go_on: threading.Event) -> None:
    native = Native()
    go_on.set()
    with qtbot.waitSignal(native.ready):
        native.start()
    assert native.available
    native.stop()
    assert not native._thread.is_alive()
    assert not native.available


def test_stopped_before_its_thread_began_it_ends_all_the_same(go_on: threading.Event) -> None:
    native = Native()
    go_on.set()
    native.stop()
    native.start()
    native._thread.join(10)
    assert not native._thread.is_alive()
    assert not native.available


def test_stopped_while_the_system_is_asked_it_says_nothing(asked: threading.Event, go_on: threading.Event) -> None:
    native = Native()
    told: list[bool] = []
    # Heard on its own thread: nothing here waits for an event loop.
    native.ready.connect(lambda: told.append(True), Qt.ConnectionType.DirectConnection)
    native.start()
    assert asked.wait(10)
    native.stop(seconds=0)
    go_on.set()
    native._thread.join(10)
    assert not native._thread.is_alive()
    assert told == []
