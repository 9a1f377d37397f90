"""A small window that hangs under a control and closes when the user clicks elsewhere or presses Esc."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget


class Popover(QFrame):
    def __init__(self, under: QWidget, content: QLayout) -> None:
        super().__init__(under, Qt.WindowType.Popup)
        self.setProperty("role", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._under = under
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.addLayout(content)

    def pop(self, focus: QWidget | None = None) -> None:
        """Show it under its control, inside the screen."""
        self.adjustSize()
        self.place()
        self.show()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Put it under its control again: it has another size now."""
        at = self._under.mapToGlobal(QPoint(0, self._under.height() + 4))
        screen = self._under.screen().availableGeometry()
        x = max(screen.left(), min(at.x(), screen.right() - self.width()))
        y = at.y() if at.y() + self.height() <= screen.bottom() else at.y() - self.height() - self._under.height() - 8
        self.move(x, y)
