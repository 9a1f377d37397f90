"""Keys as they come from a keyboard: to whatever has the focus."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.views.shell import Shell

S = TypeVar("S", bound=QWidget)
CTRL = Qt.KeyboardModifier.ControlModifier


def press(*keys: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys; text is typed letter by letter. An open popup (a list of completions) gets them first."""
    for key in keys:
        for one in key if isinstance(key, str) else (key,):
            _wake()
            target = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert target is not None, "nothing has the focus"
            QTest.keyClick(target, one, modifier)


def double_click(widget: QWidget, at: QPoint) -> None:
    """Double click, and let go: Qt's own helper leaves the button pressed, for every test that comes after."""
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=at)


def draw(pad: QWidget, *points: tuple[int, int]) -> None:
    """Draw with the mouse, as a hand does."""
    places = [QPoint(*point) for point in points]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


def _wake() -> None:
    """Without a window system a popup stays the active window after it closed: make the one below it active again."""
    active, focus = QApplication.activeWindow(), QApplication.focusWidget()
    if active is not None and not active.isVisible() and focus is not None:
        focus.window().activateWindow()
        QApplication.processEvents()
        focus.setFocus()


def come_up(qtbot: Any, shell: Shell, widget: QWidget) -> None:
    """Wait until ``widget`` is the active window and has read what it shows."""
    if not widget.isVisible():
        widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is widget.window())
    settle(qtbot, shell)


def show_section(qtbot: Any, shell: Shell, made: S, width: int = 900, height: int = 600) -> S:
    """A section of the settings, shown as their page shows it, with what it reads."""
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    made.show_section()
    settle(qtbot, shell)
    return made


def destroy(qtbot: Any, widget: QWidget) -> None:
    """Destroy a widget as the window does, and see it go."""
    gone: list[object] = []
    widget.destroyed.connect(lambda *_: gone.append(True))
    widget.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))


def settle(qtbot: Any, shell: Shell) -> None:
    """Wait until nothing is read or saved any more, nor what follows from it."""
    # What was read may ask for more, by way of a timer: only several looks in a row at nothing are the end.
    calm = 0
    while calm < 3:
        QApplication.processEvents()
        calm = 0 if shell.runner.busy else calm + 1
        qtbot.waitUntil(lambda: not shell.runner.busy)
    QApplication.processEvents()
