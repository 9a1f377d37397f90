"""The fields of an estimate above its lines, and its notes below."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.sales.document_choices import DocumentChoices
from officedesk.views.shell import Shell
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.typed_fields import DateEdit


class EstimateFields(QWidget):
    """``edited(field, value)`` for each change; :meth:`show_draft` puts a draft into the fields without telling."""

    edited = Signal(str, object)
    finished = Signal()
    """A field was left: the next change is a step of undo of its own."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        icons, theme = shell.icons, shell.theme
        self.location = Combo(icons, theme, empty="No location")
        self.contact = Combo(icons, theme, empty="No contact")
        self.estimator = Combo(icons, theme, empty="Nobody")
        self.brand = Combo(icons, theme)
        self.date = DateEdit(shell)
        self.valid_until = DateEdit(shell, optional=True)
        self.valid_until.setPlaceholderText("no end")
        self.terms = Combo(icons, theme, empty="No terms")
        self.description = QLineEdit()
        self.description.setMaxLength(2000)
        fields: list[tuple[str, str, Any]] = [
            ("location_id", "Location", self.location),
            ("contact_id", "Contact", self.contact),
            ("estimator_id", "Estimator", self.estimator),
            ("brand_id", "Brand", self.brand),
            ("date", "Date", self.date),
            ("valid_until", "Valid until", self.valid_until),
            ("terms_id", "Terms", self.terms),
            ("description", "Description", self.description),
        ]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.fields: dict[str, FormField] = {}
        self._enter = EnterMovesOn(self)
        for place, (name, title, control) in enumerate(fields):
            made = FormField(title, control, required=name == "date")
            grid.addWidget(made, place // 4, place % 4)
            grid.setColumnStretch(place % 4, 1)
            self.fields[name] = made
            self._enter.watch(control)
            if isinstance(control, QLineEdit):
                control.editingFinished.connect(self.finished)
            if control is self.description:
                control.textEdited.connect(lambda text: self.edited.emit("description", text))
            else:
                control.edited.connect(lambda name=name, control=control: self.edited.emit(name, control.value()))

    def set_choices(self, choices: DocumentChoices) -> None:
        self.location.set_choices(choices.locations)
        self.contact.set_choices(choices.contacts)
        self.estimator.set_choices(choices.users)
        self.brand.set_choices(choices.brands)
        self.terms.set_choices(choices.terms)

    def show_draft(self, draft: EstimateDraft) -> None:
        for name, made in self.fields.items():
            value, control = getattr(draft, name), made.control
            if control is self.description:
                if self.description.text() != value:
                    self.description.setText(value)
                    self.description.setCursorPosition(0)
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
