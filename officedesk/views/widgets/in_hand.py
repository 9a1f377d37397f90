"""Is somebody holding what is about to change? Then it waits: nothing moves under a hand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def in_hand(widget: QWidget) -> bool:
    """A mouse button is held down, or a menu or a list of suggestions is open in the window of ``widget``."""
    if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        return True
    popup = QApplication.activePopupWidget()
    if popup is None or not popup.isVisible():
        return False
    top = _bottom(popup)
    # Suggestions have no parent: they are anybody's.
    return top is popup or top is widget.window()


def is_asked(widget: QWidget) -> bool:
    """A dialog over the window of ``widget`` waits for an answer about what is there now."""
    modal = QApplication.activeModalWidget()
    return modal is not None and modal is not widget.window() and _bottom(modal) is widget.window()


def _bottom(widget: QWidget) -> QWidget:
    """The window that everything above it belongs to."""
    window = widget.window()
    while (parent := window.parentWidget()) is not None:
        window = parent.window()
    return window
