"""What tests of the web map share: one room of the engine for all, and a map in a window of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.views.map.view import MapView
from officedesk.views.map.web import WebRoom
from officedesk.views.shell import Place, Shell
from tests.gui.maps.mouse import Ask, Hand


@pytest.fixture(scope="session")
def web_room(qapp: QApplication) -> Iterator[WebRoom]:
    """One profile for all tests of a process: the engine stays."""
    room = WebRoom()
    yield room
    room.end()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _Gathering(logging.Handler):
    """Keeps what is logged of warnings and worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """What the map logged. A test that expects some looks at it and clears it."""
    gathering, logger = _Gathering(), logging.getLogger("officedesk.views.map")
    logger.addHandler(gathering)
    yield gathering.messages
    logger.removeHandler(gathering)


@pytest.fixture
def map_view(
    qtbot: QtBot, qapp: QApplication, shell: Shell, web_room: WebRoom, troubles: list[str]
) -> Iterator[MapView]:
    """A map that stands, 900x600; it had no trouble when the test ends."""
    shell.__dict__["web"] = web_room
    view = MapView(shell)
    view.resize(900, 600)
    with qtbot.waitSignal(view.ready, timeout=20_000):
        view.show()
    view.activateWindow()
    yield view
    view.close()
    view.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # The room is the session's.
    del shell.__dict__["web"]
    assert troubles == []


@pytest.fixture
def ask(qtbot: QtBot, map_view: MapView) -> Ask:
    """`ask(expression)` is what an expression comes to in the page."""

    def run(expression: str) -> Any:
        answers: list[str] = []
        # As JSON: the binding loses lists. What is undefined comes as nothing.
        map_view.page.runJavaScript(f"JSON.stringify({expression}) || 'null'", 0, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        assert answers[0], f"it cannot be asked: {expression}"
        return json.loads(answers[0])

    return run


@pytest.fixture
def painted(qtbot: QtBot, map_view: MapView) -> Callable[[], None]:
    """`painted()` waits until all that the map was told is drawn."""

    def wait() -> None:
        with qtbot.waitSignal(map_view.painted, timeout=20_000) as got:
            number = map_view.mark()
        assert got.args == [number]

    return wait


@pytest.fixture
def hand(qtbot: QtBot, map_view: MapView, ask: Ask) -> Hand:
    """A hand on the map's mouse and keys."""
    return Hand(qtbot, map_view, ask)


@pytest.fixture
def room(shell: Shell, web_room: WebRoom, qapp: QApplication, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The engine's one room in place of one of the window's own; no page asked for what is not its own."""
    shell.__dict__["web"] = web_room
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del shell.__dict__["web"]
    troubles = [one.getMessage() for one in caplog.get_records("call") if one.name.startswith("officedesk.views.map")]
    assert troubles == []


@pytest.fixture
def went(shell: Shell) -> list[Place]:
    """Where the window went."""
    found: list[Place] = []
    shell.wanted.connect(found.append)
    return found
