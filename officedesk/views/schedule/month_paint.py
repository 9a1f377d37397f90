"""How a day of the month view looks: its number, how much is on it, and the first visits."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from officedesk.services.schedule.rows import DayCell, VisitBlock
from officedesk.views.schedule.block_paint import BlockPaint
from officedesk.views.schedule.brushes import Brushes
from officedesk.views.schedule.month_model import MonthModel
from officedesk.views.shell import Shell

_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUS = QStyle.StateFlag.State_HasFocus.value


class DayPaint(QStyledItemDelegate):
    """``today`` and ``chosen`` (id of the visit that the keyboard is at, 0 for none) are told by the view."""

    def __init__(self, shell: Shell, parent: QWidget, model: MonthModel) -> None:
        super().__init__(parent)
        self._shell, self._view, self._model = shell, parent, model
        self.today = shell.desk.today()
        self.chosen: Callable[[DayCell], int] = lambda _: 0
        self.restyle()

    def restyle(self) -> None:
        """The scheme or the font is another."""
        self.brushes = Brushes(self._shell.theme, self._view.font())
        self._blocks = BlockPaint(self._shell.icons, self.brushes)

    @property
    def head(self) -> int:
        """Height of the line with the number."""
        return round(30 * self.brushes.scale)

    @property
    def pitch(self) -> int:
        """From one visit to the next, where there is room."""
        return round(22 * self.brushes.scale)

    @property
    def tail(self) -> int:
        """Height of the line that tells of more."""
        return round(14 * self.brushes.scale)

    def pitch_of(self, height: int) -> int:
        """The same on days of that height: they come closer where that lets one more be seen."""
        under, close = height - self.head - 4, round(20 * self.brushes.scale)
        fewer = any(room // close > room // self.pitch for room in (under, under - self.tail))
        return close if fewer else self.pitch

    def room(self, height: int) -> int:
        """So many lines fit on a day, the one that tells of more among them."""
        under = height - self.head - 4 - self.tail
        return 0 if under < 0 else under // self.pitch_of(height) + 1

    def shown(self, cell: DayCell, height: int) -> tuple[tuple[VisitBlock, ...], int]:
        """The visits that are painted, and how many more there are."""
        fits = max(height - self.head - 4, 0) // self.pitch_of(height)
        most = fits if cell.count <= fits and cell.count <= len(cell.first) else max(self.room(height) - 1, 0)
        first = cell.first[:most]
        return first, cell.count - len(first)

    def boxes(self, cell: DayCell, area: QRect) -> list[tuple[QRect, VisitBlock]]:
        """Where the visits of a day are painted."""
        first, _more = self.shown(cell, area.height())
        left, width = area.left() + 5, area.width() - 11
        top = area.top() + self.head
        pitch = self.pitch_of(area.height())
        return [(QRect(left, top + at * pitch, width, pitch - 2), block) for at, block in enumerate(first)]

    def visit_at(self, cell: DayCell, area: QRect, at: QPoint) -> VisitBlock | None:
        """The visit under a point of the view."""
        return next((block for box, block in self.boxes(cell, area) if box.contains(at)), None)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(90, self.head + 2 * self.pitch)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = self._model.cell_at(index)
        if cell is None:
            return
        area: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state.value  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside = not self._model.first <= cell.day <= self._model.last
        off = cell.holiday or cell.day.weekday() > 4
        painter.fillRect(area, self.brushes.brush("window" if outside or off else "panel"))
        self._lines(painter, area)
        self._number(painter, area, cell, outside=outside)
        chosen = self.chosen(cell)
        for box, block in self.boxes(cell, area):
            self.paint_visit(painter, box, block)
            if block.visit_id == chosen and state & _SELECTED:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(self.brushes.pen("accent_text", 2.0))
                painter.drawRoundedRect(QRectF(box).adjusted(-1, -1, 1, 1), 5, 5)
        self._more(painter, area, cell)
        if state & _SELECTED:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.brushes.pen("accent_text" if state & _FOCUS else "control_line", 2.0))
            painter.drawRect(QRectF(area).adjusted(1, 1, -2, -2))
        painter.restore()

    def paint_visit(self, painter: QPainter, box: QRect, block: VisitBlock) -> None:
        """One visit, on one line."""
        self._blocks.paint(painter, QRectF(box), block, text_left=box.left(), stripe=None)

    def _lines(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(self.brushes.pen("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topRight(), area.bottomRight())

    def _number(self, painter: QPainter, area: QRect, cell: DayCell, *, outside: bool) -> None:
        brushes, scale = self.brushes, self.brushes.scale
        size = round(22 * scale)
        spot = QRect(area.left() + 5, area.top() + 4, size, size)
        told = str(cell.day.day)
        if cell.day.day == 1:
            told = f"{cell.day:%b} 1"
        painter.setFont(brushes.name)
        if cell.day == self.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brushes.brush("accent"))
            wide = max(size, round(brushes.width(told, brushes.name) + 12 * scale))
            spot.setWidth(wide)
            painter.drawRoundedRect(QRectF(spot), size / 2, size / 2)
            painter.setPen(brushes.pen("on_accent"))
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, told)
        else:
            spot.setWidth(area.width() - 12)
            spot.moveLeft(area.left() + round(9 * scale))
            painter.setPen(brushes.pen("muted" if outside else "text"))
            painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)
        left = area.left() + round(14 * scale) + round(max(brushes.width(told, brushes.name), size))
        self._facts(painter, QRect(left, spot.top(), area.right() - 8 - left, size), cell)

    def _facts(self, painter: QPainter, space: QRect, cell: DayCell) -> None:
        """How much is on the day, at the right; what is amiss with a mark, and a holiday by name as far as it goes."""
        brushes = self.brushes
        painter.setFont(brushes.small)
        right = space.right()
        size = round(12 * brushes.scale)
        parts = [(f"{cell.count:,}", "", "muted")] if cell.count else []
        if cell.unassigned:
            parts.append((f"{cell.unassigned:,}", "user-minus", "warn"))
        if cell.late:
            parts.append((f"{cell.late:,}", "hourglass", "bad"))
        for told, icon, tone in parts:
            wide = round(brushes.width(told, brushes.small)) + (size + 3 if icon else 0)
            if right - wide < space.left():
                return
            box = QRect(right - wide, space.top(), wide, space.height())
            painter.setPen(brushes.pen(tone))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
            if icon:
                spot = QRect(box.left(), space.top() + (space.height() - size) // 2, size, size)
                self._shell.icons.paint(painter, spot, icon, brushes.colour(tone))
            right -= wide + round(8 * brushes.scale)
        if cell.holiday and right - space.left() > 30:
            painter.setPen(brushes.pen("muted"))
            told = brushes.metrics(brushes.small).elidedText(
                cell.holiday, Qt.TextElideMode.ElideRight, right - space.left()
            )
            painter.drawText(
                QRect(space.left(), space.top(), right - space.left(), space.height()),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                told,
            )

    def more_box(self, cell: DayCell, area: QRect) -> QRect | None:
        """Where it says how many more there are; ``None`` where it does not."""
        first, more = self.shown(cell, area.height())
        if more <= 0 or self.room(area.height()) == 0:
            return None
        top = area.top() + self.head + len(first) * self.pitch_of(area.height())
        return QRect(area.left() + 5, top, area.width() - 11, self.tail)

    def _more(self, painter: QPainter, area: QRect, cell: DayCell) -> None:
        box = self.more_box(cell, area)
        if box is None:
            return
        first, more = self.shown(cell, area.height())
        painter.setFont(self.brushes.small)
        painter.setPen(self.brushes.pen("muted"))
        said = f"+{more:,} more" if first else f"{more:,} visit{'' if more == 1 else 's'}"
        painter.drawText(box.adjusted(7, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
