"""Nothing of a window stays when another takes its place: somebody else sits down ten times a day."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.views.program import Program
from officedesk.views.shell import Reopening
from tests.gui.keys import settle
from tests.support.programs import Begin, delete_what_goes_later

PAGES = ("today", "tasks", "customers", "estimates", "jobs", "invoices", "settings")


def looked_around(qtbot: QtBot, program: Program) -> list[weakref.ref[object]]:
    """Every page of the window was open; what must be gone later."""
    desktop = program.desktop
    assert desktop is not None
    for page in (*PAGES, "customer", "estimate", "invoice"):
        desktop.shell.go(page)
        settle(qtbot, desktop.shell)
    return [
        weakref.ref(one) for one in (desktop.shell, desktop.window, desktop.shell.runner, desktop.context.desk.database)
    ]


def test_a_window_that_another_replaced_is_gone_with_all_it_held(
    qtbot: QtBot, begin: Begin, office: OfficePlace, tmp_path: Path
) -> None:
    config = Config(tmp_path / "settings.json")
    program = begin(start(config))
    program.show(open_context(office.address, config))
    for _ in range(2):
        seen = looked_around(qtbot, program)
        program.reopen(Reopening(office.address))
        assert program.desktop is None
        qtbot.waitUntil(lambda: program.desktop is not None)
        delete_what_goes_later()
        gc.collect()
        assert [type(one()).__name__ for one in seen if one() is not None] == []
    program.end()
    assert not [thread for thread in threading.enumerate() if thread.name == "office watch"]


def test_what_works_for_a_window_is_told_once_that_it_goes(
    qtbot: QtBot, begin: Begin, office: OfficePlace, tmp_path: Path
) -> None:
    config = Config(tmp_path / "settings.json")
    program = begin(start(config))
    program.show(open_context(office.address, config))
    assert program.desktop is not None
    settle(qtbot, program.desktop.shell)
    first = QSignalSpy(program.desktop.shell.closing)
    # Closed for another window, and by the user.
    program.reopen(Reopening(office.address))
    assert first.count() == 1
    qtbot.waitUntil(lambda: program.desktop is not None)
    settle(qtbot, program.desktop.shell)
    second = QSignalSpy(program.desktop.shell.closing)
    program.desktop.window.close()
    program.end()
    assert (first.count(), second.count()) == (1, 1)
