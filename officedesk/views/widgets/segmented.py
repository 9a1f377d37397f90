"""A row of buttons of which one is chosen: the quick filter of a list."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from officedesk.views.widgets.tips import plain_tip


class Segmented(QWidget):
    """``chosen(value)`` when the user picks another segment; arrow keys move between them."""

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[tuple[str, str]], parent: QWidget | None = None, tips: Sequence[str] = ()
    ) -> None:
        """``segments``: (value, text) pairs; the first is chosen. ``tips``: one for each, if any."""
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        for index, (value, text) in enumerate(segments):
            made = QPushButton(text)
            made.setCheckable(True)
            made.setAccessibleName(text)
            if tips:
                made.setToolTip(plain_tip(tips[index]))
            place = (
                "only"
                if len(segments) == 1
                else "first"
                if index == 0
                else "last"
                if index == len(segments) - 1
                else "middle"
            )
            made.setProperty("segment", place)
            made.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(made)
            self._buttons[value] = made
            layout.addWidget(made)
        self.set_value(segments[0][0])

    @property
    def value(self) -> str:
        return next(value for value, made in self._buttons.items() if made.isChecked())

    def set_value(self, value: str) -> None:
        """Choose without telling."""
        self._buttons[value].setChecked(True)
