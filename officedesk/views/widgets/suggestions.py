"""A list of suggestions under a field while typing: Down and Up choose, Enter or Tab takes, Esc closes."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from officedesk.views.shell import Shell


class Suggestions(QListWidget):
    """For one field. ``ask(text)`` runs off the GUI thread; a late answer to an earlier text is dropped."""

    def __init__(
        self,
        shell: Shell,
        field: QLineEdit,
        ask: Callable[[str], Sequence[Any]],
        say: Callable[[Any], str],
        take: Callable[[Any], None],
        least: int = 2,
    ) -> None:
        """``say(found)`` is the line of a suggestion, ``take(found)`` is called with the one chosen.

        Nothing is asked for fewer than ``least`` characters.
        """
        super().__init__(field)
        self._shell, self._field, self._least = shell, field, least
        self._ask, self._say, self._take = ask, say, take
        self._generation = 0
        self.setProperty("role", "popup")
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Suggestions")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        field.textEdited.connect(self._typed)
        field.installEventFilter(self)
        self.itemClicked.connect(self._chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._close()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.isVisible():
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._close()
                return True
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            takes = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
            if takes and plain and self.currentItem() is not None:
                self._chosen(self.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._generation += 1
        generation = self._generation
        if len(text.strip()) < self._least:
            self._close()
            return
        self._shell.load(self, lambda: self._ask(text), lambda found: self._arrived(generation, found))

    def _arrived(self, generation: int, found: Sequence[Any]) -> None:
        if generation != self._generation or not self._field.hasFocus():
            return
        self.clear()
        for one in found:
            item = QListWidgetItem(self._say(one))
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.addItem(item)
        if not found:
            self.hide()
            return
        # Keys come here first while the list is open, whoever began to watch the field later.
        self._field.installEventFilter(self)
        height = self.sizeHintForRow(0) * self.count() + 4
        width = max(self._field.width(), min(420, self.sizeHintForColumn(0) + 16))
        self.resize(width, height)
        self.move(self._place(height))
        self.show()

    def _place(self, height: int) -> QPoint:
        """Under the field, or above it where the screen ends before the list does."""
        under = self._field.mapToGlobal(QPoint(0, self._field.height() + 2))
        above = self._field.mapToGlobal(QPoint(0, -height - 2))
        screen = self._field.screen().availableGeometry()
        return above if under.y() + height > screen.bottom() and above.y() >= screen.top() else under

    def _chosen(self, item: QListWidgetItem) -> None:
        found = item.data(Qt.ItemDataRole.UserRole)
        self._close()
        self._take(found)

    def _close(self) -> None:
        self._generation += 1
        self.hide()
