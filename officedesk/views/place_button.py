"""Where the office lies, in the status bar: on a click what that means."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from officedesk.services.place import Condition, Trouble, Watched
from officedesk.views.office.place_notice import PlaceNotice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.tips import plain_tip

_TROUBLES = {Trouble.BUSY: "Busy", Trouble.GONE: "Can’t be reached", Trouble.DOUBTED: "Being checked"}


def headline(condition: Condition) -> str:
    """A few words: ``Local file``, ``Read only: synchronized folder``, ``Can't be reached``."""
    if condition.trouble is not Trouble.NONE:
        return _TROUBLES[condition.trouble]
    if condition.reason is not None:
        return f"Read only: {condition.reason.short}"
    return condition.place


class PlaceButton(QPushButton):
    """Says it in a few words; the rest is in the popover."""

    def __init__(self, shell: Shell, watched: Watched, notice: PlaceNotice) -> None:
        super().__init__()
        self._shell, self._watched, self._notice = shell, watched, notice
        self.setProperty("kind", "status")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(16, 12))
        self.clicked.connect(self.open)
        notice.changed.connect(self._tell)
        self._tell(notice.condition)

    def open(self) -> None:
        """Say where the office lies, and what that means."""
        from officedesk.views.place_popover import PlacePopover

        PlacePopover(self._shell, self._watched, self._notice, self).pop()

    def _tell(self, condition: Condition) -> None:
        text = headline(condition)
        wrong = condition.reason is not None or condition.trouble is not Trouble.NONE
        self.setText(text)
        self.setIcon(self._shell.icons("warning" if wrong else "folder-open", "warn" if wrong else "muted"))
        restyle(self, "tone", "warn" if wrong else "")
        self.setAccessibleName(f"Where the office is: {text}")
        told = str(condition.reason) if condition.reason is not None else condition.text
        self.setToolTip(plain_tip(told or f"{condition.place}: {self._watched.path}"))
