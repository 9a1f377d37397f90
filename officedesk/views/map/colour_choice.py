"""The color of a geofence: a row of swatches, of which one has a tick."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from officedesk.services.mapping.drafts import COLOURS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import row
from officedesk.views.widgets.tips import plain_tip

_SIZE = 24


class ColourChoice(QWidget):
    """``value()`` is ``#rrggbb``; the arrow keys go from one to the next. ``edited`` when another is chosen."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._value = COLOURS[0][0]
        self._group = QButtonGroup(self)
        self.swatches: dict[str, Swatch] = {}
        self._row = row(spacing=4)
        for colour, name in COLOURS:
            self._add(colour, name)
        self._row.addStretch(1)
        self.setLayout(self._row)

    def value(self) -> str:
        """The chosen color."""
        return self._value

    def set_value(self, colour: str) -> None:
        """Choose without telling; a color that is not offered otherwise is from now on."""
        self._value = colour
        if colour not in self.swatches:
            self._add(colour, f"Color {colour}")
        self.swatches[colour].setChecked(True)

    def _add(self, colour: str, name: str) -> None:
        made = Swatch(self._shell, colour, name)
        made.clicked.connect(lambda: self._choose(colour))
        self._group.addButton(made)
        self.swatches[colour] = made
        self._row.insertWidget(len(self.swatches) - 1, made)

    def _choose(self, colour: str) -> None:
        if colour != self._value:
            self._value = colour
            self.edited.emit()


class Swatch(QAbstractButton):
    """One color."""

    def __init__(self, shell: Shell, colour: str, name: str) -> None:
        super().__init__()
        self._shell, self._colour = shell, QColor(colour)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SIZE, _SIZE)

    def sizeHint(self) -> QSize:
        return QSize(_SIZE, _SIZE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._shell.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(2, 2, -2, -2)
        painter.setPen(theme.colour("accent" if self.hasFocus() else "line"))
        painter.setBrush(theme.colour("panel"))
        if self.hasFocus() or self.isChecked():
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(area, 5, 5)
        if self.isChecked():
            middle = QRect(0, 0, 12, 12)
            middle.moveCenter(self.rect().center())
            self._shell.icons.paint(painter, middle, "check", theme.colour("on_accent"))
        painter.end()
