"""Visits of the month view are moved to other days: dragged, or by Alt and an arrow key. They keep their hours."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from officedesk.services.permissions import Permission
from officedesk.services.schedule.rows import Move, VisitBlock
from officedesk.views.schedule.changing import Changing
from officedesk.views.schedule.words import OVER

if TYPE_CHECKING:
    from officedesk.views.schedule.month import MonthView
    from officedesk.views.shell import Shell

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
"""Days that an arrow goes."""


class MonthHand(QObject):
    """What the hand holds. ``goal`` is the visit that the keyboard follows to its new day."""

    def __init__(self, shell: "Shell", month: "MonthView") -> None:
        super().__init__(month)
        self._shell, self._month = shell, month
        self.changing = Changing(shell, month)
        self.changing.given_up.connect(month.reload)
        self._block: VisitBlock | None = None
        self._from: date | None = None
        self._pressed = self._at = QPoint()
        self._day: date | None = None
        self.dragging = False
        self.goal = 0

    def may_move(self, block: VisitBlock | None) -> bool:
        """Done work stays, and not everybody plans."""
        return block is not None and block.status not in OVER and self._shell.may(Permission.JOBS_WRITE)

    # --- the mouse ---

    def press(self, block: VisitBlock | None, day: date | None, at: QPoint) -> None:
        """A button went down on a visit, or beside one."""
        self._block = block if self.may_move(block) else None
        self._from, self._pressed = day, at

    def move(self, at: QPoint) -> bool:
        """The mouse moved with the button held; ``True`` where that drags a visit."""
        if self._block is None:
            return False
        if not self.dragging and (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return True
        self.dragging = True
        self._at = at
        cell = self._month.days.cell_at(self._month.indexAt(at))
        self._day = None if cell is None else cell.day
        self._month.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._month.viewport().update()
        return True

    def release(self) -> bool:
        """The button was let go; ``True`` where that put a visit down."""
        block, day, begun, dragged = self._block, self._day, self._from, self.dragging
        self.let_go()
        if not dragged:
            return False
        if block is not None and day is not None and begun is not None and day != begun:
            self.move_by(block, (day - begun).days)
        else:
            self._month.fresh.look_again()
        return True

    def let_go(self) -> None:
        """Nothing is held any more: what was dragged is where it was."""
        if self.dragging:
            self._month.viewport().unsetCursor()
            self._month.viewport().update()
        self._block, self._day, self.dragging = None, None, False

    # --- the keyboard ---

    def key(self, key: int, block: VisitBlock | None) -> bool:
        """Alt and an arrow key, with a visit chosen."""
        step = STEPS.get(Qt.Key(key)) if key in STEPS else None
        if step is None or block is None or not self.may_move(block):
            return False
        self.move_by(block, step)
        return True

    def move_by(self, block: VisitBlock, days: int) -> None:
        """Store it so many days later. What speaks against it is asked first."""
        if block.starts is None:
            return
        starts: datetime = block.starts + timedelta(days=days)
        self.goal = block.visit_id
        said = f"{block.number} moved to {starts:%A}, {starts:%B} {starts.day}."
        self.changing.do([Move.of(block).to(starts)], said)

    # --- what is seen of it ---

    def paint(self, painter: QPainter) -> None:
        """The day that it would come to, and the visit under the hand."""
        block, day = self._block, self._day
        if not self.dragging or block is None:
            return
        month = self._month
        brushes = month.painted.brushes
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if day is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(brushes.pen("accent_text", 2.0))
            area = month.visualRect(month.days.index_of(day))
            painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -3, -3), 4, 4)
        width = month.columnWidth(0) - 11
        box = QRect(self._at - QPoint(20, 10), self._at - QPoint(20, 10) + QPoint(width, month.painted.pitch - 2))
        painter.setOpacity(0.9)
        month.painted.paint_visit(painter, box, block)
