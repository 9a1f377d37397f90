"""The button that shows a list as a table or as cards."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON_ALONE


class StyleButton(QPushButton):
    """Only an icon: that of what a press shows. This desktop remembers the choice for the list ``name``."""

    chosen = Signal()

    def __init__(self, shell: Shell, name: str) -> None:
        super().__init__()
        self._shell, self._key = shell, f"list/{name}/style"
        self.cards = shell.config.get(self._key, "table") == "cards"
        """The rows are shown as cards."""
        self.setProperty("kind", "icon")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(ICON_ALONE)
        self.clicked.connect(lambda: self._toggle())
        self._tell()

    def _toggle(self) -> None:
        self.cards = not self.cards
        # What is not stored is the table.
        self._shell.config.put(self._key, "cards" if self.cards else None)
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        text = "Show as a table" if self.cards else "Show as cards"
        self.setIcon(self._shell.icons("rows" if self.cards else "squares-four"))
        self.setToolTip(text)
        self.setAccessibleName(text)
