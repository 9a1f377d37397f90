"""The shadow of a visit where it would be, with what is wrong there."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.block_paint import RADIUS, BlockPaint


class Ghost(QGraphicsItem):
    """Its box is that of the visit; the words hang under it, or stand over it at the end of the board."""

    def __init__(self, paint: BlockPaint) -> None:
        super().__init__()
        self.paint_with = paint
        self.block: VisitBlock | None = None
        self.reasons: tuple[str, ...] = ()
        self.refused = False
        self._box = QRectF()
        self._words: tuple[str, ...] = ()
        self._tag = QRectF()
        self.setZValue(40)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.hide()

    def tell(
        self,
        box: QRectF,
        block: VisitBlock,
        when: str,
        reasons: tuple[str, ...],
        seen: QRectF,
        *,
        refused: bool = False,
    ) -> None:
        """Show ``block`` at ``box`` of the scene; ``seen`` is what of the scene is in view."""
        brushes = self.paint_with.brushes
        self.prepareGeometryChange()
        self.block, self.reasons, self.refused = block, reasons, refused
        self._box = box
        self._words = (when, *reasons[:3])
        wide = max(brushes.width(one, brushes.bold if at == 0 else brushes.font) for at, one in enumerate(self._words))
        wide = min(wide + 18, max(seen.width() - 16, 120))
        high = len(self._words) * brushes.line + 10
        left = min(max(box.left(), seen.left() + 4), seen.right() - wide - 4)
        below = box.bottom() + 4
        top = below if below + high < seen.bottom() else box.top() - high - 4
        self._tag = QRectF(left, max(top, seen.top() + 2), wide, high)
        self.show()
        self.update()

    @property
    def box(self) -> QRectF:
        return self._box

    @property
    def words(self) -> tuple[str, ...]:
        """What it says: when, and what is wrong."""
        return self._words

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-4, -6, 4, 4).united(self._tag.adjusted(-2, -2, 2, 2))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.block is None:
            return
        brushes = self.paint_with.brushes
        painter.save()
        self.paint_with.paint(painter, self._box, self.block, text_left=self._box.left(), stripe=None)
        token = "bad" if self.reasons else "accent_text"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(brushes.pen(token, 2.0))
        painter.drawRoundedRect(self._box, RADIUS, RADIUS)
        painter.setPen(brushes.pen("bad" if self.reasons else "control_line"))
        painter.setBrush(brushes.brush("bad_soft" if self.reasons else "panel"))
        painter.drawRoundedRect(self._tag, RADIUS, RADIUS)
        y = self._tag.top() + 5 + brushes.ascent
        room = int(self._tag.width() - 16)
        for at, one in enumerate(self._words):
            painter.setFont(brushes.bold if at == 0 else brushes.font)
            painter.setPen(brushes.pen("text" if at == 0 else "bad"))
            painter.drawText(QPointF(self._tag.left() + 9, y), brushes.elided(one, at == 0, room))
            y += brushes.line
        painter.restore()
