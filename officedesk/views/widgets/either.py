"""Two widgets for one place."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Either(QWidget):
    """One of two widgets; the other takes no room (a stack would be as large as the larger)."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._parts = first, second
        self._second = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in self._parts:
            layout.addWidget(part)
        second.hide()

    @property
    def shows_second(self) -> bool:
        return self._second

    def show_second(self, on: bool) -> None:
        self._second = on
        # The one that goes is hidden first: the page never has to be high enough for both.
        for part, wanted in sorted(zip(self._parts, (not on, on), strict=True), key=lambda pair: pair[1]):
            part.setVisible(wanted)
