"""The connected desktops in the status bar: how many, and on a click who they are and what they edit."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

if TYPE_CHECKING:
    from officedesk.views.desks_popover import DesksPopover


class DesksButton(QPushButton):
    """Not to be seen while nobody else is there."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("kind", "status")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIcon(shell.icons("desktop", "muted"))
        self.setIconSize(QSize(16, 12))
        self.hide()
        self.popover: DesksPopover | None = None
        self.clicked.connect(self.open)
        shell.others.changed.connect(self._tell)

    def open(self) -> None:
        """List the desktops."""
        from officedesk.views.desks_popover import DesksPopover, Names, ask_names

        def named(names: Names) -> None:
            popover = self.popover = DesksPopover(self._shell, self)
            popover.destroyed.connect(self._closed)
            popover.show_names(names)
            popover.pop()

        ask_names(self._shell, self, named)

    def _closed(self) -> None:
        self.popover = None

    def _tell(self) -> None:
        others = self._shell.others.desks
        text = f"{len(others) + 1} desktops"
        self.setText(text)
        self.setAccessibleName(f"{text} connected")
        who = ", ".join(one.user or one.desktop for one in others)
        self.setToolTip(plain_tip(f"Also here: {who}"))
        self.setVisible(bool(others))
