"""The search field: a magnifying glass, and its text told at every keystroke."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk.views.icons import Icons
from officedesk.views.theme import Theme


class SearchBox(QLineEdit):
    """``typed(text)`` at every change by the user; Down and Enter are passed on as ``down`` and ``entered``."""

    typed = Signal(str)
    down = Signal()
    entered = Signal()

    def __init__(
        self, placeholder: str, icons: Icons, theme: Theme, role: str = "search", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons, self._theme = icons, theme
        self.setProperty("role", role)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(False)
        self.textEdited.connect(self.typed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = 16
        self._icons.paint(
            painter,
            QRect(10, (self.height() - side) // 2, side, side),
            "magnifying-glass",
            self._theme.colour("muted"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.typed.emit("")
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            # Nothing was typed: it is the window that undoes.
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable():
            event.ignore()
        else:
            super().keyPressEvent(event)


class TypeAhead(QObject):
    """Sends letters typed on a list to its search field: type anywhere to search."""

    def __init__(self, watched: QWidget, box: QLineEdit) -> None:
        super().__init__(watched)
        self._box = box
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text = event.text()
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and text and text.isprintable() and not text.isspace():
                self._box.setFocus()
                self._box.end(False)
                self._box.insert(text)
                self._box.textEdited.emit(self._box.text())
                return True
        return super().eventFilter(watched, event)
