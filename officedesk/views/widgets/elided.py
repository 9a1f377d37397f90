"""Labels for what people typed: one line, cut off with dots where there is no room, told whole on hover."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from officedesk.views.widgets.tips import plain_tip


class ElidedLabel(QLabel):
    """Takes the room its text wants, and less where there is less: never wider than its place."""

    def __init__(self, text: str = "", role: str = "", least: int = 40, parent: QWidget | None = None) -> None:
        """``least``: the width in pixels below which it is not squeezed."""
        super().__init__(text, parent)
        self._least = least
        self._longest = ""
        self.short = ""
        """What is told instead where there is no room for all of the text."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    @property
    def shown(self) -> str:
        """The text as it is painted."""
        line = " ".join(self.text().split())
        if self.short and self.fontMetrics().horizontalAdvance(line) > self.width():
            line = self.short
        return self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width())

    def keep_room(self, longest: str) -> None:
        """Want as much room as that text would: what stands beside it stays where it is while the text changes."""
        if longest != self._longest:
            self._longest = longest
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        texts = (" ".join(self.text().split()), self._longest)
        return QSize(max(metrics.horizontalAdvance(one) for one in texts) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._least), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        shown = self.shown
        self.style().drawItemText(
            painter,
            self.rect(),
            int(self.alignment() | Qt.AlignmentFlag.AlignVCenter),
            option.palette,  # type: ignore[attr-defined]
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )
        if not self.property("own_tip"):
            tip = plain_tip(self.text()) if shown != " ".join(self.text().split()) else ""
            if self.toolTip() != tip:
                self.setToolTip(tip)


class LinkLabel(ElidedLabel):
    """A word to click; Enter and Space do the same."""

    clicked = Signal()

    def __init__(self, text: str = "", least: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(text, "link", least, parent)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(self.palette().highlight().color())
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
