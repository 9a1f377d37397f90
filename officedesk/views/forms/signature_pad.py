"""A field that is signed in: with the mouse, a pen or a finger, or by typing a name."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTransform,
)
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from officedesk.models.signatures import HIGH, NOTHING, WIDE, Point, Signature, thinned
from officedesk.views.shell import Shell
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import button, column, label, row

_SIZE = QSize(450, 150)


class SignaturePad(QWidget):
    """``drawn`` after each stroke. Its strokes are in the units of ``models.signatures``, whatever its size."""

    drawn = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._strokes: list[tuple[Point, ...]] = []
        self._stroke: list[Point] = []
        self._fixed = False
        self.setMinimumSize(_SIZE / 2)
        self.setMaximumSize(_SIZE)
        shape = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        shape.setHeightForWidth(True)
        self.setSizePolicy(shape)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Signature")
        self.setAccessibleDescription("Draw with the mouse or a pen. Delete clears it.")

    def sizeHint(self) -> QSize:
        return _SIZE

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * HIGH / WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Whatever room it is given, what is drawn keeps its shape.
        high = self.heightForWidth(self.width())
        if abs(high - self.height()) > 1:
            self.setFixedHeight(high)

    @property
    def strokes(self) -> tuple[tuple[Point, ...], ...]:
        return tuple(self._strokes)

    def show_strokes(self, strokes: Sequence[tuple[Point, ...]]) -> None:
        """Show these without telling."""
        self._strokes, self._stroke = list(strokes), []
        self.update()

    def set_fixed(self, fixed: bool) -> None:
        """Whether it is only looked at."""
        self._fixed = fixed
        self.setCursor(Qt.CursorShape.ArrowCursor if fixed else Qt.CursorShape.CrossCursor)
        self.update()

    def clear(self) -> None:
        """Take the signature away, and tell."""
        if self._strokes and not self._fixed:
            self.show_strokes(())
            self.drawn.emit()

    # --- drawing ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._go_on(event.position())
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        # Taken here: the mouse events that Qt would make of it are coarser.
        if event.pointerType() is QPointingDevice.PointerType.Eraser:
            if event.type() is QTabletEvent.Type.TabletPress:
                self.clear()
        elif event.type() is QTabletEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() is QTabletEvent.Type.TabletMove and event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position())
        elif event.type() is QTabletEvent.Type.TabletRelease:
            self._go_on(event.position())
            self._end()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _begin(self, at: QPointF) -> None:
        if not self._fixed:
            self._stroke = [self._point(at)]
            self.update()

    def _go_on(self, at: QPointF) -> None:
        if self._stroke:
            self._stroke.append(self._point(at))
            self.update()

    def _end(self) -> None:
        if self._stroke:
            self._strokes.append(thinned(self._stroke))
            self._stroke = []
            self.update()
            self.drawn.emit()

    def _point(self, at: QPointF) -> Point:
        x, y = round(at.x() * WIDE / self.width()), round(at.y() * HIGH / self.height())
        return min(WIDE, max(0, x)), min(HIGH, max(0, y))

    # --- painting ---

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colour("accent" if self.hasFocus() else "line"), 2 if self.hasFocus() else 1))
        painter.setBrush(colour("window" if self._fixed else "panel"))
        painter.drawRoundedRect(ground, 6, 6)
        painter.setPen(QPen(colour("line"), 1, Qt.PenStyle.DashLine))
        base = self.height() * 0.78
        painter.drawLine(QPointF(16, base), QPointF(self.width() - 16, base))
        painter.setPen(
            QPen(colour("text"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        wide, high = self.width() / WIDE, self.height() / HIGH
        for stroke in (*self._strokes, self._stroke):
            painter.drawPath(_path([QPointF(x * wide, y * high) for x, y in stroke]))


class SignatureField(QWidget):
    """A pad with the name in print beside it. ``edited``; ``value()`` is a :class:`Signature`, empty for none."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.pad = SignaturePad(shell.theme)
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText("Name in print")
        self.name.setAccessibleName("Name in print")
        self.typed = button("Sign with this name", self.sign_by_name, tip="Writes the name as a signature")
        self.clear_button = button("Clear", self.pad.clear, kind="plain", tip="Clear the signature (Delete)")
        self.hint = label("Sign here with the mouse or a pen, or type the name.", "small")
        self.setLayout(
            column(
                self.pad,
                row(self.name, self.typed, self.clear_button, spacing=6),
                self.hint,
                spacing=6,
            )
        )
        self.setMaximumWidth(_SIZE.width())
        self.setFocusProxy(self.pad)
        self.pad.drawn.connect(self._drawn)
        self.name.textEdited.connect(lambda _: self._drawn())
        self._drawn_yet()

    def value(self) -> Signature:
        return Signature(self.pad.strokes, self.name.text().strip()) if self.pad.strokes else NOTHING

    def set_value(self, signature: Signature) -> None:
        """Show it without telling."""
        self.pad.show_strokes(signature.strokes)
        if signature.name or not self.name.hasFocus():
            self.name.setText(signature.name)
        self._drawn_yet()

    def set_fixed(self, fixed: bool) -> None:
        self.pad.set_fixed(fixed)
        self.name.setReadOnly(fixed)
        for made in (self.typed, self.clear_button, self.hint):
            made.setVisible(not fixed)

    def sign_by_name(self) -> None:
        """Write the name that is typed: for whoever has no mouse or pen."""
        if self.name.text().strip():
            self.pad.show_strokes(written(self.name.text().strip()))
            self._drawn()

    def _drawn(self) -> None:
        self._drawn_yet()
        self.edited.emit()

    def _drawn_yet(self) -> None:
        self.clear_button.setEnabled(bool(self.pad.strokes))
        self.typed.setEnabled(bool(self.name.text().strip()))


def written(name: str) -> tuple[tuple[Point, ...], ...]:
    """A name in slanted letters, as strokes along their outlines."""
    font = QFont()
    font.setItalic(True)
    font.setPixelSize(400)
    path = QPainterPath()
    path.addText(0, 0, font, name[:60])
    box = path.boundingRect()
    if box.isEmpty():
        return ()
    scale = min(WIDE * 0.86 / box.width(), HIGH * 0.5 / box.height())
    move = QTransform.fromScale(scale, scale)
    move.translate(-box.left(), -box.top())
    strokes = []
    for outline in path.toSubpathPolygons(move):
        points = [(round(point.x() + WIDE * 0.07), round(point.y() + HIGH * 0.24)) for point in outline.toList()]
        strokes.append(thinned([(min(WIDE, max(0, x)), min(HIGH, max(0, y))) for x, y in points]))
    return tuple(strokes)


def _path(points: list[QPointF]) -> QPainterPath:
    """A smooth line through the points; a dot where there is one."""
    path = QPainterPath()
    if not points:
        return path
    path.moveTo(points[0])
    if len(points) == 1:
        path.lineTo(points[0] + QPointF(0.1, 0.1))
        return path
    for one, after in pairwise(points[1:]):
        path.quadTo(one, (one + after) / 2)
    path.lineTo(points[-1])
    return path
