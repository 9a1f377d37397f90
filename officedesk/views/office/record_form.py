"""A form over one frozen draft, put together from a list of its fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from officedesk.maps.coordinates import BadCoordinate, degrees_text, read_latitude, read_longitude
from officedesk.views.shell import Shell
from officedesk.views.widgets.colour_edit import ColourEdit
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.typed_fields import MoneyEdit, NumberEdit, TypedEdit
from officedesk.views.work.time_edit import TimeEdit


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a draft. ``name`` may reach into a part: ``address.city``.

    ``kind``: ``text``, ``long``, ``check``, ``money``, ``number``, ``percent``, ``whole``, ``maybe_whole`` (empty is
    ``None``), ``date``, ``time``, ``latitude`` and ``longitude`` (the same), ``colour`` or ``choice``;
    ``choices`` gives (value, text) pairs.
    ``span`` is how many of the four columns it takes.
    """

    name: str
    title: str
    kind: str = "text"
    span: int = 1
    required: bool = False
    choices: Sequence[tuple[Any, str]] = ()
    empty: str | None = None
    hint: str = ""
    highest: int = 999_999_999


class RecordForm(QWidget):
    """``load`` shows a draft, ``draft`` gives it back with what was typed; ``edited`` at every change."""

    edited = Signal()

    def __init__(self, shell: Shell, specs: Sequence[FieldSpec]) -> None:
        super().__init__()
        self._specs = tuple(specs)
        self._draft: Any = None
        self.fields: dict[str, FormField | QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for place in range(4):
            grid.setColumnStretch(place, 1)
        enter = EnterMovesOn(self)
        line = column = 0
        for spec in self._specs:
            if column + spec.span > 4:
                line, column = line + 1, 0
            made = _MAKERS[spec.kind](shell, spec)
            _change_signal(made).connect(lambda *_: self.edited.emit())
            if isinstance(made, QCheckBox):
                self.fields[spec.name] = made
            else:
                made.setToolTip(spec.hint)
                self.fields[spec.name] = FormField(spec.title, made, required=spec.required)
                if not isinstance(made, QPlainTextEdit):
                    enter.watch(made)
            grid.addWidget(self.fields[spec.name], line, column, 1, spec.span)
            column += spec.span

    def load(self, draft: Any) -> None:
        """Show ``draft`` (a frozen dataclass)."""
        self._draft = draft
        for spec in self._specs:
            value = draft
            for part in spec.name.split("."):
                value = getattr(value, part)
            _put(self.control(spec.name), value)
        self.show_errors({})

    def draft(self) -> Any:
        """The loaded draft with the values of the form; fields that cannot be read keep their last good value."""
        changes: dict[str, Any] = {}
        for spec in self._specs:
            changes[spec.name] = _value(self.control(spec.name))
        return _replaced(self._draft, changes)

    @property
    def base(self) -> Any:
        """What was loaded; ``None`` before anything was."""
        return self._draft

    def take(self, draft: Any, base: Any) -> None:
        """Show ``draft`` over ``base``, which is stored now: only fields that differ are written, none is left."""
        for spec in self._specs:
            value = draft
            for part in spec.name.split("."):
                value = getattr(value, part)
            if _value(self.control(spec.name)) != value:
                _put(self.control(spec.name), value)
        self._draft = base

    def title(self, name: str) -> str:
        """What a field is called."""
        for spec in self._specs:
            if spec.name == name:
                return spec.title
        word = name.rsplit(".", maxsplit=1)[-1].replace("_", " ")
        return word[0].upper() + word[1:]

    def text_of(self, name: str, value: Any) -> str:
        """How a value of a field reads."""
        control = self.control(name) if name in self.fields else None
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(control, Combo):
            return control.text_of(value)
        if value is None:
            return ""
        if isinstance(control, TypedEdit):
            return control.format(value)
        return f"{len(value):,} bytes" if isinstance(value, bytes) else str(value)

    @property
    def dirty(self) -> bool:
        """Something differs from what was loaded."""
        return self._draft is not None and self.draft() != self._draft

    def control(self, name: str) -> Any:
        """The control of a field."""
        made = self.fields[name]
        return made.control if isinstance(made, FormField) else made

    def show_errors(self, errors: Mapping[str, str]) -> list[str]:
        """Put each message at its field and the focus on the first; messages without a field are returned."""
        left = []
        first: QWidget | None = None
        for name, made in self.fields.items():
            if isinstance(made, FormField):
                made.show_error(errors.get(name, ""))
                if name in errors and first is None:
                    first = made.control
        left = [text for name, text in errors.items() if not isinstance(self.fields.get(name), FormField)]
        if first is not None:
            first.setFocus()
        return left

    def unreadable(self) -> bool:
        """A field holds text that cannot be read; it is shown and gets the focus."""
        for made in self.fields.values():
            if isinstance(made, FormField) and (problem := getattr(made.control, "error", "")):
                made.show_error(problem)
                made.control.setFocus()
                return True
        return False


def _text(_shell: Shell, spec: FieldSpec) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(spec.hint)
    return made


def _long(_shell: Shell, _spec: FieldSpec) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setFixedHeight(64)
    made.setTabChangesFocus(True)
    return made


def _check(_shell: Shell, spec: FieldSpec) -> QCheckBox:
    made = QCheckBox(spec.title)
    made.setToolTip(spec.hint)
    return made


class WholeEdit(TypedEdit):
    """A whole number from 0 to ``highest``; empty is ``None`` where the field may be empty."""

    def __init__(self, highest: int, *, optional: bool = False) -> None:
        super().__init__(optional=optional)
        self._highest = highest

    def parse(self, text: str) -> int:
        digits = text.strip().replace(",", "")
        if not digits.isascii() or not digits.isdecimal() or int(digits) > self._highest:
            raise ValueError(f"Type a whole number from 0 to {self._highest:,}.")
        return int(digits)

    def format(self, value: int) -> str:
        return str(value)


class DegreesEdit(TypedEdit):
    """A latitude or a longitude, as ``read`` reads it; empty is ``None``."""

    def __init__(self, read: Callable[[str], float]) -> None:
        super().__init__(optional=True)
        self._reads = read

    def parse(self, text: str) -> float:
        try:
            return round(self._reads(text), 7)
        except BadCoordinate as error:
            raise ValueError(f"{error}.") from error

    def format(self, value: float) -> str:
        return degrees_text(value)


def _choice(shell: Shell, spec: FieldSpec) -> Combo:
    made = Combo(shell.icons, shell.theme, empty=spec.empty)
    made.set_choices(spec.choices)
    return made


_MAKERS: dict[str, Callable[[Shell, FieldSpec], QWidget]] = {
    "text": _text,
    "long": _long,
    "check": _check,
    "money": lambda shell, _spec: MoneyEdit(shell.desk.currency),
    "number": lambda _shell, _spec: NumberEdit(),
    "percent": lambda _shell, _spec: NumberEdit(percent=True),
    "whole": lambda _shell, spec: WholeEdit(spec.highest),
    "maybe_whole": lambda _shell, spec: WholeEdit(spec.highest, optional=True),
    "date": lambda shell, _spec: DateEdit(shell, optional=True),
    "time": lambda _shell, _spec: TimeEdit(optional=True),
    "latitude": lambda _shell, _spec: DegreesEdit(read_latitude),
    "longitude": lambda _shell, _spec: DegreesEdit(read_longitude),
    "choice": _choice,
    "colour": lambda _shell, _spec: ColourEdit(),
}


def _change_signal(control: Any) -> Any:
    if isinstance(control, QCheckBox):
        return control.toggled
    if isinstance(control, QPlainTextEdit):
        return control.textChanged
    if isinstance(control, Combo | TypedEdit):
        return control.edited
    return control.textEdited


def _put(control: Any, value: Any) -> None:
    if isinstance(control, QCheckBox):
        control.setChecked(bool(value))
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(value)
    elif isinstance(control, Combo | TypedEdit):
        control.set_value(value)
    else:
        control.setText(value)


def _value(control: Any) -> Any:
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    if isinstance(control, Combo | TypedEdit):
        return control.value()
    return control.text().strip()


def _replaced(draft: Any, changes: Mapping[str, Any]) -> Any:
    own = {name: value for name, value in changes.items() if "." not in name}
    for part in {name.split(".", 1)[0] for name in changes if "." in name}:
        inner = {name.split(".", 1)[1]: value for name, value in changes.items() if name.startswith(f"{part}.")}
        own[part] = _replaced(getattr(draft, part), inner)
    known = {field.name for field in fields(draft)} if is_dataclass(draft) else set()
    return replace(draft, **{name: value for name, value in own.items() if name in known})
