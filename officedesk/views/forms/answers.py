"""The fields of a form as controls, one below the other: what a crew sees, and the preview of a template."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officedesk.models.form_fields import LONGEST_TEXT, FieldKind, FormField, day_of, decimal_of, drawn_in
from officedesk.views.forms.photo_field import PhotoField
from officedesk.views.forms.signature_pad import SignatureField
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import clear_layout, label, restyle, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn
from officedesk.views.widgets.tips import breakable
from officedesk.views.widgets.typed_fields import NumberEdit

_LOW = 74


class AnswerRow(QWidget):
    """One field: what is asked, its control, and what is wrong with the answer."""

    def __init__(self, asked: FormField, control: Any) -> None:
        super().__init__()
        self.control = control
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        if asked.kind is FieldKind.HEADING:
            self._title = label("", "strong")
            layout.addWidget(self._title)
        elif asked.kind is FieldKind.CHECK:
            self._title = _Words(control)
            both = row(control, self._title, spacing=2)
            both.setAlignment(control, Qt.AlignmentFlag.AlignTop)
            both.setStretch(1, 1)
            layout.addLayout(both)
        else:
            self._title = label("", "label")
            self._title.setBuddy(control)
            layout.addWidget(self._title)
            layout.addWidget(control)
        self._hint = label("", "small")
        for words in (self._title, self._hint):
            words.setWordWrap(True)
        layout.addWidget(self._hint)
        layout.addWidget(self._error)
        if hasattr(control, "error_changed"):
            control.error_changed.connect(self.show_error)
        self.tell(asked)

    def tell(self, asked: FormField) -> None:
        """Say what is asked: the same kind of answer as before."""
        self.asked = asked
        star = " *" if asked.required else ""
        unit = f" ({asked.unit})" if asked.unit else ""
        self._title.setText(breakable(f"{asked.label}{unit}{star}" if asked.asks else asked.label))
        if self.control is not None:
            self.control.setAccessibleName(f"{asked.label}{', required' if asked.required else ''}")
        self._hint.setText(breakable(asked.help))
        self._hint.setVisible(bool(asked.help))

    @property
    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def show_error(self, text: str) -> None:
        """Say what is wrong, or that nothing is."""
        if self.control is not None:
            restyle(self.control, "invalid", bool(text))
            self.control.setAccessibleDescription(text)
        self._error.setText(text)
        self._error.setVisible(bool(text))


class _Words(QLabel):
    """The words of a check box, in as many lines as they need; a click on them checks it."""

    def __init__(self, box: QCheckBox) -> None:
        super().__init__()
        self._box = box
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setBuddy(box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._box.isEnabled() and event.button() is Qt.MouseButton.LeftButton:
            self._box.setFocus()
            self._box.toggle()


class FormAnswers(QWidget):
    """``edited`` for each change by the user; ``answers()`` as ``models.form_fields`` keeps them."""

    edited = Signal()

    def __init__(self, shell: Shell, about: tuple[int, int, int | None] = (0, 0, None)) -> None:
        """``about``: customer, job and location that new photos belong to."""
        super().__init__()
        self._shell, self._about = shell, about
        self.rows: dict[str, AnswerRow] = {}
        self._fixed = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2, 2, 2, 2)
        self._layout.setSpacing(14)
        self._enter = EnterMovesOn(self)

    def ask(self, asked: Sequence[FormField]) -> None:
        """Show these fields, empty; where only words are others, as while a template is typed, the controls stay."""
        if [_control_of(one) for one in asked] == [_control_of(made.asked) for made in self.rows.values()]:
            for made, one in zip(self.rows.values(), asked, strict=True):
                made.tell(one)
            return
        clear_layout(self._layout)
        self.rows = {}
        for one in asked:
            made = AnswerRow(one, self._control(one))
            self.rows[one.key] = made
            self._layout.addWidget(made)
            if isinstance(made.control, QLineEdit | QCheckBox | Combo):
                self._enter.watch(made.control)
            if made.control is not None:
                made.control.installEventFilter(self)
        self._layout.addStretch(1)

    def set_answers(self, answers: Mapping[str, Any]) -> None:
        """Show answers without telling."""
        for key, made in self.rows.items():
            _put(made, answers.get(key))

    def answers(self) -> dict[str, Any]:
        """What is answered; what is not has no entry."""
        found = {key: _value(made) for key, made in self.rows.items()}
        return {key: value for key, value in found.items() if value not in (None, "", False) and value != []}

    def unreadable(self) -> bool:
        """A field holds text that cannot be read; it is shown and gets the keyboard."""
        for made in self.rows.values():
            problem = getattr(made.control, "error", "") if made.control is not None else ""
            if problem and isinstance(made.control, NumberEdit | DateEdit):
                made.show_error(problem)
                self._go_to(made)
                return True
        return False

    @property
    def busy(self) -> bool:
        """Photos are just being added."""
        return any(isinstance(made.control, PhotoField) and made.control.busy for made in self.rows.values())

    def show_errors(self, errors: Mapping[str, str]) -> bool:
        """Say beside each field what is wrong and go to the first; whether there is any."""
        first = None
        for key, made in self.rows.items():
            made.show_error(errors.get(key, ""))
            if errors.get(key) and first is None:
                first = made
        if first is not None:
            self._go_to(first)
        return first is not None

    def set_fixed(self, fixed: bool) -> None:
        """Whether it is only looked at."""
        self._fixed = fixed
        for made in self.rows.values():
            control = made.control
            if isinstance(control, SignatureField | PhotoField):
                control.set_fixed(fixed)
            elif isinstance(control, QLineEdit | QPlainTextEdit):
                control.setReadOnly(fixed)
            elif control is not None:
                control.setEnabled(not fixed)

    def focus_first(self) -> None:
        """The keyboard goes to the first field."""
        first = next((made.control for made in self.rows.values() if made.control is not None), None)
        if first is not None:
            first.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._reveal(watched)
        return super().eventFilter(watched, event)

    def _go_to(self, made: AnswerRow) -> None:
        made.control.setFocus()
        self._reveal(made)

    def _reveal(self, made: QWidget) -> None:
        area = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(made, 0, 40)

    def _control(self, asked: FormField) -> Any:
        made: Any = _MAKERS[asked.kind](self._shell, asked)
        told = {
            QCheckBox: lambda: made.toggled,
            QPlainTextEdit: lambda: made.textChanged,
            QLineEdit: lambda: made.textEdited,
        }
        if made is not None:
            signal = told.get(type(made), lambda: made.edited)()
            signal.connect(lambda *_: self._edited(asked.key))
        if isinstance(made, PhotoField):
            made.be_about(*self._about)
        return made

    def _edited(self, key: str) -> None:
        made = self.rows.get(key)
        if made is not None and not self._putting(made):
            if not getattr(made.control, "error", ""):
                made.show_error("")
            self.edited.emit()

    @staticmethod
    def _putting(made: AnswerRow) -> bool:
        return bool(made.property("putting"))


def _control_of(asked: FormField) -> tuple[object, ...]:
    """What the control of a field depends on."""
    return asked.key, asked.kind, asked.choices


def _text(_shell: Shell, _asked: FormField) -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(LONGEST_TEXT)
    return made


def _long(_shell: Shell, _asked: FormField) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(_LOW)
    return made


def _choice(shell: Shell, asked: FormField) -> Combo:
    made = Combo(shell.icons, shell.theme, empty="Choose…")
    made.set_choices([(one, one) for one in asked.choices])
    made.setMaximumWidth(360)
    return made


def _number(_shell: Shell, _asked: FormField) -> NumberEdit:
    made = NumberEdit(optional=True)
    made.setMaximumWidth(180)
    return made


def _date(shell: Shell, _asked: FormField) -> DateEdit:
    made = DateEdit(shell, optional=True)
    made.setMaximumWidth(180)
    return made


_MAKERS: dict[FieldKind, Callable[[Shell, FormField], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _long,
    FieldKind.CHECK: lambda _shell, _asked: QCheckBox(),
    FieldKind.CHOICE: _choice,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.PHOTO: lambda shell, _asked: PhotoField(shell),
    FieldKind.SIGNATURE: lambda shell, _asked: SignatureField(shell),
    FieldKind.HEADING: lambda _shell, _asked: None,
}


def _put(made: AnswerRow, value: Any) -> None:
    control: Any = made.control
    made.setProperty("putting", True)
    try:
        if isinstance(control, QCheckBox):
            control.setChecked(value is True)
        elif isinstance(control, QPlainTextEdit):
            if control.toPlainText() != (value or ""):
                control.setPlainText(value or "")
        elif isinstance(control, NumberEdit):
            control.set_value(decimal_of(value))
        elif isinstance(control, DateEdit):
            control.set_value(day_of(value))
        elif isinstance(control, SignatureField):
            control.set_value(drawn_in(value))
        elif isinstance(control, PhotoField):
            control.set_value(value or [])
        elif isinstance(control, Combo):
            control.set_value(value)
        elif control is not None and control.text() != (value or ""):
            control.setText(value or "")
    finally:
        made.setProperty("putting", False)


def _value(made: AnswerRow) -> Any:
    control: Any = made.control
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    if isinstance(control, NumberEdit):
        number: Decimal | None = control.value()
        return None if number is None else f"{number:f}"
    if isinstance(control, DateEdit):
        day: date | None = control.value()
        return None if day is None else day.isoformat()
    if isinstance(control, SignatureField):
        signature = control.value()
        return None if signature.empty else signature.stored()
    if isinstance(control, PhotoField | Combo):
        return control.value()
    return None if control is None else control.text()
