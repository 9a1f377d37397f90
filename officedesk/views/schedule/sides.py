"""What stands still beside the board: hours and days above it, technicians at its left."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from officedesk.views.schedule.brushes import LONGEST
from officedesk.views.schedule.layout import RowPlan
from officedesk.views.schedule.words import day_text, hours_text
from officedesk.views.widgets.tips import plain_tip

if TYPE_CHECKING:
    from officedesk.views.schedule.view import BoardView

NAMES = 150
"""Width of the names in pixels of a 13 px font."""
RULER = 28
HOURS = 20
"""Height of the hours under the days."""


def clock_text(minute: int) -> str:
    """``7 am``, ``7:30``, ``12 pm``."""
    hour, rest = divmod(minute % 1440, 60)
    if rest:
        return f"{hour % 12 or 12}:{rest:02d}"
    return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"


class Ruler(QWidget):
    """Hours of a day, or the days with their hours where there is room for them."""

    def __init__(self, view: "BoardView") -> None:
        super().__init__(view)
        self._view = view
        self.today: Callable[[], date] = date.today
        self.holidays: dict[date, str] = {}
        self.day_wanted: Callable[[date], object] = lambda _: None
        """A click on a day among several."""

    @property
    def high(self) -> int:
        """The height that it needs."""
        axis = self._view.plan.axis
        scale = self._view.brushes.scale
        both = axis.days > 1 and axis.minute * 60 >= 28
        return round((RULER + (HOURS if both else 0)) * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        brushes, axis = view.brushes, view.plan.axis
        painter = QPainter(self)
        painter.fillRect(self.rect(), brushes.colour("raised"))
        shift = view.horizontalScrollBar().value()
        painter.setPen(brushes.pen("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.translate(-shift, 0)
        seen = (shift - 90, shift + self.width())
        if axis.days == 1:
            self._hours(painter, 0, self.height(), seen)
        else:
            high = round(RULER * brushes.scale)
            self._days(painter, high, shift)
            if self.height() > high + 4:
                self._hours(painter, high - 4, self.height() - high + 4, seen)

    def _hours(self, painter: QPainter, top: float, high: float, seen: tuple[float, float]) -> None:
        view = self._view
        brushes, axis = view.brushes, view.plan.axis
        several = axis.days > 1
        painter.setFont(brushes.small if several else brushes.plain)
        painter.setPen(brushes.pen("muted"))
        last = -1000.0
        for x, _, minute in axis.ticks():
            told = clock_text(minute)
            wide = brushes.width(told, brushes.small if several else brushes.plain)
            if not seen[0] <= x <= seen[1] or x < last:
                continue
            if several and minute == axis.opens:
                continue
            if minute % 60 and (minute % 30 or axis.minute * 60 < 170 * brushes.scale):
                continue
            last = x + wide + 8
            painter.drawText(QRectF(x + 1, top, wide + 12, high - 1), Qt.AlignmentFlag.AlignVCenter, told)

    def _days(self, painter: QPainter, high: int, shift: int) -> None:
        view = self._view
        brushes, axis = view.brushes, view.plan.axis
        today = self.today()
        for day in range(axis.days):
            on = axis.first + timedelta(days=day)
            left, right = day * axis.day_width, (day + 1) * axis.day_width
            if right < shift or left > shift + self.width():
                continue
            painter.setPen(brushes.pen("control_line"))
            if day:
                painter.drawLine(QPointF(round(left) + 0.5, 0), QPointF(round(left) + 0.5, self.height()))
            # A day that is wider than the view says which it is as long as any of it is seen.
            begin = min(max(left, shift), right - 70 * brushes.scale) + 8
            painter.setFont(brushes.name if on == today else brushes.plain)
            painter.setPen(brushes.pen("accent_text" if on == today else "text"))
            told = day_text(on)
            wide = brushes.width(told, brushes.name)
            painter.drawText(QRectF(begin, 0, wide + 8, high), Qt.AlignmentFlag.AlignVCenter, told)
            if name := self.holidays.get(on):
                room = int(right - begin - wide - 16)
                painter.setFont(brushes.font)
                painter.setPen(brushes.pen("warn"))
                if room > 30:
                    box = QRectF(begin + wide + 10, 0, room, high)
                    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, brushes.elided(name, False, room))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        axis = self._view.plan.axis
        if (
            axis.days > 1
            and event.button() is Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            x = event.position().x() + self._view.horizontalScrollBar().value()
            self.day_wanted(axis.first + timedelta(days=axis.day_at(x)))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            axis = self._view.plan.axis
            day = axis.first + timedelta(days=axis.day_at(event.pos().x() + self._view.horizontalScrollBar().value()))
            name = self.holidays.get(day, "")
            told = f"{day:%A}, {day:%B} {day.day}" + (f"\n{name}" if name else "")
            QToolTip.showText(event.globalPos(), plain_tip(told), self)
            return True
        return super().event(event)


class Names(QWidget):
    """Who the rows are, and how much of their time is booked."""

    def __init__(self, view: "BoardView") -> None:
        super().__init__(view)
        self._view = view
        self.unassigned_words = "drag to assign"

    @property
    def wide(self) -> int:
        return round(NAMES * self._view.brushes.scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        brushes, plan = view.brushes, view.plan
        painter = QPainter(self)
        painter.fillRect(self.rect(), brushes.colour("panel"))
        shift = view.verticalScrollBar().value()
        first = plan.row_at(shift)
        at = 0 if first is None else first
        y = -float(shift)
        while at < len(plan.rows) and (y := plan.rows[at].y - shift) < self.height():
            row = plan.rows[at]
            current = at == view.cursor_row and view.hasFocus()
            self._row(painter, row, y, current=current)
            painter.setPen(brushes.pen("line"))
            painter.drawLine(QPointF(0, y + row.height - 0.5), QPointF(self.width(), y + row.height - 0.5))
            at += 1
        painter.setPen(brushes.pen("line"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def _row(self, painter: QPainter, row: RowPlan, y: float, *, current: bool) -> None:
        brushes = self._view.brushes
        scale = brushes.scale
        left = 12 * scale
        room = int(self.width() - left - 10)
        # A row that begins above what is seen says whose it is as long as there is room for it.
        top = y + 13 * scale
        if top < 4:
            top = min(4.0, y + row.height - 40 * scale)
        if row.technician is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brushes.technician(row.technician.colour))
            painter.drawRect(QRectF(0, y, 3, row.height - 1))
        painter.setFont(brushes.name)
        gone = row.technician is not None and not row.technician.active
        painter.setPen(brushes.pen("accent_text" if current else "muted" if gone else "text"))
        metrics = brushes.metrics(brushes.name)
        name = metrics.elidedText(self.name_of(row)[:LONGEST], Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, top + 12 * scale), name)
        told, tone = self.said(row)
        painter.setFont(brushes.plain)
        painter.setPen(brushes.pen(tone))
        small = brushes.metrics(brushes.plain).elidedText(told, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, top + 30 * scale), small)

    def name_of(self, row: RowPlan) -> str:
        return "Unassigned" if row.technician is None else row.technician.name

    def said(self, row: RowPlan) -> tuple[str, str]:
        """(words, token) under a name."""
        if row.technician is None:
            return self.unassigned_words, "muted"
        if not row.technician.active:
            return "no longer here", "muted"
        booked = sum(row.technician.booked)
        hours = sum(end - begin for day in row.technician.hours for begin, end in day)
        if booked > hours and hours:
            return f"{hours_text(booked)} of {hours_text(hours)} booked", "warn"
        if booked:
            return f"{hours_text(booked)} booked", "muted"
        axis = self._view.plan.axis
        away = any(one.starts <= axis.begins and one.ends >= axis.ends for one in row.technician.away)
        # Of a single day the ruler shows the hours: that it is a holiday is said here, where the title has no room.
        off = self._view.board.holidays.get(axis.first, "off") if axis.days == 1 else "off"
        return ("away" if away else "nothing booked" if hours else off), "muted"

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self._view.plan.row_at(event.pos().y() + self._view.verticalScrollBar().value())
        if at is not None:
            self._view.row_menu_wanted.emit(self._view.plan.rows[at].id, event.globalPos())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._view.plan.row_at(event.pos().y() + self._view.verticalScrollBar().value())
            if at is not None:
                row = self._view.plan.rows[at]
                QToolTip.showText(event.globalPos(), plain_tip(f"{self.name_of(row)}\n{self.said(row)[0]}"), self)
            return True
        return super().event(event)
