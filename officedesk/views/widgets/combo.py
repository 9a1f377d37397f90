"""A choice among named things, found by typing any part of the name."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from officedesk.views.icons import Icons
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.tips import plain_tip


class Combo(QComboBox):
    """``value()`` is the id of the choice. ``edited`` is told when the user chooses another."""

    edited = Signal()
    error_changed = Signal(str)

    def __init__(self, icons: Icons, theme: Theme, *, empty: str | None = None, parent: QWidget | None = None) -> None:
        """``empty``: the text of choosing nothing (value ``None``); without it something is always chosen."""
        super().__init__(parent)
        self._icons, self._theme = icons, theme
        self._empty = empty
        self._value: Any = None
        # Values stay here: Qt would hand words of an enumeration back as plain text.
        self._values: list[Any] = []
        self._error = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # The width is the form's affair: one long name must not push its neighbours out of the window.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.popup().setProperty("role", "popup")
        self.setCompleter(completer)
        self.activated.connect(lambda index: self._choose(self._values[index]))
        self.lineEdit().editingFinished.connect(self._left)
        self.set_choices([])

    def set_choices(self, choices: Iterable[tuple[Any, str]]) -> None:
        """(id, name) pairs, kept in order. The value stays, shown as empty until its name is among them."""
        with QSignalBlocker(self):
            self.clear()
            self._values = []
            if self._empty is not None:
                self.addItem(self._empty)
                self._values.append(None)
            for number, name in choices:
                self.addItem(" ".join(name.split()))
                self._values.append(number)
        self._show_value()

    def text_of(self, value: Any) -> str:
        """What a choice is called, or nothing."""
        return self.itemText(self._values.index(value)) if value in self._values else ""

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        """Choose without telling."""
        self._value = value
        self.show_error("")
        self._show_value()

    @property
    def error(self) -> str:
        return self._error

    def show_error(self, text: str) -> None:
        if text != self._error:
            self._error = text
            restyle(self, "invalid", bool(text))
            self.setAccessibleDescription(text)
            self.error_changed.emit(text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling the form past the field must not choose something else.
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Selected from the end, so that a long name shows its beginning.
        length = len(self.lineEdit().text())
        self.lineEdit().setSelection(length, -length)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        area = self.rect().adjusted(self.width() - 22, 0, -8, 0)
        area.setTop((self.height() - 12) // 2)
        area.setHeight(12)
        self._icons.paint(painter, area, "caret-down", self._theme.colour("muted"))

    def _choose(self, value: Any) -> None:
        self.show_error("")
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.edited.emit()

    def _left(self) -> None:
        """What was typed picks the choice it names, or the only one that begins with it, or that contains it."""
        text = self.currentText().strip().casefold()
        if self.currentIndex() >= 0 and text == self.itemText(self.currentIndex()).casefold():
            self._choose(self._values[self.currentIndex()])
            return
        names = [self.itemText(index).casefold() for index in range(self.count())]
        found: list[int] = []
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = found or [index for index, name in enumerate(names) if text and fits(name, text)]
        if not text and self._empty is not None:
            self._choose(None)
        elif len(found) == 1:
            self._choose(self._values[found[0]])
        else:
            self._show_value()

    def _show_value(self) -> None:
        index = next((n for n, value in enumerate(self._values) if value == self._value), -1)
        with QSignalBlocker(self):
            self.setCurrentIndex(index)
            if index < 0:
                self.setEditText("")
        self.lineEdit().setCursorPosition(0)
        self.setToolTip(plain_tip(self.itemText(index)) if index >= 0 else "")
