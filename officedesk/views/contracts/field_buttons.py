"""Buttons that look like the fields of a form: what they open is chosen elsewhere."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton


class TermsButton(QPushButton):
    """What is billed, in words; pressed, the fields of it are shown below."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setCheckable(True)
        self.setProperty("kind", "field")
        self.setToolTip("Price, billing, member discount and notice")

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_caret(self, self._shell, "caret-up" if self.isChecked() else "caret-down")


class FieldChoice(ChoiceButton):
    """A choice of several, as a field of a form."""

    def __init__(self, shell: Shell, title: str, none: str) -> None:
        super().__init__(title, None, none=none)
        self._shell = shell
        # A button that is tied to its menu gives its words no room at their left.
        self.setMenu(None)  # type: ignore[arg-type]
        self.setProperty("kind", "field")
        self.clicked.connect(self._open)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_caret(self, self._shell, "caret-down")

    def _open(self) -> None:
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))


def _paint_caret(made: QPushButton, shell: Shell, icon: str) -> None:
    area = QRect(made.width() - 20, (made.height() - 12) // 2, 12, 12)
    shell.icons.paint(QPainter(made), area, icon, shell.theme.colour("muted"))
