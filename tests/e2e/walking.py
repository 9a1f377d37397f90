"""Walking through the whole window with the keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.views.application import Desktop
from tests.gui.keys import press


def settle(qtbot: QtBot, desktop: Desktop) -> None:
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy, timeout=20_000)


def come_back(qtbot: QtBot, desktop: Desktop) -> None:
    """Without a window system nobody makes the window active again when a menu or dialog is gone."""
    desktop.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desktop.window)
    settle(qtbot, desktop)


def tab_to(name: str, most: int = 120) -> None:
    """Press Tab until the control that screen readers call ``name`` has the focus."""
    seen = []
    for _ in range(most):
        focused = QApplication.focusWidget()
        seen.append(focused.accessibleName() if focused is not None else "nothing")
        if focused is not None and focused.accessibleName() == name and focused.isEnabled():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"no Tab leads to {name!r}, only to {list(dict.fromkeys(seen))}")


def reach(qtbot: QtBot, name: str) -> None:
    """Wait until the control of that name has got the focus by itself."""

    def there() -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and focused.accessibleName() == name

    qtbot.waitUntil(there)


def dialog_in_front(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and dialog.isAncestorOf(QApplication.focusWidget()))


def choose_first(qtbot: QtBot) -> None:
    """Open the menu of the button in focus and take its first entry."""
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)


def on_page(desktop: Desktop, name: str) -> Any:
    assert desktop.window.place is not None
    assert desktop.window.place.page == name
    return desktop.window.page(name)


def find_abc_company(qtbot: QtBot, desktop: Desktop) -> None:
    """By the last digits of a phone number, from the list of customers to the profile."""
    press("746-4017")
    panel = on_page(desktop, "customers").panel
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1 and panel.model.row_at(0).name == "ABC Company")
    settle(qtbot, desktop)
    press(Qt.Key.Key_Return)
    settle(qtbot, desktop)
    assert on_page(desktop, "customer") is not None


def sell(qtbot: QtBot, desktop: Desktop, *lines: tuple[str, str]) -> None:
    """Type the lines of the estimate on screen from the price book: names and quantities."""
    popup = on_page(desktop, "estimate").editor.lines.entry.popup
    for number, (name, quantity) in enumerate(lines, start=1):
        tab_to("Add a line: type to search the price book")
        press(name)
        qtbot.waitUntil(lambda: popup.isVisible() and popup.count() > 0)
        settle(qtbot, desktop)
        press(Qt.Key.Key_Return)
        reach(qtbot, f"Qty, line {number}")
        press(quantity)
        press(Qt.Key.Key_Return)
        reach(qtbot, f"Price, line {number}")
