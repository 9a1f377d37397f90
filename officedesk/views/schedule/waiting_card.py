"""How a visit looks beside the board: on a card of the tray, and in a hand that is over no row."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.icons import Icons
from officedesk.views.schedule import words
from officedesk.views.schedule.brushes import Brushes

CARD = QSize(226, 62)
"""Of a 13 px font."""
HELD = QPoint(24, 14)
"""Where a hand holds a card that was not taken as one."""


def card_size(brushes: Brushes) -> QSize:
    """In the size of the text."""
    return QSize(round(CARD.width() * brushes.scale), round(CARD.height() * brushes.scale))


def place(block: VisitBlock) -> str:
    """Where it is: ``400 S 4th St., Minneapolis``."""
    return ", ".join(part for part in (block.location, block.city) if part)


def paint_card(
    painter: QPainter, box: QRectF, block: VisitBlock, brushes: Brushes, icons: Icons, *, current: bool = False
) -> None:
    """``current``: the keyboard is at it, or a hand holds it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone = words.tone(block)
    painter.setPen(brushes.pen("accent_text" if current else "control_line", 2.0 if current else 1.0))
    painter.setBrush(brushes.brush("panel"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brushes.brush(tone))
    painter.drawRoundedRect(QRectF(box.left() + 1, box.top() + 4, 3, box.height() - 8), 1.5, 1.5)
    left, room = box.left() + 11, int(box.width() - 20)
    size = round(12 * brushes.scale)
    marks = words.marks(block)[:2]
    y = box.top() + 5 * brushes.scale
    for at, name in enumerate(marks):
        spot = QRectF(box.right() - 8 - (at + 1) * (size + 3), y + 2, size, size).toRect()
        icons.paint(painter, spot, name, brushes.colour(tone))
    painter.setFont(brushes.bold)
    painter.setPen(brushes.pen("text"))
    said = brushes.elided(words.title(block), True, room - len(marks) * (size + 4))
    painter.drawText(QRectF(left, y, room, brushes.line), Qt.AlignmentFlag.AlignVCenter, said)
    painter.setFont(brushes.font)
    for text, pen in ((block.description, "text"), (place(block), "muted")):
        y += brushes.line
        painter.setPen(brushes.pen(pen))
        painter.drawText(
            QRectF(left, y, room, brushes.line), Qt.AlignmentFlag.AlignVCenter, brushes.elided(text, False, room)
        )
    painter.restore()


class CardInHand(QWidget):
    """The card under a hand that is over no row: from the tray on, and on the way into it.

    A widget of the window, not one of its own: the window system has no say in where it is.
    """

    def __init__(self, window: QWidget, block: VisitBlock, held: QPoint, brushes: Brushes, icons: Icons) -> None:
        super().__init__(window)
        self.block = block
        self._held, self._brushes, self._icons = held, brushes, icons
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(card_size(brushes))

    def carry(self, at: QPoint) -> None:
        """The hand is at a point of the screen."""
        self.move(self.parentWidget().mapFromGlobal(at) - self._held)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, QRectF(self.rect()), self.block, self._brushes, self._icons, current=True)
        painter.end()
