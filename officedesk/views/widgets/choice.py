"""A filter button with a menu of things to choose from: ``Tags: any``, ``Tags: COD +1``."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from officedesk.views.widgets.basics import ICON


class ChoiceButton(QPushButton):
    """``value`` holds the chosen ids; none chosen means any."""

    chosen = Signal()

    def __init__(
        self,
        title: str,
        icon: QIcon | None,
        *,
        single: bool = False,
        none: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``single``: choosing one takes the one before away.

        ``none``: the word for nothing chosen, where it is not "any" (or "current" for a single choice).
        """
        super().__init__(parent)
        self._single = single
        self._none = none or ("current" if single else "any")
        self._title = title
        self._choices: list[tuple[int, str]] = []
        self._value: tuple[int, ...] = ()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon is not None:
            self.setIcon(icon)
            self.setIconSize(ICON)
        self._tell()

    @property
    def value(self) -> tuple[int, ...]:
        return self._value

    def set_value(self, ids: tuple[int, ...]) -> None:
        """Choose without telling."""
        self._value = tuple(ids)
        self._tell()

    def set_choices(self, choices: list[tuple[int, str]]) -> None:
        """(id, name) pairs; chosen ids that are gone are dropped."""
        self._choices = choices
        known = {number for number, _ in choices}
        self._value = tuple(number for number in self._value if number in known)
        self._tell()

    def _fill(self) -> None:
        self._menu.clear()
        for number, name in self._choices:
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number in self._value)
            action.triggered.connect(lambda on, number=number: self._toggle(number, on))

    def _toggle(self, number: int, on: bool) -> None:
        others = () if self._single and on else self._value
        self._value = tuple(n for n, _ in self._choices if (on if n == number else n in others))
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        names = [name for number, name in self._choices if number in self._value]
        if not names:
            text = f"{self._title}: {self._none}"
        else:
            text = f"{self._title}: {names[0]}" + (f" +{len(names) - 1}" if len(names) > 1 else "")
        self.setText((text if len(text) <= 32 else text[:31] + "…").replace("&", "&&"))
        self.setAccessibleName(text)
