"""A color: picked from a few that can be told apart, or typed as ``#1f6feb``."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.views.widgets.typed_fields import TypedEdit

COLOURS = (
    ("#1f6feb", "Blue"),
    ("#0a7ea4", "Teal"),
    ("#1a7f37", "Green"),
    ("#6a8d00", "Olive"),
    ("#9a6700", "Amber"),
    ("#bc4c00", "Orange"),
    ("#cf222e", "Red"),
    ("#bf3989", "Pink"),
    ("#8250df", "Violet"),
    ("#57606a", "Gray"),
)
_SIDE = 14


class ColourEdit(TypedEdit):
    """The swatch at the left opens the choice, as Alt+Down does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setMaxLength(7)
        self._swatch = QAction("Pick a color (Alt+Down)", self)
        self._swatch.triggered.connect(lambda: self.pick())
        self.addAction(self._swatch, self.ActionPosition.LeadingPosition)
        self.menu: QMenu | None = None
        self._paint()
        self.textChanged.connect(self._paint)

    def parse(self, text: str) -> str:
        typed = text.strip().lower()
        typed = typed if typed.startswith("#") else f"#{typed}"
        if not re.fullmatch(r"#[0-9a-f]{6}", typed):
            raise ValueError("A color looks like #1f6feb.")
        return typed

    def format(self, value: str) -> str:
        return value

    def pick(self) -> None:
        """Offer the colors."""
        self.menu = QMenu(self)
        self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for colour, name in COLOURS:
            action = self.menu.addAction(swatch(colour), name)
            action.triggered.connect(lambda _=False, colour=colour: self._picked(colour))
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.pick()
        else:
            super().keyPressEvent(event)

    def _picked(self, colour: str) -> None:
        if colour != self.value():
            self.set_value(colour)
            self.edited.emit()
        self.setFocus()

    def _paint(self) -> None:
        self._swatch.setIcon(swatch(self.value() or "#808080"))


def swatch(colour: str) -> QIcon:
    """A round spot of a color."""
    return QIcon(spot(colour))


def spot(colour: str, side: int = _SIDE) -> QPixmap:
    """The same as a picture, sharp on every screen."""
    picture = QPixmap(QSize(side * 2, side * 2))
    picture.fill(Qt.GlobalColor.transparent)
    picture.setDevicePixelRatio(2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(1, 1, side - 2, side - 2)
    painter.end()
    return picture
