"""The steps at the left of the assistant: which there are, which were seen, and where one stands."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from officedesk.views.icons import Icons


class Steps(QListWidget):
    """``chosen(int)`` when a step that may be gone to is clicked."""

    chosen = Signal(int)

    def __init__(self, icons: Icons, titles: Sequence[str]) -> None:
        super().__init__()
        self._icons = icons
        self.setProperty("role", "sections")
        self.setAccessibleName("Steps")
        self.setFixedWidth(196)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title in titles:
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, 34))
            self.addItem(item)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))

    def show_at(self, place: int, open_ones: Sequence[bool], done: Sequence[bool]) -> None:
        """Stand at a step; ``open_ones`` may be gone to, ``done`` have a tick."""
        for number in range(self.count()):
            item = self.item(number)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags if open_ones[number] or number == place else Qt.ItemFlag.NoItemFlags)
            icon = "check" if done[number] and number != place else "caret-right" if number == place else "circle"
            item.setIcon(self._icons(icon, "accent" if number == place else "ok" if done[number] else "muted"))
        self.setCurrentRow(place)
