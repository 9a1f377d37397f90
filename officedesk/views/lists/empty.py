"""What a list says when it has nothing to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from officedesk.views.widgets.basics import button, column, label, row


class EmptyNotice(QWidget):
    """Nothing there yet: what will be, and the action that fills it. Nothing found: Clear filter."""

    add_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, text: str, add: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._title = label("", "heading")
        self._detail = label("", "muted")
        for part in (self._title, self._detail):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._detail.setWordWrap(True)
        self._detail.setMinimumWidth(420)
        self._add = button(add, self.add_wanted.emit, kind="") if add else None
        self._clear = button("Clear filter", self.clear_wanted.emit)
        inner = column(self._title, self._detail, 6, row(None, *([self._add] if self._add else []), self._clear, None))
        self.setLayout(column(None, row(None, inner, None), None, None))
        self.tell(filtered=False, many="")

    def tell(self, *, filtered: bool, many: str) -> None:
        self._title.setText(f"No {many} found" if filtered else f"No {many} yet" if many else "Nothing here yet")
        self._detail.setText("Nothing matches the filter." if filtered else self._text)
        self._clear.setVisible(filtered)
        if self._add is not None:
            self._add.setVisible(not filtered)
