"""The notes of a document below its lines."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from officedesk.views.widgets.form_field import FormField


class DocumentNotes(QWidget):
    """Note to the customer, and the office's own."""

    edited = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._boxes: dict[str, QPlainTextEdit] = {}
        for name, title, height in (
            ("note", "Note to customer", 76),
            ("internal_note", "Internal note (not printed)", 54),
        ):
            box = QPlainTextEdit()
            box.setTabChangesFocus(True)
            box.setMinimumHeight(40)
            box.setMaximumHeight(height)
            box.textChanged.connect(lambda name=name, box=box: self._typed(name, box))
            self._boxes[name] = box
            layout.addWidget(FormField(title, box))
        layout.addStretch(1)
        self._telling = False

    @property
    def boxes(self) -> tuple[QPlainTextEdit, ...]:
        return tuple(self._boxes.values())

    def show_draft(self, draft: Any) -> None:
        self._telling = True
        try:
            for name, box in self._boxes.items():
                text = getattr(draft, name)
                if box.toPlainText() != text:
                    box.setPlainText(text)
        finally:
            self._telling = False

    def set_read_only(self, on: bool) -> None:
        for box in self._boxes.values():
            box.setReadOnly(on)

    def _typed(self, name: str, box: QPlainTextEdit) -> None:
        if not self._telling:
            self.edited.emit(name, box.toPlainText())
