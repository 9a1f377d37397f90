"""A hand and eyes for the board."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.schedule.board import board
from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.main_window import MainWindow
from officedesk.views.schedule.page import SchedulePage
from officedesk.views.shell import Shell
from tests.gui.keys import settle

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class BoardHand:
    """Drives the Schedule page of a window with the mouse, and reads what the office has."""

    def __init__(self, qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk) -> None:
        self.qtbot, self.window, self.shell, self.desk = qtbot, window, shell, desk

    @property
    def page(self) -> SchedulePage:
        page = self.window.page("schedule")
        assert isinstance(page, SchedulePage)
        return page

    @property
    def view(self) -> Any:
        return self.page.board.view

    @property
    def tray(self) -> Any:
        return self.page.board.tray

    def open(self, day: date, view: str = "day", **context: object) -> BoardHand:
        self.shell.go("schedule", day=day.isoformat(), view=view, **context)
        settle(self.qtbot, self.shell)
        return self

    def settle(self) -> None:
        settle(self.qtbot, self.shell)

    def block(self, visit_id: int) -> VisitBlock:
        """The visit as the office has it."""
        shown = board(self.desk, date(2023, 6, 1), date(2023, 7, 30))
        return next(one for one in (*shown.visits, *shown.waiting) if one.visit_id == visit_id)

    def told(self, visit_id: int) -> tuple[str, tuple[int, ...]]:
        """When it begins, and who goes, as the office has it."""
        block = self.block(visit_id)
        return ("" if block.starts is None else f"{block.starts:%m-%d %H:%M}-{block.ends:%H:%M}", block.technician_ids)

    # --- the mouse ---

    def spot(self, visit_id: int, row_id: int | None = None, part: float = 0.5) -> QPoint:
        """A point on a visit, in the viewport: scrolled to, at that part of its width."""
        box = self.view.block_box(visit_id, row_id)
        assert box is not None, f"visit {visit_id} is not on the board"
        self.view.bring_into_view(box)
        x = box.left() + box.width() * part
        x = min(max(x, box.left() + 2), box.right() - 3)
        return self.view.mapFromScene(x, box.center().y())

    def place(self, row_id: int, moment: datetime) -> QPoint:
        """A point of a row at a moment, in the viewport."""
        row = self.view.row_of(row_id)
        assert row is not None
        return self.view.mapFromScene(self.view.plan.axis.x(moment) + 1, row.y + row.height / 2)

    def press(self, at: QPoint, widget: QWidget | None = None, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.mousePress(widget or self.view.viewport(), LEFT, modifier, at)

    def move(self, at: QPoint, widget: QWidget | None = None, modifier: Qt.KeyboardModifier = NONE) -> None:
        """A move with the button held, in steps as a hand makes them."""
        target = widget or self.view.viewport()
        move_held(target, at, modifier)

    def release(self, at: QPoint, widget: QWidget | None = None, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(widget or self.view.viewport(), LEFT, modifier, at)

    def drag(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press, go there, and let go."""
        self.press(start, modifier=modifier)
        for step in (1, 2, 3, 4):
            self.move(start + (end - start) * step / 4, modifier=modifier)
        self.release(end, modifier=modifier)


def move_held(widget: QWidget, at: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Qt's own helper moves without buttons: a drag has one."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        LEFT,
        modifier,
    )
    QApplication.sendEvent(widget, event)
