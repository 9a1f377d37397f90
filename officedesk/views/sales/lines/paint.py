"""Paints the cells of the line editor."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from officedesk.models.enums import AmountKind, LineKind
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.lists.delegate import TICK
from officedesk.views.sales.lines.cells import COLUMNS
from officedesk.views.sales.lines.model import COUNTED, ERROR, LINE
from officedesk.views.theme import Theme

PADDING = 12
MARK = 22
"""Room for the check of an optional line."""


class LinePainter(QStyledItemDelegate):
    """Base of the line editor's delegate: everything that is only looked at."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._plain = QFont(parent.font())
        self._bold = QFont(self._plain)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._small = QFont(self._plain)
        self._small.setPointSizeF(self._plain.pointSizeF() * 0.88)
        self._metrics = {id(font): QFontMetrics(font) for font in (self._plain, self._bold, self._small)}

    def row_height(self, line: LineDraft) -> int:
        """A line of text, and one for the description where there is one."""
        height = max(34, self._metrics[id(self._plain)].height() + 16)
        return height + (self._metrics[id(self._small)].height() + 2 if line.description else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        text = str(index.data() or "")
        width = self._metrics[id(self._bold)].horizontalAdvance(text) + 2 * PADDING
        line = index.data(LINE)
        return QSize(width, self.row_height(line) if line is not None else 34)

    def mark_area(self, area: QRect, line: LineDraft) -> QRect:
        """Where the check or radio button of an optional line or alternative is; empty for others."""
        if not (line.optional or line.alternative):
            return QRect()
        return QRect(area.left() + PADDING, area.top(), MARK, self.row_height(LineDraft()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: LineDraft | None = index.data(LINE)
        if line is None:
            return
        area: QRect = option.rect
        colour = self.theme.colour
        heading = line.kind is LineKind.SECTION
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, colour("selected"))
        elif heading:
            painter.fillRect(area, colour("raised"))
        painter.setPen(colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(PADDING, 0, -PADDING, -1)
        inner.setHeight(self.row_height(LineDraft()) - 1)
        column = COLUMNS[index.column()]
        muted = not heading and not index.data(COUNTED)
        if column.name == "item":
            self._paint_item(painter, inner, line, muted)
        else:
            text = str(index.data() or "")
            tone = "muted" if muted or (column.name == "discount" and line.discount_kind is AmountKind.NONE) else "text"
            strong = heading and column.name == "amount"
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            self._text(painter, inner, text, tone, self._bold if strong else self._plain, side)
        # A chip or a check box before left its brush: the frame is not filled.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if index.data(ERROR):
            painter.setPen(QPen(colour("bad"), 1.5))
            painter.drawRect(QRectF(area).adjusted(1.5, 1.5, -1.5, -2.5))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colour("accent"))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_item(self, painter: QPainter, area: QRect, line: LineDraft, muted: bool) -> None:
        font = self._bold if line.kind is LineKind.SECTION else self._plain
        if line.optional or line.alternative:
            self._mark(painter, area, line)
            area = area.adjusted(MARK, 0, 0, 0)
            word = f"Option {line.alternative}" if line.alternative else "Optional"
            width = self._metrics[id(self._small)].horizontalAdvance(word) + 14
            if area.width() > width + 60:
                chip = QRectF(area.right() - width + 1, area.center().y() - 9, width, 19)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.colour("chip"))
                painter.drawRoundedRect(chip, 9, 9)
                painter.setFont(self._small)
                painter.setPen(self.theme.colour("chip_text"))
                painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), word)
                area = area.adjusted(0, 0, -width - 6, 0)
        name = line.name or ("Section name" if line.kind is LineKind.SECTION else "No name yet")
        self._text(painter, area, name, "muted" if muted or not line.name else "text", font)
        if line.description:
            below = area.translated(0, self._metrics[id(self._plain)].height() // 2 + area.height() // 2 - 2)
            below.setHeight(self._metrics[id(self._small)].height())
            self._text(painter, below, " ".join(line.description.split()), "muted", self._small)

    def _mark(self, painter: QPainter, area: QRect, line: LineDraft) -> None:
        box = QRectF(area.left(), area.center().y() - 6.5, 14, 14)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = line.selected
        painter.setPen(self.theme.colour("accent" if on else "control_line"))
        painter.setBrush(self.theme.colour("accent" if on else "panel"))
        if line.alternative:
            painter.drawEllipse(box)
            if on:
                painter.setBrush(self.theme.colour("on_accent"))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(box.adjusted(4, 4, -4, -4))
        else:
            painter.drawRoundedRect(box, 3, 3)
            if on:
                painter.setPen(QPen(self.theme.colour("on_accent"), 2))
                painter.drawPolyline([box.topLeft() + point for point in TICK])
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _text(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        tone: str,
        font: QFont,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        if len(text) > 400:
            text = text[:400]
        shown = self._metrics[id(font)].elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.setFont(font)
        painter.setPen(self.theme.colour(tone))
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
