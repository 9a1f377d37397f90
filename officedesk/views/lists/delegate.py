"""Paints the cells of every list: text, chips and marks in the colours of the theme."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from officedesk.views.icons import Icons
from officedesk.views.lists.columns import Cell, Chip
from officedesk.views.lists.paged_model import CELL
from officedesk.views.theme import Theme

PADDING = 12
TEXTS_KEPT = 4_000
_SELECTED = QStyle.StateFlag.State_Selected.value
_RIGHT = Qt.AlignmentFlag.AlignRight.value
TICK = (QPointF(3.5, 7.5), QPointF(6, 10), QPointF(10.5, 4.5))
DASH = (QPointF(4, 7), QPointF(10, 7))
CHIP_TONES = {
    "plain": ("chip_text", "chip"),
    "accent": ("accent_text", "accent_soft"),
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "bad": ("bad", "bad_soft"),
}


class CellDelegate(QStyledItemDelegate):
    """One for all columns of a view. Fonts and metrics are kept: a frame paints hundreds of cells."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._plain = parent.font()
        self._bold = QFont(self._plain)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._small = QFont(self._plain)
        self._small.setPointSizeF(self._plain.pointSizeF() * 0.85)
        self._small.setWeight(QFont.Weight.Medium)
        self._metrics = {id(font): QFontMetrics(font) for font in (self._plain, self._bold, self._small)}
        self._right: dict[int, bool] = {}
        self._texts: dict[tuple[int, str, int], tuple[str, int]] = {}
        self._colours: dict[str, QColor] = {}
        theme.changed.connect(self._colours.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return QSize(40, 34)
        metrics = self._metrics[id(self._bold if cell.bold else self._plain)]
        width = metrics.horizontalAdvance(cell.text) + 2 * PADDING + len(cell.marks) * 20
        width += sum(self._chip_width(chip) + 6 for chip in cell.chips)
        return QSize(width, 34)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        # By value: at hundreds of cells a frame, Python's own arithmetic of flags is felt.
        if state.value & _SELECTED:
            painter.fillRect(area, self._colour("selected"))
        painter.setPen(self._colour("line"))
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        column = index.column()
        check = index.data(Qt.ItemDataRole.CheckStateRole) if column == 0 else None
        if check is not None:
            self.paint_check(painter, area, check)
        else:
            cell = index.data(CELL)
            if isinstance(cell, Cell):
                right = self._right.get(column)
                if right is None:
                    right = self._right[column] = bool(index.data(Qt.ItemDataRole.TextAlignmentRole) & _RIGHT)
                self._paint_cell(painter, area.adjusted(PADDING, 0, -PADDING, -1), cell, right)
        painter.restore()

    def _colour(self, name: str) -> QColor:
        if name not in self._colours:
            self._colours[name] = self._theme.colour(name)
        return self._colours[name]

    def paint_check(self, painter: QPainter, area: QRect, value: Qt.CheckState) -> None:
        """A box in the middle of ``area``; a line goes through where only some of many are checked."""
        box = QRectF(area.left() + (area.width() - 14) / 2, area.top() + (area.height() - 14) / 2, 14, 14)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = Qt.CheckState(value) is not Qt.CheckState.Unchecked
        painter.setPen(self._colour("accent" if on else "control_line"))
        painter.setBrush(self._colour("accent" if on else "panel"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(QColor("#ffffff"), 2))
            partly = Qt.CheckState(value) is Qt.CheckState.PartiallyChecked
            painter.drawPolyline([box.topLeft() + p for p in (DASH if partly else TICK)])

    def _paint_cell(self, painter: QPainter, area: QRect, cell: Cell, right: bool) -> None:
        left, room = area.left(), area.width()
        for number, chip in enumerate(cell.chips):
            rest = len(cell.chips) - number
            more = Chip(f"+{rest - 1}") if rest > 1 else None
            width = self._chip_width(chip)
            if number and width + (self._chip_width(more) + 6 if more else 0) > room:
                # No room for this one: say how many there are, rather than showing half of it.
                chip = Chip(f"+{rest}")
                width = self._chip_width(chip)
                self._paint_chip(painter, QRectF(left, area.center().y() - 9, min(width, room), 19), chip)
                left += width + 6
                room -= width + 6
                break
            width = min(width, room - (self._chip_width(more) + 6 if more and number == 0 else 0))
            if width < 24:
                break
            self._paint_chip(painter, QRectF(left, area.center().y() - 9, width, 19), chip)
            left += width + 6
            room -= width + 6
        if cell.text and room > 8:
            font = self._bold if cell.bold else self._plain
            metrics = self._metrics[id(font)]
            painter.setFont(font)
            painter.setPen(self._colour(cell.tone))
            text, width = self._fitted(font, cell.text, room - len(cell.marks) * 20)
            base = area.top() + (area.height() + metrics.ascent() - metrics.descent()) // 2
            painter.drawText(area.right() + 1 - width if right else left, base, text)
            left += width + 5
        for icon, tone in cell.marks:
            self._icons.paint(painter, QRect(left, area.center().y() - 7, 15, 15), icon, self._colour(tone))
            left += 20

    def _fitted(self, font: QFont, text: str, space: int) -> tuple[str, int]:
        """``text``, cut off where it is wider than ``space``, and its width. Measuring costs as much as drawing."""
        key = (id(font), text, space)
        found = self._texts.get(key)
        if found is None:
            metrics = self._metrics[id(font)]
            width = metrics.horizontalAdvance(text)
            if width > space:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, space)
                width = metrics.horizontalAdvance(text)
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            found = self._texts[key] = (text, width)
        return found

    def _chip_width(self, chip: Chip) -> int:
        return self._metrics[id(self._small)].horizontalAdvance(chip.text) + 16

    def _paint_chip(self, painter: QPainter, area: QRectF, chip: Chip) -> None:
        text, ground = CHIP_TONES[chip.tone]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(ground))
        painter.drawRoundedRect(area, 9, 9)
        painter.setFont(self._small)
        painter.setPen(self._colour(text))
        shown = self._metrics[id(self._small)].elidedText(
            chip.text, Qt.TextElideMode.ElideRight, int(area.width()) - 12
        )
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), shown)
