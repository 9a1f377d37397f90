"""One field of a template: what is asked, how, and within which limits."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from officedesk.models.form_fields import LONGEST_LABEL, FieldKind, FormField
from officedesk.views.forms.words import KINDS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn
from officedesk.views.widgets.form_field import FormField as LabelledField
from officedesk.views.widgets.typed_fields import NumberEdit


class FieldEditor(QWidget):
    """``edited(field)`` with the field as it is typed now."""

    edited = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._field: FormField | None = None
        self._showing = False
        self.kind = Combo(shell.icons, shell.theme)
        self.kind.set_choices(KINDS.items())
        self.asked = QLineEdit()
        self.asked.setMaxLength(LONGEST_LABEL)
        self.asked.setPlaceholderText("Tools and ladders were checked")
        self.required = QCheckBox("Has to be answered")
        self.help = QLineEdit()
        self.help.setMaxLength(LONGEST_LABEL)
        self.help.setPlaceholderText("Said under the field")
        self.choices = QPlainTextEdit()
        self.choices.setTabChangesFocus(True)
        self.choices.setPlaceholderText("One on a line")
        self.choices.setFixedHeight(110)
        self.least, self.most = NumberEdit(optional=True), NumberEdit(optional=True)
        self.unit = QLineEdit()
        self.unit.setMaxLength(40)
        self.unit.setPlaceholderText("psi")
        self.fields = {
            "label": LabelledField("What is asked", self.asked, required=True),
            "kind": LabelledField("Kind of answer", self.kind),
            "help": LabelledField("Hint", self.help),
            "choices": LabelledField("Choices, one on a line", self.choices, required=True),
            "least": LabelledField("Smallest", self.least),
            "most": LabelledField("Largest", self.most),
            "unit": LabelledField("Unit", self.unit),
        }
        f = self.fields
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for made in (f["label"], f["kind"]):
            layout.addWidget(made)
        layout.addWidget(self.required)
        layout.addWidget(f["choices"])
        limits = QWidget()
        limits.setLayout(even(f["least"], f["most"], f["unit"]))
        self._limits = limits
        layout.addWidget(limits)
        layout.addWidget(f["help"])
        layout.addStretch(1)
        EnterMovesOn(self).watch(self.asked, self.kind, self.required, self.least, self.most, self.unit, self.help)
        for box in (self.asked, self.help, self.unit):
            box.textEdited.connect(lambda _: self._typed())
        for control in (self.kind, self.least, self.most):
            control.edited.connect(self._typed)
        self.choices.textChanged.connect(self._typed)
        self.required.toggled.connect(lambda _: self._typed())
        self.show_field(None)

    def show_field(self, field: FormField | None) -> None:
        """Be about this field, or about none."""
        same = field is not None and self._field is not None and field.key == self._field.key
        self._field, self._showing = field, True
        self.setEnabled(field is not None)
        shown = field or FormField("", FieldKind.TEXT, "")
        for box, text in ((self.asked, shown.label), (self.help, shown.help), (self.unit, shown.unit)):
            if box.text().strip() != text or not same:
                box.setText(text)
                box.setCursorPosition(0)
        self.kind.set_value(shown.kind)
        self.required.setChecked(shown.required)
        if not same or tuple(filter(None, map(str.strip, self.choices.toPlainText().splitlines()))) != shown.choices:
            self.choices.setPlainText("\n".join(shown.choices))
        self.least.set_value(shown.least)
        self.most.set_value(shown.most)
        self._showing = False
        self._fit(shown.kind)

    def show_errors(self, errors: dict[str, str]) -> None:
        """Say what is wrong, by field of :class:`FormField`."""
        for name, made in self.fields.items():
            made.show_error(errors.get(name, ""))

    def unreadable(self) -> bool:
        """A limit holds text that is no number; it gets the keyboard."""
        for edit in (self.least, self.most):
            if self.isEnabled() and not self._limits.isHidden() and edit.error:
                edit.show_error(edit.error)
                edit.setFocus()
                return True
        return False

    def _typed(self) -> None:
        if self._showing or self._field is None:
            return
        kind = FieldKind(self.kind.value())
        self._field = replace(
            self._field,
            kind=kind,
            label=self.asked.text().strip(),
            required=self.required.isChecked() and kind is not FieldKind.HEADING,
            help=self.help.text().strip(),
            choices=tuple(filter(None, map(str.strip, self.choices.toPlainText().splitlines()))),
            least=self.least.value(),
            most=self.most.value(),
            unit=self.unit.text().strip(),
        )
        self._fit(kind)
        self.edited.emit(self._field)

    def _fit(self, kind: FieldKind) -> None:
        self.required.setVisible(kind is not FieldKind.HEADING)
        self.fields["help"].setVisible(kind is not FieldKind.HEADING)
        self.fields["choices"].setVisible(kind is FieldKind.CHOICE)
        self._limits.setVisible(kind is FieldKind.NUMBER)
