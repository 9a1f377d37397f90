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
from officedesk.views.shell import Shell
from tests.gui.maps.mouse import Ask, Hand


@pytest.fixture(scope="session")
def web_room(qapp: QApplication) -> Iterator[WebRoom]:
    """One profile for all tests of a process: the engine stays."""
    room = WebRoom()
    yield room
    room.end()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def map_view(
    qtbot: QtBot, qapp: QApplication, shell: Shell, web_room: WebRoom, caplog: pytest.LogCaptureFixture
) -> Iterator[MapView]:
    """A map that stands, 900x600; its page logged no trouble when the test ends."""
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
    logged = (one for one in caplog.get_records("call") if one.name.startswith("officedesk.views.map"))
    troubles = [one.getMessage() for one in logged if one.levelno >= logging.WARNING]
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
