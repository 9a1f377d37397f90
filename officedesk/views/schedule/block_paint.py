"""How a visit looks: on the board, under a dragging hand, in the tray."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from officedesk.formatting import time_text
from officedesk.models.enums import JobStatus
from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.icons import Icons
from officedesk.views.schedule import words
from officedesk.views.schedule.brushes import Brushes

EDGE = 3.0
RADIUS = 5.0
NARROW = 26.0
"""Pixels below which a visit says nothing."""


class BlockPaint:
    """Paints visits with the brushes of the scheme in force."""

    def __init__(self, icons: Icons, brushes: Brushes) -> None:
        self._icons = icons
        self.brushes = brushes

    def paint(
        self, painter: QPainter, box: QRectF, block: VisitBlock, *, text_left: float, stripe: tuple[float, float] | None
    ) -> None:
        """``text_left``: where words may begin (the view's left edge may be within the visit).

        ``stripe``: from where to where it is by the clock, for visits that are drawn wider.
        """
        brushes = self.brushes
        tone = words.tone(block)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brushes.brush(tone))
        painter.drawRoundedRect(
            QRectF(box.left(), box.top(), min(4 * RADIUS, box.width()), box.height()), RADIUS, RADIUS
        )
        painter.setBrush(brushes.brush(words.ground(block)))
        painter.drawRoundedRect(box.adjusted(EDGE, 0, 0, 0), RADIUS, RADIUS)
        # The edge is straight where the ground begins.
        painter.drawRect(QRectF(box.left() + EDGE, box.top(), min(2 * RADIUS, box.width() - 2 * EDGE), box.height()))
        painter.setBrush(brushes.brush(tone))
        if stripe is not None:
            left, right = max(stripe[0], box.left() + EDGE), min(stripe[1], box.right() - 1)
            painter.drawRect(QRectF(left, box.bottom() - 3, max(right - left, 3.0), 2))
        left = max(box.left() + EDGE, min(text_left, box.right() - 80))
        inner = QRectF(left + 7 * brushes.scale, box.top(), box.right() - left - 13 * brushes.scale, box.height())
        if inner.width() + 20 < NARROW:
            return
        if box.height() < 2 * brushes.line + 6 * brushes.scale:
            self._one_line(painter, inner, block, tone)
        else:
            self._lines(painter, inner, block, tone)

    def window(self, painter: QPainter, left: float, right: float, top: float, block: VisitBlock) -> None:
        """The mark of a promised arrival window: a bracket over the visit, from its beginning to the latest arrival."""
        if right - left < 4:
            return
        painter.setPen(self.brushes.pen(words.tone(block), 1.5))
        painter.drawLine(QPointF(left, top), QPointF(right, top))
        painter.drawLine(QPointF(right, top - 2), QPointF(right, top + 4))

    def _one_line(self, painter: QPainter, inner: QRectF, block: VisitBlock, tone: str) -> None:
        brushes = self.brushes
        y = inner.top() + (inner.height() - brushes.line) / 2 + brushes.ascent - 0.5
        right = self._marks(
            painter,
            inner,
            inner.top() + (inner.height() - brushes.line) / 2,
            block,
            tone,
            most=2 if inner.width() > 170 * brushes.scale else 1,
        )
        left = inner.left()
        if block.starts is not None and not block.all_day:
            told = time_text(block.starts)
            wide = brushes.width(told, brushes.font)
            if right - left > wide + 60 * brushes.scale:
                painter.setFont(brushes.font)
                painter.setPen(brushes.pen("muted"))
                painter.drawText(QPointF(left, y), told)
                left += wide + 6 * brushes.scale
        said = words.title(block)
        if brushes.width(said, brushes.bold) > right - left:
            # Whose it is says more than its number.
            said = block.company
        self._strong(painter, block)
        painter.drawText(QPointF(left, y), brushes.elided(said, True, int(right - left)))

    def _lines(self, painter: QPainter, inner: QRectF, block: VisitBlock, tone: str) -> None:
        brushes = self.brushes
        top = inner.top() + 5 * brushes.scale
        room = int((inner.bottom() - top - 2) / brushes.line)
        right = self._marks(painter, inner, top, block, tone, most=3 if inner.width() > 110 else 1)
        width = int(inner.width())
        most = max(room - 2, 1)
        titles = brushes.fit(words.title(block), True, int(right - inner.left()), most)
        y = top + brushes.ascent
        self._strong(painter, block)
        for one in titles:
            painter.drawText(QPointF(inner.left(), y), one)
            y += brushes.line
        left_over = room - len(titles)
        told = words.times(block)
        if brushes.width(told, brushes.font) > width and block.starts is not None:
            told = time_text(block.starts)
        painter.setFont(brushes.font)
        if left_over >= 2 and block.description:
            painter.setPen(brushes.pen("text"))
            for one in brushes.fit(block.description, False, width, left_over - 1):
                painter.drawText(QPointF(inner.left(), y), one)
                y += brushes.line
                left_over -= 1
        elif left_over == 1 and block.description:
            told = f"{told} · {block.description}"
        if left_over >= 1:
            painter.setPen(brushes.pen("muted"))
            painter.drawText(QPointF(inner.left(), y), brushes.elided(told, False, width))

    def _strong(self, painter: QPainter, block: VisitBlock) -> None:
        painter.setFont(self.brushes.bold)
        painter.setPen(self.brushes.pen("muted" if block.status is JobStatus.CANCELLED else "text"))

    def _marks(self, painter: QPainter, inner: QRectF, top: float, block: VisitBlock, tone: str, *, most: int) -> float:
        """Paint the marks at the right; gives where the words must end."""
        size = round(12 * self.brushes.scale)
        x = inner.right()
        if inner.width() < 74 * self.brushes.scale:
            return x
        for name in words.marks(block)[:most]:
            x -= size
            square = QRect(round(x), round(top + (self.brushes.line - size) / 2), size, size)
            self._icons.paint(painter, square, name, self.brushes.colour(tone))
            x -= 3
        return x
