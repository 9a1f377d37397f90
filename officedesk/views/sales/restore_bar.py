"""A line over a form that offers what a crash left behind."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from officedesk.views.widgets.basics import button, label, row


class RestoreBar(QFrame):
    """``restored`` or ``discarded`` by its two buttons."""

    restored = Signal()
    discarded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        self._text = label("")
        self._text.setWordWrap(True)
        self.restore = button("Restore", self.restored.emit)
        self.discard = button("Discard", self.discarded.emit, kind="plain")
        content = row(self._text, self.restore, self.discard, margins=(16, 6, 10, 6))
        content.setStretchFactor(self._text, 1)
        self.setLayout(content)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def tell(self, text: str) -> None:
        self._text.setText(text)
        self.show()
