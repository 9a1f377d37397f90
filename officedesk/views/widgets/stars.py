"""A rating of one to five stars, by mouse or by keyboard."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from officedesk.views.icons import Icons
from officedesk.views.theme import Theme

_SIDE, _STEP, MOST = 15, 18, 5


class Stars(QWidget):
    """``rated(stars)`` when the user chooses; a click on the last star that is lit takes the rating away.

    Keys: 0 to 5, left and right.
    """

    rated = Signal(int)

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons, self._theme = icons, theme
        self._stars = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self._tell()

    @property
    def stars(self) -> int:
        return self._stars

    def set_stars(self, stars: int) -> None:
        """Show a rating without telling."""
        self._stars = stars
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_STEP * MOST + 4, 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._choose(max(0, min(MOST, self._stars + step)))
        elif event.text() in {"0", "1", "2", "3", "4", "5"}:
            self._choose(int(event.text()))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        star = int((event.position().x() - 2) // _STEP) + 1
        if event.button() is Qt.MouseButton.LeftButton and 1 <= star <= MOST:
            self._choose(star - 1 if star == self._stars else star)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for star in range(MOST):
            lit = star < self._stars
            place = QRect(2 + star * _STEP, (self.height() - _SIDE) // 2, _SIDE, _SIDE)
            self._icons.paint(
                painter, place, "star-fill" if lit else "star", self._theme.colour("star" if lit else "muted")
            )
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)

    def _choose(self, stars: int) -> None:
        if stars != self._stars:
            self.set_stars(stars)
            self.rated.emit(stars)

    def _tell(self) -> None:
        text = f"Rating: {self._stars} of {MOST} stars" if self._stars else "Not rated"
        self.setAccessibleName(text)
        self.setToolTip(text)
