"""Programs that tests start, and what is left of windows when a test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from officedesk.context import Start
    from officedesk.views.opened import Application
    from officedesk.views.program import Program
    from officedesk.views.theme import Theme

Begin = Callable[["Start"], "Program"]


@contextmanager
def programs(app: Application, theme: Theme, qtbot: QtBot) -> Iterator[Begin]:
    """`begin(start)` is a program whose windows are all gone afterwards; the application stays."""
    from officedesk.views.program import Program

    made: list[Program] = []
    quits = app.quitOnLastWindowClosed()
    app.setQuitOnLastWindowClosed(False)

    def begin(start: Start) -> Program:
        made.append(Program(app, start, theme))
        return made[-1]

    try:
        yield begin
        qtbot.waitUntil(lambda: not any(program._runner.busy for program in made))
    finally:
        for program in made:
            program.end()
        app.setQuitOnLastWindowClosed(quits)


def leave_nothing_open() -> None:
    """No menu of a test stays open: while one is, lists of the next test would wait for its end."""
    from PySide6.QtWidgets import QApplication

    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if popup is QApplication.activePopupWidget():
            break
    delete_what_goes_later()


def delete_what_goes_later() -> None:
    """What was asked to go (`deleteLater`) goes now: no event loop runs between tests that would do it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
