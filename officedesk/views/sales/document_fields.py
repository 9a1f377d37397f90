"""The fields of a document above its lines: declared once, laid out in a grid, shown and read by name."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from officedesk.views.widgets.form_field import EnterMovesOn, FormField

COLUMNS = 4


class DocumentFields(QWidget):
    """``edited(field, value)`` for each change; :meth:`show_draft` puts a draft into the fields without telling."""

    edited = Signal(str, object)
    finished = Signal()
    """A field was left: the next change is a step of undo of its own."""

    def __init__(
        self,
        fields: Sequence[tuple[str, str, Any]],
        *,
        required: frozenset[str] = frozenset({"date"}),
        wide: frozenset[str] = frozenset({"description"}),
    ) -> None:
        """``fields``: (field of the draft, title, control). Plain line edits hold text, the others have ``value``.

        ``wide`` ones take two places.
        """
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.fields: dict[str, FormField] = {}
        self._enter = EnterMovesOn(self)
        place = 0
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        for name, title, control in fields:
            made = FormField(title, control, required=name in required)
            room = 2 if name in wide else 1
            grid.addWidget(made, place // COLUMNS, place % COLUMNS, 1, room)
            place += room
            self.fields[name] = made
            self._enter.watch(control)
            if isinstance(control, QLineEdit):
                control.editingFinished.connect(self.finished)
            if hasattr(control, "value"):
                control.edited.connect(lambda name=name, control=control: self.edited.emit(name, control.value()))
            else:
                control.textEdited.connect(lambda text, name=name: self.edited.emit(name, text))

    def control(self, name: str) -> Any:
        return self.fields[name].control

    def set_choices(self, choices: dict[str, Any]) -> None:
        """What the combos offer: (value, name) pairs by field."""
        for name, pairs in choices.items():
            if name in self.fields:
                self.control(name).set_choices(pairs)

    def show_draft(self, draft: Any) -> None:
        for name in self.fields:
            value, control = getattr(draft, name), self.control(name)
            if not hasattr(control, "value"):
                if control.text() != value:
                    control.setText(value)
                    control.setCursorPosition(0)
            elif control.value() != value or control.error:
                control.set_value(value)

    def set_read_only(self, on: bool) -> None:
        for made in self.fields.values():
            if isinstance(made.control, QLineEdit):
                made.control.setReadOnly(on)
            else:
                made.control.setEnabled(not on)

    def problems(self) -> dict[str, str]:
        """Fields with text that cannot be read."""
        return {name: made.control.error for name, made in self.fields.items() if getattr(made.control, "error", "")}

    def show_errors(self, errors: dict[str, str]) -> bool:
        """Show what a save refused; focus goes to the first. ``False`` where none of it is a field here."""
        first = None
        for name, made in self.fields.items():
            text = errors.get(name, "")
            made.show_error(text)
            if text and first is None:
                first = made.control
        if first is not None:
            first.setFocus()
        return first is not None

    def line_edits(self) -> list[QLineEdit]:
        """The boxes that text is typed into, those of combos too."""
        found = []
        for made in self.fields.values():
            control = made.control
            if isinstance(control, QLineEdit):
                found.append(control)
            elif isinstance(control, QComboBox) and (box := control.lineEdit()) is not None:
                found.append(box)
        return found


def text_field(longest: int = 2000, hint: str = "") -> QLineEdit:
    """A plain field of a document."""
    made = QLineEdit()
    made.setMaxLength(longest)
    made.setPlaceholderText(hint)
    return made
