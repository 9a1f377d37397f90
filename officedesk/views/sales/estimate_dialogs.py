"""The questions around an estimate: who approved it, why it was declined, whom it is copied to."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.form_field import FormField

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


class _Question(QDialog):
    """Base: content, Cancel and one button. Ctrl+Enter answers, Esc does not."""

    def __init__(self, parent: QWidget, title: str, answer: str, *, danger: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.ok = button(answer, self.answer, kind="danger" if danger else "primary", tip=f"{answer} (Ctrl+Enter)")
        self.ok.setDefault(True)
        self.content = QVBoxLayout()
        self.content.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(14)
        layout.addWidget(label(title, "title"))
        layout.addLayout(self.content)
        layout.addLayout(row(None, button("Cancel", self.reject), self.ok))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.answer)

    def answer(self) -> None:
        raise NotImplementedError


class ApproveDialog(_Question):
    """``approved(by, signature as PNG or None)``; stays open until the job is there, and shows why it is not."""

    approved = Signal(str, object)

    def __init__(self, parent: QWidget, contact: str) -> None:
        super().__init__(parent, "Approve estimate", "Approve and create job")
        self.by = QLineEdit(contact)
        self.by.selectAll()
        self._field = FormField("Approved by", self.by, required=True)
        self.pad = SignaturePad()
        clear = button("Clear", self.pad.clear, kind="link")
        self._problem = label("", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.content.addWidget(self._field)
        self.content.addLayout(row(label("Signature (optional)", "label"), None, clear))
        self.content.addWidget(self.pad)
        self.content.addWidget(self._problem)

    def answer(self) -> None:
        if not self.ok.isEnabled():
            return
        if not self.by.text().strip():
            self._field.show_error("Say who approved it.")
            self.by.setFocus()
            return
        self._field.show_error("")
        self._problem.hide()
        self.ok.setEnabled(False)
        self.approved.emit(self.by.text().strip(), self.pad.png())

    def failed(self, error: Exception) -> None:
        """It could not be approved: say why, and let it be tried again."""
        self.ok.setEnabled(True)
        if isinstance(error, InvalidInput) and "by" in error.fields:
            self._field.show_error(error.fields["by"])
            return
        known = isinstance(error, OfficeError)
        self._problem.setText(str(error) if known else "It could not be approved. Nothing was changed.")
        self._problem.show()
        if not known:
            raise error


class DeclineDialog(_Question):
    """``declined(reason)``; the reason may be empty."""

    declined = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Decline estimate", "Decline", danger=True)
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
