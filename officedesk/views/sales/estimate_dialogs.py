"""The questions around an estimate: who approved it, why it was declined, whom it is copied to."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from officedesk.errors import InvalidInput
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.question import Question

INK = 2.2


class SignaturePad(QWidget):
    """Signed with the mouse or a pen; :meth:`png` is ``None`` while nothing is drawn."""

    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(120)
        self.setMinimumWidth(360)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Signature, drawn with the mouse")
        self._strokes: list[list[QPointF]] = []

    def clear(self) -> None:
        self._strokes = []
        self.update()
        self.drawn.emit()

    def png(self) -> bytes | None:
        """The signature in black on nothing, twice as fine as on screen."""
        if not self._strokes:
            return None
        picture = QPixmap(self.size() * 2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.scale(2, 2)
        self._draw(painter, Qt.GlobalColor.black)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._strokes.append([event.position()])
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.drawn.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().mid().color())
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.drawLine(20, self.height() - 28, self.width() - 20, self.height() - 28)
        self._draw(painter, self.palette().text().color())

    def _draw(self, painter: QPainter, colour) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, INK, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(stroke[0])
            else:
                painter.drawPolyline(stroke)

    def sizeHint(self) -> QSize:
        return QSize(440, 120)


class ApproveDialog(Question):
    """``approved(by, signature as PNG or None)``; stays open until the job is there, and shows why it is not."""

    approved = Signal(str, object)

    def __init__(self, shell: Shell, parent: QWidget, contact: str) -> None:
        super().__init__(shell, parent, "Approve estimate", "Approve and create job")
        self.by = QLineEdit(contact)
        self.by.selectAll()
        self._field = FormField("Approved by", self.by, required=True)
        self.pad = SignaturePad()
        clear = button("Clear", self.pad.clear, kind="link")
        self.content.addWidget(self._field)
        self.content.addLayout(row(label("Signature (optional)", "label"), None, clear))
        self.content.addWidget(self.pad)

    def answer(self) -> None:
        if not self.wait():
            return
        by = self.by.text().strip()
        self._field.show_error("" if by else "Say who approved it.")
        if by:
            self.approved.emit(by, self.pad.png())
        else:
            self.ok.setEnabled(True)
            self.by.setFocus()

    def failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "by" in error.fields:
            self.ok.setEnabled(True)
            self._field.show_error(error.fields["by"])
        else:
            super().failed(error)


class DeclineDialog(Question):
    """``declined(reason)``; the reason may be empty."""

    declined = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent, "Decline estimate", "Decline", danger=True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(84)
        self.reason.setMinimumWidth(400)
        self.content.addWidget(FormField("Reason (optional)", self.reason))

    def answer(self) -> None:
        self.accept()
        self.declined.emit(self.reason.toPlainText())


class CopyDialog(QDialog):
    """``chosen(customer id)``: whom the copy is for."""

    chosen = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Copy estimate")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.picker = CustomerPicker(shell, "Copy estimate to")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picker)
        self.resize(680, 560)
        self.picker.chosen.connect(self._take)
        self.picker.left.connect(self.reject)
        self.picker.new_wanted.connect(self.reject)
        self.picker.new_wanted.connect(lambda: shell.go("customer"))
        self.picker.begin()

    def _take(self, customer_id: int) -> None:
        self.accept()
        self.chosen.emit(customer_id)
